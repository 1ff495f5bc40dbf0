"""Some lines to type in, with what they are for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from textual.app import ComposeResult
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus
from textual.geometry import Size
from textual.widget import Widget

from tui_callsettings.state.store_state import StoreState
from tui_callsettings.text import clean_text
from tui_callsettings.ui import styles
from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.editor import editor_of
from tui_callsettings.ui.messages import NO_MESSAGE, Severity, StatusMessage
from tui_callsettings.ui.rendering import join_rows, pad, sentence_rows
from tui_callsettings.ui.widgets.line_input import LineInput
from tui_callsettings.ui.widgets.text_block import TextBlock

from .editor_screen import EditorScreen

MAX_LENGTH = 400
"""Characters a line takes, unless a field sets another limit."""


def no_validation(*_texts: str) -> str:
    """Find nothing wrong with what was typed."""
    return ""


@dataclass(frozen=True, slots=True)
class PromptField:
    """One line to type.

    Attributes:
        label: what to type.
        text: what stands there at first.
        is_secret: whether it must not be shown.
        max_length: characters it takes.
        validate: returns what is wrong with this line alone; "" if nothing is.
        hint: what it is; "" for the hint of the screen.
        usage: what it may look like.
    """

    label: str
    text: str = field(default="", repr=False)
    is_secret: bool = False
    max_length: int = MAX_LENGTH
    validate: Callable[[str], str] = no_validation
    hint: str = ""
    usage: str = ""


class PromptInput(LineInput):
    """An input line; a secret shows as stars."""

    def clean_paste(self, text: str) -> str:
        """Return a pasted line without what cannot be seen."""
        return clean_text(text).strip()

    def refuse_paste(self, reason: str) -> None:
        """Show that nothing was pasted, and why."""
        editor_of(self).show_status(reason, Severity.WARNING, "paste")


class PromptRow(Widget):
    """A label and its input line.

    Args:
        prompt_field: what is to be typed.
        label_width: columns for the label.
    """

    def __init__(self, prompt_field: PromptField, label_width: int) -> None:
        super().__init__()
        self.prompt_field = prompt_field
        self.label_width = label_width
        self.input = PromptInput(prompt_field.text, max_length=prompt_field.max_length, password=prompt_field.is_secret)
        self.input.styles.margin = (0, 1, 0, label_width + 5)

    def compose(self) -> ComposeResult:
        """Yield the input line, beside the label."""
        yield self.input

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return one row."""
        del container, viewport, width
        return 1

    def render(self) -> Content:
        """Return mark and label."""
        has_focus = self.has_focus_within
        label = pad(self.prompt_field.label, self.label_width)
        return Content.assemble(
            (" > " if has_focus else "   ", styles.TITLE), (label, styles.TITLE if has_focus else styles.PLAIN)
        )

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Draw it as the focused one."""
        del event
        self.refresh()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Draw it as the others."""
        del event
        self.refresh()


class PromptScreen(EditorScreen[tuple[str, ...]]):
    """Closes with what was typed, or with nothing.

    Args:
        title: what it is about.
        sentences: what the person should know.
        fields: the lines.
        validate: returns what is wrong with all lines together; "" if nothing is.
        hint: what happens next.
        keep: is given what was typed when the person goes back, so that it is not lost; for lines without a secret.
        acts_at_once: whether the provider hears of what was typed without a further question, so that a key typed
            before the lines could be read must not submit them.
    """

    BINDINGS = bindings(Scope.PROMPT)
    SCOPES = (Scope.PROMPT, Scope.TEXT)
    FOOTER = ("prompt.submit", "app.back")
    AUTO_FOCUS = "PromptInput"

    def __init__(
        self,
        title: str,
        sentences: Sequence[str],
        fields: Sequence[PromptField],
        validate: Callable[..., str] = no_validation,
        hint: str = "",
        keep: Callable[..., object] = no_validation,
        *,
        acts_at_once: bool = False,
    ) -> None:
        super().__init__()
        self._heading = title
        self._sentences = sentences
        self._fields = fields
        self._validate = validate
        self._hint = hint
        self._keep = keep
        self._acts_at_once = acts_at_once
        self._texts: dict[Widget, str] = {}

    def heading(self) -> str:
        """Return what it is about."""
        return self._heading

    @property
    def question(self) -> object:
        """What is asked, where the answer takes effect at once."""
        return (self._heading, *self._sentences) if self._acts_at_once else None

    def standing(self) -> StatusMessage:
        """Return nothing: how things stand is known to whoever comes here."""
        return NO_MESSAGE

    def body(self) -> Iterable[Widget]:
        """Yield the sentences, then the lines."""
        yield TextBlock(id="text")
        width = max(len(each.label) for each in self._fields)
        for each in self._fields:
            yield PromptRow(each, width)

    def on_mount(self) -> None:
        """Focus the first line."""
        self._texts = {row.input: row.prompt_field.text for row in self._rows}
        self.set_focus(self._rows[0].input)

    def update_view(self, state: StoreState) -> None:
        """Break the sentences by the width."""
        del state
        width = self.app.size.width
        rows = [row for each in self._sentences for row in sentence_rows(each, width)]
        self.query_one("#text", TextBlock).content = join_rows([*rows, Content("")])

    @property
    def _rows(self) -> list[PromptRow]:
        return list(self.query(PromptRow))

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Say what the focused line is for."""
        del event
        for row in self._rows:
            if row.input is self.focused:
                self.hint, self.usage = row.prompt_field.hint or self._hint, row.prompt_field.usage

    def on_input_changed(self, event: LineInput.Changed) -> None:
        """Remove the message about the text before; Textual posts this for the first text too."""
        is_edit = self._texts.get(event.input, event.value) != event.value
        self._texts[event.input] = event.value
        if is_edit and self.editor.status_message.text:
            self.editor.show_status("")

    def go_back(self) -> None:
        """Leave the screen; what was typed is kept for the next time."""
        self._keep(*(row.input.value for row in self._rows))
        self.dismiss(None)

    def action_submit(self) -> None:
        """On to the next line; after the last one, done."""
        rows = self._rows
        index = next((number for number, row in enumerate(rows) if row.input is self.focused), None)
        if index is None:
            self.set_focus(rows[0].input)
            return
        # The arrows lead past a line without checking it, so those before this one are checked too.
        for row in rows[: index + 1]:
            if problem := row.prompt_field.validate(row.input.value):
                self._refuse(problem, row)
                return
        if index + 1 < len(rows):
            self.set_focus(rows[index + 1].input)
            return
        if self.editor.is_typed_ahead(self):
            key = self.editor.keymap.key("prompt.submit")
            self.editor.show_status(f"Typed ahead: press {key} again.", Severity.WARNING, "typed-ahead")
            return
        texts = tuple(row.input.value for row in rows)
        if problem := self._validate(*texts):
            self._refuse(problem, *rows)
            return
        self.dismiss(texts)

    def _refuse(self, problem: str, *rows: PromptRow) -> None:
        self.set_focus(rows[0].input)
        for row in rows:
            if row.prompt_field.is_secret:
                with self.prevent(LineInput.Changed):
                    row.input.value = ""
        self.editor.show_status(problem, Severity.ERROR, "invalid")
