"""The charset a page declares, by the names and in the places that browsers know (WHATWG encoding and HTML standards)."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

#: Bytes at the start of a page in which a declaration is looked for; browsers look at 1,024, then on through <head>.
_DECLARED_WITHIN = 4096

#: What a label means on the web, by Python's name of it: most legacy labels stand for an encoding that holds more.
_ON_THE_WEB = {
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
    "utf-16": "utf-16-le",
}
#: Labels Python does not know, or takes for something else.
_OTHER_LABELS = {
    "x-user-defined": "cp1252",
    "x-x-big5": "big5hkscs",
    "cn-big5": "big5hkscs",
    "windows-31j": "cp932",
    "windows-949": "cp949",
    "ks_c_5601-1989": "cp949",
    "ksc_5601": "cp949",
    "ksc5601": "cp949",
    "iso-ir-149": "cp949",
    "cseuckr": "cp949",
    "csksc56011987": "cp949",
    "csgb2312": "gb18030",
    "gb_2312": "gb18030",
    "gb_2312-80": "gb18030",
    "cseucpkdfmtjapanese": "euc_jp",
    "csisolatin9": "iso8859-15",
    "dos-874": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "csiso88598i": "iso8859-8",
    "csiso88598e": "iso8859-8",
    "csiso88596e": "iso8859-6",
    "csiso88596i": "iso8859-6",
    "logical": "iso8859-8",
    "visual": "iso8859-8",
    "sun_eu_greek": "iso8859-7",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "koi8-ru": "koi8-u",
    "macintosh": "mac-roman",
    "csmacintosh": "mac-roman",
    "mac": "mac-roman",
    "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-ukrainian": "mac-cyrillic",
    "unicode-1-1-utf-8": "utf-8",
    "x-unicode20utf8": "utf-8",
    "unicode11utf8": "utf-8",
    "unicode20utf8": "utf-8",
    "unicode": "utf-16-le",
    "unicodefeff": "utf-16-le",
    "csunicode": "utf-16-le",
    "ucs-2": "utf-16-le",
    "iso-10646-ucs-2": "utf-16-le",
    "unicodefffe": "utf-16-be",
}
#: Encodings of the web, by Python's names. A label of any other (UTF-7, UTF-32, EBCDIC) is none to a browser.
_OF_THE_WEB = frozenset(
    {
        "utf-8", "utf-16-le", "utf-16-be", "cp866", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp874", "gb18030", "big5hkscs",
        "euc_jp", "iso2022_jp", "cp932", "cp949", "hz", "iso2022_kr",
        *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)), *(f"cp125{part}" for part in range(9)),
    }
)  # fmt: skip
_ISO = re.compile(r"(?:cs)?iso[-_]?8859[-_]?(\d{1,2})")
_WINDOWS = re.compile(r"(?:windows|win|x-cp|cp|x-windows)[-_]?(125\d|874)")

_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.S)
_META = re.compile(rb"<meta[\s/]((?:[^>\"']|\"[^\"]*\"|'[^']*')*)", re.I)
_ATTRIBUTE = re.compile(rb"([^\s\"'<>/=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_IN_CONTENT = re.compile(rb"charset\s*=\s*[\"']?\s*([^\s\"';]+)", re.I)
_XML_DECLARATION = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.I)


@lru_cache(maxsize=256)
def known_charset(label: str | None) -> str | None:
    """Python's name of the encoding a label stands for on the web; None for a label no browser knows.

    >>> known_charset("ISO-8859-1"), known_charset("x-sjis"), known_charset("utf-7")
    ('cp1252', 'cp932', None)
    """
    label = (label or "").strip("\t\n\f\r \"'").lower()
    if not label or not label.isascii():
        return None
    if label in _OTHER_LABELS:
        return _OTHER_LABELS[label]
    if part := _ISO.fullmatch(label):
        label = f"iso8859-{part[1]}"
    elif part := _WINDOWS.fullmatch(label):
        label = f"cp{part[1]}"
    try:
        name = codecs.lookup(label.removeprefix("x-")).name
    except (LookupError, ValueError):
        return None
    name = _ON_THE_WEB.get(name, name)
    return name if name in _OF_THE_WEB else None


def charsets_in_page(raw: bytes) -> tuple[str, ...]:
    """The encodings a page declares itself, the first <meta> before the XML declaration.

    >>> charsets_in_page(b'<!-- <meta charset=big5> --><meta name="a" content="charset=koi8-r"><meta charset="utf-16">')
    ('utf-8',)
    """
    head = raw[:_DECLARED_WITHIN]
    found = []
    for meta in _META.finditer(_COMMENT.sub(b"", head)):
        name = known_charset(_declared(meta[1]))
        if name is not None:
            # what could be read up to here is written in bytes
            found.append("utf-8" if name.startswith("utf-16") else name)
            break
    if (declaration := _XML_DECLARATION.match(head)) and (name := known_charset(declaration[1].decode())):
        found.append("utf-8" if name.startswith("utf-16") else name)
    return tuple(found)


def _declared(attributes: bytes) -> str | None:
    """The label in a <meta>: in `charset`, or in `content` beside `http-equiv`."""
    values: dict[bytes, bytes] = {}
    for match in _ATTRIBUTE.finditer(attributes):
        values.setdefault(match[1].lower(), match[2] or match[3] or match[4] or b"")
    label = values.get(b"charset")
    if label is None and values.get(b"http-equiv", b"").strip().lower() == b"content-type":
        inside = _IN_CONTENT.search(values.get(b"content", b""))
        label = inside[1] if inside else None
    return label.decode("latin-1") if label is not None else None
