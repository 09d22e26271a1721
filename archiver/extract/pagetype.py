"""Is the page an article at all; if not, what it is instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from archiver.article import BlockKind
from archiver.errors import NotAnArticle
from archiver.link import DECLARED
from archiver.text import count_words

if TYPE_CHECKING:
    from archiver.extract.body import Body
    from archiver.extract.fields import Fields
    from archiver.extract.page import Page
    from archiver.link import Link

#: Words from which a text may be a news flash.
MIN_WORDS = 25
#: Words from which a text may be an article that names neither day nor author.
_MIN_UNSIGNED_WORDS = 80
#: Words below which a page with a player is a video with a caption.
_VIDEO_WORDS = 45
#: Teasers, and their share of the text, from which it is nothing else.
_MIN_TEASERS = 2
_TEASER_SHARE = 0.6
#: Share of the page's characters inside links from which it may be a list of other pages.
_INDEX_LINKS = 0.5
#: Words below which a page is looked at for signs of an error, a login or a consent form.
_FEW_WORDS = 180

#: Longer words of a headline from which its address can be told to be made of it.
_TITLE_WORDS = 4
_SLUG_WORD = re.compile(r"\w{3,}")

#: schema.org and Open Graph types whose word is taken: the page says that it is an article.
_ARTICLE_TYPES = re.compile(
    r"(?:news|blog|report|analysis|opinion|review|liveblog|scholarly|background|satirical|askpublic)?\w*article|posting|reportage",
    re.I,
)
_NO_ARTICLE_TYPES = frozenset(
    {
        "collectionpage",
        "searchresultspage",
        "profilepage",
        "product",
        "itemlist",
        "videoobject",
        "video.other",
        "profile",
    }
)

_SERVICE_TYPES = frozenset({"aboutpage", "contactpage", "checkoutpage", "faqpage"})
_WEAK_TYPES = frozenset({"", "article", "website", "webpage"})
_SERVICE = re.compile(
    r"(?:about|about[-_]?us|who[-_]we[-_]are|contact|contacts|contact[-_]?us|imprint|masthead|privacy|privacy[-_](?:policy|notice|statement)|cookies?(?:[-_]policy)?|terms|terms[-_](?:of|and)[-_]\w+(?:[-_]\w+)?|legal|legal[-_]notice|disclaimer|advertise|advertise[-_]with[-_]us|advertising|careers|jobs|help|faq|"
    r"subscribe|newsletters?|sitemap|accessibility|impressum|kontakt|ueber[-_]uns|über[-_]uns|datenschutz|datenschutzerklaerung|agb|nutzungsbedingungen|mediadaten|a[-_]propos|qui[-_]sommes[-_]nous|mentions[-_]legales|nous[-_]contacter|contactez[-_]nous|quienes[-_]somos|quiénes[-_]somos|contacto|contactenos|aviso[-_]legal|politica[-_]de[-_]\w+|"
    r"chi[-_]siamo|contatti|quem[-_]somos|fale[-_]conosco|contato|over[-_]ons|om[-_]oss|om[-_]os|o[-_]nas|kontakty|hakkimizda|iletisim|kunye|من-نحن|اتصل-بنا|derbare-me|تماس-با-ما|درباره-ما)(?:\.(?:html?|php|aspx?))?",
    re.I,
)

_ERROR = re.compile(
    r"\b(?:404|403|410|500|502|503)\b|not found|page (?:does not|doesn.t) exist|no longer available|access denied|forbidden|service unavailable|bad gateway|internal server error|error page|"
    r"seite nicht gefunden|page introuvable|page non trouvée|página no encontrada|pagina non trovata|página não encontrada|pagina niet gevonden|strona nie istnieje|страница не найдена|sayfa bulunamadı|"
    r"الصفحة غير موجودة|صفحه (?:پیدا|یافت) نشد|پەڕە نەدۆزرایەوە|פשוט לא נמצא|页面不存在|找不到(?:页面|網頁)|ページが見つかりません|페이지를 찾을 수 없",
    re.I,
)
_ROBOT_CHECK = re.compile(
    r"just a moment|attention required|are you (?:a )?(?:human|robot)|verify(?:ing)? you are (?:a )?human|checking your browser|captcha|unusual traffic|ddos protection|request (?:unsuccessful|blocked)|pardon our interruption|enable javascript and cookies",
    re.I,
)
_CONSENT = re.compile(
    r"cookies?|consent|privacy|datenschutz|einwilligung|rgpd|gdpr|confidentialité|privacidad|مقاييس الخصوصية|ملفات تعريف",
    re.I,
)
_LOGIN = re.compile(
    r"\b(?:log ?in|sign ?in|anmelden|einloggen|se connecter|connexion|iniciar sesión|accedi|entrar|войти|giriş yap|تسجيل الدخول|چوونەژوورەوە|登录|ログイン|로그인)",
    re.I,
)
_PLAYERS = ("video", "iframe", "object", "embed")


def check_article(page: Page, fields: Fields, body: Body, link: Link | None = None) -> None:
    """Let pass what is an article.

    A page that declares itself an article is believed unless it has no text. A short page that neither declares
    itself, nor names a day or an author, nor is listed by a feed or a news sitemap (*link*) is none.

    Raises:
        NotAnArticle: "error page", "robot check", "consent page", "login page", "service page", "index page",
            "video only", "no text" or "too short".
    """
    words = count_words(body.text)
    declared = fields.declared_type or ""
    believed = bool(_ARTICLE_TYPES.fullmatch(declared))
    listed = link is not None and link.via in DECLARED
    if words < _FEW_WORDS:
        _check_short(page, fields, body, words, believed)
    if words == 0:
        raise NotAnArticle("index page" if not believed and body.link_share > _INDEX_LINKS else "no text")
    signed = listed or bool(fields.published or fields.authors)
    if not signed and _is_service(page, declared):
        raise NotAnArticle("service page", urlsplit(page.url).path)
    if believed:
        return
    if not listed and body.teasers >= _MIN_TEASERS and body.teaser_share > _TEASER_SHARE:
        raise NotAnArticle("index page", f"{body.teasers} teasers of other pages")
    if _is_index(page, fields, body, words):
        raise NotAnArticle("index page", f"{body.link_share:.0%} of its text is links")
    if words < MIN_WORDS:
        raise NotAnArticle("too short", f"{words} words")
    if words < _MIN_UNSIGNED_WORDS and not signed:
        raise NotAnArticle("too short", f"{words} words, neither date nor author")


def _is_service(page: Page, declared: str) -> bool:
    """About, contact, terms: a page about the newspaper, by its own word or that of its address."""
    kind = declared.lower()
    if kind in _SERVICE_TYPES:
        return True
    parts = [part for part in unquote(urlsplit(page.url).path).split("/") if part]
    # content management systems call every page an "article"
    return kind in _WEAK_TYPES and 0 < len(parts) <= 2 and bool(_SERVICE.fullmatch(parts[-1]))


def _check_short(page: Page, fields: Fields, body: Body, words: int, believed: bool) -> None:
    title = fields.title or page.tree.findtext(".//title") or ""
    start = body.text[:300]
    if _ROBOT_CHECK.search(title) or (words < 60 and _ROBOT_CHECK.search(start)):
        raise NotAnArticle("robot check", title.strip()[:80] or None)
    if believed and words >= MIN_WORDS:
        return
    if _ERROR.search(title) and (words < 60 or _ERROR.search(start)):
        raise NotAnArticle("error page", title.strip()[:80] or None)
    if len(_CONSENT.findall(body.text)) >= 3 or (_CONSENT.search(title) and words < 60):
        raise NotAnArticle("consent page", title.strip()[:80] or None)
    if words < 60 and (_has_password(page) and _LOGIN.search(title + " " + start)):
        raise NotAnArticle("login page", title.strip()[:80] or None)
    if (
        0 < words < _VIDEO_WORDS
        and not believed
        and next(page.tree.iter(*_PLAYERS), None) is not None
        and _is_video(fields)
    ):
        raise NotAnArticle("video only", f"{words} words")


def _is_named_after(path: str, title: str) -> bool:
    """The address spells the headline out, as those of articles do."""
    slug = set(_SLUG_WORD.findall(unquote(path).casefold()))
    words = set(_SLUG_WORD.findall(title.casefold()))
    return len(words) >= _TITLE_WORDS and len(words & slug) * 4 >= len(words) * 3


def _has_password(page: Page) -> bool:
    return any((field.get("type") or "").lower() == "password" for field in page.tree.iter("input"))


def _is_video(fields: Fields) -> bool:
    return (fields.declared_type or "").lower().startswith("video")


def _is_index(page: Page, fields: Fields, body: Body, words: int) -> bool:
    """A list of other pages: a home page, a section, a search result."""
    parts = urlsplit(page.url)
    home = parts.path in ("", "/") and not parts.query
    declared = (fields.declared_type or "").lower()
    paragraphs = [block for block in body.blocks if block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE)]
    linked = sum(1 for block in body.blocks if block.links and len(block.text) < 200)
    running = sum(len(block.text) for block in paragraphs if len(block.text) >= 120)
    if home or declared in _NO_ARTICLE_TYPES:
        return running < 1500 or linked * 2 > len(body.blocks)
    share = len(body.text) / body.page_chars if body.page_chars else 0.0
    if running and _is_named_after(parts.path, fields.title or ""):
        return False
    return (
        running < 400
        and body.link_share > _INDEX_LINKS
        and share < 0.3
        and (linked * 2 > len(body.blocks) or words < 80)
    )
