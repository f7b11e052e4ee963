"""How much of a run's tally is which mapping's: they take turns, and nothing is counted twice for it."""

from __future__ import annotations

from collections import Counter

from converter.pipeline.tally import Tally


class Turns:
    """The counts of each mapping of a run. `current` is the number of the one whose turn it is."""

    def __init__(self, tally: Tally, mappings: int) -> None:
        self.current = 0
        self._tally = tally
        self._before = tally.counts()
        self._counts: list[Counter[str]] = [Counter() for _ in range(mappings)]

    def turn_to(self, number: int) -> None:
        """What is counted from now on is that mapping's."""
        if number != self.current:
            self._note()
            self.current = number

    def counts(self) -> list[dict[str, int]]:
        """Of each mapping what was read, and the four fates."""
        self._note()
        return [{name: counts[name] for name in self._before} for counts in self._counts]

    def _note(self) -> None:
        now = self._tally.counts()
        self._counts[self.current].update({name: count - self._before[name] for name, count in now.items()})
        self._before = now
