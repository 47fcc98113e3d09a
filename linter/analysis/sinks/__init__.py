"""Where data leaves for a tracker, and what guards stand before it."""
