"""What takes more than one screen. Each workflow runs as a worker, and pushes screens and waits for their results."""

from collections.abc import Callable, Coroutine
from importlib import import_module
from typing import Any

Workflow = Callable[[Any], Coroutine[Any, Any, None]]

_MODULES = {
    "sign_in": "sign_in",
    "manage_accounts": "accounts",
    "choose_line": "accounts",
    "manage_profiles": "profiles",
    "show_history": "lookups",
    "simulate_call": "lookups",
    "show_advice": "lookups",
    "show_ends": "set_ends",
    "choose_end": "set_ends",
    "upload_busy_greeting": "voicemail",
    "upload_unanswered_greeting": "voicemail",
    "change_pin": "voicemail",
}


def find_workflow(name: str) -> Workflow:
    """Return a workflow by its function's name; its module is imported when it is first needed."""
    workflow: Workflow = getattr(import_module(f".{_MODULES[name]}", __package__), name)
    return workflow
