"""Expectations rewritten in place: what stands under `expect:` before and after."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import UsageError
from converter.pipeline.cases import run_cases
from converter.pipeline.load import load
from converter.pipeline.update import rewrite, updated

HEAD = """\
version: 1   # the version
source: {type: ldif, path: x.ldif, where: "includes(objectclass, 'person')"}
user:
  email: mail
  name: cn
  blocked: present(locked)
  app_metadata: {roles: "sort(role || `[]`)"}
tests:
  - name: one   # a case
    given: {source: {dn: cn=x, objectclass: person, mail: x@example.com, cn: 'On: "x"', role: [b, a]}}
"""
TAIL = """
  # the last one passes
  - {name: two, given: {source: {dn: cn=y, objectclass: group}}, expect: {filtered: true}}
"""
LIKE_ONE = """
  - name: like one
    given: {source: {dn: c, objectclass: person, mail: a@b.cd, role: [a, b]}}
    expect: {user: {app_metadata: *a}}
"""
EDITS = {
    "a value in brackets": (
        "    expect: {user: {email: 'y', blocked: false}}   # why",
        "    expect: {user: {email: x@example.com, blocked: false}}   # why",
    ),
    "values in block style": (
        "    expect:\n      # what comes\n      user:\n        email: y # mail\n        blocked: true\n",
        "    expect:\n      # what comes\n      user:\n        email: x@example.com # mail\n        blocked: false\n",
    ),
    "nothing was expected": ("    expect: {user: {email: null}}", "    expect: {user: {email: x@example.com}}"),
    "an empty value": (
        "    expect:\n      user:\n        email:\n",
        "    expect:\n      user:\n        email: x@example.com\n",
    ),
    "there is nothing": ("    expect: {user: {nickname: x}}", "    expect: {user: {nickname: null}}"),
    "a text that needs quotes": ("    expect: {user: {name: x}}", """    expect: {user: {name: 'On: "x"'}}"""),
    "a list below its key's column": (
        "    expect:\n      user:\n        app_metadata:\n          roles:\n          - b\n          - a\n",
        "    expect:\n      user:\n        app_metadata:\n          roles:\n            [a, b]\n",
    ),
    "a text of several lines": (
        "    expect:\n      user:\n        email: |\n          y\n          z\n        blocked: false\n",
        "    expect:\n      user:\n        email: x@example.com\n        blocked: false\n",
    ),
    "another fate": ("    expect: {skip: password-unsupported}", None),
    "another fate in block style": ("    expect:\n      reject:\n        code: required\n", None),
    "an alias": (
        "    expect: &e {user: {email: y}}\n  - {name: three, given: {source: {dn: c}}, expect: *e}",
        "    expect: &e {user: {email: y}}\n  - {name: three, given: {source: {dn: c}}, expect: *e}",
    ),
    "an anchor elsewhere": (
        "    expect: {user: {email: y, app_metadata: &a {roles: [a, b]}}}" + LIKE_ONE,
        "    expect: {user: {email: x@example.com, app_metadata: &a {roles: [a, b]}}}" + LIKE_ONE,
    ),
}
LEFT = {"an alias"}
WHOLE = """user: {email: x@example.com, name: 'On: "x"', blocked: false, app_metadata: {roles: [a, b]}}"""


def after(path: Path, text: str, *, mark: str = "") -> str:
    path.write_bytes((mark + text).encode())
    loaded = load(str(path), {})
    verdicts = list(run_cases(loaded))
    rewrite(path, loaded.plan.model, updated(loaded.plan.model, verdicts))
    return path.read_bytes().decode()


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "bom"])
def test_only_what_differs_is_rewritten(name: str, line_end: str, mark: str, tmp_path: Path) -> None:
    wrong, right = EDITS[name]
    text = (HEAD + wrong + TAIL).replace("\n", line_end)
    got = after(tmp_path / "m.yaml", text, mark=mark)
    if right is None:
        start = text.index("expect:")
        assert got.startswith(mark + text[:start])
        assert got.endswith(TAIL.replace("\n", line_end))
        assert WHOLE in got
    else:
        assert got == mark + (HEAD + right + TAIL).replace("\n", line_end)


@pytest.mark.parametrize("name", sorted(EDITS.keys() - LEFT))
def test_after_an_update_every_case_passes(name: str, tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    after(path, HEAD + EDITS[name][0] + TAIL)
    loaded = load(str(path), {})
    assert all(verdict.passed for verdict in run_cases(loaded))


def test_a_file_that_has_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(HEAD + EDITS["nothing was expected"][0] + TAIL)
    loaded = load(str(path), {})
    update = updated(loaded.plan.model, list(run_cases(loaded)))
    path.write_text("something else")
    with pytest.raises(UsageError, match="has changed in the meantime"):
        rewrite(path, loaded.plan.model, update)
    assert path.read_text() == "something else"
