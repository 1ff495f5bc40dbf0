"""What a call does, step by step, and advice with its remedies."""

from tui_callsettings.call_flow import Advisory, Situation, find_advisories

from .plain_session import PlainSession


def simulate_call(plain_session: PlainSession) -> None:
    """Ask for a situation and write what happens to a call then, with the unsaved changes."""
    situations = list(Situation)
    names = [situation.value for situation in situations]
    flow = plain_session.path(is_draft=True)
    while True:
        chosen = plain_session.console.choose("What if a call comes in while you are … (number, Enter back):", names)
        if chosen is None:
            return
        steps = flow.scenario(situations[chosen]).steps
        plain_session.console.write(*(f"{number}. {step.message}" for number, step in enumerate(steps, start=1)))


class AdviceMenu:
    """Advice on the settings with the unsaved changes.

    Args:
        plain_session: the settings and the console.
    """

    def __init__(self, plain_session: PlainSession) -> None:
        self._session = plain_session
        self._console = plain_session.console

    def run(self) -> None:
        """List the advice; apply a remedy as ordinary edits, or silence a piece."""
        while True:
            advice = self._find()
            if not advice:
                self._console.write("No advice.")
                return
            options = [f"{item.message} {item.reason}{self._remedy_text(item)}" for item in advice]
            chosen = self._console.choose("Choose a number to fix or silence it (Enter back):", options)
            if chosen is None:
                return
            self._handle(advice[chosen])

    def _find(self) -> tuple[Advisory, ...]:
        store, silenced = self._session.store, self._session.config.silenced_advisories
        return find_advisories(store.settings(is_draft=True), store.capabilities, store.owner, silenced)

    def _remedy_text(self, advice: Advisory) -> str:
        remedy = getattr(advice, "remedy", None)
        return f" Fix: {remedy.label}." if remedy is not None else ""

    def _handle(self, advice: Advisory) -> None:
        remedy = getattr(advice, "remedy", None)
        options = ["silence this advice", *([f"fix it: {remedy.label}"] if remedy is not None else [])]
        chosen = self._console.choose("Choose a number (Enter back):", options)
        if chosen == 0:
            from tui_callsettings.accounts.config_edit import silence_advisory

            self._session.config = silence_advisory(advice.id)
            self._console.write("Silenced. To restore it, remove it from silenced_advisories in the configuration.")
        elif chosen == 1 and remedy is not None:
            for edit in remedy.edits:
                self._session.store.edit(edit.feature, edit.path, edit.value)
            self._console.write(f"{remedy.label}: changed, not saved yet.")
