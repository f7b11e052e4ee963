"""Rows are read again whatever went wrong the last time."""

from __future__ import annotations

import threading
from typing import cast

from converter.gateway.migration import Migration
from converter.gateway.renewal import Renewed
from converter.gateway.verdict import Answer, Verdict


class Built:
    def ready(self) -> Answer:
        return Answer(Verdict.RIGHT)

    def close(self) -> None:
        raise OSError("cannot hang up")


def test_no_failure_to_build_or_to_close_ends_the_renewing() -> None:
    rounds, fourth = [0], threading.Event()

    def build() -> Migration:
        rounds[0] += 1
        if rounds[0] == 2:
            raise OSError("too many open files")
        if rounds[0] == 4:
            fourth.set()
        return cast("Migration", Built())

    renewed = Renewed(build, 0.01)
    assert fourth.wait(10)
    renewed._ended.set()
