import os
import signal
import subprocess
import sys
from pathlib import Path

from tui_callsettings.state.session import SessionLock

_HOLD = """
import sys
from pathlib import Path
from tui_callsettings.state.session import SessionLock
lock = SessionLock("practice", Path(sys.argv[1]))
sys.stdin.readline()
holder = lock.acquire()
print("ours" if holder is None else holder.pid, flush=True)
sys.stdin.readline()
"""


def start_process(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def trigger(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def read_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_the_second_process_learns_the_holder_and_gets_the_lock_when_that_is_killed(tmp_path: Path) -> None:
    with start_process(tmp_path) as process:
        trigger(process)
        assert read_line(process) == "ours"
        lock = SessionLock("practice", tmp_path)
        holder = lock.acquire()
        assert holder is not None
        assert holder.pid == process.pid
        assert f"process {process.pid}" in holder.message
        assert not lock.is_held
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert lock.acquire() is None
        lock.release()


def test_of_many_that_start_at_once_exactly_one_wins(tmp_path: Path) -> None:
    processes = [start_process(tmp_path) for _ in range(5)]
    for process in processes:
        trigger(process)
    answers = [read_line(process) for process in processes]
    for process in processes:
        process.communicate("end\n")
    assert answers.count("ours") == 1
    winner = str(processes[answers.index("ours")].pid)
    assert set(answers) <= {"ours", winner, "0"}


def test_a_lock_file_with_nonsense_in_it_is_no_lock(tmp_path: Path) -> None:
    lock = SessionLock("practice", tmp_path)
    lock.path.write_text("{nonsense")
    assert lock.acquire() is None
    assert str(os.getpid()) in lock.path.read_text()
    lock.release()
    assert lock.path.read_text() == ""


def test_accounts_do_not_lock_each_other(tmp_path: Path) -> None:
    one, two = SessionLock("one", tmp_path), SessionLock("../two", tmp_path)
    assert one.acquire() is None
    assert two.acquire() is None
    assert two.path.parent == tmp_path
    one.release()
    two.release()
