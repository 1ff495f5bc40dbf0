"""The simulators: plumbing, faults, and each provider over a real socket."""
