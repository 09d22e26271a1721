"""Sites whose variables are not set, where every site is to be crawled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archiver.access import Access
from archiver.cli.sites import with_access
from archiver.site import Site

if TYPE_CHECKING:
    import pytest


def test_a_site_that_lacks_its_variable_is_told_and_the_others_are_crawled(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COURIER_KEY", raising=False)
    courier = Site(name="a.example", url="https://a.example/", access=Access(cookies="COURIER_KEY"))
    gazette = Site(name="b.example", url="https://b.example/")

    usable, lacking = with_access([courier, gazette])

    assert (usable, lacking) == ([gazette], 1)
    assert "COURIER_KEY" in capsys.readouterr().err
