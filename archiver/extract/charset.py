"""Bytes of a page in, characters out: what a browser would show, and no character XML forbids.

Byte order mark, HTTP header and `<meta>` are asked in the order of the WHATWG encoding standard. One thing differs
on purpose: bytes that are valid UTF-8 beyond ASCII are UTF-8 whatever was declared, since no text in another
encoding comes out valid by accident, and wrong declarations are common.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

#: Bytes at the start of a page in which a declaration is looked for; browsers look at 1,024, servers write more.
_DECLARED_WITHIN = 4096

#: Labels the web uses for an encoding that holds more than the label says (WHATWG encoding standard).
_WEB_LABELS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    # a page that could be read up to this declaration is written in bytes, whatever it says
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "utf-7": "utf-8",
}

#: What pages of a language without any declaration are written in, as browsers guess it.
_LEGACY = {
    "ar": "cp1256",
    "ckb": "cp1256",
    "fa": "cp1256",
    "ur": "cp1256",
    "he": "cp1255",
    "ru": "cp1251",
    "uk": "cp1251",
    "bg": "cp1251",
    "sr": "cp1251",
    "el": "cp1253",
    "tr": "cp1254",
    "ku": "cp1254",
    "th": "cp874",
    "vi": "cp1258",
    "zh": "gb18030",
    "ja": "cp932",
    "ko": "cp949",
    "pl": "cp1250",
    "cs": "cp1250",
    "sk": "cp1250",
    "hu": "cp1250",
    "hr": "cp1250",
}

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.I)
_LANG = re.compile(rb"<html[^>]{0,600}?\blang\s*=\s*[\"']?([a-z]{2,3})", re.I)

#: Control characters that neither XML nor a reader has a use for; form feed and vertical tab part words.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ASCII_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_OTHER_CONTROLS = (
    re.compile(rb"\xc2[\x80-\x9f]"),
    re.compile(rb"\xed[\xa0-\xbf]"),
    re.compile(rb"\xef\xb7[\x90-\xaf]"),
    re.compile(rb"\xef\xbf[\xbe\xbf]"),
)
#: UTF-8 read as Latin-1 and written as UTF-8 once more.
_TWICE = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
#: Controls that such text nearly always has (in quotation marks and dashes, Arabic and Czech letters) and other text never.
_TWICE_MARKS = ("\x80", "\x84", "\x99")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,9}));?")


def decode(raw: bytes, declared: str | None) -> tuple[str, str]:
    """The characters of a page and the encoding they were read with.

    *declared* is the charset of the HTTP header. Bytes that do not fit become U+FFFD.

    >>> decode("Zürich".encode("latin-1"), "iso-8859-1")
    ('Zürich', 'cp1252')
    >>> decode("هەولێر".encode(), "windows-1256")
    ('هەولێر', 'utf-8')
    """
    for mark, name in _BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(name, "replace"), name
    names = [name for name in (_known(declared), *_in_page(raw)) if name]
    if names[:1] != ["iso2022_jp"]:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return text, "utf-8"
    return _decode_legacy(raw, names)


def _decode_legacy(raw: bytes, names: list[str]) -> tuple[str, str]:
    """The first declared encoding all bytes fit; else the one with the fewest misfits."""
    tries = list(dict.fromkeys(names)) or [_guess(raw)]
    if tries == ["utf-8"]:
        tries.append(_guess(raw))
    best: tuple[int, str, str] | None = None
    for name in tries:
        text = raw.decode(name, "replace")
        wrong = text.count("\ufffd")
        # a stray byte in a long page is a slip of the pen, not another encoding
        if wrong * 1000 <= len(text):
            return text, name
        if best is None or wrong < best[0]:
            best = (wrong, text, name)
    assert best is not None
    return best[1], best[2]


def _in_page(raw: bytes) -> tuple[str | None, ...]:
    head = raw[:_DECLARED_WITHIN]
    found = (_META.search(head), _XML_DECLARATION.search(head))
    return tuple(_known(match.group(1).decode("ascii")) for match in found if match)


def _guess(raw: bytes) -> str:
    """What a page that declares nothing is written in: by its language, else by the look of its bytes."""
    match = _LANG.search(raw[:_DECLARED_WITHIN])
    if match:
        return _LEGACY.get(match.group(1).decode("ascii").lower(), "cp1252")
    from trafilatura.utils import detect_encoding

    guesses = (_known(label) for label in detect_encoding(raw[:50_000]))
    return next((name for name in guesses if name and name not in ("utf-8", "iso2022_jp")), "cp1252")


@lru_cache(maxsize=256)
def _known(label: str | None) -> str | None:
    """Python's name of a declared charset; None for one that does not exist or does not decode text."""
    if not label:
        return None
    try:
        info = codecs.lookup(label.strip().lower().removeprefix("x-").replace("windows-31j", "cp932"))
    except (LookupError, ValueError):
        return None
    return _WEB_LABELS.get(info.name, info.name) if info._is_text_encoding else None


def clean_characters(text: str) -> str:
    """The same text without characters and numeric references that no parser takes.

    One `&#1;` makes libxml2 give up the paragraph, and trafilatura the page. References from 128 to 159 mean
    Windows-1252, as in every browser.

    >>> clean_characters("a\\x00b &#1;c &#146; &#1575;")
    'ab c ’ &#1575;'
    >>> clean_characters("it’s".encode().decode("latin-1"))
    'it’s'
    """
    if any(mark in text for mark in _TWICE_MARKS):
        # 22 of 1,539 pages of public sets have more than three such signs, up to 257
        text = _TWICE.sub(_once, text)
    if _may_hold_controls(text):
        text = _CONTROLS.sub(_control, text)
    return _REFERENCE.sub(_reference, text) if "&#" in text else text


def _may_hold_controls(text: str) -> bool:
    """Whether a text can hold what `_CONTROLS` finds; takes a third of its time."""
    raw = text.encode("utf-8", "surrogatepass")
    if len(raw.translate(None, _ASCII_CONTROLS)) < len(raw):
        return True
    return not text.isascii() and any(pattern.search(raw) for pattern in _OTHER_CONTROLS)


def _once(match: re.Match[str]) -> str:
    try:
        return match.group().encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return match.group()


def _control(match: re.Match[str]) -> str:
    return " " if match.group() in "\x0b\x0c" else _windows(ord(match.group()))


def _reference(match: re.Match[str]) -> str:
    code = int(match.group(1), 16) if match.group(1) else int(match.group(2))
    if 32 <= code < 127 or 160 <= code < 0xD800 or code in (9, 10, 13):
        return match.group()
    if code in (11, 12):
        return " "
    return _windows(code) if code < 160 else _plane(code, match.group())


def _windows(code: int) -> str:
    if not 128 <= code < 160:
        return ""
    return bytes([code]).decode("cp1252", "ignore")


def _plane(code: int, reference: str) -> str:
    """The reference itself when it names a character, else nothing."""
    forbidden = (
        0xD800 <= code < 0xE000 or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE or code > 0x10FFFF
    )
    return "" if forbidden else reference
