"""Numbers for the eye: spaced where they are valid, and never any other number than the stored one."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from tui_callsettings.models.destination import normalize_destination
from tui_callsettings.models.number_format import format_number


@pytest.mark.parametrize(
    ("number", "region", "expected"),
    [
        ("+19075551333", "US", "+1 907-555-1333"),
        ("+19075551333", "", "+1 907-555-1333"),
        ("+1-907-555-1333", "GB", "+1 907-555-1333"),
        ("+442079460123", "US", "+44 20 7946 0123"),
        ("9075551333", "US", "(907) 555-1333"),
        ("9075551333", "us", "(907) 555-1333"),
        ("02079460123", "GB", "020 7946 0123"),
        ("9075551333", "", "9075551333"),
        ("9075551333", "XX", "9075551333"),
        ("+1907555", "US", "+1907555"),
        ("0019075551333", "US", "0019075551333"),
        ("4021", "US", "4021"),
        ("321321", "US", "321321"),
        ("5551333", "US", "5551333"),
        ("*72", "US", "*72"),
        ("*219075551333", "US", "*219075551333"),
        ("mary@example.org", "US", "mary@example.org"),
        ("+19075551333@example.org", "US", "+19075551333@example.org"),
        ("+99999999999999", "US", "+99999999999999"),
        ("VOICEMAIL", "US", "VOICEMAIL"),
        ("", "US", ""),
        ("40\x1b[2J22", "US", "40[2J22"),
    ],
)
def test_shown(number: str, region: str, expected: str) -> None:
    assert format_number(number, region) == expected


@bounded(deadline=None, derandomize=True, max_examples=300)
@given(st.from_regex(r"\A\+?[0-9]{1,16}\Z"), st.sampled_from(["US", "GB", "DE", "BR", "AR", "MX", ""]))
def test_no_digit_is_added_left_out_or_changed(number: str, region: str) -> None:
    assert normalize_destination(format_number(number, region)) == number


def test_the_tables_are_loaded_only_for_long_numbers() -> None:
    program = (
        "import sys; from tui_callsettings.models.number_format import format_number; format_number('4021', 'US');"
        "format_number('a@example.org');"
        "assert 'phonenumbers' not in sys.modules; format_number('+19075551333'); assert 'phonenumbers' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
