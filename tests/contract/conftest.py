"""The simulators' fixtures, for contracts too."""

from tests.simulator.conftest import user, webex

__all__ = ["user", "webex"]
