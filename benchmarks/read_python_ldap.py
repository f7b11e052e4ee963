"""Read an LDIF file with python-ldap and throw the entries away: `read_python_ldap.py PEOPLE.ldif`."""

import sys
from pathlib import Path

import ldif  # type: ignore[import-not-found,unused-ignore]


class Reader(ldif.LDIFParser):  # type: ignore[misc,unused-ignore]
    """Counts the entries."""

    entries = 0

    def handle(self, _dn: str, _entry: dict[str, list[bytes]]) -> None:
        self.entries += 1


if __name__ == "__main__":
    with Path(sys.argv[1]).open("rb") as stream:
        reader = Reader(stream)
        reader.parse()
    print(reader.entries)
