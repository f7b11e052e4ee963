from __future__ import annotations

from pathlib import Path

from converter.sinks.folder import OutputFolder
from converter.sinks.identity import Identity
from converter.sinks.json_lines import JsonLines

IDENTITY = Identity("oracle.yaml", "ab", ())


def test_each_document_is_one_line(tmp_path: Path) -> None:
    with OutputFolder.open(tmp_path, IDENTITY) as folder:
        lines = JsonLines(folder, "rejected.jsonl")
        lines.write({"id": "Zoë", "text": "a\nb"})
        lines.write({"id": "\u2028"})
        written = lines.close()
    text = (tmp_path / "rejected.jsonl").read_bytes()
    assert text == '{"id":"Zoë","text":"a\\nb"}\n{"id":"\u2028"}\n'.encode()
    assert (lines.lines, written.bytes) == (2, len(text))


def test_a_file_without_lines_is_there_and_empty(tmp_path: Path) -> None:
    with OutputFolder.open(tmp_path, IDENTITY) as folder:
        assert JsonLines(folder, "skipped.jsonl").close().bytes == 0
    assert (tmp_path / "skipped.jsonl").read_bytes() == b""


def test_lines_that_were_never_closed_are_not_left_behind(tmp_path: Path) -> None:
    with OutputFolder.open(tmp_path, IDENTITY) as folder:
        JsonLines(folder, "warnings.jsonl").write({"a": 1})
    assert list(tmp_path.glob("*warnings*")) == []
