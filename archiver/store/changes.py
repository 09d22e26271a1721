"""Changes: what each revision changed of the one before, kept with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, select, update

from archiver.article import BESIDE_BODY, BlockKind
from archiver.dedupe.changes import Change, ChangeKind, Wording, find_change
from archiver.dedupe.paragraph_edits import Edit, EditKind
from archiver.extract.corrections import is_correction
from archiver.extract.lines import line_reason
from archiver.store.models import RevisionRow, table_of
from archiver.store.words import read_blocks
from archiver.text import read_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from archiver.article import Anchor, Article, Block
    from archiver.store.columns import AnyRow

_REVISION = table_of(RevisionRow)
_ONE = select(_REVISION.c.title, _REVISION.c.blocks, _REVISION.c.page_lines).where(
    _REVISION.c.article_id == bindparam("article"), _REVISION.c.number == bindparam("wanted")
)
_SET = update(_REVISION).where(
    _REVISION.c.article_id == bindparam("article"), _REVISION.c.number == bindparam("wanted")
)

_NO_CHANGE: Final[dict[str, Any]] = dict.fromkeys(("change", "words_added", "words_removed", "edits"))


def wording(title: str | None, blocks: Iterable[Block], page_lines: str | None = None) -> Wording:
    """Give what is compared of an article: its title and the paragraphs of its body."""
    body = [block for block in blocks if block.text.strip() and block.kind not in BESIDE_BODY]
    lines = [line for block in body for line in _lines(block)]
    return Wording(
        title=title,
        paragraphs=tuple(line.text for line in lines),
        notes=frozenset(line.text for line in lines if line.is_note),
        aside=frozenset(line.text for line in lines if line.is_aside),
        live=any(block.kind is BlockKind.ENTRY or block.time for block in body),
        page_lines=read_marks(page_lines),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of a block: most have one; tables and posts have several."""

    text: str
    is_note: bool
    is_aside: bool  #: nothing but a link to another page, a label or a button


#: Characters beside the link of a line that points to another page: "Read also:", "More on this:".
_BESIDE_LINK: Final = 30
#: Characters of the longest such line, and of one that points though it ends like a sentence: "Shop Proclaim."
_LONGEST_POINTER: Final = 200
_SHORT_POINTER: Final = 40


def _lines(block: Block) -> Iterator[_Line]:
    start = 0
    for text in block.text.split("\n"):
        end = start + len(text)
        if text.strip():
            anchors = [one for one in block.anchors if start <= one.start and one.end <= end]
            yield _Line(
                text=text,
                is_note=block.kind is BlockKind.CORRECTION or is_correction(text),
                is_aside=line_reason(text) is not None
                or (bool(anchors) and _is_pointer(text, anchors, start)),
            )
        start = end + 1


def _is_pointer(text: str, anchors: Sequence[Anchor], start: int) -> bool:
    linked = sum(one.end - one.start for one in anchors)
    beside = len(text.strip()) - linked
    if beside < 3 and len(text) < _SHORT_POINTER:
        return True
    if len(text) > _LONGEST_POINTER or text.rstrip().endswith((".", "。", "।", "؟")):
        return False
    led = text[: anchors[0].start - start].rstrip().endswith((":", "：", "»", "›", ">"))
    return beside <= _BESIDE_LINK and (led or beside <= linked)


def load_wording(connection: Connection, article_id: int, number: int) -> Wording | None:
    """Give what a revision says; None when the archive has no such revision."""
    row = connection.execute(_ONE, {"article": article_id, "wanted": number}).one_or_none()
    return None if row is None else wording(row.title, read_blocks(row.blocks), row.page_lines)


def change_since(connection: Connection, article_id: int, number: int, article: Article) -> dict[str, Any]:
    """Give the columns of `revision` that say what *article* changes of an earlier one; all NULL when there is none."""
    old = load_wording(connection, article_id, number) if number else None
    return (
        _NO_CHANGE
        if old is None
        else _columns(old, wording(article.title, article.blocks, article.page_lines))
    )


def says_the_same(connection: Connection, article_id: int, number: int, article: Article) -> bool:
    """Whether *article* says what a stored revision says, but for what a page prints anew at every look."""
    old = load_wording(connection, article_id, number)
    return (
        old is not None
        and find_change(old, wording(article.title, article.blocks, article.page_lines)) is None
    )


def _columns(old: Wording, new: Wording) -> dict[str, Any]:
    change = find_change(old, new)
    if change is None:
        return _NO_CHANGE
    return {
        "change": change.kind.value,
        "words_added": change.words_added,
        "words_removed": change.words_removed,
        "edits": {"title": change.title_changed, "paragraphs": [_plain(edit) for edit in change.edits]},
    }


def _plain(edit: Edit) -> list[str | int]:
    return [edit.kind.value, edit.old_start, edit.old_end, edit.new_start, edit.new_end]


def read_change(row: AnyRow) -> Change | None:
    """Give what a revision changed, from its row; None for the first, and where an older archiver wrote it."""
    if row.change is None:
        return None
    return Change(
        kind=ChangeKind(row.change),
        title_changed=row.edits["title"],
        words_added=row.words_added,
        words_removed=row.words_removed,
        edits=tuple(
            Edit(kind=EditKind(kind), old_start=first, old_end=last, new_start=start, new_end=end)
            for kind, first, last, start, end in row.edits["paragraphs"]
        ),
    )


def note_changes(connection: Connection, article_id: int, numbers: Sequence[int]) -> None:
    """Say anew what revisions changed: they, or those before them, hold other words than they did."""
    for number in numbers:
        old = load_wording(connection, article_id, number - 1) if number > 1 else None
        new = load_wording(connection, article_id, number) if old is not None else None
        if old is not None and new is not None:
            connection.execute(_SET.values(_columns(old, new)), {"article": article_id, "wanted": number})
