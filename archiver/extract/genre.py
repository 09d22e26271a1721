"""The kind of text: news, opinion, analysis, live, obituary, sponsored, press release, …; None when the page does not say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from archiver.extract.claims import Claim
from archiver.extract.evidence import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.extract.evidence import Evidence

_GENRE_OF_TYPE = {
    "OpinionNewsArticle": "opinion", "AnalysisNewsArticle": "analysis", "BackgroundNewsArticle": "analysis", "LiveBlogPosting": "live",
    "ReviewNewsArticle": "review", "Review": "review", "AdvertiserContentArticle": "sponsored", "SatiricalArticle": "satire",
    "ReportageNewsArticle": "news", "AskPublicNewsArticle": "news", "Recipe": "recipe", "ScholarlyArticle": "research",
}  # fmt: skip
#: What sections, kickers and tags are called in the languages of the news, parted by "|".
_GENRE_WORDS = {
    "opinion": "opinion|opinions|op-ed|oped|editorial|editorials|comment|commentary|commentisfree|column|columns|columnist|columnists|letters"
    "|letters to the editor|guest column|kommentar|kommentare|meinung|meinungen|leitartikel|kolumne|kolumnen|debatte|tribune|tribunes|chronique"
    "|chroniques|éditorial|opinión|columnas|opinião|colunas|opinioni|editoriali|commenti|opinie|opinies|kronik|kronikk|debatt|ledare|leder"
    "|mening|felieton|felietony|komentarze|komentarz|názory|мнения|мнение|колонки|رأي|الرأي|آراء|یادداشت|بۆچوون|köşe yazıları|yazarlar"
    "|yorum|社説|オピニオン|评论|社论|觀點|사설|칼럼|오피니언",
    "analysis": "analysis|analyse|analysen|analyses|hintergrund|hintergründe|explainer|explainers|explained|décryptage|análisis|análise|analisi"
    "|analiz|تحليل|تحلیل|شیکاری|分析|解説|분석",
    "live": "live|live blog|liveblog|liveticker|ticker|en direct|minuto a minuto|en vivo|diretta|ao vivo|canlı|مباشر|直播",
    "obituary": "obituary|obituaries|nachruf|nachrufe|nécrologie|disparitions|obituarios|obituario|necrologi|nekrolog|nekrologi|وفيات|訃報|부고",
    "sponsored": "sponsored|sponsored content|partner content|advertorial|paid content|paid post|brand content|branded content|anzeige"
    "|sponsoring|publireportage|publirreportaje|contenido patrocinado|conteúdo patrocinado|promoted|werbung|brandvoice|advertisement feature"
    "|محتوى إعلاني",
    "press release": "press release|press releases|pressemitteilung|pressemitteilungen|pressemeldung|presseportal|communiqué de presse"
    "|communiqués de presse|comunicado de prensa|comunicati stampa|comunicato stampa|pr newswire|prnewswire|business wire|businesswire"
    "|globenewswire|persbericht|pressmeddelande|بيان صحفي",
    "interview": "interview|interviews|interviste|entrevista|entrevistas|entretien|entretiens|wywiad|интервью|مقابلة|حوار|گفتگو|چاوپێکەوتن"
    "|röportaj|インタビュー|인터뷰",
    "gallery": "gallery|galleries|photo gallery|photo galleries|picture gallery|photo essay|in pictures|bildergalerie|bildergalerien|fotostrecke"
    "|fotostrecken|fotogalerie|diaporama|portfolio|galería|galerías|fotogalería|galeria|fotogaleria|fotogallery|beeldreportage|foto galeri"
    "|фоторепортаж|фотогалерея|معرض الصور|ألبوم|گالری|گزارش تصویری|图集|组图|写真特集|포토",
    "video": "video|videos|vidéo|vidéos|vídeo|vídeos|видео|відео|فيديو|ویدیو|ڤیدیۆ|vîdeo|וידאו|视频|影片|動画|영상|वीडियो",
    "review": "review|reviews|rezension|rezensionen|kritik|kritiken|critique|critiques|crítica|críticas|reseña|recensione|recensioni|recensie"
    "|recensies|anmeldelse|書評",
}
_GENRES = {fold(word): genre for genre, words in _GENRE_WORDS.items() for word in words.split("|")}
_PREFIX = re.compile(r"^\s*([^\W\d_][\w\s’'-]{1,30}?)\s*[:|–—]\s+\S")


def find_genre(label: str) -> str | None:
    """The genre a section, tag or kicker names, or None.

    >>> find_genre("Meinung"), find_genre("World"), find_genre("Letters to the editor")
    ('opinion', None, 'opinion')
    """
    return _GENRES.get(fold(label))


def genre_claims(evidence: Evidence, title: str | None, section: str | None) -> list[Claim[str]]:
    """What the page says of the kind of text: schema.org type and genre, section, URL, a word before the headline."""
    claims = list(_claims_of_types(evidence))
    labels = [(section or "", "meta", "section", 0.84)]
    labels += [
        (text, article.source, "genre", 0.85)
        for article in evidence.articles
        for text in article.texts("genre")
    ]
    labels += [
        (text, article.source, "articleSection", 0.83)
        for article in evidence.articles
        for text in article.texts("articleSection")
    ]
    names = ("genre", "article:genre", "content-type", "article:content_type", "dc.type", "vr:type")
    labels += [(value.content, value.source, value.rule, 0.8) for value in evidence.meta.all(*names)]
    prefix = _PREFIX.match(title or "")
    if prefix:
        labels.append((prefix[1], "text", "word before the headline", 0.78))
    folders = urlsplit(evidence.page.url).path.split("/")[1:-1]
    labels += [
        (unquote(folder).replace("-", " ").replace("_", " "), "url", "path", 0.75) for folder in folders
    ]
    for text, source, rule, confidence in labels:
        genre = find_genre(text)
        if genre:
            claims.append(Claim(value=genre, source=source, rule=rule, raw=text, confidence=confidence))
    return claims


def _claims_of_types(evidence: Evidence) -> Iterator[Claim[str]]:
    for article in evidence.articles:
        for kind in article.types:
            if kind in _GENRE_OF_TYPE:
                yield Claim(
                    value=_GENRE_OF_TYPE[kind], source=article.source, rule="@type", raw=kind, confidence=0.92
                )
