"""How well a stored hash resists guessing, against OWASP's Password Storage Cheat Sheet.

The figures are the sheet's (cheatsheetseries.owasp.org, 2024): Argon2id 19 MiB, 2 passes, 1 lane or its
equals; scrypt N=2^17, r=8, p=1 or its equals; bcrypt cost 10; PBKDF2 with 600,000 rounds of SHA-256,
210,000 of SHA-512 or 1,300,000 of SHA-1. Below those and above a tenth of the work, a hash is acceptable
until the user's next login, when Auth0 replaces it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from converter.passwords.hash import Function, PasswordHash


class Grade(StrEnum):
    """From a hash that any graphics card breaks to one that meets the sheet."""

    WEAK = "weak"
    ACCEPTABLE = "acceptable"
    STRONG = "strong"


class Strength(NamedTuple):
    """A grade and one sentence that says why."""

    grade: Grade
    reason: str


_PBKDF2_ROUNDS = MappingProxyType({"sha1": 1_300_000, "sha256": 600_000, "sha512": 210_000})
# The sheet's equal settings: (KiB, passes) at one lane; (N, p) at r = 8.
_ARGON2_SETTINGS = ((47_104, 1), (19_456, 2), (12_288, 3), (9_216, 4), (7_168, 5))
_SCRYPT_SETTINGS = ((1 << 17, 1), (1 << 16, 2), (1 << 15, 3), (1 << 14, 5), (1 << 13, 10))
_BCRYPT_COST = 10
_SHARE = 10
_SLOW = frozenset({Function.PBKDF2, Function.BCRYPT, Function.SCRYPT, Function.ARGON2})


def strength(hash: PasswordHash) -> Strength:  # noqa: A002 - it is one, and the built-in is not wanted here
    """The grade of a hash. One that no import can express is graded weak, since nothing is known of its work."""
    if hash.function is Function.OTHER:
        return Strength(Grade.WEAK, "not graded: Auth0 cannot compute it")
    if hash.function not in _SLOW:
        salted = "a salted" if hash.salt else "an unsalted"
        return Strength(Grade.WEAK, f"{salted} fast digest ({hash.algorithm}), made to be quick")
    share, said = _work(hash)
    if share >= 1:
        return Strength(Grade.STRONG, f"{said} meets OWASP's minimum")
    grade = Grade.ACCEPTABLE if share * _SHARE >= 1 else Grade.WEAK
    return Strength(grade, f"{said} is {_percent(share)} of OWASP's minimum")


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 else "less than 1%"


def _work(hash_: PasswordHash) -> tuple[float, str]:
    """The work as a share of the sheet's minimum, and how to say what it is."""
    cost = hash_.cost
    if hash_.function is Function.BCRYPT:
        return 2.0 ** (cost.rounds - _BCRYPT_COST), f"bcrypt at cost {cost.rounds}"
    if hash_.function is Function.PBKDF2:
        needed = _PBKDF2_ROUNDS.get(hash_.algorithm, _PBKDF2_ROUNDS["sha1"])
        return cost.rounds / needed, f"PBKDF2 with {cost.rounds} rounds of {hash_.algorithm}"
    if hash_.function is Function.SCRYPT:
        share = _share((cost.rounds * cost.block_size // 8, cost.parallelism), _SCRYPT_SETTINGS)
        return share, f"scrypt with N={cost.rounds}, r={cost.block_size}, p={cost.parallelism}"
    share = _share((cost.memory, cost.rounds), _ARGON2_SETTINGS)
    return share, f"{hash_.algorithm} with {cost.memory} KiB and {cost.rounds} passes"


def _share(setting: tuple[int, int], settings: Sequence[tuple[int, int]]) -> float:
    """The product as a share of the least product of the sheet's equals; whole only where one of them is met."""
    if any(setting[0] >= first and setting[1] >= second for first, second in settings):
        return 1.0
    return min(setting[0] * setting[1] / min(first * second for first, second in settings), 0.99)
