"""URLs filed by former rules are found by today's."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from archiver.outcome import Outcome
from archiver.store import Archive
from archiver.store.archive import upgrade
from archiver.testing import make_article, make_link

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

PAPER = "https://courier.example"
TOUCH = "https://touch.courier.example/town/bridge-over-the-aban"
OTHER = f"{PAPER}/town/storm-takes-the-pier"


@pytest.fixture
def refiled(empty_archive: Path, tmp_path: Path, now: datetime) -> Path:
    """An archive in which "touch." was once part of keys, after its upgrade."""
    folder = tmp_path / "old"
    shutil.copytree(empty_archive, folder)
    with Archive.open(folder) as archive:
        for url, words in ((TOUCH, "The bridge opens."), (OTHER, "The storm took it.")):
            article = make_article(url=url, title=words, body=f"{words} " * 50)
            archive.save([Outcome(link=make_link(url=url), article=article)], None, now)
    engine = create_engine(f"sqlite:///{folder / 'archive.sqlite'}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "archiver:store/migrations")
        config.attributes["connection"] = connection
        command.downgrade(config, "0010")
        for table in ("article", "article_url", "link"):
            connection.exec_driver_sql(f"UPDATE {table} SET key = '{TOUCH}' WHERE key LIKE '%bridge%'")
    engine.dispose()
    upgrade(folder)
    return folder


def test_an_upgrade_files_articles_and_links_by_the_new_rules(refiled: Path) -> None:
    with Archive.open(refiled) as archive:
        found = archive.sql(
            "SELECT article.key, link.key FROM article JOIN link ON link.article_id = article.id ORDER BY 1"
        )

    plain = f"{PAPER}/town/bridge-over-the-aban"
    assert found.rows == ((plain, plain), (OTHER, OTHER))


def test_an_article_is_found_by_its_former_key_and_by_the_new_one(refiled: Path) -> None:
    with Archive.open(refiled) as archive:
        keys = archive.sql("SELECT key FROM article_url WHERE article_id = 1 ORDER BY id").rows
        title = archive.article(f"{PAPER}/town/bridge-over-the-aban").title

    assert keys == ((TOUCH,), (f"{PAPER}/town/bridge-over-the-aban",))
    assert title == "The bridge opens."
