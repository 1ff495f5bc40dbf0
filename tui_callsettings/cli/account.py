"""`callsettings account …`: the accounts of the configuration file."""

import argparse
from argparse import SUPPRESS

from tui_callsettings.accounts.providers import BACKENDS, MODES
from tui_callsettings.text import dump_json

from .exit_status import ExitStatus


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="add|list|use|remove", required=True)
    add = actions.add_parser("add", help="add an account", description="Add an account. No secret is part of it.")
    add.add_argument("name", metavar="NAME", help="what you call it, such as work")
    add.add_argument("--backend", required=True, choices=BACKENDS)
    add.add_argument("--base-url", default=SUPPRESS, metavar="URL", help="where it is, if not at the usual address")
    add.add_argument("--user", default="", help="who signs in: user@domain (BroadWorks) or the user id (UCM)")
    add.add_argument(
        "--person", default=SUPPRESS, metavar="EMAIL_OR_ID", help="somebody else, with an administrator's token"
    )
    add.add_argument("--mode", default="", choices=MODES, help="UCM: through the cloud, or on premises")
    add.add_argument("--line", default=SUPPRESS, metavar="NUMBER", help="the line, where a person has several")
    add.add_argument("--region", default="", metavar="CC", help="country for showing numbers, such as US")
    add.add_argument("--client-id", default="", metavar="ID", help="Webex: of the integration to sign in with")
    add.add_argument("--use", action="store_true", help="make it the account in use")
    listing = actions.add_parser("list", help="list the accounts")
    listing.add_argument("--json", action="store_true", help="print JSON")
    for name, summary in (("use", "make an account the one in use"), ("remove", "remove an account and its sign-in")):
        action = actions.add_parser(name, help=summary)
        action.add_argument("name", metavar="NAME")


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Do what was asked."""
    {"add": _add, "list": _list, "use": _use, "remove": _remove}[arguments.action](arguments)
    return ExitStatus.DONE


def _add(arguments: argparse.Namespace) -> None:
    from tui_callsettings.accounts.config_edit import add_account
    from tui_callsettings.accounts.rules import ACCOUNT_KEYS
    from tui_callsettings.models.account import Account

    account = Account(arguments.name, **{key: getattr(arguments, key, None) or "" for key in ACCOUNT_KEYS})
    config = add_account(account, use=arguments.use)
    print(f'Account "{account.name}" is in {config.path}.')
    if config.default_account == account.name:
        print("It is the account in use.")
    if account.backend != "local":
        print(f"Next: callsettings login --account {account.name}")


def _list(arguments: argparse.Namespace) -> None:
    from tui_callsettings.accounts.config import load_config

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
        return
    width = max(len(str(account["name"])) for account in accounts)
    for account in accounts:
        mark = "*" if account["inUse"] else " "
        print(f"{mark} {account['name']:<{width}}  {account['backend']}  {account['baseUrl']}".rstrip())
    print("* is in use.")


def _use(arguments: argparse.Namespace) -> None:
    from tui_callsettings.accounts.config_edit import use_account

    use_account(arguments.name)
    print(f'"{arguments.name}" is the account in use.')


def _remove(arguments: argparse.Namespace) -> None:
    from tui_callsettings import paths
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.accounts.config_edit import remove_account
    from tui_callsettings.accounts.credentials import sign_out
    from tui_callsettings.state.splash_file import splash_path

    account = load_config().account(arguments.name)
    remove_account(account.name)
    was_signed_in = sign_out(account)
    paths.remove(splash_path(account.storage_key))
    print(f'Account "{account.name}" is removed{", and so is its sign-in" if was_signed_in else ""}.')
