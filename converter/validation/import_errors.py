"""What Auth0's importer answers about single users, declared once: the work list, the page of codes and tests read it.

Auth0's codes are an open set. Documented: "Bulk User Imports", error codes; the rest are those of z-schema, by whose
words the importer tells what a user breaks (https://github.com/zaggino/z-schema, `src/Errors.js`), and some that
answers of real tenants had. One code can mean several things, so that the text decides as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from converter.validation.rules import RULES


class Blame(StrEnum):
    """Whose turn it is.

    DATA: the user breaks a rule that our own rules know, so that we should have rejected it. TAKEN: somebody in Auth0
    has the identifier already. TENANT: a setting of the tenant is in the way. AGAIN: it may go well another time.
    UNKNOWN: the answer is none that we know.
    """

    DATA = "data"
    TAKEN = "taken"
    TENANT = "tenant"
    AGAIN = "again"
    UNKNOWN = "unknown"


class ImportFault(Struct, frozen=True):
    """One kind of error: Auth0's code, a part of its text where the code alone does not tell, and what to do.

    `rules` are the codes of our own rules that are there to catch it; none where only the tenant can know.
    """

    code: str
    meaning: str
    blame: Blame
    fix: str
    rules: tuple[str, ...] = ()
    text: str = ""


_CORRECT = "correct the value in the mapping, or the user in overrides:, then convert retry"
_BOUNDS = (
    "widen the bounds of the connection (up to 128) or shorten the name, then convert retry; convert preflight tells"
)
_NAME = "username property"
_TEXT_RULES = ("name-length", "nickname-length", "user-id", "email-characters")
_HASH_RULES = ("password-hash", "hash-format", "hash-encoding", "hash-value")

FAULTS = (
    ImportFault(
        "DUPLICATED_USER",
        "an identifier stands twice in the file",
        Blame.DATA,
        "name the field below unique: so that one of the two is rejected before, then convert retry",
        ("duplicate",),
        text="already provided",
    ),
    ImportFault(
        "DUPLICATED_USER",
        "the user is in Auth0 already, or was left half there by an automatic migration or a deletion",
        Blame.TAKEN,
        "if it is the same person, nothing is lost; an upload with --upsert, from another folder, updates it. If no "
        "search finds it, DELETE /api/v2/connections/{id}/users?email=… removes what is left, then convert retry",
    ),
    ImportFault(
        "CONFLICT_EMAIL",
        "another user has the e-mail address",
        Blame.TAKEN,
        "find out who has it in Auth0; correct one of the two, then convert retry",
    ),
    ImportFault(
        "CONFLICT_USERNAME",
        "another user has the user name",
        Blame.TAKEN,
        "find out who has it in Auth0; give one of the two another name, then convert retry",
    ),
    ImportFault(
        "CONFLICT",
        "the user has a password in Auth0 already, which an import does not replace",
        Blame.TAKEN,
        "delete the user and import it again, or set a password with PATCH /api/v2/users/{id}",
        text="already has password",
    ),
    ImportFault(
        "CONFLICT",
        "another user has an identifier of this one, such as its telephone number",
        Blame.TAKEN,
        "find out who has it in Auth0; correct one of the two, then convert retry",
    ),
    ImportFault(
        "NOT_PASSED",
        "both kinds of password hash at once",
        Blame.DATA,
        "map one of password_hash and custom_password_hash",
        ("hash-exclusive",),
        text="in appUser",
    ),
    ImportFault(
        "NOT_PASSED",
        "a name that app_metadata may not have",
        Blame.DATA,
        "give it another name in the mapping, then convert retry",
        ("metadata-name", "metadata-root-name"),
        text="in app_metadata",
    ),
    ImportFault(
        "NOT_PASSED",
        "a user name, and the connection takes none",
        Blame.TENANT,
        "switch on Requires Username for the connection, or leave username: out; convert preflight tells before",
        text="requires_username",
    ),
    ImportFault("NOT_PASSED", "an attribute that Auth0 refuses", Blame.DATA, _CORRECT, ("unknown-property",)),
    ImportFault(
        "INVALID_FORMAT",
        "a text without the form of its field",
        Blame.DATA,
        _CORRECT,
        ("format", "email-characters"),
    ),
    ImportFault("FORMAT", "a text without the form of its field", Blame.DATA, _CORRECT, ("format", "username-email")),
    ImportFault("INVALID_TYPE", "a value of another JSON type than Auth0 wants", Blame.DATA, _CORRECT, ("type",)),
    ImportFault(
        "PATTERN",
        "a text with characters or an order of them that Auth0 refuses",
        Blame.DATA,
        _CORRECT,
        ("pattern", "username-characters", "phone-number", "metadata-key", *_HASH_RULES),
    ),
    ImportFault("MIN_LENGTH", "a user name that is too short for the connection", Blame.TENANT, _BOUNDS, text=_NAME),
    ImportFault("MAX_LENGTH", "a user name that is too long for the connection", Blame.TENANT, _BOUNDS, text=_NAME),
    ImportFault("MIN_LENGTH", "a text that is too short", Blame.DATA, _CORRECT, _TEXT_RULES),
    ImportFault("MAX_LENGTH", "a text that is too long", Blame.DATA, _CORRECT, _TEXT_RULES),
    ImportFault("MINIMUM", "a number that is too small", Blame.DATA, _CORRECT, ("hash-parameter",)),
    ImportFault("MAXIMUM", "a number that is too large", Blame.DATA, _CORRECT, ("hash-parameter",)),
    ImportFault("MULTIPLE_OF", "a number that is no multiple of what Auth0 wants", Blame.DATA, _CORRECT),
    ImportFault("ENUM_MISMATCH", "a value that is none of those Auth0 knows", Blame.DATA, _CORRECT, ("enum",)),
    ImportFault("ENUM_CASE_MISMATCH", "a value in capital letters, or not", Blame.DATA, _CORRECT, ("enum",)),
    ImportFault("ARRAY_LENGTH_SHORT", "a list that is too short", Blame.DATA, _CORRECT, ("min-items",)),
    ImportFault("ARRAY_LENGTH_LONG", "a list that is too long", Blame.DATA, _CORRECT, ("max-items",)),
    ImportFault(
        "OBJECT_REQUIRED", "a property that Auth0 demands is missing", Blame.DATA, _CORRECT, ("required", "hash-value")
    ),
    ImportFault(
        "OBJECT_MISSING_REQUIRED_PROPERTY",
        "a property that Auth0 demands is missing",
        Blame.DATA,
        _CORRECT,
        ("required", "hash-value"),
    ),
    ImportFault(
        "MISSING_REQUIRED", "a property that Auth0 demands is missing", Blame.DATA, _CORRECT, ("required", "hash-value")
    ),
    ImportFault(
        "OBJECT_ADDITIONAL_PROPERTIES",
        "a property that Auth0 does not know",
        Blame.DATA,
        _CORRECT,
        ("unknown-property",),
    ),
    ImportFault(
        "OBJECT_PROPERTIES_MAXIMUM", "an object with too many members", Blame.DATA, _CORRECT, ("max-properties",)
    ),
    ImportFault("ANY_OF_MISSING", "a value of none of the forms Auth0 knows", Blame.DATA, _CORRECT, ("mfa-factor",)),
    ImportFault("ONE_OF_MISSING", "a value of none of the forms Auth0 knows", Blame.DATA, _CORRECT, ("mfa-factor",)),
    ImportFault(
        "ONE_OF_MULTIPLE", "a value of several of the forms Auth0 knows", Blame.DATA, _CORRECT, ("mfa-factor",)
    ),
    ImportFault(
        "PROFILE_SIZE_EXCEEDED",
        "the profile with its metadata is larger than Auth0 allows, 10 KB",
        Blame.DATA,
        "map less into app_metadata and user_metadata, then convert retry",
        ("profile-size",),
    ),
    ImportFault(
        "MFA_FACTORS_FAILED",
        "the second factors could not be imported; Auth0 may have the user all the same, which the upload finds out",
        Blame.AGAIN,
        "switch these factors on in the Dashboard, then convert retry",
    ),
    ImportFault(
        "CONNECTION_NOT_FOUND",
        "the connection has gone",
        Blame.TENANT,
        "see in the Dashboard what became of the connection, then convert retry",
    ),
    ImportFault("NON_UNIQUE", "an identifier that another user has", Blame.TAKEN, "find out who has it in Auth0"),
    ImportFault(
        "ALREADY_EXISTS",
        "the user is in Auth0 already",
        Blame.TAKEN,
        "if it is the same person, nothing is lost; an upload with --upsert, from another folder, updates it",
    ),
)
"""Every kind of error that is known. Of several with one code, the first whose text is part of the answer is meant."""

UNKNOWN = ImportFault(
    "", "an answer that this program does not know", Blame.UNKNOWN, "read what Auth0 says, and correct the user"
)


def known(error: Mapping[str, str]) -> ImportFault:
    """The kind of an error as Auth0 tells it, `{"code", "message", "path"}`; UNKNOWN where it is none of ours."""
    code, message = str(error.get("code", "")), str(error.get("message", ""))
    fitting = [kind for kind in FAULTS if kind.text in message]
    # words about somebody who is there already say more than a code that nobody has documented for them
    taken = [kind for kind in fitting if kind.text.startswith("already")]
    meant = [kind for kind in fitting if kind.code == code and (kind.text or not taken)] or taken
    if not meant and "already exist" in message:
        meant = [kind for kind in FAULTS if kind.code == "ALREADY_EXISTS"]
    return meant[0] if meant else UNKNOWN


def rules_for(fault: ImportFault, field: str) -> tuple[str, ...]:
    """Our rules that are there to catch such an error of a field: those of the field itself before general ones."""
    top = field.partition(".")[0].partition("[")[0]
    own = {rule.code: rule.fields for rule in RULES}
    fitting = [code for code in fault.rules if code not in own or not top or top in own[code]]
    return tuple(sorted(fitting, key=lambda code: code not in own))


_INTERNAL = {"passwordHash": "password_hash", "customPasswordHash": "custom_password_hash"}
_PROFILE = "identities[0].profileData."


def field_of(error: Mapping[str, str]) -> str:
    """The field of the user that an error is about; empty where it does not say.

    Auth0 names its own document: `identities[0].profileData.email`, `passwordHash`.
    """
    path = str(error.get("path") or "").removeprefix(_PROFILE)
    root = path.partition(".")[0].partition("[")[0]
    return _INTERNAL.get(root, root) + path[len(root) :]
