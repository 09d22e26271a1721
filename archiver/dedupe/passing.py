"""Passing lines: those a page prints anew at every look, and that nobody wrote.

"Updated 3 minutes ago", "27 comments", "Advertisement". Such a line is known by being made of nothing but their words,
numbers and months; a sentence with one word more is a sentence.
"""

from __future__ import annotations

import re
from typing import Final

from archiver.months import find_month
from archiver.text import normalize_text

#: Characters of the longest such line.
_LONGEST: Final = 90

#: When: labels, units, "ago", and the small words between them.
_TIMES = (
    r"last|latest|update[ds]?|modified|edited|published|posted|ago|sec(?:ond)?s?|min(?:ute)?s?|h|hrs?|hours?|days?|weeks?|months?|years?|just|now|today|yesterday|at|on|am|pm|gmt|utc|bst|edt|est|et|cest|cet|ist|an?|one|few|about"
    r"|zuletzt|aktualisiert|geändert|veröffentlicht|erstellt|stand|vor|sekunden?|minuten?|stunden?|std|tage?n?|wochen?|monaten?|uhr|heute|gestern|am|um|einer?"
    r"|mise?|à|jour|il|y|secondes?|heures?|jours?|publiée?|modifiée?|le|aujourd'hui|hier|dernière"
    r"|actualizad[oa]|actualización|última|ultima|hace|segundos?|minutos?|horas?|días?|publicad[oa]|modificad[oa]|hoy|ayer|el|las?|de|atualizad[oa]|há|atrás|dias?|em|às|hoje|ontem"
    r"|aggiornat[oa]|ultimo|aggiornamento|fa|minut[io]|or[ae]|giorn[io]|pubblicato|alle|oggi|ieri"
    r"|laatst|bijgewerkt|geleden|uur|uren|dagen|uppdaterad|sedan|för|minuter|timmar|oppdatert|siden|timer|minutter|opdateret|päivitetty|sitten|tuntia|minuuttia"
    r"|aktualizacja|zaktualizowano|temu|minut[yę]?|godzin[yę]?|dni|aktualizováno|před|minutami|hodinami|frissítve|perce|órája|son|güncelleme|güncellendi|önce|dakika|saat|gün"
    r"|обновлен[оа]|назад|минут[ыау]?|час(?:а|ов)?|дн(?:я|ей)|сегодня|вчера|в|оновлено|тому|хвилин[иу]?|годин[иу]?"
    r"|آخر|تحديث|التحديث|منذ|قبل|دقيقة|دقائق|ساعة|ساعات|يوم|أيام|ايام|ثانية|ثوان|اليوم|أمس|نشر|النشر|تم|بروزرسانی|به‌روزرسانی|پیش|دقیقه|ساعت|روز|نوێکراوەتەوە|نوێکردنەوە|دوایین|لەمەوبەر|خولەک|کاتژمێر|ڕۆژ|پێش"
    r"|עודכן|לפני|דקות|דקה|שעות|שעה|ימים|अपडेटेड?|पहले|मिनट|घंटे|घंटा|दिन|अंतिम|आखिरी|प्रकाशित"
)
#: How many: comments, shares, looks, readers, minutes of reading.
_COUNTS = (
    r"comments?|shares?|shared|views?|viewed|likes?|reactions?|replies|reads?|readers?|people|are|reading|watching|this|times"
    r"|kommentare?|mal|geteilt|aufrufe|leser|lesen|gerade|diesen|artikel|lesezeit|commentaires?|partages?|vues|réactions?|lecture|temps|comentarios?|comentários?|visitas|compartid[oa]s?|lecturas?|lectura|tiempo|compartilhamentos"
    r"|commenti|commento|condivisioni|visualizzazioni|reacties|kommentarer|komentarz[ey]?|komentářů|просмотр(?:ов|а|ы)?|комментари(?:ев|й|я|и)|поделились|yorum|görüntülenme|okunma|paylaşım"
    r"|تعليق|تعليقات|التعليقات|عدد|المشاهدات|مشاهدة|مشاهدات|مشاركة|مشاركات|القراءات|قراءة|بازدید|نظر|بینین|टिप्पणियाँ|टिप्पणी|व्यूज|शेयर"
)
#: What stands over an advert, or says that the text goes on below it.
_ADVERTS = r"advertisements?|advertising|ad|ads|sponsored|promoted|paid|content|story|article|continues?|below|after|scroll|to|the|anzeige|werbung|publicité|publicidad|publicidade|pubblicità|advertentie|annons|annonse|annonce|mainos|reklam[ay]?|реклама|إعلان|إعلانات|اعلان|تبلیغات|ڕیکلام|विज्ञापन|פרסומת"
#: The same in scripts without spaces, and in Korean; longer words first.
_UNSPACED = (
    r"最終更新|たった今|コメント|いいね|シェア|ビュー|人が閲覧中|更新日時|更新|公開|時間|件|に|の|前"
    r"|发布时间|更新时间|最后更新|最後更新|发布|發布|时间|刚刚|剛剛|分钟|分鐘|小时|小時|评论|評論|阅读|閱讀|浏览|瀏覽|点赞|转发|于|於|次|条|則|年|月|日|天|时|時|分|秒|点|人"
    r"|广告|廣告|広告|スポンサーリンク|업데이트|최종|수정|입력|방금|시간|댓글|조회수|조회|공유|광고|분|일|전|년|월|개"
)
_WORD = re.compile(rf"(?:{_TIMES}|{_COUNTS}|{_ADVERTS})", re.IGNORECASE)
_KNOWN_LETTERS = re.compile(_UNSPACED)
_LETTERS = re.compile(r"[^\W\d_][\w'’\u200c\u0300-\u036f\u0900-\u0963]*", re.UNICODE)
_NUMBER = re.compile(r"\d")
_FIGURES = re.compile(r"\d+")
#: A day in figures; not "2:1" nor "3-1", which may be what the article is about.
_DAY = re.compile(r"\b\d{4}[-./]\d{1,2}[-./]\d{1,2}\b|\b\d{1,2}[-./]\d{1,2}[-./]\d{2}(?:\d\d)?\b")
#: Words that need no number: over an advert, or "just now".
_LABEL = re.compile(rf"(?:{_ADVERTS}|just|now)", re.IGNORECASE)


def is_passing(text: str) -> bool:
    """Whether a line is one that a page prints anew at every look.

    >>> is_passing("Updated 3 minutes ago"), is_passing("Kommentare (27)"), is_passing("أخبار قبل ساعات")
    (True, True, False)
    >>> is_passing("Stand: 12. März 2024, 14:05 Uhr"), is_passing("更新于7小时前"), is_passing("Advertisement")
    (True, True, True)
    >>> is_passing("Killed: 12"), is_passing("Updated rules for 2024"), is_passing("Three days ago he left.")
    (False, False, False)
    """
    if len(text) > _LONGEST:
        return False
    line = normalize_text(text)
    words = [_rest(word) for word in _LETTERS.findall(line)]
    if not words:
        return _DAY.search(line) is not None
    if not all(not word or _WORD.fullmatch(word) or find_month(word) for word in words):
        return False
    return bool(_NUMBER.search(line)) or all(not word or _LABEL.fullmatch(word) for word in words)


def _rest(word: str) -> str:
    """What is left of a run of letters without figures and the words of scripts that have no spaces."""
    bare = _FIGURES.sub("", word)
    return bare if bare.isascii() else _KNOWN_LETTERS.sub("", bare)
