"""A stand of newspapers that misbehave on the wire: one asyncio server, an address of loopback for each paper.

Where `newsroom` answers as servers should, these answers are made byte by byte, so that everything can be wrong: status
line, headers, chunking, length, pace. A page is an `Answer` (sent with its length), or a function that writes what it
likes to the connection:

    async def drip(visit):
        visit.write(b"HTTP/1.1 200 OK\\r\\n\\r\\n")
        ...

Linux only: every 127.x.y.z can be listened on there.
"""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from socket import SO_LINGER, SOL_SOCKET
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HTML = "text/html; charset=utf-8"
XML = "application/xml"
#: Pieces endless bodies are sent in.
PIECE = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An answer that is sent as it stands, with its length."""

    body: bytes | str = b""
    status: int = 200
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(eq=False)
class Visit:
    """One request, and the connection its answer goes to."""

    paper: Paper
    target: str  #: path and query, as sent
    headers: dict[str, str]  #: names in lower case
    writer: asyncio.StreamWriter

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    def write(self, data: bytes) -> None:
        self.writer.write(data)

    async def flush(self) -> None:
        """Wait until the client has taken what was written, as an endless answer must.

        Raises:
            ConnectionError: the client has gone.
        """
        await self.writer.drain()

    def reset(self) -> None:
        """End the connection with a reset (RST) instead of an orderly close."""
        socket = self.writer.get_extra_info("socket")
        socket.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


#: What a path is answered with. A function that writes the answer itself ends the connection.
Page = Sent | Callable[[Visit], Awaitable[Sent | None]]


@dataclass(eq=False)
class Paper:
    """One newspaper of the stand."""

    name: str
    host: str  #: its address, "127.0.3.7"
    pages: dict[str, Page] = field(default_factory=dict)  #: by path
    otherwise: Page | None = None  #: for every other path; 404 without it
    port: int = 0
    asked: Counter[str] = field(default_factory=Counter)  #: requests by path and query

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    def page(self, visit: Visit) -> Page | None:
        return self.pages.get(visit.target) or self.pages.get(visit.path) or self.otherwise


class Stand:
    """Serves papers until it is left.

    >>> async def read(url):
    ...     async with Stand([Paper(name="a", host="127.0.3.1", pages={"/": Sent(body="news")})]) as stand:
    ...         reader, writer = await asyncio.open_connection("127.0.3.1", stand.papers[0].port)
    ...         writer.write(b"GET / HTTP/1.1\\r\\nConnection: close\\r\\n\\r\\n")
    ...         answer = await reader.read()
    ...         writer.close()
    ...         return answer
    >>> asyncio.run(read("/"))[-4:]
    b'news'
    """

    def __init__(self, papers: Sequence[Paper]) -> None:
        self.papers = papers
        self._servers: list[asyncio.Server] = []
        self._open: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Stand:
        for paper in self.papers:
            server = await asyncio.start_server(self._meeting(paper), paper.host, paper.port)
            paper.port = int(server.sockets[0].getsockname()[1])
            self._servers.append(server)
        return self

    async def __aexit__(self, *error: object) -> None:
        for server in self._servers:
            server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _meeting(
        self, paper: Paper
    ) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._open.add(task)
            try:
                await _serve(paper, reader, writer)
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                pass  # the client went, or the stand closes
            finally:
                self._open.discard(task)
                with contextlib.suppress(RuntimeError):
                    writer.close()

        return meet


async def _serve(paper: Paper, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ", 2)
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:])
        }
        paper.asked[target] += 1
        visit = Visit(paper, target, headers, writer)
        page = paper.page(visit) or Sent(status=404, body="<h1>Not here</h1>")
        sent = page if isinstance(page, Sent) else await page(visit)
        if sent is None:
            await writer.drain()
            return
        visit.write(_bytes_of(sent, with_body=method != "HEAD"))
        await writer.drain()
        if headers.get("connection", "").lower() == "close":
            return


def _bytes_of(sent: Sent, *, with_body: bool) -> bytes:
    body = sent.body.encode() if isinstance(sent.body, str) else sent.body
    lines = [
        f"HTTP/1.1 {sent.status} Answer",
        f"Content-Type: {sent.content_type}",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in sent.headers),
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (body if with_body else b"")


# --- faults on the wire, to be used as pages


def head(*headers: str, status: str = "200 OK") -> bytes:
    """Status line and headers of an answer that closes the connection."""
    return "\r\n".join(
        [f"HTTP/1.1 {status}", f"Content-Type: {HTML}", "Connection: close", *headers, "", ""]
    ).encode("latin-1")


def endless(piece: bytes = b"x" * PIECE, *headers: str, chunked: bool = True) -> Page:
    """A body that never ends."""

    async def answer(visit: Visit) -> None:
        visit.write(head(*headers, *(["Transfer-Encoding: chunked"] if chunked else [])))
        sent = b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece
        while True:
            visit.write(sent)
            await visit.flush()

    return answer


def endless_headers(line: bytes = b"X-More: " + b"m" * 200 + b"\r\n") -> Page:
    """Headers that never end, as fast as they are taken."""

    async def answer(visit: Visit) -> None:
        visit.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            visit.write(line * 100)
            await visit.flush()

    return answer


def slow(start: bytes, drop: bytes, seconds: float = 0.2) -> Page:
    """An answer whose bytes come one *drop* at a time, for ever."""

    async def answer(visit: Visit) -> None:
        visit.write(start)
        while True:
            await visit.flush()
            await asyncio.sleep(seconds)
            visit.write(drop)

    return answer


def raw(data: bytes) -> Page:
    """Exactly these bytes, then the connection is closed."""

    async def answer(visit: Visit) -> None:
        visit.write(data)

    return answer


def reset_after(data: bytes) -> Page:
    """These bytes, then a reset."""

    async def answer(visit: Visit) -> None:
        visit.write(data)
        await visit.flush()
        await asyncio.sleep(0.05)
        visit.reset()

    return answer


def in_turn(*pages: Page) -> Page:
    """The first page at the first visit, the second at the second, then always the last."""
    visits: Iterator[Page] = iter(pages[:-1])

    async def answer(visit: Visit) -> Sent | None:
        page = next(visits, pages[-1])
        return page if isinstance(page, Sent) else await page(visit)

    return answer
