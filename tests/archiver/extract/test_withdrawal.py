"""A notice in the place of an article is no article; news of a withdrawal is."""

from __future__ import annotations

import pytest

from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article
from archiver.testing import make_capture

NEWS = (
    "<p>The Selvane Medical Review has withdrawn an article on bridge builders' lungs after two of its authors said that "
    "they had never seen the data. The journal's editor told this newspaper that the article was removed on Monday.</p>"
    "<p>It had been quoted in eleven hearings of the harbour commission since the spring, and the union of bridge builders "
    "asked on Tuesday for all of them to be held again. A date has not been set, the commission's office said.</p>"
)


@pytest.mark.parametrize(
    "notice",
    [
        "This article has been withdrawn because it did not meet our standards.",
        "Editor's note: This story was removed on 3 May for legal reasons.",
        "Dieser Artikel wurde aus rechtlichen Gründen gelöscht.",
        "Cet article a été retiré à la demande de son auteur.",
        "Este artículo ha sido eliminado.",
        "تم حذف هذا المقال بناء على طلب الكاتب.",
        "本文已被作者删除。",
        "この記事は掲載後に削除されました。",
        "Эта статья была удалена по просьбе автора.",
    ],
)
@pytest.mark.parametrize("declared", [True, False])
def test_a_notice_is_told_as_withdrawn(notice: str, declared: bool) -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge opens","datePublished":"2021-02-19"}</script>'
    page = f"<html><head><title>Bridge opens</title>{head if declared else ''}</head><body><article><h1>Bridge opens</h1><p>{notice}</p></article></body></html>"

    with pytest.raises(NotAnArticle) as told:
        extract_article(make_capture(page))

    assert told.value.reason == "withdrawn"


def test_news_of_a_withdrawal_is_an_article() -> None:
    page = f"<html><head><title>Journal withdraws article</title></head><body><article><h1>Journal withdraws article</h1>{NEWS}</article></body></html>"

    assert "union of bridge builders" in extract_article(make_capture(page)).body
