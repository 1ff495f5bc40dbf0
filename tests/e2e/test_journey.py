"""One sitting at 80 by 24 with keys alone: everything is set, saved, left, found again, and printed."""

import json
from typing import Any

from tui_callsettings.models.feature import Feature

from .accounts import serve_provider
from .editor import Editor, callsettings


def test_everything_is_set_with_keys_saved_and_there_at_the_next_start() -> None:
    with Editor() as editor:
        before = editor.modes()
        editor.wait_ready()
        set_everything(editor)
        editor.review()
        for words in ("Save 25 changes?", "OFF → ON"):
            editor.wait_for(words)
        editor.confirm("s").wait_for("Saved and verified")
        assert editor.quit() == 0
        assert editor.modes() == before
    with Editor() as editor:
        editor.wait_ready()
        assert "Unsaved draft" not in editor.text
        check_everything(editor)
        assert editor.quit() == 0
    check_what_is_printed(json.loads(callsettings("show", "--json")))


def set_everything(editor: Editor) -> None:
    editor.open(Feature.DO_NOT_DISTURB).press("space")
    editor.back().open(Feature.CALL_FORWARDING)
    editor.press("next group", "next group", "space", "down", "321321", "down", "4")
    editor.back().open(Feature.VOICEMAIL)
    calls = ["space", "enter", "space", "enter", "space", "enter", "space", "enter", "7", "enter"]
    greetings = ["right", "enter", "enter", "right", "enter", "enter"]
    tell_me = ["space", "enter", "notice@example.net", "enter", "space", "enter"]
    tell_me += ["erase", "copy+calls@example.net", "enter"]
    messages = ["space", "enter", "right", "enter", "erase", "box@example.net", "enter", "space", "enter"]
    press_0 = ["space", "enter", "+1 205-555-0155", "enter"]
    fax = ["space", "enter", "+12055550156", "enter", "4077"]
    editor.press(*calls, *greetings, *tell_me, *messages, *press_0, *fax)
    editor.back().open(Feature.CALL_WAITING).press("space")
    editor.wait_for(">* Call waiting")


def check_everything(editor: Editor) -> None:
    editor.wait_row("1  Do not disturb", "[x] ON").wait_row("4  Call waiting", "[ ] OFF")
    editor.open(Feature.CALL_FORWARDING).press("next group", "next group").wait_for("[When unanswered ●]")
    editor.wait_row(" Forward to ", "321321").wait_row(" Number of rings ", "4 ", "about 24 s")
    editor.back().open(Feature.VOICEMAIL)
    pages = {
        "Calls": [
            "Voicemail   [ ] OFF",
            "all calls to voicemail   [x] ON",
            "busy calls to voicemail   [ ] OFF",
            "unanswered calls to voicemail   [ ] OFF",
            "before voicemail   7 ",
        ],
        "Greetings": ["Busy greeting   < Custom greeting >", "No-answer greeting   < Custom greeting >"],
        "Notifications": [
            "new messages   [x] ON",
            "notice@example.net",
            "each message   [x] ON",
            "copy+calls@example.net",
        ],
        "Storage": ["indicator   [ ] OFF", "send to email", "box@example.net", "forwarding   [ ] OFF"],
        "Transfer on 0": ["on 0   [x] ON", "+12055550155"],
        "Fax": ["faxes   [x] ON", "+12055550156", "4077"],
    }
    for title, expected in pages.items():
        editor.wait_words(f"[{title}", *expected).press("next group")


def reported(value: Any) -> Any:
    """Return a printed setting without what the provider doesn't report."""
    if isinstance(value, dict):
        return {key: reported(part) for key, part in value.items() if part is not None}
    return value


def check_what_is_printed(printed: dict[str, Any]) -> None:
    setting = {name: reported(answer["data"]["callSetting"]) for name, answer in printed.items()}
    assert {answer["statusCode"] for answer in printed.values()} == {200}
    dnd, forwarding, voicemail, waiting = setting.values()
    assert dnd["enabled"] is True
    assert waiting == {"enabled": False}
    assert forwarding["callForwarding"]["noAnswer"] == {
        "enabled": True,
        "destination": "321321",
        "numberOfRings": 4,
        "systemMaxNumberOfRings": 20,
        "destinationVoicemailEnabled": False,
    }
    assert forwarding["callForwarding"]["busy"]["destination"] == "321321"
    assert voicemail == {
        "enabled": False,
        "sendAllCalls": {"enabled": True},
        "sendBusyCalls": {"enabled": False, "greeting": "CUSTOM", "greetingUploaded": True},
        "sendUnansweredCalls": {
            "enabled": False,
            "greeting": "CUSTOM",
            "greetingUploaded": True,
            "numberOfRings": 7,
            "systemMaxNumberOfRings": 15,
        },
        "notifications": {"enabled": True, "destination": "notice@example.net"},
        "transferToNumber": {"enabled": True, "destination": "+12055550155"},
        "emailCopyOfMessage": {"enabled": True, "emailId": "copy+calls@example.net"},
        "messageStorage": {"mwiEnabled": False, "storageType": "EXTERNAL", "externalEmail": "box@example.net"},
        "faxMessage": {"enabled": True, "phoneNumber": "+12055550156", "extension": "4077"},
        "voiceMessageForwardingEnabled": False,
    }


def test_help_that_was_opened_during_a_save_stays_and_the_review_below_can_be_left() -> None:
    with serve_provider("webex") as simulator, Editor() as editor:
        editor.wait_ready().open(Feature.DO_NOT_DISTURB).press("space").review()
        held = simulator.set_fault("hold", method="PUT")
        editor.confirm("s").wait_for("saving...")
        assert held.seen.wait(10)
        editor.press("help").wait_for("Edit first, then press F2")
        held.release()
        editor.wait_gone("saving...")
        editor.wait_quiet()
        assert "Edit first, then press F2" in editor.text
        editor.press("back").wait_for("Nothing to save")
        editor.confirm("k").wait_for(">  Do not disturb")
        assert editor.quit() == 0
