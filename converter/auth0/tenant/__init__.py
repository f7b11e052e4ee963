"""The rehearsal tenant: Auth0's Management API as documented, on loopback, for a migration that harms nobody.

`Tenant` is the tenant itself: requests in, answers out, with its own clock and without any network.
`server` puts it on a port, and misbehaves there as a list of faults says. What Auth0 does not document is
decided in docs/decisions/0019-rehearsal-tenant.md.
"""
