"""The archive database: open it, save what was read, ask it."""

from archiver.store.archive import Archive, open_sound, upgrade
from archiver.store.records import Hit, Hits, Record, Saved, SeedState, SqlResult, Stats
from archiver.store.story_records import Relation, Role, Story, StoryMember

__all__ = [
    "Archive",
    "Hit",
    "Hits",
    "Record",
    "Relation",
    "Role",
    "Saved",
    "SeedState",
    "SqlResult",
    "Stats",
    "Story",
    "StoryMember",
    "open_sound",
    "upgrade",
]
