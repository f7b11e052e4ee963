"""Which function answers which request, and which scopes it asks for: one of them is enough."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import unquote

from msgspec import Struct

from converter.auth0.tenant import connection_api, export_api, group_api, job_api, user_api
from converter.auth0.tenant.message import Answer, Refusal
from converter.auth0.tenant.state import Call, State

Respond: TypeAlias = Callable[[State, Call], Answer]


class Route(Struct, frozen=True):
    """One operation of the Management API. A `{}` in the path is one segment of any text."""

    method: str
    path: str
    scopes: frozenset[str]
    respond: Respond


def _route(line: str, scopes: str, respond: Respond) -> Route:
    method, path = line.split()
    return Route(method, path, frozenset(scopes.split()), respond)


ROUTES = (
    _route("POST /api/v2/jobs/users-imports", "create:users", job_api.create_import),
    _route("POST /api/v2/jobs/users-exports", "read:users", export_api.create_export),
    _route("GET /api/v2/jobs/{}", "create:users read:users", job_api.show),
    _route("GET /api/v2/jobs/{}/errors", "create:users read:users", job_api.show_errors),
    _route("GET /api/v2/users", "read:users", user_api.list_all),
    _route("POST /api/v2/users", "create:users", user_api.create),
    _route("GET /api/v2/users/{}", "read:users", user_api.show),
    _route("PATCH /api/v2/users/{}", "update:users", user_api.change),
    _route("DELETE /api/v2/users/{}", "delete:users", user_api.delete),
    _route("GET /api/v2/users-by-email", "read:users", user_api.find_by_email),
    _route("GET /api/v2/users/{}/roles", "read:users", group_api.list_user_roles),
    _route("POST /api/v2/users/{}/roles", "update:users", group_api.give_roles),
    _route("DELETE /api/v2/users/{}/roles", "update:users", group_api.take_roles),
    _route("GET /api/v2/roles", "read:roles", group_api.list_roles),
    _route("POST /api/v2/roles", "create:roles", group_api.create_role),
    _route("GET /api/v2/roles/{}/users", "read:roles", group_api.list_role_users),
    _route("POST /api/v2/roles/{}/users", "update:roles", group_api.give_role_to),
    _route("GET /api/v2/organizations", "read:organizations", group_api.list_organizations),
    _route("POST /api/v2/organizations", "create:organizations", group_api.create_organization),
    _route("GET /api/v2/organizations/name/{}", "read:organizations", group_api.show_organization),
    _route("GET /api/v2/organizations/{}/members", "read:organization_members", group_api.list_members),
    _route("POST /api/v2/organizations/{}/members", "create:organization_members", group_api.add_members),
    _route("DELETE /api/v2/organizations/{}/members", "delete:organization_members", group_api.remove_members),
    _route("GET /api/v2/connections", "read:connections", connection_api.list_all),
    _route("GET /api/v2/connections/{}", "read:connections", connection_api.show),
    _route("GET /api/v2/connections/{}/clients", "read:connections", connection_api.list_clients),
    _route("GET /api/v2/guardian/factors", "read:guardian_factors", connection_api.list_factors),
    _route("DELETE /api/v2/connections/{}/users", "delete:users", connection_api.delete_user),
)


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    """The operation that is asked for, and the variable parts of its path. Raises Refusal."""
    for route in ROUTES:
        if route.method == method and (match := _pattern(route.path).fullmatch(path)):
            return route, tuple(map(unquote, match.groups()))
    raise Refusal(404, "Not Found")


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.escape(path).replace(r"\{\}", "([^/]+)"))
