"""`callsettings status --short --cached`: asked at every prompt, so nothing heavy is imported for it."""

from .exit_status import ExitStatus


def cached(subject: str | None) -> ExitStatus:
    """Print the line of the last read of `Account.subject`, quickly: no settings are loaded for it.

    Without a subject it is the account in use.
    """
    from tui_callsettings.state.glance import read_glance

    known = read_glance(subject or _subject_in_use())
    if known is None:
        print("not known")
        return ExitStatus.FAILED
    if known[0]:
        print(known[0])
    return ExitStatus.DONE


def _subject_in_use() -> str:
    from tui_callsettings import paths

    if not (paths.config_folder() / "config.toml").exists():
        return "practice"
    from tui_callsettings.accounts.config import load_config

    return load_config().account().subject
