"""Ways to reach a person, in the form Auth0 takes."""

from __future__ import annotations

from converter.directory import phone
from converter.expressions.function import Example, Mode, declare
from converter.validation.email import fault, is_email


@declare(
    "e164",
    ("text: string", "region?: string"),
    "string|null",
    mode=Mode.EACH,
    summary="A telephone number as E.164, +12125550001; the region, a country's two capital letters, is where numbers "
    "without + are dialled; the length is checked, not whether the number is in service, and extensions are an error.",
    examples=(
        Example("e164('(212) 555-0001', 'US')", "+12125550001"),
        Example("e164('+49 (0)30 901820')", "+4930901820"),
        Example("e164(telephonenumber, 'FR')", ["+33142685300"], {"telephonenumber": ["01 42 68 53 00"]}),
        Example("e164(phone, 'US')", None, {"phone": ""}),
        Example("e164(telephonenumber)", None, {}),
        Example("e164('212 555 0001')", fails="invalid-value"),
        Example("e164('555-0001', 'US')", fails="invalid-value"),
        Example("e164('+1 212 555 0001 ext. 5')", fails="invalid-value"),
    ),
)
def e164(text: str, region: str | None = None) -> str | None:
    """ITU-T E.164; the empty text gives null."""
    return phone.e164(text, region) if text.strip() else None


@declare(
    "email",
    ("text: string",),
    "string|null",
    mode=Mode.EACH,
    summary="An e-mail address, trimmed and in lower case; an error where Auth0 would not take it.",
    examples=(
        Example("email(' Jane.Doe@Acme.com ')", "jane.doe@acme.com"),
        Example("email(mail)", ["a@acme.com", "b@acme.com"], {"mail": ["A@acme.com", "b@acme.com"]}),
        Example("email(mail)", None, {"mail": ""}),
        Example("email(mail)", None, {}),
        Example("email('jane@localhost')", fails="invalid-value"),
        Example("email('Jane Doe <jane@acme.com>')", fails="invalid-value"),
    ),
)
def email(text: str) -> str | None:
    """The empty text gives null; nothing else is repaired."""
    address = text.strip().lower()
    if not address:
        return None
    if not is_email(address):
        raise ValueError(f"the e-mail address {fault(address)}")
    return address


FUNCTIONS = (e164, email)
