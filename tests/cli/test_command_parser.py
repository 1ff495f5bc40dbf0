import itertools

import pytest

from tui_callsettings.cli.command_parser import CommandParser
from tui_callsettings.cli.main import build_parser


def parsed(argv: list[str]) -> dict[str, object]:
    return dict(vars(build_parser(argv).parse_args(argv)))


def refused(argv: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as caught:
        build_parser(argv).parse_args(argv)
    assert caught.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "arguments", "options"),
    [
        ("forward", ("no-answer", "4022"), (("--rings", "4"), ("--dry-run",))),
        ("voicemail", ("no-answer", "on"), (("--rings", "4"), ("--yes",))),
        ("set", ("call_waiting.enabled=on", "do_not_disturb.enabled=off"), (("--account", "work"), ("--json",))),
    ],
)
def test_options_stand_anywhere_among_the_arguments(
    command: str, arguments: tuple[str, ...], options: tuple[tuple[str, ...], ...]
) -> None:
    expected = parsed([command, *arguments, *itertools.chain(*options)])
    for order in itertools.permutations(((arguments[0],), (arguments[1],), *options)):
        words = list(itertools.chain(*order))
        if words.index(arguments[0]) < words.index(arguments[1]):
            assert parsed([command, *words]) == expected, words


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["forward", "no-answer", "--rings", "4", "4022", "4023"], 'unexpected argument "4023".'),
        (["forward", "no-answer", "--ringing", "4022"], "unknown option --ringing. Did you mean --rings?"),
        (["forward", "--rings", "4"], "the following arguments are required: rule"),
        (["forward", "no-answer", "4022", "--rings", "four"], "argument --rings: invalid int value: 'four'"),
        (
            ["voicemail", "no-answer", "--rings", "4", "perhaps"],
            '"perhaps" is not a value of state. Choose one of: on, off.',
        ),
        (["account", "use", "work", "--nobody", "there"], "unknown option --nobody."),
    ],
)
def test_what_is_left_over_is_reported(argv: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert words in refused(argv, capsys)


@pytest.mark.parametrize("argv", [["dnd", "--help"], ["dnd", "perhaps"], ["dnd", "on", "--nobody"]])
def test_a_command_alone_prints_what_it_prints_among_all(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for words in (argv, None):
        with pytest.raises(SystemExit):
            build_parser(words).parse_args(argv)
        printed.append(capsys.readouterr())
    assert printed[0] == printed[1]
    assert "usage: callsettings" in printed[0].out + printed[0].err


def test_help_wraps_at_spaces_alone_and_leaves_examples_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    example = "    callsettings forward no-answer +19075551333 --rings 4"
    parser = CommandParser(
        prog="callsettings", description=f"Forwards calls to a number-of-yours when unanswered.\n{example}"
    )
    parser.add_argument("--to", help="where calls go, for example voicemail-of-the-other-number")
    lines = parser.format_help().splitlines()
    assert example in lines
    assert "Forwards calls to a number-of-yours" in lines
    assert "when unanswered." in lines
    assert [line.strip() for line in lines][-1] == "voicemail-of-the-other-number"
