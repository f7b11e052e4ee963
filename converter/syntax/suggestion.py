"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def suggest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `word` is probably a slip for, or None where none is near.

    Near is: equal but for case, `-` and `_`; or at most one edit in three letters away (an insertion, a
    deletion, another letter, two letters swapped); or the only candidate that begins with the word.
    """
    wanted = _folded(word)
    ranked = sorted((distance, name) for name in candidates if (distance := _near(wanted, _folded(name))) is not None)
    if ranked:
        return ranked[0][1]
    longer = {name for name in candidates if len(wanted) > 2 and _folded(name).startswith(wanted)}
    return longer.pop() if len(longer) == 1 else None


def _folded(word: str) -> str:
    return word.casefold().replace("-", "").replace("_", "")


def _near(word: str, name: str) -> int | None:
    """The distance, or None where it is too great to be a slip."""
    most = max(1, len(word) // 3)
    if abs(len(word) - len(name)) > most or len(word) < 2 or len(word) > 100:
        return None
    distance = _distance(word, name)
    return distance if distance <= most else None


def _distance(left: str, right: str) -> int:
    """Optimal string alignment: the fewest insertions, deletions, replacements and swaps of neighbours."""
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        row = [i]
        for j, b in enumerate(right, start=1):
            best = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, previous = previous, row
    return previous[-1]
