"""`callsettings simulate …`: a provider to try things on; its own options belong to the simulator."""

import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Take everything that follows as it is."""
    parser.add_argument("provider", metavar="PROVIDER", help="webex, broadworks or ucm; PROVIDER --help tells more")
    parser.add_argument("options", nargs=argparse.REMAINDER, metavar="…")


def run(arguments: argparse.Namespace) -> int:
    """Serve until it is stopped."""
    from tui_callsettings import simulator

    return simulator.main([arguments.provider, *arguments.options])
