"""The frontend of Python: ``frontend`` is the way in."""
