"""A tenant on a port, and a client that has a token."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx2
import pytest

from converter.auth0.tenant.clock import Clock, VirtualTime
from converter.auth0.tenant.faults import Faults, parse
from converter.auth0.tenant.server import serving
from converter.auth0.tenant.settings import Settings
from converter.auth0.tenant.tenant import Tenant
from tests.auth0.tenant.caller import Caller, Start

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # loading the system's certificates takes a tenth of a second


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts tenants: `start(settings, [{"request": …, "do": …}])`."""
    with ExitStack() as stack:

        def begin(settings: Settings | None = None, faults: list[Any] | None = None) -> Caller:
            time = VirtualTime()
            tenant = Tenant(settings, clock=Clock(time), faults=Faults(parse(faults or [])))
            url = stack.enter_context(serving(tenant))
            http = stack.enter_context(httpx2.Client(base_url=url, trust_env=False, verify=NO_TLS))
            caller = Caller(tenant, time, http, url)
            caller.sign_in()
            return caller

        yield begin


@pytest.fixture
def caller(start: Start) -> Caller:
    """A tenant with default settings and no faults."""
    return start()
