"""Nothing that follows an upload shows or keeps a hash, a second factor or the application's secret."""

from __future__ import annotations

from pathlib import Path

from converter.sinks import layout
from tests.auth0.delivery.conftest import HASH, MAPPING, Rehearsal, person
from tests.program import run

TOTP = "JBSWY3DPEHPK3PXPCANARY"
SECRET = "rehearsal-secret"
WORDS = (HASH, HASH.partition("}")[2], TOTP, SECRET)


def test_no_secret_leaves_the_import_files(rehearsal: Rehearsal) -> None:
    mapping = MAPPING.replace("user:\n", "user:\n  mfa_factors: [{totp: {secret: totp}}]\n", 1)
    people = [person(1, totp=TOTP), person(2, totp=TOTP, login="a-name-that-is-too-long", roles="audit")]
    rehearsal.add(user_id="p9", email="p9@example.com", username="nine")
    assert rehearsal.upload(people, mapping=mapping).code == 3
    said = ""
    for words in (
        ("preflight", rehearsal.out, "--no-compare"),
        ("errors", rehearsal.out),
        ("errors", rehearsal.out, "--all"),
        ("errors", rehearsal.out, "--json"),
        ("retry", rehearsal.out, "-m", "people.yaml"),
        ("after-import", rehearsal.out),
        ("reconcile", rehearsal.out),
        ("rollback", rehearsal.out, "--dry-run"),
        ("rollback", rehearsal.out),
    ):
        ended = run(*words)
        said += ended.out + ended.err
    found = {name for word in WORDS for name in _files_with(rehearsal.out, word)}
    assert not [word for word in WORDS if word in said]
    assert all(layout.is_part(name) for name in found), found


def _files_with(folder: Path, word: str) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()}
