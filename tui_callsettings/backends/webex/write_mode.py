"""Whether an account's settings are sent whole: remembered between runs, once its provider reset what a PUT omitted."""

import asyncio
import json
from pathlib import Path

from tui_callsettings import paths

_FORMAT = 1


class WriteMode:
    """Remembers how one account's settings are to be sent.

    Args:
        storage_key: The account's name for files.
    """

    def __init__(self, storage_key: str) -> None:
        self._storage_key = storage_key
        self._is_whole: bool | None = None

    async def is_whole(self) -> bool:
        """Return whether settings go whole instead of as changed groups. The file is read once."""
        if self._is_whole is None:
            self._is_whole = await asyncio.to_thread(self._path().exists)
        return self._is_whole

    async def set_whole(self) -> bool:
        """From now on have settings sent whole. Returns False if they are already.

        Raises:
            StorageError: It holds for this session only, because it cannot be written down.
        """
        if await self.is_whole():
            return False
        self._is_whole = True
        content = json.dumps({"format": _FORMAT, "sends_whole_settings": True}).encode()
        await asyncio.to_thread(paths.write_atomically, self._path(), content)
        return True

    def _path(self) -> Path:
        return paths.state_folder() / f"{paths.quote_file_name(self._storage_key)}.write-mode.json"
