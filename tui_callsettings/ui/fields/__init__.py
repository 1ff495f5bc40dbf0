"""One-row fields: each shows one field of a setting with its state in words, and reports what the person does to it."""
