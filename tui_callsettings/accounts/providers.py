"""Who provides calls, and what an account of each is described by: for the file, plain mode and the editor alike."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tui_callsettings.models.account import Account
from tui_callsettings.models.base_url import WEBEX_URL


@dataclass(frozen=True, slots=True)
class AccountField:
    """One thing that an account is described by.

    Attributes:
        key: its name in the configuration file, and as an attribute of `Account`.
        label: what it is called where a person is asked for it.
        meaning: a sentence on what it is, short enough for one row.
        example: what it may look like.
        left_out: what comes of leaving it empty, as a clause; "" if the account needs it.
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
    def input_hint(self) -> str:
        """What to type, as short."""
        example = f"Such as {self.example}." if self.example not in self.default_text else ""
        return " ".join(filter(None, (example, f"Left empty, {self.default_text}." if self.default_text else "")))


@dataclass(frozen=True, slots=True)
class Provider:
    """A kind of account.

    Attributes:
        backend: its name in the configuration file.
        mode: how it is reached, where there are several ways; "" elsewhere.
        title: what people call it.
        about: a sentence on what such an account can do, and how one signs in.
        details: what is asked for, in this order; the name comes first.
    """

    backend: str
    mode: str
    title: str
    summary: str
    fields: tuple[AccountField, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """What such an account may have in the configuration file, in the order in which it is asked for."""
        return ("backend", *(("mode",) if self.mode else ()), *(field.key for field in self.fields[1:]))

    def field(self, key: str) -> AccountField:
        """The detail of that key, which must be one of `details`."""
        return next(field for field in self.fields if field.key == key)

    def account(self, values: Mapping[str, str]) -> Account:
        """The account that `values`, by key, describe; those that mean nothing for it are passed over."""
        described = {field.key: values.get(field.key, "").strip() for field in self.fields}
        return Account(backend=self.backend, mode=self.mode, **described)


_NAME = AccountField("name", "Name", "What you call it: letters, digits, dots, dashes.", "work")
_WEBEX_ADDRESS = AccountField(
    "base_url", "Address", "Where Webex is: another cluster, or a simulator.", WEBEX_URL, f"it is {WEBEX_URL}"
)
_XSI_ADDRESS = AccountField("base_url", "Address", "Where your provider's Xsi server is.", "https://xsp.example.com")
_UDS_ADDRESS = AccountField("base_url", "Address", "Where UDS of your call manager is.", "https://cucm:8443/cucm-uds")
_USER = AccountField("user", "User", "Who signs in, with the domain.", "jane@example.com")
_CLIENT_ID = AccountField(
    "client_id", "Client id", "Your organisation's integration, to sign in by code.", "C0ffee", "a token is asked for"
)
_PERSON = AccountField(
    "person", "Person", "Somebody else, with an administrator's token.", "sam@example.com", "it is yourself"
)
_LINE = AccountField("line", "Line", "The number to work on, if you have several.", "8001", "you can choose it later")
_REGION = AccountField(
    "region", "Region", "Two letters of your country, for showing numbers.", "US", "the provider tells"
)

PROVIDERS = (
    Provider("webex", "", "Webex Calling", "All settings. Sign in by code or token.",
             (_NAME, _WEBEX_ADDRESS, _CLIENT_ID, _PERSON, _REGION)),
    Provider("broadworks", "", "BroadWorks", "All that is assigned to you. Sign in by password.",
             (_NAME, _XSI_ADDRESS, _USER, _REGION)),
    Provider("ucm", "cloud", "Cisco UCM, through the Webex cloud",
             "Shows where all calls go. Sign in by code or token.",
             (_NAME, _WEBEX_ADDRESS, _LINE, _CLIENT_ID, _REGION)),
    Provider("ucm", "onprem", "Cisco UCM on premises",
             "Do not disturb, forward always. Sign in by password.",
             (_NAME, _UDS_ADDRESS, replace(_USER, description="Who signs in: your user id.", example="jane"), _LINE,
              _REGION)),
    Provider("local", "", "This machine", "Another account to try things out. No sign-in.",
             (_NAME, replace(_REGION, default_text="it is the US"))),
)  # fmt: skip

BACKENDS = tuple(dict.fromkeys(provider.backend for provider in PROVIDERS))
"""The kinds of account, as the configuration file names them."""

MODES = tuple(provider.mode for provider in PROVIDERS if provider.mode)
"""How Cisco UCM is reached."""


def find_provider(backend: str, mode: str) -> Provider | None:
    """The provider of such accounts; None where the mode does not go with the backend."""
    return next((each for each in PROVIDERS if (each.backend, each.mode) == (backend, mode)), None)


def backends_with_field(key: str) -> tuple[str, ...]:
    """The backends whose accounts may have `key`."""
    return tuple(dict.fromkeys(provider.backend for provider in PROVIDERS if key in provider.keys))


def field_example(backend: str, key: str) -> str:
    """What `key` of an account of `backend` may look like."""
    return next(each.field(key).example for each in PROVIDERS if each.backend == backend and key in each.keys)
