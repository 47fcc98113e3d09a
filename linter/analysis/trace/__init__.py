"""From a value backwards to its origins."""
