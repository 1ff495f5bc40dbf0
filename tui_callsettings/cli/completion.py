"""`callsettings completion SHELL`: what the shell needs to complete commands, options and field keys."""

import argparse

from .exit_status import ExitStatus


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = (
        'bash: eval "$(callsettings completion bash)" in ~/.bashrc; zsh: the same in ~/.zshrc; '
        "fish: callsettings completion fish > ~/.config/fish/completions/callsettings.fish"
    )
    parser.add_argument("shell", choices=("bash", "zsh", "fish"))


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Print it."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["callsettings"], shell=arguments.shell))
    return ExitStatus.DONE
