"""An explanation agrees with the fate that it explains, field by field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from converter.mapping.fate import Exported, Filtered, Rejected, Skipped
from converter.mapping.model import ABSENT
from converter.pipeline.disclosure import Masked, concealed
from converter.pipeline.explanation import Explanation, explain
from converter.pipeline.fates import Examined, Store, decided
from converter.pipeline.load import Loaded, files_of, load
from converter.pipeline.passage import Passage
from converter.pipeline.sample import sample_record
from converter.record import Record
from tests.pipeline.stores import LDIF, entry, people

FATES = sorted((Path(__file__).parents[1] / "mapping" / "fates").glob("*.yaml"))


def explained(loaded: Loaded, *, field: str = "") -> list[Explanation]:
    model = loaded.plan.model
    return [explain(record, field=field) for record in decided([Store(loaded, files_of(model))])]


def named(explanation: Explanation) -> dict[str, Passage]:
    return {passage.name: passage for passage in explanation.passages}


def at(document: Any, path: str) -> Any:
    """The value at a path without lists, ABSENT where there is none."""
    for name in path.split("."):
        document = document.get(name, ABSENT) if isinstance(document, dict) else ABSENT
    return document


@pytest.mark.parametrize("file", FATES, ids=lambda file: file.stem)
def test_what_is_explained_is_what_happened(file: Path) -> None:
    loaded = load(str(file), {})
    plan = loaded.plan
    for case in plan.model.tests:
        record = sample_record(plan.model, case.source, loaded.resolver)
        if isinstance(record, Record):
            fate = plan.fate(record)
            found = explain(Examined(record, fate, record.values, {}, plan))
            assert_agrees(found)


def assert_agrees(found: Explanation) -> None:
    passages = named(found)
    match found.fate:
        case Exported():
            for path, passage in passages.items():
                if (
                    path[0].isalpha()
                    and not path.startswith(("let.", "skip.", "source.", "password"))
                    and "[" not in path
                ):
                    assert_same(passage, at({**found.fate.document, "after_import": found.fate.afterwards or {}}, path))
        case Rejected():
            told = {violation for passage in passages.values() for violation in passage.violations}
            shown = " ".join(passage.outcome for passage in passages.values())
            untold = [reason for reason in found.fate.reasons if reason not in told and reason.message not in shown]
            assert all(reason.path not in passages for reason in untold), untold
        case Skipped():
            rule = passages.get(f"skip.{found.fate.id}")
            assert rule is None or rule is found.passages[-1]
        case Filtered():
            assert [passage.name for passage in found.passages] == ["source.where"]


def assert_same(passage: Passage, value: Any) -> None:
    if value is ABSENT or value == {}:
        assert passage.value is ABSENT or passage.violations, passage
    elif isinstance(passage.value, Masked):
        assert passage.value == concealed(value)
    elif not isinstance(value, dict):
        assert passage.value == value, passage


def test_the_way_ends_where_the_fate_is_decided(tmp_path: Path) -> None:
    loaded = people(tmp_path, entry(0), entry(1, uid="bot"), entry(2, objectclass="x"), "dn: cn=x\nuid:: !\n\n")
    ways = [[passage.name for passage in found.passages] for found in explained(loaded)]
    assert ways == [
        ["source.where", "let.local", "skip.robot", "email", "user_id", "name", "nickname"],
        ["source.where", "let.local", "skip.robot"],
        ["source.where"],
        [],
    ]


def test_a_field_comes_with_the_steps_it_is_made_of(tmp_path: Path) -> None:
    [found] = explained(people(tmp_path, entry(0)), field="nickname")
    assert [passage.name for passage in found.passages] == ["let.local", "nickname"]


def test_a_field_that_is_never_reached_comes_with_what_kept_the_record_from_it(tmp_path: Path) -> None:
    [found] = explained(people(tmp_path, entry(0, uid="bot")), field="email")
    assert [(passage.name, passage.outcome) for passage in found.passages] == [
        ("skip.robot", "holds: the record is skipped")
    ]


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        (LDIF.replace("split(mail[0], '@')[0]", "iso(title[0])"), "let.local", "invalid-value: iso(): "),
        (LDIF.replace("includes(objectclass, 'person')", "title"), "source.where", "multivalued: 2 values "),
    ],
)
def test_a_step_that_fails_rejects_the_record(tmp_path: Path, text: str, name: str, *, code: str) -> None:
    [found] = explained(people(tmp_path, entry(0, title="a\ntitle: b"), text=text))
    assert isinstance(found.fate, Rejected)
    assert found.passages[-1].name == name
    assert found.passages[-1].outcome.startswith(code)
    assert found.passages[-1].outcome.endswith(": the record is rejected")


@pytest.mark.parametrize(
    ("stored", "policy", "outcome"),
    [
        ("{SSHA}JwxHylYvv+hdBoPmNDHs0FxAWm9hYmNk", "lazy", "imported as ssha"),
        ("", "lazy", "no password is imported"),
        ("{CRYPT}ab01FAX.bQRSU", "lazy", "Auth0 cannot take it: des-crypt: "),
        ("{CRYPT}ab01FAX.bQRSU", "reject", "Auth0 cannot take it: des-crypt: "),
    ],
)
def test_the_password_has_an_outcome_and_is_not_shown(
    tmp_path: Path, stored: str, policy: str, *, outcome: str
) -> None:
    text = f"{LDIF}password: {{from: userpassword, unsupported: {policy}}}\n"
    [found] = explained(people(tmp_path, entry(0, userpassword=stored), text=text))
    assert named(found)["password"].outcome.startswith(outcome)
    if stored:
        assert stored.partition("}")[2] not in repr(found.passages)


def test_a_rule_of_auth0_that_is_broken_is_told_beside_those_that_are_kept(tmp_path: Path) -> None:
    text = LDIF.replace("nickname: local", "username: {expr: cn, on_error: drop}")
    [found] = explained(people(tmp_path, entry(0), text=text))
    passage = named(found)["username"]
    assert isinstance(found.fate, Exported)
    assert [violation.rule for violation in passage.violations] == ["username-characters"]
    assert passage.outcome == "left out, as on_error: drop says"
    assert "username-length" in passage.rules
