"""Site keys: what is known of the parameters of a site's URLs, as far as it makes the keys they are filed under."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from archiver.store.models import table_of
from archiver.store.models_kin import SiteParameterRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: Parameters of one site that are watched; more are no parameters but names a program makes up.
MOST_NAMES: Final = 50
#: URLs remembered for a parameter that has told nothing yet; more will not either.
PATIENCE: Final = 1_000

NONE: Final[frozenset[str]] = frozenset()

_PARAMETER = table_of(SiteParameterRow)
_OF_SITE = select(_PARAMETER).where(_PARAMETER.c.site_id == bindparam("site_id"))
_IGNORED = (
    select(_PARAMETER.c.site_id, _PARAMETER.c.name)
    .where(_PARAMETER.c.ignored_since.is_not(None))
    .order_by(_PARAMETER.c.site_id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """The parameters of a site, by what is known of them; names in lower case."""

    ignored: frozenset[str] = NONE  #: do not matter
    settled: frozenset[str] = NONE  #: matter, or will never tell
    known: frozenset[str] = NONE  #: every one that has a row

    @property
    def watched(self) -> frozenset[str]:
        """Those another page may still tell something of."""
        return self.known - self.settled - self.ignored


@dataclass(slots=True)
class RuleMemory:
    """The rules of sites, read once; one crawl at a time writes those of a site."""

    _rules: dict[int, SiteRules] = field(default_factory=dict)

    def of(self, connection: Connection, site_id: int) -> SiteRules:
        """Give a site's rules."""
        if site_id not in self._rules:
            self._rules[site_id] = load_rules(connection, site_id)
        return self._rules[site_id]

    def forget(self, site_id: int | None = None) -> None:
        """They have changed, or may have; None: of all sites."""
        if site_id is None:
            self._rules.clear()
        else:
            self._rules.pop(site_id, None)


def load_rules(connection: Connection, site_id: int) -> SiteRules:
    """Give what is known of a site's parameters."""
    rows = connection.execute(_OF_SITE, {"site_id": site_id}).all()
    return SiteRules(
        ignored=frozenset(row.name for row in rows if row.ignored_since is not None),
        settled=frozenset(
            row.name for row in rows if row.other_words or (row.urls >= PATIENCE and not row.same_words)
        ),
        known=frozenset(row.name for row in rows),
    )


def ignored_by_site(connection: Connection) -> dict[int, frozenset[str]]:
    """Give the parameters that do not matter, for every site that has some."""
    found: dict[int, set[str]] = {}
    for row in connection.execute(_IGNORED):
        found.setdefault(row.site_id, set()).add(row.name)
    return {site_id: frozenset(names) for site_id, names in found.items()}


def parameter_names(key: str) -> list[str]:
    """The names of a key's parameters that have values, in lower case, each once.

    >>> parameter_names("https://herald.example/a?Pos=3&id=7&x"), parameter_names("https://herald.example/a")
    (['pos', 'id'], [])
    """
    _, _, query = key.partition("?")
    return list(dict.fromkeys(part.partition("=")[0].lower() for part in query.split("&") if "=" in part))


def without_parameter(key: str, name: str) -> str:
    """A key without one of its parameters.

    >>> without_parameter("https://herald.example/a?Pos=3&id=7", "pos"), without_parameter("https://x.example/?a=1", "a")
    ('https://herald.example/a?id=7', 'https://x.example/')
    """
    page, _, query = key.partition("?")
    kept = [part for part in query.split("&") if part.partition("=")[0].lower() != name]
    return f"{page}?{'&'.join(kept)}" if kept else page
