"""One run of the editor: the application on an editing session, and its exit status."""

import gc
from collections.abc import Callable
from pathlib import Path

from tui_callsettings.accounts.config import Config
from tui_callsettings.models.account import PRACTICE
from tui_callsettings.state.session import CloseReport, EditingSession
from tui_callsettings.terminal.detect import Terminal
from tui_callsettings.terminal.splash import Splash

from .app import EditorApp
from .keymap import load_keymap
from .styles import THEMES

_SIGNAL = 128
"""An exit status above it means a signal."""

_SAVE_TIMEOUT, _HANG_UP_TIMEOUT = 10.0, 0.5
"""Seconds that saves may take at the end; reads are not waited for."""

_GC_THRESHOLD = 20_000
"""How many objects may come until the youngest are searched for garbage; the start makes fewer."""

_WELCOME = "Practice account: nothing leaves this machine. Press {accounts} to add your own account, {help} for help."
_ROWS_TO_WELCOME = 16
"""In fewer rows it would leave no room for the settings."""


def run_editor(
    session: EditingSession,
    config: Config,
    terminal: Terminal,
    splash: Splash | None = None,
    splash_file: Path | None = None,
    on_close: Callable[[CloseReport], int] | None = None,
) -> int:
    """Open the editor and stay until the person leaves.

    Args:
        session: the settings, and how they are reached; closed at the end.
        config: theme, keys and silenced advice are taken from it.
        terminal: the terminal, as found before anything was loaded.
        splash: what is on the screen already.
        splash_file: where the screen is kept for the next start; None to keep none.
        on_close: called, with the terminal restored, with what ended after the person had left; returns the exit
            status that this makes, 0 for none.

    Returns:
        The exit status: that of a signal, else that of a save which ended after the person had left.

    Raises:
        ConfigurationError: the keys collide, or one of them is not a key.
    """
    has_hung_up = False
    opened, status = session, 0
    try:
        keymap = load_keymap(config.keys, lambda name: f"{config.path}, line {config.find_line('keys', name)}")
        app = EditorApp(session, terminal, keymap, config.silenced_advisories, config.reread_minutes, splash)
        app.theme = THEMES[config.theme]
        app.splash_file = splash_file
        if _is_first_start(config, session, splash_file) and terminal.rows >= _ROWS_TO_WELCOME:
            keys = {"accounts": keymap.key("overview.accounts"), "help": keymap.key("app.help")}
            session.notices.append(_WELCOME.format_map(keys))
        session.on_warning = app.show_status_from_thread
        gc.freeze()
        gc.set_threshold(_GC_THRESHOLD)
        gc.enable()
        status = app.run_in_terminal()
        has_hung_up = status > _SIGNAL
        opened = app.session
    finally:
        # A hang-up has waited for a save already. Otherwise one may be under way that nobody waits for any more.
        report = opened.close(_HANG_UP_TIMEOUT if has_hung_up else _SAVE_TIMEOUT)
    report = report._replace(results=(*app.unseen_results, *report.results))
    late = on_close(report) if on_close is not None else 0
    return status or late


def _is_first_start(config: Config, session: EditingSession, splash_file: Path | None) -> bool:
    """Return whether nobody has chosen an account yet, nor left the editor once."""
    is_new = config.is_first_run and session.account.name == PRACTICE
    return is_new and splash_file is not None and not splash_file.exists()
