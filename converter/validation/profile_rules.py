"""The rules on a user's own properties, beyond what the schema says."""

from __future__ import annotations

from collections.abc import Iterable

from converter.regex import regex
from converter.validation.email import is_email
from converter.validation.rule import SIZE, USER, Fault, Rule
from converter.validation.violation import Document, Severity

_DOCS = "https://auth0.com/docs/manage-users/"
_PROFILE = _DOCS + "user-accounts/user-profiles/user-profile-structure"
_SCHEMA = _DOCS + "user-migration/bulk-user-import-schema"
_IMPORTS = _DOCS + "user-migration/bulk-user-imports"
_USERNAME = "https://auth0.com/docs/authenticate/database-connections/require-username"
_CUSTOM_ID = "https://auth0.com/docs/authenticate/database-connections/custom-user-id"
_CREATE = "https://auth0.com/docs/api/management/v2/users/post-users"

ID_PREFIX = "auth0|"
"""What Auth0 puts before the `user_id` of a database's user; an import file has it without."""
LARGEST_FILE = 500_000
"""Bytes of one import file, in the strict reading of "500 KB"; the server stops at 512,000 for the whole request."""
LARGEST_PROFILE = 10_000
"""Bytes of one user, in the strict reading of "10 KB"."""

_USERNAME_TEXT = regex(r"[A-Za-z0-9@^$.!`\-#+'~_]*")
# What \s is in JavaScript, which is not what it is in Python.
_SPACE = regex("[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]")
_PHONE = regex(r"\+[0-9]{1,15}")
_PICTURE = regex(
    r"[Hh][Tt][Tt][Pp][Ss]?://"
    r"(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?"
    r"(?:(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?"
    r"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:#(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
)
_DISPUTED = regex("[\u00a0\U00010000-\U0010ffff]")


def _user_size(_path: str, size: int) -> Iterable[Fault]:
    if size <= LARGEST_FILE - 2:
        return ()
    return (
        Fault("", f"takes {size:,} bytes, more than an import file may hold ({LARGEST_FILE:,}); shorten its metadata"),
    )


def _profile_size(_path: str, size: int) -> Iterable[Fault]:
    if size <= LARGEST_PROFILE:
        return ()
    return (
        Fault("", f"takes {size:,} bytes; Auth0's limit for a profile is {LARGEST_PROFILE:,}, so shorten its metadata"),
    )


def _hash_exclusive(_path: str, user: Document) -> Iterable[Fault]:
    if "password_hash" not in user or "custom_password_hash" not in user:
        return ()
    return (Fault("password_hash", "stands beside custom_password_hash; Auth0 takes one of the two"),)


def _email_characters(path: str, text: str) -> Iterable[Fault]:
    if text.isascii() or not _DISPUTED.search(text):
        return ()
    return (
        Fault(path, "has a no-break space or a character beyond U+FFFF; some versions of Auth0's rule refuse it", text),
    )


def _username(path: str, text: str) -> Iterable[Fault]:
    if _USERNAME_TEXT.fullmatch(text):
        return ()
    return (Fault(path, "may hold letters without accents, digits and @ ^ $ . ! ` - # + ' ~ _ only", text),)


def _username_bounds(path: str, text: str) -> Iterable[Fault]:
    if 0 < len(text) <= 128:
        return ()
    return (Fault(path, "must have 1 to 128 characters", text),)


def _username_length(path: str, text: str) -> Iterable[Fault]:
    if len(text) <= 15:
        return ()
    return (Fault(path, f"has {len(text)} characters; a connection allows 15 unless it is set to more", text),)


def _username_email(path: str, text: str) -> Iterable[Fault]:
    if "@" not in text or not is_email(text):
        return ()
    return (Fault(path, "is an e-mail address; Auth0 wants that in email, and another username or none", text),)


def _username_phone(path: str, text: str) -> Iterable[Fault]:
    if not _PHONE.fullmatch(text):
        return ()
    return (Fault(path, "is a phone number; a connection refuses that unless it is set to allow it", text),)


def _user_id(path: str, text: str) -> Iterable[Fault]:
    if not 0 < len(text) <= 255:
        return (Fault(path, "must have 1 to 255 characters", text),)
    return (Fault(path, "must not hold spaces", text),) if _SPACE.search(text) else ()


def _user_id_prefix(path: str, text: str) -> Iterable[Fault]:
    if not text.startswith(ID_PREFIX):
        return ()
    return (Fault(path, "begins with auth0|, which Auth0 adds itself: the user would become auth0|auth0|…", text),)


def _name(path: str, text: str) -> Iterable[Fault]:
    return () if 0 < len(text) <= 150 else (_length(path, text, 150),)


def _nickname(path: str, text: str) -> Iterable[Fault]:
    return () if 0 < len(text) <= 300 else (_length(path, text, 300),)


def _length(path: str, text: str, most: int) -> Fault:
    if text:
        return Fault(path, f"must have at most {most} characters, has {len(text)}", text)
    return Fault(path, f"must have 1 to {most} characters; leave it out where there is none", text)


def _picture(path: str, text: str) -> Iterable[Fault]:
    if _PICTURE.fullmatch(text):
        return ()
    return (Fault(path, "must be an absolute http or https URL, in ASCII with %-escapes (RFC 3986)", text),)


def _phone(path: str, text: str) -> Iterable[Fault]:
    if _PHONE.fullmatch(text):
        return ()
    return (Fault(path, "must be a plus sign and 1 to 15 digits, country code first, such as +12125550001", text),)


def _mfa_factor(path: str, factors: list[object]) -> Iterable[Fault]:
    if {} not in factors:
        return ()
    return [
        Fault(f"{path}[{i}]", "is empty; name one factor: totp, phone or email")
        for i, one in enumerate(factors)
        if one == {}
    ]


PROFILE_RULES = (
    Rule("user-size", "a user that fits no import file", _IMPORTS, (SIZE,), int, _user_size),
    Rule("profile-size", "a user beyond the limit for profiles", _PROFILE, (SIZE,), int, _profile_size, Severity.WARN),
    Rule("hash-exclusive", "both kinds of password hash at once", _SCHEMA, (USER,), dict, _hash_exclusive),
    Rule(
        "email-characters",
        "an address on which versions of Auth0's rule disagree",
        "https://www.npmjs.com/package/validator (10 and 13)",
        ("email",),
        str,
        _email_characters,
        Severity.WARN,
    ),
    Rule(
        "username-characters", "a character outside the alphabet of usernames", _USERNAME, ("username",), str, _username
    ),
    Rule(
        "username-bounds",
        "an empty username, or one longer than any connection allows",
        _USERNAME,
        ("username",),
        str,
        _username_bounds,
    ),
    Rule(
        "username-length",
        "a username longer than connections allow by default",
        _USERNAME,
        ("username",),
        str,
        _username_length,
        Severity.WARN,
    ),
    Rule("username-email", "an e-mail address as username", _USERNAME, ("username",), str, _username_email),
    Rule("username-phone", "a phone number as username", _USERNAME, ("username",), str, _username_phone, Severity.WARN),
    Rule("user-id", "an empty, too long or spaced user_id", _CUSTOM_ID, ("user_id",), str, _user_id),
    Rule(
        "user-id-prefix",
        "a user_id that brings the prefix Auth0 adds",
        _SCHEMA,
        ("user_id",),
        str,
        _user_id_prefix,
        Severity.WARN,
    ),
    Rule("name-length", "an empty or too long name", _PROFILE, ("given_name", "family_name", "name"), str, _name),
    Rule("nickname-length", "an empty or too long nickname", _CREATE, ("nickname",), str, _nickname),
    Rule("picture-url", "a picture that is no web address", _CREATE, ("picture",), str, _picture),
    Rule("phone-number", "a phone number outside E.164", _CREATE, ("phone_number",), str, _phone),
    Rule("mfa-factor", "a second factor that names none", _SCHEMA, ("mfa_factors",), (list, tuple), _mfa_factor),
)
