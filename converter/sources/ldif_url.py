"""Values that LDIF keeps in other files (`jpegphoto:< file:///…`): only from the one folder that the mapping names."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit


class UrlRefusedError(ValueError):
    """The reference is not followed; the text says why and never holds the address."""


def read_url(written: bytes, folder: Path | None, *, limit: int) -> bytes:
    """The content of the file behind a `file:` URL within `folder`; raises `UrlRefusedError`.

    Symbolic links count as what they point to. Nothing is ever fetched over a network.
    """
    if folder is None:
        raise UrlRefusedError(
            "is a reference (:<), which is not followed unless url_folder: names the folder of such files"
        )
    path = _path(written)
    if path is None:
        raise UrlRefusedError("is not a file:/// reference; addresses of other kinds are never followed")
    try:
        inside = path.resolve(strict=True)
        if not inside.is_relative_to(folder.resolve()) or not inside.is_file():
            raise UrlRefusedError("refers to something that is no file inside url_folder:")
        with inside.open("rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, UrlRefusedError):
            raise
        raise UrlRefusedError("refers to a file that cannot be read") from None


def _path(written: bytes) -> Path | None:
    try:
        parts = urlsplit(written.decode("ascii"))
        if parts.scheme != "file" or parts.netloc not in ("", "localhost") or not parts.path.startswith("/"):
            return None
        return Path(unquote_to_bytes(parts.path).decode())
    except ValueError:
        return None
