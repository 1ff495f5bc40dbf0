"""Latency, log, control pages and every kind of fault, over a real socket."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest

from tests.simulator.notebook import NotebookProvider
from tui_callsettings.simulator.server import Simulator, SimulatorCrashedError, serve_on_thread
from tui_callsettings.simulator.simulated_provider import ApiError

FIRST = {"text": "first", "on": True, "count": 3}


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with serve_on_thread(NotebookProvider()) as running:
        yield running


@pytest.fixture
def client(simulator: Simulator) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=simulator.url, timeout=10, trust_env=False) as opened:
        yield opened


def test_a_request_reaches_the_provider_and_its_answer_carries_the_extra_headers(
    simulator: Simulator, client: httpx.Client
) -> None:
    answer = client.get(f"{simulator.url}//note")
    assert (answer.status_code, answer.json(), answer.headers["x-trace"]) == (200, FIRST, "trace-1")


def test_unknown_paths_and_methods_are_refused_in_the_providers_own_shape(client: httpx.Client) -> None:
    assert (client.get("/nothing").status_code, client.get("/nothing").json()) == (404, {"why": "Not Found"})
    refused = client.delete("/note")
    assert refused.status_code == 405
    assert "GET" in refused.headers["allow"]


def test_the_state_page_shows_the_documents(simulator: Simulator, client: httpx.Client) -> None:
    client.put("/note", json={"text": "second"})
    assert client.get("/_state").json() == simulator.state() == {"note": {"text": "second"}}


def test_the_log_keeps_requests_and_no_secrets(simulator: Simulator, client: httpx.Client) -> None:
    secret = "canary-3141"
    headers = {"Authorization": f"Bearer {secret}", "Cookie": secret}
    client.put("/note", params={"pin": secret, "a": "b"}, json={"deep": [{"pin": secret}]}, headers=headers)
    client.put("/note", content=b'{"bad": 1}', headers={"Content-Type": "application/json"})
    first, second = simulator.log
    assert (first.method, first.path, first.query, first.status) == ("PUT", "/note", "pin=***&a=b", 204)
    assert first.body == {"deep": [{"pin": "***"}]}
    assert first.headers["authorization"] == "Bearer ***"
    assert second.status == 400
    assert secret not in repr(simulator.log)


def test_a_log_line_has_no_control_characters(simulator: Simulator, client: httpx.Client) -> None:
    client.get("/%1b%5B2J%0A")
    assert "\\x1b[2J\\n -> 404" in simulator.log[0].line()
    assert simulator.log[0].line().isprintable()


def test_a_status_comes_instead_of_processing(simulator: Simulator, client: httpx.Client) -> None:
    simulator.set_fault("429", retry_after=7, count=1, method="PUT")
    assert client.get("/note").status_code == 200
    refused = client.put("/note", json={"text": "second"})
    assert (refused.status_code, refused.headers["retry-after"], refused.headers["x-trace"]) == (429, "7", "trace-1")
    assert simulator.state()["note"] == FIRST
    assert client.put("/note", json={"text": "second"}).status_code == 204
    assert [entry.fault for entry in simulator.log] == [None, "429", None]


def test_a_status_can_come_after_processing(simulator: Simulator, client: httpx.Client) -> None:
    simulator.set_fault("503", processed=True)
    assert client.put("/note", json={"text": "second"}).status_code == 503
    assert simulator.state()["note"] == {"text": "second"}


@pytest.mark.parametrize(("body", "starts"), [("empty", ""), ("html", "<html>"), ("own", '{"why"')])
def test_the_body_of_a_status_can_be_chosen(simulator: Simulator, client: httpx.Client, body: str, starts: str) -> None:
    simulator.set_fault("502", body=body)
    answer = client.get("/note")
    assert answer.status_code == 502
    assert answer.text.startswith(starts)
    assert bool(answer.text) == bool(starts)


@pytest.mark.parametrize(("kind", "text"), [("drop-before", "first"), ("drop-after", "second")])
def test_a_dropped_connection_did_or_did_not_take_effect(
    simulator: Simulator, client: httpx.Client, kind: str, text: str
) -> None:
    simulator.set_fault(kind, count=1)
    with pytest.raises(httpx.TransportError):
        client.put("/note", json={"text": "second"})
    assert simulator.state()["note"]["text"] == text
    assert client.get("/note").status_code == 200


def test_not_applied_reports_success_and_stores_nothing(simulator: Simulator, client: httpx.Client) -> None:
    simulator.set_fault("not-applied", method="PUT")
    assert client.put("/note", json={"text": "second"}).status_code == 204
    assert simulator.state()["note"] == FIRST


def test_somebody_else_changes_after_a_get_and_before_a_put(simulator: Simulator, client: httpx.Client) -> None:
    simulator.set_fault("changed-elsewhere", method="GET", count=1, values={"count": 9})
    assert client.get("/note").json()["count"] == 3
    assert client.get("/note").json()["count"] == 9
    simulator.set_fault("changed-elsewhere", method="PUT", count=1)
    assert client.put("/note", json={"bad": 1}).status_code == 400
    assert simulator.state()["note"]["text"] == "changed elsewhere"
    assert client.get("/nothing").status_code == 404


def test_a_change_can_be_asked_for_directly(simulator: Simulator, client: httpx.Client) -> None:
    simulator.change("//note", {"count": 4})
    assert client.post("/_change", json={"path": "/note", "values": {"on": False}}).status_code == 204
    assert simulator.state()["note"] == {"text": "first", "on": False, "count": 4}
    assert client.post("/_change", json={"path": "/nowhere"}).status_code == 404
    with pytest.raises(ApiError):
        simulator.change("/nowhere")


def test_slow_headers_outlast_a_read_timeout(simulator: Simulator, client: httpx.Client) -> None:
    simulator.set_fault("slow-headers", count=1)
    with pytest.raises(httpx.ReadTimeout):
        client.get("/note", timeout=0.2)


def test_a_slow_body_starts_and_does_not_end(simulator: Simulator, client: httpx.Client) -> None:
    simulator.set_fault("slow-body", count=1)
    with client.stream("GET", "/note", timeout=0.2) as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx.ReadTimeout):
            answer.read()


def test_a_slow_body_is_whole_in_the_end(simulator: Simulator, client: httpx.Client) -> None:
    simulator.set_fault("slow-body", seconds=0.05)
    assert client.get("/note").json() == FIRST


def test_a_truncated_body_breaks_off(simulator: Simulator, client: httpx.Client) -> None:
    simulator.set_fault("truncated-body", count=1)
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/note")
    assert client.get("/note").json() == FIRST


def test_truncated_json_is_correctly_framed(simulator: Simulator, client: httpx.Client) -> None:
    simulator.set_fault("truncated-json")
    answer = client.get("/note")
    assert answer.status_code == 200
    assert b'{"text":"first","on":true,"count":3}'.startswith(answer.content)


def test_wrong_types_and_wrong_content_type(simulator: Simulator, client: httpx.Client) -> None:
    simulator.set_fault("wrong-types", count=1)
    assert client.get("/note").json() == {"text": 42, "on": "perhaps", "count": ["several"]}
    simulator.set_fault("wrong-content-type", count=1)
    answer = client.get("/note")
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.json() == FIRST


def test_a_huge_body_is_valid_and_its_length_is_not_given(simulator: Simulator, client: httpx.Client) -> None:
    simulator.set_fault("huge-body", size=1_000_000, count=1)
    answer = client.get("/note")
    assert "content-length" not in answer.headers
    assert len(answer.content) > 1_000_000
    assert answer.json() == FIRST


def test_a_body_can_be_compressed_twice(simulator: Simulator, client: httpx.Client) -> None:
    simulator.set_fault("double-gzip", size=1_000_000)
    with client.stream("GET", "/note") as answer:
        assert answer.headers["content-encoding"] == "gzip, gzip"
        raw = b"".join(answer.iter_raw())
    assert len(raw) < 1000
    assert json.loads(gzip.decompress(gzip.decompress(raw))) == FIRST


def test_texts_can_be_hostile(simulator: Simulator, client: httpx.Client) -> None:
    simulator.set_fault("hostile-text")
    assert "\x1b[2J" in client.get("/note").json()["text"]


def test_a_head_request_has_no_body_and_the_connection_goes_on(client: httpx.Client) -> None:
    answer = client.head("/note")
    assert (answer.status_code, answer.content) == (200, b"")
    assert client.get("/note").json() == FIRST


def test_what_is_no_http_is_refused(simulator: Simulator) -> None:
    with socket.create_connection(("127.0.0.1", int(simulator.root.rpartition(":")[2])), timeout=10) as connection:
        connection.sendall(b"nonsense\r\n\r\n")
        assert connection.makefile("rb").readline().startswith(b"HTTP/1.1 400")


def test_a_client_that_leaves_in_the_middle_does_no_harm(simulator: Simulator, client: httpx.Client) -> None:
    address = ("127.0.0.1", int(simulator.root.rpartition(":")[2]))
    for start in (b"", b"PUT /note HTTP/1.1\r\n", b"PUT /note HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{"):
        with socket.create_connection(address, timeout=10) as connection:
            connection.sendall(start)
    assert client.get("/note").json() == FIRST
    assert len(simulator.log) == 1


def test_a_client_may_wait_for_the_word_to_send_its_body(simulator: Simulator) -> None:
    head = b"PUT /note HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(simulator.root.rpartition(":")[2])), timeout=10) as connection:
        connection.sendall(head)
        answers = connection.makefile("rb")
        assert answers.readline().startswith(b"HTTP/1.1 100")
        connection.sendall(b"{}")
        assert b"204" in answers.readline() + answers.readline()


def test_a_redirect_leads_elsewhere(simulator: Simulator, client: httpx.Client) -> None:
    simulator.set_fault("redirect", to="http://127.0.0.1:9/")
    answer = client.get("/note")
    assert (answer.status_code, answer.headers["location"]) == (307, "http://127.0.0.1:9/")


def test_a_held_request_waits_for_its_release(simulator: Simulator, client: httpx.Client) -> None:
    fault = simulator.set_fault("hold", method="PUT")
    writer = threading.Thread(target=client.put, args=("/note",), kwargs={"json": {"text": "second"}})
    writer.start()
    assert fault.seen.wait(10)
    assert simulator.state()["note"] == FIRST
    fault.release()
    writer.join(10)
    assert simulator.state()["note"] == {"text": "second"}


def test_faults_are_set_listed_and_removed_over_http(client: httpx.Client) -> None:
    added = client.post("/_faults", json={"kind": "423", "path": "*note", "skip": 1, "count": 1})
    assert added.status_code == 201
    assert [client.get("/note").status_code for _ in range(3)] == [200, 423, 200]
    assert client.get("/_faults").json() == [{"kind": "423", "path": "*note", "count": 1, "hits": 1}]
    assert client.delete("/_faults").status_code == 204
    assert client.get("/_faults").json() == []


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"kind": "nonsense"}', b'{"path": "*"}', b'{"kind": "500", "x": 1}'])
def test_an_invalid_fault_is_rejected_with_a_message(client: httpx.Client, body: bytes) -> None:
    refused = client.post("/_faults", content=body)
    assert refused.status_code == 400
    assert refused.json()["message"].endswith(".")
    assert client.get("/_faults").json() == []


def test_latency_is_waited_before_each_request() -> None:
    with serve_on_thread(NotebookProvider(), latency=0.05, faults=["404:count=1"]) as running:
        assert httpx.get(f"{running.url}/note", trust_env=False).status_code == 404
        assert httpx.get(f"{running.url}/note", trust_env=False).status_code == 200
    assert [entry.seconds > 0.049 for entry in running.log] == [True, True]


def test_answers_leave_at_once_and_do_not_wait_for_an_acknowledgement(client: httpx.Client) -> None:
    assert client.get("/nodelay").json() is True


def test_a_crash_of_an_endpoint_fails_the_test_that_caused_it() -> None:
    with pytest.raises(SimulatorCrashedError, match="GET /crash"), serve_on_thread(NotebookProvider()) as running:
        assert httpx.get(f"{running.url}/crash", trust_env=False).status_code == 500
