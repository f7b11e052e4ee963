"""auth0-convert: every user of an identity store becomes a validated Auth0 import file."""

__version__ = "0.1.0"
