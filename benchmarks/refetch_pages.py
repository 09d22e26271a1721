"""Pages as a newspaper serves them again: with other furniture around the same words, or with other words."""

from __future__ import annotations

import html
import re
import string
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from archiver.text import count_words, normalize_text

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

_PARAGRAPH = re.compile(r"<p\b[^<>]*>(.*?)</p\s*>", re.IGNORECASE | re.DOTALL)
#: Words of the longest line above the text that is no paragraph of it.
_HEADING_WORDS = 3
_H1 = re.compile(r"<h1\b[^<>]*>(.*?)</h1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_MODIFIED = re.compile(
    r"((?:dateModified|article:modified_time|og:updated_time|lastmod)[^<>]{0,40}?)(\d{4}-\d\d-\d\dT\d\d:\d\d)"
)

#: "Updated 3 minutes ago", in the languages of the pages; {} is a number.
_AGO: Final = {
    "en": ("Updated {} minutes ago", "Last updated: {} min ago", "{} hours ago", "Updated: 12:{} GMT"),
    "de": ("Aktualisiert vor {} Minuten", "vor {} Stunden", "Zuletzt aktualisiert: 12:{} Uhr"),
    "fr": ("Mis à jour il y a {} minutes", "il y a {} heures"),
    "es": ("Actualizado hace {} minutos", "hace {} horas"),
    "ar": ("آخر تحديث منذ {} دقيقة", "قبل {} ساعات"),
    "zh": ("{}分钟前更新", "更新于{}小时前"),
    "ja": ("{}分前に更新", "{}時間前"),
}
_COUNTS: Final = {
    "en": ("{} comments", "Comments ({})", "{} shares", "{} views", "{} people are reading this"),
    "de": ("{} Kommentare", "Kommentare ({})", "{} mal geteilt"),
    "fr": ("{} commentaires", "{} partages"),
    "es": ("{} comentarios", "{} visitas"),
    "ar": ("{} تعليق", "عدد المشاهدات: {}"),
    "zh": ("评论 {}", "阅读 {}"),
    "ja": ("コメント{}件", "{}件のシェア"),
}
_READ_ALSO: Final = {
    "en": ("Read also: ", "Related: ", "MORE: ", ""),
    "de": ("Lesen Sie auch: ", "Mehr dazu: ", ""),
    "fr": ("Lire aussi : ", "À lire également : ", ""),
    "es": ("Lea también: ", "Te puede interesar: ", ""),
    "ar": ("اقرأ أيضا: ", ""),
    "zh": ("相关阅读：", "延伸阅读："),
    "ja": ("関連記事：", "あわせて読みたい："),
}
_ADVERT: Final = {
    "en": "Advertisement",
    "de": "Anzeige",
    "fr": "Publicité",
    "es": "Publicidad",
    "ar": "إعلان",
    "zh": "广告",
    "ja": "広告",
}
_GOODS: Final = (
    "garden chairs",
    "winter tyres",
    "a second phone line",
    "walking boots",
    "a lighter laptop",
    "oak shelves",
)
_SHOPS: Final = ("Marlow & Tine", "Hafenladen", "Casa Brisa", "Northgate Stores", "Lumio")
_EVENTS: Final = (
    "Harbour bridge closed for a third night", "Mill owners ask for a later start", "Two schools share one orchestra",
    "Ferry timetable changes from Monday", "Council finds the missing clock", "Snow ploughs come out in October",
    "Ein Markt zieht um", "Le vieux phare rallumé", "El puente vuelve a abrir", "افتتاح الجسر القديم", "老桥重新开放", "古い橋が再開",
)  # fmt: skip


def strip_tags(markup: str) -> str:
    """The words of a piece of markup."""
    return html.unescape(_TAG.sub(" ", markup))


@dataclass(slots=True)
class PageText:
    """The text of a page, with the places of the paragraphs its article was read from."""

    html: str
    title: str
    language: str  #: two letters
    paragraphs: list[str]  #: the words of each, as read
    spans: list[tuple[int, int]] = field(default_factory=list)  #: of the elements `p` they stand in, in order
    from_top: bool = True  #: the first of them is the first of the article

    @classmethod
    def find(cls, markup: str, title: str, language: str, paragraphs: Sequence[str]) -> PageText:
        """Find where the paragraphs of an article stand in its page."""
        wanted = {_bare(text) for text in paragraphs}
        page = cls(html=markup, title=title, language=language[:2], paragraphs=[])
        seen: set[str] = set()
        for match in _PARAGRAPH.finditer(markup):
            words = _bare(strip_tags(match[1]))
            if words in wanted and words not in seen and _is_alone(match[1], markup):
                seen.add(words)
                page.spans.append(match.span())
                page.paragraphs.append(" ".join(strip_tags(match[1]).split()))
        first = next((text for text in paragraphs if count_words(text) > _HEADING_WORDS), "")
        page.from_top = bool(page.paragraphs) and _bare(first) == _bare(page.paragraphs[0])
        return page

    def line(self, table: dict[str, tuple[str, ...]], chance: random.Random) -> str:
        """A line of furniture in the page's language, with a number."""
        text = chance.choice(table.get(self.language, table["en"]))
        return text.format(chance.randrange(2, 59)) if "{}" in text else text


def _is_alone(paragraph: str, markup: str) -> bool:
    """Whether a paragraph stands in the page once; one that a script has, too, would have to be edited there as well."""
    runs = re.findall(r"[\w ]{20,}", paragraph)
    return "<p" not in paragraph.lower() and all(markup.count(run) == 1 for run in runs)


def _bare(text: str) -> str:
    return "".join(normalize_text(text).split())


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(string.ascii_lowercase + string.digits, k=7))


def put(markup: str, places: Sequence[tuple[int, str]]) -> str:
    """The markup with pieces put in, each before the character at its place."""
    for at, piece in sorted(places, key=lambda one: one[0], reverse=True):
        markup = markup[:at] + piece + markup[at:]
    return markup


# --- furniture: pieces between, above and below the paragraphs


def adverts(page: PageText, chance: random.Random) -> list[tuple[int, str]]:
    """Adverts between the paragraphs: empty slots, and adverts with words."""
    label = _ADVERT.get(page.language, "Advertisement")
    offer = (
        f"Save {chance.randrange(10, 70)}% on {chance.choice(_GOODS)} at {chance.choice(_SHOPS)}. Shop now"
    )
    forms = (
        f'<div class="ad-slot" id="div-gpt-ad-{_name(chance)}"></div>',
        f'<div class="advert"><span>{label}</span><a href="https://ads.example/{_name(chance)}">{offer}</a></div>',
        f'<aside class="promo"><p>{label}</p><p><a rel="sponsored" href="https://ads.example/{_name(chance)}">{offer}</a></p></aside>',
        f'<p class="ad-label">{label}</p>',
    )
    places = chance.sample(page.spans, min(len(page.spans), chance.randrange(1, 4)))
    return [(end, chance.choice(forms)) for _, end in places]


def timestamps(page: PageText, chance: random.Random) -> list[tuple[int, str]]:
    """How long ago the page was updated, above or below the text."""
    said = page.line(_AGO, chance)
    forms = (
        f'<span class="updated">{said}</span>',
        f"<p>{said}</p>",
        f'<div class="meta"><time datetime="2026-11-{chance.randrange(10, 29)}T10:00:00Z">{said}</time></div>',
    )
    return [(chance.choice((page.spans[0][0], page.spans[-1][1])), chance.choice(forms))]


def counters(page: PageText, chance: random.Random) -> list[tuple[int, str]]:
    """How many commented, shared and looked."""
    said = page.line(_COUNTS, chance)
    forms = (
        f'<a class="comment-count" href="#comments">{said}</a>',
        f"<p>{said}</p>",
        f'<ul class="share"><li>Facebook {chance.randrange(900)}</li><li>{said}</li></ul>',
    )
    return [(chance.choice((page.spans[0][0], page.spans[-1][1])), chance.choice(forms))]


def related(page: PageText, chance: random.Random) -> list[tuple[int, str]]:
    """Links to other articles, inside the text and below it."""
    events = chance.sample(_EVENTS, 4)
    links = [f'<a href="/news/{_name(chance)}">{event}</a>' for event in events]
    lead = page.line(_READ_ALSO, chance)
    listed = "".join(f"<li>{link}</li>" for link in links[1:])
    places = [(page.spans[-1][1], f'<div class="related"><h3>Related</h3><ul>{listed}</ul></div>')]
    if len(page.spans) > 2:
        inside = chance.choice(page.spans[1:-1])[1]
        form = chance.choice(
            ('<p class="read-also">{}{}</p>', "<p><strong>{}</strong>{}</p>", "<div>{}{}</div>")
        )
        places.append((inside, form.format(lead, links[0])))
    return places[chance.randrange(len(places)) :]


def surroundings(page: PageText, chance: random.Random) -> list[tuple[int, str]]:
    """A ticker above, the most read and a footer below."""
    events = chance.sample(_EVENTS, 5)
    most = "".join(f'<li><a href="/news/{_name(chance)}">{event}</a></li>' for event in events)
    places = [
        (
            page.html.lower().rfind("</body"),
            f'<aside class="most-read"><h2>Most read</h2><ol>{most}</ol></aside>',
        )
    ]
    body = re.search(r"<body\b[^>]*>", page.html, re.IGNORECASE)
    if body:
        ticker = f'<div class="ticker"><b>Breaking</b> <a href="/x">{events[0]}</a> {chance.randrange(3, 30)}°C</div>'
        places.append((body.end(), ticker))
    return [(at, piece) for at, piece in places if at >= 0]


FURNITURE: Final[dict[str, Callable[[PageText, random.Random], list[tuple[int, str]]]]] = {
    "adverts": adverts,
    "timestamps": timestamps,
    "counters": counters,
    "related links": related,
    "surroundings": surroundings,
}


# --- markup: the same words, written otherwise


def reclass(markup: str, chance: random.Random) -> str:
    """Paragraphs get other classes and ids, as build tools give them."""
    return re.sub(
        r"<p>", lambda _: f'<p class="css-{_name(chance)}" data-id="{chance.randrange(10**6)}">', markup
    )


def respace(markup: str, chance: random.Random) -> str:
    """Other white space between tags, and comments."""
    joint = chance.choice(("\n", "\n\n  ", f"<!-- rendered {chance.randrange(10**9)} -->\n"))
    return re.sub(r"</p>\s*<p", f"</p>{joint}<p", markup)


def resign(markup: str, chance: random.Random) -> str:
    """Other quotes and spaces in the text of paragraphs, as another editor's keyboard gives them."""
    curly = chance.random() < 0.5

    def retyped(match: re.Match[str]) -> str:
        text = match[0]
        if curly:
            return re.sub(r"(?<=\w)'(?=\w)(?![^<>]*>)", "’", text)
        return re.sub(r"(?<=\d) (?=\w)(?![^<>]*>)", "&nbsp;", text.replace("’", "'"))

    return _PARAGRAPH.sub(retyped, markup)


def scripts(markup: str, chance: random.Random) -> str:
    """Other numbers in scripts, styles and hidden fields."""
    piece = (
        f'<script nonce="{_name(chance)}">window.__state={{"t":{chance.randrange(10**9)}}};</script>'
        f'<input type="hidden" name="csrf" value="{_name(chance)}">'
    )
    return re.sub(r"</body", lambda match: piece + match[0], markup, count=1, flags=re.IGNORECASE)


def remodify(markup: str, chance: random.Random) -> str:
    """The page says that it was modified later."""
    return _MODIFIED.sub(
        lambda match: f"{match[1]}{match[2][:11]}{chance.randrange(10, 24)}:{chance.randrange(10, 60)}",
        markup,
    )


MARKUP: Final[dict[str, Callable[[str, random.Random], str]]] = {
    "classes": reclass,
    "white space": respace,
    "signs": resign,
    "scripts": scripts,
    "modified": remodify,
}


def refurnish(page: PageText, chance: random.Random) -> tuple[str, list[str]]:
    """The page with the same words and other furniture; and which kinds of it were put in or changed."""
    kinds = chance.sample(sorted(FURNITURE), chance.randrange(1, 5))
    places = [place for kind in kinds for place in FURNITURE[kind](page, chance)]
    markup = put(page.html, places)
    for kind in (again := chance.sample(sorted(MARKUP), chance.randrange(1, 4))):
        markup = MARKUP[kind](markup, chance)
    return markup, kinds + again


# --- real changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A page an editor changed."""

    page: PageText
    kind: str  #: as in `ChangeKind`


def _with_paragraph(page: PageText, at: int, text: str | None) -> PageText:
    """The page with other words in a paragraph; None takes it out."""
    start, end = page.spans[at]
    piece = "" if text is None else f"<p>{html.escape(text, quote=False)}</p>"
    return _moved(page, start, end, piece)


def _moved(page: PageText, start: int, end: int, piece: str) -> PageText:
    shift = len(piece) - (end - start)
    spans = [
        (first + (shift if first >= end else 0), last + (shift if last >= end else 0))
        for first, last in page.spans
        if not (first == start and last == end and not piece)
    ]
    return PageText(
        html=page.html[:start] + piece + page.html[end:],
        title=page.title,
        language=page.language,
        paragraphs=page.paragraphs,
        spans=spans,
        from_top=page.from_top,
    )


def _with_new(page: PageText, at: int, texts: Sequence[str]) -> PageText:
    """The page with paragraphs put before one of its own."""
    start = page.spans[at][0]
    return _moved(page, start, start, "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in texts))


def correct(page: PageText, chance: random.Random, donors: Sequence[str]) -> PageText | None:
    """Another number in a sentence; half of the time with a note that says so."""
    numbered = [at for at, text in enumerate(page.paragraphs) if re.search(r"\d", text)]
    if not numbered:
        return None
    at = chance.choice(numbered)
    place = chance.choice(list(re.finditer(r"\d+", page.paragraphs[at])))
    other = str(int(place[0]) + chance.randrange(1, 9)) if int(place[0]) < 10**12 else "7"
    text = page.paragraphs[at]
    changed = _with_paragraph(page, at, text[: place.start()] + other + text[place.end() :])
    if chance.random() < 0.5:
        note = {"de": "Korrektur: In einer früheren Version stand eine falsche Zahl.", "ar": "تصحيح: ورد رقم غير صحيح في نسخة سابقة.",
                "zh": "更正：本文早前版本中的一个数字有误。", "ja": "訂正：以前の記事の数字に誤りがありました。"}.get(page.language, "Correction: an earlier version of this article gave a wrong figure.")  # fmt: skip
        end = changed.spans[-1][1]
        changed = _moved(changed, end, end, f"<p>{note}</p>")
    return changed


def update(page: PageText, chance: random.Random, donors: Sequence[str]) -> PageText | None:
    """More news in the middle."""
    if len(page.spans) < 3:
        return None
    return _with_new(
        page, chance.randrange(1, len(page.spans) - 1), chance.sample(donors, chance.randrange(1, 4))
    )


def go_on_live(page: PageText, chance: random.Random, donors: Sequence[str]) -> PageText | None:
    """Entries at the top."""
    return _with_new(page, 0, chance.sample(donors, 3)) if page.from_top else None


def trim(page: PageText, chance: random.Random, donors: Sequence[str]) -> PageText | None:
    """Paragraphs taken out."""
    if len(page.spans) < 5:
        return None
    long = [at for at, text in enumerate(page.paragraphs) if at and count_words(text) > 20]
    if not long:
        return None
    for at in sorted(chance.sample(long, min(len(long), chance.randrange(1, 3))), reverse=True):
        page = _with_paragraph(page, at, None)
    return page


def retitle(page: PageText, chance: random.Random, donors: Sequence[str]) -> PageText | None:
    """Another headline, everywhere the page gives it."""
    words = page.title.split()
    if len(page.title) < 12:
        return None
    title = (
        " ".join(words[:-1]) + " " + chance.choice(_EVENTS)
        if len(words) > 3
        else page.title + chance.choice(_EVENTS)
    )
    changed = page.html
    for old, new in {page.title: title, html.escape(page.title): html.escape(title), html.escape(page.title, quote=False): html.escape(title, quote=False)}.items():  # fmt: skip
        changed = changed.replace(old, new)
    printed = {_bare(strip_tags(match[1])) for match in _H1.finditer(changed)}
    if printed != {_bare(title)} or any(page.title in text for text in page.paragraphs):
        return None  # it is written otherwise somewhere
    return PageText.find(changed, title, page.language, page.paragraphs)


def mend(page: PageText, chance: random.Random, donors: Sequence[str]) -> PageText | None:
    """A slip of the keyboard mended: a comma, or two letters of a long word changed over."""
    for at in chance.sample(range(len(page.paragraphs)), len(page.paragraphs)):
        text = page.paragraphs[at]
        long = list(re.finditer(r"(?<![\w'’-])[a-zà-ÿ]{8,}(?![\w'’-])", text))
        if long and chance.random() < 0.7:
            word = chance.choice(long)
            place = word.start() + chance.randrange(2, len(word[0]) - 3)
            if text[place] == text[place + 1]:
                continue
            other = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
            return _with_paragraph(page, at, other)
        comma = re.search(r"[,،、，]", text)
        if comma:
            return _with_paragraph(page, at, text[: comma.start()] + text[comma.end() :])
    return None


EDITS: Final[dict[str, Callable[[PageText, random.Random, Sequence[str]], PageText | None]]] = {
    "correction": correct,
    "update": update,
    "live": go_on_live,
    "trim": trim,
    "headline only": retitle,
    "cosmetic": mend,
}
