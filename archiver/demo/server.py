"""PaperServer: a small web server on loopback that answers as newspapers' servers do, for the demo and for tests.

It speaks HTTP/1.1 with keep-alive, sends validators (ETag, Last-Modified) and answers 304 to those who show them
(RFC 9110, 13.2.2), compresses for those who accept gzip, knows HEAD, and keeps a log of all it was asked.

    >>> import urllib.request
    >>> with PaperServer({"/hello": Answer(body="<p>Good morning</p>")}) as server:
    ...     with urllib.request.urlopen(server.url + "/hello") as answer:
    ...         print(answer.status, answer.read().decode())
    200 <p>Good morning</p>
    >>> [(request.method, request.path, request.status) for request in server.requests]
    [('GET', '/hello', 200)]
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from enum import StrEnum
from http.client import responses
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any, Self

from archiver.errors import RunError

if TYPE_CHECKING:
    from types import TracebackType

HTML = "text/html; charset=utf-8"

#: Seconds `close` waits for an answer that is being given; a thread that takes longer is left to end by itself.
_CLOSE_SECONDS = 5.0


class Fault(StrEnum):
    """How an answer goes wrong on the way."""

    DROPPED = "dropped"  #: the connection is closed without a byte
    CUT = "cut"  #: the whole length is announced, half of the body is sent, the connection is closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request the server was sent."""

    method: str  #: "GET", "HEAD", …
    target: str  #: as sent: path and query
    headers: tuple[tuple[str, str], ...]  #: as sent, in order
    at: datetime  #: when it came, UTC
    status: int | None = (
        None  #: what it was answered with; None before that, and when the connection was dropped
    )

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """What stands behind the question mark; empty when there is none."""
        return self.target.partition("?")[2]

    def header(self, name: str) -> str | None:
        """First value of a header, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server says to a request."""

    status: int = 200
    body: bytes | str = b""  #: before compression; text is sent as UTF-8
    content_type: str | None = HTML  #: None sends no Content-Type
    headers: tuple[tuple[str, str], ...] = ()  #: added to the server's own; one of the same name replaces it
    delay_seconds: float = 0.0  #: waited before the first byte
    gzip: bool = True  #: compressed for clients that accept it; False: never
    modified: datetime | None = None  #: sent as Last-Modified, and compared with If-Modified-Since; aware
    etag: bool = True  #: a weak ETag of the body is sent, and compared with If-None-Match
    fault: Fault | None = None


Route = Answer | Callable[[Request], Answer]
#: Answers by path ("/a"), or by path and query ("/a?page=2"), which goes first; or one function for everything,
#: which gives None for what it does not know.
Routes = Mapping[str, Route] | Callable[[Request], Answer | None]


class PaperServer:
    """A threaded HTTP server on 127.0.0.1, running from `start` (or `with`) until `close`.

    Raises:
        RunError: the port is taken.
    """

    def __init__(self, routes: Routes, *, port: int = 0) -> None:
        self.routes = routes
        self.requests: list[Request] = []  #: all requests in the order they were answered
        try:
            self._server = _Server(port, self)
        except OSError as error:
            raise RunError(
                f"port {port} of this machine cannot be used: {error.strerror}",
                next_step="choose another port, or 0 for any free one",
            ) from error
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end: "http://127.0.0.1:PORT"."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Answer from now on, in threads of its own."""
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="paper server", daemon=True
        )
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop answering and close every connection. Closing twice does no harm."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.hang_up()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def asked(self, path: str) -> list[Request]:
        """The requests for one path (with or without query), in order."""
        return [request for request in self.requests if path in (request.path, request.target)]

    def forget(self) -> None:
        """Empty the log of requests."""
        self.requests.clear()

    def answer(self, request: Request) -> Answer:
        """What the routes say to *request*; 404 when they say nothing, 500 with the cause when they fail."""
        try:
            found = self._find(request)
        except Exception as error:
            return Answer(status=500, body=f"{type(error).__name__}: {error}", content_type="text/plain")
        return found or Answer(status=404, body="<h1>Page not found</h1>")

    def _find(self, request: Request) -> Answer | None:
        routes = self.routes
        if not isinstance(routes, Mapping):
            return routes(request)
        route = routes.get(request.target) or routes.get(request.path)
        return route(request) if callable(route) else route


class _Server(TCPServer):
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port: int, paper: PaperServer) -> None:
        self.paper = paper
        self.closing = threading.Event()
        self._open: dict[socket.socket, threading.Thread] = {}
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer one connection in a thread of its own, known to `hang_up`."""
        thread = threading.Thread(target=self._serve, args=(request, client_address), daemon=True)
        self._open[request] = thread
        thread.start()

    def _serve(self, request: socket.socket, client_address: tuple[str, int]) -> None:
        try:
            # a client that goes away is no error of the newspaper
            with contextlib.suppress(ConnectionError):
                self.finish_request(request, client_address)
        finally:
            self.shutdown_request(request)
            self._open.pop(request, None)

    def hang_up(self) -> None:
        """Wake the answers that wait, close the connections that are kept alive, and see them end."""
        self.closing.set()
        for connection, thread in list(self._open.items()):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join(_CLOSE_SECONDS)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together
    disable_nagle_algorithm = True

    def __init__(self, request: Any, client_address: Any, server: _Server) -> None:
        self._house = server
        super().__init__(request, client_address, server)

    def do_GET(self) -> None:
        self._reply()

    def do_HEAD(self) -> None:
        self._reply()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._reply(Answer(status=405, body="only GET and HEAD", headers=(("Allow", "GET, HEAD"),)))

    def _reply(self, answer: Answer | None = None) -> None:
        request = Request(
            method=self.command,
            target=self.path,
            headers=tuple(self.headers.items()),
            at=datetime.now(UTC),
        )
        paper = self._house.paper
        answer = answer or paper.answer(request)
        if answer.delay_seconds and self._house.closing.wait(answer.delay_seconds):
            self.close_connection = True  # nobody is answered by a server that closes
            return
        if answer.fault is Fault.DROPPED:
            paper.requests.append(request)
            self.close_connection = True
            return
        status, headers, body = _finish(request, answer)
        paper.requests.append(replace(request, status=status))
        self._send(status, headers, body, cut=answer.fault is Fault.CUT)

    def _send(self, status: int, headers: dict[str, str], body: bytes, *, cut: bool) -> None:
        self.send_response(status, responses.get(status, ""))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if cut:
            self.close_connection = True
            body = body[: len(body) // 2]
        if self.command != "HEAD":
            self.wfile.write(body)

    def version_string(self) -> str:
        return "paper"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: `PaperServer.requests` is the log."""


def _finish(request: Request, answer: Answer) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body as they are sent."""
    body = answer.body.encode() if isinstance(answer.body, str) else answer.body
    headers = _validators(answer, body)
    status = answer.status
    if status == 200 and _is_known(request, headers):
        status, body = 304, b""
    else:
        if answer.content_type is not None:
            headers["Content-Type"] = answer.content_type
        if answer.gzip and body:
            headers["Vary"] = "Accept-Encoding"
            if _accepts_gzip(request):
                headers["Content-Encoding"] = "gzip"
                body = gzip.compress(body, 6, mtime=0)
        headers["Content-Length"] = str(len(body))
    for name, value in answer.headers:
        same = next((key for key in headers if key.lower() == name.lower()), name)
        headers[same] = value
    return status, headers, body


def _validators(answer: Answer, body: bytes) -> dict[str, str]:
    headers = {}
    if answer.status == 200 and answer.etag:
        # weak, for the same tag stands for the page with and without gzip
        headers["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
    if answer.status == 200 and answer.modified is not None:
        headers["Last-Modified"] = format_datetime(answer.modified.astimezone(UTC), usegmt=True)
    return headers


def _is_known(request: Request, validators: dict[str, str]) -> bool:
    """Whether the client showed it has this very page; If-None-Match outranks If-Modified-Since."""
    shown = request.header("If-None-Match")
    if shown is not None:
        tags = [tag.strip().removeprefix("W/") for tag in shown.split(",")]
        return validators.get("ETag", "").removeprefix("W/") in tags
    since, modified = request.header("If-Modified-Since"), validators.get("Last-Modified")
    if since is None or modified is None:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def _accepts_gzip(request: Request) -> bool:
    for offer in (request.header("Accept-Encoding") or "").lower().split(","):
        name, _, quality = offer.partition(";")
        if name.strip() == "gzip" and quality.replace(" ", "") not in ("q=0", "q=0.0"):
            return True
    return False
