"""Everything a tenant is made of, in one place, for the functions that answer requests."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, field

from converter.auth0.tenant.bucket import Bucket
from converter.auth0.tenant.clock import Clock
from converter.auth0.tenant.faults import Fault, Faults
from converter.auth0.tenant.history import Event, History
from converter.auth0.tenant.jobs import Jobs
from converter.auth0.tenant.message import Refusal, Request
from converter.auth0.tenant.settings import Connection, Named, Settings
from converter.auth0.tenant.tokens import Tokens
from converter.auth0.tenant.users import User, Users


class State(Struct):
    """A tenant's state."""

    settings: Settings
    clock: Clock
    faults: Faults
    users: Users
    jobs: Jobs
    tokens: Tokens
    bucket: Bucket
    history: History
    roles: dict[str, Named]
    organizations: dict[str, Named]
    origin: str = "https://rehearsal.auth0.test"
    """The URL at which the tenant is reached, without a slash at the end."""
    links: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Links to the files of exports: the job and when the link ends."""

    def connection(self, connection_id: str) -> Connection | None:
        """The connection of that id."""
        return next((one for one in self.settings.connections if one.id == connection_id), None)

    def user(self, user_id: str) -> User:
        """The user of that whole id. Raises Refusal."""
        user = self.users.get(user_id)
        if user is None:
            raise Refusal(404, "The user does not exist.", "inexistent_user")
        return user


def new_state(settings: Settings, clock: Clock, faults: Faults, tell: Callable[[Event], None] | None = None) -> State:
    """An empty tenant."""
    return State(
        settings,
        clock,
        faults,
        Users(),
        Jobs(settings.limits),
        Tokens(settings, clock),
        Bucket(settings.limits.rate, clock),
        History(clock, tell),
        {role.id: role for role in settings.roles},
        {one.id: one for one in settings.organizations},
    )


class Call(Struct, frozen=True):
    """A request on its way to the function that answers it, with the variable parts of its path."""

    request: Request
    parts: tuple[str, ...] = ()
    fault: Fault | None = None
