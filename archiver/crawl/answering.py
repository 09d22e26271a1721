"""How answers are read off the wire: past header lines whose names cannot be, and not for ever.

Some servers send header names with letters outside ASCII, or with spaces. Browsers pass over such lines; Twisted
raises, and the page is lost. Other servers send headers without end; Twisted would keep them all.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from archiver.crawl.ends import End
from archiver.crawl.failures import NotFetched
from archiver.link import Status

if TYPE_CHECKING:
    from collections.abc import Callable

#: Bytes of status lines and headers of one answer, interim ones (1xx) included, and of one header line: as in Chrome.
MAX_HEADER_BYTES = 262_144
_HEADER_STATES = ("STATUS", "HEADER")


class HeadersTooLong(Exception):
    """The headers of an answer are longer than any reader would take."""


def patient_factory(strict: Any) -> Any:
    """A factory of protocols like *strict* (Twisted's), whose parsers pass over bad header names, up to a limit."""

    class Factory(strict):  # type: ignore[misc]
        def buildProtocol(self, address: Any) -> Any:  # noqa: N802 - Twisted's name
            protocol = super().buildProtocol(address)
            ask = protocol.request

            def request(asked: Any) -> Any:
                answer = ask(asked)
                parser = getattr(protocol, "_parser", None)
                if parser is not None:
                    parser.MAX_LENGTH = MAX_HEADER_BYTES
                    parser.headerReceived = _passing_over(parser.headerReceived)
                    parser.dataReceived = _counting(parser, parser.dataReceived)
                return answer

            protocol.request = request
            return protocol

    return Factory


def _passing_over(take: Callable[[bytes, bytes], None]) -> Callable[[bytes, bytes], None]:
    def header_received(name: bytes, value: bytes) -> None:
        # Twisted's InvalidHeaderName and its like are ValueErrors
        with suppress(ValueError):
            take(name, value)

    return header_received


def _counting(parser: Any, take: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """*take*, which gives up an answer whose headers have come to `MAX_HEADER_BYTES` and are not over."""
    seen = 0

    def data_received(data: bytes) -> None:
        nonlocal seen
        if parser.state in _HEADER_STATES:
            seen += len(data)
        take(data)
        if seen > MAX_HEADER_BYTES and parser.state in _HEADER_STATES:
            raise HeadersTooLong

    return data_received


def too_long(error: BaseException) -> NotFetched | None:
    """The refusal of an answer that was given up for its headers; None for any other *error*."""
    failures = getattr(error.__cause__, "reasons", ())
    if not any(isinstance(failure.value, HeadersTooLong) for failure in failures):
        return None
    detail = f"headers over {MAX_HEADER_BYTES:,} bytes"
    return NotFetched(End(status=Status.REFUSED, reason="too large", detail=detail))
