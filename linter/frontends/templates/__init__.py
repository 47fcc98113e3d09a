"""
Template dialects: what each makes of ``{{ }}``, ``{% %}``, ``<% %>``, ``<?php ?>`` and their kin.

A dialect is a function from the bytes of a file to a ``Reading`` (``reading.py``). They are listed in ``dialects.py``.
"""
