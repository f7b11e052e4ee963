"""Examples of mistakes in expressions."""

from __future__ import annotations

from converter.syntax.examples.example import CodeExample

_PEOPLE = "uid,mail,cn\njdoe,jane@example.com,Jane Doe\n"
_CSV = "source: {type: csv, path: people.csv}\n"

EXAMPLES = {
    "expression-syntax": CodeExample(
        "user:\n  blocked: present(locked) or present(disabled)\n",
        "user:\n  blocked: present(locked) || present(disabled)\n",
    ),
    "unknown-function": CodeExample("user:\n  nickname: lowercase(uid)\n", "user:\n  nickname: lower(uid)\n"),
    "unknown-name": CodeExample(
        f"{_CSV}user:\n  email: mail\n  name: commonname\n",
        f"{_CSV}user:\n  email: mail\n  name: cn\n",
        records=_PEOPLE,
    ),
    "wrong-arity": CodeExample("user:\n  nickname: split(uid)\n", "user:\n  nickname: split(uid[0], '@')[0]\n"),
    "wrong-argument": CodeExample("user:\n  nickname: left(uid, '8')\n", "user:\n  nickname: left(uid, `8`)\n"),
    "wrong-result": CodeExample("user:\n  user_id: objectguid\n", "user:\n  user_id: guid(objectguid)\n"),
    "double-quotes": CodeExample(
        'user:\n  blocked: status[0] == "LOCKED"\n', "user:\n  blocked: status[0] == 'LOCKED'\n"
    ),
    "always-null": CodeExample("user:\n  app_metadata:\n    path: dn[0]\n", "user:\n  app_metadata:\n    path: dn\n"),
    "always-false": CodeExample(
        "user:\n  blocked: status == 'LOCKED'\n", "user:\n  blocked: includes(status, 'LOCKED')\n"
    ),
    "invalid-slice": CodeExample(
        "user:\n  app_metadata:\n    phones: mobile[::0]\n", "user:\n  app_metadata:\n    phones: mobile[0:2]\n"
    ),
    "invalid-constant": CodeExample(
        "user:\n  phone_number: e164(mobile[0], 'America')\n", "user:\n  phone_number: e164(mobile[0], 'US')\n"
    ),
    "invalid-pattern": CodeExample(
        "user:\n  blocked: matches(uid, '^(?!svc_)')\n", "user:\n  blocked: \"!matches(uid, '^svc_')\"\n"
    ),
    "fails-on-null": CodeExample(
        "user:\n  app_metadata:\n    teams: sort(ou)\n", "user:\n  app_metadata:\n    teams: sort(ou || `[]`)\n"
    ),
    "text-of-null": CodeExample(
        "source: {type: json, path: people.jsonl}\nuser:\n  email: mail\n  user_id: to_string(id)\n",
        "source: {type: json, path: people.jsonl}\nuser:\n  email: mail\n  user_id: to_string(id || '')\n",
    ),
}
