"""What the values of a directory mean: names, identifiers, times, flags. Pure, and unaware of the mapping language."""
