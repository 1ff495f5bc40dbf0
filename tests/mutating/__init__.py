"""Parts of `tests.mutation`."""
