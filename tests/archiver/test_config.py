"""Where the archive is, and what its operator set."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from archiver.config import CONFIG_FILE, Config, load_config
from archiver.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / CONFIG_FILE
    file.write_text(text, encoding="utf-8")
    return file


def test_the_option_outranks_the_variable(tmp_path: Path) -> None:
    config = load_config("told", environ={"ARCHIVER_ARCHIVE": "variable"}, start=tmp_path)

    assert config.archive == str(tmp_path / "told")


def test_the_variable_outranks_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "")

    config = load_config(environ={"ARCHIVER_ARCHIVE": "/srv/news"}, start=tmp_path)

    assert config.archive == "/srv/news"


def test_the_nearest_folder_upwards_with_a_config_is_the_archive(tmp_path: Path) -> None:
    write(tmp_path, "")
    inner = tmp_path / "sites" / "iq"
    inner.mkdir(parents=True)

    config = load_config(environ={}, start=inner)

    assert config.folder == tmp_path


def test_without_a_word_the_archive_is_a_folder_here(tmp_path: Path) -> None:
    assert load_config(environ={}, start=tmp_path).archive == str(tmp_path / "archive")


def test_an_archive_in_the_default_place_brings_its_own_settings(tmp_path: Path) -> None:
    write(tmp_path / "archive", "delay_seconds = 4")

    assert load_config(environ={}, start=tmp_path).delay_seconds == 4.0


def test_the_file_is_read_from_the_archive_folder_that_was_told(tmp_path: Path) -> None:
    write(tmp_path, "delay_seconds = 9")
    write(tmp_path / "news", "delay_seconds = 2.5")

    assert load_config("news", environ={}, start=tmp_path).delay_seconds == 2.5


def test_variables_outrank_the_file_and_options_outrank_variables(tmp_path: Path) -> None:
    write(tmp_path, "workers = 1\ndelay_seconds = 1\nmax_pages = 1")

    config = load_config(
        environ={"ARCHIVER_WORKERS": "2", "ARCHIVER_MAX_PAGES": "2"},
        start=tmp_path,
        max_pages=3,
        user_agent=None,
    )

    assert (config.delay_seconds, config.workers, config.max_pages) == (1.0, 2, 3)


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("obey_robots", "no", False),
        ("keep_raw", "TRUE", True),
        ("allow_addresses", "10.0.0.0/8, ::1", ("10.0.0.0/8", "::1")),
        ("timeout_seconds", "12.5", 12.5),
        ("warc_bytes", "1000", 1000),
        ("contact", "desk@paper.example", "desk@paper.example"),
    ],
)
def test_a_variable_is_read_as_its_name_asks(variable: str, text: str, value: object, tmp_path: Path) -> None:
    config = load_config(environ={f"ARCHIVER_{variable.upper()}": text}, start=tmp_path)

    assert getattr(config, variable) == value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("delay_second = 1", "archiver.toml:1: unknown name 'delay_second' (did you mean delay_seconds?)"),
        ("# a\n\nworkers = '4'", "archiver.toml:3: workers must be a whole number, not '4'"),
        ("workers = -1", "archiver.toml:1: workers must be at least 0, not -1"),
        ("timeout_seconds = nan", "timeout_seconds must be at least"),
        ("obey_robots = 1", "obey_robots must be true or false, not 1"),
        ("allow_addresses = ['localhost']", "'localhost' is none"),
        ('user_agent = "a\\r\\nX-Evil: 1"', "user_agent must be one line"),
        ("workers = \nmax_pages = 1", "line 1"),
        ("[crawl]\nworkers = 1", "archiver.toml:1: unknown name 'crawl'"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(text: str, told: str, tmp_path: Path) -> None:
    write(tmp_path, text)

    with pytest.raises(ConfigError) as caught:
        load_config(environ={}, start=tmp_path)

    assert told in caught.value.message
    assert caught.value.next_step


def test_bytes_that_are_no_text_are_an_error_of_the_file(tmp_path: Path) -> None:
    (tmp_path / CONFIG_FILE).write_bytes(b"contact = '\xff\xfe'")

    with pytest.raises(ConfigError, match=r"archiver\.toml: cannot be read"):
        load_config(environ={}, start=tmp_path)


def test_a_mistyped_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="ARCHIVER_DELAY: unknown name 'delay'"):
        load_config(environ={"ARCHIVER_DELAY": "1"}, start=tmp_path)


def test_variables_of_the_tests_set_nothing(tmp_path: Path) -> None:
    load_config(environ={"ARCHIVER_TEST_PG": "postgresql://localhost/test"}, start=tmp_path)


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="ARCHIVER_WORKERS: workers must be a whole number, not 'many'"):
        load_config(environ={"ARCHIVER_WORKERS": "many"}, start=tmp_path)


def test_a_sqlite_file_has_its_files_beside_it(tmp_path: Path) -> None:
    write(tmp_path, "max_pages = 7")

    config = load_config("news.sqlite", environ={}, start=tmp_path)

    assert (config.folder, config.max_pages, config.is_database_url) == (tmp_path, 7, False)


def test_a_sqlite_url_is_its_file(tmp_path: Path) -> None:
    config = load_config(f"sqlite:///{tmp_path}/news.sqlite", environ={}, start=tmp_path)

    assert config.archive == str(tmp_path / "news.sqlite")


def test_a_database_url_takes_its_folder_from_the_config_beside_it(tmp_path: Path) -> None:
    write(tmp_path, "files_folder = 'files'")

    config = load_config("postgresql://db/news", environ={}, start=tmp_path)

    assert (config.is_database_url, config.folder) == (True, tmp_path / "files")


def test_a_config_can_name_the_database(tmp_path: Path) -> None:
    write(tmp_path, "archive = 'postgresql://db/news'")

    config = load_config(environ={}, start=tmp_path)

    assert (config.archive, config.folder) == ("postgresql://db/news", tmp_path)


def test_a_config_can_name_the_file(tmp_path: Path) -> None:
    write(tmp_path, "archive = 'other.sqlite'")

    assert load_config(str(tmp_path), environ={}, start=tmp_path).archive == str(tmp_path / "other.sqlite")


def test_an_operator_sets_at_most_fifteen_names() -> None:
    assert len(fields(Config)) <= 15


def test_every_name_is_explained_in_the_file_that_init_writes() -> None:
    from archiver.cli.place import _CONFIG_TEXT

    assert [
        field.name for field in fields(Config) if f"{field.name} =" not in f"archive = {_CONFIG_TEXT}"
    ] == []
