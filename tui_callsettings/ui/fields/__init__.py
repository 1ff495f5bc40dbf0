"""The rows of a form: each shows one field with its state in words, and posts what the person does to it."""
