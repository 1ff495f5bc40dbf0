from pathlib import Path

from .kill_harness import kill_repeatedly

KILLS = 25


def test_killed_at_any_instant_no_edit_is_lost_and_no_file_is_half_written(tmp_path: Path) -> None:
    tally = kill_repeatedly(tmp_path, KILLS, seed=1)
    assert tally.kills == KILLS
    assert tally.edits > KILLS
    assert tally.saves
    assert tally.drafts
    assert tally.late == []
