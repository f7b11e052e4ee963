from __future__ import annotations

from pathlib import Path

import pytest

from tests.auth0.tenant.campaign import problems


@pytest.mark.parametrize("seed", range(10))
def test_whatever_goes_wrong_nobody_is_lost_doubled_or_altered(tmp_path: Path, seed: int) -> None:
    assert problems(tmp_path, seed) == []
