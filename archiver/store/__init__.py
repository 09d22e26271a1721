"""The archive database: open it, save what was read, ask it."""

from archiver.store.archive import Archive, upgrade
from archiver.store.records import Hit, Hits, Record, Saved, SeedState, SqlResult, Stats

__all__ = ["Archive", "Hit", "Hits", "Record", "Saved", "SeedState", "SqlResult", "Stats", "upgrade"]
