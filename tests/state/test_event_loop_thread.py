import asyncio
import logging
import time

import pytest

from tui_callsettings.errors import UnreachableError
from tui_callsettings.state.event_loop_thread import EventLoopThread


async def fail(error: Exception) -> None:
    raise error


def test_an_internal_error_leaves_a_record_with_its_place_and_no_value(caplog: pytest.LogCaptureFixture) -> None:
    thread = EventLoopThread()
    with caplog.at_level(logging.INFO), pytest.raises(KeyError):
        thread.submit(fail(KeyError("+19075550142"))).result(10)
    thread.close()
    (record,) = [each.getMessage() for each in caplog.records]
    assert "KeyError" in record
    assert "test_event_loop_thread.py:" in record
    assert "+1907" not in caplog.text


def test_an_error_in_a_function_called_there_leaves_a_record_too(caplog: pytest.LogCaptureFixture) -> None:
    def work() -> None:
        raise ValueError("+19075550142")

    thread = EventLoopThread()
    thread.call_soon(work)
    thread.close()
    assert "ValueError at" in caplog.text
    assert "+1907" not in caplog.text


def test_an_error_for_the_person_is_no_internal_one(caplog: pytest.LogCaptureFixture) -> None:
    thread = EventLoopThread()
    with pytest.raises(UnreachableError):
        thread.submit(fail(UnreachableError("There is no connection."))).result(10)
    thread.close()
    assert caplog.records == []


def test_closing_waits_for_a_save_and_cancels_a_read() -> None:
    ended: list[str] = []

    async def work(name: str) -> None:
        await asyncio.sleep(0.3 if name == "save" else 30)
        ended.append(name)

    thread = EventLoopThread()
    thread.submit(work("save"), is_save=True)
    reading = thread.submit(work("read"))
    assert thread.close()
    assert ended == ["save"]
    assert reading.cancelled()


def test_closing_leaves_a_save_that_does_not_end() -> None:
    thread = EventLoopThread()
    saving = thread.submit(asyncio.sleep(30), is_save=True)
    began = time.monotonic()
    assert not thread.close(0.8)
    assert time.monotonic() - began < 10
    assert saving.cancelled()
