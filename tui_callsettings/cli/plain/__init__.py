"""Plain mode: everything by numbered questions, for screen readers, terminals without a cursor, and scripts.

Output is append-only: no cursor movement, no frames, no color.
"""
