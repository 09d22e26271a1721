"""Signals that ask a crawl to end: SIGTERM, Ctrl-C, a terminal that is closed.

They are caught before anything else happens, and told to the crawl once there is one, so that a signal in the first
second ends it as well as any other. The first asks for a good end, the second for a quick one; what a third one does
is left to the system, which ends the process.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

#: Seconds a crawl may go on with what is in flight; `docker stop` sends SIGKILL after 10, systemd after 90.
GRACE_SECONDS: Final = 8.0
#: Seconds for the accounts and the WARC file after that, or after a second signal.
LAST_SECONDS: Final = 5.0

#: SIGBREAK is Ctrl-Break on Windows.
_NAMES: Final = ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK")


class Stopping:
    """The signals a process was sent since it catches them."""

    def __init__(self) -> None:
        self.names: list[str] = []  #: in the order they came
        self._tell: Callable[[], object] | None = None
        self._former: dict[int, object] = {}

    @property
    def asked(self) -> str | None:
        """The first signal's name; None while there was none."""
        return self.names[0] if self.names else None

    def catch(self) -> bool:
        """Catch signals from now on, also when somebody else has begun to meanwhile; only in a main thread.

        Gives whether this was the first time. A terminal's end stays ignored where it is: under nohup.
        """
        first = not self._former
        for number in (getattr(signal, name, None) for name in _NAMES):
            if number is None or (number == getattr(signal, "SIGHUP", None) and _is_ignored(number)):
                continue
            try:
                former = signal.signal(number, self._note)
            except ValueError:  # another thread: whoever has the main one looks after signals
                return False
            self._former.setdefault(number, former)
        return first

    def release(self) -> bool:
        """Leave signals to those who had them before; gives whether they were caught."""
        was_caught = bool(self._former)
        for number, former in self._former.items():
            signal.signal(number, former)  # type: ignore[arg-type]
        self._former.clear()
        self._tell = None
        return was_caught

    def attend(self, tell: Callable[[], object]) -> None:
        """Call *tell* at every signal, and now if there was one; it is called between any two steps of the program."""
        self._tell = tell
        if self.names:
            tell()

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.names.append(signal.Signals(number).name)
        if len(self.names) > 1:
            for one in self._former:
                signal.signal(one, signal.SIG_DFL)
        if self._tell is not None:
            self._tell()


def _is_ignored(number: int) -> bool:
    return signal.getsignal(number) is signal.SIG_IGN


#: A process has one of it.
stopping: Final = Stopping()
