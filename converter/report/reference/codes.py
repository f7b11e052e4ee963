"""The page of codes: everything that can be said about a mapping, a record, a user or an import file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from converter.report.reference.markdown import NOTICE, code, table
from converter.sources.codes import RECORD_CODES
from converter.syntax import codes
from converter.syntax.codes import Code
from converter.syntax.examples import EXAMPLES
from converter.syntax.examples.example import printable
from converter.validation.import_errors import FAULTS, ImportFault
from converter.validation.import_file import FILE_CODES, USER_CODES
from converter.validation.rule import Rule
from converter.validation.rules import CODES, RULES
from converter.validation.violation import Severity

EVALUATION_CODES: Mapping[str, str] = {
    "invalid-type": "a function was given a value of a type that it does not take; JMESPath's own fail on null",
    "invalid-value": "a value cannot be read as the function or operator wants it: no date, no number, no DN …",
    "invalid-arity": "a function was given too few or too many arguments",
    "unknown-function": "there is no function of that name",
    "too-large": "the expression makes a text beyond 1,048,576 characters or a list beyond 100,000 values",
}
"""Why an expression has no value for a record."""

FIELD_CODES: Mapping[str, str] = {
    "multivalued": "several values where one is wanted; choose one (`mail[0]`), or use a list below metadata",
    "unmapped": "`map:` has no entry for the value, and there is no `default:`",
    "required": "the long form says `required: true`, and there is no value",
    "type": "the value has another JSON type than the field of the Auth0 user",
    "binary": "the value is bytes; `guid`, `sid`, `hex`, `base64` or `utf8` make a text of them",
}
"""Why an expression's value cannot become the field's."""

LOOKUP_CODES: Mapping[str, str] = {
    "several-rows": "two rows or more have the key where one is wanted; the message names two. `many: true` takes all",
    "no-row": "the lookup says `required: true`, and no row has the key",
    "too-many-rows": "a lookup finds more than 10,000 rows for the record",
}
"""Why a lookup finds nothing for a record, under the field `lookups.<name>`."""

PASSWORD_CODES: Mapping[str, str] = {
    "unknown-scheme": "the stored password does not say how it was made; name the scheme under `password:`, "
    "as `unmarked:` where others say theirs",
    "malformed-hash": "the stored password names a scheme and is not what that scheme writes",
    "unsupported-password": "Auth0 cannot take this kind of hash, and the mapping says `unsupported: reject`",
    "password-reset": "warning: Auth0 cannot take this kind of hash, and the user goes without (`unsupported: reset`)",
}
"""What is said about a stored password, under the field `password`."""

RUN_CODES: Mapping[str, str] = {
    "duplicate": "another user of the run has the same identifier; the message says where that one stands",
    "no-record": "a case under `tests:` does not hold exactly one record that can be read",
}
"""What is said of a record that is whole in itself."""

_INTRODUCTION = """# Codes

Everything that the program says about a mapping, a record or a user carries a code. Codes are stable: scripts may
rely on them. `convert explain CODE` prints what stands here about one of them.
"""
_MAPPINGS = """## Mappings

What `convert check` and every other command say about a mapping file. An example is a whole mapping or sections of
one; each is tried by the tests.
"""
_MAPPING = (
    ("The YAML of a mapping", codes.YAML),
    ("Keys and values", codes.FIELDS),
    ("Values from outside: ${…}", codes.SUBSTITUTION),
    ("The mapping's meaning", codes.MAPPING),
    ("Expressions", codes.EXPRESSIONS),
    ("The source beside the mapping", codes.SOURCE),
)
_RECORDS = """## Records and users

These stand as `code` in `rejected.jsonl` and `warnings.jsonl`, with the `field` they are about; `field` is empty
for the record as a whole.
"""
_ANSWERS = """## What Auth0's import answers

Auth0's own codes, as `convert errors` shows them; they are an open set. Where a rule of ours is named, it is there to
reject such a user before, so that an answer with that code is listed as our miss.
"""
_ANSWER = "An answer of Auth0's import"
_HEADER = ("code", "meaning")


def codes_page() -> str:
    """The whole page, as Markdown."""
    return NOTICE + "\n".join(_parts())


def _parts() -> Iterator[str]:
    yield _INTRODUCTION
    yield _MAPPINGS
    for title, group in _MAPPING:
        yield f"### {title}\n\n" + table(["code", "", "meaning", "what to do"], map(_diagnostic, group))
        yield from map(_example, group)
    yield _RECORDS
    for title, meanings in _records():
        yield f"### {title}\n\n" + _plain(meanings)
    yield "### Auth0's further rules\n\n" + table(["code", "", "meaning", "source"], map(_rule, RULES))
    yield f"{_ANSWERS}\n" + table(["code", "meaning", "our rules for it", "what to do"], map(_answer, FAULTS))
    yield "## Import files\n\nWhat `convert validate` says beside the codes above.\n\n" + _plain(
        {**FILE_CODES, **USER_CODES}
    )


def further_codes() -> dict[str, tuple[tuple[str, str], ...]]:
    """Every code beside those of mappings → where it is used, and its meaning there; one may have several."""
    rules = {rule.code: rule.summary for rule in RULES}
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for title, meanings in (
        *_records(),
        ("Auth0's further rules", rules),
        ("Import files", {**FILE_CODES, **USER_CODES}),
        *((_ANSWER, {fault.code: f"{fault.meaning}; {fault.fix}"}) for fault in FAULTS),
    ):
        for name, meaning in meanings.items():
            found[name] = (*found.get(name, ()), (title, meaning))
    return found


def _records() -> tuple[tuple[str, Mapping[str, str]], ...]:
    return (
        ("A record that cannot be read", RECORD_CODES),
        ("An expression without a value", EVALUATION_CODES),
        ("A value that does not fit its field", FIELD_CODES),
        ("Rows of a lookup", LOOKUP_CODES),
        ("A stored password", PASSWORD_CODES),
        ("A user beside others", RUN_CODES),
        ("Auth0's import schema", _schema_codes()),
    )


def _diagnostic(entry: Code) -> list[str]:
    return [f"[{code(entry.code)}](#{entry.code})", entry.severity, entry.title, entry.remedy]


def _example(entry: Code) -> str:
    example = EXAMPLES[entry.code]
    parts = (("Wrong", example.wrong), ("Right", example.right), ("Records", example.records))
    shown = "\n".join(f"{title}:\n\n```text\n{printable(text)}```\n" for title, text in parts if text)
    return f"#### {entry.code}\n\n{shown}"


def _rule(rule: Rule) -> list[str]:
    severity = "warning" if rule.severity is Severity.WARN else "error"
    return [code(rule.code), severity, rule.summary, rule.source]


def _answer(fault: ImportFault) -> list[str]:
    text = f", with the text “{fault.text}”" if fault.text else ""
    return [f"{code(fault.code)}{text}", fault.meaning, ", ".join(map(code, fault.rules)), fault.fix]


def _schema_codes() -> dict[str, str]:
    further = {rule.code for rule in RULES}
    return {name: meaning for name, meaning in CODES.items() if name not in further}


def _plain(meanings: Mapping[str, str]) -> str:
    return table(_HEADER, ([code(name), meaning] for name, meaning in meanings.items()))
