"""Read an LDIF file with the converter's reader and throw the records away: `read_converter.py PEOPLE.ldif`.

With `--all` every attribute is kept, as python-ldap does; without it those that mapping.yaml names.
"""

import sys
from pathlib import Path

from converter.sources import ldif
from converter.sources.files import InputFile

PERSON = {"cn", "displayname", "givenname", "mail", "sn", "telephonenumber", "uid"}
WANTED = PERSON | {"createtimestamp", "memberof", "orclguid", "orclisenabled", "userpassword"}


def wanted(name: str) -> str | None:
    """The attribute's name where the mapping uses it."""
    return name if name in WANTED else None


def every(name: str) -> str:
    """The attribute's name, whatever it is."""
    return name


if __name__ == "__main__":
    *options, path = sys.argv[1:]
    resolver = every if options else wanted
    source = ldif.open_source(ldif.LdifSettings(), [InputFile(path, Path(path))], resolver)
    print(sum(1 for _ in source.records()))
