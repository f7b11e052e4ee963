"""What stands in quotes in a block of CSV, and what outside of them, found in a fraction of the time of reading it."""

from __future__ import annotations

from operator import itemgetter

from converter.sources.csv_dialect import CsvSettings

_first, _last = itemgetter(0), itemgetter(-1)
_LINE_FEED, _CARRIAGE_RETURN = b"\n\r"


class Quotes:
    """Looks at the quotes of blocks as wholes: does each open a cell, close it, or is doubled in one?

    Then a strict reader finds the same cells, whatever stood before and comes behind. `usable` says that it can look.
    """

    def __init__(self, settings: CsvSettings) -> None:
        self.usable = settings.is_ascii
        self._quote = settings.quote.encode()
        self._opens = {*settings.delimiter.encode(), _LINE_FEED}
        self._closes = {*self._opens, _CARRIAGE_RETURN}

    def split(self, data: bytes) -> list[bytes] | None:
        """The pieces between the quotes of a block that begins with a row and ends with a line end, if all are clear.

        The first stands outside of a cell's quotes, the second inside, and so on. Where a quote is doubled in a cell,
        nothing is between the two, and so is nothing before the first quote, where the block begins with that.
        None where a quote stands elsewhere, or the last one is open. The data has to be in a superset of ASCII.
        """
        if not self.usable:
            return None
        if not self._quote or self._quote not in data:
            return [data]
        pieces = data.split(self._quote)
        if len(pieces) % 2 == 0:
            return None
        before, behind = filter(None, pieces[:-1:2]), filter(None, pieces[2::2])
        fits = self._opens.issuperset(map(_last, before)) and self._closes.issuperset(map(_first, behind))
        return pieces if fits else None
