"""Every command of the editor, once: its keys, its footer label, its place in the palette and its line of help.

Bindings, footer, palette, help screen and the README's table are all made from `COMMANDS`. No default key is one that
tmux, screen or the terminal line keeps for itself, and each command can be reached without a function key.
"""

from dataclasses import dataclass
from enum import Enum

from textual.binding import Binding, BindingType


class Where(Enum):
    """Where a command acts."""

    EVERYWHERE = "Everywhere"
    OVERVIEW = "On the overview"
    FORM = "In a form"
    SWITCH = "On a switch"
    RINGS = "On a number of rings"
    CHOICE = "On a choice"
    ANSWERS = "Where you are asked"
    REVIEW = "In the review"
    CONFLICT = "Changed by two"
    QUIT = "When leaving with changes"
    DRAFT = "With edits from last time"
    LIST = "In a list"
    PROFILES = "In the profiles"
    ADVICE = "In the advice"
    ACCOUNTS = "In the accounts"
    LINES = "In the lines"
    PROMPT = "Where you are to type something"
    ANSWER = "Where an answer is a word"
    CODE = "When signing in with a code"


_TOGETHER = (
    {Where.FORM, Where.SWITCH},
    {Where.FORM, Where.RINGS},
    {Where.FORM, Where.CHOICE},
    {Where.ANSWERS, Where.REVIEW},
    {Where.ANSWERS, Where.QUIT},
    {Where.ANSWERS, Where.DRAFT},
    {Where.ANSWERS, Where.ANSWER},
    {Where.ANSWERS, Where.CODE},
    {Where.LIST, Where.PROFILES},
    {Where.LIST, Where.ADVICE},
    {Where.LIST, Where.ACCOUNTS},
    {Where.LIST, Where.LINES},
)
"""Places, beside everywhere, whose commands are at hand at the same time."""


def meets(one: Where, other: Where) -> bool:
    """Whether commands of two places can be at hand at the same time."""
    return one is other or Where.EVERYWHERE in (one, other) or {one, other} in _TOGETHER


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can ask for.

    Attributes:
        id: its name in the configuration file.
        where: where it acts.
        keys: its keys, the one to show first.
        action: Textual's action.
        help: its line of help, also what the palette shows.
        label: its word in the footer; "" to leave it out there.
        shown: what the footer shows instead of the first key; "" for that key.
        is_found: whether the palette offers it.
    """

    id: str
    where: Where
    keys: tuple[str, ...]
    action: str
    help: str
    label: str = ""
    shown: str = ""
    is_found: bool = False

    @property
    def key_words(self) -> str:
        """All its keys for people: "F2, Ctrl+O"."""
        return ", ".join(shown_key(key) for key in self.keys)

    @property
    def textual_keys(self) -> tuple[str, ...]:
        """All its keys as Textual names them: "f2", "plus"."""
        return tuple("+".join(_SYMBOLS.get(part, part) for part in _parts(key)) for key in self.keys)


def _features() -> tuple[Command, ...]:
    titles = ("do not disturb", "call forwarding", "voicemail", "call waiting")
    return tuple(
        Command(
            f"overview.open_{number}",
            Where.OVERVIEW,
            (str(number),),
            f"open({number})",
            f"Open {title}",
            label="Open" if number == 1 else "",
            shown="1-4",
        )
        for number, title in enumerate(titles, 1)
    )


def _further() -> tuple[Command, ...]:
    ways = (
        ("what_if", "w", "What happens to a call if you are busy, do not answer, ..."),
        ("advice", "v", "All advice on your settings"),
        ("history", "h", "What was saved before, and bring it back"),
        ("profiles", "p", "Profiles: keep your settings under a name, apply them"),
        ("accounts", "a", "Accounts: open another one, add one"),
        ("lines", "l", "Choose the line to work on, where you have several"),
        ("take_over", "t", "Edit here, once the other editor has ended"),
    )
    return tuple(
        Command(f"overview.{name}", Where.OVERVIEW, (key,), f"app.{name}", words, name.replace("_", " ").capitalize(),
                is_found=True)
        for name, key, words in ways
    )  # fmt: skip


COMMANDS: tuple[Command, ...] = (
    *_features(),
    Command("overview.open", Where.OVERVIEW, ("enter", "right"), "open_focused", "Open the feature in focus"),
    Command("overview.switch", Where.OVERVIEW, ("space", "x"), "switch", "Switch the feature in focus", "Switch"),
    Command(
        "overview.forwarding_off", Where.OVERVIEW, ("0",), "app.forwarding_off", "All forwarding off", "Forward off"
    ),
    *_further(),
    Command("form.next_tab", Where.FORM, ("pagedown", "right"), "next_tab", "Next group", "Groups", "PgUp/PgDn"),
    Command("form.previous_tab", Where.FORM, ("pageup", "left"), "previous_tab", "Previous group"),
    Command("form.on", Where.FORM, ("enter",), "move_on", "On to the next field or group"),
    Command("switch.toggle", Where.SWITCH, ("space", "x"), "toggle", "Switch on or off"),
    Command("rings.more", Where.RINGS, ("right", "+"), "step(1)", "One ring more; or type the number"),
    Command("rings.fewer", Where.RINGS, ("left", "-"), "step(-1)", "One ring less"),
    Command("choice.next", Where.CHOICE, ("right", "space"), "step(1)", "Next choice"),
    Command("choice.previous", Where.CHOICE, ("left",), "step(-1)", "Previous choice"),
    Command("answers.take", Where.ANSWERS, ("enter", "space"), "take", "Take the answer marked with >"),
    Command("answers.next", Where.ANSWERS, ("right",), "step(1)", "Next answer"),
    Command("answers.previous", Where.ANSWERS, ("left",), "step(-1)", "Answer before"),
    Command("review.save", Where.REVIEW, ("s", "y"), "save", "Save the changes", "Save"),
    Command("review.keep", Where.REVIEW, ("k", "n"), "keep", "Back to editing, changes kept", "Keep editing"),
    Command("review.discard", Where.REVIEW, ("d",), "discard", "Discard the changes; undo brings them back", "Discard"),
    Command("conflict.mine", Where.CONFLICT, ("m", "left"), "choose('ours')", "Keep my value", "Mine"),
    Command("conflict.theirs", Where.CONFLICT, ("t", "right"), "choose('theirs')", "Take the other value", "Theirs"),
    Command("conflict.done", Where.CONFLICT, ("enter",), "move_on", "On to the next, then to the review", "Next"),
    Command("quit.save", Where.QUIT, ("s",), "save", "Review and save, then leave", "Save"),
    Command("quit.keep_draft", Where.QUIT, ("k",), "keep_draft", "Leave; the changes wait here", "Keep draft"),
    Command("quit.discard", Where.QUIT, ("d",), "discard", "Leave without the changes", "Discard"),
    Command("quit.stay", Where.QUIT, ("c", "n"), "stay", "Stay in the editor", "Stay"),
    Command("draft.resume", Where.DRAFT, ("r", "y"), "resume", "Take the edits up", "Resume"),
    Command("draft.discard", Where.DRAFT, ("d",), "discard", "Drop the edits", "Discard"),
    Command("list.take", Where.LIST, ("enter", "space"), "take", "Take the line marked with >", "Take"),
    Command("profiles.keep", Where.PROFILES, ("n",), "keep", "Keep the present settings under a name", "New"),
    Command("profiles.remove", Where.PROFILES, ("d", "delete"), "remove", "Remove the profile", "Remove"),
    Command("advice.silence", Where.ADVICE, ("s",), "silence", "Do not show this advice again, or do", "Silence"),
    Command("accounts.add", Where.ACCOUNTS, ("n",), "add", "Add an account, and sign in to it", "New"),
    Command("accounts.use", Where.ACCOUNTS, ("u",), "use", "Open this one from now on", "Use always"),
    Command("lines.keep", Where.LINES, ("w",), "keep", "Take it and write it into the configuration", "Always"),
    Command("prompt.take", Where.PROMPT, ("enter",), "take", "On to the next line; after the last, done", "Done"),
    Command("answer.yes", Where.ANSWER, ("y",), "answer('yes')", "Yes"),
    Command("answer.no", Where.ANSWER, ("n",), "answer('no')", "No"),
    Command("answer.file", Where.ANSWER, ("f",), "answer('file')", "Keep the sign-in in a file"),
    Command("answer.memory", Where.ANSWER, ("m",), "answer('memory')", "Keep the sign-in until you leave"),
    Command("code.again", Where.CODE, ("n",), "again", "Ask for a new code", "New code"),
    Command("code.token", Where.CODE, ("t",), "token", "Type or paste a token instead", "Token"),
    Command("code.cancel", Where.CODE, ("c",), "cancel", "Do not sign in", "Cancel"),
    Command(
        "app.review",
        Where.EVERYWHERE,
        ("f2", "ctrl+o", "ctrl+s"),
        "app.review",
        "Review the changes and save",
        "Review and save",
        is_found=True,
    ),
    Command("app.back", Where.EVERYWHERE, ("escape", "ctrl+x"), "app.back", "Back; nothing is lost", "Back"),
    Command("app.next", Where.EVERYWHERE, ("down", "tab"), "app.focus_next", "Next line"),
    Command("app.previous", Where.EVERYWHERE, ("up", "shift+tab"), "app.focus_previous", "Previous line"),
    Command(
        "app.forwarding_off",
        Where.EVERYWHERE,
        ("f4", "ctrl+f"),
        "app.forwarding_off",
        "Switch all forwarding off (with a review; numbers are kept)",
        is_found=True,
    ),
    Command(
        "app.reload",
        Where.EVERYWHERE,
        ("f5", "ctrl+r"),
        "app.reload",
        "Read the settings again; changes of yours stay",
        "Reload",
        is_found=True,
    ),
    Command("app.undo", Where.EVERYWHERE, ("f6", "ctrl+u"), "app.undo", "Undo the last edit", "Undo", is_found=True),
    Command("app.redo", Where.EVERYWHERE, ("f7", "ctrl+y"), "app.redo", "Make it again", "Redo", is_found=True),
    Command("app.find", Where.EVERYWHERE, ("f9", "ctrl+p"), "app.find", "Find a command or a field by name", "Find"),
    Command("app.sign_in", Where.EVERYWHERE, ("f8", "ctrl+n"), "app.sign_in", "Sign in to the account", is_found=True),
    Command("app.redraw", Where.EVERYWHERE, ("ctrl+l",), "app.repaint", "Draw the screen again", is_found=True),
    Command("app.help", Where.EVERYWHERE, ("f1", "ctrl+g"), "app.help", "Help", "Help", is_found=True),
    Command(
        "app.quit",
        Where.EVERYWHERE,
        ("f10", "ctrl+q", "ctrl+c"),
        "app.quit",
        "Leave; asks if something is not saved",
        "Quit",
        is_found=True,
    ),
)

EDITING = (
    ("Left, Right, Home, End", "Move in the text; Ctrl+Left, Ctrl+Right by words"),
    ("Shift with these", "Select"),
    ("Backspace, Delete", "Delete a character or the selection"),
    ("Ctrl+W", "Delete the word before the cursor"),
    ("Ctrl+K", "Delete to the end"),
)
"""What a text field does with keys by itself."""

_SYMBOLS = {"+": "plus", "-": "minus", "?": "question_mark"}
_SHOWN = {"pageup": "PgUp", "pagedown": "PgDn", "escape": "Esc", "delete": "Del", "insert": "Ins"}


def shown_key(key: str) -> str:
    """`key` as people know it: "Ctrl+O", "F2", "Esc"."""
    *modifiers, last = _parts(key)
    last = _SHOWN.get(last) or (last.capitalize() if len(last) > 1 or modifiers else last.upper())
    return "+".join([*(modifier.capitalize() for modifier in modifiers), last])


def _parts(key: str) -> list[str]:
    return [key] if key == "+" else key.split("+")


def bindings(*places: Where) -> list[BindingType]:
    """Textual's bindings of all commands of these places.

    All have priority: they run in the order in which the keys came, before the next key is looked at.
    """
    return [
        Binding(",".join(command.textual_keys), command.action, command.help, show=False, priority=True, id=command.id)
        for command in COMMANDS
        if command.where in places
    ]
