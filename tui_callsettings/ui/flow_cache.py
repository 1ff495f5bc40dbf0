"""The call flow and the advice of the state that is shown, worked out once for each state."""

from tui_callsettings.call_flow import Advisory, CallFlow, build_call_flow, find_advisories
from tui_callsettings.state.store_state import StoreState


class FlowCache:
    """Keeps the last flow and the last advice of either kind: of the settings as they are, and as edited."""

    def __init__(self) -> None:
        self._states: dict[bool, StoreState] = {}
        self._flows: dict[bool, tuple[object, CallFlow]] = {}
        self._advice: dict[bool, tuple[object, tuple[Advisory, ...]]] = {}

    def call_flow(self, state: StoreState, *, is_draft: bool) -> CallFlow:
        """Return what happens to a call."""
        if self._states.get(is_draft) is state:
            return self._flows[is_draft][1]
        self._states[is_draft] = state
        key = state.settings(is_draft=is_draft), state.capabilities, state.owner, state.other_rules
        if self._flows.get(is_draft, (None, None))[0] != key:
            self._flows[is_draft] = (key, build_call_flow(*key[:3], other_rules=key[3]))
        return self._flows[is_draft][1]

    def advice(self, state: StoreState, *, is_draft: bool) -> tuple[Advisory, ...]:
        """Return all advice."""
        flow = self.call_flow(state, is_draft=is_draft)
        if self._advice.get(is_draft, (None, ()))[0] is not flow:
            settings = state.settings(is_draft=is_draft)
            self._advice[is_draft] = (flow, find_advisories(settings, state.capabilities, state.owner, flow=flow))
        return self._advice[is_draft][1]
