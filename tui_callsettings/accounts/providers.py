"""The calling providers, and the fields of an account of each: for the file, commands, plain mode and the editor."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tui_callsettings.models.account import Account
from tui_callsettings.models.base_url import WEBEX_URL


@dataclass(frozen=True, slots=True)
class AccountField:
    """One field of an account.

    Attributes:
        key: its name in the configuration file, and as an attribute of `Account`.
        label: its name where a person is asked for it.
        description: a sentence on what it is, short enough for one row.
        example: a value that it may have.
        default_text: a sentence on what an empty field means; "" if the account needs the field.
    """

    key: str
    label: str
    description: str
    example: str
    default_text: str = ""

    @property
    def is_required(self) -> bool:
        """Whether there is no account without it."""
        return not self.default_text

    @property
    def option(self) -> str:
        """The option of the command line that sets it."""
        return f"--{self.key.replace('_', '-')}"

    @property
    def input_hint(self) -> str:
        """A sentence on what to type, short enough for one row."""
        return f"Optional. {self.default_text}" if self.default_text else f'For example "{self.example}".'


@dataclass(frozen=True, slots=True)
class Provider:
    """A kind of account.

    Attributes:
        backend: its name in the configuration file.
        mode: how it is reached, where there are several ways; "" elsewhere.
        title: its name for people.
        summary: a sentence on what such an account can do, and how one signs in.
        fields: those to ask for, in this order; the name comes first.
        other_fields: those that are set where a message names them.
    """

    backend: str
    mode: str
    title: str
    summary: str
    fields: tuple[AccountField, ...]
    other_fields: tuple[AccountField, ...] = ()

    @property
    def all_fields(self) -> tuple[AccountField, ...]:
        """Every field of such an account."""
        return (*self.fields, *self.other_fields)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that such an account may have in the configuration file, in the order of the fields."""
        return ("backend", *(("mode",) if self.mode else ()), *(field.key for field in self.all_fields[1:]))

    def field(self, key: str) -> AccountField:
        """Return the field of that key, which must be one of `all_fields`."""
        return next(field for field in self.all_fields if field.key == key)

    def account(self, values: Mapping[str, str]) -> Account:
        """Return the account that `values`, by key, describe; keys that it does not have are ignored."""
        described = {field.key: values.get(field.key, "").strip() for field in self.all_fields}
        return Account(backend=self.backend, mode=self.mode, **described)


_NAME = AccountField("name", "Name", "Account name: letters, digits, dots and dashes.", "work")
_WEBEX_ADDRESS = AccountField(
    "base_url", "API address", "For another cluster or a simulator.", WEBEX_URL, f"Default: {WEBEX_URL}"
)
_XSI_ADDRESS = AccountField("base_url", "Address", "Address of your provider's Xsi server.", "https://xsp.example.com")
_UDS_ADDRESS = AccountField("base_url", "Address", "Address of your Unified CM's UDS.", "https://cucm:8443/cucm-uds")
_USER = AccountField("user", "User", "Your user ID, with the domain.", "jane@example.com")
_CLIENT_ID = AccountField(
    "client_id",
    "Client ID",
    "Your organization's Webex integration: sign-in by code.",
    "C0ffee",
    "Leave empty to use a token.",
)
_PERSON = AccountField(
    "person", "Person", "Manage another user with an admin token.", "sam@example.com", "Default: yourself."
)
_XSI_HOST = AccountField(
    "xsi_host", "XSI host", "Another host that may get your sign-in.", "xsi.example.com", "Default: only Webex's hosts."
)
_LINE = AccountField("line", "Line", "The number to edit, if you have several.", "8001", "You can choose it later.")
_COUNTRY = AccountField(
    "region", "Country", "Two-letter code for formatting numbers.", "US", "Default: from the provider."
)

PROVIDERS = (
    Provider("webex", "", "Webex Calling", "All settings. Sign in by code or token.",
             (_NAME, _WEBEX_ADDRESS, _CLIENT_ID, _PERSON, _COUNTRY), (_XSI_HOST,)),
    Provider("broadworks", "", "BroadWorks", "Settings assigned to you. Sign in by password.",
             (_NAME, _XSI_ADDRESS, _USER, _COUNTRY)),
    Provider("ucm", "cloud", "Cisco UCM, through the Webex cloud",
             "Read-only: Forward always. Sign in by code or token.",
             (_NAME, _WEBEX_ADDRESS, _LINE, _CLIENT_ID, _COUNTRY)),
    Provider("ucm", "onprem", "Cisco UCM on premises",
             "Do not disturb, Forward always. Sign in by password.",
             (_NAME, _UDS_ADDRESS, replace(_USER, description="Your user ID.", example="jane"), _LINE, _COUNTRY)),
    Provider("local", "", "This machine", "Another practice account. No sign-in.",
             (_NAME, replace(_COUNTRY, default_text="Default: US."))),
)  # fmt: skip

BACKENDS = tuple(dict.fromkeys(provider.backend for provider in PROVIDERS))
"""The kinds of account, as the configuration file names them."""

MODES = tuple(provider.mode for provider in PROVIDERS if provider.mode)
"""The ways to reach Cisco UCM."""

BACKEND_TITLES = {
    "webex": "Webex Calling",
    "broadworks": "BroadWorks",
    "ucm": "Cisco UCM",
    "local": "an account on this machine",
}
"""The names of the backends for people."""


_CHOSEN = {
    "backend": AccountField("backend", "Provider", "The kind of account.", BACKENDS[0]),
    "mode": AccountField("mode", "Mode", "How Cisco UCM is reached.", MODES[-1]),
}


def find_provider(backend: str, mode: str) -> Provider | None:
    """Return the provider of such accounts; None where the mode does not go with the backend."""
    return next((each for each in PROVIDERS if (each.backend, each.mode) == (backend, mode)), None)


def backends_with_field(key: str) -> tuple[str, ...]:
    """Return the backends with accounts that may have `key`."""
    return tuple(dict.fromkeys(provider.backend for provider in PROVIDERS if key in provider.keys))


def find_field(backend: str, key: str) -> AccountField:
    """Return the field `key` as accounts of `backend` have it; backend and mode, which are chosen, included."""
    if key in _CHOSEN:
        return _CHOSEN[key]
    found = [each.field(key) for each in PROVIDERS if each.backend == backend and key in (*each.keys, "name")]
    return found[0] if found else next(each.field(key) for each in PROVIDERS if key in (*each.keys, "name"))
