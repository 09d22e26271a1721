"""Bytes of a page in, characters out: what a browser would show, and no character XML forbids.

Byte order mark, HTTP header and `<meta>` are asked in the order of the WHATWG encoding standard. Two things differ on
purpose, where a browser shows its reader letters nobody wrote: bytes that are valid UTF-8 beyond ASCII are UTF-8
whatever was declared, since no text in another encoding comes out valid by accident, and wrong declarations are common;
and where bytes do not fit the first declaration, the second, or the language's usual encoding, is tried.
"""

from __future__ import annotations

import codecs
import re

from archiver.extract.charset_labels import charsets_in_page, known_charset

#: What pages of a language without any declaration are written in, as browsers guess it.
_LEGACY = {
    "ar": ("cp1256", "iso8859-6"),
    "ckb": ("cp1256",),
    "fa": ("cp1256",),
    "ur": ("cp1256",),
    "he": ("cp1255",),
    "ru": ("cp1251", "koi8-r", "cp866", "iso8859-5"),
    "uk": ("cp1251", "koi8-u"),
    "bg": ("cp1251",),
    "sr": ("cp1251", "cp1250"),
    "el": ("cp1253",),
    "tr": ("cp1254",),
    "ku": ("cp1254", "cp1256"),
    "th": ("cp874",),
    "vi": ("cp1258",),
    "zh": ("gb18030", "big5hkscs"),
    "ja": ("cp932", "euc_jp", "iso2022_jp"),
    "ko": ("cp949",),
    "pl": ("cp1250", "iso8859-2"),
    "cs": ("cp1250", "iso8859-2"),
    "sk": ("cp1250", "iso8859-2"),
    "hu": ("cp1250", "iso8859-2"),
    "hr": ("cp1250", "iso8859-2"),
    "sl": ("cp1250", "iso8859-2"),
    "ro": ("cp1250", "iso8859-2"),
    "et": ("cp1257",),
    "lv": ("cp1257",),
    "lt": ("cp1257",),
}

#: Letters that are common in a right reading and rare in a wrong one: of Russian and Chinese, the signs of Japanese.
_COMMON = re.compile(
    "[оеаинтсрвл]|[ąćęłńśźżčďěňřšťůžőű]|[\u3041-\u3093]|[的一是不了在有人我他这這中来來国國]|[ابتدرسعلمنهوي]|[이다는을의에가고]"
)
#: Letters that are UTF-8 for each byte that is not, from which a page is UTF-8.
_FIT_FOR_STRAY = 20
#: Bytes looked at for a language, and for every other byte being 0.
_LOOKED_AT = 4096
#: Encodings of one byte a letter, in which browsers take a byte without a letter for a control character.
_ONE_BYTE = frozenset({*(f"cp125{part}" for part in range(9)), "cp874"})

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LANG = re.compile(rb"<html[^>]{0,600}?\blang\s*=\s*[\"']?([a-z]{2,3})", re.I)

#: Control characters that neither XML nor a reader has a use for; form feed and vertical tab part words. Marks that turn
#: the writing of all that follows, and byte order marks within a page, are among them; joiners and marks of direction, which
#: Arabic, Kurdish and Persian words need, are not.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+"
)
_ASCII_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_OTHER_CONTROLS = (
    re.compile(rb"\xc2[\x80-\x9f]"),
    re.compile(rb"\xed[\xa0-\xbf]"),
    re.compile(rb"\xef\xb7[\x90-\xaf]"),
    re.compile(rb"\xef(?:\xbf[\xbe\xbf]|\xbb\xbf)"),
    re.compile(rb"\xe2\x80[\xad\xae]"),
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
    if wide := _wide(raw, known_charset(declared)):
        return raw.decode(wide, "replace"), wide
    if raw.isascii() and b"\x1b$B" in raw and b"\x1b(" in raw:
        # nothing else is written so
        return raw.decode("iso2022_jp", "replace"), "iso2022_jp"
    names = [name for name in (known_charset(declared), *charsets_in_page(raw)) if name]
    names = ["utf-8" if name.startswith("utf-16") else name for name in names]
    if names[:1] not in (["iso2022_jp"], ["iso2022_kr"], ["hz"]):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("utf-8", "replace")
            wrong = text.count("\ufffd")
            letters = len(text) - len(text.encode("ascii", "ignore")) - wrong
        else:
            return text, "utf-8"
        # a few stray bytes among many letters that fit: a slip of the pen, not another encoding
        if wrong * _FIT_FOR_STRAY < letters:
            return text, "utf-8"
    return _decode_legacy(raw, names)


def _wide(raw: bytes, declared: str | None) -> str | None:
    """The UTF-16 of a page without byte order mark, when its bytes look like it: every other one of its markup is 0."""
    start = raw[:_LOOKED_AT]
    if start.count(0) * 3 < len(start):
        return None
    little, big = start[1::2].count(0), start[::2].count(0)
    if declared in ("utf-16-le", "utf-16-be") and max(little, big) * 2 > len(start) // 2:
        return declared
    return "utf-16-le" if little > 4 * big else "utf-16-be" if big > 4 * little else None


def _decode_legacy(raw: bytes, names: list[str]) -> tuple[str, str]:
    """The first declared encoding all bytes fit; else the one with the fewest misfits."""
    tries = list(dict.fromkeys(names)) or [_guess(raw)]
    if tries == ["utf-8"]:
        tries.append(_guess(raw))
    if "euc_jp" in tries:
        # browsers' EUC-JP holds the circled numbers and company signs of NEC, Python's does not
        tries.append("euc_jis_2004")
    best: tuple[int, str, str] | None = None
    for name in tries:
        text = raw.decode(name, "controls" if name in _ONE_BYTE else "replace")
        wrong = text.count("\ufffd")
        # a stray byte in a long page is a slip of the pen, not another encoding
        if wrong * 1000 <= len(text) and not (wrong and name == "euc_jp"):
            return text, name
        if best is None or wrong < best[0]:
            best = (wrong, text, name)
    assert best is not None
    return best[1], best[2]


def _as_control(error: UnicodeError) -> tuple[str, int]:
    """Bytes that an encoding has no letter for: the control character of the same number, as in browsers, or U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(chr(byte) if 0x80 <= byte < 0xA0 else "\ufffd" for byte in wrong), error.end


codecs.register_error("controls", _as_control)


def _guess(raw: bytes) -> str:
    """What a page that declares nothing is written in: by its language, else by the look of its bytes."""
    match = _LANG.search(raw[:_LOOKED_AT])
    language = match.group(1).decode("ascii").lower() if match else ""
    if language:
        return _likeliest(raw, _LEGACY[language]) if language in _LEGACY else "cp1252"
    from trafilatura.utils import detect_encoding

    guesses = (known_charset(label) for label in detect_encoding(raw[:50_000]))
    found = next((name for name in guesses if name and name not in ("utf-8", "iso2022_jp")), "cp1252")
    if found in _EAST_ASIAN:
        return _likeliest(raw, _EAST_ASIAN)
    western = found in _LATIN and not _NOT_WESTERN.search(raw[:50_000].decode("cp1252", "controls"))
    return "cp1252" if western else found


#: Between which a guess from the look of bytes is often wrong.
_EAST_ASIAN = ("cp932", "euc_jp", "gb18030", "big5hkscs", "cp949")
_LATIN = frozenset(
    {
        "cp1250",
        "cp1257",
        "cp1258",
        "mac-roman",
        *(f"iso8859-{part}" for part in (2, 3, 4, 10, 13, 14, 15, 16)),
    }
)
#: Signs that stand in a word only when it was written in another encoding than Windows-1252, which browsers fall back on.
_NOT_WESTERN = re.compile("[^\\W\\d_][¹³¿¾¼½ª£¥\x80-\x9f]|[¹³¾¼½¥\x80-\x9f][^\\W\\d_]")


def _likeliest(raw: bytes, names: tuple[str, ...]) -> str:
    """Of the encodings of one language the one that fits most bytes, and gives most of its common letters."""
    if len(names) == 1:
        return names[0]
    sample = raw[:50_000]
    if b"\x1b$" in sample and "iso2022_jp" in names:
        return "iso2022_jp"

    def misfits(name: str) -> tuple[int, int]:
        text = sample.decode(name, "replace")
        return text.count("\ufffd"), -len(_COMMON.findall(text))

    return min((name for name in names if name != "iso2022_jp"), key=misfits)


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
        text = clean_controls(text)
    return _REFERENCE.sub(_reference, text) if "&#" in text else text


def clean_controls(text: str) -> str:
    """The same text without control characters, halves of pairs, noncharacters, and marks that turn the writing around.

    >>> clean_controls("Bridge\\x00 \\ud83dopens\\u202e")
    'Bridge opens'
    """
    return _CONTROLS.sub(lambda run: run.group().translate(_CLEANED), text)


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
        code in (0x202D, 0x202E, 0xFEFF)
        or 0xD800 <= code < 0xE000
        or 0xFDD0 <= code <= 0xFDEF
        or code & 0xFFFE == 0xFFFE
        or code > 0x10FFFF
    )
    return "" if forbidden else reference


#: What stands for each control character; nothing for most.
_CLEANED = {
    code: " " if code in (11, 12) else _windows(code)
    for code in (
        *range(32),
        *range(127, 160),
        *range(0xD800, 0xE000),
        *range(0xFDD0, 0xFDF0),
        0x202D,
        0x202E,
        0xFEFF,
        0xFFFE,
        0xFFFF,
    )
    if code not in (9, 10, 13)
}
