"""The command palette: commands, features and fields, found by name, key or another word for them."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from rich.text import Text
from textual import on
from textual.binding import Binding
from textual.command import Command as CommandOption
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider, SearchIcon
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets import Input, OptionList

from tui_callsettings.models.feature import Feature

from .commands import COMMANDS, Scope
from .editor import editor_of
from .groups import voicemail_actions
from .rendering import bar_style

_FEATURE_ALIASES = {
    Feature.DO_NOT_DISTURB: ("dnd", "silence", "splash"),
    Feature.CALL_FORWARDING: ("cfwd", "forward", "divert", "redirect", "transfer calls"),
    Feature.VOICEMAIL: ("vm", "mailbox", "messages"),
    Feature.CALL_WAITING: ("second call", "knocking"),
}
_FIELD_ALIASES = {
    "call_forwarding.always": ("cfa", "cfu", "unconditional"),
    "call_forwarding.busy": ("cfb",),
    "call_forwarding.no_answer": ("cfna", "cfnr"),
    "call_forwarding.business_continuity": ("cfnrc", "not reachable", "offline"),
    "do_not_disturb.ring_splash_enabled": ("splash", "dnd"),
    "do_not_disturb.enabled": ("dnd",),
    "voicemail.send_all_calls": ("all calls",),
    "voicemail.notifications": ("notification", "notify", "sms", "text message", "email"),
    "voicemail.email_copy_of_message": ("email", "copy"),
    "voicemail.message_storage.mwi_enabled": ("mwi", "lamp", "message waiting"),
    "voicemail.message_storage": ("email",),
    "voicemail.transfer_to_number": ("transfer", "press 0", "operator"),
    "number_of_rings": ("rings", "seconds"),
}

_MARK, _NO_MARK = " > ", "   "
_WAYS_OUT = {"app.back": "escape", "app.quit": "app.quit"}
"""Commands that leave the palette, each with the action that does it here."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One thing that can be found.

    Attributes:
        title: what it is called.
        note: its key or its place.
        aliases: other words for it; one that is typed whole finds it before titles that merely have the words.
        words: everything else it is found by.
        rank: what comes first among equals; larger comes first.
        run: does it.
    """

    title: str
    note: str
    aliases: tuple[str, ...]
    words: str
    rank: float
    run: Callable[[], Awaitable[Any]]


class EditorProvider(Provider):
    """Feeds the palette from the command table and the fields."""

    async def startup(self) -> None:
        """Collect all there is."""
        self._hits = list(self._all_hits())

    def _all_hits(self) -> list[SearchHit]:
        editor, app = editor_of(self.screen), self.app
        hits = []
        for command in editor.keymap.commands:
            if command.in_palette and editor.is_available(command.id):
                place = " on the overview" if command.scope is Scope.OVERVIEW else ""
                run = partial(app.run_action, command.action)
                hits.append(SearchHit(command.help, f"{command.keys_text}{place}", command.aliases, "", 0.2, run))
        for action in voicemail_actions(editor.state.capabilities):
            run = partial(app.run_action, action.action)
            hits.append(SearchHit(action.title.rstrip("…"), "Voicemail", action.aliases, "", 0.1, run))
        for feature in Feature:
            aliases = _FEATURE_ALIASES.get(feature, ())
            go = partial(editor.navigation.open_feature, feature)
            hits.append(SearchHit(f"Open {feature.title.lower()}", "", aliases, "", 0.3, go))
            hits += self._field_hits(feature)
        return hits

    def _field_hits(self, feature: Feature) -> list[SearchHit]:
        editor = editor_of(self.screen)
        hits = []
        for field in editor.state.capabilities.fields(feature):
            key = feature.key(field.path)
            aliases = tuple(alias for start, each in _FIELD_ALIASES.items() if start in key for alias in each)
            words = f"{key} {field.description}"
            run = partial(editor.navigation.open_feature, feature, field.path)
            hits.append(SearchHit(feature.field_title(field.path), feature.title, aliases, words, 0.0, run))
        return hits

    async def search(self, query: str) -> Hits:
        """Yield what matches, the better the match the higher its score."""
        for score, hit in find_hits(self._hits, query):
            yield Hit(score, _prompt(hit, query), hit.run, text=hit.title)

    async def discover(self) -> Hits:
        """Yield all there is, commands first."""
        for hit in self._hits:
            yield DiscoveryHit(_prompt(hit, ""), hit.run, text=hit.title)


def find_hits(hits: Iterable[SearchHit], query: str) -> list[tuple[float, SearchHit]]:
    """Return what matches, each with its score, the best first.

    Letters in order count only where no word matches: beside words they would find what nobody meant.
    """
    matcher = Matcher(query)
    ranked = [(score, hit) for hit in hits if (score := rank_hit(hit, query, matcher)) > 0]
    by_words = [each for each in ranked if each[0] >= 1]
    return sorted(by_words or ranked, key=lambda each: each[0], reverse=True)


def rank_hit(hit: SearchHit, query: str, matcher: Matcher) -> float:
    """Return how well something matches: from 1 by its words, below that by its letters, 0 for not at all.

    Whole words of the title count most, then the beginnings of words, then other words for it, then letters in order.
    """
    words = [word.strip(",.:;") for word in query.casefold().split()]
    title, others = hit.title.casefold(), f"{' '.join(hit.aliases)} {hit.words}".casefold()
    in_title = [_word_score(word, title) for word in words]
    in_others = [0.6 * _word_score(word, others) for word in words]
    best = [max(pair) for pair in zip(in_title, in_others, strict=True)]
    if all(best):
        is_alias = query.casefold().strip() in hit.aliases
        return 1 + sum(best) / len(best) + hit.rank / 10 + is_alias / 2
    score = matcher.match(hit.title)
    return min(score, 100) / 101 if score > 0 else 0.0


def _word_score(word: str, text: str) -> float:
    tokens = text.replace(",", " ").replace(".", " ").replace("_", " ").replace("-", "").split()
    word = word.replace("-", "")
    if word in tokens:
        return 1.0
    if any(token.startswith(word) for token in tokens):
        return 0.8
    return 0.4 if word in text else 0.0


def _prompt(hit: SearchHit, query: str) -> Text:
    text = Text(_NO_MARK + hit.title)
    text.highlight_words(query.split(), "underline", case_sensitive=False)
    return text.append(f"  {hit.note}", "dim") if hit.note else text


class FindPalette(CommandPalette):
    """Textual's palette: Enter waits for a search that is still going on, and a `>` marks what it would take."""

    BINDINGS = [  # noqa: RUF012 - the framework's own declaration
        ("enter", "select_found", "Go there"),
        # A modal screen hides the app's bindings, but these keys lead out of each; the input would copy and cut.
        *(
            Binding(",".join(command.textual_keys), _WAYS_OUT[command.id], id=command.id, show=False, priority=True)
            for command in COMMANDS
            if command.id in _WAYS_OUT
        ),
    ]

    def __init__(self) -> None:
        super().__init__([EditorProvider], placeholder="Type part of a name, such as “fax” or “rings”")

    def on_mount(self) -> None:
        """Name the screen beside its input line."""
        self.query_one(SearchIcon).icon = "Find:"

    @on(OptionList.OptionHighlighted)
    def _move_mark(self, event: OptionList.OptionHighlighted) -> None:
        """Mark the highlighted option in its text, so that a capture of the text shows it too."""
        found = event.option_list
        for index, option in enumerate(found.options):
            if not isinstance(option, CommandOption) or not isinstance(option.hit.prompt, Text):
                continue
            prompt = Content.from_rich_text(option.hit.prompt)
            if index == event.option_index:
                prompt = Content.assemble(_MARK, prompt[len(_MARK) :]).stylize(bar_style(self))
            if option.prompt != prompt:
                found.replace_option_prompt_at_index(index, prompt)

    async def action_select_found(self) -> None:
        """Run the command with the mark, of what was searched for last."""
        searches = [worker for worker in self.workers if worker.node is self and not worker.is_finished]
        await self.workers.wait_for_complete(searches)
        await self.query_one(Input).action_submit()
