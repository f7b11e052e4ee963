"""Two processes give each other what they say, whatever its size."""

from __future__ import annotations

from mmap import mmap
from multiprocessing import get_context

import pytest

from converter.scale.mailbox import Mailbox
from converter.scale.workers import can_work

pytestmark = pytest.mark.skipif(not can_work(), reason="this system cannot fork a process")


def echo(mailbox: Mailbox) -> None:
    while (said := mailbox.receive()) is not None:
        mailbox.send([said, said])


def test_what_is_said_arrives_through_memory_and_through_the_pipe() -> None:
    context = get_context("fork")
    ours, theirs = context.Pipe()
    memory = mmap(-1, 1 << 17)
    other = context.Process(target=echo, args=(Mailbox(theirs, memory),))
    other.start()
    theirs.close()
    mailbox = Mailbox(ours, memory)
    for said in (b"", "a", {"b": [1, None]}, b"c" * 60_000, b"d" * 100_000, "e" * 200_000, "f"):
        mailbox.send(said)
        assert mailbox.receive() == [said, said]
    mailbox.send(None)
    other.join()
    with pytest.raises(EOFError):
        mailbox.receive()
    mailbox.close()
