"""What the person must know on every screen: somebody else is editing, one must sign in again, it is too small."""

from tui_callsettings.errors import CallSettingsError, NotSignedInError
from tui_callsettings.state.feature_state import FeatureState, Status
from tui_callsettings.terminal.detect import MIN_SIZE

from .host import Host

_FEWEST_ROWS = 10
"""In fewer rows the fields need the room more than the sentence on the size."""


def standing_notice(host: Host) -> str:
    """How things stand for the account as a whole; "" if all is well."""
    return " ".join(part for part in (_reading_only(host), _signed_out(host)) if part)


def size_notice(host: Host) -> str:
    """That not everything fits into the terminal as it is now; "" if it does, or if the sentence would not."""
    (columns, rows), (enough_columns, enough_rows) = host.size, MIN_SIZE
    if (columns >= enough_columns and rows >= enough_rows) or rows < _FEWEST_ROWS:
        return ""
    return f"Too small: {columns} x {rows}. Make the terminal {enough_columns} x {enough_rows} or larger."


def _reading_only(host: Host) -> str:
    reason = host.store.read_only_reason
    return f"{reason} As soon as it ends, you can edit here." if host.session.is_read_only else reason


def is_signed_out(feature_state: FeatureState, host: Host) -> bool:
    """Whether the last talk about this feature failed because the person must sign in."""
    return _failure(feature_state, host) is not None


def _failure(feature_state: FeatureState, host: Host) -> CallSettingsError | None:
    if feature_state.status is Status.FAILED and isinstance(feature_state.failure, NotSignedInError):
        return feature_state.failure
    result = feature_state.last_save
    is_news = result is not None and (host.signed_in_at is None or result.at > host.signed_in_at)
    if result is not None and is_news and isinstance(result.failure, NotSignedInError):
        return result.failure
    return None


def _signed_out(host: Host) -> str:
    failures = [
        failure for feature_state in host.store.feature_states if (failure := _failure(feature_state, host)) is not None
    ]
    if not failures:
        return ""
    kept = " What you changed is kept." if host.store.is_dirty else ""
    words = f' The provider says: "{failures[0].provider_message}"' if failures[0].provider_message else ""
    return f'You must sign in to "{host.account.name}".{words} {host.key_table.key("app.sign_in")} signs in here.{kept}'
