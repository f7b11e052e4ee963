from __future__ import annotations

import pytest

from tests.auth0 import struck
from tests.auth0.struck import Strike


@pytest.mark.skipif(not struck.available(), reason="needs strace")
@pytest.mark.parametrize(
    "strike",
    [Strike("pwrite64", 61), Strike("fdatasync", 7, "EIO")],
    ids=str,
)
def test_an_upload_struck_at_its_journal_comes_to_the_same_end(strike: Strike) -> None:
    trace, problems = struck.struck(strike)
    assert "+++ killed by SIGKILL +++" in trace or "(INJECTED)" in trace
    assert problems == []
