"""Writes the code for the stored password: the commonest ones at a glance, the others as the reference does."""

from __future__ import annotations

from converter.expressions.codegen.emitter import Emitter
from converter.mapping.password import PasswordStep
from converter.passwords import shortcut
from converter.passwords.detect import AUTO


class PasswordWriter:
    """Writes into `known` what the password is.

    `absent` is the condition that there is none, `known_text` the value where it is known, null or empty where there is
    none.
    """

    def __init__(self, step: PasswordStep, emitter: Emitter) -> None:
        self._step = step
        self._emitter = emitter
        self._stored = emitter.hold(emitter.value(step.spec.source.tree))
        its, code, one = self._stored.type, self._stored.code, self._stored.one
        listed = its.kinds == {"array", "null"} and its.item is not None and its.item.kinds == {"string"}
        self.absent = f"{one} is None" if one else f"not {code}"
        self._present = f"{one} is not None" if one else code
        self._text = code if its.kinds <= {"string", "null"} else one or f"{code}[0]"
        self._at_a_glance = step.spec.scheme == AUTO and (listed or self._text == code)
        self._several = listed and not one
        self.known_text = self._text if self._text in (code, one) else f"{self._text} if known else None"

    def glance(self) -> None:
        """Make `known` of the commonest ones, None of others."""
        if not self._at_a_glance:
            self._emitter.put("known = None")
            return
        described = self._emitter.constant(shortcut.glance(), "plain_ldap")
        condition = f"{self._present} and len({self._stored.code}) == 1" if self._several else self._present
        self._emitter.put(f"known = {described}({self._text}) if {condition} else None")

    def fields(self) -> None:
        """Put the password into the user; an unusual one is then not known to keep the rules."""
        put, constant = self._emitter.put, self._emitter.constant
        if self._at_a_glance:
            put(f"if known: user['custom_password_hash'] = {constant(shortcut.ldap_hash, 'ldap_hash')}({self._text})")
        with self._emitter.block(f"{'elif' if self._at_a_glance else 'if'} {self._present}:"):
            put(f"fields, known = {constant(self._step.accepted)}({self._stored.code}, user)")
            put("user.update(fields)")
            put("sure = False")
