"""The page of password schemes: what is recognised, how, and what Auth0 takes it as."""

from __future__ import annotations

from collections.abc import Iterator

from converter.passwords.schemes import families
from converter.passwords.schemes.scheme import Scheme
from converter.report.reference.markdown import NOTICE, code, table

_INTRODUCTION = """# Password schemes

A stored password is read by the scheme that it names itself (`scheme: auto`) or by the one that the mapping names:

```yaml
# fragment
password: {from: userpassword, scheme: auto, unsupported: lazy}
```

With `auto`, a text is recognised by what it begins with, the third column; where that column is empty the scheme
has to be named, because a bare row of digits does not say how it was made. Nothing is guessed. Where some say it and
the others are all of one scheme, `unmarked:` names that beside `scheme: auto`.

The last column is the algorithm that Auth0 takes the hash as. Where it is empty Auth0 takes it in no form, and
`unsupported:` decides. A hash of a scheme that Auth0 takes may still be refused for its parameters.
"""


def passwords_page() -> str:
    """The whole page, as Markdown."""
    return NOTICE + _INTRODUCTION + "\n" + table(["scheme", "what it is", "recognised by", "Auth0"], _rows())


def _rows() -> Iterator[list[str]]:
    for family in families():
        yield from map(_row, family.SCHEMES)


def _row(scheme: Scheme) -> list[str]:
    markers = "" if scheme.named_only else " ".join(map(code, scheme.markers))
    return [code(scheme.name), f"{scheme.summary} ({scheme.origin})", markers, scheme.target]
