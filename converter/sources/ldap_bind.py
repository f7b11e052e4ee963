"""Is this somebody's password? The directory's own answer, by a bind in that person's name.

Directories say in different ways that a right password does not let in: Active Directory by a code in its message
(MS-ADTS 5.1.1.1.1 with MS-ERREF's NTSTATUS and Win32 codes), OpenLDAP by the control of its password policy
(draft-behera-ldap-password-policy), 389 by the result code and a control of its own.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable
from enum import Enum
from functools import cache
from typing import Any

from msgspec import Struct

from converter.errors import SourceUnreadable
from converter.sources.ldap_connection import close, library, opened, words
from converter.sources.ldap_settings import LdapSettings

_AD_CODE = re.compile(r"\bdata ([0-9a-fA-F]{1,8})\b")


class Verdict(Enum):
    """What the directory says about a password. Only RIGHT lets in, and no verdict counts as true or false by itself.

    LOCKED: the account may not sign in at all now (locked, disabled, expired). MUST_CHANGE: the password is right and
    has to be changed first. UNAVAILABLE: nobody can tell, which is not the person's fault.
    """

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    MUST_CHANGE = "must-change"
    UNAVAILABLE = "unavailable"

    def __bool__(self) -> bool:
        """Raises TypeError: `if verdict` would let everybody in."""
        raise TypeError("compare a verdict with Verdict.RIGHT")


class Answer(Struct, frozen=True):
    """The verdict, and the directory's reason for a log: it holds no password, and the person must not see it."""

    verdict: Verdict
    reason: str = ""


_AD_VERDICTS = {
    0x525: Answer(Verdict.WRONG, "no such user"),
    0x52E: Answer(Verdict.WRONG, "invalid credentials"),
    0x52F: Answer(Verdict.LOCKED, "account restrictions"),
    0x530: Answer(Verdict.LOCKED, "not permitted to sign in at this time"),
    0x531: Answer(Verdict.LOCKED, "not permitted to sign in at this workstation"),
    0x532: Answer(Verdict.MUST_CHANGE, "password expired"),
    0x533: Answer(Verdict.LOCKED, "account disabled"),
    0x701: Answer(Verdict.LOCKED, "account expired"),
    0x773: Answer(Verdict.MUST_CHANGE, "password must be changed"),
    0x775: Answer(Verdict.LOCKED, "account locked"),
}
_PPOLICY_VERDICTS = {
    0: Answer(Verdict.MUST_CHANGE, "password expired"),
    1: Answer(Verdict.LOCKED, "account locked"),
    2: Answer(Verdict.MUST_CHANGE, "password must be changed after a reset"),
}


# the server may have counted the bind: asked again, one wrong password would count as several towards a lock
_SILENT = Answer(Verdict.UNAVAILABLE, "the directory did not answer in time")

Keep = Callable[[Any], None]


def bind(settings: LdapSettings, dn: str, password: str, *, keep: Keep = close) -> Answer:
    """The directory's answer. `dn` is one that the directory gave: never made of what a person typed.

    `keep` gets the connection, which is in that person's name: nobody may use it but for another bind.

    Nothing is raised but for a missing library (`ExtraMissing`); whatever is not clear is UNAVAILABLE.
    """
    if not dn or not password or "\0" in password:
        # RFC 4513, section 5.1.2: a bind without DN or password succeeds, as nobody
        return Answer(Verdict.WRONG, "empty")
    reasons: list[str] = []
    for server in settings.servers:
        try:
            connection = opened(settings, server)
        except SourceUnreadable as error:
            reasons.append(str(error))
            continue
        answer = _asked_or_closed(connection, dn, password)
        if answer is not None:
            if answer is not _SILENT:
                keep(connection)
            return answer
        reasons.append(f"{server.url} was lost")
    return Answer(Verdict.UNAVAILABLE, "; ".join(reasons))


class Binder:
    """Binds over connections that are kept for nothing else; may be used by several threads."""

    def __init__(self, settings: LdapSettings) -> None:
        self._settings = settings
        self._idle: deque[Any] = deque()

    def bind(self, dn: str, password: str) -> Answer:
        """As `bind`; a kept connection that was lost meanwhile is made anew, once."""
        connection = self._kept() if dn and password and "\0" not in password else None
        if connection is not None:
            answer = _asked_or_closed(connection, dn, password)
            if answer is not None and answer.verdict is not Verdict.UNAVAILABLE:
                self._idle.append(connection)
                return answer
            if answer is _SILENT:
                return answer
            if answer is not None:
                close(connection)
        return bind(self._settings, dn, password, keep=self._idle.append)

    def close(self) -> None:
        """Hang up."""
        while (connection := self._kept()) is not None:
            close(connection)

    def _kept(self) -> Any:
        try:
            return self._idle.pop()
        except IndexError:
            return None


def _asked_or_closed(connection: Any, dn: str, password: str) -> Answer | None:
    """The answer; where there is none, or none in time, or an error, the connection is closed."""
    try:
        answer = _asked(connection, dn, password)
    except BaseException:
        close(connection)
        raise
    if answer is None or answer is _SILENT:
        close(connection)
    return answer


def _asked(connection: Any, dn: str, password: str) -> Answer | None:
    """The answer; None where the server went away, so that another may be asked."""
    ldap = library()
    try:
        number = connection.simple_bind(dn, password, serverctrls=_policy_asked())
        controls = connection.result4(number, 1, connection.timeout)[3]
    except ldap.TIMEOUT:
        return _SILENT
    except (ldap.SERVER_DOWN, ldap.CONNECT_ERROR, ldap.BUSY, ldap.UNAVAILABLE):
        return None
    except ldap.LDAPError as error:
        return _refused(error)
    return _told(controls) or Answer(Verdict.RIGHT)


@cache
def _policy_asked() -> list[Any]:
    from ldap.controls.ppolicy import PasswordPolicyControl

    return [PasswordPolicyControl()]


def _refused(error: Any) -> Answer:
    ldap = library()
    from ldap.controls import DecodeControlTuples

    details = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    info = str(details.get("info", ""))
    told = _told(DecodeControlTuples(details.get("ctrls")))
    if isinstance(error, ldap.INVALID_CREDENTIALS):
        code = _AD_CODE.search(info)
        if code:
            return _AD_VERDICTS.get(int(code[1], 16), Answer(Verdict.UNAVAILABLE, f"unknown code {code[1]}"))
        return told or Answer(Verdict.WRONG, "invalid credentials")
    if isinstance(error, ldap.CONSTRAINT_VIOLATION):
        return Answer(Verdict.LOCKED, "account locked")  # 389: "Exceed password retry limit"
    if isinstance(error, ldap.UNWILLING_TO_PERFORM) and "inactivated" in info.lower():
        return Answer(Verdict.LOCKED, "account disabled")  # 389: "Account inactivated. Contact system administrator."
    if isinstance(error, ldap.NO_SUCH_OBJECT | ldap.INAPPROPRIATE_AUTH):
        return Answer(Verdict.WRONG, "no such entry, or one without a password")
    return told or Answer(Verdict.UNAVAILABLE, words(error))


def _told(controls: Iterable[Any]) -> Answer | None:
    """What the controls of an answer say beside its result code."""
    if not controls:
        return None
    from ldap.controls.ppolicy import PasswordPolicyControl
    from ldap.controls.pwdpolicy import PasswordExpiredControl

    for control in controls:
        if isinstance(control, PasswordExpiredControl):
            return Answer(Verdict.MUST_CHANGE, "password expired")
        if isinstance(control, PasswordPolicyControl) and control.error is not None:
            return _PPOLICY_VERDICTS.get(control.error, Answer(Verdict.MUST_CHANGE, "password policy"))
    return None
