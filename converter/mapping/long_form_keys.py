"""The keys of the long form of a field."""

from __future__ import annotations

from converter.mapping.model import OnError
from converter.syntax.field import Field, Kind

LONG_FORM = (
    Field(
        "expr",
        Kind.EXPRESSION,
        "The expression.",
        example="e164(telephonenumber[0], 'US')",
        others="expression from source path jmespath",
    ),
    Field(
        "value", Kind.NODE, "A constant, in place of an expression.", example="true", others="const constant literal"
    ),
    Field(
        "map",
        Kind.NODE,
        "A table from the expression's one value to the field's; without an entry the default, or else the error "
        "`unmapped`.",
        example="{fr: fr-FR}",
        others="mapping translate table values lookup",
    ),
    Field(
        "default",
        Kind.NODE,
        "The value where there is none; a false or a 0 stays.",
        example="en-US",
        others="else otherwise fallback",
    ),
    Field(
        "required",
        Kind.BOOLEAN,
        "Whether a record without a value is rejected.",
        default=False,
        example="true",
        others="mandatory",
    ),
    Field(
        "on_error",
        Kind.TEXT,
        "What an error of this field does: `reject` the record, `drop` the field, or `warn`: drop it and list it.",
        default=OnError.REJECT.value,
        choices=tuple(OnError),
        example="drop",
        others="error iferror",
    ),
    Field(
        "because",
        Kind.TEXT,
        "Why a constant is right, for whoever reviews the mapping.",
        default="",
        example="addresses are issued by HR",
        others="reason why comment",
    ),
)
