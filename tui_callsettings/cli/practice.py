"""The practice account's documents straight from its file, for `show`: neither models nor an event loop are loaded."""

from typing import Any

from .sheet import is_plain

NOT_OFFERED = frozenset({"do_not_disturb.webex_go_override_enabled"})
"""The keys of what an embedded account does not have."""


def practice_documents(account: str | None, features: tuple[str, ...]) -> dict[str, Any] | None:
    """The settings of `features` in the provider's shape, if `account` is an embedded one and they are as expected.

    Args:
        account: its name; None for the account in use.
        features: their names, such as "call_waiting".

    Returns:
        Document by feature; None where only the client can tell: another provider, or a document that is not as it
        should be, which deserves the models' own words.

    Raises:
        ConfigurationError: the configuration is broken, or has no such account.
        StorageError: the file is damaged or cannot be read.
    """
    name = _embedded_account(account)
    if name is None:
        return None
    from tui_callsettings.backends.local.documents import Documents
    from tui_callsettings.models.feature import Feature

    documents = Documents(name)
    try:
        found = {feature: documents.read(Feature(feature)) for feature in features}
    finally:
        documents.close()
    return found if all(is_plain(feature, document) for feature, document in found.items()) else None


def _embedded_account(account: str | None) -> str | None:
    """The name of the account if it is embedded."""
    from tui_callsettings import paths

    if account in (None, "practice") and not (paths.config_folder() / "config.toml").exists():
        return "practice"
    from tui_callsettings.accounts.config import load_config

    chosen = load_config().account(account)
    return chosen.name if chosen.backend == "local" else None
