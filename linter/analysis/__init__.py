"""
From a project to the flows of data that reach a tracker.

``scan`` says which files are worth reading, ``link`` what belongs together, ``trace`` where a value comes from,
``sinks`` where data leaves, ``pages`` what a visit tells. ``engine`` is the way in; ``explain`` answers questions about
one line.
"""
