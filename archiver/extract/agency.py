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
#: Forms long enough to be told whatever their case: "Agencia Efe".
_LONG = 5
_BY_LONG_FORM = {form.casefold(): name for form, name in _BY_FORM.items() if len(form) > _LONG}
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
    name = " ".join(text.split()).strip("()[] .")
    return _BY_FORM.get(name) or (_BY_LONG_FORM.get(name.casefold()) if len(name) > _LONG else None)


def read_credits(
    blocks: tuple[Block, ...], authors: tuple[Author, ...], bylines: tuple[str, ...] = ()
) -> Credits:
    """Claims on agency, credit line and dateline; *bylines* are lines read as the byline, as printed."""
    texts = [
        block.text.strip() for block in blocks if block.kind is BlockKind.PARAGRAPH and block.text.strip()
    ]
    credits = Credits(agency=[], credit_line=[], dateline=[])
    if texts:
        # a standfirst or two may stand before the first sentence
        for number, text in enumerate(texts[:_OPENING]):
            _read_first(text, number, credits)
            if credits.dateline:
                break
        _read_last(texts, credits)
    _read_byline(authors, bylines, credits)
    _read_unlisted(texts, credits)
    return credits


#: Paragraphs among which the first sentence is looked for.
_OPENING = 4
#: Words that only agencies have in their names.
_SAYS_AGENCY = re.compile(
    r"\b(?:news|press|wire|photo)\s?(?:agency|service)\b|\bnewswire\b|nachrichtenagentur|presseagentur|\bagence(?=\s+(?:de\s+presse|d[’']information|[A-ZÀ-Þ]))"
    r"|\bagencia(?=\s+(?:de\s+noticias|[A-ZÀ-Þ]))|\bagência(?=\s+[A-ZÀ-Þ])|\bagenzia(?=\s+[A-ZÀ-Þ])|\bajansı\b|nyhetsbyrå|nyhetsbureau|\bpersbureau\b"
    r"|agencja\s+prasowa|информационное\s+агентство|информагентств|وكالة\s+(?:ال)?[أا]نباء|وکالة\s|خبرگزاری|ئاژانس[یى]|通讯社|通訊社|通信社|통신$",
    re.I,
)
#: "Harbour News Agency (HNA)"
_WITH_INITIALS = re.compile(r"(?P<name>[^()（）|/;]{4,60}?)\s*[(（](?P<initials>[A-ZÇÖÜŞİ]{2,6})[)）]")
#: The name in a credit: "Source: Harbour News Agency"
_AFTER_LABEL = re.compile(
    r"^[\s(\[（【©—–-]*(?:source|quelle|fuente|fonte|źródło|kaynak|bron|källa|kilde|источник|المصدر|منبع|سەرچاوە|来源|來源|출처)\s*[:：]\s*(?P<name>[^.;|]{2,60}?)[\s)\]）】.]*$",
    re.I,
)


def says_agency(name: str) -> bool:
    """A name with a word that only news agencies have in theirs.

    >>> says_agency("Harbour News Agency"), says_agency("وكالة أنباء هاربر"), says_agency("Sara Amin")
    (True, True, False)
    """
    if len(name) > 70 or "|" in name or name.casefold().endswith("reports"):
        return False
    return _SAYS_AGENCY.search(name) is not None


def initials_of(name: str) -> str:
    """The first letters of a name's words, small words left out.

    >>> initials_of("Harbour News Agency"), initials_of("Agence de Presse du Sund")
    ('HNA', 'APS')
    """
    return "".join(word[0] for word in re.findall(r"\w+", name) if word[0].isupper())


def _read_byline(authors: tuple[Author, ...], bylines: tuple[str, ...], credits: Credits) -> None:
    """Agencies among the authors, by the list or by their own word."""
    for author in authors:
        known = find_agency(author.name)
        if known is None and not says_agency(author.name):
            continue
        printed = next((line for line in bylines if author.name in line and len(line) < 120), author.name)
        initials = next(
            (match["initials"] for match in _WITH_INITIALS.finditer(printed) if author.name in match["name"]),
            None,
        )
        credits.agency.append(
            Claim(
                value=known or initials or author.name,
                source="text",
                rule="author",
                raw=printed,
                confidence=0.8 if known else 0.7,
            )
        )
        credits.credit_line.append(
            Claim(value=printed, source="text", rule="byline", raw=printed, confidence=0.5)
        )


def _read_unlisted(texts: list[str], credits: Credits) -> None:
    """Agencies that stand on no list: in the dateline's brackets, or in a credit at the end."""
    names = [claim.raw for claim in credits.agency]
    for text in texts[-3:]:
        label = _AFTER_LABEL.match(text) if len(text) < 120 else None
        name = label["name"] if label else text.strip(" ()[]—–-.") if len(text) < 60 else ""
        if not name or find_agency(name) or not says_agency(name):
            continue
        names.append(name)
        shown = _WITH_INITIALS.search(name)
        value = shown["initials"] if shown else name
        credits.agency.append(
            Claim(value=value, source="text", rule="credit line", raw=text, confidence=0.72)
        )
        credits.credit_line.append(
            Claim(
                value=" ".join(text.split()), source="text", rule="line of its own", raw=text, confidence=0.84
            )
        )
    for text in texts[:_OPENING]:
        match = _DATELINE.match(text[:140])
        inside = (match["inside"] or "").strip() if match else ""
        # initials alone may be the paper's own: only a name they belong to makes them an agency
        meant = any(
            initials_of(re.sub(r"\(.*", "", name)) == inside or f"({inside})" in name for name in names
        )
        if match and meant and re.fullmatch(r"[^\W\d_a-z]{2,6}", inside) and inside not in _BY_FORM:
            raw = match[0].strip()
            credits.agency.append(
                Claim(value=inside, source="text", rule="dateline", raw=raw, confidence=0.9)
            )


def _add_agency(credits: Credits, printed: str, raw: str, rule: str, confidence: float) -> None:
    names = [_BY_FORM[form] for form in re.findall(rf"(?<![A-Za-z])(?:{_FORMS})(?![A-Za-z])", printed)]
    if names:
        value = ", ".join(dict.fromkeys(names))
        credits.agency.append(Claim(value=value, source="text", rule=rule, raw=raw, confidence=confidence))


def _read_first(text: str, number: int, credits: Credits) -> None:
    match = _IN_DATELINE.match(text[:160])
    if match:
        _add_agency(credits, match["credit"], match[0].strip(), "dateline", 0.92)
    dateline = find_dateline(text)
    if dateline:
        credits.dateline.append(
            Claim(
                value=dateline,
                source="text",
                rule="start of the first paragraph" if not number else f"start of paragraph {number + 1}",
                raw=text[:100],
                confidence=0.85 if not number else 0.75,
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
    if not words or len(words) > 7 or any(char.isdigit() or char in "：，。、" for char in place):
        return False
    if not any(char.isupper() or char.islower() for char in place):
        return len(words) <= 2 and len(place) <= 20
    first = place.split(",")[0]
    return first.isupper() and len(first) > 2 and len(first.split()) <= 4


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
