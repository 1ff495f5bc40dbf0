"""`callsettings`, and `python -m tui_callsettings`."""

import gc
import sys

_NEW_OBJECTS = 200_000
"""How many objects may come until the youngest are searched for garbage."""


def run() -> None:
    """Run the command with the arguments of this process and leave with its exit status."""
    argv = sys.argv[1:]
    if argv == ["status", "--short", "--cached"]:
        # Asked at every prompt: not even the parser is loaded for it.
        from .cli.prompt_status import print_cached
        from .errors import CallSettingsError, NoHomeError

        try:
            sys.exit(int(print_cached(None)))
        except NoHomeError:
            # A prompt without a home would show the message with every command.
            sys.exit(1)
        except CallSettingsError as error:
            sys.exit(f"callsettings: {error.message}")
    # What loading makes stays to the end; searching it for garbage again and again is a tenth of a command's time.
    gc.set_threshold(_NEW_OBJECTS)
    from .cli.main import main
    from .terminal import crash_report

    crash_report.install_hooks()
    try:
        sys.exit(main(argv))
    finally:
        # The process ends: searching all it loaded for garbage once more would be a seventh of a command's time.
        gc.freeze()


if __name__ == "__main__":
    run()
