"""One report of a small accident, and papers that print it in their own ways."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from archiver.outcome import Outcome
from archiver.testing import make_article, make_capture, make_link, make_moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from archiver.store import Archive

#: Each has some twenty words, so that leaving one out leaves enough.
REPORT = (
    "A barge loaded with gravel struck the old lock gate at Orsa on Friday morning and closed the canal to all traffic.",
    "Nobody was hurt, the harbour office said, but 14 boats had to wait and the ferry to Lund stayed in until Sunday.",
    "The gate, built in 1911, had been due for repair in spring; engineers now expect the work to cost 2.4 million crowns.",
    "Mayor Elin Strand said the town would ask the province to pay half, since the canal carries the timber of the valley.",
    "Divers are to inspect the foundations on Saturday, and what becomes of the market in the harbour is decided after that.",
)
FEATURE = (
    "The canal towns look back on a winter of accidents, and their councils have begun to ask who pays for the next one.",
    "Three of the five locks are older than a century, two have been closed since autumn, and shippers leave for the railway.",
    REPORT[2],
    REPORT[3],
    "In the villages people speak of little else, says Maria Holm, who has kept the inn at the upper lock for thirty years.",
    "Rail freight has doubled meanwhile, the company reports, and a new siding is being laid at the sawmill north of town.",
    "The province has promised an answer before summer, though nobody here seems to expect that it will be a good one.",
)


@pytest.fixture
def report() -> tuple[str, ...]:
    """Paragraphs of a report."""
    return REPORT


@pytest.fixture
def feature() -> tuple[str, ...]:
    """Paragraphs of a longer piece that uses two of the report's."""
    return FEATURE


@pytest.fixture
def publish() -> Callable[..., int]:
    """Store an article a site printed; gives its id. A page is fetched a minute after the one before."""
    count = 0

    def store(archive: Archive, site: str, body: Any, published: str | None, **changes: Any) -> int:
        nonlocal count
        count += 1
        seen = datetime(2021, 2, 25, 12, tzinfo=UTC) + timedelta(minutes=count)
        url = f"https://{site}/news/{count}"
        article = make_article(
            url=url,
            site=site,
            body=body,
            published=make_moment(published) if published else None,
            **{"title": "Barge strikes lock gate at Orsa", **changes},
        )
        link = make_link(url=url, site=site)
        capture = make_capture(url=url, link=link, fetched_at=seen)
        saved = archive.save([Outcome(link=link, capture=capture, article=article)], None, seen)[0]
        assert saved.article_id is not None
        return saved.article_id

    return store
