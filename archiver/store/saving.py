"""Saving: outcomes become rows, a whole batch in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, update

from archiver.dedupe.exact import fingerprint
from archiver.link import Link, Status, Via
from archiver.outcome import Outcome
from archiver.store.book import Book, Held
from archiver.store.changes import says_the_same
from archiver.store.ending import End, capture_columns, digest_of, link_columns, load_links
from archiver.store.frontier import link_key
from archiver.store.identity import Decision, How, Page, PageUrls, Verdict, decide, find_page
from archiver.store.kinship import Kin
from archiver.store.later import save_later_pages
from archiver.store.leases import expect_leases
from archiver.store.models import ArticleRow, CaptureRow, LinkRow, table_of
from archiver.store.opt_outs import save_opt_outs
from archiver.store.records import Saved
from archiver.store.revisits import Rhythms
from archiver.store.shelf import Shelf
from archiver.store.site_parameters import Parameters
from archiver.store.templates import differs_by_template
from archiver.store.withdrawn import find_gone_reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from archiver.article import Article
    from archiver.capture import Capture
    from archiver.store.columns import AnyRow
    from archiver.store.database import Database
    from archiver.store.printed import KinMemory

_ARTICLE, _CAPTURE, _LINK = table_of(ArticleRow), table_of(CaptureRow), table_of(LinkRow)
_ADD_CAPTURE = insert(_CAPTURE).returning(_CAPTURE.c.id)
_END_ARTICLE = (
    update(_ARTICLE)
    .where(
        _ARTICLE.c.id == bindparam("row_id"),
        _ARTICLE.c.key == bindparam("row_key"),
        _ARTICLE.c.gone_at.is_(None),
    )
    .values(gone_at=bindparam("at"), gone_reason=bindparam("why"))
)
_END_LINK = update(_LINK).where(_LINK.c.id == bindparam("row_id"))


def reread(
    connection: Connection,
    database: Database,
    memory: KinMemory,
    words: Sequence[tuple[int, int, Article]],
    now: datetime,
) -> int:
    """Put articles read again in the place of revisions' words (article id, number, article); gives how many."""
    shelf, kin = Shelf(connection, database), Kin(connection, memory, now)
    done = 0
    for article_id, number, article in words:
        link = Link(url=article.url, via=Via.SPIDER)
        page = find_page(_with_fingerprint(Outcome(link=link, article=article)))
        if page is not None:
            shelf.reword(page, article_id, number, now)
            kin.decide_anew([article_id])
            done += 1
    shelf.flush()
    kin.flush()
    return done


def save(
    connection: Connection,
    database: Database,
    memory: KinMemory,
    outcomes: Sequence[Outcome],
    crawl_id: int | None,
    now: datetime,
    run: str | None = None,
) -> list[Saved]:
    """Store a batch inside the transaction *connection* is in; one `Saved` per outcome, in order.

    Raises:
        LeaseLost: *run* no longer has the site of one of them.
    """
    ready = [_with_fingerprint(outcome) for outcome in outcomes]
    links = load_links(connection, ready, crawl_id, now)
    if run is not None:
        expect_leases(connection, run, (link.site_id for link in links))
    rules = Parameters(connection, memory.rules, now)
    pages = [
        find_page(outcome, rules.ignored(link.site_id)) for outcome, link in zip(ready, links, strict=True)
    ]
    keys = [key for page in pages if page for key in page.urls.keys]
    book = Book(connection, keys, (page.article.fingerprint for page in pages if page), rules.ignored)
    shelf, kin = Shelf(connection, database), Kin(connection, memory, now)
    batch = _Batch(connection, shelf, book, crawl_id, now, Rhythms(connection), kin, rules)
    batch.look_ahead(pages)
    saved = [batch.save(outcome, row, page) for outcome, row, page in zip(ready, links, pages, strict=True)]
    batch.flush()
    return saved


@dataclass(slots=True)
class _Batch:
    connection: Connection
    shelf: Shelf
    book: Book
    crawl_id: int | None
    now: datetime
    rhythms: Rhythms
    kin: Kin
    rules: Parameters
    _links: dict[int, dict[str, Any]] = field(default_factory=dict)

    def look_ahead(self, pages: Sequence[Page | None]) -> None:
        """Let known articles whose pages carry a new paragraph tell of each other, the first and the last alike."""
        for page in pages:
            held = None if page is None else self.book.find(page.urls.canonical)
            if page is None or held is None or held.fingerprint == page.article.fingerprint:
                continue
            if page.title in ("", held.title):
                self.kin.look_ahead(held.id, held.site_id, page.article.title or held.title, page.body)

    def save(self, outcome: Outcome, link: AnyRow, page: Page | None) -> Saved:
        if outcome.article is None:
            end = self._end_without_article(outcome, link)
        elif page is None:
            end = End(Status.FAILED, "not a URL", outcome.article.url)
        else:
            end = self._end_with_article(page, link, _seen_at(outcome, self.now))
            end.detail = end.detail or outcome.detail
        crawl_id = self._crawl_of(link)
        digest = digest_of(outcome.capture)
        capture_id = None
        if outcome.capture is not None:
            capture_id = self._add_capture(outcome.capture, end, digest, link.id, crawl_id)
            save_later_pages(self.connection, capture_id, outcome.capture.following)
            save_opt_outs(self.connection, capture_id, outcome.capture.opt_outs)
        if end.write_words is not None:
            end.write_words(capture_id)
        self._links[link.id] = link_columns(outcome, end, digest, link, crawl_id)
        self._links[link.id] |= self.rhythms.look(outcome, end.status, end.article_id, link)
        return Saved(
            link_id=link.id,
            status=end.status,
            reason=end.reason,
            article_id=end.article_id,
            revision=end.revision,
        )

    def _crawl_of(self, link: AnyRow) -> int | None:
        """The run an outcome counts for: the one named, else the one that has the link open."""
        if self.crawl_id is not None:
            return self.crawl_id
        return link.crawl_id if link.open else None

    def _add_capture(
        self, capture: Capture, end: End, digest: str | None, link_id: int, crawl_id: int | None
    ) -> int:
        made: int = self.connection.execute(
            _ADD_CAPTURE,
            {**capture_columns(capture, end, digest), "link_id": link_id, "crawl_id": crawl_id},
        ).scalar_one()
        return made

    def flush(self) -> None:
        self.rhythms.flush()
        self.shelf.flush()
        self.kin.flush()
        if self._links:
            self.connection.execute(_END_LINK, list(self._links.values()))

    # --- outcomes without an article ---

    def _end_without_article(self, outcome: Outcome, link: AnyRow) -> End:
        status = outcome.status or Status.FAILED
        reason = outcome.reason or (None if outcome.status else "ended without a status")
        end = End(status, reason, outcome.detail, link.article_id)
        if status is Status.UNCHANGED and link.status in (Status.REFUSED, Status.GONE):
            # the same page that was no article before
            return End(Status(link.status), link.reason, link.detail, link.article_id)
        gone = find_gone_reason(outcome) if link.article_id is not None else None
        if gone is not None:
            end.status, end.reason = Status.GONE, gone
            self.connection.execute(
                _END_ARTICLE,
                {
                    "row_id": link.article_id,
                    "row_key": self.rules.key_of(link),
                    "at": _seen_at(outcome, self.now),
                    "why": gone,
                },
            )
        elif status is Status.UNCHANGED and link.article_id is not None:
            self.shelf.see(link.article_id, _seen_at(outcome, self.now))
        return end

    # --- articles ---

    def _end_with_article(self, page: Page, link: AnyRow, seen_at: datetime) -> End:
        first = self.book.find(page.urls.full) is None
        decision = decide(self.book, page, link.site_id)
        if decision.contradicts is not None:
            self.shelf.flush_urls()
            self.book.rekey(self.rules.contradict(link.site_id, page.urls, decision.contradicts))
        end = self._carry_out(decision, link, seen_at)
        if first and self.rules.may_tell(link.site_id, page.urls.full):
            self.shelf.flush_urls()
            self.book.rekey(self.rules.note(link.site_id, page, end))
        return end

    def _carry_out(self, decision: Decision, link: AnyRow, seen_at: datetime) -> End:
        if decision.evicts is not None:
            self._evict(decision.evicts)
        match decision.verdict, decision.held:
            case Verdict.REVISIT, Held() as held:
                return self._revisit(decision.page, held, link, seen_at)
            case Verdict.SETTLED, Held() as held:
                return self._settle(decision.page, held, seen_at)
            case Verdict.ALIAS | Verdict.DUPLICATE as verdict, Held() as held:
                return self._attach(held, decision.page.urls, How(verdict.value), seen_at)
        return self._add(decision, link.site_id, seen_at)

    def _add(self, decision: Decision, site_id: int, seen_at: datetime) -> End:
        page, urls = decision.page, decision.page.urls
        identity = {
            "key": urls.canonical,
            "canonical_url": urls.canonical_url,
            "read_on_alias": not urls.is_canonical,
        }
        article_id = self.shelf.add_article(page, site_id, seen_at, **identity)
        self.book.add(
            Held(
                id=article_id,
                site_id=site_id,
                key=urls.canonical,
                page_key=link_key(page.article.url, self.rules.ignored(site_id)),
                title=page.title,
                fingerprint=page.article.fingerprint,
                word_count=page.word_count,
                revision=1,
                read_on_alias=not urls.is_canonical,
                duplicate_of=decision.twin,
                day=page.article.published.day if page.article.published else None,
            )
        )
        self.kin.note_new(article_id, decision.twin)
        self._note_words(article_id, site_id, page)
        self._file_all_urls(article_id, urls, seen_at)
        return End(
            Status.DUPLICATE if decision.twin else Status.NEW,
            reason="another site printed the same words first" if decision.twin else None,
            article_id=article_id,
            revision=1,
            write_words=lambda capture_id: self.shelf.add_revision(page, article_id, 1, capture_id, seen_at),
        )

    def _revisit(self, page: Page, held: Held, link: AnyRow, seen_at: datetime) -> End:
        urls = page.urls
        how = self.book.how(link.key)
        main = link.key == held.key or how not in (None, How.ALIAS, How.DUPLICATE)
        identity: dict[str, Any] = {}
        if held.key != urls.canonical or (held.read_on_alias and urls.is_canonical):
            identity = {"key": urls.canonical, "canonical_url": urls.canonical_url}
            identity["read_on_alias"] = held.read_on_alias = not urls.is_canonical
            held.key = urls.canonical
        self._file_own_urls(held.id, urls, How.REDIRECT if main else How.ALIAS, seen_at)
        self._file(held.id, urls.canonical, urls.canonical_url, How.CANONICAL, seen_at)
        same = Status.UNCHANGED if main else Status.ALIAS
        says_the_same = self._says_the_same(held, page)
        if not says_the_same and self._differs_by_template(held, page):
            return self._reword(held, page, identity, seen_at, same)
        if says_the_same or self._differs_by_boilerplate(held, page):
            if identity:
                self.shelf.set_identity(held.id, **identity)
            self.shelf.see(held.id, seen_at)
            return End(same, article_id=held.id)
        number = held.revision + 1
        kept = {"canonical_url": urls.canonical_url, **identity, "revision": number}
        self.shelf.replace_article(page, held.id, held.site_id, seen_at, **kept)
        self._hold_words(held, page, number)
        return End(
            Status.REVISED,
            article_id=held.id,
            revision=number,
            write_words=lambda capture_id: self.shelf.add_revision(
                page, held.id, number, capture_id, seen_at
            ),
        )

    def _says_the_same(self, held: Held, page: Page) -> bool:
        """The words are the same, but for lines a page prints anew at every look."""
        return _same_words(held, page) or says_the_same(self.connection, held.id, held.revision, page.article)

    def _differs_by_boilerplate(self, held: Held, page: Page) -> bool:
        """The newspaper changed a paragraph that stands in many of its articles."""
        if page.title not in ("", held.title):
            return False
        bodies = (self.book.body(held).split("\n\n"), page.body.split("\n\n"))
        return self.kin.paragraphs.differ_by_boilerplate(held.site_id, *bodies)

    def _differs_by_template(self, held: Held, page: Page) -> bool:
        """The newspaper printed the same lines; what the site's template leaves out of them has changed."""
        return page.title in ("", held.title) and differs_by_template(
            self.connection, held.id, held.revision, page.article
        )

    def _reword(
        self, held: Held, page: Page, identity: dict[str, Any], seen_at: datetime, status: Status
    ) -> End:
        """The words as they are read now, in the place of the revision's: no new one."""
        if identity:
            self.shelf.set_identity(held.id, **identity)
        self.shelf.see(held.id, seen_at)
        self.shelf.reword(page, held.id, held.revision, self.now)
        self._hold_words(held, page, held.revision)
        return End(status, article_id=held.id)

    def _settle(self, page: Page, held: Held, seen_at: datetime) -> End:
        """The canonical page came after its alias: its words stand, and nothing was revised."""
        urls = page.urls
        self._file_own_urls(held.id, urls, How.REDIRECT, seen_at)
        held.read_on_alias, held.page_key = False, urls.key
        if _same_words(held, page):
            self.shelf.set_identity(held.id, url=page.article.url, read_on_alias=False)
            self.shelf.see(held.id, seen_at)
            return End(Status.ALIAS, article_id=held.id)
        kept = {"canonical_url": urls.canonical_url, "read_on_alias": False}
        self.shelf.replace_article(page, held.id, held.site_id, seen_at, **kept)
        self._hold_words(held, page, held.revision)
        return End(
            Status.ALIAS,
            article_id=held.id,
            write_words=lambda capture_id: self.shelf.replace_revision(
                page, held.id, held.revision, capture_id
            ),
        )

    def _attach(self, held: Held, urls: PageUrls, how: How, seen_at: datetime) -> End:
        """Another URL of an article: filed under it, nothing else."""
        self._file_own_urls(held.id, urls, how, seen_at)
        self._file(held.id, urls.canonical, urls.canonical_url, how, seen_at)
        self.shelf.see(held.id, seen_at)
        return End(Status(how.value), article_id=held.id)

    def _evict(self, held: Held) -> None:
        """An article was filed under a canonical URL that turns out to be another's: file it under its page."""
        url = self.connection.scalar(select(_ARTICLE.c.url).where(_ARTICLE.c.id == held.id))
        self.shelf.set_identity(held.id, key=held.page_key, canonical_url=url, read_on_alias=False)
        held.key, held.read_on_alias = held.page_key, False

    def _note_words(self, article_id: int, site_id: int, page: Page) -> None:
        article = page.article
        self.kin.note(article_id, site_id, article.title, page.body, article.fingerprint)

    def _hold_words(self, held: Held, page: Page, number: int) -> None:
        self._note_words(held.id, held.site_id, page)
        held.title, held.fingerprint = page.title, page.article.fingerprint
        held.word_count, held.revision = page.word_count, number
        self.book.add(held)

    # --- URLs ---

    def _file_all_urls(self, article_id: int, urls: PageUrls, seen_at: datetime) -> None:
        self._file(article_id, urls.canonical, urls.canonical_url, How.CANONICAL, seen_at)
        self._file_own_urls(article_id, urls, How.OWN, seen_at)
        spelled = {urls.canonical_url, *urls.own.values(), *urls.redirects.values()}
        for key, url in urls.others:
            held = self.book.find(key)
            if url not in spelled and (held is None or held.id == article_id):
                self._file(article_id, key, url, How.PAGE, seen_at, spelling=True)

    def _file_own_urls(self, article_id: int, urls: PageUrls, how: How, seen_at: datetime) -> None:
        for key, url in (urls.own | urls.redirects).items():
            first = how is How.OWN and key == urls.key
            self._file(article_id, key, url, How.REDIRECT if how is How.OWN and not first else how, seen_at)

    def _file(
        self, article_id: int, key: str, url: str, how: How, seen_at: datetime, *, spelling: bool = False
    ) -> None:
        """File a URL under an article, unless it is the main URL of another; *spelling*: known keys, too."""
        known = self.book.find(key)
        if known is not None and known.id != article_id:
            if known.key != key:
                self.shelf.move_url(key, article_id, how.value)
                self.book.point(key, article_id, how.value)
            return
        if known is not None and not spelling:
            return
        self.shelf.add_urls(
            [{"article_id": article_id, "key": key, "url": url, "how": how.value, "first_seen_at": seen_at}]
        )
        if known is None:
            self.book.point(key, article_id, how.value)


def _with_fingerprint(outcome: Outcome) -> Outcome:
    article = outcome.article
    if article is None or article.fingerprint is not None:
        return outcome
    return replace(outcome, article=fingerprint(article))


def _seen_at(outcome: Outcome, now: datetime) -> datetime:
    return outcome.capture.fetched_at if outcome.capture else now


def _same_words(held: Held, page: Page) -> bool:
    """A page that this time gave no title has not changed its title."""
    return held.fingerprint == page.article.fingerprint and page.title in ("", held.title)
