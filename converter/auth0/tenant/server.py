"""The tenant on a port of this machine: HTTP/1.1 by h11 on asyncio's sockets, and the faults that a wire can have."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import formatdate

import h11
from msgspec import Struct

from converter.auth0.tenant.faults import Fault, Kind
from converter.auth0.tenant.message import Answer, Refusal, Request
from converter.auth0.tenant.tenant import Tenant

LOOPBACK = "127.0.0.1"
_LARGEST_BODY = 64 << 20
_PIECE = 1 << 16
_LINGER = 5.0
_ENTRIES = 20
_REST = 0.01


class _Reset(Exception):
    """The connection is to be cut."""


class _Wire(Struct):
    """One connection of a client."""

    tenant: Tenant
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    http: h11.Connection

    async def serve(self) -> None:
        """Answer request after request until somebody hangs up."""
        try:
            while await self._exchange():
                self.http.start_next_cycle()
        except h11.RemoteProtocolError:
            with suppress(OSError, h11.LocalProtocolError):
                await self._send(Refusal(400, "This is not HTTP/1.1.").answer(), close=True)
        except (_Reset, OSError, h11.LocalProtocolError):
            self._reset()
        finally:
            self.writer.close()
            with suppress(OSError):
                await self.writer.wait_closed()

    async def _exchange(self) -> bool:
        """One request and its answer; whether another may follow."""
        head = await self._event()
        if not isinstance(head, h11.Request):
            return False
        request = _request(head)
        fault = self.tenant.strike(request)
        if fault and fault.do is Kind.DROP_BEFORE_BODY:
            self._lose(request, fault)
        declared = request.headers.get("content-length", "0")
        refusal = self.tenant.too_large(int(declared) if declared.isdecimal() else 0)
        if refusal:
            await self._send(refusal, close=True)
            await self._let_finish()
            return False
        request = _request(head, await self._body(request, fault))
        if fault and fault.do in (Kind.DROP_IN_BODY, Kind.DROP_AFTER_BODY):
            self._lose(request, fault)
        answer = self.tenant.too_large(len(request.body)) or self.tenant.answer(request, fault)
        if fault:
            await self._spoil(answer, fault)
        await self._send(answer, close=False)
        return self.http.our_state is h11.DONE and self.http.their_state is h11.DONE

    async def _body(self, request: Request, fault: Fault | None) -> bytes:
        if self.http.they_are_waiting_for_100_continue:
            await self._write(h11.InformationalResponse(status_code=100, headers=[]))
        body = bytearray()
        while isinstance(event := await self._event(), h11.Data):
            body += event.data
            if fault and fault.do is Kind.DROP_IN_BODY and len(body) >= fault.bytes:
                self._lose(request, fault)
            if len(body) > _LARGEST_BODY:
                raise _Reset
        return bytes(body)

    async def _let_finish(self) -> None:
        """Take what a client still sends: it would not see the answer on a connection that is closed under it."""
        self.writer.write_eof() if self.writer.can_write_eof() else None
        left = _LARGEST_BODY
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGER):
                while left > 0 and (piece := await self.reader.read(_PIECE)):
                    left -= len(piece)

    async def _event(self) -> object:
        while True:
            event = self.http.next_event()
            if event is not h11.NEED_DATA:
                return event
            self.http.receive_data(await self.reader.read(_PIECE))

    async def _spoil(self, answer: Answer, fault: Fault) -> None:
        if fault.do is Kind.SLOW:
            await asyncio.sleep(fault.seconds)
        if fault.do is Kind.DROP_AFTER_ACTING:
            raise _Reset
        if fault.do is Kind.HALF_ANSWER:
            data = self.http.send(_response(answer, close=False)) or b""
            self.writer.write(data + answer.body[: len(answer.body) // 2])
            await self.writer.drain()
            raise _Reset

    def _lose(self, request: Request, fault: Fault) -> None:
        self.tenant.lost(request, fault)
        raise _Reset

    async def _send(self, answer: Answer, *, close: bool) -> None:
        await self._write(_response(answer, close=close), h11.Data(data=answer.body), h11.EndOfMessage())

    async def _write(self, *events: h11.Event) -> None:
        self.writer.write(b"".join(self.http.send(event) or b"" for event in events))
        await self.writer.drain()

    def _reset(self) -> None:
        """Cut the connection so that the client sees a reset, as when a server dies."""
        raw = self.writer.get_extra_info("socket")
        if raw is not None:
            with suppress(OSError):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


def _request(head: h11.Request, body: bytes = b"") -> Request:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
    return Request(head.method.decode("ascii"), head.target.decode("latin-1"), headers, body)


def _response(answer: Answer, *, close: bool) -> h11.Response:
    headers = {**answer.headers, "date": formatdate(usegmt=True)}
    if answer.status != 204:
        headers["content-length"] = str(len(answer.body))
    if close:
        headers["connection"] = "close"
    return h11.Response(status_code=answer.status, headers=list(headers.items()))


async def listen(tenant: Tenant, port: int = 0, *, tls: ssl.SSLContext | None = None) -> asyncio.Server:
    """Open a port of the loopback interface, 0 for any. Closing the server ends it. Errors: OSError."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # the end of the server is no failure, which asyncio would print
        with suppress(asyncio.CancelledError):
            await _Wire(tenant, reader, writer, h11.Connection(h11.SERVER)).serve()

    return await asyncio.start_server(serve, LOOPBACK, port, ssl=tls)


def port_of(server: asyncio.Server) -> int:
    """The port a server listens on."""
    return int(server.sockets[0].getsockname()[1])


@contextmanager
def serving(tenant: Tenant, port: int = 0, *, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The tenant on a port, in a thread, as long as the block runs; gives its URL without a slash at the end.

    Errors: OSError where the port is taken.
    """
    loop = asyncio.new_event_loop()
    try:
        server = loop.run_until_complete(listen(tenant, port, tls=tls))
    except OSError:
        loop.close()
        raise
    work = loop.create_task(_work(tenant))
    thread = threading.Thread(target=loop.run_forever, name="tenant", daemon=True)
    thread.start()
    tenant.state.origin = f"http{'s' if tls else ''}://{LOOPBACK}:{port_of(server)}"
    tenant.at_work = True
    try:
        yield tenant.state.origin
    finally:
        tenant.at_work = False
        loop.call_soon_threadsafe(work.cancel)
        asyncio.run_coroutine_threadsafe(_close(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _work(tenant: Tenant) -> None:
    """Run the jobs beside the requests, a few entries at a time, so that nobody waits for an answer."""
    while True:
        behind = tenant.work(_ENTRIES)
        await asyncio.sleep(0 if behind else _REST)


async def _close(server: asyncio.Server) -> None:
    server.close()
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
