"""Plain mode: the whole job by numbered questions, for screen readers, terminals without a cursor, and scripts.

What is written is only ever added below: no line is drawn over, no frame is drawn, no colour is used.
"""
