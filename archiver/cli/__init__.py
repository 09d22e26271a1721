"""The command `archiver`. Each command is one file here and is imported when it is called, not before."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit: 0 well, 1 an error with its cause, 2 not understood, 130 interrupted."""
    if "crawl" in sys.argv[1:2]:
        from archiver.crawl.stopping import stopping

        stopping.catch()  # before the imports, which take a second
    from archiver.cli.app import run

    sys.exit(run())
