"""The language a page declares, and the one its body is written in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from archiver.extract.claims import Claim, settle

if TYPE_CHECKING:
    from archiver.extract.claims import Settled
    from archiver.extract.evidence import Evidence

#: Characters of the body that are looked at; of 1,525 bodies 3,000 give the same language, 700 another for three.
_SAMPLE = 1_000
#: Letters below which no language is concluded.
_LEAST = 60
#: Scripts that say more with fewer letters: Indic ones, whose vowel signs are none, Chinese, Japanese and Korean.
_DENSE = ((40, "\u0900", "\u0e80"), (15, "\u2e80", "\U00040000"))
_TAG = re.compile(r"([a-zA-Z]{2,3})(?:[-_]([a-zA-Z]{4}))?(?:[-_]([a-zA-Z]{2}|\d{3}))?(?![a-zA-Z])")
#: Names and old codes pages use instead of BCP-47.
_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "francais": "fr", "spanish": "es", "espanol": "es",
    "arabic": "ar", "kurdish": "ku", "sorani": "ckb", "kurmanji": "kmr", "turkish": "tr", "persian": "fa", "farsi": "fa",
    "russian": "ru", "chinese": "zh", "japanese": "ja", "korean": "ko", "italian": "it", "portuguese": "pt", "hebrew": "he",
    "iw": "he", "in": "id", "ji": "yi", "jp": "ja", "cz": "cs", "gr": "el", "ua": "uk", "dk": "da", "kr": "ko", "eng": "en",
    "ger": "de", "deu": "de", "fra": "fr", "fre": "fr", "spa": "es", "ara": "ar", "rus": "ru",
}  # fmt: skip
_SORANI = frozenset("ێۆڵڕڤە")
#: Uyghur shares ۆ and ە; these are its own.
_UYGHUR = frozenset("ۈۋڭې")
_PERSIAN = frozenset("پچژگ")
_KURMANJI_LETTERS = frozenset("êîûçş")
_KURMANJI = frozenset(
    {
        "û",
        "ku",
        "li",
        "di",
        "de",
        "ji",
        "bo",
        "ev",
        "wî",
        "wê",
        "bi",
        "jî",
        "dike",
        "kir",
        "hat",
        "dibe",
        "navbera",
    }
)
_TURKISH_LETTERS = frozenset("ğıİöü")


def read_declared_language(evidence: Evidence) -> Settled[str]:
    """What the page says its language is, as a BCP-47 tag."""
    claims: list[Claim[str]] = []

    def add(raw: str | None, source: str, rule: str, confidence: float) -> None:
        tag = language_tag(raw or "")
        if tag:
            claims.append(Claim(value=tag, source=source, rule=rule, raw=raw or "", confidence=confidence))

    root = evidence.page.tree
    add(
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang"),
        "meta",
        "html[lang]",
        0.8,
    )
    for article in evidence.articles:
        add(article.text("inLanguage"), article.source, "inLanguage", 0.85)
    for page in evidence.pages:
        add(page.text("inLanguage"), page.source, "WebPage.inLanguage", 0.7)
    for name, confidence in (
        ("content-language", 0.7),
        ("og:locale", 0.65),
        ("language", 0.65),
        ("dc.language", 0.7),
        ("dcterms.language", 0.7),
        ("inlanguage", 0.7),
    ):
        for value in evidence.meta.all(name):
            add(value.content, value.source, value.rule, confidence)
    if evidence.link is not None:
        add(evidence.link.language, evidence.link.via.value, "language of the link", 0.6)
    if evidence.site is not None:
        add(evidence.site.language, "site", "language of the site", 0.5)
    return settle("language_declared", claims)


def language_tag(text: str) -> str | None:
    """A BCP-47 tag in its usual spelling; None for what is none.

    >>> language_tag("EN_us"), language_tag("English"), language_tag("zh-hans-cn"), language_tag("x-default")
    ('en-US', 'en', 'zh-Hans-CN', None)
    """
    text = text.strip().split(",")[0].split(";")[0].strip()
    name = _NAMES.get(text.lower())
    if name:
        return name
    match = _TAG.fullmatch(text.split(".")[0])
    if match is None:
        return None
    language = _NAMES.get(match[1].lower(), match[1].lower())
    parts = [language, (match[2] or "").title(), (match[3] or "").upper()]
    return "-".join(part for part in parts if part)


def find_language(text: str, declared: str | None = None) -> tuple[str, float] | None:
    """The language *text* is written in, with a confidence from 0 to 1; None when there are too few letters to tell.

    Sorani (ckb) and Kurmanji (kmr) are told by their letters, which py3langid takes for Arabic, Persian or Turkish.

    >>> find_language("هەولێر لە کوردستانە و خەڵکی شارەکە چاوەڕێی بارانن، بەڵام هێشتا هیچ نەباریوە و ڕۆژەکان گەرمن")[0]
    'ckb'
    """
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if letters < _LEAST and not any(
        letters > least and any(first <= char < last for char in sample) for least, first, last in _DENSE
    ):
        return None
    own = _by_letters(sample, letters)
    if own:
        return own
    tag, confidence = _classify(sample)
    base = (declared or "").partition("-")[0]
    if base and base != tag and confidence < 0.9 and letters < 300:
        return base, 0.5
    return tag, confidence


def _by_letters(sample: str, letters: int) -> tuple[str, float] | None:
    if sample.isascii():
        return None
    sorani = sum(map(_SORANI.__contains__, sample))
    if sorani > 0.04 * letters and not any(char in _UYGHUR for char in sample):
        return "ckb", 0.97
    folded = sample.lower()
    if sum(map(_KURMANJI_LETTERS.__contains__, folded)) > 0.02 * letters and not any(
        char in _TURKISH_LETTERS for char in sample
    ):
        words = re.findall(r"\w+", folded)
        if sum(word in _KURMANJI for word in words) > 0.12 * len(words):
            return "kmr", 0.95
    return None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _classify(sample: str) -> tuple[str, float]:
    tag, probability = _identifier().classify(sample)
    return ("kmr" if tag == "ku" else str(tag)), round(min(float(probability), 0.99), 2)
