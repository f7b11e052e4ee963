"""Loads the rows of `lookups:`: read once, put under their keys, small tables in memory and large ones in a file."""
