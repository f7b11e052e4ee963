"""How a request to Auth0 can fail; the difference decides what may be repeated.

TenantFailure (errors.py, exit code 6)
├── Refused      Auth0 answered, and did nothing: any status from 300 to 499 but 408
├── Unsent       not one byte of the request's body left this machine
└── Unanswered   the request may have had its effect, and nobody knows: dropped, timed out, 5xx, a broken answer
"""

from __future__ import annotations

from converter.errors import TenantFailure


class Refused(TenantFailure):
    """Auth0 said no: `status`, its `code` (may be empty), and for a 429 the seconds to wait and what for.

    `slots_taken` tells the 429 of two running import jobs, which ends with a job, from that of the rate limit,
    which ends by itself after `wait` seconds.
    """

    def __init__(self, text: str, *, status: int, code: str = "", wait: float = 0.0, slots_taken: bool = False) -> None:
        super().__init__(text)
        self.status = status
        self.code = code
        self.wait = wait
        self.slots_taken = slots_taken


class Unsent(TenantFailure):
    """Auth0 was not reached; the same request may be sent again without a second thought."""


class Unanswered(TenantFailure):
    """The request went out and no usable answer came back: whether it had its effect is not known."""
