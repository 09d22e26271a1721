"""Config: the few things an operator sets, from `archiver.toml` and the environment."""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: The file that makes a folder an archive folder.
CONFIG_FILE = "archiver.toml"
#: Where the archive is when nothing says otherwise.
DEFAULT_ARCHIVE = "archive"
#: Variables of the environment that set a name: ARCHIVER_DELAY_SECONDS=2.
VARIABLE_PREFIX = "ARCHIVER_"
#: Variables that set nothing here: those of the project's tests, and how much Scrapy logs.
_FOREIGN = ("ARCHIVER_TEST_", "ARCHIVER_LOG_LEVEL")
_SQLITE_SUFFIXES = (".sqlite", ".sqlite3", ".db")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What an operator sets. `archiver.toml` in the archive folder, then ARCHIVER_* variables, then command options."""

    archive: str  #: archive folder, SQLite file, or database URL
    user_agent: str | None = None  #: sent with every request; None: News Archiver's own, with `contact` in it
    contact: str | None = None  #: URL or mail address a webmaster can write to
    allow_addresses: tuple[str, ...] = ()  #: private ranges that may be fetched, CIDR
    obey_robots: bool = True
    obey_opt_outs: bool = False  #: refuse pages that ask not to be archived, mined or used for training
    delay_seconds: float = 1.0  #: between two requests to one host, unless robots.txt asks for more
    timeout_seconds: float = 30.0  #: for one answer
    max_page_bytes: int = 10_000_000  #: of one answer
    workers: int = 0  #: extraction processes; 0: one per core
    page_seconds: float = 5.0  #: a page's time in its worker
    keep_raw: bool = True  #: write WARC
    warc_bytes: int = 1_000_000_000  #: a WARC file is closed at this size
    max_pages: int = 50  #: next pages followed per section in one run
    files_folder: str | None = (
        None  #: holds sites/ and warc/ when the archive is a database URL; None: see `folder`
    )

    @property
    def is_database_url(self) -> bool:
        """The archive is a database on a server, not a file or folder.

        >>> Config(archive="postgresql://db/news").is_database_url, Config(archive="news").is_database_url
        (True, False)
        """
        return "://" in self.archive

    @property
    def folder(self) -> Path:
        """Folder that holds sites/ and warc/.

        The archive folder; the parent of a SQLite file; for a database URL `files_folder`, else the current folder.

        >>> Config(archive="news/archive.sqlite").folder.name
        'news'
        """
        if self.is_database_url:
            return Path(self.files_folder).expanduser() if self.files_folder else Path.cwd()
        return _folder_of(Path(self.archive))


def mask_url(url: str) -> str:
    """Give a database URL without its passwords; anything else as it is.

    >>> mask_url("postgresql://ann:secret@db.example.com/news")
    'postgresql://ann:***@db.example.com/news'
    >>> mask_url("postgresql://db.example.com/news?user=ann&password=secret")
    'postgresql://db.example.com/news?user=ann&password=***'
    """
    # up to the last @: a password that holds a / or @ of its own ends nowhere else
    without = re.sub(r"(?<=://)([^:@/?]*):.*@", r"\1:***@", url)
    return re.sub(r"(?<=[?&])((?:ssl)?password)=[^&]*", r"\1=***", without)


def load_config(
    archive: str | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    start: Path | None = None,
    **overrides: object,
) -> Config:
    """Find the archive and read what its operator set.

    Where the archive is: *archive*, else ARCHIVER_ARCHIVE, else the nearest folder from *start* (the current folder)
    upwards with an `archiver.toml`, else `archive` in *start*. Other names: *overrides* that are not None, else
    ARCHIVER_<NAME>, else `archiver.toml` in the archive folder, else the default. Nothing is created.

    Raises:
        ConfigError: an unknown name, a value of the wrong type, unreadable TOML; it names the file and line, the
            variable, or the option.
    """
    environ = os.environ if environ is None else environ
    start = Path.cwd() if start is None else start.absolute()
    told = archive or environ.get(VARIABLE_PREFIX + "ARCHIVE") or None
    file = _config_file(told, start)
    values = _read_file(file) if file else {}
    in_file = values.pop("archive", None)
    location = _find_location(told, start, file, str(in_file) if in_file else None)
    if "://" in location and file is not None:
        values.setdefault("files_folder", str(file.parent))
    values.update(_read_environment(environ))
    values.update(_read_overrides(overrides))
    return Config(archive=location, **values)  # type: ignore[arg-type]


def _config_file(told: str | None, start: Path) -> Path | None:
    """The archiver.toml that applies: the archive's own, else the nearest one upwards."""
    if told is not None and "://" not in _plain(told):
        file = _folder_of(start / Path(_plain(told)).expanduser()) / CONFIG_FILE
        return file if file.is_file() else None
    for folder in (start, *start.absolute().parents):
        if (folder / CONFIG_FILE).is_file():
            return folder / CONFIG_FILE
    # an archive made by `archiver init` in the default place
    default = start / DEFAULT_ARCHIVE / CONFIG_FILE
    return default if told is None and default.is_file() else None


def _find_location(told: str | None, start: Path, file: Path | None, in_file: str | None) -> str:
    names_folder = told is None or (file is not None and _resolve(told, start) == str(file.parent))
    if file is not None and names_folder:
        return _resolve(in_file or ".", file.parent)
    return _resolve(told or DEFAULT_ARCHIVE, start)


def _resolve(told: str, start: Path) -> str:
    plain = _plain(told)
    return plain if "://" in plain else str(start / Path(plain).expanduser())


def _plain(told: str) -> str:
    """A SQLite URL as the path of its file; everything else as it is."""
    return told.removeprefix("sqlite:///") or told


def _folder_of(path: Path) -> Path:
    is_file = path.suffix in _SQLITE_SUFFIXES and not path.is_dir()
    return path.parent if is_file or path.is_file() else path


# --- values: where they stand, and what each may be


def _read_file(file: Path) -> dict[str, object]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: not readable as TOML: {error}", next_step=f"correct {file}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}", next_step=f"look at {file}") from error
    values: dict[str, object] = {}
    for name, value in table.items():
        values[name] = _checked(name, value, f"{file}{_line_of(name, text)}")
    given = values.get("files_folder")
    if isinstance(given, str):
        values["files_folder"] = str(file.parent / Path(given).expanduser())
    return values


def _line_of(name: str, text: str) -> str:
    pattern = re.compile(rf"\s*(?:\[\s*)?[\"']?{re.escape(name)}[\"']?\s*[=\].]")
    for number, line in enumerate(text.splitlines(), start=1):
        if pattern.match(line):
            return f":{number}"
    return ""


def _read_environment(environ: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for variable, text in sorted(environ.items()):
        name = variable.removeprefix(VARIABLE_PREFIX)
        if name == variable or variable.startswith(_FOREIGN) or name == "ARCHIVE":
            continue
        values[name.lower()] = _from_text(name.lower(), text, variable)
    return values


def _read_overrides(overrides: Mapping[str, object]) -> dict[str, object]:
    return {
        name: _checked(name, value, f"option {name}")
        for name, value in overrides.items()
        if value is not None
    }


def _from_text(name: str, text: str, where: str) -> object:
    """The text of a variable as the type its name asks for."""
    kind = _kind(name, where)
    value: object = text.strip()
    if kind == "bool":
        value = _TRUTHS.get(text.strip().lower(), text)
    elif kind == "tuple[str, ...]":
        value = [part for part in re.split(r"[\s,]+", text) if part]
    elif kind in ("int", "float"):
        try:
            value = int(text) if kind == "int" else float(text)
        except ValueError:
            value = text
    return _checked(name, value, where)


def _checked(name: str, value: object, where: str) -> object:
    kind = _kind(name, where)
    fits, wanted, take = _KINDS[kind]
    if not fits(value):
        raise ConfigError(
            f"{where}: {name} must be {wanted}, not {value!r}", next_step=f"set {name} to {wanted}"
        )
    taken = take(value)
    problem = _problem(name, taken)
    if problem:
        raise ConfigError(f"{where}: {name} {problem}, not {value!r}", next_step=f"correct {name}")
    return taken


def _kind(name: str, where: str) -> str:
    kinds = {field.name: str(field.type) for field in fields(Config)}
    if name in kinds:
        return kinds[name]
    near = difflib.get_close_matches(name, kinds, n=1)
    known = f"did you mean {near[0]}?" if near else f"known names: {', '.join(kinds)}"
    raise ConfigError(f"{where}: unknown name {name!r} ({known})", next_step="docs/cli.md lists every name")


def _problem(name: str, value: object) -> str | None:
    """What is wrong with a value of the right type."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        least = 0 if name in ("workers", "delay_seconds") else 1 if isinstance(value, int) else 0.001
        return None if least <= value < float("inf") else f"must be at least {least}"
    if isinstance(value, tuple):
        return next(
            (
                f"must hold address ranges such as 10.0.0.0/8 ({part!r} is none)"
                for part in value
                if not is_range(part)
            ),
            None,
        )
    if isinstance(value, str) and any(ord(letter) < 32 for letter in value):
        return "must be one line without control characters"
    return None


def is_range(text: str) -> bool:
    """Whether *text* is an address or a range of addresses in CIDR notation (RFC 4632).

    >>> is_range("127.0.0.0/8"), is_range("::1"), is_range("localhost")
    (True, True, False)
    """
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_TRUTHS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}

#: type of a field -> (does a value fit, what to tell the operator, how it is taken)
_KINDS: dict[str, tuple[Callable[[object], bool], str, Callable[..., object]]] = {
    "str": (lambda value: isinstance(value, str) and value != "", "text in quotes", str),
    "str | None": (lambda value: isinstance(value, str) and value != "", "text in quotes", str),
    "bool": (lambda value: isinstance(value, bool), "true or false", bool),
    "int": (lambda value: isinstance(value, int) and not isinstance(value, bool), "a whole number", int),
    "float": (_is_number, "a number", float),
    "tuple[str, ...]": (
        lambda value: isinstance(value, list | tuple) and all(isinstance(part, str) for part in value),
        'a list such as ["10.0.0.0/8"]',
        tuple,
    ),
}
