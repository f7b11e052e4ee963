"""Both ledgers find whoever may hold an identifier, and what they note is what a dictionary of lists would."""

from __future__ import annotations

from array import array
from random import Random
from typing import Any

import pytest

from converter import native
from converter.pipeline import ledger
from converter.pipeline.ledger import NONE, Ledger, new_ledger

compiled = native.compiled("ledger")


@pytest.fixture(params=[0, 40, 1 << 17, None])
def any_ledger(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    if request.param is None:
        if compiled is None:
            pytest.skip("nothing was compiled")
        return new_ledger()
    monkeypatch.setattr(ledger, "FEW", request.param)
    return Ledger()


@pytest.mark.parametrize("seed", range(4))
def test_a_ledger_finds_every_holder_and_hardly_anybody_else(seed: int, any_ledger: Any) -> None:
    random = Random(seed)
    known = [random.getrandbits(63) - 2**62 for _ in range(seed * 40 + 5)]
    noted: dict[int, list[int]] = {}
    base = 0
    for _ in range(60):
        hashes = [random.choice([NONE, *known, random.getrandbits(62)]) for _ in range(random.randrange(12))]
        doubtful = any_ledger.take_all(array("q", hashes).tobytes(), base)
        expected = []
        for place, hashed in enumerate(hashes):
            if hashed != NONE and noted.setdefault(hashed, []):
                expected.append(place)
            elif hashed != NONE:
                noted[hashed].append(base + place)
        assert doubtful == expected
        for place in doubtful:
            any_ledger.forget(hashes[place], base + place)  # was not noted
            if random.random() < 0.5:
                any_ledger.add(hashes[place], base + place)
                noted[hashes[place]].append(base + place)
        for hashed in [hashed for hashed, users in noted.items() if users and random.random() < 0.2]:
            any_ledger.forget(hashed, noted[hashed].pop(random.randrange(len(noted[hashed]))))
        base += len(hashes) + random.randrange(3)
    assert {hashed: any_ledger.numbers(hashed) for hashed in noted} == noted


@pytest.mark.skipif(compiled is None, reason="nothing was compiled")
def test_a_bucket_grows_and_shrinks_and_keeps_its_order() -> None:
    one = new_ledger()
    same_bucket = [part << 14 | 7 for part in range(3000)]
    assert one.take_all(array("q", same_bucket).tobytes(), 2**32 - 3000) == []
    assert one.take_all(array("q", same_bucket).tobytes(), 0) == list(range(3000))
    for number, hashed in enumerate(same_bucket):
        if number % 3:
            one.forget(hashed, 2**32 - 3000 + number)
    expected = [[] if number % 3 else [2**32 - 3000 + number] for number in range(3000)]
    assert [one.numbers(hashed) for hashed in same_bucket] == expected


@pytest.mark.parametrize("form", ["compiled", "in Python"])
def test_more_users_than_can_be_numbered_are_refused(form: str) -> None:
    if form == "compiled" and compiled is None:
        pytest.skip("nothing was compiled")
    one = new_ledger() if form == "compiled" else Ledger()
    with pytest.raises(AssertionError, match="more users than a ledger can number"):
        one.take_all(array("q", [5, 6]).tobytes(), 2**32 - 1)
