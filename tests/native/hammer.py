"""Hammers the compiled modules with invented data; run under AddressSanitizer by `test_sanitized.py`.

What they give is compared with the forms in Python elsewhere: here it counts that they only touch what is theirs.
"""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from random import Random
from types import SimpleNamespace
from typing import Any

from converter import native

ENTRY = b"""\
# said
dn:: Y249YQ==
changetype: add
cn: a
cn: b
sn:: w6k=
mail: some
 body@x
 .org
photo:: /9j/
other: 1

"""


TABLE = """\
uid,one of some groups,mail
"said ""so"" here",|a|é,a\\,b
,"over
lines",
\\"x\\",né,ordinary text of more than sixteen bytes
""".encode()


SIGNS = [b"\n", b" ", b":", b"=", b"\xff", b"\0", b"\n ", b"A", b'"', b",", b"\r"]


def broken(text: bytes, random: Random) -> bytes:
    """The text with some bytes lost, doubled, or others in their place."""
    data = bytearray(text)
    for _ in range(random.randrange(6)):
        place = random.randrange(len(data) + 1)
        match random.randrange(3):
            case 0:
                del data[place : place + random.randrange(5)]
            case 1:
                data[place:place] = data[place : place + random.randrange(9)]
            case _:
                data[place : place + 1] = random.choice(SIGNS)
    return bytes(data)


def ldif(random: Random) -> None:
    module = native.compiled("ldif")
    assert module is not None

    def target(name: str) -> tuple[str, bool] | bool | None:
        if len(name) % 7 == 0 and random.random() < 0.5:
            raise ValueError(name)  # what was begun is left where it is
        if name in ("cn", "sn", "mail", "photo"):
            return (name if random.random() < 0.9 else "cn"), name == "photo"
        return random.choice([None, None, False, (name, False)])

    rows = module.Rows(target)
    for _ in range(300):
        text = broken(ENTRY * random.randrange(1, 6), random)
        with suppress(ValueError):
            rows.read(text[: random.randrange(len(text) + 1)], 1)
    few = module.Rows(lambda name: (name, False))
    for number in range(1500):  # more names than are remembered, more columns than a row may have
        few.read(b"dn: x\n" + b"".join(b"%x%d: y\n" % (number, place) for place in range(3)), 1)


def csv(random: Random) -> None:
    module = native.compiled("csv")
    assert module is not None
    signs = (ord(","), random.choice([ord('"'), -1]), random.choice([ord("\\"), -1]))
    width = random.choice([1, 2, 3, 3, 3, 8])  # rows of more cells than there are columns, and of fewer
    wanted = random.choices(range(width), k=random.randrange(4))
    columns = tuple((place, random.choice(["", "|", "né"])) for place in wanted)
    rows = module.Rows(signs, width, columns, ("é".encode(), b""), random.choice([20, 1000]))
    for _ in range(300):
        text = broken(TABLE * random.randrange(1, 6), random)
        text = text[: random.randrange(len(text) + 1)]
        at = 0
        while at < len(text):
            *_, at = rows.read(text, at, random.choice(["utf-8", "cp1252", "ascii"]))
        rows.count(text)


def ledger(random: Random) -> None:
    module = native.compiled("ledger")
    assert module is not None
    buckets = module.Buckets()
    known = [random.getrandbits(63) & ~0xFFF0 for _ in range(300)]  # of few buckets
    for base in range(0, 9000, 30):
        hashes = array("q", random.choices([-1, -random.choice(known), *known], k=random.randrange(31)))
        for place in buckets.take_all(hashes.tobytes(), base):
            if random.random() < 0.5:
                buckets.add(hashes[place], base + place)
            buckets.forget(random.choice(known), random.choice(buckets.numbers(random.choice(known)) or [0]))


def octets(random: Random) -> None:
    module = native.compiled("octets")
    assert module is not None
    for _ in range(300):
        text = broken(ENTRY * random.randrange(1, 6), random)
        module.count_lines(text[: random.randrange(len(text) + 1)])


SEEN = ["20240304121314.0Z", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "{SSHA}oKXNAfZsnHpN3cLzN1TpWcmQplGHN28HvLgShw=="]


def glances(random: Random) -> None:
    module = native.compiled("glances")
    assert module is not None
    labels: dict[str, Any] = defaultdict(lambda: None, {"{SSHA": (20, 80, "known")})
    described, joined = module.LdapValues(labels).described, module.Words(lambda *texts: len(texts)).joined
    for _ in range(300):
        text = some_text(random, random.choice(SEEN))
        module.plain_time(text)
        module.plain_guid(text)
        described(text)
        joined(text, random.choice([None, text, [text]]), random.choice(["", "a"]))
        assert module.results({text: text, "": None}, [text, "", text]) == [text, text] * (text != "")


def some_text(random: Random, usual: str) -> str:
    """Like the usual one, at times with other characters, at times longer."""
    text = broken(usual.encode() or b"x", random).decode("latin-1")
    return text + random.choice(["", "", "", '\n"', "é", "中", "😀", "\ud800"]) * random.randrange(40)


def line(random: Random) -> None:
    module = native.compiled("line")
    assert module is not None
    looks = [
        SimpleNamespace(
            most=most, table=table, beginning=beginning, never="x", address=not table, optional=table != b""
        )
        for most, table, beginning in ((254, b"", ""), (15, bytes(64) + b"\1" * 64, ""), (16, b"\1" * 128, "+"))
    ]
    one = [
        ("open", b",{", b"", None), *[("value", b',"a":', b"", random.choice([None, *looks])) for _ in range(3)],
        ("open", b',"b":{', b"", None), ("open", b',"c":[', b"", None), ("value", b",", b"", None),
        ("close", b"", b"]", None), ("constant", b',"d":1', b"", None), ("close", b"", b"}", None),
        ("value", b',"e":{"f":', b',"g":1}}', None), ("close", b"", b"}", None),
    ]  # fmt: skip
    writer = module.Line(one, random.choice([1, 20, random.randrange(100, 200), 1000]))
    for _ in range(300):
        texts = [some_text(random, "someone@example.org") for _ in range(5)]
        writer.text((*[random.choice([None, True, text, [text, text], []]) for text in texts],))


def texts(random: Random) -> None:
    module = native.compiled("texts")
    assert module is not None
    for _ in range(300):
        made = [some_text(random, "uid=a,ou=b") for _ in range(random.randrange(6))]
        module.joined([text.encode("utf-8", "replace") for text in made])
        module.written(made)
        module.written([random.getrandbits(random.randrange(66)) - random.randrange(2) for _ in made])


def kinds(random: Random) -> None:
    module = native.compiled("kinds")
    assert module is not None
    for _ in range(60):
        known = [object() for _ in range(random.choice([1, 3, 256, 257]))]
        module.numbered(random.choices(known, k=random.randrange(900)))


HAMMERS: dict[str, Callable[[Random], None]] = {
    "csv": csv, "glances": glances, "kinds": kinds, "ldif": ldif, "ledger": ledger, "line": line, "octets": octets,
    "texts": texts,
}  # fmt: skip

if __name__ == "__main__":
    tried = native.compiled("ldif")
    assert tried is not None
    assert tried.__file__.startswith(sys.argv[1])
    for hammer in HAMMERS.values():
        for seed in range(20):
            hammer(Random(seed))
