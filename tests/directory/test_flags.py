from __future__ import annotations

import pytest

from converter.directory import flags


@pytest.mark.parametrize(
    ("value", "flag", "expected"),
    [
        ("514", "ACCOUNTDISABLE", True),
        ("512", "ACCOUNTDISABLE", False),
        (514, "accountdisable", True),
        (514.0, 2, True),
        ("66048", "DONT_EXPIRE_PASSWORD", True),
        ("66048", "0x10000", True),
        ("66048", 65536.0, True),
        ("3", 3, True),
        ("1", 3, False),
        ("-2147483646", "0x80000000", True),
        ("-2147483646", 2, True),
        (" 0x202 ", " LOCKOUT ", False),
    ],
)
def test_a_flag_is_set_when_all_its_bits_are(value: str | float, flag: str | float, expected: bool) -> None:
    assert flags.has(value, flag) is expected


@pytest.mark.parametrize(
    ("value", "flag"),
    [("514", "DISABLED"), ("514", ""), ("514", 0), ("514", -2), ("514", 1.5), ("on", 2), ("", 2), (1.5, 2), ("٣", 1)],
)
def test_what_is_no_flag_or_no_number_is_refused(value: str | float, flag: str | float) -> None:
    with pytest.raises(ValueError, match="flag"):
        flags.has(value, flag)


def test_every_named_flag_is_one_bit_of_its_own() -> None:
    bits = list(flags.ACCOUNT_FLAGS.values())
    assert all(bit.bit_count() == 1 for bit in bits)
    assert len(set(bits)) == len(bits)


@pytest.mark.parametrize("value", ["TRUE", "true", "T", "Yes", "y", "ON", "1", " true ", 1, True])
def test_the_spellings_of_true(value: str | float | bool) -> None:
    assert flags.boolean(value) is True


@pytest.mark.parametrize("value", ["FALSE", "false", "F", "No", "n", "OFF", "0", 0, False])
def test_the_spellings_of_false(value: str | float | bool) -> None:
    assert flags.boolean(value) is False


@pytest.mark.parametrize("value", ["", "ja", "2", 2, 0.5, "TRUE TRUE"])
def test_other_words_are_neither(value: str | float | bool) -> None:
    with pytest.raises(ValueError, match="TRUE or FALSE"):
        flags.boolean(value)
