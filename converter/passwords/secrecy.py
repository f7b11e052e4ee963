"""Names under which secrets stand, whatever their values look like: nothing of those is ever shown."""

from __future__ import annotations

import re

from converter.regex import regex

_PASSWORD = regex(
    r"(?:user|auth|nt|lm|unix|sambant|sambalm|orcl|hashed|encrypted|unicode|nspm\w*|legacy|old)?[_.-]?"
    r"(?:password|passwd|passwort|kennwort|pass|pwd|pw)(?:[_-]?(?:hash|hashed|digest|encrypted|value))?(?:history)?|"
    r"user_pass|\w*passwordhash|credentials?\[?\]?|orclpasswordverifier\w*|dbcspwd|\w+pwdhistory|crypt|hash|"
    r"mot ?de ?passe|contraseña|senha|wachtwoord|パスワード",
    re.IGNORECASE,
)
_SECRET = regex(
    r"passw|passphrase|pwdhistory|secret|hash|\bsalt|token|credential|totp|otp[_-]?key|\bpin\b|_pin\b|userpin|pincode|(?:api|private)_?key|"
    r"kennwort|mot[_ ]?de[_ ]?passe|contrase[nñ]|senha|wachtwoord|パスワード|暗証|"
    r"securitystamp|verifier|krbprincipalkey|recovery",
    re.IGNORECASE,
)


def is_password(name: str) -> bool:
    """Is it a name that stores give to stored passwords?"""
    return _PASSWORD.fullmatch(name.rpartition(".")[2].partition(";")[0]) is not None


def is_secret(name: str) -> bool:
    """Is it a name of which no value may be shown?"""
    return is_password(name) or _SECRET.search(name) is not None
