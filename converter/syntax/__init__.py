"""YAML as positioned nodes, the diagnostics that point into it, and the declared keys of the mapping language."""
