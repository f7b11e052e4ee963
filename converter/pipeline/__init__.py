"""What runs a mapping: loading it, one record after another, duplicates, and the cases a mapping carries."""
