"""A column with passwords that say their scheme and others that do not, as after a product's change of scheme."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call

BCRYPT = "$2y$10$6DnkEw0qVx0jeNyuIY2l3uWtiRrUn9nJxS9Kzmo9smO3mCS7ArBQq"
MD5 = "5f4dcc3b5aa765d61d8327deb882cf99"
SSHA = "{SSHA}3VIuNezbZuuUX8Nacd23rIbO6KdX8CwB"


@pytest.mark.parametrize("unmarked", ["", "unmarked: md5-pass-salt, "])
def test_each_value_is_read_by_its_own_scheme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Call, unmarked: str
) -> None:
    monkeypatch.chdir(tmp_path)
    values = [BCRYPT, f"{MD5}:salt", SSHA, "restored"]
    rows = "".join(f"u{n}@example.com,{value}\n" for n, value in enumerate(values))
    (tmp_path / "x.csv").write_text(f"mail,pw\n{rows}", encoding="utf-8")
    (tmp_path / "m.yaml").write_text(
        "version: 1\nsource: {type: csv, path: x.csv}\nuser: {email: mail}\n"
        f"password: {{from: pw, {unmarked}unsupported: lazy}}\n",
        encoding="utf-8",
    )
    assert call("-m", "m.yaml", "-o", "out").code == 3
    users = json.loads((tmp_path / "out" / "users-00001.json").read_bytes())
    found = {
        user["email"][:2]: (user.get("custom_password_hash") or {"algorithm": "bcrypt"})["algorithm"] for user in users
    }
    assert found == {"u0": "bcrypt", **({"u1": "md5"} if unmarked else {}), "u2": "ldap"}
