"""What the person is editing: plain Python, testable without a terminal."""
