"""The frontend of PHP: ``frontend`` is the way in."""
