"""
Fixes: what the linter mends by itself.

``plan.plan_fixes`` says how each finding can be mended, as edits of exact spans; ``edits.apply`` puts edits into texts;
``passes.mend`` does so until nothing is left, and takes back what breaks a file. Nothing here writes to the disk.
"""
