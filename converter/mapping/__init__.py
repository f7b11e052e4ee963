"""A mapping file: read, checked, and made into the plan that decides the fate of every record."""
