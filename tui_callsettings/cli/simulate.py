"""`callsettings simulate …`: a simulated provider; the options after its name belong to the simulator."""

import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the provider; everything after it is passed on."""
    parser.add_argument("provider", metavar="PROVIDER", help="webex, broadworks or ucm; see also PROVIDER --help")
    parser.add_argument("options", nargs=argparse.REMAINDER, metavar="…")


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from tui_callsettings import simulator

    return simulator.main([arguments.provider, *arguments.options])
