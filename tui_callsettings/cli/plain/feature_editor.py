"""One feature: its fields with numbers, and changing them by number or name."""

from tui_callsettings.cli.value_output import field_text
from tui_callsettings.errors import UnsupportedError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldType, SettingField, Value
from tui_callsettings.models.validation import (
    Problem,
    describe_field,
    find_problem,
    format_field_value,
    parse_value,
    ring_limits,
)

from .field_input import parse_field_input
from .plain_session import PlainSession

_CLEAR = "-"
_TEXT_EXAMPLES = {
    FieldType.DESTINATION: "a number, extension or SIP address",
    FieldType.FORWARD_NUMBER: "a number",
    FieldType.EXTENSION: "an extension",
    FieldType.EMAIL: "an email address",
}


class FeatureEditor:
    """The fields of one feature.

    Args:
        plain_session: the settings and the console.
        feature: the feature.
    """

    def __init__(self, plain_session: PlainSession, feature: Feature) -> None:
        self._session = plain_session
        self._store = plain_session.store
        self._console = plain_session.console
        self._feature = feature

    def run(self) -> None:
        """List the fields and change them until the person goes back."""
        self.list_fields()
        question = f"{self._feature.title}: field number or name (L list, U undo, Enter back):"
        while self._store.feature_state(self._feature).is_editable:
            answer = self._console.ask(question, hint=_HELP)
            question = f"{self._feature.title}:"
            if not answer:
                return
            self._run_command(answer)

    def _run_command(self, answer: str) -> None:
        fields = self._store.capabilities.fields(self._feature)
        number, _, text = answer.partition(" ")
        if answer.casefold() in ("l", "list"):
            self.list_fields()
        elif answer.casefold() in ("u", "undo"):
            undo(self._session)
        elif number.isascii() and number.isdigit() and 1 <= int(number) <= len(fields):
            self.change(fields[int(number) - 1], text.strip())
        else:
            found = parse_field_input(answer, self._feature)
            if found is not None and found.feature is self._feature:
                self.change(found.field, found.text)
            else:
                self._console.write(f'Unknown field "{answer}". Type a number from 1 to {len(fields)}, or a name.')

    def list_fields(self) -> None:
        """Write all fields, each on a line with its number, and what is wrong with them."""
        state = self._store.feature_state(self._feature)
        self._console.write("", self._feature.title)
        if state.failure is not None:
            self._console.write(state.failure.details)
        if not state.is_editable:
            return
        problems = {problem.path: problem for problem in self._store.state.find_problems(self._feature)}
        self._console.write("* marks a change, ! an error.")
        for number, field in enumerate(self._store.capabilities.fields(self._feature), start=1):
            self._console.write(*self._lines(number, field, problems.get(field.path)))

    def _lines(self, number: int, field: SettingField, problem: Problem | None) -> list[str]:
        state = self._store.feature_state(self._feature)
        support = self._store.capabilities.support(self._feature, field.path)
        change = next((change for change in state.changes if change.path == field.path), None)
        mark = ("*" if change else "") + ("!" if problem else "")
        line = f"{number} {mark + ' ' if mark else ''}{self._title(field)}:"
        if not support.is_offered:
            return [f"{line} {support.reason}"]
        line = f"{line} {self._text(field)}"
        if change:
            line += f" (was {format_field_value(field, change.old, self._store.owner.region)})"
        if not support.is_writable:
            line += f" ({_read_only(support.reason)})"
        elif field.enabled_by is not None and not state.value(field.enabled_by):
            line += " (applies when on)"
        if any(conflict.path == field.path for conflict in state.conflicts):
            line += " (also changed elsewhere)"
        return [line, f"  ! {problem.message}"] if problem else [line]

    def _title(self, field: SettingField) -> str:
        """Return the name of a field outside a form: "Forward to (when busy)"."""
        return field.label

    def _text(self, field: SettingField) -> str:
        draft = self._store.feature_state(self._feature).draft
        return "" if draft is None else field_text(field, draft, self._store.owner.region)

    def change(self, field: SettingField, text: str = "") -> None:
        """Ask for a new value until it is right; with `text` that is the value.

        Args:
            field: the field.
            text: the value as typed beside the field's name; "" to ask for it.
        """
        support = self._store.capabilities.support(self._feature, field.path)
        if self._store.read_only_reason or not support.is_writable:
            reason = self._store.read_only_reason or f"This cannot be changed: {support.reason}."
            self._console.write(reason)
            return
        if not text:
            description = describe_field(field, self._store.capabilities.value_limits)
            self._console.write(f"{self._title(field)}. {description}")
        answer = text or self._ask_value(field)
        while answer is not None:
            is_cleared = answer == _CLEAR and field.type in _TEXT_EXAMPLES
            if self._set_value(field, "" if is_cleared else parse_value(field, answer)):
                return
            answer = self._ask_value(field)

    def _ask_value(self, field: SettingField) -> str | None:
        current = f"Currently {self._text(field)}."
        draft = self._store.feature_state(self._feature).draft
        if field.type is FieldType.CHOICE:
            self._console.write(current)
            choices = field.meta.choices
            chosen = self._console.choose("Choose a number (Enter keeps it):", [choice.label for choice in choices])
            return None if chosen is None else choices[chosen].value
        if field.type is FieldType.SWITCH:
            question = "Type on or off (Enter keeps it):"
        elif field.type is FieldType.RINGS and draft is not None:
            fewest, most = ring_limits(field, draft, self._store.capabilities.value_limits)
            question = f"Type {fewest} to {most} rings (Enter keeps it):"
        else:
            question = f"Type {_TEXT_EXAMPLES[field.type]} ({_CLEAR} clears it, Enter keeps it):"
        return self._console.ask(f"{current} {question}") or None

    def _set_value(self, field: SettingField, value: Value) -> bool:
        """Edit the field, unless the value can never be right by itself; write what is wrong."""
        state = self._store.feature_state(self._feature)
        if state.draft is None:
            return True
        draft = state.draft.with_value(field.path, value)
        problem = find_problem(field, draft, self._store.capabilities.value_limits, self._store.owner)
        if problem is not None and problem.is_error and value not in (None, ""):
            self._console.write(f"! {problem.message}")
            return False
        try:
            self._store.edit(self._feature, field.path, value)
        except UnsupportedError as error:
            self._console.write(error.message)
            return True
        self._report_edit(field, problem)
        return True

    def _report_edit(self, field: SettingField, problem: Problem | None) -> None:
        state = self._store.feature_state(self._feature)
        is_changed = any(change.path == field.path for change in state.changes)
        note = "changed, not saved yet" if is_changed else "as stored"
        self._console.write(f"{self._title(field)}: {self._text(field)}, {note}.")
        if problem is not None:
            self._console.write(f"! {problem.message}")
        for other in self._store.state.blockers(self._feature):
            if other.path != field.path:
                self._console.write(f"! {self._title(self._feature.field(other.path))}: {other.message}")


_HELP = """Type the number or the name of a field, with or without its new value: "2", "2 on", "busy to 4022".
L lists the fields, U undoes the last change."""


def undo(plain_session: PlainSession) -> None:
    """Undo the last edit and write which."""
    change = plain_session.store.undo()
    if change is None:
        plain_session.console.write("Nothing to undo.")
    else:
        plain_session.console.write(
            f"Undone: {change.title} is back to {change.texts(plain_session.store.owner.region)[1]}."
        )


def _read_only(reason: str) -> str:
    return reason if reason.startswith("read-only") else f"read-only: {reason}"
