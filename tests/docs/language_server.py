"""A client of a language server: as much of the protocol as the test of the editor's schema needs.

https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self


class LanguageServer:
    """A running server; texts are opened under made-up addresses, and it is asked about them."""

    def __init__(self, command: Sequence[str], settings: dict[str, Any]) -> None:
        self._settings = settings
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._count = 0
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}

    def __enter__(self) -> Self:
        capabilities = {
            "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
            "textDocument": {"publishDiagnostics": {}, "hover": {"contentFormat": ["plaintext"]}},
        }
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities})
        self._notify("initialized", {})
        self._notify("workspace/didChangeConfiguration", {"settings": self._settings})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()

    def open(self, address: str, text: str) -> list[dict[str, Any]]:
        """Open a text; gives the diagnostics it gets."""
        document = {"uri": address, "languageId": "yaml", "version": 1, "text": text}
        self._notify("textDocument/didOpen", {"textDocument": document})
        while address not in self.diagnostics:
            self._take(self._receive())
        return self.diagnostics[address]

    def at(self, question: str, address: str, *, line: int, column: int) -> Any:
        """The answer about a place, counted from 0."""
        place = {"textDocument": {"uri": address}, "position": {"line": line, "character": column}}
        return self.ask(f"textDocument/{question}", place)

    def ask(self, method: str, parameters: dict[str, Any]) -> Any:
        """The answer to a request."""
        self._count += 1
        self._send({"id": self._count, "method": method, "params": parameters})
        while True:
            message = self._receive()
            if message.get("id") == self._count and "method" not in message:
                return message.get("result")
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        """What the server wants or tells of itself."""
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message and "method" in message:
            items = message.get("params", {}).get("items", []) if message["method"] == "workspace/configuration" else []
            result = [self._settings.get(item.get("section", "")) for item in items]
            self._send({"id": message["id"], "result": result if items else None})

    def _notify(self, method: str, parameters: dict[str, Any]) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server has ended"
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message
