"""Withdrawals: a newspaper's word, in the place of an article, that it has taken the article back."""

from __future__ import annotations

import re
from typing import Final

#: Characters before the notice: a label ("Editor's note:"), or the headline that is printed again.
_BEFORE: Final = 120

_NOTICE = re.compile(
    r"\bthis (?:news )?(?:article|story|report|post|piece|column|item|text|video|content) (?:has (?:since )?been|was|is|had to be) (?:temporarily |now |permanently )?(?:withdrawn|retracted|removed|taken down|taken offline|unpublished|deleted|pulled|deactivated)\b"
    r"|\bwe (?:have )?(?:withdrawn|retracted|removed|taken down|unpublished|deleted) this (?:article|story|report|post|piece|column)\b"
    r"|\b(?:die(?:ser|se|ses) (?:artikel|beitrag|text|meldung|bericht|seite|video)|der (?:artikel|beitrag|text)) (?:wurde|ist|musste)\b.{0,30}\b(?:zurückgezogen|gelöscht|entfernt|depubliziert|offline genommen|vom netz genommen)\b"
    r"|\bcet(?:te)? (?:article|information|dépêche|publication|contenu) a été (?:retirée?|supprimée?|dépubliée?|annulée?)\b"
    r"|\best[ea] (?:artículo|noticia|nota|contenido|publicación|texto) (?:ha sido|fue) (?:retirad|eliminad|borrad|despublicad)[oa]\b"
    r"|\bquest[oa] (?:articolo|notizia|contenuto) è stat[oa] (?:ritirat|rimoss|eliminat|cancellat)[oa]\b"
    r"|\best[ea] (?:artigo|matéria|notícia|reportagem|conteúdo|texto) foi (?:retirad|removid|excluíd|apagad|despublicad)[oa]\b"
    r"|\bdit (?:artikel|bericht|verhaal) is\b.{0,20}\b(?:verwijderd|ingetrokken|offline gehaald|teruggetrokken)\b"
    r"|\bden här (?:artikeln|texten) har (?:tagits bort|avpublicerats|dragits tillbaka)|\bdenne (?:artikkelen|artikel|saken) er (?:blitt )?(?:fjernet|trukket|slettet|afpubliceret)\b"
    r"|\bten (?:artykuł|tekst|materiał) został (?:usunięty|wycofany)|\btento článek byl (?:stažen|odstraněn|smazán)"
    r"|(?:эта (?:статья|новость|публикация|заметка)|этот материал)\b.{0,12}(?:удал[её]н|отозван|снят)|(?:ця (?:стаття|новина)|цей матеріал)\b.{0,12}(?:видален|відкликан|знят)"
    r"|\bbu (?:haber|yazı|içerik|makale)\b.{0,20}(?:kaldırıl|silin|geri çekil|yayından)"
    r"|(?:تم|جرى|قمنا ب|لقد تم) ?(?:حذف|سحب|إزالة|ازالة|إلغاء) (?:هذا|هذه) (?:المقال|الخبر|المادة|التقرير|الموضوع)|(?:هذا|هذه) (?:المقال|المقالة|الخبر|المادة) (?:تم (?:حذف|سحب|إزالة)|محذوف|مسحوب|سُحب|حُذف)"
    r"|این (?:خبر|مطلب|مقاله|گزارش) (?:حذف|برداشته|پس گرفته) شد|ئەم (?:هەواڵ|بابەت|وتار|ڕاپۆرت)ە? (?:سڕاوەتەوە|سڕایەوە|لابراوە|لابرا|کشێنرایەوە)|ev (?:nûçe|gotar) hat(?:iye)? (?:rakirin|jêbirin)"
    r"|(?:本文|本稿|本新闻|[该該此]文章?|[该該此]新[闻聞]|[该該此]报道|[该該此]報導)(?:已经|已經|已|現已|现已)?被?(?:作者|编辑部|編輯部)?(?:撤回|撤稿|删除|刪除|下架|移除)"
    r"|(?:この|本|当該)(?:記事|ニュース|コンテンツ)は.{0,16}(?:削除|撤回|取り下げ|取下げ)|(?:이|해당|본) 기사(?:는|가)? ?.{0,16}(?:삭제|철회|취소)(?:되|됐|하)"
    r"|यह (?:लेख|ख़बर|खबर|समाचार|रिपोर्ट)\b.{0,12}(?:हटा (?:दी|दिया)|वापस ले)|הכתבה הזו (?:הוסרה|נמחקה)|(?:כתבה|ידיעה) זו (?:הוסרה|נמחקה)",
    re.IGNORECASE,
)


def find_withdrawal(text: str) -> str | None:
    """Give the notice a text begins with, that it has been taken back; None when it begins otherwise.

    >>> find_withdrawal("Editor's note: This article has been withdrawn because we could not verify its claims.")
    'This article has been withdrawn'
    >>> find_withdrawal("The journal has withdrawn an article on bridges.") is None
    True
    >>> find_withdrawal("Dieser Artikel wurde aus rechtlichen Gründen gelöscht.")
    'Dieser Artikel wurde aus rechtlichen Gründen gelöscht'
    """
    found = _NOTICE.search(text[: _BEFORE + 200])
    return " ".join(found[0].split()) if found is not None and found.start() <= _BEFORE else None
