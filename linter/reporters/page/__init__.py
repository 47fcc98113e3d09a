"""Style and script of the HTML report, put into the page as they are."""
