"""Reads the file that `overrides:` names: what a few users get beside the mapping, by their identifiers.

    8d1e2c1a-5c0b-4a57-9f0e-3a1f5f7d1c11:      # the user's user_id, e-mail address or user name
      email: jane.doe@example.com
      phone_number: null                       # null leaves a field out
      app_metadata: {team: audit}              # an object is merged into the one there is (RFC 7386)

The file is YAML of at most 64 KiB: it is for the last awkward ones, not for a second mapping.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from converter.mapping import target
from converter.mapping.findings import Findings
from converter.mapping.long_form import check_constant
from converter.mapping.overrides import Overrides
from converter.syntax import node as nodes
from converter.syntax.diagnostic import Diagnostic, Severity
from converter.syntax.node import Node, Scalar, plain
from converter.syntax.sanitise import clipped
from converter.syntax.yaml_reader import read
from converter.validation.violation import Document

_TOLD = 3


def read_overrides(name: Scalar, read_file: Callable[[str], str], findings: Findings) -> Overrides | None:
    """The file that the mapping names; what is wrong in it is reported where it is named, with the line."""
    try:
        text = read_file(name.text)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        hint = "a path relative to the mapping, of a YAML file with fields of users by user_id"
        findings.add("bad-setting", name, f"{clipped(name.text)} cannot be read: {reason.lower()}", hint=hint)
        return None
    reading = read(text)
    inside = Findings(list(reading.diagnostics))
    users = _users(reading.root, inside)
    wrong = [found for found in inside.diagnostics if found.severity is Severity.ERROR]
    for found in wrong[:_TOLD]:
        findings.add("bad-setting", name, _told(name.text, found), hint=found.hint)
    return None if wrong else Overrides(users, hashlib.sha256(text.encode()).hexdigest(), name.position)


def _told(name: str, found: Diagnostic) -> str:
    return f"{clipped(name)}, line {found.position.line}: {found.message}"


def _users(root: Node | None, findings: Findings) -> dict[str, Document]:
    users: dict[str, Document] = {}
    if not isinstance(root, nodes.Mapping):
        if root is not None:
            findings.add("wrong-type", root, "this is no list of users", hint="write user_id: {email: …}")
        return users
    for key, value in root.entries:
        if not isinstance(value, nodes.Mapping):
            hint = f"write {clipped(key.text)}: {{email: …}}"
            findings.add("wrong-type", value, f"{clipped(key.text)} must have fields of a user", hint=hint)
            continue
        _check_fields(value, findings)
        users[key.text] = plain(value)
    return users


def _check_fields(user: nodes.Mapping, findings: Findings) -> None:
    for key, value in user.entries:
        if target.at((key.text,)) is None:
            near = target.meant(key.text)
            hint = f"did you mean {near}?" if near else f"one of {', '.join(target.properties())}"
            findings.add("unknown-field", key, f"Auth0's import has no field {clipped(key.text)}", hint=hint)
        elif not (isinstance(value, Scalar) and value.value is None):
            check_constant(value, (key.text,), findings=findings)
