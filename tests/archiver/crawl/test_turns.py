"""Whose page is read next, when many wait."""

from __future__ import annotations

import asyncio

from archiver.crawl.turns import Turns


async def reading_order(turns: Turns, waiting: list[str]) -> list[str]:
    """The order in which pages are read that come all at once, each for a moment."""
    order: list[str] = []

    async def read(name: str) -> None:
        async with turns.of(name):
            order.append(name)
            await asyncio.sleep(0.01)

    await asyncio.gather(*(read(name) for name in waiting))
    return order


def test_a_newspaper_with_many_slow_pages_lets_the_others_through() -> None:
    order = asyncio.run(reading_order(Turns(2), [*["slow"] * 8, "a", "b"]))

    assert order[:5].count("slow") <= 3
    assert sorted(order) == ["a", "b", *["slow"] * 8]


def test_a_newspaper_alone_has_all_places() -> None:
    async def most_at_once() -> int:
        turns, now, most = Turns(4), 0, 0

        async def read() -> None:
            nonlocal now, most
            async with turns.of("alone"):
                now += 1
                most = max(most, now)
                await asyncio.sleep(0.01)
                now -= 1

        await asyncio.gather(*(read() for _ in range(20)))
        return most

    assert asyncio.run(most_at_once()) == 4


def test_a_page_nobody_waits_for_any_more_gives_its_turn_to_the_next() -> None:
    async def scenario() -> list[str]:
        turns, order = Turns(1), []

        async def read(name: str) -> None:
            async with turns.of(name):
                order.append(name)
                await asyncio.sleep(0.01)

        tasks = [asyncio.ensure_future(read(name)) for name in ("first", "given up", "last")]
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await read("after")
        return order

    assert asyncio.run(scenario()) == ["first", "last", "after"]
