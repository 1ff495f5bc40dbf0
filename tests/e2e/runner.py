"""Opens the editor on the account in use."""

import os
import sys

from tui_callsettings.terminal import environment

environment.prepare(os.environ)
TERMINAL = environment.detect(os.environ)

from tui_callsettings.accounts.config import load_config  # noqa: E402 - after the environment is cleared
from tui_callsettings.client import CallSettingsClient  # noqa: E402
from tui_callsettings.ui.session import run_editor  # noqa: E402

if __name__ == "__main__":
    CONFIG = load_config()
    CLIENT = CallSettingsClient.of(CONFIG.account(None))
    sys.exit(run_editor(CLIENT.account, CLIENT, CONFIG, TERMINAL))
