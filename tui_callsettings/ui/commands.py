"""The command table: every command of the editor once, with its keys, its footer label and its line of help.

Bindings, footer, palette, help, the keys named in texts, and the README's table are all made from `COMMANDS`. No
default key is one that tmux, screen or the terminal line keeps for itself, and each command can be reached without a
function key.
"""

from dataclasses import dataclass
from enum import Enum

from textual.binding import Binding, BindingType


class Scope(Enum):
    """Where a command works; the value is its heading in the help."""

    EVERYWHERE = "Everywhere"
    OVERVIEW = "On the overview"
    FORM = "In a form"
    SWITCH = "On a switch"
    RINGS = "On a number of rings"
    CHOICE = "On a choice"
    ACTION = "On an action"
    TEXT = "In a text field"
    DIALOG = "In a question"
    REVIEW = "In the review"
    CONFLICT = "In a conflict"
    QUIT = "When quitting with unsaved changes"
    DRAFT = "Unsaved draft"
    LIST = "In a list"
    PROFILES = "In the profiles"
    ADVICE = "In the advice"
    ENDS = "In the ends"
    ACCOUNTS = "In the accounts"
    LINES = "In the lines"
    PROMPT = "In an input line"
    CONFIRM = "In a yes-no question"
    DEVICE_LOGIN = "When signing in with a code"
    READING = "In a text to read"


_FIELDS = (Scope.SWITCH, Scope.RINGS, Scope.CHOICE, Scope.ACTION, Scope.TEXT)
_DIALOGS = (Scope.REVIEW, Scope.QUIT, Scope.DRAFT, Scope.CONFIRM, Scope.DEVICE_LOGIN)
_LISTS = (Scope.PROFILES, Scope.ADVICE, Scope.ENDS, Scope.ACCOUNTS, Scope.LINES, Scope.OVERVIEW)
_TOGETHER = (
    *({Scope.FORM, scope} for scope in _FIELDS),
    {Scope.RINGS, Scope.TEXT},
    {Scope.PROMPT, Scope.TEXT},
    *({Scope.DIALOG, scope} for scope in _DIALOGS),
    *({Scope.LIST, scope} for scope in _LISTS),
)
"""Scopes, beside everywhere, with commands that are available at the same time."""


def overlaps(one: Scope, other: Scope) -> bool:
    """Return whether commands of the two scopes can be available at the same time."""
    return one is other or Scope.EVERYWHERE in (one, other) or {one, other} in _TOGETHER


_CURSOR_KEYS = frozenset(("left", "right", "up", "down", "home", "end", "pageup", "pagedown"))
"""Keys that a focused widget may use itself; it has them before its screen and the application."""
_WIDGETS = frozenset((Scope.SWITCH, Scope.RINGS, Scope.CHOICE, Scope.TEXT, Scope.LIST, Scope.READING))


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can ask for.

    Attributes:
        id: its name in the configuration file.
        scope: where it works.
        keys: its keys, the one to show first.
        action: Textual's action.
        help: its line of help, also its title in the palette.
        label: its word in the footer; "" to leave it out there.
        shown: what the footer shows instead of the first key; "" for that key.
        in_palette: whether the palette offers it.
        aliases: other words it is found by.
    """

    id: str
    scope: Scope
    keys: tuple[str, ...]
    action: str
    help: str
    label: str = ""
    shown: str = ""
    in_palette: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def keys_text(self) -> str:
        """All its keys for people: "F2, Ctrl+O"."""
        return ", ".join(display_key(key) for key in self.keys)

    @property
    def textual_keys(self) -> tuple[str, ...]:
        """All its keys as Textual names them: "f2", "plus"."""
        return tuple("+".join(_SYMBOLS.get(part, part) for part in _parts(key)) for key in self.keys)


def colliding_keys(one: Command, other: Command) -> set[str]:
    """Return the keys that would mean two things in one place."""
    if one.id == other.id or not overlaps(one.scope, other.scope):
        return set()
    shared = set(one.keys) & set(other.keys)
    return shared - _CURSOR_KEYS if one.scope is not other.scope and {one.scope, other.scope} & _WIDGETS else shared


def _open_commands() -> tuple[Command, ...]:
    titles = ("do not disturb", "call forwarding", "voicemail", "call waiting")
    return tuple(
        Command(
            f"overview.open_{number}", Scope.OVERVIEW, (str(number),), f"app.open_feature({number})", f"Open {title}",
            "Open" if number == 1 else "", "1-4" if number == 1 else "",
        )
        for number, title in enumerate(titles, 1)
    )  # fmt: skip


_OVERVIEW = (
    ("what_if", "w", "What if", "What if: follow a call step by step", "app.start('simulate_call')",
     ("simulate", "what happens to a call", "call flow")),
    ("advice", "v", "Advice", "Advice: settings that conflict or have no effect", "app.start('show_advice')",
     ("hints", "warnings")),
    ("history", "h", "History", "History: review and restore earlier saves", "app.start('show_history')",
     ("restore", "earlier", "log")),
    ("ends", "e", "Ends", "Ends: settings that end by themselves", "app.start('show_ends')",
     ("until", "timer", "schedule")),
    ("profiles", "p", "Profiles", "Profiles: save and apply named sets of settings", "app.start('manage_profiles')",
     ("vacation",)),
    ("accounts", "a", "Accounts", "Accounts: switch, add, sign out", "app.start('manage_accounts')",
     ("logout", "log out", "remove account")),
    ("lines", "l", "Lines", "Lines: choose the line to edit", "app.start('choose_line')", ("directory number",)),
    ("take_over", "t", "Take over", "Take over editing when the other editor closes", "app.take_over",
     ("read-only", "lock")),
)  # fmt: skip


def _overview_commands() -> tuple[Command, ...]:
    return tuple(
        Command(f"overview.{name}", Scope.OVERVIEW, (key,), action, text, label, "", True, aliases)
        for name, key, label, text, action, aliases in _OVERVIEW
    )


def _text_commands() -> tuple[Command, ...]:
    rows = (
        ("left", ("left",), "cursor_left", "Move left"),
        ("right", ("right",), "cursor_right", "Move right"),
        ("word_left", ("ctrl+left",), "cursor_left_word", "Move left by a word"),
        ("word_right", ("ctrl+right",), "cursor_right_word", "Move right by a word"),
        ("start", ("home",), "home", "Move to the start"),
        ("end", ("end", "ctrl+e"), "end", "Move to the end"),
        ("select_left", ("shift+left",), "cursor_left(True)", "Select to the left"),
        ("select_right", ("shift+right",), "cursor_right(True)", "Select to the right"),
        ("select_start", ("shift+home",), "home(True)", "Select to the start"),
        ("select_end", ("shift+end",), "end(True)", "Select to the end"),
        ("backspace", ("backspace",), "delete_left", "Delete the character before the cursor"),
        ("delete", ("delete", "ctrl+d"), "delete_right", "Delete the character under the cursor"),
        ("delete_word", ("ctrl+w",), "delete_left_word", "Delete the word before the cursor"),
        ("clear", ("ctrl+u",), "clear_line", "Clear the line"),
        ("delete_end", ("ctrl+k",), "delete_right_all", "Delete to the end"),
    )
    return tuple(Command(f"text.{name}", Scope.TEXT, keys, action, text) for name, keys, action, text in rows)


COMMANDS: tuple[Command, ...] = (
    *_open_commands(),
    Command("overview.open", Scope.OVERVIEW, ("right",), "open_highlighted", "Open the selected feature"),
    Command(
        "overview.switch", Scope.OVERVIEW, ("space", "x"), "toggle_feature",
        "Turn the selected feature on or off", "On/off",
    ),
    Command(
        "overview.forwarding_off", Scope.OVERVIEW, ("0",), "app.forwarding_off",
        "Turn all forwarding off", "Forward off"
    ),
    *_overview_commands(),
    Command("form.next_tab", Scope.FORM, ("pagedown",), "next_tab", "Next tab", "Tabs", "PgUp/PgDn"),
    Command("form.previous_tab", Scope.FORM, ("pageup",), "previous_tab", "Previous tab"),
    Command("form.next", Scope.FORM, ("enter",), "move_on", "On to the next field or tab"),
    Command("switch.toggle", Scope.SWITCH, ("space", "x"), "toggle_button", "Turn on or off"),
    Command("rings.more", Scope.RINGS, ("right", "+"), "step(1)", "One ring more; or type the number"),
    Command("rings.fewer", Scope.RINGS, ("left", "-"), "step(-1)", "One ring less"),
    Command("choice.next", Scope.CHOICE, ("right", "space"), "step(1)", "Next choice"),
    Command("choice.previous", Scope.CHOICE, ("left",), "step(-1)", "Previous choice"),
    Command("action.run", Scope.ACTION, ("space",), "run", "Start the action"),
    *_text_commands(),
    Command("dialog.press", Scope.DIALOG, ("enter", "space"), "press", "Take the answer marked with >"),
    Command("dialog.next", Scope.DIALOG, ("right",), "step(1)", "Next answer"),
    Command("dialog.previous", Scope.DIALOG, ("left",), "step(-1)", "Previous answer"),
    Command("dialog.up", Scope.DIALOG, ("home",), "scroll_to_end(-1)", "To the top"),
    Command("dialog.down", Scope.DIALOG, ("end",), "scroll_to_end(1)", "To the bottom"),
    Command("dialog.page_up", Scope.DIALOG, ("pageup",), "scroll_body(-10)", "Scroll up a page"),
    Command("dialog.page_down", Scope.DIALOG, ("pagedown",), "scroll_body(10)", "Scroll down a page"),
    Command("review.save", Scope.REVIEW, ("s", "y"), "answer('save')", "Save the changes", "Save"),
    Command("review.keep", Scope.REVIEW, ("k", "n"), "answer('keep')", "Keep editing", "Keep editing"),
    Command(
        "review.discard", Scope.REVIEW, ("d",), "answer('discard')",
        "Discard the changes (undo restores them)", "Discard",
    ),
    Command(
        "review.until", Scope.REVIEW, ("u",), "answer('until')",
        "Choose when the change ends by itself", "Until",
    ),
    Command("conflict.mine", Scope.CONFLICT, ("m", "left"), "choose('mine')", "Keep my value", "Mine"),
    Command("conflict.theirs", Scope.CONFLICT, ("t", "right"), "choose('theirs')", "Use the other value", "Theirs"),
    Command("conflict.next", Scope.CONFLICT, ("enter",), "move_on", "On to the next, then to the review", "Next"),
    Command("quit.save", Scope.QUIT, ("s",), "answer('save')", "Review and save, then quit", "Save"),
    Command(
        "quit.keep_draft", Scope.QUIT, ("k",), "answer('keep_draft')",
        "Quit and keep the changes as a draft", "Keep draft",
    ),
    Command("quit.discard", Scope.QUIT, ("d",), "answer('discard')", "Quit and discard the changes", "Discard"),
    Command("quit.stay", Scope.QUIT, ("c", "n"), "answer('stay')", "Continue editing", "Continue editing"),
    Command("draft.resume", Scope.DRAFT, ("r", "y"), "answer('resume')", "Resume the draft", "Resume"),
    Command("draft.discard", Scope.DRAFT, ("d",), "answer('discard')", "Discard the draft", "Discard"),
    Command("list.select", Scope.LIST, ("enter",), "select", "Open or select the row marked with >", "Select"),
    Command("list.first", Scope.LIST, ("home",), "first", "First row"),
    Command("list.last", Scope.LIST, ("end",), "last", "Last row"),
    Command("list.up", Scope.LIST, ("up",), "cursor_up", "Previous row"),
    Command("list.down", Scope.LIST, ("down",), "cursor_down", "Next row"),
    Command("list.page_up", Scope.LIST, ("pageup",), "page_up", "Up a page"),
    Command("list.page_down", Scope.LIST, ("pagedown",), "page_down", "Down a page"),
    Command("profiles.save", Scope.PROFILES, ("n",), "save_profile", "Save current settings as a profile", "New"),
    Command("profiles.remove", Scope.PROFILES, ("d", "delete"), "remove", "Remove the profile", "Remove"),
    Command("ends.cancel", Scope.ENDS, ("d", "delete"), "cancel", "Cancel the end; the settings stay", "Cancel"),
    Command("advice.remedy", Scope.ADVICE, ("r",), "remedy", "Apply the remedy as unsaved edits", "Apply"),
    Command("advice.silence", Scope.ADVICE, ("s",), "silence", "Silence or restore this advice", "Silence"),
    Command("accounts.add", Scope.ACCOUNTS, ("n",), "add", "Add an account and sign in", "New"),
    Command("accounts.default", Scope.ACCOUNTS, ("u",), "make_default", "Make it the default account", "Set default"),
    Command("accounts.sign_out", Scope.ACCOUNTS, ("o",), "sign_out", "Sign out of the account", "Sign out"),
    Command("accounts.remove", Scope.ACCOUNTS, ("d", "delete"), "remove", "Remove the account", "Remove"),
    Command(
        "lines.default", Scope.LINES, ("w",), "choose_always", "Choose it and write it to the configuration", "Always",
    ),
    Command("prompt.submit", Scope.PROMPT, ("enter",), "submit", "On to the next line; after the last, done", "Done"),
    Command("confirm.yes", Scope.CONFIRM, ("y",), "answer('yes')", "Yes"),
    Command("confirm.no", Scope.CONFIRM, ("n",), "answer('no')", "No"),
    Command("confirm.file", Scope.CONFIRM, ("f",), "answer('file')", "Store the sign-in in a file"),
    Command("confirm.memory", Scope.CONFIRM, ("m",), "answer('memory')", "Keep the sign-in until you quit"),
    Command(
        "device_login.new_code", Scope.DEVICE_LOGIN, ("n",), "answer('new_code')", "Request a new code", "New code",
    ),
    Command(
        "device_login.token", Scope.DEVICE_LOGIN, ("t",), "answer('token')", "Type or paste a token instead", "Token",
    ),
    Command("device_login.cancel", Scope.DEVICE_LOGIN, ("c",), "answer('cancel')", "Cancel the sign-in", "Cancel"),
    Command("reading.up", Scope.READING, ("up",), "scroll_body(-1)", "Scroll up"),
    Command("reading.down", Scope.READING, ("down",), "scroll_body(1)", "Scroll down"),
    Command("reading.page_up", Scope.READING, ("pageup",), "scroll_body(-10)", "Scroll up a page"),
    Command("reading.page_down", Scope.READING, ("pagedown", "space"), "scroll_body(10)", "Scroll down a page"),
    Command("reading.first", Scope.READING, ("home",), "scroll_to_end(-1)", "To the top"),
    Command("reading.last", Scope.READING, ("end",), "scroll_to_end(1)", "To the bottom"),
    Command(
        "app.review", Scope.EVERYWHERE, ("f2", "ctrl+o", "ctrl+s"), "app.review", "Review the changes and save",
        "Review and save", in_palette=True, aliases=("write", "apply"),
    ),
    Command("app.back", Scope.EVERYWHERE, ("escape", "ctrl+x"), "app.back", "Back (unsaved changes are kept)", "Back"),
    Command("app.next", Scope.EVERYWHERE, ("down", "tab"), "app.focus_next", "Next row"),
    Command("app.previous", Scope.EVERYWHERE, ("up", "shift+tab"), "app.focus_previous", "Previous row"),
    Command(
        "app.remedy", Scope.EVERYWHERE, ("f3", "ctrl+v"), "app.remedy", "Apply the advice's remedy as unsaved edits",
        in_palette=True, aliases=("fix", "advice"),
    ),
    Command(
        "app.forwarding_off", Scope.EVERYWHERE, ("f4", "ctrl+f"), "app.forwarding_off",
        "Turn all forwarding off (numbers are kept; review before saving)", in_palette=True,
        aliases=("cfwd off", "disable forwarding"),
    ),
    Command(
        "app.reload", Scope.EVERYWHERE, ("f5", "ctrl+r"), "app.reload",
        "Reload settings (keeps your unsaved changes)", "Reload", in_palette=True, aliases=("refresh", "read again"),
    ),
    Command("app.undo", Scope.EVERYWHERE, ("f6", "ctrl+t"), "app.undo", "Undo the last edit", "Undo", in_palette=True),
    Command("app.redo", Scope.EVERYWHERE, ("f7", "ctrl+y"), "app.redo", "Redo", "Redo", in_palette=True),
    Command("app.find", Scope.EVERYWHERE, ("f9", "ctrl+p"), "app.find", "Find a command or a setting by name", "Find"),
    Command(
        "app.sign_in", Scope.EVERYWHERE, ("f8", "ctrl+n"), "app.start('sign_in')", "Sign in to the account",
        in_palette=True, aliases=("login", "log in", "token", "password"),
    ),
    Command("app.redraw", Scope.EVERYWHERE, ("ctrl+l",), "app.repaint", "Redraw the screen", in_palette=True),
    Command(
        "app.suspend", Scope.EVERYWHERE, ("ctrl+z",), "app.suspend_process", "Suspend the editor (fg resumes it)",
        in_palette=True, aliases=("background", "stop"),
    ),
    Command(
        "app.help", Scope.EVERYWHERE, ("f1", "ctrl+g"), "app.help", "Help", "Help", in_palette=True, aliases=("keys",),
    ),
    Command(
        "app.quit", Scope.EVERYWHERE, ("f10", "ctrl+q", "ctrl+c"), "app.quit",
        "Quit (asks if there are unsaved changes)", "Quit", in_palette=True, aliases=("exit", "leave", "close"),
    ),
)  # fmt: skip
"""Every command; a scope's commands in the order of its help."""

_SYMBOLS = {"+": "plus", "-": "minus", "?": "question_mark"}
_DISPLAY = {"pageup": "PgUp", "pagedown": "PgDn", "escape": "Esc", "delete": "Del", "insert": "Ins"}


def display_key(key: str) -> str:
    """Return `key` as people know it: "Ctrl+O", "F2", "Esc"."""
    *modifiers, last = _parts(key)
    last = _DISPLAY.get(last) or (last.capitalize() if len(last) > 1 or modifiers else last.upper())
    return "+".join([*(modifier.capitalize() for modifier in modifiers), last])


def _parts(key: str) -> list[str]:
    return [key] if key == "+" else key.split("+")


def bindings(*scopes: Scope) -> list[BindingType]:
    """Return Textual's bindings of all commands of the scopes."""
    return [
        Binding(",".join(command.textual_keys), command.action, command.help, show=False, id=command.id)
        for command in COMMANDS
        if command.scope in scopes
    ]
