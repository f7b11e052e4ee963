"""Functions of other languages and tools, and what is written here instead."""

from __future__ import annotations

_TABLE = (
    ("strip ltrim rtrim lstrip rstrip btrim trimstart trimend", "trim(text)"),
    ("concat concatenate format sprintf printf append strcat",
     "words(a, b), which joins with blanks, or join('', [a, b])"),
    ("substr substring mid slice", "left(text, `15`), before(text, '@'), after(text, '@') or regex_extract(text, '…')"),
    ("gsub sub resub regexpreplace regexreplaceall replaceregex preg_replace", "regex_replace(text, 'pattern', '')"),
    ("replaceall strreplace translate", "replace(text, 'old', 'new')"),
    ("tolower tolowercase lowercase downcase asciidowncase lcase casefold", "lower(text)"),
    ("toupper touppercase uppercase upcase asciiupcase ucase", "upper(text)"),
    ("capitalize capitalise initcap ucfirst ucwords titlecase propercase proper", "title(text)"),
    ("coalesce nvl ifnull ifempty default orelse firstnonnull firstvalid firstnotnull", "first_of(a, b)"),
    ("isnull isnone isempty empty isblank isabsent", "!present(name)"),
    ("exists isnotnull notnull isset defined haskey ispresent notempty isnotempty", "present(name)"),
    ("len size count strlen arraylength", "length(value)"),
    ("iif case switch when choose ifelse ifthenelse cond decode",
     "if(condition, then, otherwise), or map: beside expr:"),
    ("any anyof in inlist isin has contain containsany memberofgroup", "includes(values, 'text')"),
    ("match regexmatch regexmatches regexplike regexpmatch test ismatch like ilike rlike search regex",
     "matches(text, 'pattern')"),
    ("extract regexpsubstr regexsubstr capture regexpextract", "regex_extract(text, 'pattern')"),
    ("first head nth get at item elementat", "name[0]"),
    ("last tail", "name[-1]"),
    ("filter where select", "name[?condition]"),
    ("flatten flatmap", "name[]"),
    ("base64encode b64encode tobase64 encodebase64", "base64(value)"),
    ("base64decode b64decode frombase64 decodebase64", "unbase64(text)"),
    ("hexdecode unhexlify hex2bin fromhex hextoraw", "unhex(text)"),
    ("hexencode hexlify bin2hex tohex rawtohex", "hex(value)"),
    ("str string totext tochar tostr cast stringify tojson jsonstringify", "to_string(value)"),
    ("int integer float long number parseint parsefloat toint tointeger", "to_number(text)"),
    ("bool tobool parsebool toboolean", "boolean(text)"),
    ("phone phonenumber normalizephone formatphone parsephone toe164", "e164(text, 'US')"),
    ("formatdate dateformat strftime strptime todate parsedate datetime parsetime dateparse totimestamp todatetime",
     "date(text, '%d.%m.%Y'); iso(text) for generalizedTime and ISO 8601; filetime() and epoch() for numbers"),
    ("bitand bitwiseand band hasbit testbit", "has_flag(useraccountcontrol, 'ACCOUNTDISABLE')"),
    ("cn getcn extractcn rdnvalue firstrdn", "rdn(dn)"),
    ("explode splitstring tokenize strsplit", "split(text, ';')"),
    ("implode joinstrings joinarray", "join(';', list)"),
    ("distinct uniq dedupe dedup removeduplicates toset", "unique(list)"),
    ("lpad zfill padstart padleft leftpad", "pad_left(text, `6`, '0')"),
    ("unidecode removeaccents stripaccents deburr removediacritics", "ascii(text)"),
    ("uuid toguid parseguid guidtostring touuid bintouuid", "guid(value)"),
    ("tosid parsesid sidtostring convertsid", "sid(value)"),
    ("not", "!(condition)"),
    ("and or", "a && b, a || b"),
    ("equals eq equal", "a == b"),
)  # fmt: skip
_NEVER = (
    ("now today sysdate getdate currenttimestamp currentdate date_now",
     "a mapping has no clock, so that every run gives the same: write the day as a text"),
    ("md5 sha1 sha256 sha512 hash bcrypt hmac", "a mapping makes no hashes; password: takes those that are stored"),
    ("random rand uuid4 newid newguid generateuuid genrandomuuid",
     "a mapping invents nothing, so that every run gives the same; without user_id Auth0 makes one"),
    ("env getenv variable", "${NAME} below source: takes a value from the environment"),
    ("lookup vlookup query select_from fetch", "another store is joined by lookups:"),
)  # fmt: skip


def remedy(name: str) -> str:
    """What to write for a function of another language; "" where it is known of none."""
    return _REMEDIES.get(_plain(name), "")


def _plain(name: str) -> str:
    return name.lower().replace("_", "")


_REMEDIES = {_plain(name): f"write {here}" for names, here in _TABLE for name in names.split()}
_REMEDIES |= {_plain(name): why for names, why in _NEVER for name in names.split()}
