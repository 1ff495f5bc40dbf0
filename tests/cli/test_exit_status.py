"""Explain, show and status take their exit status from one function, and name what could not be read."""

from collections.abc import Iterator

import pytest

from tui_callsettings.cli.exit_status import ExitStatus, main_failure, read_status
from tui_callsettings.cli.main import main
from tui_callsettings.errors import CallSettingsError, NotSignedInError, UnreachableError, UnsupportedError

from .providers import Providers, all_accounts

MISSING = UnsupportedError("not offered")
SIGNED_OUT = NotSignedInError("no sign-in")
DOWN = UnreachableError("no answer")


@pytest.mark.parametrize(
    ("failures", "status"),
    [
        ([None, None], ExitStatus.DONE),
        ([MISSING, None], ExitStatus.DONE),
        ([MISSING, MISSING], ExitStatus.NOT_OFFERED),
        ([MISSING, DOWN, None], ExitStatus.FAILED),
        ([MISSING, SIGNED_OUT, SIGNED_OUT], ExitStatus.NOT_SIGNED_IN),
        ([], ExitStatus.DONE),
    ],
)
def test_a_feature_that_the_account_lacks_counts_only_where_it_has_none(
    failures: list[CallSettingsError | None], status: ExitStatus
) -> None:
    assert read_status(failures) is status
    serious = [failure for failure in failures if failure not in (None, MISSING)]
    assert main_failure(failures) is next(iter(serious), MISSING if MISSING in failures else None)


@pytest.fixture
def providers(home: object) -> Iterator[Providers]:
    with all_accounts() as running:
        yield running


@pytest.mark.parametrize(
    ("account", "path", "fault", "status", "name"),
    [
        ("webex", "*callForwarding*", "500", ExitStatus.FAILED, "Call forwarding"),
        ("onprem", "*", "401", ExitStatus.NOT_SIGNED_IN, ""),
        ("broadworks", "*DoNotDisturb*", "500", ExitStatus.FAILED, "Do not disturb"),
    ],
)
def test_explain_show_and_status_agree_and_print_what_could_not_be_read(
    account: str,
    path: str,
    fault: str,
    status: ExitStatus,
    name: str,
    providers: Providers,
    capsys: pytest.CaptureFixture[str],
) -> None:
    providers.simulator_for(account).set_fault(fault, path=path, method="GET")
    for command in ("show", "explain", "status"):
        capsys.readouterr()
        assert main([command, "--account", account]) == status, command
        printed = capsys.readouterr()
        assert name in printed.out + printed.err
        assert printed.out + printed.err
