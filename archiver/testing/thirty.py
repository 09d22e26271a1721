"""The stand of thirty and some: healthy and hostile newspapers that are crawled together, served by a process of its own.

    python -m archiver.testing.thirty [--small]

prints the stalls as JSON, serves them until its standard input ends, then prints what each was asked.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING

from archiver.site import format_site
from archiver.testing import hostile, traps
from archiver.testing.stand import Sent, Stand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.testing.hostile import Stall

#: Healthy newspapers among the thirty.
HEALTHY = 12


def stalls(*, small: bool = False) -> list[Stall]:
    """Twelve healthy newspapers and one for each class of fault; *small* ones have pages of a megabyte, not ten."""
    size = (1 if small else 10) * hostile.MEGABYTE
    faulty = [
        hostile.bomb_paper,
        hostile.endless_paper,
        hostile.slow_paper,
        lambda number: hostile.huge_paper(number, size),
        lambda number: hostile.deep_paper(number, size),
        lambda number: hostile.reader_paper(number, size),
        hostile.letters_paper,
        hostile.broken_paper,
        hostile.odd_paper,
        hostile.redirect_paper,
        lambda number: hostile.robots_paper(number, "robots.txt: 503", Sent(status=503)),
        lambda number: hostile.robots_paper(number, "robots.txt: no answer", hostile.never),
        hostile.challenged_robots_paper,
        hostile.busy_paper,
        hostile.xml_paper,
        hostile.sitemap_paper,
        hostile.polite_lies_paper,
        traps.calendar_paper,
        traps.session_paper,
        traps.pagination_paper,
        traps.deep_path_paper,
        traps.facet_paper,
    ]
    healthy = [hostile.healthy(number) for number in range(HEALTHY)]
    return [*healthy, *(make(number) for number, make in enumerate(faulty))]


async def serve(shown: Sequence[Stall]) -> None:
    """Serve until standard input ends."""
    async with Stand([stall.paper for stall in shown]):
        _tell(
            [
                {
                    "name": stall.paper.name,
                    "site": stall.site().name,
                    "file": format_site(stall.site()),
                    "articles": stall.articles,
                    "healthy": stall.paper.name.startswith("healthy"),
                }
                for stall in shown
            ]
        )
        await asyncio.to_thread(sys.stdin.read)
        _tell({stall.paper.name: dict(stall.paper.asked) for stall in shown})


def _tell(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(stalls(small="--small" in sys.argv)))
