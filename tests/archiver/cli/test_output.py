"""What the commands print drives no terminal and breaks no pipe."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from archiver.cli.output import Column, clean, clean_json, clean_lines, facts, heading, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

EVIL = "\x1b]0;owned\x07 \x9b2J \x7f \u202egnp.exe"


@given(st.text())
def test_no_text_from_the_web_drives_a_terminal(text: str) -> None:
    shown = clean(text)

    assert not {unicodedata.category(letter) for letter in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(st.text())
def test_lines_stay_lines(text: str) -> None:
    assert "\x1b" not in clean_lines(text)
    assert clean_lines(text).count("\n") == text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"]))
    )
)
def test_harmless_json_means_the_same(data: dict[str, str]) -> None:
    shown = clean_json(json.dumps(data, ensure_ascii=False))

    assert json.loads(shown) == data
    assert "\x9b" not in shown


def test_arabic_and_chinese_stay_as_they_are() -> None:
    assert clean("هەولێر 北京 – «Erbil»") == "هەولێر 北京 – «Erbil»"


def test_a_table_in_a_pipe_is_tab_separated_and_whole(capsys: pytest.CaptureFixture[str]) -> None:
    table(
        [Column(name="title"), Column(name="words", right=True)], [("A\ttab\nand a line " + "x" * 300, "5")]
    )

    assert capsys.readouterr().out == f"title\twords\nA tab and a line {'x' * 300}\t5\n"


def test_nothing_in_a_pipe_is_coloured(capsys: pytest.CaptureFixture[str]) -> None:
    heading("found:")
    facts([("title", EVIL)])

    assert not set(capsys.readouterr().out) & {"\x1b", "\x9b", "\x07", "\x7f", "\u202e"}


class Terminal(io.StringIO):
    """A terminal that keeps what it was sent."""

    def isatty(self) -> bool:
        return True


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Iterator[Terminal]:
    """A terminal of 60 columns, while the test looks at it."""
    screen = Terminal()
    with monkeypatch.context() as patched:
        patched.delenv("NO_COLOR", raising=False)
        for name, value in {"TERM": "xterm-256color", "COLUMNS": "60", **variables}.items():
            patched.setenv(name, value)
        patched.setattr(sys, "stdout", screen)
        yield screen


def test_a_table_on_a_terminal_is_aligned_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch, TERM="dumb") as screen:
        table(
            [Column(name="title"), Column(name="words", right=True)], [("word " * 30, "5"), ("short", "12")]
        )

    lines = screen.getvalue().splitlines()
    assert screen.getvalue().split().count("word") == 30
    assert lines[1].rstrip().endswith(" 5")
    assert len(lines[1].rstrip()) == len(lines[-1].rstrip())


def test_archive_text_on_a_terminal_keeps_its_escapes_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as screen:
        table([Column(name="title")], [(EVIL,)])

    assert "\x1b]0" not in screen.getvalue()
    assert "\\x1b]0;owned" in screen.getvalue()


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch, NO_COLOR="1") as screen:
        table([Column(name="title", style="red")], [("Rain",)])

    assert "\x1b[31m" not in screen.getvalue()


def test_colour_is_there_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as screen:
        table([Column(name="title", style="red")], [("Rain",)])

    assert "\x1b[31m" in screen.getvalue()
