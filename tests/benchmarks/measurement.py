"""One run of one program, as figures."""

import os
import statistics
import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .answering_terminal import AnsweringTerminal
from .programs import Program

READING_SECONDS = 0.6
"""After which a question on the screen takes an answer."""


@dataclass
class Figures:
    """What was measured in all runs of one program; each list has a figure a run (or, for keys, a press)."""

    text_ms: list[float] = field(default_factory=list)
    usable_ms: list[float] = field(default_factory=list)
    start_cpu_ms: list[float] = field(default_factory=list)
    start_bytes: list[float] = field(default_factory=list)
    key_bytes: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    key_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    rss_mb: list[float] = field(default_factory=list)
    idle_bytes: list[float] = field(default_factory=list)
    idle_cpu: list[float] = field(default_factory=list)


def environment(home: str, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """A small environment with a home of its own, in which Python keeps what it has compiled."""
    kept = {name: os.environ[name] for name in ("PATH", "VIRTUAL_ENV", "PYTHONPATH") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "COLORTERM": "truecolor", "HOME": home, **(more or {})}


def run_program(program: Program, home: str, figures: Figures) -> None:
    """Start the program on a terminal, press its keys and add what was seen to `figures`.

    One that ends by itself, as nmtui does where there is no NetworkManager, adds nothing.
    """
    with AnsweringTerminal(program.command, environment=environment(home, program.environment)) as terminal:
        text, usable = terminal.wait_text(), terminal.wait_usable()
        if terminal.process.poll() is not None:
            return
        figures.text_ms.append(text * 1000)
        figures.usable_ms.append(usable * 1000)
        figures.start_cpu_ms.append(terminal.cpu_seconds() * 1000)
        figures.start_bytes.append(len(terminal.take_bytes()))
        for step in program.steps:
            count, milliseconds = terminal.press(step.keys)
            if step.action and count:
                figures.key_bytes[step.action].append(count)
                figures.key_ms[step.action].append(milliseconds)
        figures.rss_mb.append(terminal.memory_mb()[0])
        idle_bytes, idle_cpu = terminal.idle()
        figures.idle_bytes.append(idle_bytes)
        figures.idle_cpu.append(idle_cpu)
        if program.leave:
            *questions, answer = program.leave
            for keys in questions:
                # An answer counts only when its question could be read.
                terminal.press(keys, READING_SECONDS)
            terminal.feed(answer)
            terminal.wait_exit()


def run_command(command: Sequence[str], variables: Mapping[str, str]) -> float:
    """Run a command to its end; milliseconds of processor time, which others on the machine hardly change."""
    process = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return (used.ru_utime + used.ru_stime) * 1000


def median(values: Sequence[float]) -> float | None:
    """The median; None of nothing."""
    return statistics.median(values) if values else None
