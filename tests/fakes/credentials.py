"""Credentials for tests of what is sent with them."""


class FixedCredentials:
    """An Authorization header that never changes and that the provider has accepted before.

    Attributes:
        results: what was noted about it, True for accepted.
    """

    def __init__(self, header: str = "Bearer token", *, is_known_good: bool = True) -> None:
        self.header = header
        self.is_known_good = is_known_good
        self.results: list[bool] = []

    async def authorization(self) -> str:
        return self.header

    async def renew(self, refused: str) -> str | None:
        del refused
        return None

    def is_proven(self, authorization: str) -> bool:
        return self.is_known_good and authorization == self.header

    async def note_result(self, authorization: str, *, is_accepted: bool) -> None:
        if authorization == self.header:
            self.results.append(is_accepted)
