"""An account as the configuration file names it. No secret is ever part of it."""

from dataclasses import dataclass

PRACTICE = "practice"
"""The name of the embedded account, which needs no configuration."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where the settings of one person are, and how they are reached.

    Attributes:
        name: what the person calls it.
        backend: "local", "webex", "broadworks" or "ucm".
        base_url: where the provider's interface is; "" for the provider's usual address.
        user: who signs in: user@domain on BroadWorks, the user id on UCM; "" on Webex (the token has it).
        person: somebody else's email address or id, edited with an administrator's token; "" for oneself.
        mode: on UCM "cloud" or "onprem"; "" elsewhere.
        line: the directory number to work on where a person has several lines; "" for the only or first one.
        region: two letters of the country, such as "US", for showing numbers; "" to ask the provider.
        client_id: of the organisation's Webex integration, for signing in with a code; "" if none.
        xsi_host: a host outside Webex's domains to which the person lets XSI send the token; "" for none.
    """

    name: str
    backend: str = "local"
    base_url: str = ""
    user: str = ""
    person: str = ""
    mode: str = ""
    line: str = ""
    region: str = ""
    client_id: str = ""
    xsi_host: str = ""

    @property
    def storage_key(self) -> str:
        """The name of the files for these settings: drafts, locks and history.

        The account's name alone, unless a person, an address or a line is given: what was edited for one of them must
        never be taken for another's. Names have no "~" in them, so that no other account can have the same.
        """
        parts = (self.person.casefold(), self.base_url, self.line)
        if not any(parts):
            return self.name
        from hashlib import sha256

        return f"{self.name}~{sha256(repr(parts).encode()).hexdigest()[:16]}"
