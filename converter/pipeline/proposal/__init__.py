"""A first mapping for a source, proposed from what is in it: nothing that only a person can know is assumed."""
