"""What belongs together: modules and their names, imports, members, values."""
