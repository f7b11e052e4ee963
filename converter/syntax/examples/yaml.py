"""Examples of mistakes in a mapping's YAML."""

from __future__ import annotations

from converter.syntax.examples.example import CodeExample

_WHOLE = """\
version: 1
source: {type: ldif, path: people.ldif}
user: {email: "mail[0]"}
"""

EXAMPLES = {
    "not-utf8": CodeExample(
        "description: Zoë's people   # saved as Latin-1\n", "description: Zoë's people\n", encoding="latin-1"
    ),
    "control-character": CodeExample("description: Staff \x07\n", "description: Staff\n"),
    "yaml-syntax": CodeExample("user:\n  name: 'Dr. ' || cn[0]\n", "user:\n  name: \"'Dr. ' || cn[0]\"\n"),
    "yaml-empty": CodeExample("# a comment is nothing\n", _WHOLE),
    "yaml-documents": CodeExample(_WHOLE + "---\ndescription: Staff\n", _WHOLE + "description: Staff\n"),
    "yaml-limit": CodeExample(f"description: {'[' * 65}{']' * 65}\n", "description: Staff\n"),
    "yaml-tag": CodeExample("description: !text Staff\n", "description: Staff\n"),
    "yaml-alias": CodeExample("user:\n  name: *cn\n", "user:\n  name: cn\n"),
    "unused-anchor": CodeExample("user:\n  name: &short cn\n", "user:\n  name: cn\n"),
    "merge-key": CodeExample(
        "user:\n  app_metadata:\n    site: &site {city: l}\n    office: {<<: *site, room: roomnumber}\n",
        "user:\n  app_metadata:\n    site: &site {city: l}\n    office: {at: *site, room: roomnumber}\n",
    ),
    "yaml-key": CodeExample("user:\n  [name]: cn\n", "user:\n  name: cn\n"),
    "duplicate-key": CodeExample(
        "user:\n  name: cn\n  name: displayname\n", "user:\n  name: first_of(displayname, cn)\n"
    ),
    "ambiguous-scalar": CodeExample(
        "user:\n  user_metadata:\n    newsletter: {value: on}\n",
        "user:\n  user_metadata:\n    newsletter: {value: true}\n",
    ),
    "number-too-long": CodeExample(
        f"user:\n  app_metadata:\n    serial: {{value: {'7' * 301}}}\n",
        f"user:\n  app_metadata:\n    serial: {{value: '{'7' * 301}'}}\n",
    ),
}
