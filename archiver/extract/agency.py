"""Agency, credit line and dateline: what the first and last lines of a text say of where it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.article import BlockKind
from archiver.extract.claims import Claim

if TYPE_CHECKING:
    from archiver.article import Author, Block

#: Agencies by the name they are known under, and the forms bylines print.
_AGENCIES = {
    "Reuters": "Reuters|رويترز|رویترز|ロイター|路透社|路透|로이터|Рейтер",
    "AP": "AP|Associated Press|The Associated Press|أسوشيتد برس|آسوشیتدپرس|AP通信|美联社",
    "AFP": "AFP|Agence France-Presse|Agence France Presse|فرانس برس|أ ف ب|法新社|خبرگزاری فرانسه",
    "dpa": "dpa|DPA|Deutsche Presse-Agentur|د ب أ|dpa-AFX",
    "APA": "APA",
    "ANSA": "ANSA",
    "EFE": "EFE|Agencia EFE",
    "Europa Press": "Europa Press",
    "Lusa": "Lusa",
    "Belga": "Belga",
    "ANP": "ANP",
    "TT": "TT",
    "NTB": "NTB",
    "Ritzau": "Ritzau",
    "STT": "STT",
    "PAP": "PAP",
    "ČTK": "ČTK|ČTK|CTK",
    "TASR": "TASR",
    "MTI": "MTI",
    "SDA": "SDA|sda|Keystone-SDA|ATS|Keystone-ATS",
    "SID": "SID|sid",
    "KNA": "KNA",
    "epd": "epd",
    "TASS": "TASS|ТАСС",
    "RIA Novosti": "РИА Новости|RIA Novosti",
    "Interfax": "Interfax|Интерфакс",
    "UNIAN": "УНИАН|UNIAN",
    "Ukrinform": "Ukrinform|Укринформ|Укрінформ",
    "Xinhua": "Xinhua|新华社|新華社|شينخوا",
    "China News Service": "中新社|中新网",
    "Kyodo": "Kyodo|共同通信|共同",
    "Jiji": "Jiji|時事通信|時事",
    "Yonhap": "Yonhap|연합뉴스",
    "Anadolu": "Anadolu Agency|Anadolu Ajansı|Anadolu|الأناضول|وكالة الأناضول",
    "DHA": "DHA",
    "İHA": "İHA",
    "IRNA": "IRNA|ایرنا|إيرنا",
    "ISNA": "ISNA|ایسنا",
    "Fars": "خبرگزاری فارس",
    "Tasnim": "تسنیم",
    "INA": "INA|واع",
    "SANA": "SANA|سانا",
    "WAM": "WAM|وام",
    "SPA": "SPA|واس",
    "KUNA": "KUNA|كونا",
    "MENA": "أ ش أ",
    "PTI": "PTI|Press Trust of India",
    "ANI": "ANI",
    "IANS": "IANS",
    "UPI": "UPI",
    "Bloomberg": "Bloomberg",
    "PA Media": "PA Media|Press Association",
    "AAP": "AAP",
    "Canadian Press": "The Canadian Press|La Presse canadienne",
    "Antara": "Antara",
    "Bernama": "Bernama",
    "PR Newswire": "PR Newswire|PRNewswire",
    "Business Wire": "Business Wire|BUSINESS WIRE",
    "GlobeNewswire": "GlobeNewswire|GLOBE NEWSWIRE",
}
_BY_FORM = {form: name for name, forms in _AGENCIES.items() for form in forms.split("|")}
_FORMS = "|".join(sorted((re.escape(form) for form in _BY_FORM), key=len, reverse=True))
_LIST = rf"(?:{_FORMS})(?:\s*(?:[/,&+]|and|und|et|y|with)\s*(?:{_FORMS}|[A-Za-z]{{2,5}}))*"
#: "ERBIL (Reuters) - ", "Berlin (dpa/AFP) –"
_IN_DATELINE = re.compile(rf"^.{{0,60}}?[(\[（【]\s*(?P<credit>{_LIST})\s*[)\]）】]\s*(?:[-–—:|]|$|\s)", re.S)
#: a whole last line: "(dpa)", "Reuters", "— AFP", "Source: AP", "© dpa-infocom, dpa:210219-99-1/2"
_LAST = re.compile(
    rf"^[\s(\[（【©—–-]*(?:(?:source|quelle|fuente|fonte|źródło|kaynak|المصدر|منبع|سەرچاوە|来源|來源|출처)\s*[:：]\s*)?(?P<credit>{_LIST})(?:-infocom.*)?[\s)\]）】.]*$",
    re.I,
)
#: at the end of the last paragraph: "… said. (AFP)", "… —AP"
_AT_END = re.compile(rf"(?:[(\[（]\s*(?P<a>{_LIST})\s*[)\]）]|[—–]\s?(?P<b>{_LIST}))\s*\.?$")
_CREDIT_LINE = re.compile(
    r"^\(?(?:(?:additional )?(?:reporting|writing|editing)(?: and (?:writing|editing))? (?:by|from)\b|with (?:reporting|files|material|information) (?:by|from)\b"
    r"|mit material (?:von|der)\b|(?:diese meldung|dieser text|dieser beitrag) (?:wurde|ist|erschien)\b|(?:source|quelle|fuente|fonte|źródło|kaynak)\s*:"
    r"|avec (?:afp|ap|reuters|ats)\b|con información de\b|com informações d[aeo]s?\b|(?:المصدر|منبع|سەرچاوە|来源|來源|출처)\s*[:：]"
    r"|this (?:article|story) (?:was|is|first|originally)(?: \w+)? (?:published|produced|republished|appeared)\b|©).{0,220}$",
    re.I,
)
#: A place in capitals, or one with a dash, before the first sentence.
_DATELINE = re.compile(
    r"^\s*(?P<place>[^\W\d_][^!?:;\"“”„«»()\[\]—–|\n]{1,60}?)\s*(?:[(\[（](?P<inside>[^)\]）]{1,40})[)\]）])?\s*(?P<dash>[—–]|\s-\s|--|(?<=\))\s*[.:-])\s*(?=\S)"
)
_PAREN_DATELINE = re.compile(
    r"^\s*(?P<place>[^\W\d_][^!?:;()\n]{1,40}?)\s+\((?P<inside>[^)]{2,30})\)\s*(?:[-–—.:]\s*)?(?=\S)"
)
_DATE_TAIL = re.compile(
    r",?\s+(?:\d{1,2}\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+\d{1,2})?(?:,?\s+\d{4})?$",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """What the lines of a text say of its origin."""

    agency: list[Claim[str]]
    credit_line: list[Claim[str]]
    dateline: list[Claim[str]]


def find_agency(text: str) -> str | None:
    """The agency a name or byline is, whatever form it is printed in.

    >>> find_agency("Agence France-Presse"), find_agency("Sara Amin")
    ('AFP', None)
    """
    return _BY_FORM.get(" ".join(text.split()).strip("()[] ."))


def read_credits(blocks: tuple[Block, ...], authors: tuple[Author, ...]) -> Credits:
    """Claims on agency, credit line and dateline."""
    texts = [
        block.text.strip() for block in blocks if block.kind is BlockKind.PARAGRAPH and block.text.strip()
    ]
    credits = Credits(agency=[], credit_line=[], dateline=[])
    if texts:
        _read_first(texts[0], credits)
        _read_last(texts, credits)
    for author in authors:
        agency = find_agency(author.name)
        if agency:
            credits.agency.append(
                Claim(value=agency, source="text", rule="author", raw=author.name, confidence=0.8)
            )
    return credits


def _add_agency(credits: Credits, printed: str, raw: str, rule: str, confidence: float) -> None:
    names = [_BY_FORM[form] for form in re.findall(_FORMS, printed)]
    if names:
        value = ", ".join(dict.fromkeys(names))
        credits.agency.append(Claim(value=value, source="text", rule=rule, raw=raw, confidence=confidence))


def _read_first(text: str, credits: Credits) -> None:
    match = _IN_DATELINE.match(text[:160])
    if match:
        _add_agency(credits, match["credit"], match[0].strip(), "dateline", 0.92)
    dateline = find_dateline(text)
    if dateline:
        credits.dateline.append(
            Claim(
                value=dateline,
                source="text",
                rule="start of the first paragraph",
                raw=text[:100],
                confidence=0.85,
            )
        )


def find_dateline(text: str) -> str | None:
    """The place printed before the first sentence, without date and agency.

    >>> find_dateline("ERBIL, Kurdistan Region — Rain fell on Monday.")
    'ERBIL, Kurdistan Region'
    >>> find_dateline("BERLIN, Feb 19 (Reuters) - Rain fell.")
    'BERLIN'
    >>> find_dateline("Berlin (dpa) - Regen fällt."), find_dateline("COLUMBIA, S.C. (AP) — Rain fell.")
    ('Berlin', 'COLUMBIA, S.C.')
    >>> find_dateline("The rain — the first in months — fell on Monday.") is None
    True
    """
    match = _DATELINE.match(text[:140]) or _PAREN_DATELINE.match(text[:100])
    if match is None:
        return None
    place = _DATE_TAIL.sub("", match["place"].strip(" ,/")).strip(" ,/")
    if not place or any(char.isdigit() for char in place) or len(place.split()) > 7:
        return None
    inside = match["inside"] or ""
    return place if _is_place(place) or (inside and re.search(_FORMS, inside)) else None


def _is_place(place: str) -> bool:
    """Capitals, or at most four words that each begin with one; a script without capitals needs one short word or two."""
    words = re.findall(r"[^\W\d_]+", place)
    if not words or len(words) > 7 or any(char.isdigit() for char in place):
        return False
    if not any(char.isupper() or char.islower() for char in place):
        return len(words) <= 2 and len(place) <= 20
    first = place.split(",")[0]
    return first.isupper() and len(first) > 2


def _read_last(texts: list[str], credits: Credits) -> None:
    for text in texts[-3:]:
        line = _LAST.match(text) if len(text) < 120 else None
        if line:
            _add_agency(credits, line["credit"], text, "line of its own", 0.88)
        if line or (len(text) < 260 and _CREDIT_LINE.match(text)):
            credits.credit_line.append(
                Claim(
                    value=" ".join(text.split()),
                    source="text",
                    rule="line of its own",
                    raw=text,
                    confidence=0.85,
                )
            )
            if not line:
                _add_agency(credits, text, text, "credit line", 0.75)
    end = _AT_END.search(texts[-1][-60:])
    if end:
        printed = end["a"] or end["b"]
        _add_agency(credits, printed, end[0], "end of the last paragraph", 0.86)
        credits.credit_line.append(
            Claim(
                value=end[0].strip(" —–"),
                source="text",
                rule="end of the last paragraph",
                raw=end[0],
                confidence=0.7,
            )
        )
