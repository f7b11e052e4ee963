"""Automatic migration: people move to Auth0 when they log in, by the same mapping that makes the import files.

`migration` decides without any HTTP; `app` puts it behind two addresses; `scripts` writes what Auth0 runs.
"""
