"""Roles and organizations: there from the start, or made by `POST`; users come in and go out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from converter.auth0.tenant.jobs import new_id
from converter.auth0.tenant.message import NOTHING, Answer, Refusal, as_json
from converter.auth0.tenant.paging import paged
from converter.auth0.tenant.settings import Named
from converter.auth0.tenant.state import Call, State
from converter.auth0.tenant.user_api import body
from converter.auth0.tenant.users import User


def list_roles(state: State, call: Call) -> Answer:
    """`GET /roles`, by a part of the name if asked (`name_filter`)."""
    part = call.request.query.get("name_filter", [""])[0].lower()
    shown = [_role(role) for role in state.roles.values() if part in role.name.lower()]
    return as_json(paged(call.request, shown, "roles"))


def create_role(state: State, call: Call) -> Answer:
    """`POST /roles`."""
    role = _new(call, "rol_")
    if any(role.name == other.name for other in state.roles.values()):
        raise Refusal(409, "A role with the same name already exists", "role_conflict")
    state.roles[role.id] = role
    return as_json(_role(role))


def list_user_roles(state: State, call: Call) -> Answer:
    """`GET /users/{id}/roles`."""
    held = state.user(call.parts[0]).roles
    return as_json(paged(call.request, [_role(role) for role in state.roles.values() if role.id in held], "roles"))


def give_roles(state: State, call: Call) -> Answer:
    """`POST /users/{id}/roles`: having one already is no error."""
    user, roles = state.user(call.parts[0]), _listed(call, "roles", state.roles.get)
    for role in roles:
        _noted(state, "role-given", user, user.roles, role.id)
    return NOTHING


def take_roles(state: State, call: Call) -> Answer:
    """`DELETE /users/{id}/roles`."""
    state.user(call.parts[0]).roles.difference_update(body(call.request).get("roles", []))
    return NOTHING


def give_role_to(state: State, call: Call) -> Answer:
    """`POST /roles/{id}/users`."""
    role = _found(state.roles.get(call.parts[0]), "The role does not exist.", "inexistent_role")
    for user in _listed(call, "users", state.users.get):
        _noted(state, "role-given", user, user.roles, role.id)
    return as_json({})


def list_role_users(state: State, call: Call) -> Answer:
    """`GET /roles/{id}/users`."""
    role = _found(state.roles.get(call.parts[0]), "The role does not exist.", "inexistent_role")
    return as_json(paged(call.request, [_member(user) for user in state.users if role.id in user.roles], "users"))


def list_organizations(state: State, call: Call) -> Answer:
    """`GET /organizations`."""
    shown = [_organization(one) for one in state.organizations.values()]
    return as_json(paged(call.request, shown, "organizations"))


def create_organization(state: State, call: Call) -> Answer:
    """`POST /organizations`."""
    made = _new(call, "org_")
    if any(made.name == other.name for other in state.organizations.values()):
        raise Refusal(409, "An organization with this name already exists.", "organization_conflict")
    state.organizations[made.id] = made
    return as_json(_organization(made), 201)


def show_organization(state: State, call: Call) -> Answer:
    """`GET /organizations/name/{name}`."""
    named = (one for one in state.organizations.values() if one.name == call.parts[0])
    found = next(named, None)
    return as_json(_organization(_found(found, "No organization found by that name", "inexistent_organization")))


def list_members(state: State, call: Call) -> Answer:
    """`GET /organizations/{id}/members`."""
    one = _organization_of(state, call)
    return as_json(
        paged(call.request, [_member(user) for user in state.users if one.id in user.organizations], "members")
    )


def add_members(state: State, call: Call) -> Answer:
    """`POST /organizations/{id}/members`: being one already is no error."""
    one = _organization_of(state, call)
    for user in _listed(call, "members", state.users.get):
        _noted(state, "member-added", user, user.organizations, one.id)
    return NOTHING


def remove_members(state: State, call: Call) -> Answer:
    """`DELETE /organizations/{id}/members`."""
    one = _organization_of(state, call)
    for user_id in body(call.request).get("members", []):
        if user := state.users.get(user_id):
            user.organizations.discard(one.id)
    return NOTHING


def _organization_of(state: State, call: Call) -> Named:
    found = state.organizations.get(call.parts[0])
    return _found(found, "No organization found by that id or name.", "inexistent_organization")


def _found(one: Named | None, message: str, code: str) -> Named:
    if one is None:
        raise Refusal(404, message, code)
    return one


def _listed(call: Call, name: str, find: Callable[[str], Any]) -> list[Any]:
    """What a list of ids in the body stands for; all of them must be there before anything is done."""
    ids = body(call.request).get(name)
    if not isinstance(ids, list) or not ids or not all(isinstance(one, str) for one in ids):
        raise Refusal(400, f"Payload validation error: 'Expected type array' on property {name}", "invalid_body")
    found = [find(one) for one in ids]
    if None in found:
        raise Refusal(404, f"One or more of the {name} do not exist.", f"inexistent_{name.rstrip('s')}")
    return found


def _noted(state: State, event: str, user: User, held: set[str], group: str) -> None:
    held.add(group)
    state.history.note(event, {"user_id": user.id, "group": group})


def _new(call: Call, prefix: str) -> Named:
    name = body(call.request).get("name")
    if not isinstance(name, str) or not name:
        raise Refusal(400, "Payload validation error: 'Missing required property: name'.", "invalid_body")
    return Named(new_id(prefix), name)


def _role(role: Named) -> dict[str, str]:
    return {"id": role.id, "name": role.name, "description": ""}


def _organization(one: Named) -> dict[str, str]:
    return {"id": one.id, "name": one.name, "display_name": one.name}


def _member(user: User) -> dict[str, Any]:
    return {name: user.profile[name] for name in ("user_id", "email", "name", "picture") if name in user.profile}
