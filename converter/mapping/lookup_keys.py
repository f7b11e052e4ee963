"""The keys of a lookup, declared once like those in `keys.py`; those of its store's type stand beside them."""

from __future__ import annotations

from converter.syntax.field import Field, Kind

TYPE = Field("type", Kind.TEXT, "What kind of store it is.", required=True, example="ldif", others="format kind driver")

JOINED = (
    TYPE,
    Field(
        "where",
        Kind.EXPRESSION,
        "A condition over a row: rows for which it does not hold are not joined.",
        example="includes(objectclass, 'groupOfNames')",
    ),
    Field(
        "key",
        Kind.EXPRESSION,
        "What a row is found under; with a list, under each of its values.",
        required=True,
        example="lower(usr_login)",
        others="on joinon left",
    ),
    Field(
        "match",
        Kind.EXPRESSION,
        "What the record looks for; sees the record, and the lookups above this one.",
        required=True,
        example="lower(uid)",
    ),
    Field(
        "many",
        Kind.BOOLEAN,
        "Whether the name stands for a list of rows. Without it, for one row or null, and two rows are an error.",
        default=False,
        example="true",
        others="multiple list several",
    ),
    Field("required", Kind.BOOLEAN, "Whether a record without a row is rejected.", default=False, example="true"),
    Field(
        "nested",
        Kind.EXPRESSION,
        "What a row that was found looks for in turn, such as a group its own groups; each row is taken once.",
        example="dn(dn)",
    ),
    Field("depth", Kind.INTEGER, "How many levels `nested:` is followed. Default: all.", example="3"),
)

GIVEN_ROWS = Field(
    "roles",
    Kind.NODE,
    "Under the name of a lookup: its rows, as text in their store's own format or as a list of mappings. Without it "
    "there are none.",
    example="[{usr_login: JDOE, role_name: Auditor}]",
)
"""What a case may give beside the record, once for each lookup under its name."""
