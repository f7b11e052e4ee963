"""A file of known credentials, of which no message shows anything."""

from __future__ import annotations

import pytest

from converter.errors import SourceUnreadable
from converter.pipeline.credentials import Credential, read_credentials
from converter.sources.files import InputFile


def read(data: str | bytes) -> list[Credential]:
    content = data.encode() if isinstance(data, str) else data
    return read_credentials(InputFile("known.csv", content=content))


def test_a_row_is_a_person() -> None:
    assert read('identifier,password\njdoe,"a, b"\n\nAnn@Acme.com, x \n') == [
        Credential(1, "jdoe", "a, b"),
        Credential(2, "Ann@Acme.com", " x "),
    ]


@pytest.mark.parametrize(
    "header", ["Password,note,Identifier", "\ufeffidentifier,password,identifier name", " identifier , PASSWORD "]
)
def test_the_columns_may_stand_in_any_order_and_beside_others(header: str) -> None:
    width = header.count(",")
    assert len(read(f"{header}\nx{',x' * width}\n")) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("jdoe,s3cr3t\nann,s3cr3t\n", "begin it with that line"),
        ("s3cr3t,s3cr3t\nann,s3cr3t\n", "begin it with that line"),
        ("identifier;password\njdoe;s3cr3t\n", "begin it with that line"),
        ("identifier,password,password\njdoe,s3cr3t,s3cr3t\n", "begin it with that line"),
        ("identifier,password\njdoe,s3cr3t,s3cr3t\n", "row 1 of known.csv has 3 cells, the header 2"),
        ("identifier,password\njdoe,s3cr3t\nann,\n", "row 2 of known.csv has no identifier or no password"),
        ("identifier,password\n,s3cr3t\n", "row 1 of known.csv has no identifier or no password"),
        ('identifier,password\njdoe,"s3cr3t"x\n', "line 2 of known.csv is no CSV"),
        ('identifier,password\njdoe,"s3cr3t\n', "is no CSV"),
        ("identifier,password\n", "holds nobody"),
        (b"identifier,password\njdoe,s3cr3t\xff\n", "is not UTF-8"),
        ("", "is empty"),
    ],
)
def test_what_is_wrong_is_told_without_the_data(data: str | bytes, said: str) -> None:
    with pytest.raises(SourceUnreadable, match=said) as raised:
        read(data)
    error: BaseException | None = raised.value
    while error:
        assert "s3cr3t" not in f"{error} {error!r}"
        error = error.__cause__ or error.__context__


def test_a_credential_can_be_printed_without_its_password() -> None:
    assert "s3cr3t" not in repr(read("identifier,password\njdoe,s3cr3t\n"))
