"""Values that are no hashes at all: passwords in clear or encrypted, and pointers to another system."""

from __future__ import annotations

import re

from converter.passwords.schemes.foreign import Foreign
from converter.passwords.schemes.foreign import scheme as foreign_scheme
from converter.regex import regex

_ANY = regex(r".+", re.DOTALL)
_ENCRYPTED = "the value is the password encrypted, not hashed: the server's key is needed to make anything of it"
_DELEGATED = "the store holds no password for this user: another system checks it"

SCHEMES = tuple(
    map(
        foreign_scheme,
        (
            Foreign(
                "cleartext",
                "a password in clear",
                "OpenLDAP, 389, OpenDJ, Dovecot; Spring's NoOpPasswordEncoder",
                "the value is the password itself: say `scheme: plain` to have it hashed",
                _ANY,
                ("{CLEARTEXT}", "{CLEAR}", "{PLAIN}", "{PLAINTEXT}", "{NOOP}"),
            ),
            Foreign(
                "aes",
                "a password encrypted with AES",
                "IBM Directory Server, OpenDJ, 389, Oracle Unified Directory",
                _ENCRYPTED,
                _ANY,
                ("{AES}", "{AES128}", "{AES192}", "{AES256}", "{AES-TBD}", "{AES-GCM}"),
            ),
            Foreign(
                "triple-des",
                "a password encrypted with DES, Blowfish or RC4",
                "389's DES plug-in, OpenDJ, Oracle",
                _ENCRYPTED,
                _ANY,
                ("{DES}", "{3DES}", "{RC4}", "{BLOWFISH}"),
            ),
            Foreign(
                "imask",
                "a password masked",
                "IBM Directory Server, older releases",
                "the value is the password masked, not hashed: let the server give it in clear, `scheme: plain`",
                _ANY,
                ("{IMASK}",),
            ),
            Foreign(
                "xor",
                "a password masked with XOR",
                "IBM WebSphere",
                "the value is the password masked, not hashed: decode it first and say `scheme: plain`",
                regex(r"[A-Za-z0-9+/]+=*", re.ASCII),
                ("{XOR}",),
            ),
            Foreign(
                "delegated",
                "a pointer to another system",
                "OpenLDAP with {SASL} or {KERBEROS}, {PAM} of Dovecot and others; OpenLDAP Administrator's Guide 14.5",
                _DELEGATED,
                _ANY,
                ("{SASL}", "{KERBEROS}", "{UNIX}", "{PAM}", "{GSSAPI}", "{TOTP1}", "{TOTP256}", "{TOTP512}"),
            ),
        ),
    )
)
