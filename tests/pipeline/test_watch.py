"""An input that grows, shrinks or goes while it is read is noticed."""

from __future__ import annotations

import os
from pathlib import Path

from converter.pipeline.watch import Watch
from converter.sources.files import InputFile


def test_files_that_stay_as_they_are_are_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "people.ldif"
    path.write_text("dn: cn=a\n")
    watch = Watch([InputFile("people.ldif", path), InputFile("-"), InputFile("given", content=b"x")])
    assert watch.changed() == ""


def test_a_file_that_grows_is_named(tmp_path: Path) -> None:
    path = tmp_path / "people.ldif"
    path.write_text("dn: cn=a\n")
    watch = Watch([InputFile("people.ldif", path)])
    with path.open("a") as opened:
        opened.write("cn: a\n")
    assert watch.changed() == "people.ldif changed while it was read; wait until it is complete and run again"


def test_another_content_of_the_same_size_and_a_file_that_is_gone_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "people.ldif"
    path.write_text("dn: cn=a\n")
    watch = Watch([InputFile("people.ldif", path)])
    os.utime(path, ns=(1, 1))
    assert watch.changed()
    path.unlink()
    assert watch.changed()
