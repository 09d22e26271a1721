"""The learned choice finds the article's blocks whatever the page's names and script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from archiver.extract.blocks import find_blocks
from archiver.extract.clean import clean_tree, remove_cuts
from archiver.extract.features import read_features, read_votes, rows_of
from archiver.extract.fields import Fields
from archiver.extract.learned import choose_learned, even_out, shipped_model
from archiver.extract.outline import Outline

if TYPE_CHECKING:
    from collections.abc import Callable

    from archiver.extract.page import Page

CORRECTION = "Correction, 20 February: An earlier version of this article gave the wrong year for the ferry."
TEASERS = "".join(
    f'<div class="tx"><a href="/{n}">Council number {n} votes on its harbour dues tonight</a></div>'
    for n in range(12)
)


def chosen_lines(page: Page, title: str = "") -> list[str]:
    cleaned = clean_tree(page.tree)
    blocks = find_blocks(cleaned.tree, cleaned.cuts)
    chosen = choose_learned(remove_cuts(cleaned), blocks, Fields(title=title or None))
    return [block.text for block, yes in zip(blocks, chosen, strict=True) if yes]


def numbers_of(page: Page) -> np.ndarray:
    cleaned = clean_tree(page.tree)
    blocks = find_blocks(cleaned.tree, cleaned.cuts)
    outline = Outline(blocks)
    columns = read_features(outline, [], None) | read_votes(outline, [True] * len(blocks))
    return rows_of(columns, shipped_model().asking.names)


@pytest.fixture
def soup(page_of: Callable[..., str], story: tuple[str, ...]) -> Callable[..., str]:
    """A page whose names say nothing."""

    def soup(*, under: str = "", lines: tuple[str, ...] = story, lang: str = "en") -> str:
        text = "".join(f'<div class="p">{line}</div>' for line in lines)
        return page_of(
            f'<div class="a"><div class="b">{text}{under}</div><div class="c">{TEASERS}</div></div>',
            lang=lang,
        )

    return soup


def test_every_paragraph_is_found_without_telling_names(load, soup, story):
    page = load(soup())

    found = chosen_lines(page)

    assert [line for line in found if line in story] == list(story)


def test_columns_of_links_are_left(load, soup):
    page = load(soup())

    found = chosen_lines(page)

    assert not [line for line in found if "harbour dues" in line]


def test_a_correction_under_the_article_is_taken(load, soup):
    page = load(soup(under=f'<div class="q"><span>{CORRECTION}</span></div>'))

    found = chosen_lines(page)

    assert CORRECTION in found


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        (
            "ckb",
            "ئەنجوومەنی پارێزگا ڕایگەیاند کە پردە نوێیەکە لە بەهاردا دەکرێتەوە، دوو ساڵ دواتر لە کاتی دیاریکراو. ",
        ),
        ("ar", "قال مجلس المحافظة يوم الخميس إن الجسر الجديد سيفتح في الربيع، بعد عامين من الموعد المقرر. "),
        ("zh", "省议会周四表示，横跨山谷的新桥将于春季通车，比原计划晚了两年，重型卡车从第一天起即可通行。"),
        ("hi", "प्रांतीय परिषद ने गुरुवार को कहा कि घाटी पर नया पुल वसंत में खुलेगा, योजना से दो साल बाद। "),
    ],
)
def test_paragraphs_in_any_script_are_found(load, soup, lang, sentence):
    lines = tuple(f"{number}. {sentence * (2 + number % 2)}".strip() for number in range(1, 7))
    page = load(soup(lines=lines, lang=lang))

    found = chosen_lines(page)

    assert [line for line in found if line in lines] == list(lines)


@pytest.mark.parametrize(
    "html",
    [
        "<html><body></body></html>",
        "<html><body><p>.</p></body></html>",
        "<html><body><img alt='x'><p></p><table></table></body></html>",
        "<html><body><nav><a href='/'>Home</a></nav></body></html>",
    ],
)
def test_a_page_with_hardly_a_word_is_no_failure(load, html):
    page = load(html)

    assert chosen_lines(page) in ([], ["."])


def test_every_number_is_finite(load, soup):
    page = load(soup(under="<p>a</p><ul><li>·</li></ul><blockquote><p>“</p></blockquote>"))

    numbers = numbers_of(page)

    assert np.isfinite(numbers).all()
    assert numbers.shape[1] == len(shipped_model().asking.names)


def test_the_same_page_gives_the_same_numbers(load, soup):
    html = soup()

    assert (numbers_of(load(html)) == numbers_of(load(html))).all()


def test_a_block_in_doubt_goes_with_those_of_its_markup_beside_it(load, soup):
    cleaned = clean_tree(load(soup()).tree)
    outline = Outline(find_blocks(cleaned.tree, cleaned.cuts))
    doubtful = next(place for place, size in enumerate(outline.sizes) if size > 100) + 2
    shares = [0.95 if size > 80 else 0.02 for size in outline.sizes]
    shares[doubtful] = 0.45

    evened = even_out(outline, shares)

    assert evened[doubtful] > 0.5
    assert [share > 0.5 for share in evened] == [size > 80 for size in outline.sizes]
