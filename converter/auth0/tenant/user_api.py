"""`/api/v2/users` and what hangs off it, as far as a migration needs it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from converter.auth0.tenant.clock import timestamp
from converter.auth0.tenant.jobs import new_id
from converter.auth0.tenant.login import own_credential
from converter.auth0.tenant.message import NOTHING, Answer, Refusal, Request, as_json
from converter.auth0.tenant.paging import chosen, paged
from converter.auth0.tenant.settings import Connection
from converter.auth0.tenant.state import Call, State
from converter.auth0.tenant.users import CHANGEABLE, STRATEGY, User, made

LONGEST_LIST = 1000
"""Users that can be paged through, as documented; an export has them all."""
_MERGED = ("app_metadata", "user_metadata")
_FLAGS = frozenset(("blocked", "email_verified", "phone_verified", "verify_email", "verify_phone_number"))
_KINDS = MappingProxyType({dict: "object", bool: "boolean", str: "string"})
_SILENT = frozenset(("connection", "client_id", "password", "verify_email", "verify_phone_number"))


def body(request: Request) -> dict[str, Any]:
    """The JSON object of a request. Raises Refusal."""
    try:
        document = json.loads(request.body)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise Refusal(400, "Payload validation error: 'Expected type object'", "invalid_body")
    return document


def show(state: State, call: Call) -> Answer:
    """`GET /users/{id}`."""
    return as_json(chosen(call.request, state.user(call.parts[0]).profile))


def find_by_email(state: State, call: Call) -> Answer:
    """`GET /users-by-email`: exact, so in lower case, and up to date, unlike a search."""
    addresses = call.request.query.get("email", [])
    if not addresses:
        message = "Query validation error: 'Missing required property: email' on property email"
        raise Refusal(400, message, "invalid_query_string")
    email = addresses[0]
    found = (
        [state.users.find(one, "email", email) for one in state.settings.connections] if email == email.lower() else []
    )
    return as_json([chosen(call.request, user.profile) for user in found if user])


def list_all(state: State, call: Call) -> Answer:
    """`GET /users`: by page, of one connection if asked; a search (`q`) is not rehearsed."""
    if "q" in call.request.query:
        raise Refusal(400, "A rehearsal does not search; ask by id or e-mail.", "invalid_query_string")
    wanted = call.request.query.get("connection", [])
    found = [user.profile for user in state.users if not wanted or user.connection.name in wanted]
    shown = [chosen(call.request, profile) for profile in found[:LONGEST_LIST]]
    return as_json(paged(call.request, shown, "users"))


def create(state: State, call: Call) -> Answer:
    """`POST /users`."""
    wanted = body(call.request)
    _refuse_wrong_types(wanted)
    connection = next((one for one in state.settings.connections if one.name == wanted.get("connection")), None)
    if connection is None:
        raise Refusal(400, "The connection does not exist.", "inexistent_connection")
    local_id = wanted.get("user_id") or new_id("")
    taken = [state.users.find(connection, n, wanted[n]) for n in ("email", "username", "phone_number") if n in wanted]
    if any(taken) or state.users.get(f"{STRATEGY}|{local_id}"):
        raise Refusal(409, "The user already exists.", "auth0_idp_error")
    profile = made(wanted, connection, local_id=local_id, now=timestamp(state.clock.now()))
    credential = own_credential(wanted["password"]) if "password" in wanted else {}
    user = User(profile, connection, credential, own_hash=True)
    state.users.add(user)
    state.history.note("user-created", {"user_id": user.id, "email": profile.get("email", "")})
    return as_json(user.profile, 201)


def change(state: State, call: Call) -> Answer:
    """`PATCH /users/{id}`: the first level of the metadata is merged, null removes."""
    user, wanted = state.user(call.parts[0]), body(call.request)
    if unknown := sorted(wanted.keys() - CHANGEABLE - _SILENT):
        message = f"Payload validation error: 'Additional properties not allowed: {','.join(unknown)}'"
        raise Refusal(400, message, "invalid_body")
    _refuse_wrong_types({name: value for name, value in wanted.items() if value is not None})
    _refuse_taken(state, user, wanted)
    profile = {**user.profile, "updated_at": timestamp(state.clock.now())}
    for name in wanted.keys() & CHANGEABLE:
        value = wanted[name]
        profile[name] = profile.get(name, {}) | value if name in _MERGED and isinstance(value, dict) else value
    for name in ("email", "username"):
        if isinstance(wanted.get(name), str):
            profile[name] = wanted[name].lower()
    if "email" in wanted:
        profile["email_verified"] = wanted.get("email_verified", False)
    state.users.change(user, {name: _without_nulls(value) for name, value in profile.items() if value is not None})
    if wanted.get("password"):
        user.credential, user.own_hash = own_credential(wanted["password"]), True
    state.history.note("user-changed", {"user_id": user.id})
    return as_json(user.profile)


def _refuse_wrong_types(wanted: Mapping[str, Any]) -> None:
    for name, value in wanted.items():
        kind = dict if name in _MERGED else bool if name in _FLAGS else str
        if not isinstance(value, kind):
            message = f"Payload validation error: 'Expected type {_KINDS[kind]}' on property {name}"
            raise Refusal(400, message, "invalid_body")


def _refuse_taken(state: State, user: User, wanted: Mapping[str, Any]) -> None:
    connection: Connection = user.connection
    for name in ("email", "username", "phone_number"):
        if isinstance(wanted.get(name), str) and state.users.find(connection, name, wanted[name]) not in (user, None):
            raise Refusal(409, f"The specified new {name} already exists", "auth0_idp_error")


def _without_nulls(value: Any) -> Any:
    return {name: inner for name, inner in value.items() if inner is not None} if isinstance(value, dict) else value


def delete(state: State, call: Call) -> Answer:
    """`DELETE /users/{id}`: 204, also for a user that is not there."""
    user = state.users.get(call.parts[0])
    if user:
        state.users.remove(user)
        state.history.note("user-deleted", {"user_id": user.id})
    return NOTHING
