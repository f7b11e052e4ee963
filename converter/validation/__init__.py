"""Whether Auth0 would take a user: the documented JSON Schema, and the rules a schema cannot say."""
