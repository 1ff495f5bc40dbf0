"""One run of the editor: the session with the provider, the application, and its exit status."""

from tui_callsettings.accounts.config import Config
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.account import Account
from tui_callsettings.state.history import History
from tui_callsettings.state.session import EditingSession
from tui_callsettings.terminal.environment import Terminal
from tui_callsettings.terminal.frame import ShownFrame

from .app import EditorApp
from .keys import resolved
from .themes import THEMES

_SIGNAL = 128
"""An exit status above it tells of a signal."""

_LONGEST_SAVE, _LONGEST_READ = 10.0, 0.5
"""Seconds that a save, or a read, may take at the end."""


def run_editor(
    account: Account,
    client: CallSettingsClient,
    config: Config,
    terminal: Terminal,
    history: History | None = None,
    first_frame: ShownFrame | None = None,
) -> int:
    """Open the editor and stay until the person leaves.

    Args:
        account: whose settings.
        client: how they are reached.
        config: theme, keys and silenced advice are taken from it.
        terminal: the terminal, as found before anything was loaded.
        history: where saves are remembered; None for the account's own.
        first_frame: what is on the screen already.

    Returns:
        The exit status.

    Raises:
        ConfigurationError: the keys clash, or one of them is none.
    """
    table = resolved(config.keys, lambda name: f"{config.path}, line {config.line_of('keys', name)}")
    session = EditingSession(account, client, history=history, told=lambda sentence: app.tell_from_thread(sentence))
    app = EditorApp(session, terminal, table, config.silenced_advisories, config.reread_minutes, first_frame)
    app.theme = THEMES[config.theme]
    has_hung_up = False
    try:
        status = app.run_in_terminal()
        has_hung_up = status > _SIGNAL
        return status
    finally:
        # A hang-up has waited for a save already, and a read is not worth waiting for.
        must_wait = session.store.is_saving and not has_hung_up
        session.close(_LONGEST_SAVE if must_wait else _LONGEST_READ)
