"""How far an upload is, for whoever watches."""

from __future__ import annotations

from msgspec import Struct


class Standing(Struct):
    """Counts of users and parts; `done` are those whose job has ended and is understood."""

    users: int = 0
    done: int = 0
    parts: int = 0
    parts_done: int = 0
    running: int = 0
    """Jobs at Auth0."""
    session: int = 0
    """Users whose job ended in this session, which began at the tick `began`."""
    began: float = 0.0
    waiting: str = ""
    """Why nothing is sent although something could be."""

    def per_minute(self, now: float) -> float | None:
        """Users a minute in this session; None before the first job has ended, when nothing is known."""
        return self.session * 60 / (now - self.began) if self.session and now > self.began else None

    def seconds_left(self, now: float) -> float | None:
        """How long the rest takes at the rate of this session; None where that is not known."""
        rate = self.per_minute(now)
        return (self.users - self.done) * 60 / rate if rate else None
