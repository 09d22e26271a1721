"""Odd shapes of pages: text in scripts, unfolded part by part, with cards, letters and other articles among it."""

from __future__ import annotations

import json

import pytest

HEADLINE = "<h1>Bridge over the Silvan valley to open in spring</h1>"


def words(body) -> str:
    return body.text


def reasons_of(body, text: str) -> set[str]:
    return {part.reason for part in body.removed if text in part.text}


def test_a_text_that_stands_only_in_a_scripts_data_is_read(read, story):
    markup = "".join(f"<p>{line}</p>" for line in story)
    data = json.dumps([1, json.dumps({"article": {"html": markup}})])

    body = read(f"<html><head><title>x</title></head><body><script>push({data})</script></body></html>")

    assert words(body).split("\n\n") == list(story)


def test_a_page_that_hides_most_of_its_text_unfolds_it(read, page_of, story):
    parts = "".join(f'<h2>Part {n}</h2><div hidden=""><p>{line}</p></div>' for n, line in enumerate(story))

    body = read(page_of(f"<article>{HEADLINE}<p>Tap a part to open it.</p>{parts}</article>"))

    assert all(line in words(body) for line in story)


def test_an_embedded_post_is_the_articles_whatever_its_container_is_called(read, page_of, story):
    post = '<div class="social-embed"><blockquote class="twitter-tweet"><p>The cables hold, and so does the weather. See you in spring.</p>— Hana Rebwar</blockquote></div>'
    text = (
        "".join(f"<p>{line}</p>" for line in story[:3])
        + post
        + "".join(f"<p>{line}</p>" for line in story[3:])
    )

    body = read(page_of(f"<article>{HEADLINE}<div>{text}</div></article>"))

    assert "The cables hold" in words(body)


def test_a_card_on_a_name_is_taken_out_of_the_sentence(read, page_of, story):
    card = '<span role="tooltip"><span>Hana Rebwar</span><span>Engineer since 1998.</span></span>'
    line = f"The council asked <span><a href='/who'>Hana Rebwar</a>{card}</span>, its engineer, to test every cable of the bridge once more before winter."
    text = "".join(f"<p>{part}</p>" for part in (*story[:3], line, *story[3:]))

    body = read(page_of(f"<article>{HEADLINE}<div>{text}</div></article>"))

    assert "asked Hana Rebwar, its engineer" in words(body)


def test_the_next_article_in_markup_without_names_is_left_out(read, page_of, story):
    second = (
        "Seals have come back to the harbour for the first time in nine years, and with them more visitors than the town has beds for.",
        "The harbour master has asked boats to keep away from the northern wall until the young ones have learned to swim.",
    )
    first_article, second_article = (
        f"<div class='k1'><div class='k2'><h1>{title}</h1></div><div class='k3'>{''.join(f'<p>{line}</p>' for line in lines)}</div></div>"
        for title, lines in (
            ("Bridge over the Silvan valley to open in spring", story),
            ("Seals are back", second),
        )
    )

    body = read(page_of(first_article + second_article))

    assert "Seals have come back" not in words(body)
    assert words(body).split("\n\n") == list(story)


def test_letters_of_readers_above_the_text_are_comments(read, page_of, story):
    letters = "".join(
        f"<div class='r'><b>{name}</b><p>{line}</p><a href='#'>Reply</a></div>"
        for name, line in (
            (
                "Quarryman",
                "My grandfather built the old bridge and it has stood for ninety years without a single cable.",
            ),
            (
                "Mrs Eldon",
                "Half of that money would have mended every road between here and Akre, twice over and with kerbs.",
            ),
        )
    )
    text = "".join(f"<p>{line}</p>" for line in story)

    body = read(
        page_of(
            f"<div>{HEADLINE}<div class='q'><h4>What readers say</h4>{letters}</div><div>{text}</div></div>"
        )
    )

    assert "grandfather" not in words(body)
    assert reasons_of(body, "grandfather") == {"comments"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "An dieser Stelle finden Sie einen externen Inhalt von einem Kartendienst, der den Artikel ergänzt.",
            "consent notice",
        ),
        ("この記事は会員限定です。", "paywall notice"),
        ("試運転で海岸通りを走る新型車両（港町市提供）", "caption"),
        ("Заметили ошибку? Выделите её и нажмите Ctrl+Enter.", "form"),
        ("שתפו פייסבוק וואטסאפ טוויטר", "share"),
        ("Размер шрифта: А+ А−", "font control"),
    ],
)
def test_a_line_of_the_page_between_paragraphs_is_kept_with_its_reason(read, page_of, story, line, reason):
    text = "".join(f"<p>{part}</p>" for part in (*story[:3], line, *story[3:]))

    body = read(page_of(f"<article>{HEADLINE}<div>{text}</div></article>"))

    assert line not in words(body)
    assert reasons_of(body, line) == {reason}


def test_a_question_asked_of_everyone_is_kept_each_time(read, page_of, story):
    question = "What made you come to the valley, and would you come again?"
    talks = "".join(f"<h2>Guest {n}</h2><p>{question}</p><p>{line}</p>" for n, line in enumerate(story[:6]))

    body = read(page_of(f"<article>{HEADLINE}<div>{talks}</div></article>"))

    assert words(body).count(question) == 6
