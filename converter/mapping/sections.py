"""Reads the smaller sections of a mapping: `skip:`, `let:`, `password:`, `duplicates:` and `rejects:`."""

from __future__ import annotations

import json
import re

from converter.expressions.tree import parse
from converter.mapping.expression import read_expression
from converter.mapping.findings import Findings
from converter.mapping.keys import (
    BESIDE_SECTIONS,
    DUPLICATE_POLICIES,
    DUPLICATES,
    EXAMPLES,
    LOGIN,
    PASSWORD,
    REJECTS,
    SKIP,
)
from converter.mapping.model import Duplicates, Expression, Limits, Password, Skip, Unsupported
from converter.mapping.password import LAZY_ID
from converter.passwords.detect import AUTO
from converter.passwords.schemes import table as schemes
from converter.passwords.schemes.plain import PLAIN
from converter.syntax.diagnostic import Position
from converter.syntax.field import expect_mapping, expect_sequence, read_fields
from converter.syntax.node import Mapping, Node, Scalar, Sequence
from converter.syntax.sanitise import clipped
from converter.syntax.suggestion import suggest

_SALT = "a salt of its own is joined onto the digest: from: join(':', [digest, salt]), as the scheme wants it"
_SCHEMES = "auto recognises all that say what they are; convert catalogue schemes lists the names"


def read_items(node: Node | None, section: str, findings: Findings) -> tuple[Node, ...]:
    """The items of a section that is a list; none where it is absent or something else."""
    if node is None:
        return ()
    sequence = expect_sequence(node, section, diagnostics=findings.diagnostics, example=EXAMPLES[section])
    return sequence.items if sequence else ()


def read_skip(node: Node | None, findings: Findings) -> tuple[Skip, ...]:
    """The known exceptions, in the order in which they are tried."""
    rules: list[Skip] = []
    seen: set[str] = set()
    for item in read_items(node, "skip", findings):
        written = item.text if isinstance(item, Scalar) and len(item.text) < 60 else "…"
        example = f'write {{id: …, when: "{written}"}}'
        mapping = expect_mapping(item, "an item of skip", diagnostics=findings.diagnostics, example=example)
        if mapping is None or _is_named(mapping, findings):
            continue
        fields = read_fields(mapping, SKIP, diagnostics=findings.diagnostics)
        when = read_expression(fields["when"], findings.diagnostics) if fields["when"] else None
        if isinstance(fields["id"], str):
            _check_id(mapping.get("id") or item, fields["id"], seen=seen, findings=findings)
            if when is not None:
                rules.append(Skip(fields["id"], when))
    return tuple(rules)


def _is_named(rule: Mapping, findings: Findings) -> bool:
    """Is it `- service: matches(…)`, an id before its condition? That is reported."""
    if len(rule.entries) != 1 or suggest(rule.entries[0][0].text, [field.name for field in SKIP]):
        return False
    key, value = rule.entries[0]
    if key.text in ("id", "when") or not isinstance(value, Scalar):
        return False
    message = f"a rule has two keys, and {clipped(key.text)} is none of them"
    findings.add(
        "unknown-key", key, message, hint=f"write - id: {clipped(key.text)}, and below it when: with the condition"
    )
    return True


def skip_ids(node: Node | None) -> tuple[str, ...]:
    """The ids under which records may be skipped, as far as they are written."""
    items = node.items if isinstance(node, Sequence) else ()
    ids = (item.get("id") for item in items if isinstance(item, Mapping))
    return (*(found.text for found in ids if isinstance(found, Scalar)), LAZY_ID)


def _check_id(node: Node, name: str, *, seen: set[str], findings: Findings) -> None:
    if not name.strip():
        findings.add("wrong-type", node, "the id is empty", hint="name what is skipped, for example service-account")
    elif name == LAZY_ID:
        message = f"the program itself counts people under {LAZY_ID}, those whose password waits for their first login"
        findings.add("duplicate-id", node, message, hint="choose another id")
    elif name in seen:
        hint = "give each its own id, so that they are counted apart, or join the conditions with ||"
        findings.add("duplicate-id", node, f"another rule above has the id {clipped(name)}", hint=hint)
    seen.add(name)


def read_steps(node: Node | None, findings: Findings) -> tuple[tuple[str, Expression], ...]:
    """The named steps in the order in which they are taken."""
    mapping = None
    if node is not None:
        mapping = expect_mapping(node, "let", diagnostics=findings.diagnostics, example=EXAMPLES["let"])
    steps = []
    for key, value in mapping.entries if mapping else ():
        _check_name(key, findings)
        if not isinstance(value, Scalar) or value.value is None:
            hint = "a step is one expression; one that begins with [ or { must be in quotes"
            findings.add("wrong-type", value, f"{clipped(key.text)} must be an expression", hint=hint)
            expression = None
        else:
            expression = read_expression(value, findings.diagnostics)
        # null stands for a broken step, so that what uses it is not taken for the use of an attribute
        steps.append((spelling(key.text), expression or Expression(key, parse("`null`"))))
    return tuple(steps)


def _check_name(key: Scalar, findings: Findings) -> None:
    name = key.text
    if not is_name(name):
        better = f": {spelling(name)}" if is_name(spelling(name)) else ""
        hint = f"letters, digits and _, beginning with a letter{better}"
        findings.add("reserved-name", key, f"{clipped(name)} cannot name a step", hint=hint)
    elif name == "dn":
        hint = "choose another name, such as parent_dn"
        findings.add("reserved-name", key, "dn is the record's own distinguished name", hint=hint)


def is_name(name: str) -> bool:
    """Can a step or a lookup be called so?"""
    return name.isidentifier() and name.isascii()


def spelling(name: str) -> str:
    """The name as it could be; a name that is good stays."""
    return name.replace("-", "_").replace(" ", "_").replace(".", "_")


def read_password(node: Mapping, position: Position, findings: Findings) -> Password | None:
    """Where the stored password is; `position` is where the section's key stands."""
    elsewhere = {**BESIDE_SECTIONS, "salt": _SALT}
    fields = read_fields(node, PASSWORD, diagnostics=findings.diagnostics, elsewhere=elsewhere)
    source = read_expression(fields["from"], findings.diagnostics) if fields["from"] else None
    scheme = fields["scheme"]
    if scheme != AUTO and scheme not in schemes():
        near = suggest(scheme, (AUTO, *schemes()))
        hint = f"did you mean {near}?" if near else _SCHEMES
        message = f"there is no password scheme {clipped(scheme)}"
        findings.add("unknown-scheme", node.get("scheme") or node, message, hint=hint)
    unmarked = fields["unmarked"] or ""
    if unmarked and (wrong := _wrong_unmarked(unmarked, scheme)):
        findings.add("unknown-scheme", node.get("unmarked") or node, wrong[0], hint=wrong[1])
    if source is None:
        return None
    policy = Unsupported(fields["unsupported"]) if fields["unsupported"] else None
    return Password(source, scheme, policy, position, unmarked)


def _wrong_unmarked(unmarked: str, scheme: str) -> tuple[str, str] | None:
    """What is wrong with the scheme of values without a mark, and what would be right."""
    if unmarked not in schemes():
        near = suggest(unmarked, schemes())
        return f"there is no password scheme {clipped(unmarked)}", f"did you mean {near}?" if near else _SCHEMES
    if unmarked == PLAIN:
        return "any text could be a password in clear", "let from: choose those values, and name their scheme"
    if scheme != AUTO:
        return f"scheme: {scheme} says how all are stored", "unmarked: stands beside scheme: auto"
    return None


def read_identifiers(node: Mapping, findings: Findings) -> tuple[Expression, ...]:
    """By which values of the record a person is found: names, not expressions, since a store is searched by them."""
    fields = read_fields(node, LOGIN, diagnostics=findings.diagnostics, elsewhere=BESIDE_SECTIONS)
    written = node.get("identifiers")
    items = written.items if isinstance(written, Sequence) else (written,)
    names = [item for item in items if isinstance(item, Scalar) and isinstance(item.value, str)]
    if fields.given("identifiers") and not names:
        findings.add("wrong-type", written or node, "identifiers is empty", hint="for example identifiers: [mail, uid]")
    return tuple(Expression(name, parse(json.dumps(name.text))) for name in names if _names_value(name, findings))


def _names_value(name: Scalar, findings: Findings) -> bool:
    if re.fullmatch(r"[^\s\[\](){}'\"`|&@*?,]+", name.text):
        return True
    message = f"{clipped(name.text) or 'an empty text'} is no name of a value"
    findings.add("wrong-type", name, message, hint="a store is searched by the name alone: mail, not lower(mail[0])")
    return False


def read_duplicates(node: Node | None, findings: Findings) -> tuple[Duplicates, Expression | None]:
    """Who of several users with the same identifier is exported."""
    if node is None:
        return Duplicates.REJECT, None
    if isinstance(node, Mapping):
        fields = read_fields(node, DUPLICATES, diagnostics=findings.diagnostics)
        keep = read_expression(fields["keep"], findings.diagnostics) if fields["keep"] else None
        return Duplicates.KEEP, keep
    if isinstance(node, Scalar) and node.text in DUPLICATE_POLICIES:
        return Duplicates(node.text), None
    written = clipped(node.text) if isinstance(node, Scalar) else "a list"
    near = suggest(written, DUPLICATE_POLICIES)
    if written.startswith(Duplicates.KEEP.value):
        hint = "write {keep: <expression>}"
    else:
        hint = f"did you mean {near}?" if near else f"{', '.join(DUPLICATE_POLICIES)} or {{keep: <expression>}}"
    findings.add("unknown-choice", node, f"duplicates cannot be {written or 'empty'}", hint=hint)
    return Duplicates.REJECT, None


def read_limits(node: Mapping, findings: Findings) -> Limits:
    """How many rejected records are too many."""
    fields = read_fields(node, REJECTS, diagnostics=findings.diagnostics)
    for name in ("warn_above", "fail_above"):
        written = node.get(name)
        if isinstance(written, Scalar) and written.value == 1 and isinstance(written.value, int):
            hint = "write 1%, or 100% for all of them"
            findings.add("wrong-type", written, f"{name}: {written.text} may mean 1% or all records", hint=hint)
    warn, fail = fields["warn_above"], fields["fail_above"]
    if warn is not None and fail is not None and fail < warn:
        message = "the run would fail before it warns: fail_above is less than warn_above"
        findings.add("conflicting-keys", node.get("fail_above") or node, message, hint="exchange the two")
    return Limits(warn, fail)
