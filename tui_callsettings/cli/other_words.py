"""Words that other programs use for what this one calls otherwise; messages answer them with ours."""

from collections.abc import Iterable

from .vocabulary import suggestion

_COMMANDS = {
    **dict.fromkeys(("auth", "signin", "sign-in"), "login"),
    **dict.fromkeys(("signout", "sign-out"), "logout"),
    **dict.fromkeys(("get", "list", "ls", "view", "settings"), "show"),
    **dict.fromkeys(("edit", "update", "change"), "set"),
    **dict.fromkeys(("use", "switch"), "account use NAME"),
    **dict.fromkeys(("accounts", "config"), "account list"),
    **dict.fromkeys(("export", "backup", "dump"), "show --toml"),
    **dict.fromkeys(("import", "load"), "apply FILE"),
    **dict.fromkeys(("undo", "revert"), "history --undo N"),
    **dict.fromkeys(("ends", "timer", "timers", "schedule"), "until"),
    **dict.fromkeys(("vm", "mailbox"), "voicemail"),
    **dict.fromkeys(("divert", "redirect", "cf"), "forward"),
    "restore": "history --restore N",
    "rings": "forward no-answer --rings N",
    "cancel": "until cancel N",
    "version": "--version",
    "whoami": "status",
}
_VALUES = {
    **dict.fromkeys(("delete", "rm", "del"), ("remove", "cancel")),
    **dict.fromkeys(("create", "new"), ("add", "save")),
    **dict.fromkeys(("move", "edit"), ("change",)),
    **dict.fromkeys(("switch", "select", "default"), ("use",)),
    **dict.fromkeys(("remove", "stop"), ("cancel",)),
    **dict.fromkeys(("unanswered", "noanswer"), ("no-answer",)),
    **dict.fromkeys(("all", "unconditional"), ("always",)),
    **dict.fromkeys(("view", "cat"), ("show",)),
}
_ARGUMENTS = {
    **dict.fromkeys(("login", "logout", "status"), "--account {}"),
    "explain": "--when {}",
    "history": "--{} N",
}


def command_hint(word: str, names: Iterable[str]) -> str:
    """Return "Did you mean …?" for a word that is no command; "" if nothing is close."""
    meant = _COMMANDS.get(word.casefold())
    return f"Did you mean {meant}?" if meant else suggestion(word, names)


def value_hint(word: str, names: Iterable[str]) -> str:
    """Return "Did you mean …?" for a word that is none of `names`; "" if nothing is close."""
    names = [*names]
    meant = next((name for name in _VALUES.get(word.casefold(), ()) if name in names), None)
    if meant is None and "always" in names and word.lstrip("+").replace("-", "").isdecimal():
        return f"To forward all calls: callsettings forward always {word}"
    return f"Did you mean {meant}?" if meant else suggestion(word, names)


def argument_hint(command: str, word: str) -> str:
    """Return the option that a surplus argument of `command` probably stands for; "" where none is known."""
    pattern = _ARGUMENTS.get(command, "")
    return f"Did you mean {pattern.format(word)}?" if pattern else ""
