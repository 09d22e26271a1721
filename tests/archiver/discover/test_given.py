"""A list of URLs by an operator: comments, odd line ends, and the line that is wrong."""

from __future__ import annotations

import pytest

from archiver.discover.given import read_url_list
from archiver.errors import SeedError


def test_a_list_is_one_url_a_line_with_comments() -> None:
    text = "\ufeff# papers\r\nhttps://herald.example/\r\n\r\n  https://bote.example/feed  # feed\r\nhttps://herald.example\r\n"

    assert read_url_list(text, "papers.txt") == ("https://herald.example/", "https://bote.example/feed")


def test_an_empty_list_is_empty() -> None:
    assert read_url_list("# nothing yet\n", "papers.txt") == ()


@pytest.mark.parametrize(
    "line", ["herald.example", "ftp://herald.example/", "javascript:alert(1)", "http://"]
)
def test_a_malformed_line_is_named_with_file_and_line(line: str) -> None:
    with pytest.raises(SeedError) as caught:
        read_url_list(f"https://bote.example/\n{line}\n", "papers.txt")

    assert "papers.txt, line 2" in caught.value.message
    assert line in caught.value.message
