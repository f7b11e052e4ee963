"""The body of `POST /jobs/users-imports`: multipart/form-data (RFC 7578), read by the standard library's parser."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP

from converter.auth0.tenant.message import Refusal, Request

_MALFORMED = "Payload validation error: 'Invalid multipart payload format'."


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form; `filename` is empty for one that is no file."""

    data: bytes = field(repr=False)
    filename: str = ""

    def text(self) -> str:
        """The value of a field that is no file."""
        return self.data.decode("utf-8", "replace")


def parts(request: Request) -> dict[str, Part]:
    """The fields by their names. Raises Refusal for a body that is no such form."""
    kind = request.headers.get("content-type", "")
    head = f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(EmailMessage, policy=HTTP).parsebytes(head + request.body)
    if message.get_content_type() != "multipart/form-data" or message.defects or not message.is_multipart():
        raise Refusal(400, _MALFORMED, "invalid_body")
    found = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(data, bytes):
            raise Refusal(400, _MALFORMED, "invalid_body")
        found[name] = Part(data, part.get_filename() or "")
    return found
