"""TLS: a newspaper whose certificate cannot be believed is not read, and the account says why."""

from __future__ import annotations

import json
import subprocess
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from .certificates import make_authority, secure_newsroom
from .conftest import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archiver.testing.newsroom import Newsroom

    from .conftest import Desk

#: The crawls these tests look at are made once, in one process.

#: what is wrong with a certificate → how it is made
BAD: dict[str, dict[str, Any]] = {
    "self-signed": {"self_signed": True},
    "expired": {"days": -1},
    "another host": {"host": "www.other.example"},
}


@pytest.fixture(scope="module")
def told(
    make_desk: Callable[..., Desk], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[dict[str, Newsroom], dict[str, Any]]]:
    """One crawl of four newspapers: one with a good certificate, three with bad ones."""
    authority = make_authority(tmp_path_factory.mktemp("certificates"))
    with ExitStack() as rooms:
        papers = {
            name: rooms.enter_context(secure_newsroom(authority.sign(name.replace(" ", "-"), **how)))
            for name, how in {"good": {}, **BAD}.items()
        }
        for room in papers.values():
            room.publish()
        command = make_desk().command(*(f"https://127.0.0.1:{room.server.port}/" for room in papers.values()))
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            env={**environment(), "SSL_CERT_FILE": str(authority.file)},
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        yield papers, json.loads(done.stdout.splitlines()[-1])


def seeds(report: dict[str, Any], room: Newsroom) -> list[list[Any]]:
    return [
        seed
        for account in report["accounts"]
        for seed in account["seeds"]
        if f":{room.server.port}/" in seed[0]
    ]


def test_a_certificate_that_can_be_believed_lets_us_in(told: tuple[dict[str, Newsroom], Any]) -> None:
    papers, report = told

    assert any(seed[-1] for seed in seeds(report, papers["good"])), report
    assert papers["good"].requests


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("self-signed", "certificate not trusted"),
        ("expired", "certificate not trusted"),
        ("another host", "certificate of another host"),
    ],
)
def test_a_certificate_that_cannot_be_believed_keeps_us_out(
    told: tuple[dict[str, Newsroom], Any], fault: str, reason: str
) -> None:
    papers, report = told

    assert papers[fault].requests == []
    results = [seed[2] for seed in seeds(report, papers[fault])]
    assert results == [f"robots.txt unreachable: TLS error: {reason}"]
