"""Runs a mapping on several processes."""
