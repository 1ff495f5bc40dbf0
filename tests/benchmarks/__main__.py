"""`python -m tests.benchmarks`: the editor and its commands, side by side with others in the same run."""

import argparse
import datetime
import platform
import tempfile
from collections.abc import Callable, Sequence

from .measurement import Figures, environment, median, run_command, run_program
from .programs import ACTIONS, BARE, COMMANDS, COMPLETION, programs

Column = tuple[str, Callable[[Figures], float | None], str]


def _key(action: str, kind: str) -> Callable[[Figures], float | None]:
    return lambda figures: median(getattr(figures, f"key_{kind}")[action])


COLUMNS: tuple[Column, ...] = (
    ("text ms", lambda figures: median(figures.text_ms), ".0f"),
    ("usable ms", lambda figures: median(figures.usable_ms), ".0f"),
    ("start CPU ms", lambda figures: median(figures.start_cpu_ms), ".0f"),
    ("start B", lambda figures: median(figures.start_bytes), ",.0f"),
    *((f"{action} B", _key(action, "bytes"), ",.0f") for action in ACTIONS),
    *((f"{action} ms", _key(action, "ms"), ".0f") for action in ("letter", "screen")),
    ("RSS MB", lambda figures: median(figures.rss_mb), ".0f"),
    ("idle B/s", lambda figures: median(figures.idle_bytes), ",.0f"),
)
RATIOS = ("text ms", "usable ms", "start CPU ms", "RSS MB")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="runs of each program (7); one more warms up")
    parser.add_argument("--only", choices=("programs", "commands"), help="one of the two tables")
    arguments = parser.parse_args()
    print(
        f"{datetime.datetime.now(tz=datetime.UTC):%Y-%m-%d}, `python -m tests.benchmarks`, Python "
        f"{platform.python_version()}, medians of {arguments.runs} runs in turn, 80 columns and 24 rows:\n"
    )
    with tempfile.TemporaryDirectory() as home:
        if arguments.only != "commands":
            print("\n".join(_program_table(home, arguments.runs)), end="\n\n")
        if arguments.only != "programs":
            print("\n".join(_command_table(home, arguments.runs)))


def _program_table(home: str, runs: int) -> list[str]:
    compared = programs()
    figures = {program.name: Figures() for program in compared}
    for turn in range(runs + 1):
        for program in compared:
            run_program(program, home, figures[program.name] if turn else Figures())
    titles = [title for title, _, _ in COLUMNS]
    rows = [[name, *_cells(found, figures[BARE.name])] for name, found in figures.items() if found.usable_ms]
    return _table(["program", *titles], rows)


def _cells(figures: Figures, base: Figures) -> list[str]:
    cells = []
    for title, value_of, form in COLUMNS:
        value, compared = value_of(figures), value_of(base)
        text = "" if value is None else format(value, form)
        if title in RATIOS and value and compared and figures is not base:
            text += f" ({value / compared:.2f} x)"
        cells.append(text)
    return cells


def _command_table(home: str, runs: int) -> list[str]:
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(2 * runs + 1):
        for name, command in COMMANDS.items():
            variables = environment(home, COMPLETION if "completion" in name else None)
            milliseconds = run_command(command, variables)
            if turn:
                times[name].append(milliseconds)
    python, model = (median(times[name]) or 1.0 for name in ("python3 -c pass", "python3 and one pydantic model"))
    rows = [
        [f"`{name}`", f"{value:.0f}", f"{value / python:.1f} x", f"{value / model:.2f} x"]
        for name, value in ((name, median(found) or 0.0) for name, found in times.items())
    ]
    return _table(["command", "CPU ms", "to bare Python", "to one pydantic model"], rows)


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    marks = ["---", *("---:" for _ in titles[1:])]
    return [f"| {' | '.join(cells)} |" for cells in (titles, marks, *rows)]


if __name__ == "__main__":
    main()
