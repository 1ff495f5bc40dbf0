"""The library's types, as a user's `mypy --strict` sees them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_a_script_of_a_user_passes_mypy_strict(tmp_path: Path) -> None:
    script = tmp_path / "user_script.py"
    script.write_text((ROOT / "tests" / "user_script.py").read_text())
    wrong = tmp_path / "wrong_script.py"
    wrong.write_text(
        "from tui_callsettings import CallSettingsClient\n"
        "with CallSettingsClient.open_sync() as client:\n"
        "    print(client.get_do_not_disturb_setting().data.call_setting.enabeld)\n"
        '    client.set_do_not_disturb_setting("on")\n'
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "/dev/null", "--cache-dir", str(tmp_path)]
    done = subprocess.run([*command, str(script), str(wrong)], cwd=ROOT, capture_output=True, text=True)
    errors = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert [line.split(":")[0].endswith("wrong_script.py") for line in errors] == [True, True], done.stdout
