from __future__ import annotations

from pathlib import Path

from converter.pipeline.cases import run_cases
from converter.pipeline.coverage import Coverage, coverage
from converter.pipeline.load import load

HEAD = """\
version: 1
source: {type: ldif, path: x.ldif, where: "includes(objectclass, 'person')"}
let: {label: "if(present(cn), cn[0], uid[0])"}
skip: [{id: bot, when: "matches(uid, '^bot')"}]
user:
  email: mail
  name: label
  user_metadata:
    locale: {expr: lang, map: {fr: fr-FR, de: de-DE}, default: en-US}
    site: l || st
"""
CASE = "  - {{name: a, given: {{source: {{dn: cn=x, {0}}}}}, expect: {{filtered: true}}}}\n"
ALL = {
    "source.where lets a record pass", "source.where filters a record", "skip bot", "email has a value",
    "name has a value", "user_metadata.locale has a value", "user_metadata.locale: the entry fr of its map",
    "user_metadata.locale: the entry de of its map", "user_metadata.locale: its default",
    "user_metadata.site has a value", "user_metadata.site: the left side of ||, l",
    "user_metadata.site: the right side of ||, st", "let.label: present(cn) is true in if()",
    "let.label: present(cn) is false in if()",
}  # fmt: skip


def covered(folder: Path, *records: str) -> Coverage:
    path = folder / "m.yaml"
    path.write_text(HEAD + ("tests:\n" + "".join(map(CASE.format, records)) if records else ""))
    loaded = load(str(path), {})
    return coverage(loaded.plan.model, run_cases(loaded))


def missed(folder: Path, *records: str) -> set[str]:
    return {goal.text for goal in covered(folder, *records).missed}


def test_without_cases_nothing_is_reached(tmp_path: Path) -> None:
    found = covered(tmp_path)
    assert {goal.text for goal in found.missed} == ALL
    assert len(found.goals) == len(ALL)
    assert list(found.missed) == sorted(found.missed)


def test_a_filtered_or_skipped_record_reaches_no_field(tmp_path: Path) -> None:
    assert ALL - missed(tmp_path, "objectclass: group") == {"source.where filters a record"}
    assert ALL - missed(tmp_path, "objectclass: person, uid: bot1") == {
        "source.where lets a record pass",
        "skip bot",
        "let.label: present(cn) is false in if()",
    }


def test_a_user_reaches_its_fields_and_one_side_of_each_choice(tmp_path: Path) -> None:
    assert missed(tmp_path, "objectclass: person, mail: a, cn: c, lang: fr, l: Rome") == {
        "source.where filters a record",
        "skip bot",
        "user_metadata.locale: the entry de of its map",
        "user_metadata.locale: its default",
        "user_metadata.site: the right side of ||, st",
        "let.label: present(cn) is false in if()",
    }


def test_a_default_is_reached_by_absence_and_by_a_value_without_entry(tmp_path: Path) -> None:
    for record in ("objectclass: person", "objectclass: person, lang: it"):
        assert "user_metadata.locale: its default" not in missed(tmp_path, record)


def test_everything_can_be_reached(tmp_path: Path) -> None:
    records = (
        "objectclass: group",
        "objectclass: person, uid: bot",
        "objectclass: person, mail: a, cn: c, lang: fr, l: Rome",
        "objectclass: person, mail: a, uid: c, lang: de, st: Lazio",
        "objectclass: person",
    )
    assert missed(tmp_path, *records) == set()
