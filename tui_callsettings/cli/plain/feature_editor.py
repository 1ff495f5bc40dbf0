"""One feature: its fields with numbers, and changing one of them."""

from tui_callsettings.errors import UnsupportedError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import FieldType, SettingField
from tui_callsettings.models.setting import Value
from tui_callsettings.models.validation import (
    Problem,
    describe_field,
    find_problem,
    format_field_value,
    parse_value,
    ring_limits,
)

from .plain_session import PlainSession

_CLEAR = "-"
_EXAMPLES = {
    FieldType.DESTINATION: "a number, an extension or a SIP address",
    FieldType.FORWARD_NUMBER: "a number",
    FieldType.EXTENSION: "an extension",
    FieldType.EMAIL: "an e-mail address",
}


class Form:
    """The fields of one feature.

    Args:
        sitting: the settings and the person.
        feature: which.
    """

    def __init__(self, plain_session: PlainSession, feature: Feature) -> None:
        self._session = plain_session
        self._store = plain_session.store
        self._console = plain_session.console
        self._feature = feature

    def work(self) -> None:
        """List the fields and change them until the person goes back."""
        self.list_fields()
        while self._store.feature_state(self._feature).is_editable:
            question = f"{self._feature.title}: number of a field, L lists, U undoes, Enter goes back:"
            answer = self._console.ask(question).casefold()
            fields = self._store.capabilities.fields(self._feature)
            if not answer:
                return
            if answer in ("l", "list"):
                self.list_fields()
            elif answer in ("u", "undo"):
                undo(self._session)
            elif answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(fields):
                self._change(fields[int(answer) - 1])
            else:
                self._console.write(f'"{answer}" is nothing here: type a number from 1 to {len(fields)}, such as 1.')

    def list_fields(self) -> None:
        """Say all fields, each on a line with its number, and what is wrong."""
        feature_state = self._store.feature_state(self._feature)
        self._console.write("", self._feature.title)
        if feature_state.failure is not None:
            self._console.write(feature_state.failure.details)
        if not feature_state.is_editable:
            return
        problems = {problem.path: problem for problem in self._store.state.find_problems(self._feature)}
        self._console.write("A * marks what you changed, a ! what is wrong.")
        for number, field in enumerate(self._store.capabilities.fields(self._feature), start=1):
            self._console.write(*self._lines(number, field, problems.get(field.path)))

    def _lines(self, number: int, field: SettingField, problem: Problem | None) -> list[str]:
        feature_state = self._store.feature_state(self._feature)
        support = self._store.capabilities.support(self._feature, field.path)
        change = next((change for change in feature_state.changes if change.path == field.path), None)
        mark = ("*" if change else "") + ("!" if problem else "")
        line = f"{number} {mark + ' ' if mark else ''}{_title(field)}:"
        if not support.is_offered:
            return [f"{line} not offered: {support.reason}"]
        line = f"{line} {format_field_value(field, feature_state.value(field.path))}"
        if change:
            line += f" (was {change.texts[0]})"
        if not support.is_writable:
            line += f" (read-only: {support.reason})"
        elif field.enabled_by is not None and not feature_state.value(field.enabled_by):
            line += " (used when switched on)"
        if any(conflict.path == field.path for conflict in feature_state.conflicts):
            line += " (somebody else changed it too)"
        return [line, f"  ! {problem.message}"] if problem else [line]

    def _change(self, field: SettingField) -> None:
        self._console.write(f"{_title(field)}. {describe_field(field, self._store.capabilities.value_limits)}")
        support = self._store.capabilities.support(self._feature, field.path)
        if self._store.read_only_reason or not support.is_writable:
            reason = self._store.read_only_reason or f"This cannot be changed: {support.reason}."
            self._console.write(reason)
            return
        while (text := self._answer(field)) is not None:
            value = None if text == _CLEAR and field.type in _EXAMPLES else parse_value(field, text)
            if self._is_taken(field, "" if value is None and field.type in _EXAMPLES else value):
                return

    def _answer(self, field: SettingField) -> str | None:
        feature_state = self._store.feature_state(self._feature)
        now = f"Now {format_field_value(field, feature_state.value(field.path))}."
        if field.type is FieldType.CHOICE:
            self._console.write(now)
            choices = field.meta.choices
            chosen = self._console.choose("Number, Enter keeps it:", [choice.label for choice in choices])
            return None if chosen is None else choices[chosen].value
        if field.type is FieldType.SWITCH:
            question = "On or off, Enter keeps it:"
        elif field.type is FieldType.RINGS and feature_state.draft is not None:
            fewest, most = ring_limits(field, feature_state.draft, self._store.capabilities.value_limits)
            question = f"Rings from {fewest} to {most}, Enter keeps it:"
        else:
            question = f"Type {_EXAMPLES[field.type]}; {_CLEAR} clears it, Enter keeps it:"
        return self._console.ask(f"{now} {question}") or None

    def _is_taken(self, field: SettingField, value: Value) -> bool:
        """Put the value into the draft, unless it can never be right by itself; say what is wrong."""
        feature_state = self._store.feature_state(self._feature)
        if feature_state.draft is None:
            return True
        wanted = feature_state.draft.with_value(field.path, value)
        problem = find_problem(field, wanted, self._store.capabilities.value_limits, self._store.owner)
        if problem is not None and problem.is_error and value not in (None, ""):
            self._console.write(f"! {problem.message}")
            return False
        try:
            self._store.edit(self._feature, field.path, value)
        except UnsupportedError as error:
            self._console.write(error.message)
            return True
        self._say_taken(field, problem)
        return True

    def _say_taken(self, field: SettingField, problem: Problem | None) -> None:
        feature_state = self._store.feature_state(self._feature)
        is_changed = any(change.path == field.path for change in feature_state.changes)
        state = "changed, not saved yet" if is_changed else "as it is stored"
        self._console.write(f"{_title(field)}: {format_field_value(field, feature_state.value(field.path))}, {state}.")
        if problem is not None:
            self._console.write(f"! {problem.message}")
        for other in self._store.state.blockers(self._feature):
            if other.path != field.path:
                self._console.write(f"! {_title(self._feature.field(other.path))}: {other.message}")


def undo(plain_session: PlainSession) -> None:
    """Take back the last edit and say which."""
    change = plain_session.store.undo()
    if change is None:
        plain_session.console.write("There is nothing to undo.")
    else:
        plain_session.console.write(f"Undone. {change.title}: {change.texts[1]}.")


def _title(field: SettingField) -> str:
    return field.label
