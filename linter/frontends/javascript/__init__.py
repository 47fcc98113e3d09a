"""The frontend of JavaScript and TypeScript: ``frontend`` is the way in."""
