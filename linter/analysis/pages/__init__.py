"""What pages tell by being visited: their addresses, titles and purposes, and the trackers on them."""
