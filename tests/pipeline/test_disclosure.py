"""Who asks for a record sees it, but no stored password, no other secret and no bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from converter.expressions.tree import Node
from converter.mapping.model import Model
from converter.pipeline.disclosure import Disclosure, Masked, stored_paths
from converter.pipeline.load import load

HASH = "{SSHA}JwxHylYvv+hdBoPmNDHs0FxAWm9hYmNk"


def model_of(folder: Path, rest: str, kind: str = "json") -> Model:
    path = folder / "m.yaml"
    path.write_text(f"version: 1\nsource: {{type: {kind}, path: x}}\n{rest}", encoding="utf-8")
    return load(str(path), {}).plan.model


@pytest.fixture
def plain(tmp_path: Path) -> Model:
    rest = (
        "let: {stored: login.key, old: stored}\nuser: {email: mail, name: old, nickname: cn}\npassword: {from: stored}"
    )
    return model_of(tmp_path, rest)


def tree(model: Model, name: str) -> Node:
    leaf = next(leaf for leaf in model.leaves if leaf.path == name)
    assert leaf.expression
    return leaf.expression.tree


def test_what_the_password_is_made_of_is_known_through_every_step(plain: Model) -> None:
    assert stored_paths(plain) == {"stored", "login.key", "old"}


def test_the_stored_password_is_masked_wherever_it_stands(plain: Model) -> None:
    values = {"login": {"key": HASH, "name": "jane"}, "mail": "j@example.com", "note": f"was {HASH} once"}
    assert Disclosure(plain, values).record(values) == {
        "login": {"key": Masked("(38 characters)"), "name": "jane"},
        "mail": "j@example.com",
        "note": Masked("(47 characters)"),
    }


def test_what_joins_a_row_of_passwords_to_its_person_is_no_secret(plain: Model) -> None:
    values = {
        "id": "4711-4711",
        "mail": "4711-4711@example.com",
        "credential": {"user_id": "4711-4711", "salt": "abcdefgh"},
    }
    assert Disclosure(plain, values).record(values) == {
        "id": "4711-4711",
        "mail": "4711-4711@example.com",
        "credential": {"user_id": Masked("(9 characters)"), "salt": Masked("(8 characters)")},
    }
    same = {"uid": "jane-doe", "login": {"password": "jane-doe"}}
    assert Disclosure(plain, same).record(same)["uid"] == Masked("(8 characters)")


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("userpassword", ["plain"], [Masked("(5 characters)")]),
        ("sambaNTPassword", "0CB6948805F797BF2A82807973B89537", Masked("(32 characters)")),
        ("api_key", "abcdef", Masked("(6 characters)")),
        ("pin", 1234, Masked("(a number)")),
        ("jpegphoto", [b"\xff\xd8"], [Masked("(2 bytes)")]),
        ("passwordExpirationTime", ["20240101000000Z"], ["20240101000000Z"]),
        ("password_changed_at", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
        ("passwordNeverExpires", "TRUE", "TRUE"),
        ("password_reset", False, False),
        ("password", None, None),
        ("givenname", ["Jane"], ["Jane"]),
    ],
)
def test_a_name_that_means_a_secret_masks_all_but_times_and_truth_values(
    plain: Model, name: str, value: Any, *, shown: Any
) -> None:
    assert Disclosure(plain, {name: value}).record({name: value}) == {name: shown}


def test_a_secret_is_masked_in_a_user_and_the_parameters_of_its_hash_are_not(plain: Model) -> None:
    user = {
        "email": "j@example.com",
        "custom_password_hash": {
            "algorithm": "pbkdf2",
            "hash": {"value": HASH, "encoding": "utf8"},
            "salt": {"value": "c2FsdA==", "position": "prefix"},
            "keylen": 20,
        },
        "password_hash": "$2b$10$abc",
        "mfa_factors": [{"totp": {"secret": "JBSWY3DP"}}],
    }
    shown = Disclosure(plain, {}).user(user)
    assert shown == {
        "email": "j@example.com",
        "custom_password_hash": {
            "algorithm": "pbkdf2",
            "hash": {"value": Masked("(38 characters)"), "encoding": "utf8"},
            "salt": {"value": Masked("(8 characters)"), "position": "prefix"},
            "keylen": 20,
        },
        "password_hash": Masked("(10 characters)"),
        "mfa_factors": [{"totp": {"secret": Masked("(8 characters)")}}],
    }


def test_what_an_expression_makes_of_the_password_is_masked_too(plain: Model) -> None:
    shown = Disclosure(plain, {"login": {"key": HASH}})
    assert shown.computed(tree(plain, "name"), "JwxH") == Masked("(4 characters)")
    assert shown.computed(tree(plain, "name"), ["JwxH", True, None]) == [Masked("(4 characters)"), True, None]
    assert shown.computed(tree(plain, "nickname"), "Jane") == "Jane"
    assert shown.computed(tree(plain, "nickname"), {"a": HASH}) == {"a": Masked("(38 characters)")}


def test_a_short_password_does_not_mask_every_text_that_holds_it(plain: Model) -> None:
    values = {"login": {"key": "jane"}, "mail": "jane@example.com", "cn": "jane"}
    shown = Disclosure(plain, values).record(values)
    assert (shown["mail"], shown["cn"]) == ("jane@example.com", Masked("(4 characters)"))
