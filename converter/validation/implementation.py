"""The two JSON Schema libraries that can judge a user. They differ in speed and in nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from msgspec import Struct

from converter.validation.email import is_email
from converter.validation.schema import Breach


class Implementation(StrEnum):
    """FAST is jsonschema-rs: about a microsecond a user. REFERENCE is jsonschema: pure Python, a hundred times that."""

    FAST = "fast"
    REFERENCE = "reference"


class SchemaCheck(Struct, frozen=True):
    """A compiled schema: a quick yes or no, and everything that is wrong. Both want values that JSON can say."""

    is_valid: Callable[[Any], bool]
    breaches: Callable[[Any], Iterator[Breach]]


def compile_schema(schema: dict[str, Any], implementation: Implementation) -> SchemaCheck:
    """The schema as one library sees it; `format: email` is Auth0's rule in both, and no `$ref` is fetched."""
    return _fast(schema) if implementation is Implementation.FAST else _reference(schema)


def _fast(schema: dict[str, Any]) -> SchemaCheck:
    import jsonschema_rs

    validator = jsonschema_rs.Draft7Validator(
        schema, formats={"email": is_email}, validate_formats=True, mask="(masked)", offline=True
    )

    def breaches(document: Any) -> Iterator[Breach]:
        for error in validator.iter_errors(document):
            yield Breach(tuple(error.instance_path), tuple(error.schema_path))

    return SchemaCheck(validator.is_valid, breaches)


def _reference(schema: dict[str, Any]) -> SchemaCheck:
    import jsonschema
    from jsonschema.validators import extend

    formats = jsonschema.FormatChecker(formats=())
    formats.checks("email")(_is_email_or_no_text)
    # JSON has one kind of list, Python two.
    types = jsonschema.Draft7Validator.TYPE_CHECKER.redefine("array", lambda _, value: isinstance(value, list | tuple))
    draft: Any = extend(  # type: ignore[no-untyped-call]
        jsonschema.Draft7Validator, {"pattern": _pattern}, type_checker=types
    )
    validator = draft(schema, format_checker=formats)

    def breaches(document: Any) -> Iterator[Breach]:
        for error in validator.iter_errors(document):
            yield Breach(tuple(error.absolute_path), tuple(error.absolute_schema_path))

    return SchemaCheck(validator.is_valid, breaches)


def _is_email_or_no_text(value: object) -> bool:
    return not isinstance(value, str) or is_email(value)


def _pattern(_validator: Any, pattern: str, value: object, _schema: Any) -> Iterator[Any]:
    """The keyword `pattern` as JavaScript reads it: `$` is the very end, not the place before a last newline."""
    from jsonschema import ValidationError

    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield ValidationError("does not match")
