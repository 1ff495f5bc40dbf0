"""Noise on the line and keys pressed at random: `python -m tests.e2e.noise` sends 100,000 bytes and 20,000 keys.

Somebody or something may type anything; the editor stays alive and usable, and saves nothing that was not reviewed.
"""

import argparse
import random
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import Setting
from tui_callsettings.state.changes import changes_between
from tui_callsettings.state.history import History

from .accounts import stored_settings, subject
from .editor import KEYS, READING_TIME, Editor, temporary_home

SPIED = (sys.executable, "-m", "tests.e2e.instrumented_editor", "spy")
LEADING_OUT = b"\x03\x11"
CHUNK = 400
KEYS_AT_ONCE = 50
_ATTEMPTS = 6
READ_REVIEW = "\0review"
"""Stands for a review that is read, and confirmed."""

_SNIPPETS = (
    b"\x1b[M !!\x1b[M\xff\xfe\xfd",  # mouse reports of the old kind, the second beyond ASCII
    b"\x1b[<0;12;7M\x1b[<0;12;7m",
    b"\x1b[200~12\x11\x03\r\n34",  # a paste without an end
    b"\x1b[?62;22c\x1b[>0;276;0c\x1b]11;rgb:0000/0000/0000\x1b\\\x1bP1+r544e=787465726d\x1b\\",
    b"\xc3\xe2\x82\xf0\x9f\x98 \xed\xa0\x80\xff\xfe",  # UTF-8 that breaks off, and what can be no UTF-8
    b"\x1b\x1b\x1b[\x1bO\x1b[999999999999A\x1b[1;1;1;1;1R",
)


_SWITCH = re.compile(rf" >. {Feature.CALL_WAITING.title} +(\[x\] ON|\[ \] OFF)")
"""On its form; on the overview its number stands before the name."""


class NoiseHarness:
    """The editor that all of it is sent to; started anew when a key was one that leaves it.

    Args:
        notes: where the editor notes what is confirmed and what is saved.
    """

    def __init__(self, notes: Path) -> None:
        self.notes = notes
        notes.touch()
        self.starts = 0
        self.old, _ = stored_settings()
        self.editor = self._started()

    def _started(self) -> Editor:
        self.starts += 1
        editor = Editor(command=SPIED, variables={"ODD_NOTES": str(self.notes)})
        editor.wait_until(lambda: bool(editor.text.strip()), "the first screen")
        return editor

    def send(self, data: bytes) -> None:
        """Send something; leaving is the only way to end that is allowed."""
        with suppress(OSError):
            self.editor.feed(data)
        if self.editor.is_closed or self.editor.process.poll() is not None:
            assert self.editor.wait_exit() == 0, self.editor.describe()
            self.editor.close()
            self.editor = self._started()

    def check(self) -> None:
        """See that it still works, and that every change at the provider was confirmed in a review."""
        self.send(b"\x1b[201~")
        while not self._is_on_overview():
            self.send(b"")
        self.editor.open(Feature.CALL_WAITING)
        for _ in range(2):
            self.editor.wait_until(lambda: self._switch() is not None, "the switch")
            was = self._switch()
            self.editor.press("space")
            self.editor.wait_until(lambda: self._switch() == (not was), "the switch thrown")  # noqa: B023 - waited for
        notes = self.notes.read_text().split()
        for place in range(len(notes)):
            assert notes[: place + 1].count("saved") <= notes[: place + 1].count("confirmed")
        now, _ = stored_settings()
        for feature, expected in self._as_recorded().items():
            assert not changes_between(feature, expected, now[feature])

    def _switch(self) -> bool | None:
        """Whether the switch of call waiting is on; None while its form is not painted yet."""
        found = _SWITCH.match(self.editor.focused_row)
        return found and found[1] == "[x] ON"

    def _is_on_overview(self) -> bool:
        """Go there; false if it was left meanwhile, as one of the last keys may have asked."""
        editor = self.editor
        editor.wait_quiet(1.5, timeout=60)
        for _ in range(_ATTEMPTS):
            # Behind a flood of keys the first of these may not be taken.
            with suppress(OSError, AssertionError):
                editor.press(*["back"] * 8)
                editor.wait_until(lambda: editor.is_closed or editor.is_ready, "the overview", timeout=8.0)
                break
        return not editor.is_closed

    def _as_recorded(self) -> dict[Feature, Setting]:
        settled = dict(self.old)
        for entry in reversed(History(subject()).entries(10_000)):
            values = {change.path: change.new for change in entry.changes}
            settled[entry.feature] = settled[entry.feature].with_values(values)
        return settled

    def saves(self) -> int:
        """How often something was saved."""
        return self.notes.read_text().split().count("saved")

    def close(self) -> None:
        """End it."""
        self.editor.close()


def send_bytes(harness: NoiseHarness, count: int, seed: int) -> None:
    """Random bytes with well-known noise among them; without the two keys that leave at once."""
    chance = random.Random(seed)
    for _ in range(0, count, CHUNK):
        noise = chance.randbytes(CHUNK) + chance.choice(_SNIPPETS)
        harness.send(bytes(byte for byte in noise if byte not in LEADING_OUT))


def send_keys(harness: NoiseHarness, count: int) -> None:
    """Keys that mean something, in any order; those that leave are among them.

    Now and then the review is left on the screen until it can be answered, or nothing would ever be saved.
    """
    others = ("\t", "\x1b[Z", "\x1b[5~", "\x1bOP", "\x0c", "\x19", *"0123456789+*@.sdkrmtcx")
    # Some that belong together, or hardly anything would ever be edited.
    pairs = (KEYS["review"] + "s", KEYS["review"] + "d", KEYS["erase"] + "4711", KEYS["back"] * 3)
    staying = [key for name, key in KEYS.items() if name != "quit"] + [*others, *pairs]
    typed = st.sampled_from([*staying * 8, KEYS["quit"], *[READ_REVIEW] * 4])

    @settings(
        max_examples=count // KEYS_AT_ONCE,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(typed, min_size=KEYS_AT_ONCE, max_size=KEYS_AT_ONCE))
    @example([" ", READ_REVIEW])
    def press(keys: list[str]) -> None:
        first, *others = "".join(keys).split(READ_REVIEW)
        harness.send(first.encode())
        for packet in others:
            harness.send(KEYS["review"].encode())
            harness.editor.wait_quiet(READING_TIME, timeout=60)
            harness.send(b"s" + packet.encode())
        harness.editor.wait_quiet(0.05, timeout=60)

    press()


def run_noise(notes: Path, *inflict: Callable[[NoiseHarness], None]) -> NoiseHarness:
    """Send it all to one editor, and look after each."""
    harness = NoiseHarness(notes)
    try:
        for each in inflict:
            each(harness)
            harness.check()
    finally:
        harness.close()
    return harness


def main() -> int:
    """As much as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bytes", type=int, default=100_000)
    parser.add_argument("--keys", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with temporary_home() as home:
        harness = run_noise(
            home / "notes", lambda s: send_bytes(s, asked.bytes, asked.seed), lambda s: send_keys(s, asked.keys)
        )
        saves = harness.saves()
    print(f"{asked.bytes} bytes and {asked.keys} keys: {harness.starts} starts, {saves} saves, each reviewed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
