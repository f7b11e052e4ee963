"""Every diagnostic code there is: what it means and what to do.

Codes are stable: scripts and comments that name one keep working. A new one is one entry here.
"""

from __future__ import annotations

from msgspec import Struct

from converter.syntax.diagnostic import Diagnostic, Position, Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING


class Code(Struct, frozen=True):
    """A kind of diagnostic: one sentence on what is wrong, one on what to do."""

    code: str
    severity: Severity
    title: str
    remedy: str


YAML = (
    Code("not-utf8", _ERROR, "The file is not UTF-8 text.", "Save it as UTF-8."),
    Code(
        "control-character",
        _ERROR,
        "The file holds a character that YAML does not allow.",
        r'Remove it, or write it as an escape in double quotes ("\u2028").',
    ),
    Code(
        "yaml-syntax",
        _ERROR,
        "The file is not YAML.",
        "Put an expression in quotes where it begins with a sign or holds a colon and a space; check the indentation.",
    ),
    Code("yaml-empty", _ERROR, "The file holds nothing.", "Write a mapping."),
    Code("yaml-documents", _ERROR, "The file holds more than one YAML document.", "Keep what precedes the line ---."),
    Code(
        "yaml-limit",
        _ERROR,
        "The file is larger or deeper than any mapping needs.",
        "Keep it under 1 MiB, 64 levels and 100,000 values, those that aliases repeat included.",
    ),
    Code(
        "yaml-tag",
        _ERROR,
        "YAML tags (!name) are refused.",
        "Put an expression that begins with ! in quotes; remove any other tag.",
    ),
    Code(
        "yaml-alias",
        _ERROR,
        "An alias (*name) has no finished anchor (&name) above it.",
        "Put an expression that begins with * in quotes, or write the anchor.",
    ),
    Code(
        "unused-anchor",
        _WARNING,
        "An anchor (&name) that no alias uses is probably an expression.",
        "Put an expression that begins with & in quotes, or remove the anchor.",
    ),
    Code("merge-key", _ERROR, "Merge keys (<<) are not part of YAML 1.2.", "Write the keys out."),
    Code("yaml-key", _ERROR, "A key is not a plain text.", "Write one text before the colon."),
    Code("duplicate-key", _ERROR, "A key stands twice in one mapping.", "Remove or rename one of the two."),
    Code(
        "ambiguous-scalar",
        _WARNING,
        "Other YAML readers take this value for something else.",
        "Put it in quotes where a text is meant.",
    ),
    Code("number-too-long", _ERROR, "A number has more than 300 digits.", "Put it in quotes where a text is meant."),
)

FIELDS = (
    Code("unknown-key", _ERROR, "A key is not one of those that are known here.", "Correct its spelling or remove it."),
    Code("missing-key", _ERROR, "A key that is required is missing.", "Write it."),
    Code("wrong-type", _ERROR, "A value is of the wrong type.", "Write a value of the type that is named."),
    Code("unknown-choice", _ERROR, "A value is not one of those that are allowed.", "Choose one of them."),
)

SUBSTITUTION = (
    Code(
        "undefined-variable",
        _ERROR,
        "${NAME} names an environment variable that is not set.",
        "Set it (`export NAME=…`) or give a default: ${NAME:-default}.",
    ),
    Code(
        "bad-substitution",
        _ERROR,
        "A ${…} is not closed or names nothing.",
        "Write ${NAME}, ${NAME:-default} or ${file:path}; $${ stands for ${ itself.",
    ),
    Code(
        "unreadable-file",
        _ERROR,
        "The file of a ${file:path} cannot be read.",
        "Check that it exists and that you may read it.",
    ),
)

MAPPING = (
    Code(
        "unknown-version",
        _ERROR,
        "The version of the language is not one that this program knows.",
        "Write version: 1.",
    ),
    Code(
        "unknown-field", _ERROR, "Auth0's import has no such field.", "Correct its name, or put it below app_metadata."
    ),
    Code(
        "forbidden-metadata",
        _ERROR,
        "Auth0 refuses this name in metadata.",
        "Choose another name; a dot or a dollar sign is never allowed.",
    ),
    Code("bad-setting", _ERROR, "A setting, or a file it names, cannot be used.", "Correct it as the message says."),
    Code(
        "literal-secret",
        _ERROR,
        "A password stands in the mapping itself.",
        "Write ${NAME} and set the environment variable, or ${file:path}.",
    ),
    Code(
        "duplicate-id",
        _ERROR,
        "A skip rule has an id that is taken.",
        "Give each its own, so that they are counted apart.",
    ),
    Code("conflicting-keys", _ERROR, "Two keys or values contradict each other.", "Keep one of them."),
    Code(
        "profile-name",
        _WARNING,
        "A name in app_metadata is also a field of the user itself.",
        "Choose another: Auth0 merges app_metadata onto the user.",
    ),
    Code(
        "used-before",
        _ERROR,
        "A named step or a lookup is used where it has no value yet.",
        "where: comes first, then lookups:, then let:; each sees only those above it.",
    ),
    Code(
        "shadowed-name",
        _WARNING,
        "A named step or a lookup has the name of a value of the record.",
        "Give it a name of its own.",
    ),
    Code("unused-step", _WARNING, "Nothing uses a named step.", "Use it, or remove it."),
    Code(
        "unused-lookup",
        _WARNING,
        "Nothing uses a lookup.",
        "Use it, remove it, or write required: true where it decides who is exported.",
    ),
    Code(
        "never-joined",
        _ERROR,
        "A lookup compares bytes with texts, so that no row is ever found.",
        "Make texts of the bytes on both sides: guid(), sid(), hex() or base64().",
    ),
    Code(
        "raw-dn",
        _WARNING,
        "A lookup compares DNs letter by letter.",
        "Write dn(…) on both sides, which gives equal DNs the same form.",
    ),
    Code(
        "uneven-match",
        _WARNING,
        "One side of a lookup is made comparable by lower(), upper() or dn(), and the other is not.",
        "Write the function on both sides.",
    ),
    Code(
        "loose-condition",
        _WARNING,
        "A condition is no boolean, and holds otherwise than one would think.",
        "Compare the value, or ask present() or includes().",
    ),
    Code("reserved-name", _ERROR, "A step or lookup has a name that means something else.", "Choose another name."),
    Code(
        "unknown-scheme", _ERROR, "No password scheme has this name.", "Choose one of those that are listed, or auto."
    ),
    Code(
        "unknown-identifier",
        _ERROR,
        "unique: names a field that the mapping does not fill.",
        "Map it, or leave it out.",
    ),
    Code(
        "unsupported-password",
        _ERROR,
        "A stored password cannot be taken by Auth0, and no policy says what then.",
        "Write unsupported: lazy, reset or reject below password:.",
    ),
    Code("risky-constant", _WARNING, "A constant says something about every user.", "Say why it is right: because: …"),
    Code(
        "groups-by-name",
        _WARNING,
        "Groups are told apart by their first name alone, not by where they stand in the tree.",
        "Name the part of the tree: rdn(dn_under(memberof, '…')).",
    ),
    Code(
        "lost-false",
        _WARNING,
        "|| replaces a false, not only what is absent.",
        "Use first_of(), or default: beside the expression.",
    ),
    Code(
        "redundant-password", _ERROR, "The password is mapped twice.", "Keep password: and remove the field from user:."
    ),
    Code(
        "stored-secret",
        _WARNING,
        "A field of the user holds a stored password.",
        "Remove it: password: takes the hash to Auth0.",
    ),
    Code("missing-email", _ERROR, "Auth0's import wants an e-mail address of every user.", "Map email:."),
)

EXPRESSIONS = (
    Code(
        "expression-syntax",
        _ERROR,
        "The text is no JMESPath expression.",
        "See https://jmespath.org/specification.html.",
    ),
    Code("unknown-function", _ERROR, "There is no function of that name.", "The function reference lists them all."),
    Code(
        "unknown-name", _ERROR, "The source has no value of that name.", "Correct it; a text stands in single quotes."
    ),
    Code("wrong-arity", _ERROR, "A function gets too few or too many arguments.", "See its signature."),
    Code("wrong-argument", _ERROR, "A function gets an argument of a type it does not take.", "See its signature."),
    Code(
        "wrong-result", _ERROR, "An expression can only give a type that the field does not take.", "Convert the value."
    ),
    Code("double-quotes", _ERROR, "Double quotes name an attribute; a text was probably meant.", "Use single quotes."),
    Code("always-null", _ERROR, "A part of an expression can never have a value.", "Correct the name or the index."),
    Code(
        "always-false",
        _ERROR,
        "A comparison of different types has always the same result.",
        "Compare one value ([0]), or use includes().",
    ),
    Code("invalid-slice", _ERROR, "The step of a slice is 0.", "Write another step, or none."),
    Code(
        "invalid-constant", _ERROR, "A function cannot work with a constant that it is given.", "Correct the constant."
    ),
    Code(
        "invalid-pattern",
        _ERROR,
        "A regular expression is not one that RE2 takes.",
        "Correct it; RE2 has no look-around.",
    ),
    Code(
        "fails-on-null",
        _WARNING,
        "A JMESPath function fails where an attribute is absent.",
        "Use the one that does not.",
    ),
    Code(
        "text-of-null",
        _WARNING,
        "to_string() makes the text null of an attribute that is absent.",
        "Write to_string(name || ''): the empty text is left out.",
    ),
)

SOURCE = (
    Code(
        "unseen-name",
        _WARNING,
        "No sampled record of the source has a value of this name.",
        "Correct the name, or see to it that the export holds it.",
    ),
)
"""What only a look into the source can tell."""

CODES: dict[str, Code] = {code.code: code for code in (*YAML, *FIELDS, *SUBSTITUTION, *MAPPING, *EXPRESSIONS, *SOURCE)}


def diagnose(
    code: str, position: Position, message: str, *, hint: str = "", length: int = 1, secret: bool = False
) -> Diagnostic:
    """A diagnostic of a code in the table, with the table's severity."""
    return Diagnostic(position, code, message, hint, CODES[code].severity, length, secret)
