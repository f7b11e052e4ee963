from __future__ import annotations

from converter.record import Origin
from converter.sinks.rejected import rejected_line, skipped_line, warning_line
from converter.validation.violation import Violation

ORIGIN = Origin("people.ldif", 12, 30, dn="cn=Jane,dc=acme")
PLACE = {"file": "people.ldif", "lines": [12, 30], "dn": "cn=Jane,dc=acme"}


def test_a_rejected_line_has_every_reason_in_order() -> None:
    reasons = [Violation("email", "format", "is not an address", "j***@x"), Violation("", "ldif-base64", "is cut off")]
    assert rejected_line(ORIGIN, reasons) == {
        "origin": PLACE,
        "reasons": [
            {"field": "email", "code": "format", "message": "is not an address", "value": "j***@x"},
            {"field": "", "code": "ldif-base64", "message": "is cut off"},
        ],
    }


def test_a_warning_line_has_its_reasons_under_warnings() -> None:
    line = warning_line(ORIGIN, [Violation("phone_number", "e164", "was left out")])
    assert list(line) == ["origin", "warnings"]


def test_a_skipped_line_names_the_rule() -> None:
    assert skipped_line(ORIGIN, "service-account") == {"origin": PLACE, "skip": "service-account"}
