"""The keys of the mapping language, declared once: the reader, the reference page and the editor's schema use them.

The keys of a source's type stand with the type, in `converter.sources`.

This is version 1 of the language, and `version: 1` is a promise: a file that was valid stays valid and keeps its
meaning in every later release. A later release may add keys here, never rename one, take one away or give one
another meaning or default.
"""

from __future__ import annotations

from converter.mapping.case_keys import CASE, EXPECT, GIVEN, REASON
from converter.mapping.long_form_keys import LONG_FORM
from converter.mapping.lookup_keys import JOINED, TYPE
from converter.mapping.model import Duplicates, Unsupported
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
        others="input sources store export",
    ),
    Field(
        "lookups",
        Kind.NODE,
        "Other stores, each under a name of its own: their rows are joined onto every record.",
        example="{roles: {type: csv, path: roles.csv, key: login, match: uid, many: true}}",
        others="lookup joins join enrich",
    ),
    Field(
        "skip",
        Kind.NODE,
        "Known exceptions: a list of `{id, when}`, counted and listed under their id.",
        example="[{id: service-account, when: \"matches(uid, '^svc_')\"}]",
        others="exclude ignore skips",
    ),
    Field(
        "let",
        Kind.NODE,
        "Named steps, each an expression, evaluated once a record and usable below.",
        example="{locked: present(pwdaccountlockedtime)}",
        others="vars variables define definitions",
    ),
    Field(
        "user",
        Kind.NODE,
        "The Auth0 user: its fields, each an expression, a constant or a long form.",
        required=True,
        example="{email: lower(mail[0])}",
        others="users fields mapping mappings attributes profile",
    ),
    Field(
        "password",
        Kind.NODE,
        "Where the stored password is, and what to do with one that Auth0 cannot take.",
        example="{from: userpassword}",
        others="passwords credentials",
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
        others="uniques identifiers",
    ),
    Field(
        "duplicates",
        Kind.NODE,
        "Who of several users with the same identifier is exported: `reject` (all but the first), `reject-all`, or "
        "`keep: <expression>` (the one with the largest value).",
        example="reject",
        others="dedupe duplicate deduplicate",
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
        others="thresholds errors limits",
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
        others="test cases examples",
    ),
)

SOURCE = (
    TYPE,
    Field(
        "where",
        Kind.EXPRESSION,
        "A condition: records for which it does not hold are no users at all and are counted as filtered.",
        example="includes(objectclass, 'inetOrgPerson')",
        others="only condition filter",
    ),
)

SKIP = (
    Field(
        "id",
        Kind.TEXT,
        "The name under which the records are counted and listed.",
        required=True,
        example="service-account",
        others="name code",
    ),
    Field(
        "when",
        Kind.EXPRESSION,
        "The condition that picks them.",
        required=True,
        example="matches(uid, '^svc_')",
        others="where if condition filter expr",
    ),
)

PASSWORD = (
    Field(
        "from",
        Kind.EXPRESSION,
        "Where the stored password is.",
        required=True,
        example="userpassword",
        others="source field value expr attribute column hash",
    ),
    Field(
        "scheme",
        Kind.TEXT,
        "How it is stored: `auto` where the text says so itself.",
        default="auto",
        example="auto",
        others="algorithm type format hashtype",
    ),
    Field(
        "unmarked",
        Kind.TEXT,
        "Beside `scheme: auto`, how those are stored that do not say so themselves.",
        example="md5-hex",
        others="legacy default",
    ),
    Field(
        "unsupported",
        Kind.TEXT,
        "What becomes of a person whose password Auth0 cannot take: `lazy` (left out, to come by automatic migration), "
        "`reset` (imported without it) or `reject`. Required as soon as one is met.",
        choices=tuple(Unsupported),
        example="lazy",
        others="onerror fallback otherwise",
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
