"""Portable hashes of PHP applications: iterated or nested digests, none of which Auth0 computes.

Their bcrypt hashes (`$2y$`) are bcrypt like any other. Joomla's older `md5:salt` is `md5-pass-salt`.
"""

from __future__ import annotations

import re

from converter.passwords.schemes.foreign import Foreign
from converter.passwords.schemes.foreign import scheme as foreign_scheme
from converter.regex import regex

_A = "[./0-9A-Za-z]"
_ITERATED = "takes the digest thousands of times, and Auth0 takes it once"
_BCRYPT = r"\$2[aby]\$[0-9]{2}\$[./A-Za-z0-9]{53}"

SCHEMES = tuple(
    map(
        foreign_scheme,
        (
            Foreign(
                "phpass",
                "phpass's portable MD5",
                "WordPress to 6.7, phpBB 3, bbPress; openwall.com/phpass",
                f"phpass {_ITERATED}",
                regex(rf"(?:U?\$P\$|U?\$H\$)[5-9A-T]{_A}{{8}}{_A}{{22}}", re.ASCII),
                ("$P$", "$H$", "U$P$"),
            ),
            Foreign(
                "drupal7",
                "Drupal's iterated SHA-512",
                "Drupal 7 to 10.0; includes/password.inc",
                f"Drupal {_ITERATED}",
                regex(rf"U?\$S\$[5-9A-Z]{_A}{{8}}{_A}{{43}}", re.ASCII),
                ("$S$", "U$S$"),
            ),
            Foreign(
                "wordpress-bcrypt",
                "WordPress's bcrypt of an HMAC",
                "WordPress from 6.8; wp_hash_password",
                "WordPress takes an HMAC-SHA-384 of the password before bcrypt, which Auth0 cannot do first",
                regex(rf"\$wp{_BCRYPT}", re.ASCII),
                ("$wp$",),
            ),
            Foreign(
                "mediawiki-b",
                "MediaWiki's nested MD5",
                "MediaWiki to 1.23; MWSaltedPassword",
                "MediaWiki takes MD5 of a salt and another MD5, and Auth0 takes it once",
                regex(r":B:[0-9a-f]{1,8}:[0-9a-f]{32}", re.ASCII),
                (":B:",),
            ),
            Foreign(
                "symfony-digest",
                "Symfony's iterated digest",
                "Symfony's MessageDigestPasswordHasher, FOSUserBundle",
                f"Symfony's MessageDigestPasswordHasher {_ITERATED}",
                regex(r"[A-Za-z0-9+/]{86}==(?:\{[^{}]+\})?", re.ASCII),
            ),
            Foreign(
                "vbulletin",
                "vBulletin's nested MD5",
                "vBulletin 3 and 4, with the salt behind a colon",
                "vBulletin takes MD5 of another MD5 and a salt, and Auth0 takes it once",
                regex(r"[0-9a-f]{32}:.{3,30}", re.ASCII),
            ),
        ),
    )
)
