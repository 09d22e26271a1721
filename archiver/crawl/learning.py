"""What a run learns of a site at its end: the template, when there are enough new pages."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from archiver.crawl.templates import Change, Learner, Rereading
from archiver.errors import ArchiverError
from archiver.link import Status
from archiver.store import Archive

if TYPE_CHECKING:
    from archiver.crawl.run import Run, SiteRun
    from archiver.extract.pool import ReaderPool
    from archiver.extract.template import Template

#: Articles with kept pages from which a site's first template is learned.
FIRST_PAGES = 5
#: Articles new since then, from which it is learned anew.
NEW_PAGES = 20
#: Seconds a site's learning may take at the end of a run; what has been read by then must do.
SECONDS = 30.0
#: Seconds of a run for all of its sites; those left over are due at the end of the next.
RUN_SECONDS = 300.0
#: Newest revisions that are looked at for lines the template knows.
_REVISIONS = 300


async def learn_sites(run: Run) -> None:
    """Learn the templates of the sites of which the run has read pages."""
    # after an error, what is not on disk by now may not come there any more
    readers = await run.readers() if run.error is None else None
    if readers is None or not run.config.keep_raw:
        return
    end = monotonic() + RUN_SECONDS
    for part in list(run.sites.values()):
        if run.stopped or run.error is not None or monotonic() > end:
            return
        if part.crawl_id is not None:
            try:
                await run.renew_leases()
                await _learn_site(run, part, readers)
            except ArchiverError as error:
                run.fail(error)


async def _learn_site(run: Run, part: SiteRun, readers: ReaderPool) -> None:
    """Learn the template of *part*, if it is time to, and read the newest articles again that hold lines of it."""
    site = part.site
    if site.template is False or not part.account.counts[Status.NEW]:
        return
    kept, fresh = await run.call(Archive.articles_since_template, site.name)
    former = part.template
    due = kept >= FIRST_PAGES if former is None else fresh >= NEW_PAGES
    if not due:
        return
    template, changes = await asyncio.to_thread(_learn, run, part, readers)
    if not template.pages:
        return
    now = datetime.now(UTC)
    await run.call(Archive.save_template, template, now)
    words = [(change.article_id, change.number, change.article) for change in changes]
    if words:
        await run.call(Archive.reread, words, now)
    if template.lines:
        part.account.template = note(template, len({change.article_id for change in changes}))


def _learn(run: Run, part: SiteRun, readers: ReaderPool) -> tuple[Template, list[Change]]:
    with Archive.open(run.config.archive, read_only=True) as archive:
        learner = Learner(archive, readers, part.site, Path(run.config.folder), SECONDS)
        template = learner.learn()
        if part.template is not None and part.template.mark == template.mark:
            return template, []
        words = archive.newest_words(part.site.name, _REVISIONS, current=False)
        return template, list(learner.changes(words, template, Rereading()))


def note(template: Template, again: int) -> str:
    """The line of the account.

    >>> from archiver.extract.template import Template
    >>> note(Template(site="courier.example", articles=40, pages=40), 23)
    'no lines learned from 40 articles; 23 articles read again'
    """
    count = len(template.lines)
    lines = "no lines" if not count else "1 line" if count == 1 else f"{count} lines"
    text = f"{lines} learned from {template.articles} articles"
    return text + (f"; {again} article{'' if again == 1 else 's'} read again" if again else "")
