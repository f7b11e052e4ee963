"""Two processes give each other what they say, whatever its size."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from mmap import mmap
from multiprocessing import get_context

import pytest

from converter.scale.mailbox import Mailbox
from converter.scale.workers import can_work

pytestmark = pytest.mark.skipif(not can_work(), reason="this system cannot fork a process")


def echo(mailbox: Mailbox) -> None:
    while (said := mailbox.receive()) is not None:
        mailbox.answer([said, said])


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    context = get_context("fork")
    ours, theirs = context.Pipe()
    memory = [mmap(-1, 1 << 17) for _ in range(2)]
    other = context.Process(target=echo, args=(Mailbox(theirs, memory),))
    other.start()
    theirs.close()
    mailbox = Mailbox(ours, memory)
    yield mailbox
    assert not mailbox.offer(None)
    other.join()
    with pytest.raises(EOFError):
        mailbox.receive()
    mailbox.close()


def test_what_is_said_arrives_through_memory_and_through_the_pipe(mailbox: Mailbox) -> None:
    for said in (b"", "a", {"b": [1, None]}, b"c" * 60_000, b"d" * 100_000, "e" * 200_000, "f"):
        if long := mailbox.offer(said):
            mailbox.send_long(long)
        assert bool(long) is (len(said) > 130_000)
        assert mailbox.receive() == [said, said]


def test_answers_come_in_the_order_of_the_questions(mailbox: Mailbox) -> None:
    said = [b"a" * 50_000, b"b" * 60_000, b"c" * 100_000, b"d", b"e" * 40_000]
    mailbox.offer(said[0])
    for earlier, later in pairwise(said):
        mailbox.offer(later)
        assert mailbox.receive() == [earlier, earlier]
    assert mailbox.receive() == [said[-1], said[-1]]
