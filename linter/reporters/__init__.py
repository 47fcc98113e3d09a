"""Reports as text: one module for each format, each a pure function from a ``Report`` to one document."""
