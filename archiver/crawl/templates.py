"""Learning a site's template from its stored captures, and reading stored articles again under it.

All of it blocks: on an event loop, call it in a thread.
"""

from __future__ import annotations

from collections import Counter, deque
from concurrent.futures import TimeoutError as OutOfTime
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from archiver.errors import NotAnArticle, WarcError
from archiver.extract.boilerplate import learn_template
from archiver.store.templates import may_differ, plain_lines, templated
from archiver.warc.reader import read_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from archiver.article import Article, Block
    from archiver.capture import Capture
    from archiver.extract.pool import ReaderPool
    from archiver.extract.siblings import PageLines
    from archiver.extract.template import Template
    from archiver.site import Site
    from archiver.store.reader import ArchiveReader
    from archiver.store.templates import StoredWords

T = TypeVar("T")

#: Articles whose pages a template is learned from.
PAGES = 40
#: Of how many newest ones they are taken, evenly: a crawl fetches one section after the other.
_NEWEST = 400
#: Pages handed to the readers at a time.
_IN_FLIGHT = 16
#: Folder of the WARC files in an archive folder.
WARC_FOLDER = "warc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The words of a revision as they are read now, where these are others."""

    article_id: int
    number: int  #: of the revision
    url: str
    left_out: tuple[str, ...]  #: lines stored that are no longer in the body
    put_back: tuple[str, ...]  #: lines in the body that are not stored
    article: Article


@dataclass(slots=True, kw_only=True)
class Rereading:
    """What became of the words that had to be looked at."""

    looked_at: int = 0
    not_kept: int = 0  #: no page is kept, or its file is gone
    not_read: int = 0  #: the page gives no article now
    otherwise: int = (
        0  #: the page is read otherwise now, and not for the template's sake: another reader read it
    )
    out_of_time: bool = False


class Learner:
    """Reads stored pages of one site again, each in a reader process."""

    def __init__(
        self, archive: ArchiveReader, pool: ReaderPool, site: Site, folder: Path, seconds: float | None = None
    ) -> None:
        """*folder* is the archive's; after *seconds*, what has been read by then must do."""
        self._archive, self._pool, self._site = archive, pool, site
        self._folder = folder / WARC_FOLDER
        self._end = None if seconds is None else monotonic() + seconds

    # --- learning

    def learn(self) -> Template:
        """The template of the site, from its newest captures; without lines when there are too few.

        The paragraphs that recur in the stored articles are among them.
        """
        chosen = _spread(self._archive.newest_words(self._site.name, _NEWEST), PAGES)
        pages = [page for _, page in self._run(chosen, self._submit_lines) if page is not None]
        template = learn_template(self._site.name, pages)
        return template.with_paragraphs(self._archive.recurring_paragraphs(self._site.name))

    def _submit_lines(self, words: StoredWords) -> Future[PageLines]:
        return self._pool.submit_lines(self._capture(words), str(words.article_id))

    # --- reading again

    def changes(
        self, words: Iterable[StoredWords], template: Template | None, tally: Rereading
    ) -> Iterator[Change]:
        """Those of *words* that are others when their pages are read under *template*.

        Words that differ in more than what a template left out were not read by this reader, but by a spider's own, or
        by an older one. They are not touched.
        """

        def submit(one: StoredWords) -> Future[Article]:
            return self._pool.submit(self._capture(one), self._site, template)

        doubtful = (one for one in words if may_differ(one, template))
        for one, article in self._run(doubtful, submit, tally):
            if article is None:
                continue
            if plain_lines(one.blocks, one.left_out) != plain_lines(
                article.blocks, templated(article.removed)
            ):
                tally.otherwise += 1
            elif change := _compare(one, article):
                yield change

    def _run(
        self,
        words: Iterable[StoredWords],
        submit: Callable[[StoredWords], Future[T]],
        tally: Rereading | None = None,
    ) -> Iterator[tuple[StoredWords, T | None]]:
        """Read pages a few at a time; None for a page that gives nothing."""
        tally = tally or Rereading()
        waiting: deque[tuple[StoredWords, Future[T]]] = deque()
        for one in words:
            if self._is_over():
                tally.out_of_time = True
                break
            tally.looked_at += 1
            try:
                waiting.append((one, submit(one)))
            except WarcError:
                tally.not_kept += 1
            if len(waiting) >= _IN_FLIGHT:
                first, future = waiting.popleft()
                yield first, self._wait(future, tally)
        for one, future in waiting:
            yield one, self._wait(future, tally)

    def _wait(self, future: Future[T], tally: Rereading) -> T | None:
        try:
            left = None if self._end is None else max(0.0, self._end - monotonic())
            return future.result(left)
        except NotAnArticle:
            tally.not_read += 1
        except OutOfTime:
            future.cancel()
            tally.out_of_time = True
        return None

    def _is_over(self) -> bool:
        return self._end is not None and monotonic() > self._end

    def _capture(self, words: StoredWords) -> Capture:
        """The page words were read in, with what its link said of it.

        Raises:
            WarcError: it is not kept.
        """
        if words.place is None:
            raise WarcError(f"{words.url}: its page is not kept")
        capture = read_pages(self._folder, words.place, words.later)
        known = self._archive.link(words.url)
        return capture if known is None else replace(capture, link=known.link)


def _spread(words: Sequence[T], count: int) -> list[T]:
    """*count* of *words*, evenly; the first is one of them.

    >>> _spread([1, 2, 3, 4, 5, 6], 3)
    [1, 3, 5]
    """
    if len(words) <= count:
        return list(words)
    return [words[at * len(words) // count] for at in range(count)]


def _compare(words: StoredWords, article: Article) -> Change | None:
    before, after = _lines(words.blocks), _lines(article.blocks)
    left_out, put_back = _without(before, after), _without(after, before)
    if not left_out and not put_back:
        return None
    return Change(
        article_id=words.article_id,
        number=words.number,
        url=words.url,
        left_out=left_out,
        put_back=put_back,
        article=article,
    )


def _lines(blocks: Iterable[Block]) -> list[str]:
    return [line for block in blocks for line in block.text.split("\n")]


def _without(lines: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    left = Counter(lines) - Counter(others)
    return tuple(left.elements())
