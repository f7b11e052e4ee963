from __future__ import annotations

import pytest

from converter.passwords.secrecy import is_password, is_secret


@pytest.mark.parametrize(
    "name",
    ["userpassword", "userPassword;lang-en", "authPassword", "unicodePwd", "sambaNTPassword", "user_pass", "password",
     "PasswordHash", "Password", "passwd", "encrypted_password", "hashed_password", "orclpassword", "credentials[]",
     "credentials", "password_digest", "PWD", "legacy.password"],
)  # fmt: skip
def test_names_of_stored_passwords_are_known(name: str) -> None:
    assert is_password(name)
    assert is_secret(name)


@pytest.mark.parametrize(
    "name",
    ["totpSecret", "SecurityStamp", "api_key", "salt", "resetToken", "userpkcs12.secret", "user_pin", "mot_de_passe"],
)
def test_other_secrets_are_known(name: str) -> None:
    assert is_secret(name)
    assert not is_password(name)


@pytest.mark.parametrize("name", ["pwdchangedtime", "pwdaccountlockedtime", "mail", "passport", "compass", "spinner"])
def test_other_names_are_no_secrets(name: str) -> None:
    assert not is_secret(name)
