"""Passwords checked by this system's crypt(3)."""

from __future__ import annotations

import pytest

from converter.passwords import system_crypt

# libxcrypt's crypt(3) of 511 times x; it refuses one byte more
LONGEST = "$6$saltsalt$JAV3aVyW8E1GiN.RBWNCuKunpF/l5jUawTna3MV8gb6VI4f7Oa6rd727mrkQuMnYSu8l64vcVSrgSX5LCXOrp/"


def test_the_longest_password_is_the_one_that_was_stored_and_a_longer_one_is_wrong() -> None:
    assert system_crypt.fits(LONGEST, "x" * 511)
    for length in (510, 512, 513, 1024):
        assert not system_crypt.fits(LONGEST, "x" * length)
    assert not system_crypt.fits(LONGEST, "é" * 256)


def test_an_unknown_method_is_said_whatever_the_length() -> None:
    for password in ("x", "x" * 600):
        with pytest.raises(ValueError, match="does not know the method"):
            system_crypt.fits("$zz$saltsalt$abc", password)
