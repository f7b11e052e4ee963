"""Verifiers of particular servers and services, none of which Auth0 computes."""

from __future__ import annotations

import re

from converter.passwords.schemes.foreign import Foreign
from converter.passwords.schemes.foreign import scheme as foreign_scheme
from converter.regex import regex

_B64 = regex(r"(?:[A-Za-z0-9+/]{4})+|(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)", re.ASCII)
_MD5_CRYPT = regex(r"[A-Za-z0-9+/]{32}", re.ASCII)
_HEX32 = regex(r"[0-9A-Fa-f]{32}", re.ASCII)
_OID = 'Oracle Internet Directory; Administrator\'s Guide, "Managing Password Verifiers"'
_ITERATED = "hashes the password many times over in a way of its own, which Auth0 has no algorithm for"

SCHEMES = tuple(
    map(
        foreign_scheme,
        (
            Foreign(
                "sasl-md5",
                "MD5 of user, realm and password",
                _OID,
                "DIGEST-MD5's verifier hashes the user's name and realm before the password: use another value",
                _B64,
                ("{SASL/MD5}", "{SASL-MD5}"),
            ),
            Foreign(
                "oracle-verifier",
                "a verifier for another Oracle product",
                _OID,
                "the verifier is for another Oracle product and has no form at Auth0: use userPassword",
                regex(r".+", re.DOTALL),
                ("{X- ORCLDBPWD}", "{X- ORCLIFSMD5}", "{X- ORCLWEBDAV}"),
            ),
            Foreign(
                "lan-manager",
                "the LAN Manager hash of Windows",
                "Windows before Vista, sambaLMPassword, {X- ORCLLMV} of Oracle; MS-NLMP 3.3.1",
                "the LAN Manager hash is a pair of DES blocks, which Auth0 has no algorithm for: use the NT hash",
                _HEX32,
                ("{LANMAN}", "{LANM}", "{X- ORCLLMV}"),
            ),
            Foreign(
                "ns-mta-md5",
                "Netscape's messaging MD5",
                "Netscape and Sun Messaging Server, 389",
                "the hash holds its salt between fixed texts, for which Auth0 has no form",
                regex(r"[0-9a-f]{32}[0-9a-f]{32}", re.ASCII),
                ("{NS-MTA-MD5}",),
            ),
            Foreign(
                "ldap-apr1",
                "Apache's or BSD's MD5-crypt in base64",
                "OpenLDAP's pw-apr1",
                f"MD5-crypt {_ITERATED}",
                _MD5_CRYPT,
                ("{APR1}", "{BSDMD5}"),
            ),
            Foreign(
                "firebase-scrypt",
                "Firebase's scrypt",
                "Firebase Authentication export; github.com/firebase/scrypt",
                "Firebase encrypts its signing key with scrypt's result, which Auth0 cannot do after it",
                _B64,
            ),
            Foreign(
                "cognito",
                "a password of Amazon Cognito",
                "Amazon Cognito user pools, which export no hashes",
                "Cognito gives out no hashes: let users move at their next login",
                regex(r".+", re.DOTALL),
            ),
        ),
    )
)
