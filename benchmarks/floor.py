"""The least that fetching, reading and storing articles can cost: no framework, no archive, no manners.

    python -m benchmarks.floor URLS OUT.sqlite

URLS is a file of one URL a line, all fetched one after the other over connections that are kept. Every page is read by
trafilatura with its metadata and inserted, fifty a transaction: nothing is checked, found again, kept raw, or indexed.
"""

from __future__ import annotations

import gzip
import http.client
import sqlite3
import sys
from pathlib import Path
from urllib.parse import urlsplit

import trafilatura

BATCH = 50


def fetch(url: str, connections: dict[str, http.client.HTTPConnection]) -> bytes:
    """The body of a page, decompressed."""
    parts = urlsplit(url)
    connection = connections.setdefault(parts.netloc, http.client.HTTPConnection(parts.netloc, timeout=30))
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", target or "/", headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    return gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body


def read(url: str, body: bytes) -> tuple[str | None, ...]:
    """What trafilatura makes of a page, as a row."""
    found = trafilatura.bare_extraction(body, url=url, with_metadata=True)
    if found is None or isinstance(found, dict):
        return (url, None, None, None, None)
    return (url, found.title, found.author, found.date, found.text)


def main(urls: Path, out: Path) -> None:
    connections: dict[str, http.client.HTTPConnection] = {}
    database = sqlite3.connect(out)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=NORMAL")
    database.execute(
        "CREATE TABLE article (url TEXT PRIMARY KEY, title TEXT, author TEXT, date TEXT, body TEXT)"
    )
    wanted = urls.read_text("utf-8").split()
    for at in range(0, len(wanted), BATCH):
        rows = [read(url, fetch(url, connections)) for url in wanted[at : at + BATCH]]
        with database:
            database.executemany("INSERT OR IGNORE INTO article VALUES (?, ?, ?, ?, ?)", rows)
    database.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
