"""`callsettings completion SHELL`: shell completion of commands, options, fields, accounts and profiles."""

import argparse

from .exit_status import ExitStatus


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = (
        "Set it up:\n"
        '  bash, in ~/.bashrc:  eval "$(callsettings completion bash)"\n'
        "  zsh, in ~/.zshrc:    autoload -U compinit && compinit\n"
        '                       eval "$(callsettings completion zsh)"\n'
        "  fish:                callsettings completion fish > ~/.config/fish/completions/callsettings.fish"
    )
    parser.add_argument("shell", choices=("bash", "zsh", "fish"))


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Print the script."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["callsettings"], shell=arguments.shell))
    return ExitStatus.DONE
