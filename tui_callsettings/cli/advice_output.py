"""Advice as commands print it, with the remedy as a command."""

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tui_callsettings.call_flow import Advisory


def advice_lines(advice: "Iterable[Advisory]", arguments: argparse.Namespace) -> list[str]:
    """Return the lines for `advice`; a remedy is a command for the account that `arguments` name."""
    lines = []
    for item in advice:
        lines.append(f"Advice ({item.id}): {item.message} {item.reason}")
        command = remedy_command(item, arguments)
        if command:
            lines.append(f"  To fix it: {command}")
    return lines


def remedy_command(advice: "Advisory", arguments: argparse.Namespace) -> str:
    """Return the command that applies the remedy of `advice`; "" where it has none."""
    remedy = getattr(advice, "remedy", None)
    return "" if remedy is None else name_account(remedy.command, arguments)


def name_account(command: str, arguments: argparse.Namespace) -> str:
    """Return the command with the options by which `arguments` name the account, its person and its line."""
    from shlex import quote

    options = [
        f" --{name.replace('_', '-')} {quote(value)}"
        for name in ("account", "person", "line", "base_url")
        if (value := getattr(arguments, name, None)) is not None
    ]
    return f"{command}{''.join(options)}"


def advice_document(advice: "Advisory") -> dict[str, Any]:
    """Return advice as JSON data; `remedy` is null where the program knows none."""
    remedy = getattr(advice, "remedy", None)
    return {
        "id": advice.id,
        "message": advice.message,
        "reason": advice.reason,
        "field": advice.feature.key(advice.path),
        "remedy": remedy
        and {
            "label": remedy.label,
            "command": remedy.command,
            "values": {edit.key: edit.value for edit in remedy.edits},
        },
    }
