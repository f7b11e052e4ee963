"""A stored password understood, and what Auth0 takes.

`detect` reads the text of a store into a `PasswordHash`, strictly and without guessing; `to_auth0` says
in which form Auth0 takes that hash, or why it cannot; `verify` computes what Auth0's documentation says
it will compute, independently of the rest. `schemes` is the table of what is known.
"""
