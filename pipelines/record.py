"""Items of an operator's own spider as records, field by field."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter

from archiver.article import Article, Author, Block, BlockKind, Candidate, Image, Reading
from archiver.capture import Capture
from archiver.dates import Moment, Precision, read_moment
from archiver.errors import BadUrl, RecordError
from archiver.urls import parse_url, without_tracking

if TYPE_CHECKING:
    from collections.abc import Callable

_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")
#: The page was handed over as text: nothing is known of how it came, so it goes to no WARC file.
NO_PROTOCOL = ""


def read_item(item: Any, now: datetime) -> Capture | Article:
    """An item as a capture, when it has `html`, else as an article.

    Raises:
        RecordError: it names the field that is missing or of the wrong type.
    """
    if not ItemAdapter.is_item(item):
        raise RecordError("url", "is missing: this is no item", type(item).__name__)
    fields = _Fields(item)
    url = fields.url()
    if fields.get("html") is not None:
        return _capture(fields, url, now)
    return _article(fields, url, now)


def read_url(item: Any) -> str | None:
    """The URL of an item that cannot be used otherwise, if it has one."""
    try:
        return _Fields(item).url() if ItemAdapter.is_item(item) else None
    except RecordError:
        return None


class _Fields:
    """The fields of an item, each checked when it is asked for."""

    def __init__(self, item: Any) -> None:
        self._fields = ItemAdapter(item)
        self.name = type(item).__name__

    def get(self, name: str) -> Any:
        value = self._fields.get(name)
        return value if value not in ("", (), []) else None

    def wrong(self, name: str, wanted: str) -> RecordError:
        value = self._fields.get(name)
        return RecordError(name, f"must be {wanted}, not {type(value).__name__}", self.name)

    def url(self) -> str:
        value = self.get("url")
        if value is None:
            raise RecordError("url", "is missing", self.name)
        if not isinstance(value, str):
            raise self.wrong("url", "text")
        try:
            return parse_url(value)
        except BadUrl as error:
            raise RecordError("url", f"is no web address: {error.reason}", self.name) from None

    def text(self, name: str) -> str | None:
        value = self.get(name)
        if value is not None and not isinstance(value, str):
            raise self.wrong(name, "text")
        return value.strip() or None if value else None

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.get(name)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value.strip(),)
        if not isinstance(value, list | tuple) or not all(isinstance(part, str) for part in value):
            raise self.wrong(name, "text or a list of texts")
        return tuple(part.strip() for part in value if part.strip())

    def records(self, name: str, key: str) -> list[dict[str, Any]]:
        """A list of texts or objects, each as an object that has *key*."""
        value = self.get(name)
        values = [] if value is None else [value] if isinstance(value, str | dict) else value
        if not isinstance(values, list | tuple):
            raise self.wrong(name, "text or a list")
        return [self._record(part, name, key) for part in values]

    def _record(self, part: Any, name: str, key: str) -> dict[str, Any]:
        if isinstance(part, str):
            return {key: part.strip()}
        if ItemAdapter.is_item(part) and isinstance(ItemAdapter(part).get(key), str):
            return dict(ItemAdapter(part).asdict())
        raise RecordError(name, f"must hold texts, or objects with {key!r}", self.name)

    def moment(self, name: str, now: datetime) -> Moment | None:
        value = self.get(name)
        if value is None or isinstance(value, Moment):
            return value
        if isinstance(value, datetime):
            return _moment(value)
        if not isinstance(value, str):
            raise self.wrong(name, "text or a datetime")
        moment = read_moment(value, now=now)
        if moment is None:
            raise RecordError(name, f"is no date: {value[:80]!r}", self.name)
        return moment

    def blocks(self) -> tuple[Block, ...]:
        value = self.get("body") if self.get("body") is not None else self.get("text")
        if value is None:
            raise RecordError("body", "is missing, and so is 'html'", self.name)
        if isinstance(value, str):
            value = _PARAGRAPH_END.split(value.strip())
        if not isinstance(value, list | tuple):
            raise self.wrong("body", "text or a list of paragraphs")
        if all(isinstance(part, Block) for part in value):
            return tuple(value)
        if not all(isinstance(part, str) for part in value):
            raise self.wrong("body", "text or a list of paragraphs")
        texts = (" ".join(part.split()) for part in value)
        return tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts if text)


def _capture(fields: _Fields, url: str, now: datetime) -> Capture:
    html = fields.get("html")
    if isinstance(html, str):
        # the mark outranks whatever charset the page declares: these bytes are UTF-8 now
        html = b"\xef\xbb\xbf" + html.removeprefix("\ufeff").encode("utf-8", "replace")
    if not isinstance(html, bytes):
        raise fields.wrong("html", "text or bytes")
    return Capture(
        url=url,
        fetched_at=now,
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=html,
        protocol=NO_PROTOCOL,
    )


def _article(fields: _Fields, url: str, now: datetime) -> Article:
    title = fields.text("title")
    if title is None:
        raise RecordError("title", "is missing", fields.name)
    article = Article(
        url=url,
        canonical_url=without_tracking(url),
        title=title,
        description=fields.text("description"),
        authors=tuple(_author(part) for part in fields.records("authors", "name")),
        published=fields.moment("published", now),
        modified=fields.moment("modified", now),
        language=fields.text("language"),
        section=fields.text("section"),
        tags=fields.texts("tags"),
        blocks=fields.blocks(),
        images=tuple(_image(part, url) for part in fields.records("images", "url")),
        readings=tuple(_readings(fields)),
    )
    if not article.blocks:
        raise RecordError("body", "is empty", fields.name)
    return article


def _author(part: dict[str, Any]) -> Author:
    kind = part.get("kind")
    return Author(
        name=part["name"],
        kind=kind if kind in ("person", "organisation") else "person",
        url=part.get("url") if isinstance(part.get("url"), str) else None,
    )


def _image(part: dict[str, Any], base: str) -> Image:
    try:
        url = parse_url(part["url"], base)
    except BadUrl as error:
        raise RecordError("images", f"holds no web address: {error.reason}") from None
    caption, credit = (
        part.get(name) if isinstance(part.get(name), str) else None for name in ("caption", "credit")
    )
    return Image(url=url, caption=caption, credit=credit, lead=part.get("lead") is True)


def _moment(value: datetime) -> Moment:
    offset = value.strftime("%z")
    return Moment(
        raw=value.isoformat(),
        day=value.date(),
        precision=Precision.SECOND,
        clock=value.strftime("%H:%M:%S"),
        zone=f"{offset[:3]}:{offset[3:5]}" if offset else None,
        at=value.astimezone(UTC) if value.tzinfo is not None else None,
    )


def _readings(fields: _Fields) -> list[Reading]:
    """Where each value is from: the spider that yielded it."""
    shown: dict[str, Callable[[Any], str]] = {
        "title": str,
        "description": str,
        "section": str,
        "language": str,
    }
    readings = []
    for name in shown:
        value = fields.get(name)
        if value is not None:
            candidate = Candidate(
                value=str(value),
                source="spider",
                rule=f"{fields.name}.{name}",
                raw=str(value),
                confidence=1.0,
            )
            readings.append(Reading(field=name, winner=candidate))
    return readings
