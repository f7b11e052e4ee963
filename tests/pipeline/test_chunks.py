"""What is made of rows is what the reference makes of the records in them."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from converter import native
from converter.mapping.batch import IDENTIFIERS, PASSWORD, TEXT, Batch, blank
from converter.mapping.fate import Decision, Exported, Rejected
from converter.pipeline.chunks import Chunks, all_batches, takes_rows
from converter.pipeline.load import Loaded, files_of, load
from converter.record import Record
from converter.sources import ldif
from converter.sources.shape import Block
from converter.sources.source import Shaped
from converter.validation.violation import Violation

MAPPING = """
version: 1
source:
  type: ldif
  path: people.ldif
  where: includes(objectclass, 'person')
let:
  short: left(first_of(uid, cn)[0], `8`)
skip:
  - id: machine
    when: ends_with(uid[0] || '', '$')
user:
  email: lower(mail[0])
  email_verified: includes(state, 'verified')
  username: trim(uid)
  user_id: guid(oguid)
  given_name: givenname
  family_name: {expr: sn, default: none}
  name: first_of(displayname, cn, words(givenname, sn))
  nickname: short
  phone_number: {expr: phone, on_error: drop}
  blocked: {expr: state, map: {locked: true, open: false}, default: false}
  app_metadata:
    dn: dn
    groups: rdn(memberof)
    last: memberof[-1]
    second: memberof[1]
    many: length(memberof || `[]`)
    created: iso(created[0])
    guids: guid(oguid)
    none: nothing
    some: present(photo)
    photo: hex(photo)
    both: "[givenname, sn][]"
    same: givenname == sn
    either: givenname[0] || sn[0]
    long: memberof[?length(@) > `20`]
    text: join(', ', uid || `[]`)
    kind: type(givenname)
password:
  from: userpassword
  unsupported: lazy
unique: [email, username]
"""
NAMES = ("Ann", "Zoë", " Bo ", "Q" * 160, "x", "Ann,Bo", "\\u20ac")
GUIDS = ("E1988AD9F06C144A025B413F8A9A021E", "{3f2504e0-4f89-11d3-9a0c-0305e82c3301}", "  ", "nonsense")
HASHES = (
    "{SSHA}oKXNAfZsnHpN3cLzN1TpWcmQplGHN28HvLgShw==",
    "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
    "{SSHA}",
    "plain",
    "{CRYPT}$6$abc$def",
    "",
)


@pytest.fixture(autouse=True, params=["compiled", "in Python"])
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "in Python":
        monkeypatch.setattr(native, "compiled", lambda _: None)


def line(name: str, value: str | bytes, random: Random) -> str:
    data = value if isinstance(value, bytes) else value.encode()
    plain = isinstance(value, str) and value.isascii() and value == value.strip() and value != ""
    encoded = f"{name}:: {base64.b64encode(data).decode()}"
    text = f"{name}: {data.decode()}" if plain and random.random() < 0.9 else encoded
    if len(text) > 60 or random.random() < 0.02:
        half = len(text) - 3
        text = f"{text[:half]}\n {text[half:]}"
    return text + "\n"


def entry(number: int, random: Random) -> str:
    def some(name: str, values: tuple[str | bytes, ...], *, share: float = 0.8, most: int = 1) -> str:
        count = random.randint(1, most) if random.random() < share else 0
        return "".join(
            line(name, random.choice(values if random.random() < 0.03 else values[:2]), random) for _ in range(count)
        )

    uid = f"u{random.randrange(300)}{'' if random.random() < 0.9 else random.choice('$ ')}"
    mail = f"{random.choice(('A', 'b', 'c.'))}{random.randrange(400)}@x.{'org' if random.random() < 0.97 else 'o'}"
    groups = (*(f"cn=g{n},ou=groups,dc=x" for n in range(5)), "no dn", "cn=Sales\\, Europe,dc=x")
    text = (
        line("dn", f"cn=p{number}{random.choice(('', 'é'))},dc=x", random)
        + line("objectClass", "person" if random.random() < 0.9 else "device", random)
        + some("uid", (uid,), most=2 if random.random() < 0.03 else 1)
        + some("givenName", NAMES)
        + some("sn", NAMES, share=0.95)
        + some("displayName", NAMES, share=0.4)
        + some("cn", NAMES, most=2 if random.random() < 0.1 else 1)
        + some("mail", (mail,), share=0.97, most=random.choice((1, 1, 2)))
        + some("phone", ("+12085550109", "12"), share=0.5)
        + some("mail", (f"later{number}@x.org",), share=0.1, most=3)
        + some("state", ("locked", "open", "verified", "odd"), share=0.5)
        + some("memberOf", groups, most=3)
        + some("oguid", GUIDS)
        + some("jpegPhoto;x-old", (b"\xff\xd8",), share=0.05)
        + some("photo", (b"\xff\xd8", "text"), share=0.1)
        + some("userPassword", HASHES, share=0.9)
        + some("created", ("20240304121314Z", "20240304121314.0Z", "20240230000000Z", "yesterday"))
    )
    if random.random() < 0.01:
        text += random.choice(
            ("cn:: ####\n", "no colon\n", "photo:: \n", "sn:\n", "changetype: modify\n", "# comment\n")
        )
    return text + "\n" * random.choice((1, 1, 1, 2))


def write(folder: Path, text: str, mapping: str = MAPPING) -> Loaded:
    (folder / "people.yaml").write_text(mapping, encoding="utf-8")
    (folder / "people.ldif").write_text(text, encoding="utf-8", newline="")
    return load(str(folder / "people.yaml"), {})


def expected(mapping: Loaded) -> Iterator[Decision]:
    """By the strict reader and the reference interpreter."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ldif, "plain_block", lambda _: None)
        items = list(mapping.open(files_of(mapping.plan.model)).records())
    for item in items:
        if isinstance(item, Record):
            yield Decision(item.origin, mapping.plan.fate(item))
        else:
            yield Decision(item.origin, Rejected((Violation("", item.code, item.message),)))


def found(mapping: Loaded) -> Iterator[Decision | tuple[Any, ...]]:
    """What becomes of each record, by rows: a decision, or what the columns have of a user."""
    batch, start = whole(mapping), 0
    for number, decision in batch.decisions:
        yield from zip(*(column[start:number] for column in batch.users), strict=True)
        yield decision
        start = number
    yield from zip(*(column[start:] for column in batch.users), strict=True)


def whole(mapping: Loaded) -> Batch:
    """By chunks, which is the same as all of them in one go."""
    together = mapping.open(files_of(mapping.plan.model))
    source = mapping.open(files_of(mapping.plan.model))
    assert isinstance(source, Shaped)
    assert isinstance(together, Shaped)
    chunks = Chunks(mapping.program(), source)
    unique = mapping.plan.model.unique
    batch = joined((batch for chunk in source.chunks() for batch in chunks.batches(chunk)), unique)
    assert batch == joined(all_batches(mapping.program(), together), unique)
    return batch


def joined(batches: Iterable[Batch], unique: tuple[str, ...]) -> Batch:
    all_of_them = blank(unique)
    for batch in batches:
        all_of_them.join(batch)
    return all_of_them


def assert_same(mapping: Loaded) -> int:
    """The outcomes are those of the reference; how many of them are flat."""
    unique, flat = mapping.plan.model.unique, 0
    for one, decision in zip(found(mapping), expected(mapping), strict=True):
        if isinstance(one, Decision):
            assert one.origin.place == decision.origin.place
            if isinstance(one.fate, Exported) and isinstance(decision.fate, Exported):
                assert [list(v) if isinstance(v, list | tuple) else v for v in one.fate] == [
                    list(v) if isinstance(v, list | tuple) else v for v in decision.fate
                ]
            else:
                assert one.fate == decision.fate
        else:
            flat += 1
            fate = decision.fate
            assert isinstance(fate, Exported)
            assert one[:TEXT] == decision.origin.place
            assert (one[TEXT], one[PASSWORD]) == (fate.text, fate.password)
            assert one[IDENTIFIERS:] == tuple(fate.document.get(field) for field in unique)
            assert not [*fate.warnings, *fate.dropped, *(fate.afterwards or ())]
    return flat


@pytest.mark.parametrize("seed", range(4))
def test_rows_become_what_the_reference_makes_of_their_records(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    text = "version: 1\n\n" + "".join(entry(number, random) for number in range(900))
    if seed % 2:
        text = text.replace("\n", "\r\n")
    mapping = write(tmp_path, text)
    assert takes_rows(mapping.program())
    source = mapping.open(files_of(mapping.plan.model))
    assert isinstance(source, Shaped)
    blocks = [block for chunk in source.chunks() for block in source.blocks(chunk)]
    assert any(isinstance(block, Block) for block in blocks)
    assert assert_same(mapping) > 50


@pytest.mark.parametrize("name", ["oracle", "ibm", "active-directory", "openldap"])
def test_the_bundled_mappings_make_the_same_of_rows(name: str) -> None:
    mapping = load(str(Path(__file__).parents[2] / "mappings" / f"{name}.yaml"), {})
    assert_same(mapping)


@pytest.mark.parametrize("field", ["keys(@)[0]", "@.cn[0]"])
def test_an_expression_that_takes_the_whole_record_gets_one(field: str, tmp_path: Path) -> None:
    random = Random(7)
    text = "".join(entry(number, random) for number in range(400))
    mapping = write(tmp_path, text, MAPPING.replace("    dn: dn\n", f"    dn: '{field}'\n"))
    assert_same(mapping)


CSV_MAPPING = """
version: 1
source:
  type: csv
  path: people.csv
  where: kind != 'device'
  lists: {mail: '|', groups: '|'}
  nulls: ['NULL']
user:
  email: lower(mail[0])
  username: uid
  given_name: {expr: given, on_error: drop}
  name: first_of(given, uid, words(given, uid))
  app_metadata:
    groups: groups
    last: groups[-1]
    many: length(groups || `[]`)
    created: iso(created)
password:
  from: password
  unsupported: lazy
unique: [email, username]
"""


@pytest.mark.parametrize("seed", range(2))
def test_rows_of_csv_become_what_the_reference_makes_of_their_records(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    odd = ("", "NULL", '"a|b,c"', '"two\nlines"', "é", '"say ""no"""', '5" pipe', "x" * 200)
    lines = ["kind,uid,mail,given,groups,created,password,unused"]
    for number in range(1500):
        pick = random.choice
        kind, password = pick(("person", "device")), pick(HASHES[:5])
        mail = f"A{number % 1400}@x.org|b@x.org" if random.random() < 0.9 else pick(odd)
        given = pick(("Ann", "Zoë")) if random.random() < 0.9 else pick(odd)
        groups, created = "|".join("abc"[: pick(range(4))]), pick(("20240304121314Z", "yesterday", "NULL"))
        cells = [kind, f"u{number}", mail, given, groups, created, password, "z"]
        lines.append(",".join(cells[: 8 if random.random() < 0.99 else 7]))
    mapping = write(tmp_path, "", CSV_MAPPING)
    (tmp_path / "people.csv").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="")
    source = mapping.open(files_of(mapping.plan.model))
    assert isinstance(source, Shaped)
    assert any(isinstance(block, Block) for chunk in source.chunks() for block in source.blocks(chunk))
    assert assert_same(mapping) > 100


def test_by_records_and_by_rows_attributes_in_several_places_are_read_alike(tmp_path: Path) -> None:
    first = "".join(f"dn: cn={n},dc=x\nmail: a{n}@x.org\nsn: S\n\n" for n in range(30))
    other = "".join(f"dn: cn=o{n},dc=x\nsn: S\nmail: b{n}@x.org\nmail:: YkB4Lm9yZw==\n\n" for n in range(30))
    last = "".join(f"dn: cn=l{n},dc=x\nmail: c{n}@x.org\nsn: S\nmail: d@x.org\nmail: e@x.org\n\n" for n in range(9000))
    fields = "user: {email: 'mail[0]', app_metadata: {all: mail}}\nunique: []\n"
    mapping = write(tmp_path, first + other + last, "version: 1\nsource: {type: ldif, path: people.ldif}\n" + fields)
    assert assert_same(mapping) > 9000
    records = [item for item in mapping.open(files_of(mapping.plan.model)).records() if isinstance(item, Record)]
    assert [record.values["mail"] for record in records[-9000:]] == [
        [f"c{n}@x.org", "d@x.org", "e@x.org"] for n in range(9000)
    ]


def test_a_name_may_mean_the_record_s_value_and_then_what_is_made_of_it(tmp_path: Path) -> None:
    random = Random(3)
    text = "".join(entry(number, random) for number in range(300))
    let = "let:\n  mail: lower(mail)\n  sn: upper(sn)\n"
    mapping = write(tmp_path, text, MAPPING.replace("let:\n", let).replace("{expr: sn, default: none}", "sn"))
    assert assert_same(mapping) > 50
