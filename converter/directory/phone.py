"""Telephone numbers as E.164 writes them (ITU-T E.164: a plus sign and up to 15 digits)."""

from __future__ import annotations

from converter.regex import regex

_ALLOWED = regex(r"(?:tel:)?[+＋]?[\d\s().\-‐-―/·]+")


def e164(text: str, region: str | None = None) -> str:
    """A telephone number as `+12125550001`.

    `region` is the two-letter country (ISO 3166-1) in which a number without `+` is dialled; without it
    the number must begin with `+`. Wanted is a number of a length that its country uses ("possible" in
    libphonenumber's terms); whether the range is in service is not asked, since numbering plans change
    faster than directories. Letters, extensions included, are refused, since E.164 cannot hold them.
    """
    import phonenumbers

    bare = text.strip()
    if not _ALLOWED.fullmatch(bare):
        raise ValueError("a telephone number has digits and separators only; E.164 has no room for an extension")
    if region is not None:
        check_region(region)
    if region is None and not bare.removeprefix("tel:").startswith(("+", "＋")):
        raise ValueError("the telephone number has no + and country code, and no region is given")
    try:
        number = phonenumbers.parse(bare, region)
    except phonenumbers.NumberParseException:
        raise ValueError(
            "the telephone number has no country code that exists, or too few or too many digits"
        ) from None
    # Not is_possible_number(): that also takes local numbers without their area code.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise ValueError("the telephone number has too few or too many digits for its country")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def check_region(region: str) -> None:
    """Raises ValueError where a text is not one of the regions in which numbers are dialled."""
    import phonenumbers

    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError("the region is no country's two capital letters, such as 'US'")
