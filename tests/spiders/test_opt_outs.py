"""Opt-outs: noted with every page that has some, and obeyed where the operator says so."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from archiver.demo.server import Answer
from archiver.testing import newsroom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from archiver.testing.newsroom import Newsroom

    from .conftest import Desk, Told

#: The crawls these tests look at are made once, in one process.

TDMREP = "/.well-known/tdmrep.json"
MEASURE = "The council keeps every word of this sentence secret"


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    """A paper with one page that opts out, one its host's file reserves, one closed to others only, and one open."""
    with newsroom() as paper:
        paper.publish("/closed/1.html", "The mill is closed", [MEASURE + ". " + "It says so. " * 30] * 4,
                      head='<meta name="robots" content="noarchive">')  # fmt: skip
        paper.publish("/reserved/1.html", "The weir is reserved")
        paper.publish(
            "/others/1.html", "The lock is shut", head='<meta name="googlebot" content="noarchive">'
        )
        paper.publish("/open/1.html", "The bridge is open")
        rules = [{"location": "/reserved/", "tdm-reservation": 1}]
        paper.put(TDMREP, Answer(body=json.dumps(rules), content_type="application/json"))
        yield paper


@pytest.fixture(scope="module")
def noting(room: Newsroom, make_desk: Callable[..., Desk]) -> tuple[Desk, Told]:
    desk = make_desk()
    room.forget()
    desk.crawl(sites=(room.site,))
    return desk, desk.crawl(sites=(room.site,))


@pytest.fixture(scope="module")
def obeying(room: Newsroom, make_desk: Callable[..., Desk]) -> tuple[Desk, Told]:
    desk = make_desk(obey_opt_outs=True)
    return desk, desk.crawl(sites=(room.site,))


def test_every_signal_is_shown_with_its_source_and_words(room: Newsroom, noting: tuple[Desk, Told]) -> None:
    with noting[0].archive as archive:
        said = {
            record.url.removeprefix(room.url): [str(one) for one in record.opt_outs]
            for record in archive.records()
        }

    assert said == {
        "/closed/1.html": ["noarchive (robots meta: noarchive)"],
        "/reserved/1.html": ["tdm-reservation (tdmrep.json: 1)"],
        "/others/1.html": ["noarchive (robots meta, to googlebot: noarchive)"],
        "/open/1.html": [],
    }


def test_signals_are_exported(noting: tuple[Desk, Told]) -> None:
    with noting[0].archive as archive:
        exported = [record.as_dict()["opt_outs"] for record in archive.records(site=None)]

    assert {"signal": "noarchive", "source": "robots meta", "raw": "noarchive", "agent": None} in [
        one for told in exported for one in told
    ]


def test_the_file_of_a_host_is_asked_for_once_a_day(room: Newsroom, noting: tuple[Desk, Told]) -> None:
    assert len(room.asked(TDMREP)) <= 2  # once by this archive's two runs, once by the obedient one's


def test_an_obedient_archive_refuses_with_the_reason(obeying: tuple[Desk, Told]) -> None:
    _, told = obeying

    assert told.reasons("refused") == {"opted out: noarchive": 1, "opted out: tdm-reservation": 1}
    assert told.counts["new"] == 2


def unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def test_nothing_of_a_refused_page_is_kept(obeying: tuple[Desk, Told]) -> None:
    desk, _ = obeying
    files = [path for path in desk.folder.rglob("*") if path.is_file()]

    assert any(path.name.endswith(".warc.gz") for path in files)
    assert not any(MEASURE.encode() in unpacked(path) for path in files)
    with desk.archive as archive:
        kept = archive.sql("SELECT url, warc_file FROM capture WHERE reason LIKE 'opted out%'").rows
    assert [place for _, place in kept] == [None, None]


def test_that_a_refused_page_opted_out_is_noted(obeying: tuple[Desk, Told]) -> None:
    with obeying[0].archive as archive:
        noted = archive.sql("SELECT signal, source, raw FROM opt_out ORDER BY signal, source").rows

    assert ("noarchive", "robots meta", "noarchive") in noted
