"""What PostgreSQL refuses, in one line with the next step; no line holds a password."""

from __future__ import annotations

import re
from shlex import quote
from typing import Final

from archiver.config import mask_url
from archiver.errors import ArchiveBusy, ArchiveUnusable, QueryError, StoreError

#: Classes of SQLSTATE that are about what was to be stored: data, constraints, limits of a row or index.
_ABOUT_VALUES: Final = ("22", "23", "54")

#: SQLSTATE, or the class of it, that may be over in a moment: the server stops, starts, or is at its limits.
_PASSING: Final = (
    "08",  # connection
    "25P03",  # a transaction that was idle for too long
    "40",  # deadlock, serialisation
    "53300",  # too many connections
    "55P03",  # another writer holds the lock
    "57P",  # shut down by its administrator, after a crash, starting up, session ended
)
_LOCKED: Final = "55P03"

#: Words in the answer to a connection attempt, which has no SQLSTATE -> what to do; none of it is over in a moment.
_REFUSED: Final = (
    (
        re.compile(r'database ".*" does not exist'),
        "make the database ({createdb}), then its tables: archiver init --archive {url}",
    ),
    (re.compile(r'role ".*" does not exist'), "correct the user in the URL, or make it: createuser {user}"),
    (
        re.compile(r"password authentication failed|no password supplied|authentication failed"),
        "set the right password in PGPASSWORD or ~/.pgpass, and look at the user in the URL",
    ),
    (re.compile(r"no pg_hba\.conf entry"), "let this machine and user in: pg_hba.conf on the server"),
    (
        re.compile(r"permission denied for database|not permitted to log in"),
        "let the user in: GRANT CONNECT ON DATABASE {database} TO {user}",
    ),
    (
        re.compile(r"could not translate host name|Name or service not known"),
        "correct the host in the URL",
    ),
    (
        re.compile(r"does not support SSL|certificate verify failed|root certificate file"),
        "correct sslmode in the URL",
    ),
)
_FULL: Final = ("53100", "53200", "58030")


def explain(url: str, error: BaseException) -> StoreError:
    """Say in one line what the server refused, and what to do."""
    line, state = one_line(error, url), getattr(error, "sqlstate", None) or ""
    name = mask_url(url)
    if state == _LOCKED:
        return ArchiveBusy(
            f"{name}: another process writes to it ({line})",
            next_step="try again when it has finished",
        )
    if state.startswith(_PASSING):
        return ArchiveBusy(f"{name}: {line}", next_step="look at the server; run it again when it is back")
    if state:
        return ArchiveUnusable(f"{name}: {line}", next_step=_advice(state, url))
    return _explain_connection(url, line)


def _explain_connection(url: str, line: str) -> StoreError:
    """Errors without a SQLSTATE: no connection came about, or it was lost."""
    for pattern, step in _REFUSED:
        if pattern.search(line):
            return ArchiveUnusable(f"{mask_url(url)}: {line}", next_step=_filled(step, url))
    return ArchiveBusy(
        f"{mask_url(url)}: {line}",
        next_step="look at the server and at host and port in the URL; run it again when it is back",
    )


def _advice(state: str, url: str) -> str:
    if state in _FULL:
        return "free some space on the server; the next run goes on where this one stopped"
    if state == "42501":
        return _filled(
            "ask for the right to make and change tables: ALTER DATABASE {database} OWNER TO {user}", url
        )
    if state == "25006":
        return "write to the primary server: this one only reads"
    if state.startswith("XX"):
        return "look at the server's log and restore a backup"
    if state in ("42P01", "42703", "42883"):
        return _filled(
            "the tables were changed by something else: restore a backup, or archiver init elsewhere", url
        )
    return "look at the server's log"


def _filled(step: str, url: str) -> str:
    """A next step with the URL's own names in it."""
    import psycopg

    given = psycopg.conninfo.conninfo_to_dict(url)
    user, database = given.get("user") or "USER", given.get("dbname") or given.get("user") or "DATABASE"
    place = "".join(
        f" {option} {given[name]}" for name, option in (("host", "-h"), ("port", "-p")) if given.get(name)
    )
    return step.format(
        url=quote(mask_url(url)),
        user=user,
        database=database,
        createdb=f"createdb{place} -O {user} {database}",
    )


def is_about_values(error: BaseException | None) -> bool:
    """The database is sound; it does not take these values."""
    import psycopg

    state = getattr(error, "sqlstate", None)
    return state.startswith(_ABOUT_VALUES) if state else isinstance(error, psycopg.DataError)


def refusal(error: Exception, seconds: float) -> QueryError:
    """Say why a statement a person typed was not carried out."""
    line, state = one_line(error), getattr(error, "sqlstate", None)
    if state == "57014":
        return QueryError(
            f"stopped after {seconds:g} seconds", next_step="ask for less, or give it more time"
        )
    if state == "25006" or "data-modifying" in line:
        return QueryError(f"only statements that read are carried out ({line})")
    return QueryError(
        line,
        next_step='the tables: archiver sql "SELECT table_name, column_name FROM information_schema.columns '
        "WHERE table_schema = 'public'\"",
    )


def one_line(error: BaseException, url: str = "") -> str:
    """Give the server's words on one line, without the password of *url* should they hold it."""
    diagnosis = getattr(error, "diag", None)
    words = str(getattr(diagnosis, "message_primary", None) or error)
    line = " ".join(words.split()) or type(error).__name__
    for secret in _secrets(url):
        line = line.replace(secret, "***")
    return line


def _secrets(url: str) -> list[str]:
    import psycopg

    if not url:
        return []
    given = psycopg.conninfo.conninfo_to_dict(url)
    return [str(given[name]) for name in ("password", "sslpassword") if given.get(name)]
