"""The pages of a site that were kept raw, newest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archiver.capture import Capture, Place
    from archiver.config import Config
    from archiver.store import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page as it was kept, and the article the archive has of it."""

    capture: Capture
    article_id: int | None


_NEWEST = """\
SELECT c.id, c.url, c.article_id, c.warc_file, c.warc_offset, c.warc_length
FROM capture c JOIN link l ON l.id = c.link_id JOIN site s ON s.id = l.site_id
WHERE s.name = '{site}' AND c.id IN (
    SELECT MAX(id) FROM capture WHERE http_status = 200 AND warc_file IS NOT NULL GROUP BY link_id)
ORDER BY c.fetched_at DESC, c.id DESC LIMIT {limit}"""


def load_kept(config: Config, opened: Archive, site: str, limit: int, url: str | None = None) -> list[Kept]:
    """The newest page of each of the *limit* links of a site fetched last; of *url* alone when it is given.

    Pages whose WARC file is not there any more are told and passed over.
    """
    from archiver.capture import Place

    if url is not None:
        found = _of_url(opened, url)
    else:
        rows = opened.sql(_NEWEST.format(site=site.replace("'", "''"), limit=int(limit))).rows
        found = [
            _Found(
                id=int(row[0]),
                url=str(row[1]),
                article_id=row[2],
                place=Place(file=str(row[3]), offset=int(row[4]), length=int(row[5])),
            )
            for row in rows
        ]
    return list(_read_all(config, opened, found))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A capture's row, of a page that was kept."""

    id: int
    url: str
    article_id: int | None
    place: Place


def _of_url(opened: Archive, url: str) -> list[_Found]:
    from archiver.errors import QueryError

    known = opened.link(url)
    if known is not None and known.link.id is not None:
        captures = opened.link_captures(known.link.id)
    else:
        try:
            captures = opened.captures(opened.article(url).id)
        except QueryError:
            captures = []
    kept = [one for one in captures if one.place is not None and one.http_status == 200]
    return [
        _Found(id=one.id, url=one.url, article_id=one.article_id, place=one.place)
        for one in kept[-1:]
        if one.place is not None
    ]


def _read_all(config: Config, opened: Archive, found: Iterable[_Found]) -> Iterator[Kept]:
    from archiver.cli.output import complain
    from archiver.cli.place import WARC_FOLDER
    from archiver.errors import WarcError
    from archiver.warc.reader import read_pages

    folder = config.folder / WARC_FOLDER
    for one in found:
        try:
            capture = read_pages(folder, one.place, opened.later_pages(one.id))
        except WarcError as error:
            complain(error.message, error.next_step)
            continue
        known = opened.link(one.url)
        link = known.link if known is not None else None
        yield Kept(capture=replace(capture, link=link), article_id=one.article_id)
