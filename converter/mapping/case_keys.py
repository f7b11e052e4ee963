"""The keys of `tests:`, the cases that a mapping carries."""

from __future__ import annotations

from converter.syntax.field import Field, Kind

CASE = (
    Field(
        "name",
        Kind.TEXT,
        "What the case shows.",
        required=True,
        example="a locked person is blocked",
        others="title description",
    ),
    Field(
        "given",
        Kind.NODE,
        "The record: `{source: …}`; rows of a lookup under its name.",
        required=True,
        example="{source: {mail: a@acme.com}}",
        others="input record when",
    ),
    Field(
        "expect",
        Kind.NODE,
        "`{user: {…}, after_import: {…}}`, `{reject: {field, code}}`, `{skip: id}` or `{filtered: true}`.",
        required=True,
        example="{user: {email: a@acme.com}}",
        others="expected then output result",
    ),
)

GIVEN = (
    Field(
        "source",
        Kind.NODE,
        "The record as text in its source's own format, or as a mapping of names to values.",
        required=True,
    ),
)

EXPECT = (
    Field(
        "user", Kind.NODE, "Fields the user must have; null: must not have. Others are not looked at.", others="users"
    ),
    Field("after_import", Kind.NODE, "What the user must be given afterwards; stands beside user or alone."),
    Field("reject", Kind.NODE, "One of the reasons: `field`, `code` or both.", others="rejected"),
    Field("skip", Kind.TEXT, "The id under which the record is skipped.", example="service-account", others="skipped"),
    Field("filtered", Kind.BOOLEAN, "The record is no user at all.", example="true", others="filter"),
)

REASON = (
    Field("field", Kind.TEXT, "Where the reason lies: a field of the user, `password`, `let.name`.", example="email"),
    Field("code", Kind.TEXT, "The rule that is broken.", example="required"),
)
