"""Examples of mistakes in keys, values, and what is filled in from outside."""

from __future__ import annotations

from converter.syntax.examples.example import CodeExample

EXAMPLES = {
    "unknown-key": CodeExample(
        "password: {from: userpassword, schema: auto}\n", "password: {from: userpassword, scheme: auto}\n"
    ),
    "missing-key": CodeExample("password: {scheme: auto}\n", "password: {from: userpassword, scheme: auto}\n"),
    "wrong-type": CodeExample("user:\n  email_verified: yes\n", "user:\n  email_verified: {value: false}\n"),
    "unknown-choice": CodeExample(
        "password: {from: userpassword, unsupported: later}\n", "password: {from: userpassword, unsupported: lazy}\n"
    ),
    "undefined-variable": CodeExample(
        'source: {type: ldif, path: "${EXPORT_OF_PEOPLE}"}\n',
        'source: {type: ldif, path: "${EXPORT_OF_PEOPLE:-people.ldif}"}\n',
    ),
    "bad-substitution": CodeExample(
        'source: {type: ldif, path: "${EXPORT-people.ldif}"}\n',
        'source: {type: ldif, path: "${EXPORT_OF_PEOPLE:-people.ldif}"}\n',
    ),
    "literal-secret": CodeExample(
        "source:\n  type: sql\n  url: postgresql://reader:s3cret@db.acme.com/people\n  table: people\n",
        "source:\n  type: sql\n  url: postgresql://reader:${DB_PASSWORD:-}@db.acme.com/people\n  table: people\n",
    ),
    "unreadable-file": CodeExample(
        'source: {type: ldif, path: "${file:no-such-file.txt}"}\n', "source: {type: ldif, path: people.ldif}\n"
    ),
}
