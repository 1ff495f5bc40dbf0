"""Somebody edits and saves, and the process is killed at a random instant; what must be true afterwards."""

import math
import random
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from tui_callsettings import paths
from tui_callsettings.accounts.config import load_config
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, FieldType, Setting, SettingField, Value
from tui_callsettings.models.validation import format_field_value, is_same_value
from tui_callsettings.state.changes import changes_between
from tui_callsettings.state.drafts import DraftFile
from tui_callsettings.state.history import History

from .accounts import stored_settings, subject
from .editor import READING_TIME, Editor

Place = tuple[Feature, FieldPath]

EDITED = tuple(
    Feature.find(key)
    for key in (
        "do_not_disturb.enabled",
        "call_forwarding.busy.destination",
        "voicemail.send_unanswered_calls.number_of_rings",
        "voicemail.notifications.destination",
        "voicemail.fax_message.extension",
        "call_waiting.enabled",
    )
)
LATEST_KILL = 3.0
"""Seconds after the first byte; by then a round has edited, saved and edited again, unless the machine is busy."""
LONGEST_SAVE = 0.6
"""Seconds from the key that saves to a kill that is to hit the save."""
SHARE_IN_SAVES = 0.6
"""Of all kills; the others come at any time."""


def shown_text(field: SettingField, value: Value) -> str:
    """Return how a value stands in the row of its field: rings without their seconds, which are an annotation."""
    return f" {value} " if field.type is FieldType.RINGS else format_field_value(field, value)


@dataclass(frozen=True, slots=True)
class LostEdit:
    """An edit that is gone.

    Attributes:
        age: how many seconds before the kill the screen had shown it; infinity for one of an earlier round.
        description: what it was, what is there, and when it happened.
    """

    age: float
    description: str


@dataclass
class Tally:
    """What the rounds came to.

    Attributes:
        kills: how many there were.
        during_save: how many of them came after a save was asked for and before its proof was on the screen.
        committed: how many edits the screen had shown when the process was killed.
        lost: the edits that are gone.
        resumed: how many starts offered edits of the round before.
        saves: how many saves were proved.
    """

    kills: int = 0
    during_save: int = 0
    committed: int = 0
    lost: list[LostEdit] = field(default_factory=list)
    resumed: int = 0
    saves: int = 0


class Round:
    """One start, one kill, one look at disk and provider.

    Args:
        chance: decides what is edited and when the process is killed.
        tally: where it is counted.
    """

    def __init__(self, chance: random.Random, tally: Tally) -> None:
        self.chance = chance
        self.tally = tally
        self.account, self.backend = subject(), load_config().account().backend
        self.old, capabilities = stored_settings()
        self.saved = self.old
        self.editable = [pair for pair in EDITED if capabilities.support(pair[0], pair[1].path).is_writable]
        self.is_saving = False
        self.saves = 0
        self.killed_at = 0.0
        self.waits_for_save = chance.random() < SHARE_IN_SAVES
        self.edited = self._kept()
        self.shown_at: dict[Place, float] = dict.fromkeys(self.edited, -math.inf)
        """When the screen showed each edit."""

    def play(self) -> None:
        """Edit, save, edit, be killed; then look."""
        with Editor() as editor:
            self.killer = threading.Timer(self.chance.uniform(0.0, LATEST_KILL), self._kill, (editor,))
            editor.wait_until(lambda: bool(editor.received), "the first byte")
            if not self.waits_for_save:
                self.killer.start()
            try:
                self._work(editor)
            except (AssertionError, OSError) as error:
                # The screen of a program that was killed shows nothing more.
                if not self.killed_at:
                    raise AssertionError(f"{self._unsaved()} unsaved of {self.edited}, on top of {self.old}") from error
            self.killer.join()
            editor.wait_exit()
        self._look()

    def _kill(self, editor: Editor) -> None:
        self.killed_at = time.monotonic()
        editor.process.kill()

    def _work(self, editor: Editor) -> None:
        if unsaved := self._unsaved():
            editor.wait_for("Unsaved draft")
            self.tally.resumed += 1
            editor.confirm("r").wait_for(f"* {unsaved} unsaved")
        editor.wait_ready()
        chosen = self.chance.sample(self.editable, 4)
        self._edit(editor, chosen[:2])
        if self._unsaved():
            editor.review()
            self.saved = {feature: self._with_edits(feature) for feature in Feature}
            self.is_saving = True
            editor.wait_until_passed(READING_TIME)
            if self.waits_for_save:
                self.killer = threading.Timer(self.chance.uniform(0.0, LONGEST_SAVE), self._kill, (editor,))
                self.killer.start()
            editor.press("s").wait_for("Saved and verified")
            self.is_saving = False
            self.saves += 1
            self.tally.saves += 1
        elif self.waits_for_save:
            self.killer.start()
        self._edit(editor, chosen[2:])

    def _edit(self, editor: Editor, chosen: Iterable[tuple[Feature, SettingField]]) -> None:
        for feature, edited in chosen:
            place = feature, edited.path
            editor.find(feature, edited)
            self.shown_at.pop(place, None)
            value = self._type(editor, edited, self.edited.get(place, self.old[feature].value(edited.path)))
            text = shown_text(edited, value)
            editor.wait_until(lambda: text in editor.focused_row, text)  # noqa: B023 - waited for
            self.edited[place] = value
            self.shown_at[place] = time.monotonic()

    def _type(self, editor: Editor, edited: SettingField, value: Value) -> Value:
        if edited.type is FieldType.SWITCH:
            editor.press("space")
            return value is not True
        if edited.type is FieldType.RINGS:
            rings = self.chance.randint(2, 9)
            editor.press(str(rings))
            return rings
        digits = str(self.chance.randint(1000, 9999))
        text = f"box{digits}@example.net" if edited.type is FieldType.EMAIL else digits
        editor.press("erase", text)
        return text

    def _unsaved(self) -> int:
        return sum(len(changes_between(f, self.old[f], self._with_edits(f))) for f in Feature)

    def _with_edits(self, feature: Feature) -> Setting:
        return self.old[feature].with_values({path: v for (f, path), v in self.edited.items() if f is feature})

    def _kept(self) -> dict[Place, Value]:
        draft, damage = DraftFile(self.account).read()
        assert not damage
        return {(change.feature, change.path): change.new for change in draft.changes} if draft else {}

    def _is_whole(self, feature: Feature, now: Setting) -> bool:
        """Whether it is the setting before the save, or after it.

        On BroadWorks a feature is several documents, saved one after the other: there each field is looked at.
        """
        allowed = (self.old[feature], self.saved[feature])
        if self.backend != "broadworks":
            return any(not changes_between(feature, one, now) for one in allowed)
        changed = [{change.path for change in changes_between(feature, one, now)} for one in allowed]
        return not changed[0] & changed[1]

    def _look(self) -> None:
        self.tally.kills += 1
        self.tally.during_save += self.is_saving
        (now, _), kept = stored_settings(), self._kept()
        for feature in Feature:
            assert self._is_whole(feature, now[feature]), (feature, now[feature])
        History(self.account).entries()
        assert not list(paths.state_folder().glob("*.damaged*"))
        for (feature, path), shown_at in self.shown_at.items():
            self.tally.committed += 1
            expected, stored = self.edited[feature, path], now[feature].value(path)
            found = kept.get((feature, path), stored)
            if not is_same_value(feature.field(path), found, expected):
                when = "while saving" if self.is_saving else "while editing" if self.saves else "before saving"
                description = (
                    f"{feature.key(path)}: {expected!r} expected, {found!r} found, {stored!r} stored; killed {when}"
                )
                self.tally.lost.append(LostEdit(self.killed_at - shown_at, description))


def play(rounds: int, seed: int) -> Tally:
    """Play rounds on the account in use, one after the other, each on what the last one left."""
    chance, tally = random.Random(seed), Tally()
    for _ in range(rounds):
        Round(chance, tally).play()
    return tally
