"""A site's hook has the last word on an article; its errors cost no page."""

from __future__ import annotations

import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article
from archiver.extract.pool import ReaderPool
from archiver.rules import Hook
from archiver.site import Site, load_site
from archiver.testing import make_capture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CODE = """
    from dataclasses import replace

    from archiver.article import Author
    from archiver.errors import NotAnArticle


    def section(article, tree, capture):
        return replace(article, section=tree.findtext(".//nav/a").upper(), authors=(Author(name="Nora Lind"),))


    def refuse(article, tree, capture):
        raise NotAnArticle("horoscope")


    def fail(article, tree, capture):
        raise KeyError("harbour")


    def leave(article, tree, capture):
        raise SystemExit(3)


    def nothing(article, tree, capture):
        pass


    def wrong(article, tree, capture):
        return replace(article, title=7)


    def spoil(article, tree, capture):
        tree.clear()
        return article


    def sleep(article, tree, capture):
        import time

        time.sleep(60)
    """


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Callable[[str], Site]]:
    """A site of an archive folder with a file of hooks, read from its TOML."""
    (tmp_path / "sites").mkdir()
    (tmp_path / "courier_hooks.py").write_text(dedent(CODE))
    path, modules = list(sys.path), set(sys.modules)

    def make(hook: str) -> Site:
        text = f'url = "https://courier.example/"\nhook = "{hook}"\n'
        (tmp_path / "sites" / "courier.example.toml").write_text(text)
        return load_site(tmp_path, "courier.example")

    yield make
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if name.startswith("courier_hooks"):
            del sys.modules[name]


def test_a_hook_in_the_archive_folder_changes_an_article(site: Callable[[str], Site]) -> None:
    article = extract_article(make_capture(), site("courier_hooks:section"))

    assert article.section == "HOME"
    assert [author.name for author in article.authors] == ["Nora Lind"]


def test_what_a_hook_changes_says_so_and_keeps_what_it_replaced(site: Callable[[str], Site]) -> None:
    article = extract_article(make_capture(), site("courier_hooks:section"))
    (reading,) = [one for one in article.readings if one.field == "section"]

    assert (reading.winner.source, reading.winner.rule) == ("site hook", "courier_hooks:section")
    assert reading.losers[0].value == "Town"


def test_a_hook_may_refuse_a_page(site: Callable[[str], Site]) -> None:
    with pytest.raises(NotAnArticle, match="horoscope"):
        extract_article(make_capture(), site("courier_hooks:refuse"))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("courier_hooks:fail", "KeyError: 'harbour'"),
        ("courier_hooks:leave", "SystemExit: 3"),
        ("courier_hooks:nothing", "it gave NoneType, not an Article"),
        ("courier_hooks:wrong", "title must be text or None"),
        ("courier_hooks:absent", "courier_hooks has no function absent"),
        ("courier_hooks_gone:mend", "ModuleNotFoundError"),
        ("json:dumps", "TypeError"),
    ],
)
def test_a_hook_that_fails_leaves_the_article_and_a_reason_with_its_name(
    name: str, told: str, site: Callable[[str], Site]
) -> None:
    plain = extract_article(make_capture())
    article = extract_article(make_capture(), site(name))
    (reading,) = [one for one in article.readings if one.field == "site hook"]

    assert (article.title, article.body) == (plain.title, plain.body)
    assert reading.winner.value.startswith(f"{name}: ")
    assert told in reading.winner.value


def test_a_hook_may_spoil_the_tree_it_is_given(site: Callable[[str], Site]) -> None:
    assert extract_article(make_capture(), site("courier_hooks:spoil")).body


def test_the_archive_folder_stands_behind_pythons_own_places(
    site: Callable[[str], Site], tmp_path: Path
) -> None:
    (tmp_path / "json.py").write_text("raise RuntimeError('shadowed')")
    extract_article(make_capture(), site("courier_hooks:section"))

    assert sys.path[-1] == str(tmp_path)


def test_a_hook_runs_in_a_reader_process_within_the_time_of_a_page(site: Callable[[str], Site]) -> None:
    with ReaderPool(1, page_seconds=2.0) as readers:
        changed = readers.submit(make_capture(), site("courier_hooks:section")).result()
        slow = readers.submit(make_capture(), site("courier_hooks:sleep"))

        assert changed.section == "HOME"
        with pytest.raises(NotAnArticle, match="too slow"):
            slow.result()


def test_a_hook_of_an_installed_package_needs_no_folder() -> None:
    site = Site(name="a.example", url="https://a.example/", hook=Hook(name="copy:copy"))

    assert [one.field for one in extract_article(make_capture(), site).readings if one.field == "site hook"]
