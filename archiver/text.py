"""Words: when two texts say the same, how many words a text has, and the form full-text search works on."""

from __future__ import annotations

import base64
import re
import unicodedata
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Scripts written without spaces between words; the letters of Thai, Lao, Khmer and Burmese without their marks.
_UNSPACED: Final = (
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ec0-\u0ec4\u1000-\u102a\u1780-\u17b3"
    "\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
#: The same with their marks, and Hangul, whose particles hang on the word.
_BIGRAM: Final = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1780-\u17d3\u1100-\u11ff\u3005-\u3007\u3041-\u3096"
    "\u30a1-\u30fa\u30fc\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)

_COUNTED = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}][^\s\u2014\u2013\u2026/|{_UNSPACED}]*")
_BIGRAM_RUN = re.compile(f"[{_BIGRAM}]+")

_QUOTES: Final = dict.fromkeys(
    "\u2018\u2019\u201a\u201b\u02bc\u02b9`\u00b4\u2032\u2039\u203a\uff07", "'"
) | dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u300c\u300d\u300e\u300f\uff02", '"')
_DASHES: Final = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")


class _SameWords(dict[int, str]):
    """What each character counts as when two texts are compared; learned as characters come by."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        same = _QUOTES.get(letter) or _DASHES.get(letter)
        if same is None:
            category = unicodedata.category(letter)
            if letter.isspace() or category in ("Zs", "Zl", "Zp"):
                same = " "
            elif category in ("Cc", "Cf", "Cs", "Co", "Cn") or 0xFE00 <= code <= 0xFE0F:
                same = ""
            else:
                same = letter
        self[code] = same
        return same


_same_words = _SameWords()


def normalize_text(text: str) -> str:
    """Give the form in which two texts are the same when their words are.

    Unicode NFKC, case folded; quotes, dashes and white space of every kind alike; invisible characters gone.

    >>> normalize_text("“Killed\\u00a0ONE,”\\u200b  he said\\n— twice")
    '"killed one," he said - twice'
    """
    # quotes before NFKC: it would part the acute accent, used as a quote, into space and mark
    folded = unicodedata.normalize("NFKC", text.translate(_same_words)).casefold()
    return " ".join(folded.translate(_same_words).split())


def count_words(text: str) -> int:
    """Count words; in scripts without spaces (Chinese, Japanese, Thai, …) every letter is one.

    >>> count_words("Erbil, 14-year-old boy — he's fine…"), count_words("2021年2月19日"), count_words("— …")
    (5, 6, 0)
    """
    return len(_COUNTED.findall(text))


_NOT_WORD = re.compile(r"\W+")


def letters_of(text: str) -> int:
    """How many letters and digits a text has; one of a script that writes words with few counts for three.

    >>> letters_of("Read more"), letters_of("更多新闻")
    (8, 12)
    """
    bare = _NOT_WORD.sub("", text)
    return len(bare) + 2 * sum("\u3041" <= letter <= "\u9fff" for letter in bare)


#: Letters that stand for another one on another keyboard or in another spelling.
_LETTERS: Final = {
    **dict.fromkeys("يىےێېۍیۑ", "ی"),
    **dict.fromkeys("كڪکګ", "ک"),
    **dict.fromkeys("ەةهھہۀۂۃة", "ه"),
    **dict.fromkeys("ۆۊۇۈۉۅ", "و"),
    "ڕ": "ر",
    "ڵ": "ل",
    "ٱ": "ا",
    "ء": "",
    "ـ": "",
    "ё": "е",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ħ": "h",
    "ı": "i",
    "ə": "e",
    "\u0901": "\u0902",  # Devanagari candrabindu, often printed as anusvara
    "\u093c": "",  # nukta, often left out
}


def _is_loose_mark(code: int) -> bool:
    """Accents, harakat, points: marks a reader may leave out. Vowel signs of Indic scripts and of kana are not."""
    return (
        0x0300 <= code <= 0x036F
        or 0x0591 <= code <= 0x05C7
        or 0x0610 <= code <= 0x061A
        or 0x064B <= code <= 0x065F
        or code == 0x0670
        or 0x06D6 <= code <= 0x06ED
        or 0x08D3 <= code <= 0x08FF
        or code == 0x093C
    ) and unicodedata.category(chr(code)) in ("Mn", "Lm", "Cf", "So", "Me")


class _Folded(dict[int, str]):
    """What each character counts as in a search; learned as characters come by."""

    def __missing__(self, code: int) -> str:
        folded = "".join(self._fold(part) for part in unicodedata.normalize("NFKC", chr(code)).casefold())
        self[code] = folded
        return folded

    def _fold(self, letter: str) -> str:
        if letter in _LETTERS:
            return _LETTERS[letter]
        code, category = ord(letter), unicodedata.category(letter)
        if _is_loose_mark(code) or category == "Cf":
            return ""
        if category == "Nd":
            return str(unicodedata.decimal(letter))
        if category[0] not in "LNM":
            return " "
        if 0x0400 <= code <= 0x052F:  # й and ї are letters of their own
            return letter
        return self._bare(letter)

    def _bare(self, letter: str) -> str:
        parts = (part for part in unicodedata.normalize("NFKD", letter) if not _is_loose_mark(ord(part)))
        return unicodedata.normalize("NFC", "".join(_LETTERS.get(part, part) for part in parts))


_folded = _Folded()


def fold(text: str) -> str:
    """Fold letters for search: case, accents, width, digits, letter variants of Arabic, Kurdish and Persian.

    Everything that is no letter, digit or mark becomes a space. Which spaces part words is kept.

    >>> fold("Élodie’s ΆΘΗΝΑ"), fold("كوردستان") == fold("کوردستان"), fold("١٤ ۱۴")
    ('elodie s αθηνα', True, '14 14')
    """
    return unicodedata.normalize("NFC", text).translate(_folded)


def _pairs(run: str) -> str:
    return run if len(run) == 1 else " ".join(run[at : at + 2] for at in range(len(run) - 1))


def search_form(text: str, *, endings: bool = False) -> str:
    """Give the shadow text full-text search works on; documents and queries pass through it alike.

    Folded words parted by single spaces; scripts without spaces, and Korean, as overlapping pairs of letters.
    With *endings* the last letters of such runs follow at the end, so that a query of one letter finds them as well;
    for documents only. A change here needs a migration that indexes every article anew.

    >>> search_form("The Café, 東京都"), search_form("東京都に", endings=True)
    ('the cafe 東京 京都', '東京 京都 都に に')
    """
    folded = fold(text)
    if folded.isascii():
        return " ".join(folded.split())
    runs = dict.fromkeys(run[-1] for run in _BIGRAM_RUN.findall(folded) if len(run) > 1) if endings else ()
    paired = _BIGRAM_RUN.sub(lambda match: f" {_pairs(match[0])} ", folded)
    return " ".join([*paired.split(), *runs])


def is_unspaced(token: str) -> bool:
    """Whether a token of `search_form` is of a script that is searched in pairs of letters.

    >>> is_unspaced("東"), is_unspaced("cafe")
    (True, False)
    """
    return bool(_BIGRAM_RUN.fullmatch(token))


def find_words(text: str, phrases: Iterable[str]) -> list[tuple[int, int, int]]:
    """Find where phrases stand in *text* (Unicode NFC), as a search would.

    Gives start, end and the number of the phrase, in order and without overlap.

    >>> find_words("The Café at 東京都", ["cafe", "京都"])
    [(4, 8, 0), (13, 15, 1)]
    """
    patterns = [_pattern(fold(phrase)) for phrase in phrases]
    if not any(patterns):
        return []
    folded, starts = _fold_with_places(text)
    either = re.compile("|".join(f"({pattern or '(?!)'})" for pattern in patterns))
    found = []
    for match in either.finditer(folded):
        first, last = starts[match.start()], starts[match.end() - 1]
        found.append((first, last + 1, (match.lastindex or 1) - 1))
    return found


def _pattern(folded: str) -> str:
    """A pattern for a folded phrase: whole words, or letters anywhere in a run of an unspaced script."""
    words = folded.split()
    if not words:
        return ""
    inside = r"\s+".join(map(re.escape, words))
    before = "" if is_unspaced(words[0][0]) else rf"(?<![^\s{_BIGRAM}])"
    after = "" if is_unspaced(words[-1][-1]) else rf"(?![^\s{_BIGRAM}])"
    return before + inside + after


def _fold_with_places(text: str) -> tuple[str, Sequence[int]]:
    """Give the folded text, and for each of its characters the place of the one it came from."""
    if all(len(_folded[ord(letter)]) == 1 for letter in set(text)):
        return text.translate(_folded), range(len(text))
    letters = [_folded[ord(letter)] for letter in text]
    places = [at for at, folded in enumerate(letters) for _ in folded]
    return "".join(letters), places


#: Bits of a line's mark: two lines of one page share one by chance in fewer than 1 of 10,000 pages.
_MARK_BYTES: Final = 3
_NOT_LETTERS = re.compile(r"[\W_]+")


def mark_line(text: str) -> bytes:
    """Give a short mark of a line: the same whatever its case, signs and spaces; empty when it has no letters.

    >>> mark_line("“Nobody came.”") == mark_line("nobody  came"), mark_line("* * *")
    (True, b'')
    """
    letters = _NOT_LETTERS.sub("", text).lower()
    return zlib.crc32(letters.encode("utf-8", "replace")).to_bytes(4)[:_MARK_BYTES] if letters else b""


def write_marks(lines: Iterable[str]) -> str | None:
    """Give the marks of lines as text (base64), to be kept; None when there are none. See `mark_twice`."""
    marks: set[bytes] = set()
    for line in lines:
        mark = mark_line(line)
        if mark in marks:
            marks.add(mark_twice(line))
        elif mark:
            marks.add(mark)
    return _write(marks)


def mark_twice(line: str) -> bytes:
    """Give the mark that says that a line stood there more than once.

    >>> mark_twice("One") in read_marks(write_marks(["One", "Two", "one."]))
    True
    """
    return mark_line(f"{line} twice")


def join_marks(one: str | None, other: str | None) -> str | None:
    """Give the marks of two texts as those of one.

    >>> join_marks(write_marks(["One"]), write_marks(["Two"])) == write_marks(["One", "Two"])
    True
    """
    return _write(read_marks(one) | read_marks(other))


def _write(marks: Iterable[bytes]) -> str | None:
    return base64.b64encode(b"".join(sorted(marks))).decode("ascii") or None


def read_marks(written: str | None) -> frozenset[bytes]:
    """Give marks that were kept.

    >>> mark_line("One") in read_marks(write_marks(["One", "Two"]))
    True
    """
    kept = base64.b64decode(written or "")
    return frozenset(kept[at : at + _MARK_BYTES] for at in range(0, len(kept), _MARK_BYTES))
