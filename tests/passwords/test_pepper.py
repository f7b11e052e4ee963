"""bcrypt with a secret beside the password."""

from __future__ import annotations

import bcrypt
import pytest

from converter.passwords.auth0 import Accepted, to_auth0
from converter.passwords.detect import detect
from converter.passwords.hash import SaltPosition
from converter.passwords.pepper import peppered
from converter.passwords.verify import verify


@pytest.mark.parametrize("position", SaltPosition)
@pytest.mark.parametrize("rounds", [4, 10])
def test_a_peppered_password_fits(position: SaltPosition, rounds: int) -> None:
    password = b"secretPEPPER" if position is SaltPosition.SUFFIX else b"PEPPERsecret"
    stored = bcrypt.hashpw(password, bcrypt.gensalt(rounds)).decode()
    verdict = to_auth0(peppered(detect(stored), b"PEPPER", position=position))
    assert isinstance(verdict, Accepted)
    assert verify(verdict.fields, "secret")
    assert not verify(verdict.fields, "secretPEPPER")


def test_a_pepper_is_for_bcrypt_alone() -> None:
    with pytest.raises(ValueError, match="bcrypt"):
        peppered(detect("{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g="), b"PEPPER")
