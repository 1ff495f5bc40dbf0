"""One run of the editor: the application on a session with the provider, and its exit status."""

import gc
from collections.abc import Callable
from pathlib import Path

from tui_callsettings.accounts.config import Config
from tui_callsettings.models.account import PRACTICE
from tui_callsettings.state.session import CloseReport, EditingSession
from tui_callsettings.terminal.detect import Terminal
from tui_callsettings.terminal.splash import Splash

from .app import EditorApp
from .own_keys import resolved
from .themes import THEMES

_SIGNAL = 128
"""An exit status above it tells of a signal."""

_LONGEST_SAVE, _LONGEST_READ = 10.0, 0.5
"""Seconds that a save, or a read, may take at the end."""

_NEW_OBJECTS = 20_000
"""How many objects may come until the youngest are searched for garbage; the start makes fewer."""

_WELCOME = (
    "Welcome! This is the practice account: try anything, nothing leaves this machine. {accounts} adds your own "
    "account and signs you in. {help} helps."
)
_ROWS_TO_WELCOME = 16
"""In fewer rows it would leave no room for the settings."""


def run_editor(
    session: EditingSession,
    config: Config,
    terminal: Terminal,
    splash: Splash | None = None,
    screen_file: Path | None = None,
    on_close: Callable[[CloseReport], int] | None = None,
) -> int:
    """Open the editor and stay until the person leaves.

    Args:
        session: whose settings, and how they are reached; closed at the end.
        config: theme, keys and silenced advice are taken from it.
        terminal: the terminal, as found before anything was loaded.
        splash: what is on the screen already.
        screen_file: where the screen is kept for the next start; None to keep none.
        on_close: called, with the terminal restored, with what ended after the person had left; returns the exit
            status that this makes, 0 for none.

    Returns:
        The exit status: that of a signal, else that of a save which ended after the person had left.

    Raises:
        ConfigurationError: the keys clash, or one of them is none.
    """
    has_hung_up = False
    opened, status = session, 0
    try:
        table = resolved(config.keys, lambda name: f"{config.path}, line {config.find_line('keys', name)}")
        app = EditorApp(session, terminal, table, config.silenced_advisories, config.reread_minutes, splash)
        app.theme = THEMES[config.theme]
        app.screen_file = screen_file
        if _is_first_start(config, session, screen_file) and terminal.rows >= _ROWS_TO_WELCOME:
            keys = {"accounts": table.key("overview.accounts"), "help": table.key("app.help")}
            session.notices.append(_WELCOME.format_map(keys))
        session.on_warning = app.tell_from_thread
        gc.freeze()
        gc.set_threshold(_NEW_OBJECTS)
        gc.enable()
        status = app.run_in_terminal()
        has_hung_up = status > _SIGNAL
        opened = app.session
        app.keep_screen()
    finally:
        # A hang-up has waited for a save already, and a read is not worth waiting for.
        must_wait = opened.store.is_saving and not has_hung_up
        report = opened.close(_LONGEST_SAVE if must_wait else _LONGEST_READ)
    late = on_close(report) if on_close is not None else 0
    return status or late


def _is_first_start(config: Config, session: EditingSession, screen_file: Path | None) -> bool:
    """Whether nobody has chosen an account yet, nor left the editor once."""
    is_new = config.is_first_run and session.account.name == PRACTICE
    return is_new and screen_file is not None and not screen_file.exists()
