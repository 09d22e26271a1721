"""Importing this reads a small page: what the first page of a process would load and compile, is there after it.

For the process readers are forked from: 0.8 s of CPU that each of them would need on its first page. All that is there
by then stays: the garbage collector looks at it no more, which took 4 % of the time of every page.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from datetime import UTC, datetime

from archiver.capture import Capture
from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article

_PAGE = b"""<!DOCTYPE html><html lang="en"><head><title>Bridge opens</title>
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge opens"}</script></head>
<body><article><h1>Bridge opens</h1><p>By Ada Moss</p><p>2 March 2021</p>
<p>The bridge over the Orsa opened on Tuesday after four years of work, and the ferry made its last crossing.</p>
<p>Hundreds walked to the other bank, where the mayor spoke and the band of the fire brigade played.</p>
</article></body></html>"""

with suppress(NotAnArticle):  # it is not read for its words
    extract_article(
        Capture(url="https://news.example/bridge", fetched_at=datetime.now(UTC), status=200, body=_PAGE)
    )
gc.collect()
gc.freeze()
