"""A line of text being edited: the text, the cursor and the selection. No widget."""

import re
from dataclasses import dataclass, field, replace

LONGEST = 400
"""Characters a line takes at most; every rule allows far fewer, and a stuck key should not fill the memory."""

_WORD_END = re.compile(r"\s*\S+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line and where the cursor is in it.

    Attributes:
        text: what it holds.
        cursor: before which character the cursor stands.
        anchor: where the selection began; equal to `cursor` while nothing is selected.
        longest: characters it takes.
    """

    text: str = field(default="", repr=False)  # it may be a password
    cursor: int = 0
    anchor: int = 0
    longest: int = LONGEST

    @classmethod
    def of(cls, text: str) -> "Line":
        """The line with the cursor at its end."""
        return cls(text, len(text), len(text))

    @property
    def selection(self) -> tuple[int, int]:
        """Begin and end of what is selected."""
        return min(self.cursor, self.anchor), max(self.cursor, self.anchor)

    def has_room_for(self, text: str) -> bool:
        """Return whether `text` fits in place of the selection."""
        begin, end = self.selection
        return len(self.text) + len(text) - (end - begin) <= self.longest

    def inserted(self, text: str) -> "Line":
        """The line after `text` took the place of the selection, or went in at the cursor."""
        begin, end = self.selection
        room = self.longest - len(self.text) + end - begin
        text = text[: max(0, room)]
        cursor = begin + len(text)
        return replace(self, text=self.text[:begin] + text + self.text[end:], cursor=cursor, anchor=cursor)

    def moved(self, to: int, *, is_selecting: bool = False) -> "Line":
        """The line with the cursor elsewhere."""
        to = max(0, min(to, len(self.text)))
        return replace(self, cursor=to, anchor=self.anchor if is_selecting else to)

    def _deleted(self, to: int) -> "Line":
        target = self if self.cursor != self.anchor else self.moved(to, is_selecting=True)
        return target.inserted("")

    def pressed(self, key: str) -> "Line | None":
        """The line after an editing key, or None if `key` is none."""
        is_selecting = key.startswith(("shift+", "ctrl+shift+"))
        key = key.replace("shift+", "")
        targets = {
            "left": self.cursor - 1,
            "right": self.cursor + 1,
            "home": 0,
            "end": len(self.text),
            "ctrl+e": len(self.text),
            "ctrl+left": self._word_before(),
            "ctrl+right": self._word_after(),
        }
        if key in targets:
            begin, end = self.selection
            if begin != end and not is_selecting and key in ("left", "right"):
                return self.moved(begin if key == "left" else end)
            return self.moved(targets[key], is_selecting=is_selecting)
        deletions = {
            "backspace": self.cursor - 1,
            "delete": self.cursor + 1,
            "ctrl+d": self.cursor + 1,
            "ctrl+w": self._word_before(),
            "ctrl+k": len(self.text),
        }
        return self._deleted(deletions[key]) if key in deletions else None

    def _word_before(self) -> int:
        before = self.text[: self.cursor].rstrip()
        return len(before) - len(before.split(" ")[-1]) if before else 0

    def _word_after(self) -> int:
        found = _WORD_END.match(self.text, self.cursor)
        return found.end() if found else len(self.text)
