"""The keys of the mapping language, declared once: the reader, the reference page and the editor's schema use them.

The keys of a source's type stand with the type, in `converter.sources`.

This is version 1 of the language, and `version: 1` is a promise: a file that was valid stays valid and keeps its
meaning in every later release. A later release may add keys here, never rename one, take one away or give one
another meaning or default.
"""

from __future__ import annotations

from converter.mapping.lookup_keys import JOINED, TYPE
from converter.mapping.model import Duplicates, OnError, Unsupported
from converter.mapping.target import properties
from converter.sources.files import PATH
from converter.syntax.field import Field, Kind

MAPPING = (
    Field("version", Kind.INTEGER, "The version of the language: 1.", required=True, example="1"),
    Field("description", Kind.TEXT, "What this mapping is for, in a sentence.", default="", example="Staff directory"),
    Field(
        "source",
        Kind.NODE,
        "The store that drives the run: one record, one user.",
        required=True,
        example="{type: ldif, path: people.ldif}",
    ),
    Field(
        "lookups",
        Kind.NODE,
        "Other stores, each under a name of its own: their rows are joined onto every record.",
        example="{roles: {type: csv, path: roles.csv, key: login, match: uid, many: true}}",
    ),
    Field(
        "skip",
        Kind.NODE,
        "Known exceptions: a list of `{id, when}`, counted and listed under their id.",
        example="[{id: service-account, when: \"matches(uid, '^svc_')\"}]",
    ),
    Field(
        "let",
        Kind.NODE,
        "Named steps, each an expression, evaluated once a record and usable below.",
        example="{locked: present(pwdaccountlockedtime)}",
    ),
    Field(
        "user",
        Kind.NODE,
        "The Auth0 user: its fields, each an expression, a constant or a long form.",
        required=True,
        example="{email: lower(mail[0])}",
    ),
    Field(
        "password",
        Kind.NODE,
        "Where the stored password is, and what to do with one that Auth0 cannot take.",
        example="{from: userpassword}",
    ),
    Field(
        "login",
        Kind.NODE,
        "How `convert serve` finds a person in a live store by what was typed.",
        example="{identifiers: [mail, uid]}",
    ),
    Field(
        "unique",
        Kind.TEXT_LIST,
        "Fields no two users may share over the whole run; e-mail and user name ignore case. "
        "Default: every one of email, username, user_id, phone_number that is mapped.",
        example="[email, username, user_id]",
    ),
    Field(
        "duplicates",
        Kind.NODE,
        "Who of several users with the same identifier is exported: `reject` (all but the first), `reject-all`, or "
        "`keep: <expression>` (the one with the largest value).",
        example="reject",
    ),
    Field(
        "after_import",
        Kind.NODE,
        "What users are given once they are in Auth0: `{roles, organizations}`.",
        example="{roles: roles[].role_name}",
    ),
    Field(
        "rejects",
        Kind.NODE,
        "How many rejected records are too many: `{warn_above, fail_above}`.",
        example="{warn_above: 0.1%, fail_above: 1%}",
    ),
    Field(
        "overrides",
        Kind.TEXT,
        "A YAML file, relative to the mapping, with fields of a few users by their identifiers, which replace those "
        "the mapping makes.",
        default="",
        example="overrides.yaml",
    ),
    Field(
        "tests",
        Kind.NODE,
        "Cases: a record in the source's own shape, and what must become of it.",
        example="[{name: no mail, given: {source: {uid: x}}, expect: {reject: {field: email}}}]",
    ),
)

SOURCE = (
    TYPE,
    Field(
        "where",
        Kind.EXPRESSION,
        "A condition: records for which it does not hold are no users at all and are counted as filtered.",
        example="includes(objectclass, 'inetOrgPerson')",
    ),
)

SKIP = (
    Field(
        "id",
        Kind.TEXT,
        "The name under which the records are counted and listed.",
        required=True,
        example="service-account",
    ),
    Field("when", Kind.EXPRESSION, "The condition that picks them.", required=True, example="matches(uid, '^svc_')"),
)

LONG_FORM = (
    Field("expr", Kind.EXPRESSION, "The expression.", example="e164(telephonenumber[0], 'US')"),
    Field("value", Kind.NODE, "A constant, in place of an expression.", example="true"),
    Field(
        "map",
        Kind.NODE,
        "A table from the expression's one value to the field's; without an entry the default, or else the error "
        "`unmapped`.",
        example="{fr: fr-FR}",
    ),
    Field("default", Kind.NODE, "The value where there is none; a false or a 0 stays.", example="en-US"),
    Field("required", Kind.BOOLEAN, "Whether a record without a value is rejected.", default=False, example="true"),
    Field(
        "on_error",
        Kind.TEXT,
        "What an error of this field does: `reject` the record, `drop` the field, or `warn`: drop it and list it.",
        default=OnError.REJECT.value,
        choices=tuple(OnError),
        example="drop",
    ),
    Field(
        "because",
        Kind.TEXT,
        "Why a constant is right, for whoever reviews the mapping.",
        default="",
        example="addresses are issued by HR",
    ),
)

PASSWORD = (
    Field("from", Kind.EXPRESSION, "Where the stored password is.", required=True, example="userpassword"),
    Field(
        "scheme", Kind.TEXT, "How it is stored: `auto` where the text says so itself.", default="auto", example="auto"
    ),
    Field(
        "unsupported",
        Kind.TEXT,
        "What becomes of a person whose password Auth0 cannot take: `lazy` (left out, to come by automatic migration), "
        "`reset` (imported without it) or `reject`. Required as soon as one is met.",
        choices=tuple(Unsupported),
        example="lazy",
    ),
)

LOGIN = (
    Field(
        "identifiers",
        Kind.TEXT_LIST,
        "Values of the record that may hold what a person types at login: names of the source, each of which a live "
        "store is searched by. Default: the names that `email`, `username` and `phone_number` are made of. Whoever is "
        "found is let in only as the user who has what was typed as e-mail address, user name or telephone number.",
        example="[mail, uid]",
    ),
)

DUPLICATES = (
    Field(
        "keep",
        Kind.EXPRESSION,
        "The user for whom this is largest is exported.",
        required=True,
        example="createtimestamp[0]",
    ),
)

DUPLICATE_POLICIES = tuple(policy.value for policy in (Duplicates.REJECT, Duplicates.REJECT_ALL))

REJECTS = (
    Field("warn_above", Kind.PERCENT, "Above this share of the records read the run warns.", example="0.1%"),
    Field("fail_above", Kind.PERCENT, "Above this share of the records read the run fails.", example="1%"),
)

AFTER_IMPORT = (
    Field(
        "roles",
        Kind.NODE,
        "The names of the roles a user gets, as an expression or a long form; its `map:` is from one name to one name.",
        example="rdn(dn_under(memberof, 'ou=roles,dc=acme,dc=com'))",
    ),
    Field(
        "organizations",
        Kind.NODE,
        "The names of the organizations a user becomes a member of, written like roles.",
        example="lower(o)",
    ),
)

CASE = (
    Field("name", Kind.TEXT, "What the case shows.", required=True, example="a locked person is blocked"),
    Field(
        "given",
        Kind.NODE,
        "The record: `{source: …}`; rows of a lookup under its name.",
        required=True,
        example="{source: {mail: a@acme.com}}",
    ),
    Field(
        "expect",
        Kind.NODE,
        "`{user: {…}, after_import: {…}}`, `{reject: {field, code}}`, `{skip: id}` or `{filtered: true}`.",
        required=True,
        example="{user: {email: a@acme.com}}",
    ),
)

GIVEN = (
    Field(
        "source",
        Kind.NODE,
        "The record as text in its source's own format, or as a mapping of names to values.",
        required=True,
    ),
)

EXPECT = (
    Field("user", Kind.NODE, "Fields the user must have; null: must not have. Others are not looked at."),
    Field("after_import", Kind.NODE, "What the user must be given afterwards; stands beside user or alone."),
    Field("reject", Kind.NODE, "One of the reasons: `field`, `code` or both."),
    Field("skip", Kind.TEXT, "The id under which the record is skipped.", example="service-account"),
    Field("filtered", Kind.BOOLEAN, "The record is no user at all.", example="true"),
)

REASON = (
    Field("field", Kind.TEXT, "Where the reason lies: a field of the user, `password`, `let.name`.", example="email"),
    Field("code", Kind.TEXT, "The rule that is broken.", example="required"),
)

TABLES: dict[str, tuple[Field, ...]] = {
    "A mapping": MAPPING,
    "source": SOURCE,
    "lookups": JOINED,
    "skip": SKIP,
    "user: the long form of a field": LONG_FORM,
    "password": PASSWORD,
    "login": LOGIN,
    "duplicates": DUPLICATES,
    "after_import": AFTER_IMPORT,
    "rejects": REJECTS,
    "tests": CASE,
    "tests: given": GIVEN,
    "tests: expect": EXPECT,
    "tests: expect: reject": REASON,
}
"""Every table of keys under the heading the reference gives it."""

SECTIONS = tuple(field.name for field in MAPPING)

EXAMPLES = {field.name: f"for example {field.name}: {field.example}" for field in MAPPING}
"""What to say where a section is something else."""


BESIDE_SECTIONS = {name: f"{name}: stands at the left margin, beside the other sections" for name in SECTIONS}
"""What to say of a section that stands inside another."""


def below_sections() -> dict[str, str]:
    """What to say of a key at the left margin that belongs below a section."""
    source = (*SOURCE, PATH)
    sections = {"source": source, "password": PASSWORD, "login": LOGIN, "duplicates": DUPLICATES, "rejects": REJECTS}
    sections["after_import"] = AFTER_IMPORT
    places = dict.fromkeys(properties(), "user")
    places |= {field.name: section for section, fields in sections.items() for field in fields}
    return {name: f"{name}: stands below {section}:" for name, section in places.items() if name not in SECTIONS}
