"""The table of keys: nothing clashes, nothing dies on the way, and a person's own keys are checked."""

import pytest

from tui_callsettings.errors import ConfigurationError
from tui_callsettings.ui.commands import COMMANDS, Scope, colliding_keys, display_key
from tui_callsettings.ui.keymap import DEFAULT_KEYMAP, load_keymap

TAKEN_ELSEWHERE = {f"ctrl+{letter}" for letter in "abhijm"}
SECOND_CHOICE = {"ctrl+s", "ctrl+q"}


def test_no_key_means_two_things_in_one_place() -> None:
    for one in COMMANDS:
        for other in COMMANDS:
            assert not colliding_keys(one, other), (one.id, other.id)


def test_no_key_is_one_that_a_terminal_or_a_multiplexer_takes() -> None:
    assert not {key for command in COMMANDS for key in command.keys} & TAKEN_ELSEWHERE
    assert not {command.keys[0] for command in COMMANDS} & SECOND_CHOICE


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.scope is Scope.EVERYWHERE], ids=lambda c: c.id)
def test_what_can_be_done_everywhere_has_two_routes_one_without_a_function_key(command) -> None:  # type: ignore[no-untyped-def]
    is_function = [key[0] == "f" and key[1:].isdigit() for key in command.keys]
    assert len(command.keys) > 1 or command.in_palette
    assert not all(is_function)


def test_ids_are_unique_and_every_footer_label_is_short() -> None:
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)
    assert all(len(command.label) <= 16 for command in COMMANDS)


def test_keys_are_shown_as_people_know_them() -> None:
    assert [display_key(key) for key in ("ctrl+o", "f2", "escape", "pagedown", "s", "+")] == [
        "Ctrl+O", "F2", "Esc", "PgDn", "S", "+",
    ]  # fmt: skip


def test_a_persons_own_keys_replace_the_default_ones() -> None:
    table = load_keymap({"app.review": "f11 alt+t", "app.quit": "f12"})
    assert table.command("app.review").keys_text == "F11, Alt+T"
    assert table.command("app.quit").keys == ("f12", "ctrl+c")
    assert load_keymap({"app.suspend": "f12"}).command("app.suspend").keys == ("f12", "ctrl+z")
    assert table.textual_keymap()["app.review"] == "f11,alt+t"
    assert ("F11", "Review and save") in table.footer(["app.review"])


@pytest.mark.parametrize(
    ("user", "words"),
    [
        ({"app.reviw": "f3"}, "Did you mean app.review?"),
        ({"app.review": "ctrl+pagedwn"}, 'is not a key (for app.review). Did you mean "'),
        ({"app.review": "f5"}, "F5 is given to both app.review and app.reload"),
        ({"app.review": "pagedown"}, "form.next_tab"),
        ({"app.review": "ctrl+c"}, "it always quits the editor"),
        ({"app.review": "ctrl+z"}, "it always suspends the editor"),
        ({"app.review": "ctrl+m"}, "a terminal sends it as Enter"),
        ({"app.review": ""}, "No key is given"),
    ],
)
def test_a_mistake_gets_a_sentence(user: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_keymap(user)
    assert words.removesuffix('"').strip() in caught.value.message


def test_a_mistake_is_told_with_its_place() -> None:
    with pytest.raises(ConfigurationError, match=r"^config.toml, line 7: There is no command"):
        load_keymap({"app.reviw": "f3"}, lambda _: "config.toml, line 7")


def test_the_key_that_suspends_is_in_the_help() -> None:
    assert ("Ctrl+Z", "Suspend the editor (fg resumes it)") in dict(DEFAULT_KEYMAP.help())[Scope.EVERYWHERE]


def test_two_commands_may_swap_keys() -> None:
    table = load_keymap({"app.review": "f5", "app.reload": "f2"})
    assert table.key("app.reload") == "F2"


def test_the_table_for_the_readme_has_every_command() -> None:
    table = DEFAULT_KEYMAP.markdown()
    assert [command.id for command in COMMANDS if f"| {command.help} |" not in table] == []
