"""The server behind the demo and the tests answers as newspapers' servers do."""

from __future__ import annotations

import gzip
import http.client
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from archiver.demo.server import Answer, Fault, PaperServer, Request
from archiver.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Iterator

MORNING = datetime(2021, 2, 19, 6, 30, tzinfo=UTC)
STORY = "<h1>Bridge opens</h1>" * 40


@pytest.fixture
def paper() -> Iterator[PaperServer]:
    routes = {
        "/story": Answer(body=STORY, modified=MORNING),
        "/plain": Answer(body=STORY, gzip=False, etag=False),
        "/section": Answer(body="page one"),
        "/section?page=2": Answer(body="page two"),
        "/echo": lambda request: Answer(body=f"{request.query} {request.header('X-From')}"),
        "/broken": lambda request: Answer(body=str(1 / 0)),
        "/cut": Answer(body=STORY, fault=Fault.CUT),
        "/dropped": Answer(fault=Fault.DROPPED),
        "/slow": Answer(body="late", delay_seconds=60),
        "/error": Answer(status=503, body="come back later", headers=(("Retry-After", "120"),)),
    }
    with PaperServer(routes) as server:
        yield server


def ask(
    paper: PaperServer, path: str, headers: dict[str, str] | None = None, *, method: str = "GET"
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", paper.port, timeout=10)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def test_a_page_is_served_with_its_validators(paper: PaperServer) -> None:
    answer, body = ask(paper, "/story")

    assert (answer.status, body.decode()) == (200, STORY)
    assert answer.headers["Last-Modified"] == "Fri, 19 Feb 2021 06:30:00 GMT"
    assert answer.headers["ETag"].startswith('W/"')
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_page_the_client_has_is_not_sent_again(paper: PaperServer) -> None:
    first, _ = ask(paper, "/story")

    answer, body = ask(paper, "/story", {"If-None-Match": first.headers["ETag"]})

    assert (answer.status, body) == (304, b"")
    assert answer.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-Modified-Since": "Fri, 19 Feb 2021 06:30:00 GMT"}, 304),
        ({"If-Modified-Since": "Fri, 19 Feb 2021 06:29:59 GMT"}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-None-Match": '"another"'}, 200),
        # the tag outranks the date (RFC 9110, 13.2.2)
        ({"If-None-Match": '"another"', "If-Modified-Since": "Fri, 19 Feb 2021 06:30:00 GMT"}, 200),
    ],
)
def test_validators_decide_whether_a_page_is_sent(
    paper: PaperServer, headers: dict[str, str], status: int
) -> None:
    answer, _ = ask(paper, "/story", headers)

    assert answer.status == status


@pytest.mark.parametrize(("accepted", "sent"), [("gzip, br", "gzip"), ("gzip;q=0", None), ("br", None)])
def test_pages_are_compressed_for_those_who_accept_it(
    paper: PaperServer, accepted: str, sent: str | None
) -> None:
    answer, body = ask(paper, "/story", {"Accept-Encoding": accepted})

    assert answer.headers["Content-Encoding"] == sent
    assert (gzip.decompress(body) if sent else body).decode() == STORY


def test_a_page_may_come_without_compression_and_tag(paper: PaperServer) -> None:
    answer, body = ask(paper, "/plain", {"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] is answer.headers["ETag"] is None
    assert body.decode() == STORY


def test_head_gives_the_headers_alone(paper: PaperServer) -> None:
    answer, body = ask(paper, "/story", method="HEAD")

    assert (answer.headers["Content-Length"], body) == (str(len(STORY)), b"")


def test_a_path_with_its_query_goes_before_the_path(paper: PaperServer) -> None:
    bodies = [ask(paper, path)[1] for path in ("/section", "/section?page=2", "/section?page=3")]

    assert bodies == [b"page one", b"page two", b"page one"]


def test_a_function_answers_from_the_request(paper: PaperServer) -> None:
    assert ask(paper, "/echo?q=1", {"X-From": "test"})[1] == b"q=1 test"


def test_a_function_that_fails_is_a_500_that_says_why(paper: PaperServer) -> None:
    answer, body = ask(paper, "/broken")

    assert (answer.status, body) == (500, b"ZeroDivisionError: division by zero")


def test_what_is_not_there_is_a_404(paper: PaperServer) -> None:
    assert ask(paper, "/nowhere")[0].status == 404


def test_other_methods_are_refused(paper: PaperServer) -> None:
    assert ask(paper, "/story", method="POST")[0].status == 405


def test_an_answers_own_headers_are_sent(paper: PaperServer) -> None:
    answer, _ = ask(paper, "/error")

    assert (answer.status, answer.headers["Retry-After"]) == (503, "120")


def test_a_cut_answer_is_incomplete(paper: PaperServer) -> None:
    with pytest.raises(http.client.IncompleteRead) as cut:
        ask(paper, "/cut")

    assert cut.value.partial.decode() == STORY[: len(STORY) // 2]


def test_a_dropped_connection_gives_no_byte(paper: PaperServer) -> None:
    with pytest.raises(http.client.RemoteDisconnected):
        ask(paper, "/dropped")

    assert paper.asked("/dropped")[0].status is None


def test_every_request_is_in_the_log(paper: PaperServer) -> None:
    ask(paper, "/story", {"User-Agent": "News Archiver"})
    ask(paper, "/nowhere?a=1")

    story, nowhere = paper.requests

    assert (story.method, story.path, story.status) == ("GET", "/story", 200)
    assert story.header("user-agent") == "News Archiver"
    assert (nowhere.path, nowhere.query, nowhere.status) == ("/nowhere", "a=1", 404)
    assert paper.asked("/nowhere") == paper.asked("/nowhere?a=1") == [nowhere]


def test_the_log_can_be_emptied(paper: PaperServer) -> None:
    ask(paper, "/story")

    paper.forget()

    assert paper.requests == []


def test_a_connection_serves_several_requests(paper: PaperServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", paper.port, timeout=10)
    bodies = []
    for path in ("/story", "/nowhere", "/section"):
        connection.request("GET", path)
        bodies.append(connection.getresponse().read())
    local = connection.sock.getsockname() if connection.sock else None
    connection.close()

    assert local is not None  # the server never closed it
    assert bodies[2] == b"page one"


def test_closing_wakes_the_answers_that_wait() -> None:
    server = PaperServer({"/slow": Answer(delay_seconds=3_600)}).start()
    waiting = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    waiting.request("GET", "/slow")

    server.close()

    with pytest.raises((http.client.HTTPException, ConnectionError)):
        waiting.getresponse()
    waiting.close()


def test_closing_ends_connections_kept_alive() -> None:
    server = PaperServer({"/": Answer(body="news")}).start()
    idle = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    idle.request("GET", "/")
    idle.getresponse().read()

    server.close()

    assert idle.sock.recv(1) == b""
    idle.close()


def test_closing_twice_does_no_harm() -> None:
    server = PaperServer({}).start()

    server.close()
    server.close()

    with (
        pytest.raises(ConnectionRefusedError),
        socket.create_connection(("127.0.0.1", server.port), timeout=5),
    ):
        pass


def test_a_port_that_is_taken_is_said_with_a_way_out() -> None:
    with PaperServer({}) as first, pytest.raises(RunError, match=str(first.port)) as refused:
        PaperServer({}, port=first.port)

    assert refused.value.next_step


def test_one_function_may_answer_everything() -> None:
    def answer(request: Request) -> Answer | None:
        return Answer(body="news") if request.path.startswith("/news/") else None

    with PaperServer(answer) as server:
        statuses = [ask(server, path)[0].status for path in ("/news/1", "/about")]

    assert statuses == [200, 404]
