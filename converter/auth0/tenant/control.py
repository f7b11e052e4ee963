"""`/rehearsal/…`: what no real tenant has. Looking into the history, moving the clock, changing the faults."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from converter.auth0.tenant.checker import judge
from converter.auth0.tenant.faults import parse
from converter.auth0.tenant.message import NOTHING, Answer, Refusal, Request, as_json
from converter.auth0.tenant.state import State
from converter.errors import UsageError

ROOT = "/rehearsal/"


def respond(state: State, request: Request) -> Answer:
    """Answer a request below ROOT. Nobody has to sign in: whoever reaches the port is on this machine."""
    try:
        match request.method, request.path.removeprefix(ROOT):
            case "GET", "history":
                return as_json(state.history.events)
            case "GET", "stats":
                return as_json(_stats(state))
            case "POST", "clock":
                state.clock.advance(_seconds(_document(request)))
                return as_json({"now": state.clock.now()})
            case "PUT", "faults":
                state.faults.replace(parse(_document(request)))
                return NOTHING
            case _:
                return Refusal(404, "GET history or stats, POST clock, PUT faults").answer()
    except UsageError as error:
        return Refusal(400, str(error)).answer()


def _document(request: Request) -> Any:
    # a page in a browser cannot send this type to another origin unasked
    if "application/json" not in request.headers.get("content-type", ""):
        raise UsageError("the body must be JSON: content-type: application/json")
    try:
        return json.loads(request.body)
    except ValueError:
        raise UsageError("the body is not JSON") from None


def _seconds(document: Any) -> float:
    seconds = document.get("advance") if isinstance(document, dict) else None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
        raise UsageError('the clock wants {"advance": SECONDS}')
    return float(seconds)


def _stats(state: State) -> dict[str, Any]:
    events = state.history.events
    found = judge(events, (), slots=state.settings.limits.active_imports)
    answers = Counter(f"{e['method']} {e['status']}" for e in events if e["event"] == "request")
    faults = Counter(e["fault"] for e in events if e["event"] == "request" and "fault" in e)
    return {
        "users": len(state.users),
        "jobs": found.jobs,
        "jobs_at_once": found.jobs_at_once,
        "busy": round(found.busy, 4),
        "logins": sum(e["event"] == "login" for e in events),
        "requests": dict(sorted(answers.items())),
        "faults": dict(sorted(faults.items())),
    }
