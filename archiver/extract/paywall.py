"""Whether a reader must pay: True, False, or None when nothing points either way; always with the evidence."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from archiver.extract.claims import Claim
from archiver.text import count_words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from archiver.article import Block
    from archiver.extract.evidence import Evidence

_PAID = frozenset(
    {
        "locked",
        "premium",
        "paid",
        "subscriber",
        "subscribers",
        "plus",
        "closed",
        "paywall",
        "metered_locked",
        "subscription",
        "abo",
        "member",
        "registered",
    }
)
_FREE = frozenset({"free", "open", "public", "unlocked", "gratis"})
#: A wall's own words, where the text breaks off.
_WALL = re.compile(
    r"(?:subscribe|sign up|log ?in|register|become a (?:member|subscriber)|start your (?:free )?trial)[^.]{0,60}(?:to (?:continue|keep|read|access|unlock)|for (?:full|unlimited) access)"
    r"|this (?:article|content|story) is (?:only |exclusively )?(?:for|available to|reserved for) (?:our )?(?:subscribers|members)|already a subscriber\??"
    r"|(?:weiterlesen|jetzt lesen) mit\b|jetzt (?:abonnieren|weiterlesen|testen)|nur für (?:abonnenten|mitglieder)|(?:dieser|der) artikel ist (?:kostenpflichtig|nur für)|mit .{2,20} ?(?:\+|plus) (?:weiter)?lesen"
    r"|(?:cet )?article (?:est )?réservé aux abonnés|il vous reste .{1,30} à lire|abonnez-vous pour|pour lire la suite|déjà abonné"
    r"|(?:contenido|artículo) (?:exclusivo )?para suscriptores|suscríbete para|solo para suscriptores|conteúdo exclusivo para assinantes|assine para"
    r"|(?:articolo|contenuto) riservato agli abbonati|abbonati per|alleen voor abonnees|voor abonnees|kun for abonnenter|prenumerera för att|för prenumeranter"
    r"|tylko dla (?:subskrybentów|prenumeratorów)|только для подписчиков|会員限定|有料会員|この記事は会員|订阅后|付费阅读|구독자 전용|للمشتركين فقط|abonelere özel",
    re.I,
)


def page_claims(evidence: Evidence) -> list[Claim[bool]]:
    """What the page's own metadata says."""
    claims = []
    for thing in (*evidence.articles, *evidence.pages):
        for raw in thing.texts("isAccessibleForFree"):
            free = _truth(raw)
            if free is not None:
                claims.append(
                    Claim(
                        value=not free,
                        source=thing.source,
                        rule="isAccessibleForFree",
                        raw=raw,
                        confidence=0.92,
                    )
                )
        claims.extend(
            Claim(
                value=True,
                source=thing.source,
                rule="hasPart.isAccessibleForFree",
                raw=part.text("cssSelector") or "false",
                confidence=0.9,
            )
            for part in thing.things("hasPart")
            if _truth(part.text("isAccessibleForFree") or "") is False
        )
    for value in evidence.meta.all(
        "article:content_tier",
        "og:article:content_tier",
        "content_tier",
        "access",
        "article:access",
        "paywall",
        "accesslevel",
        "article:opinion_access",
    ):
        word = value.content.strip().lower()
        if word in _PAID or word in _FREE or _truth(word) is not None:
            paid = word in _PAID or (word not in _FREE and _truth(word) is True)
            claims.append(
                Claim(value=paid, source=value.source, rule=value.rule, raw=value.content, confidence=0.88)
            )
    return claims


def body_claims(blocks: tuple[Block, ...]) -> list[Claim[bool]]:
    """A wall's own words at the end of the text; only there, since articles write about paywalls, too."""
    claims = []
    for block in blocks[-3:]:
        match = _WALL.search(block.text) if len(block.text) < 400 else None
        if match:
            claims.append(
                Claim(
                    value=True,
                    source="text",
                    rule="words of a paywall at the end",
                    raw=block.text[:200],
                    confidence=0.7,
                )
            )
    return claims


def wall_claims(tree: HtmlElement, body: str) -> list[Claim[bool]]:
    """A wall's own words beside a text as short as the beginning of an article.

    Walls stand in boxes of their own, which are no part of the body. Of a long text nothing is concluded: papers have
    the box of their wall on free pages, too.
    """
    if count_words(body) > _STUB_WORDS:
        return []
    for element in islice(tree.iter("p", "div", "span", "strong", "h2", "h3", "h4"), _MOST_LOOKED_AT):
        text = " ".join((element.text or "").split())
        said = _WALL_BESIDE.search(text) if 12 <= len(text) < 300 else None
        if said and not _is_unseen(element):
            rule = "words of a paywall beside a short text"
            return [Claim(value=True, source="text", rule=rule, raw=text[:200], confidence=0.65)]
    return []


#: Words of a text that may be no more than an article's beginning; stubs of papers with a wall have 30 to 150.
_STUB_WORDS = 200
#: Elements of a page that are looked at for a wall.
_MOST_LOOKED_AT = 3_000
#: Words of a wall that no box for subscriptions has on a free page.
_WALL_BESIDE = re.compile(
    r"(?:subscribe|register|log ?in|sign (?:in|up)|become a (?:member|subscriber)) (?:now )?to (?:continue|keep) reading|to (?:continue|keep) reading,? .{0,30}(?:subscribe|register|become|log ?in|sign)|(?:read|unlock) the (?:full|rest of (?:the|this)) (?:article|story)"
    r"|this (?:article|content|story) is (?:only |exclusively )?(?:for|available to|reserved for) (?:our )?(?:subscribers|members)|(?:subscriber|member)[- ]only (?:article|content|story)|you(?:.ve| have) reached your (?:limit|monthly)"
    r"|weiterlesen mit\b|(?:dieser|der) artikel ist (?:kostenpflichtig|nur für)|(?:dieser|der) (?:artikel|inhalt) .{0,20}(?:abonnent|exklusiv für)|article (?:est )?réservé (?:à nos |aux )abonnés|il vous reste .{1,30} à lire|pour lire la suite|(?:contenido|artículo) (?:exclusivo )?para suscriptores|(?:suscríbete|suscríbase) para (?:seguir|continuar) leyendo"
    r"|conteúdo exclusivo para assinantes|assine para (?:continuar|ler)|(?:articolo|contenuto) riservato agli abbonati|abbonati per (?:continuare|leggere)|dit artikel is (?:alleen )?(?:exclusief )?voor abonnees|verder lezen\?|for abonnenter|för prenumeranter|tylko dla (?:subskrybentów|prenumeratorów)|(?:aby )?czytać dalej"
    r"|только (?:для|по) подписчик|чтобы (?:читать дальше|дочитать)|(?:abonelere|üyelere) özel|okumaya devam etmek için|للمشتركين فقط|اشترك (?:لمتابعة|لمواصلة) القراءة|会員限定|有料会員|この記事は会員|続きを読むには|订阅后|付费阅读|会员专享|訂閱後|구독자 전용|유료 회원",
    re.I,
)


def _is_unseen(element: HtmlElement) -> bool:
    """In a part that is hidden, or stands in the page's frame."""
    for node in (element, *element.iterancestors()):
        if node.tag in ("template", "noscript", "dialog", "header", "footer", "nav"):
            return True
        style = (node.get("style") or "").replace(" ", "").lower()
        if node.get("hidden") is not None or "display:none" in style or node.get("aria-hidden") == "true":
            return True
    return False


def _truth(text: str) -> bool | None:
    word = text.strip().lower().rpartition("/")[2]
    if word in ("true", "1", "yes"):
        return True
    return False if word in ("false", "0", "no") else None
