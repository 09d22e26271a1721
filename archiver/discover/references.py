"""References to characters that cannot be, such as &#0; or &#xD800;: parsers raise on them, or hand out half a pair."""

from __future__ import annotations

import re

_REFERENCE = re.compile(rb"&#(?:(\d+)|[xX]([0-9A-Fa-f]+));?")
#: Characters that XML does not have (XML 1.0, 2.2).
_NO_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LAST = 0x10FFFF


def without_impossible(body: bytes) -> bytes:
    """*body*, in ASCII or what has it as a part, without references to characters that XML does not have.

    >>> without_impossible(b"Caf&#233;, bridge&#xD800; &#0;&#99999999; opens")
    b'Caf&#233;, bridge  opens'
    """
    return _REFERENCE.sub(_if_possible, body)


def _if_possible(reference: re.Match[bytes]) -> bytes:
    digits, base = (reference[1], 10) if reference[1] else (reference[2], 16)
    digits = digits.lstrip(b"0") or b"0"
    # none has more digits; int() takes no more than some thousand
    code = int(digits, base) if len(digits) <= len(str(_LAST)) else _LAST + 1
    return b"" if code > _LAST or _NO_CHARACTER.match(chr(code)) else reference[0]
