"""Lines in which a newspaper corrects or annotates its own article, in the languages of the news."""

from __future__ import annotations

import re

#: Characters of the longest note; what is longer is about a correction.
_LONGEST = 1_500

#: Words that open such a note, before a colon, a dash or a date: "Correction:", "Editor's note (3 May):".
_LABELS = (
    r"corrections?(?: and clarifications?| appended)?|clarifications?|erratum|errata|amendment|retraction|correction notice"
    r"|editor['’]?s['’]? ?notes?|editorial note|note (?:from|by) the editors?|note to (?:our )?readers|author['’]s note"
    r"|berichtigung|korrektur(?:hinweis)?|richtigstellung|anm(?:erkung|\.) d(?:er|\.) red(?:aktion|\.)|anmerkung der redaktion|hinweis der redaktion|transparenzhinweis"
    r"|rectificatif|rectification|correctif|note de la rédaction|ndlr|précision|erratum"
    r"|correcci[oó]n(?:es)?|fe de err(?:at[ae]s|ores)|rectificaci[oó]n|aclaraci[oó]n|nota (?:del editor|de la redacci[oó]n|de redacci[oó]n|al lector)"
    r"|corre[cç][aã]o|errata|nota (?:da reda[cç][aã]o|do editor|della redazione|dell['’]editore)|correzione|rettifica|errata corrige"
    r"|rectificatie|correctie|verbetering|noot van de redactie|rättelse|rettelse|retting|oikaisu|korjaus|redaksjonens merknad|redaktionens anm[aä]rkning"
    r"|sprostowanie|od redakcji|oprava|poznámka redakce|helyesbítés|a szerk\.|erată|nota redacției|διόρθωση|διευκρίνιση"
    r"|исправление|поправка|уточнение|примечание редакции|от редакции|виправлення|від редакції|поправка|düzeltme|tekzip|editörün notu"
    r"|تصحيح|تصويب|توضيح|ملاحظة (?:المحرر|من المحرر|التحرير)|ڕاستکردنەوە|تێبینی(?: سەرنووسەر| دەستەی نووسەران)?|ڕوونکردنەوە|تصحیح|اصلاحیه|توضیح|یادداشت سردبیر"
    r"|תיקון|הבהרה|הערת (?:המערכת|העורך)|更正|訂正|勘误|編者按|编者按|编者注|編者註|编注|정정|바로잡습니다|편집자 ?주|सुधार|भूल सुधार|संपादक की टिप्पणी|đính chính|ralat|koreksi|catatan redaksi|แก้ไขข่าว|sererastkirin"
)
_LABELLED = re.compile(
    rf"\W*(?:{_LABELS})\W{{0,3}}(?:\s*[(（\[][^)）\]\n]{{1,60}}[)）\]])?(?:[^\W\d_]{{0,12}}\W{{0,3}}\d[^:\n]{{0,40}}?)?\s*(?:[:：—–|\n]|-\s|\.\s)",
    re.I,
)
#: A heading over a note: "Correction", "Corrections and clarifications".
_BARE = re.compile(rf"\W*(?:{_LABELS})\W*", re.I)
#: Sentences that say the same without a label.
_SENTENCE = re.compile(
    r"\W*(?:"
    r"(?:an? )?(?:earlier|previous|original|prior) versions? of (?:this|the) (?:article|story|report|post|piece|column|headline|caption|page|item|newsletter)"
    r"|(?:this|the) (?:article|story|report|post|piece|column|headline|page) (?:(?:has|was|have) (?:since )?(?:been )?|is )(?:amended|corrected|clarified)\b"
    r"|(?:this|the) (?:article|story|report|post|piece) (?:has been|was) updated (?:to|with|after|because|since|following)\b"
    r"|in (?:an|a|the) (?:earlier|previous) version of this (?:article|story)|we (?:have|['’]ve) corrected (?:this|the)\b"
    r"|in einer (?:früheren|vorherigen|ersten|älteren) (?:version|fassung)|eine frühere (?:version|fassung) (?:dieses|des)"
    r"|une (?:première |précédente )?version (?:précédente |antérieure )?de (?:cet|l['’])\s?article|dans une (?:première|précédente) version"
    r"|una versión (?:anterior|previa) de (?:este|esta)|en una versión (?:anterior|previa)|una (?:versione precedente|precedente versione) di questo"
    r"|uma versão anterior d(?:este|esta)|in een eerdere versie van dit|i en tidigare version|i en tidligere versjon"
    r"|в (?:более ранней|предыдущей|первоначальной) версии|bu haberin önceki|(?:نسخة|صيغة) سابقة من هذا|本文(?:早前|此前|先前)版本"
    r")",
    re.I,
)


def is_correction(text: str) -> bool:
    """Whether a block is the newspaper's word on its own article: a correction, clarification or editor's note.

    >>> is_correction("Correction (3 May): The bridge is 412 metres long, not 421.")
    True
    >>> is_correction("An earlier version of this article misspelled the mayor's name.")
    True
    >>> is_correction("Corrections officers went on strike on Monday.")
    False
    """
    if len(text) > _LONGEST:
        return False
    return _LABELLED.match(text) is not None or _SENTENCE.match(text) is not None


def is_correction_label(text: str) -> bool:
    """Whether a line is nothing but the heading over such a note.

    >>> is_correction_label("Corrections and clarifications"), is_correction_label("تصحيح:")
    (True, True)
    """
    return len(text) <= 60 and _BARE.fullmatch(text) is not None
