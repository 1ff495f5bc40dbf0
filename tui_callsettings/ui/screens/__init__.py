"""The screens; each is imported when it is first shown.

Textual keeps a screen that it knows by name, with where the person was in it: that fits forms and the help. Screens
that ask are made anew each time, or they would come with the answer that was marked last.
"""

from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from tui_callsettings.models.feature import Feature


def make_help() -> Screen[Any]:
    """Return the help."""
    from .help import HelpScreen

    return HelpScreen()


def make_form(feature: Feature) -> Screen[Any]:
    """Return the form of a feature."""
    from .form import FormScreen

    return FormScreen(feature)


def make_conflict() -> Screen[Any]:
    """Return the question which value to keep of each field that was also changed elsewhere."""
    from .conflict import ConflictScreen

    return ConflictScreen()


def make_review(*, is_quitting: bool = False) -> Screen[Any]:
    """Return the review."""
    from .review import ReviewScreen

    return ReviewScreen(is_quitting=is_quitting)


def make_quit() -> Screen[Any]:
    """Return the question what to do with unsaved changes."""
    from .quit import QuitScreen

    return QuitScreen()


def make_draft() -> Screen[Any]:
    """Return the question what to do with the draft of an earlier run."""
    from .draft import DraftScreen

    return DraftScreen()


HELP = "help"
NAMED: dict[str, Callable[[], Screen[Any]]] = {HELP: make_help}
"""What makes each screen that is kept, by its name; a form is kept by that of its feature, once it is opened."""
FACTORIES: dict[str, Callable[..., Screen[Any]]] = {
    "form": make_form,
    "conflict": make_conflict,
    "review": make_review,
    "quit": make_quit,
    "draft": make_draft,
}
"""What makes each screen that the navigation leads to."""
