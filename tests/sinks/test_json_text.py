from __future__ import annotations

import os

import orjson

from converter.sinks.json_text import compact, indented


def test_compact_text_has_no_spaces_and_no_escapes() -> None:
    assert compact({"name": "Zoë", "ids": [1, None]}) == '{"name":"Zoë","ids":[1,null]}'.encode()


def test_indented_text_ends_with_a_line_end() -> None:
    assert indented({"a": 1}) == b'{\n  "a": 1\n}\n'


def test_a_file_name_that_is_not_utf8_is_spelt_out() -> None:
    name = os.fsdecode(b"caf\xe9.ldif")
    document = {"sources": [{"name": name, "bytes": 3}], name: (name, True)}
    assert orjson.loads(compact(document)) == {
        "sources": [{"name": "caf\\udce9.ldif", "bytes": 3}],
        "caf\\udce9.ldif": ["caf\\udce9.ldif", True],
    }
