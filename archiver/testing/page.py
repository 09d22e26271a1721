"""The page of an article, as a tidy newspaper writes it, and news to fill it with."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from html import escape
from json import dumps
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Where the articles and captures made here come from, unless a test says otherwise.
URL = "https://courier.example/news/2021/02/19/bridge-opens.html"
TITLE = "Bridge over the Aban opens after nine years"
#: When they were published.
MORNING = datetime(2021, 2, 19, 6, 30, tzinfo=UTC)

_SENTENCES = tuple(
    """
The mayor called the decision overdue and thanked the engineers, who stood at the back of the room.
Residents who came to hear the news had waited for it since the spring.
The works begin next month and are to cost 4.2 million crowns, half of them paid by the province.
Traffic will be led around the old market, and the number 7 bus will stop at the library instead.
“We were promised this twice before,” said Nora Lind, who sells vegetables two streets away.
Four members of the opposition voted against it and asked for a second opinion on the foundations.
The school on the hill will keep its garden, which the first plan had turned into a car park.
Rain is expected until Tuesday, and the fire brigade has asked people to keep away from the river.
A report published in January had found cracks in eleven of the thirty pillars.
Shopkeepers complained that nobody had asked them, although most of them rent from the town.
The museum lent two paintings for the occasion and will show them until the end of the month.
Police counted six hundred visitors in the morning and twice as many after lunch.
An earlier attempt failed in 2012, when the contractor went out of business within a year.
The minister of transport did not come, but sent a letter that was read aloud.
Bakers along the route gave away four hundred loaves before the speeches had ended.
The hospital said on Thursday that both of the injured workers had gone home.
Nurses, drivers and teachers share the new building with the post office.
Experts from the university measured the noise at five places and called it tolerable.
Prices for flats in the quarter have risen by a fifth since the plan became known.
The last train leaves at half past eleven, forty minutes later than it does today.
Volunteers planted ninety lime trees, one for every year of the club.
A court in the capital had stopped the sale in autumn because a signature was missing.
Fishermen say that the water has been clearer since the mill closed.
The council meets again on the third of March to talk about the money.
""".strip().splitlines()
)


def make_paragraphs(subject: str = TITLE) -> tuple[str, ...]:
    """Three paragraphs of news under the headline *subject*, about 150 words; other headlines, other sentences.

    >>> len(make_paragraphs("The harbour"))
    3
    >>> make_paragraphs("The harbour") == make_paragraphs("The bakery")
    False
    """
    order = sorted(_SENTENCES, key=lambda sentence: hashlib.sha256((subject + sentence).encode()).digest())
    first = f"{subject}, the town council told reporters on Friday morning."
    return " ".join([first, *order[:2]]), " ".join(order[2:5]), " ".join(order[5:8])


def make_page(
    title: str = TITLE,
    paragraphs: Sequence[str] | None = None,
    *,
    url: str = URL,
    author: str | None = "Ilse Marr",
    published: datetime | None = MORNING,
    modified: datetime | None = None,
    section: str = "Town",
    language: str = "en",
    head: str = "",
    extra: str = "",
) -> str:
    """The HTML of an article's page, as a tidy newspaper writes it: JSON-LD, OpenGraph, <time>, navigation, footer.

    *head* and *extra* are HTML put as they are at the end of <head> and behind the article.
    """
    body = make_paragraphs(title) if paragraphs is None else paragraphs
    direction = "rtl" if language.partition("-")[0] in ("ar", "ckb", "fa", "he", "ur") else "ltr"
    text = "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in body)
    byline = (
        f'<p class="byline">By <a rel="author" href="/authors">{escape(author)}</a></p>' if author else ""
    )
    time = f'<time datetime="{published.isoformat()}">{published:%d %B %Y}</time>' if published else ""
    return f"""<!doctype html>
<html lang="{escape(language)}" dir="{direction}">
<head>
<meta charset="utf-8">
<title>{escape(title, quote=False)} | The Loopback Courier</title>
<link rel="canonical" href="{escape(url)}">
<meta property="og:type" content="article">
<meta property="og:title" content="{escape(title)}">
<meta property="og:url" content="{escape(url)}">
<script type="application/ld+json">{_json_ld(title, url, author, published, modified, section)}</script>
{head}
</head>
<body>
<nav><a href="/">Home</a> <a href="/sections/{quote(section.lower())}">{escape(section)}</a></nav>
<main><article>
<h1>{escape(title, quote=False)}</h1>
{byline}
{time}
{text}
</article>
{extra}
</main>
<footer>The Loopback Courier is a newspaper for tests. Nothing in it happened.</footer>
</body>
</html>
"""


def _json_ld(
    title: str,
    url: str,
    author: str | None,
    published: datetime | None,
    modified: datetime | None,
    section: str,
) -> str:
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "url": url,
        "articleSection": section,
    }
    if author:
        said["author"] = {"@type": "Person", "name": author}
    if published:
        said["datePublished"] = published.isoformat()
    if modified:
        said["dateModified"] = modified.isoformat()
    # "</script>" in a headline would end the script
    return dumps(said, ensure_ascii=False).replace("</", "<\\/")
