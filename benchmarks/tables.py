"""A report as tables: bodies, snippets, fields, differences, cost, and what was not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from benchmarks.report import Group, Report
    from benchmarks.scores import Figure

#: Titles of the tables and the figures in them.
_TABLES = {
    "Bodies": ("F1", "precision", "recall", "exact", "page F1", "worst tenth"),
    "Snippets": ("with", "without", "snippets F1"),
    "Fields": ("title", "authors", "day"),
}
#: Figures of which the difference is printed.
_COMPARED = ("F1", "exact", "snippets F1", "title", "authors", "day")


def print_report(report: Report, console: Console) -> None:
    """Print all tables that have something in them."""
    for title, names in _TABLES.items():
        _print_figures(title, names, report.groups, console)
    _print_differences(report.groups, console)
    _print_costs(report, console)
    _print_ends(report, console)


def _print_figures(title: str, names: Sequence[str], groups: Sequence[Group], console: Console) -> None:
    table = _table(f"{title}, with half of the 95 % interval", "", "reader", "pages", *names)
    for group in groups:
        for place, (reader, figures) in enumerate(group.figures.items()):
            cells = [_show(figures.get(name)) for name in names]
            if any(cells):
                pages = max(figures[name].pages for name in names if name in figures)
                table.add_row(group.name if not place else "", reader, str(pages), *cells)
        if table.rows:
            table.add_section()
    _print(table, console)


def _show(figure: Figure | None) -> str:
    return "" if figure is None else f"{figure.value:.3f} ±{figure.margin:.3f}"


def _print_differences(groups: Sequence[Group], console: Console) -> None:
    table = _table(
        "Ours less theirs, page by page; * when 95 % of draws agree on the sign", "", "peer", *_COMPARED
    )
    for group in groups:
        for place, (peer, figures) in enumerate(group.differences.items()):
            cells = [_show_difference(figures.get(name)) for name in _COMPARED]
            table.add_row(group.name if not place else "", peer, *cells)
        table.add_section()
    _print(table, console)


def _show_difference(figure: Figure | None) -> str:
    if figure is None:
        return ""
    sure = "*" if figure.low > 0 or figure.high < 0 else " "
    return f"{figure.value:+.3f}{sure} {figure.low:+.3f}..{figure.high:+.3f}"


def _print_costs(report: Report, console: Console) -> None:
    table = _table(
        "CPU a page, all readers in turn on each page",
        "reader",
        "mean ms",
        "median ms",
        "sum / trafilatura's",
        "median of pages",
        first_left=1,
    )
    for reader, cost in report.costs.items():
        share = f"{cost.ratio.value:.2f} {cost.ratio.low:.2f}..{cost.ratio.high:.2f}" if cost.ratio else ""
        table.add_row(
            reader,
            f"{cost.mean_ms:.1f}",
            f"{cost.median_ms:.1f}",
            share,
            f"{cost.median_ratio:.2f}" if cost.median_ratio else "",
        )
    _print(table, console)


def _print_ends(report: Report, console: Console) -> None:
    table = _table("Pages not read", "reader", "pages", "reason", first_left=1)
    for reader, ends in report.ends.items():
        for reason, count in ends.most_common():
            if reason != "read":
                table.add_row(reader, str(count), reason)
    _print(table, console)


def _table(title: str, *columns: str, first_left: int = 2) -> Table:
    """A table whose first columns are words, the others numbers."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, title_style="bold")
    for place, name in enumerate(columns):
        words = place < first_left or name == "reason"
        table.add_column(name, justify="left" if words else "right", no_wrap=True)
    return table


def _print(table: Table, console: Console) -> None:
    if table.rows:
        console.print(table)
