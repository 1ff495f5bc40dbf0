"""`callsettings`, and `python -m tui_callsettings`."""

import sys


def run() -> None:
    """Run the command with the arguments of this process and leave with its exit status."""
    from .cli.main import main

    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
