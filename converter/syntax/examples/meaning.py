"""Examples of mappings that are well formed and do not mean what they should."""

from __future__ import annotations

from converter.syntax.examples.example import CodeExample

EXAMPLES = {
    "unknown-version": CodeExample(
        'version: 2\nsource: {type: ldif, path: people.ldif}\nuser: {email: "mail[0]"}\n',
        'version: 1\nsource: {type: ldif, path: people.ldif}\nuser: {email: "mail[0]"}\n',
    ),
    "unknown-field": CodeExample("user:\n  department: ou\n", "user:\n  app_metadata:\n    department: ou\n"),
    "forbidden-metadata": CodeExample(
        "user:\n  app_metadata:\n    acme.team: ou\n", "user:\n  app_metadata:\n    acme_team: ou\n"
    ),
    "bad-setting": CodeExample(
        "source: {type: ldif, path: people.ldif, encoding: latin-99}\n",
        "source: {type: ldif, path: people.ldif, encoding: latin-1}\n",
    ),
    "duplicate-id": CodeExample(
        "skip:\n  - {id: robot, when: \"matches(uid, '^bot_')\"}\n  - {id: robot, when: \"matches(uid, '^svc_')\"}\n",
        "skip:\n  - {id: robot, when: \"matches(uid, '^bot_')\"}\n  - {id: service, when: \"matches(uid, '^svc_')\"}\n",
    ),
    "conflicting-keys": CodeExample(
        "user:\n  nickname: {expr: 'uid', required: true, default: unknown}\n",
        "user:\n  nickname: {expr: 'uid', default: unknown}\n",
    ),
    "profile-name": CodeExample(
        "user:\n  app_metadata:\n    nickname: uid\n", "user:\n  app_metadata:\n    legacy_nickname: uid\n"
    ),
    "used-before": CodeExample(
        "let:\n  label: words(title, login)\n  login: uid[0]\nuser:\n  name: label\n  nickname: login\n",
        "let:\n  login: uid[0]\n  label: words(title, login)\nuser:\n  name: label\n  nickname: login\n",
    ),
    "shadowed-name": CodeExample(
        "let:\n  mail: lower(mail[0])\nuser:\n  email: mail\n",
        "let:\n  address: lower(mail[0])\nuser:\n  email: address\n",
    ),
    "stored-secret": CodeExample(
        "user:\n  app_metadata:\n    legacy_hash: userpassword[0]\n", "password: {from: userpassword}\n"
    ),
    "unused-step": CodeExample(
        "let:\n  locked: present(pwdaccountlockedtime)\n",
        "let:\n  locked: present(pwdaccountlockedtime)\nuser:\n  blocked: locked\n",
    ),
    "unused-lookup": CodeExample(
        "lookups:\n  roles: {type: csv, path: roles.csv, key: login, match: 'uid[0]', many: true}\n",
        "lookups:\n  roles: {type: csv, path: roles.csv, key: login, match: 'uid[0]', many: true}\n"
        "user:\n  app_metadata: {roles: 'roles[].role'}\n",
    ),
    "never-joined": CodeExample(
        "lookups:\n  account: {type: csv, path: accounts.csv, key: guid, match: objectguid}\n"
        "user:\n  blocked: account.locked == 'Y'\n",
        "lookups:\n  account: {type: csv, path: accounts.csv, key: lower(guid), match: guid(objectguid)}\n"
        "user:\n  blocked: account.locked == 'Y'\n",
    ),
    "raw-dn": CodeExample(
        "lookups:\n  boss: {type: ldif, path: people.ldif, key: dn, match: manager}\n"
        "user:\n  app_metadata: {boss: 'boss.cn[0]'}\n",
        "lookups:\n  boss: {type: ldif, path: people.ldif, key: dn(dn), match: dn(manager)}\n"
        "user:\n  app_metadata: {boss: 'boss.cn[0]'}\n",
    ),
    "uneven-match": CodeExample(
        "lookups:\n  account: {type: csv, path: accounts.csv, key: lower(login), match: uid}\n"
        "user:\n  blocked: account.locked == 'Y'\n",
        "lookups:\n  account: {type: csv, path: accounts.csv, key: lower(login), match: lower(uid)}\n"
        "user:\n  blocked: account.locked == 'Y'\n",
    ),
    "loose-condition": CodeExample(
        "skip: [{id: disabled, when: 'disabled[0]'}]\n",
        "skip: [{id: disabled, when: \"includes(disabled, 'TRUE')\"}]\n",
    ),
    "reserved-name": CodeExample(
        "let:\n  is-locked: present(pwdaccountlockedtime)\nuser:\n  app_metadata: {locked: '\"is-locked\"'}\n",
        "let:\n  is_locked: present(pwdaccountlockedtime)\nuser:\n  app_metadata: {locked: is_locked}\n",
    ),
    "unknown-scheme": CodeExample(
        "password: {from: userpassword, scheme: bcript}\n", "password: {from: userpassword, scheme: bcrypt}\n"
    ),
    "unknown-identifier": CodeExample("unique: [email, username]\n", "unique: [email]\n"),
    "unsupported-password": CodeExample(
        "password: {from: userpassword}\n",
        "password: {from: userpassword, unsupported: lazy}\n",
        records="dn: uid=jdoe\nmail: jane@example.com\nuserPassword: {CRYPT}rEK1ecacw.7.c\n",
    ),
    "risky-constant": CodeExample(
        "user:\n  email_verified: true\n",
        "user:\n  email_verified: {value: true, because: the addresses were issued by the company itself}\n",
    ),
    "groups-by-name": CodeExample(
        "user:\n  app_metadata:\n    groups: rdn(memberof)\n",
        "user:\n  app_metadata:\n    groups: rdn(dn_under(memberof, 'ou=groups,dc=example,dc=com'))\n",
    ),
    "lost-false": CodeExample(
        "user:\n  app_metadata:\n    active: boolean(active[0]) || `true`\n",
        "user:\n  app_metadata:\n    active: first_of(boolean(active[0]), `true`)\n",
    ),
    "redundant-password": CodeExample(
        "user:\n  password_hash: userpassword\npassword: {from: userpassword}\n", "password: {from: userpassword}\n"
    ),
    "missing-email": CodeExample(
        "version: 1\nsource: {type: ldif, path: people.ldif}\nuser: {name: cn}\n",
        'version: 1\nsource: {type: ldif, path: people.ldif}\nuser: {name: cn, email: "mail[0]"}\n',
    ),
    "unseen-name": CodeExample(
        "user:\n  given_name: givename\n",
        "user:\n  given_name: givenname\n",
        records="dn: uid=jdoe\nmail: jane@example.com\ngivenName: Jane\n",
    ),
}
