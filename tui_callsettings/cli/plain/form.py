"""One feature: its fields with numbers, and changing one of them."""

from tui_callsettings.errors import NotOfferedError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import Kind, SettingField
from tui_callsettings.models.rules import Problem, description_of, parsed, problem_of, rings_allowed, words_of
from tui_callsettings.models.setting import Value

from .sitting import Sitting

_CLEAR = "-"
_EXAMPLES = {
    Kind.DESTINATION: "a number, an extension or a SIP address",
    Kind.FORWARD_NUMBER: "a number",
    Kind.EXTENSION: "an extension",
    Kind.EMAIL: "an e-mail address",
}


class Form:
    """The fields of one feature.

    Args:
        sitting: the settings and the person.
        feature: which.
    """

    def __init__(self, sitting: Sitting, feature: Feature) -> None:
        self._sitting = sitting
        self._store = sitting.store
        self._transcript = sitting.transcript
        self._feature = feature

    def work(self) -> None:
        """List the fields and change them until the person goes back."""
        self.list_fields()
        while self._store.slot(self._feature).is_editable:
            question = f"{self._feature.title}: number of a field, L lists, U undoes, Enter goes back:"
            answer = self._transcript.ask(question).casefold()
            fields = self._feature.fields
            if not answer:
                return
            if answer in ("l", "list"):
                self.list_fields()
            elif answer in ("u", "undo"):
                undo(self._sitting)
            elif answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(fields):
                self._change(fields[int(answer) - 1])
            else:
                self._transcript.say(f'"{answer}" is nothing here: type a number from 1 to {len(fields)}, such as 1.')

    def list_fields(self) -> None:
        """Say all fields, each on a line with its number, and what is wrong."""
        slot = self._store.slot(self._feature)
        self._transcript.say("", self._feature.title)
        if slot.failure is not None:
            self._transcript.say(slot.failure.details)
        if not slot.is_editable:
            return
        problems = {problem.path: problem for problem in self._store.problems(self._feature)}
        self._transcript.say("A * marks what you changed, a ! what is wrong.")
        for number, field in enumerate(self._feature.fields, start=1):
            self._transcript.say(*self._lines(number, field, problems.get(field.path)))

    def _lines(self, number: int, field: SettingField, problem: Problem | None) -> list[str]:
        slot = self._store.slot(self._feature)
        support = self._store.capabilities.support(self._feature, field.path)
        change = next((change for change in slot.changes if change.path == field.path), None)
        mark = ("*" if change else "") + ("!" if problem else "")
        line = f"{number} {mark + ' ' if mark else ''}{_title(field)}:"
        if not support.is_offered:
            return [f"{line} not offered: {support.reason}"]
        line = f"{line} {words_of(field, slot.value(field.path))}"
        if change:
            line += f" (was {change.words[0]})"
        if not support.is_writable:
            line += f" (read-only: {support.reason})"
        elif field.switch is not None and not slot.value(field.switch):
            line += " (used when switched on)"
        if any(conflict.path == field.path for conflict in slot.conflicts):
            line += " (somebody else changed it too)"
        return [line, f"  ! {problem.sentence}"] if problem else [line]

    def _change(self, field: SettingField) -> None:
        self._transcript.say(f"{_title(field)}. {description_of(field, self._store.capabilities.rules)}")
        support = self._store.capabilities.support(self._feature, field.path)
        if self._store.read_only_reason or not support.is_writable:
            reason = self._store.read_only_reason or f"This cannot be changed: {support.reason}."
            self._transcript.say(reason)
            return
        while (text := self._answer(field)) is not None:
            value = None if text == _CLEAR and field.kind in _EXAMPLES else parsed(field, text)
            if self._is_taken(field, "" if value is None and field.kind in _EXAMPLES else value):
                return

    def _answer(self, field: SettingField) -> str | None:
        slot = self._store.slot(self._feature)
        now = f"Now {words_of(field, slot.value(field.path))}."
        if field.kind is Kind.CHOICE:
            self._transcript.say(now)
            choices = field.form.choices
            chosen = self._transcript.choose("Number, Enter keeps it:", [choice.words for choice in choices])
            return None if chosen is None else choices[chosen].value
        if field.kind is Kind.SWITCH:
            question = "On or off, Enter keeps it:"
        elif field.kind is Kind.RINGS and slot.draft is not None:
            fewest, most = rings_allowed(field, slot.draft, self._store.capabilities.rules)
            question = f"Rings from {fewest} to {most}, Enter keeps it:"
        else:
            question = f"Type {_EXAMPLES[field.kind]}; {_CLEAR} clears it, Enter keeps it:"
        return self._transcript.ask(f"{now} {question}") or None

    def _is_taken(self, field: SettingField, value: Value) -> bool:
        """Put the value into the draft, unless it can never be right by itself; say what is wrong."""
        slot = self._store.slot(self._feature)
        if slot.draft is None:
            return True
        wanted = slot.draft.with_value(field.path, value)
        problem = problem_of(field, wanted, self._store.capabilities.rules, self._store.owner)
        if problem is not None and problem.is_error and value not in (None, ""):
            self._transcript.say(f"! {problem.sentence}")
            return False
        try:
            self._store.edit(self._feature, field.path, value)
        except NotOfferedError as error:
            self._transcript.say(error.sentence)
            return True
        self._say_taken(field, problem)
        return True

    def _say_taken(self, field: SettingField, problem: Problem | None) -> None:
        slot = self._store.slot(self._feature)
        is_changed = any(change.path == field.path for change in slot.changes)
        state = "changed, not saved yet" if is_changed else "as it is stored"
        self._transcript.say(f"{_title(field)}: {words_of(field, slot.value(field.path))}, {state}.")
        if problem is not None:
            self._transcript.say(f"! {problem.sentence}")
        for other in self._store.blocking(self._feature):
            if other.path != field.path:
                self._transcript.say(f"! {_title(self._feature.field(other.path))}: {other.sentence}")


def undo(sitting: Sitting) -> None:
    """Take back the last edit and say which."""
    change = sitting.store.undo()
    if change is None:
        sitting.transcript.say("There is nothing to undo.")
    else:
        sitting.transcript.say(f"Undone. {change.title}: {change.words[1]}.")


def _title(field: SettingField) -> str:
    return f"{field.words[0].upper()}{field.words[1:]}"
