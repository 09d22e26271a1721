"""Who holds a lease: a process that can be asked whether it still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def this_holder() -> str:
    """Give this process's name: machine, process id and the moment it started.

    The machine is host name, boot and process namespace, so that containers of one host are told apart.
    """
    pid = os.getpid()
    return f"{_machine()} {pid} {_started(pid)}"


def is_dead(holder: str | None) -> bool:
    """Whether the holder ran on this machine and is no more. One on another machine may always be alive."""
    machine, _, process = (holder or "").partition(" ")
    pid, _, started = process.partition(" ")
    if machine != _machine() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return _started(int(pid)) != started or _is_zombie(int(pid))


def is_alive(holder: str | None) -> bool:
    """Whether the holder can be seen to live on this machine; it may be paused."""
    return (holder or "").partition(" ")[0] == _machine() and not is_dead(holder)


def _machine() -> str:
    parts = [socket.gethostname()]
    try:
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip())
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    except OSError:  # not Linux
        pass
    return "/".join(parts).replace(" ", "_")


def _state(pid: int) -> list[str]:
    try:
        # the name in brackets may hold spaces and brackets of its own
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []


def _started(pid: int) -> str:
    """Clock ticks since boot; empty where there is no /proc."""
    state = _state(pid)
    return state[19] if len(state) > 19 else ""


def _is_zombie(pid: int) -> bool:
    return _state(pid)[:1] in (["Z"], ["X"])
