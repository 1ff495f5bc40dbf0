from tui_callsettings.ui.rendering import wrap


def test_no_row_ends_within_a_number() -> None:
    text = "After this, a call to you goes to +1 907-555-1333 at once, or to 555 01 42."
    for width in range(20, 80):
        joined = wrap(text, width)
        assert " ".join(joined) == text
        assert any("+1 907-555-1333" in row for row in joined)
        assert any("555 01 42" in row for row in joined)
        assert max(map(len, joined)) <= width
