"""Percent escapes of paths and queries: one spelling for each character."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

# Reserved characters that mean nothing in a path or a query are written bare; all others are escaped.
_PATH_KEPT = frozenset("!$'()*,:;=@&+~-._")
_QUERY_KEPT = frozenset("/!$'()*,:;@?~-._")
_PLAIN = re.compile(r"[A-Za-z0-9/!$'()*,:;=@~._-]*")
#: What may have to be written otherwise: any escape but an upper-case one of a byte over 127, and characters never bare.
_ODD = re.compile(r"%(?![89A-F][0-9A-F])([0-9A-Fa-f]{2})?|[^A-Za-z0-9%/!$'()*,:;=@&+~._-]")
_HIGH_RUN = re.compile(r"(?:(?<!%)(?<!%[0-9A-F])[A-Za-z])?((?:%[89A-F][0-9A-F])+)")
#: An escape that was escaped once more; of plain characters only those that are no letters and digits, so that
#: "5%2520" could be nothing else.
_TWICE = re.compile(r"(?:%25[89A-F][0-9A-Fa-f])+|%25(?:2[0-46-9A-F]|3[A-F]|40|5[B-F]|60|7[B-E])")
#: First byte of a letter with an accent in Latin-1.
_LATIN_LETTERS = 0xC0


def path_escapes(path: str) -> str:
    """*path* with each character in its one spelling: bare where that is safe, else an upper-case escape, in NFC.

    What was escaped twice is escaped once; a single accented letter in Latin-1 is one in UTF-8.

    >>> path_escapes("/caf%c3%a9%2D1"), path_escapes("/cafe%CC%81"), path_escapes("/caf%E9"), path_escapes("/a%252Db")
    ('/caf%C3%A9-1', '/caf%C3%A9', '/caf%C3%A9', '/a-b')
    """
    return path if _PLAIN.fullmatch(path) else _write(path, _PATH_KEPT)


def query_escapes(text: str) -> str:
    """A parameter's name or value likewise.

    >>> query_escapes("a+b/c%20d%26e")
    'a%20b/c%20d%26e'
    """
    return text if _PLAIN.fullmatch(text) else _write(text.replace("+", "%20"), _QUERY_KEPT)


def _write(text: str, kept: frozenset[str]) -> str:
    def spell(match: re.Match[str]) -> str:
        code = match[1]
        char = chr(int(code, 16)) if code else match[0]
        if char in kept or (char.isascii() and char.isalnum()):
            return char
        return f"%{code.upper()}" if code else quote(char, safe="")

    written = _ODD.sub(spell, text)
    while "%25" in written and (once := _ODD.sub(spell, _TWICE.sub(_once, written))) != written:
        written = once
    return _HIGH_RUN.sub(_compose, written) if "%" in written else written


def _once(match: re.Match[str]) -> str:
    """An escape of an escape; bytes over 127 only where they are text."""
    escapes = match[0].replace("%25", "%")
    try:
        bytes.fromhex(escapes.replace("%", "")).decode()
    except UnicodeDecodeError:
        return match[0]
    return escapes


def _compose(match: re.Match[str]) -> str:
    """Accents written apart from their letter (NFD), as some servers print them, joined to it (NFC)."""
    run = match[1]
    raw = bytes.fromhex(run.replace("%", ""))
    letter = match[0][: -len(run)]
    try:
        text = letter + raw.decode()
    except UnicodeDecodeError:
        if not _is_latin(raw, letter, match.string[match.end() : match.end() + 1]):
            return match[0]  # an older charset; its bytes are the name
        text = letter + raw.decode("latin-1")
    else:
        if unicodedata.is_normalized("NFC", text):
            return match[0]
    return quote(unicodedata.normalize("NFC", text), safe="")


def _is_latin(raw: bytes, before: str, after: str) -> bool:
    """Whether bytes are an accented letter or two of a word in Latin letters; other charsets write whole words so."""
    return len(raw) <= 2 and min(raw) >= _LATIN_LETTERS and (before.isalpha() or after.isalpha())
