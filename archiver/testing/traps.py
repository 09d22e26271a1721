"""Traps: sections that lead to ever more pages that are no articles. For `archiver.testing.stand`."""

from __future__ import annotations

from hashlib import sha256

from archiver.testing.hostile import Stall, faulty, list_page
from archiver.testing.page import make_page, make_paragraphs
from archiver.testing.stand import Page, Sent, Visit

#: Links on one page of a trap.
LINKS = 60
_NOTHING = Sent(
    body="<!doctype html><html><body><h1>Nothing planned</h1><p>No entries for this day.</p></body></html>"
)


def _trap(name: str, number: int, page: Page, otherwise: Page) -> Stall:
    """A paper with one good article in its feed, and a section one does not get out of."""
    stall = faulty(name, number, {}, sections=("/section",))
    stall.paper.pages["/section"] = page

    async def answer(visit: Visit) -> Sent | None:
        if visit.path == "/robots.txt":
            return Sent(status=404)
        return otherwise if isinstance(otherwise, Sent) else await otherwise(visit)

    stall.paper.otherwise = answer
    return stall


def calendar_paper(number: int) -> Stall:
    """A calendar: every month links to its days and to the next month, for ever."""

    async def month(visit: Visit) -> Sent:
        parts = [int(part) for part in visit.path.split("/") if part.isdigit()]
        if len(parts) > 2:
            return _NOTHING
        year, number = parts if len(parts) == 2 else (2026, 1)
        later = f"/calendar/{year + number // 12}/{number % 12 + 1}"
        days = [
            (f"/calendar/{year}/{number}/{day}/events", f"What happens in town on day {day} of the month")
            for day in range(1, 29)
        ]
        return list_page(days, f'<a rel="next" href="{later}">Next month</a>')

    return _trap("calendar", number, month, month)


def session_paper(number: int) -> Stall:
    """One article under ever new addresses: each page hands out session ids of its own."""
    title = "The one article this paper ever had, under many addresses"
    path = "/news/2021/02/19/the-one-article-this-paper-ever-had.html"

    async def section(visit: Visit) -> Sent:
        page = int(visit.query.partition("=")[2] or 1)
        links = [(f"{path}?visit={_id(page * LINKS + at)}", title) for at in range(LINKS)]
        return list_page(links, f'<a rel="next" href="/section?page={page + 1}">Next</a>')

    async def other(visit: Visit) -> Sent:
        if visit.path == path:
            return Sent(body=make_page(title, make_paragraphs(title), url=visit.paper.url + path))
        return await section(visit)

    return _trap("session ids", number, section, other)


def pagination_paper(number: int) -> Stall:
    """A list that has a next page, whatever the page; its entries are no articles."""

    async def section(visit: Visit) -> Sent:
        if visit.path != "/section":
            return _NOTHING
        page = int(visit.query.partition("=")[2] or 1)
        links = [
            (
                f"/entry/{page * LINKS + at}/no-article-at-all",
                f"Entry number {page * LINKS + at} of a list without end",
            )
            for at in range(LINKS)
        ]
        return list_page(links, f'<a rel="next" href="/section?page={page + 1}">Next</a>')

    return _trap("endless pagination", number, section, section)


def deep_path_paper(number: int) -> Stall:
    """Relative links that lead ever deeper: /a/a/a/a."""

    async def deeper(visit: Visit) -> Sent:
        links = [
            (f"a/report-{at}-about-the-old-harbour", f"Report {at} about the old harbour and its ships")
            for at in range(20)
        ]
        links += [
            (f"{'a/' * at}report-about-the-old-harbour-2", f"Another {at} about the old harbour")
            for at in range(20)
        ]
        return list_page(links, '<a rel="next" href="a/">Next</a>')

    return _trap("ever deeper links", number, deeper, deeper)


def facet_paper(number: int) -> Stall:
    """Every choice of colours, sizes and orders has an address of its own."""
    names = ("colour", "size", "order", "brand", "year", "place")

    async def section(visit: Visit) -> Sent:
        page = int(visit.query.partition("page=")[2] or 1)
        links = []
        for at in range(LINKS):
            chosen = [name for bit, name in enumerate(names) if (at + page) >> bit & 1]
            query = "&".join([f"id={page * 1000 + at}", *(f"{name}={_id(at * page)[:4]}" for name in chosen)])
            links.append((f"/find?{query}", f"Everything we have in choice {at} of page {page}"))
        return list_page(links, f'<a rel="next" href="/section?page={page + 1}">Next</a>')

    async def other(visit: Visit) -> Sent:
        return _NOTHING if visit.path == "/find" else await section(visit)

    return _trap("facets", number, section, other)


def _id(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()[:12]
