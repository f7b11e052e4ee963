"""`/api/v2/connections` and `/guardian/factors`: where users can go, and what is asked of them there."""

from __future__ import annotations

from typing import Any

from converter.auth0.tenant.message import NOTHING, Answer, Refusal, as_json
from converter.auth0.tenant.paging import checkpointed, chosen, paged
from converter.auth0.tenant.settings import FACTORS, Connection
from converter.auth0.tenant.state import Call, State

_OPTIONS = "read:connections_options"


def list_all(state: State, call: Call) -> Answer:
    """`GET /connections`, by `strategy` and `name` if asked."""
    query = call.request.query
    wanted = [
        _shown(state, call, one)
        for one in state.settings.connections
        if one.strategy in query.get("strategy", [one.strategy]) and one.name in query.get("name", [one.name])
    ]
    return as_json(paged(call.request, [chosen(call.request, one) for one in wanted], "connections"))


def show(state: State, call: Call) -> Answer:
    """`GET /connections/{id}`."""
    return as_json(chosen(call.request, _shown(state, call, _find(state, call))))


def list_clients(state: State, call: Call) -> Answer:
    """`GET /connections/{id}/clients`: the applications it is enabled for."""
    clients = [{"client_id": client} for client in _find(state, call).enabled_clients]
    return as_json(checkpointed(call.request, clients, "clients"))


def list_factors(state: State, call: Call) -> Answer:
    """`GET /guardian/factors`: which second factors are switched on."""
    names = (*FACTORS.values(), "push-notification", "recovery-code")
    return as_json([{"name": n, "enabled": n in state.settings.factors, "trial_expired": False} for n in names])


def delete_user(state: State, call: Call) -> Answer:
    """`DELETE /connections/{id}/users?email=`: 204, also for a user that is not there."""
    email = call.request.query.get("email", [""])[0]
    user = state.users.find(_find(state, call), "email", email)
    if user:
        state.users.remove(user)
        state.history.note("user-deleted", {"user_id": user.id})
    return NOTHING


def _find(state: State, call: Call) -> Connection:
    connection = state.connection(call.parts[0])
    if connection is None:
        raise Refusal(404, "The connection does not exist", "inexistent_connection")
    return connection


def _shown(state: State, call: Call, connection: Connection) -> dict[str, Any]:
    """Without its options for whoever may not read those: they take a scope of their own since July 2025."""
    options = {"options": dict(connection.options)} if state.tokens.may(call.request, _OPTIONS) else {}
    return options | {
        "id": connection.id,
        "name": connection.name,
        "strategy": connection.strategy,
        "realms": [connection.name],
        "is_domain_connection": False,
    }
