"""What happens with the result of a run at Auth0: uploading, and whatever follows it. Only `client` speaks HTTP."""
