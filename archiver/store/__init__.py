"""The archive database: open it, save what was read, ask it."""

from archiver.store.archive import Archive, open_sound, upgrade
from archiver.store.records import Hit, Hits, Record, Saved, SeedState, SqlResult, Stats

__all__ = [
    "Archive",
    "Hit",
    "Hits",
    "Record",
    "Saved",
    "SeedState",
    "SqlResult",
    "Stats",
    "open_sound",
    "upgrade",
]
