"""`callsettings account …`: the accounts of the configuration file."""

import argparse
import contextlib
from argparse import SUPPRESS

from tui_callsettings.accounts.providers import BACKENDS, MODES

from .exit_status import ExitStatus
from .main import complete_accounts


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="add|list|set|use|remove", required=True)
    add = actions.add_parser("add", help="add an account", description="Add an account. It holds no password or token.")
    add.add_argument("name", metavar="NAME", help='account name, for example "work"')
    add.add_argument("--backend", required=True, choices=BACKENDS, help="calling provider")
    add.add_argument("--base-url", default=SUPPRESS, metavar="URL", help="API base URL")
    add.add_argument("--user", default="", help="user to sign in: user@domain (BroadWorks) or user ID (UCM)")
    add.add_argument(
        "--person", default=SUPPRESS, metavar="EMAIL_OR_ID", help="manage another user with an administrator's token"
    )
    add.add_argument("--mode", default="", choices=MODES, help="UCM: through the cloud, or on premises")
    add.add_argument("--line", default=SUPPRESS, metavar="NUMBER", help="line to use, where a person has several")
    add.add_argument("--region", default="", metavar="CC", help="two-letter country code for formatting numbers")
    add.add_argument("--client-id", default="", metavar="ID", help="client ID of the Webex integration")
    add.add_argument("--use", action="store_true", help="make it the default account")
    setting = actions.add_parser("set", help="change an account")
    setting.add_argument("name", metavar="NAME").completer = complete_accounts  # type: ignore[attr-defined]
    setting.add_argument(
        "--xsi-host", required=True, metavar="HOST",
        help="Webex: host outside Webex's domains that may get your sign-in, if your organization names it for XSI",
    )  # fmt: skip
    listing = actions.add_parser("list", help="list the accounts")
    listing.add_argument("--json", action="store_true", help="print JSON")
    for name, summary in (("use", "make an account the default"), ("remove", "remove an account and its sign-in")):
        action = actions.add_parser(name, help=summary)
        argument = action.add_argument("name", metavar="NAME")
        argument.completer = complete_accounts  # type: ignore[attr-defined]
        if name == "remove":
            action.add_argument("-y", "--yes", action="store_true", help="remove without asking")


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Run the action."""
    return {"add": _add, "list": _list, "set": _set, "use": _use, "remove": _remove}[arguments.action](arguments)


def _add(arguments: argparse.Namespace) -> ExitStatus:
    from tui_callsettings.accounts.account_schema import ACCOUNT_KEYS
    from tui_callsettings.accounts.config_edit import add_account
    from tui_callsettings.accounts.field_error import InvalidFieldError
    from tui_callsettings.errors import ConfigurationError
    from tui_callsettings.models.account import Account

    account = Account(arguments.name, **{key: getattr(arguments, key, None) or "" for key in ACCOUNT_KEYS})
    try:
        config = add_account(account, use=arguments.use)
    except InvalidFieldError as error:
        raise ConfigurationError(f"{error.command_message}.") from None
    print(f'Added account "{account.name}" ({config.path}).')
    if config.default_account == account.name:
        print("It is the default account.")
    if account.backend != "local":
        print(f"Next: callsettings login --account {account.name}")
    return ExitStatus.DONE


def _list(arguments: argparse.Namespace) -> ExitStatus:
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.text import dump_json

    config = load_config()
    accounts = [
        {
            "name": account.name,
            "backend": account.backend,
            "baseUrl": account.base_url,
            "inUse": name == config.default_account,
        }
        for name, account in config.accounts.items()
    ]
    if arguments.json:
        print(dump_json(accounts))
        return ExitStatus.DONE
    width = max(len(str(account["name"])) for account in accounts)
    for account in accounts:
        mark = "*" if account["inUse"] else " "
        print(f"{mark} {account['name']:<{width}}  {account['backend']}  {account['baseUrl']}".rstrip())
    print("* default account")
    return ExitStatus.DONE


def _set(arguments: argparse.Namespace) -> ExitStatus:
    from tui_callsettings.accounts.account_schema import parse_field
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.accounts.config_edit import set_account_key
    from tui_callsettings.accounts.field_error import InvalidFieldError
    from tui_callsettings.errors import ConfigurationError

    account = load_config().account(arguments.name)
    try:
        host = parse_field(account.backend, "xsi_host", arguments.xsi_host)
    except InvalidFieldError as error:
        raise ConfigurationError(f"{error.command_message}.") from None
    set_account_key(account.name, "xsi_host", host)
    print(f'Your sign-in to "{account.name}" may be sent to {host}.')
    return ExitStatus.DONE


def _use(arguments: argparse.Namespace) -> ExitStatus:
    from tui_callsettings.accounts.config_edit import use_account

    use_account(arguments.name)
    print(f'"{arguments.name}" is now the default account.')
    return ExitStatus.DONE


def _remove(arguments: argparse.Namespace) -> ExitStatus:
    from tui_callsettings import paths
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.accounts.config_edit import remove_account
    from tui_callsettings.accounts.credentials import sign_out
    from tui_callsettings.errors import ConfigurationError, StorageError
    from tui_callsettings.models.account import PRACTICE
    from tui_callsettings.state.splash_file import splash_path

    from .end_option import cancel_all, lost_lines
    from .save_command import confirm_action

    account = load_config().account(arguments.name)
    if account.name == PRACTICE:
        raise ConfigurationError("The practice account cannot be removed.")
    question = (
        f'Remove account "{account.name}" and its stored sign-in from this machine? '
        "Its settings at the provider, its history and unsaved changes stay."
    )
    print("".join(f"{line}\n" for line in lost_lines(account, is_removed=True)), end="")
    if not arguments.yes and not confirm_action(question, "not removed"):
        return ExitStatus.USAGE
    with contextlib.suppress(StorageError):
        # A file that cannot be read was reported above; its jobs find no account.
        cancel_all(account)
    remove_account(account.name)
    is_signed_out = sign_out(account)
    paths.remove(splash_path(account.storage_key))
    print(f'Removed account "{account.name}"{" and its sign-in" if is_signed_out else ""}.')
    return ExitStatus.DONE
