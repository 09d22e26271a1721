"""Repair: a damaged database is saved into a new one, and articles that were lost are read again from WARC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.errors import ArchiverError, NotAnArticle, WarcError
from archiver.extract.pages import may_continue
from archiver.extract.pool import ReaderPool
from archiver.link import Status
from archiver.outcome import Outcome
from archiver.site import load_site
from archiver.store import Archive
from archiver.store.recovery import recover
from archiver.warc.leftover import find_unclaimed
from archiver.warc.reader import read_pages
from archiver.warc.writer import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.capture import Place
    from archiver.config import Config
    from archiver.site import Site
    from archiver.store.sqlite_salvage import LostPage


def repair(config: Config, *, full: bool) -> Iterator[str]:
    """Mend what can be mended; gives a line for each thing that was done.

    Raises:
        StoreError: there is no archive, a run writes to it, or it cannot be mended; it is then as it was.
    """
    recovered = recover(config.archive, whole=full)
    if recovered is not None:
        yield str(recovered)
        if recovered.salvaged.pending:
            yield from _read_again(config, recovered.salvaged.pages)
    with Archive.open(config.archive) as archive:
        yield f"{archive.make_index()} articles are in the full-text index, made anew"


def _read_again(config: Config, lost: list[LostPage]) -> Iterator[str]:
    """Articles of links that lost theirs, from the pages that are kept."""
    folder = Path(config.folder) / "warc"
    readers = ReaderPool(1, config.page_seconds)
    readers.start()
    read = 0
    try:
        with Archive.open(config.archive) as archive:
            desk = _Desk(config=config, archive=archive, folder=folder, readers=readers)
            read = sum(desk.take(page.url, page.place, page.later) for page in lost)
            for path in sorted([*folder.glob("*.warc.gz"), *folder.glob(f"*.warc.gz{OPEN}")]):
                try:
                    pages = find_unclaimed(path, _known(archive, path.name.removesuffix(OPEN)))
                except WarcError as error:
                    yield f"{error.message}: passed over"
                else:
                    read += sum(desk.take(page.url, page.place) for page in pages if page.status == 200)
    finally:
        readers.close()
    yield f"{read} articles were read again from WARC"


def _known(archive: Archive, file: str) -> dict[int, int]:
    return {one.place.offset: one.place.length for one in archive.places() if one.place.file == file}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What is needed to read a page again."""

    config: Config
    archive: Archive
    folder: Path
    readers: ReaderPool

    def take(self, url: str, place: Place, later: tuple[Place, ...] | None = None) -> bool:
        """Read and store one page, if its link waits for it; True when that made an article.

        *later* are its later pages; where nobody knows them any more, an article that has some waits to be fetched.
        """
        stored = self.archive.link(url)
        if stored is None or stored.status is not Status.PENDING:
            return False
        site = self._site(stored.link.site or "")
        template = (
            self.archive.template(stored.link.site or "") if site and site.template is not False else None
        )
        try:
            capture = read_pages(self.folder, place, later or ())
            if later is None and may_continue(capture.content(), capture.answered_url):
                return False
            article = self.readers.submit(capture, site, template).result()
        except (NotAnArticle, WarcError):
            return False
        moment = min(capture.fetched_at, datetime.now(UTC))
        outcome = Outcome(link=stored.link, capture=capture, article=article)
        (saved,) = self.archive.save([outcome], None, moment)
        return saved.status in (Status.NEW, Status.REVISED)

    def _site(self, name: str) -> Site | None:
        try:
            return load_site(self.config.folder, name)
        except ArchiverError:
            return None
