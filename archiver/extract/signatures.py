"""Signatures: who a text itself says wrote it, in its first and last lines, or in brackets after its dateline."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from archiver.article import BlockKind
from archiver.extract.bylines import Authors, claim_of, is_bare_name
from archiver.extract.names import merge_authors, read_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.article import Block
    from archiver.extract.claims import Claim

#: Characters of a line that is a signature, and of the start of a text looked at for one.
_LINE, _START = 90, 260
_HAN = r"[\u4e00-\u9fff]"
#: A Chinese name: two to four letters, or parts with a point between; two letters may stand apart.
_HAN_NAME = rf"(?:{_HAN}{{2,6}}·{_HAN}{{2,8}}|{_HAN}{{2,4}}|{_HAN}[ \u3000]{_HAN}(?!{_HAN}))"
_HAN_NAMES = rf"{_HAN_NAME}(?:\s*[、，,/\u3000 ]\s*{_HAN_NAME}){{0,5}}"
_REPORTER = r"(?:本报|本社|本网|本刊|新华社|中新社|特约|见习|實習|实习|首席|驻外|特派|全媒体|通讯员|融媒体)*(?:记者|記者|通讯员)"
#: "（记者 王明）", "（实习记者 王明 李华 记者张强）", "(記者王明／台北報導)"
_IN_BRACKETS = re.compile(
    rf"[（(【\[](?P<inside>[^（）()【】\[\]]{{0,12}}?{_REPORTER}[^（）()【】\[\]]{{2,50}})[）)】\]]"
)
#: A line of its own: "本报记者 王明", "□ 记者：王明 李华", "执笔人：王明", "本报记者王明发自北京"
_OWN_LINE = re.compile(
    rf"^[^\w（(]*(?:.{{2,16}}\s)?(?:{_REPORTER}|执笔人?|撰文|撰稿|文)[\s:：|/]*(?P<names>{_HAN_NAMES})(?:\s*(?:发自|報導|报道|摄影|文).*)?\s*$"
)
#: A Chinese text's last words: "…。（王明 李华）"
_HAN_END = re.compile(rf"[（(]\s*(?P<names>{_HAN_NAMES})\s*(?:\S{{2,4}}(?:报道|報導))?\s*[）)]\s*$")
_PARTED = re.compile(rf"{_REPORTER}|[\s、，,/／:：;；]+")
#: Not names, though short enough: what stands in brackets at the end of a Chinese text.
_NO_NAME = re.compile(
    r"完|编辑|責任|责任|图片|图源|来源|记者|摄影|报道|综合|原题|待续|未完|全文|注|下|上|本报|本文|责编|略"
)
#: "박민수 기자", alone, before an address, or before "=" at the start of a text
_KOREAN = re.compile(r"(?:^|[\s=(\[])(?P<names>[가-힣]{2,4}) (?:선임|수습|객원|전문)?기자(?:$|[\s=)\]·,])")
#: "Autorin: Sara Amin", "Text: Sara Amin", "Written by Sara Amin", "A guest post by Sara Amin"
_LABELLED = re.compile(
    r"^[\s—–(\[-]*(?:(?:written|reported|words|story|text) by|by(?=\s+[A-Z])|von(?=\s+[A-Z])|por(?=\s+[A-Z])|par(?=\s+[A-Z])"
    r"|(?:autor(?:in|a|en|as|es)?|authors?|auteure?s?|text(?:e|o)?|words|bericht|redaktion|автор|текст|بقلم|كتب|نووسینی|作者|文)\s*[:：]"
    r"|(?:blog ?beitrag|gastbeitrag|ein beitrag|ein gastbeitrag|(?:a )?guest (?:post|article)) (?:by|von))\s*(?P<names>\S.{2,60}?)[\s)\]]*$",
    re.I,
)


def read_signatures(blocks: tuple[Block, ...], papers: frozenset[str] = frozenset()) -> list[Claim[Authors]]:
    """Claims on the authors by what the text's first and last lines say, the surest first."""
    blocks = tuple(block for block in blocks if block.kind is not BlockKind.CAPTION and block.text.strip())
    texts = [block.text.strip() for block in blocks]
    signed = bool(blocks) and blocks[-1].kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.BYLINE)
    found = [
        claim_of(authors, "text", rule, raw, confidence)
        for names, rule, raw, confidence in _found(texts, signed)
        if (authors := merge_authors(author for name in names for author in read_names(name, papers)))
    ]
    return sorted((claim for claim in found if claim.value), key=lambda claim: -claim.confidence)


def _found(texts: list[str], signed: bool) -> Iterator[tuple[list[str], str, str, float]]:
    edges = list(dict.fromkeys((*texts[:2], *texts[-3:])))
    for text in edges:
        for match in _IN_BRACKETS.finditer(text[:_START] + "\n" + text[-_LINE:]):
            yield han_names(match["inside"]), "reporter in brackets", match[0], 0.66
        own = _OWN_LINE.match(text) if len(text) < _LINE else None
        if own:
            yield han_names(own["names"]), "reporter in a line of its own", text, 0.64
    for text in texts[-2:]:
        end = _HAN_END.search(text[-_LINE:])
        if end and not _NO_NAME.search(end["names"]):
            yield han_names(end["names"]), "name in brackets at the end", end[0], 0.45
    for text in (*texts[:1], *texts[-1:]):
        for match in _KOREAN.finditer(text[:60] if text is not texts[-1] else text[-60:]):
            yield [match["names"]], "reporter", match[0].strip(), 0.6
    yield from _lines(texts, signed)


def _lines(texts: list[str], signed: bool) -> Iterator[tuple[list[str], str, str, float]]:
    """Short first and last lines that are a name."""
    if len(texts) < 3:
        return
    for text in (*texts[:2], *texts[-2:]):
        match = _LABELLED.match(text) if len(text) < _LINE else None
        if match and is_bare_name(match["names"].split(",")[0]):
            yield [match["names"].split(",")[0]], "line that names the author", text, 0.5
    for text, following in itertools.pairwise(texts[:5]):
        names = re.split(r"\s*/\s*", text.strip(" —–-*"))
        rest = " ".join(other for other in texts if other != text)
        if len(text) < 60 and len(following) > 80 and all(_is_signature(name, rest) for name in names):
            yield names, "name in a line before the text", text, 0.42
            break
    last = texts[-1].strip(" —–-()[]*")
    signed = signed and not last.endswith((":", "："))
    if signed and len(texts[-2]) > 80 and _is_signature(last, " ".join(texts[:-1])):
        yield [last], "name in the last line", texts[-1], 0.34


def _is_signature(line: str, text: str) -> bool:
    """Two or three words, none of which the text uses as a common word, or ends as common words do."""
    words = line.split()
    if not 2 <= len(words) <= 3 or len(line) > 40 or not is_bare_name(line) or "/" in line:
        return False
    plain = set(re.findall(r"\w+", text))
    return not any(word.lower() in plain or _COMMON.search(word) or _GLUED.search(word) for word in words)


#: How common words end in German, English and the Romance languages, rather than surnames.
_COMMON = re.compile(
    r"(?:ung|ungen|ion|ions|ionen|keit|heit|schaft|ität|ität?en|ment|ments|ing|ness|ity|انتهای|پیام)$", re.I
)
_GLUED = re.compile(r"[a-zà-ÿ]{4}[A-Z]")


def han_names(text: str) -> list[str]:
    """Chinese names in a credit, without what they are called for.

    >>> han_names("实习记者 王明 李小华 记者张强")
    ['王明', '李小华', '张强']
    >>> han_names("本报记者 王 明")
    ['王明']
    """
    joined = re.sub(rf"(?<!{_HAN})({_HAN})[ \u3000]({_HAN})(?!{_HAN})", r"\1\2", text)
    pieces = (piece for piece in _PARTED.split(joined) if piece)
    return [piece for piece in pieces if re.fullmatch(_HAN_NAME, piece) and not _NO_NAME.search(piece)]
