"""Removing packs, with the keys of their runs."""

from pathlib import Path

from content.release.pack_runs import keys_path


def remove_pack(pack: Path) -> None:
    """Delete a pack, and the keys beside it.

    Raises:
        OSError: the disk refused.
    """
    pack.unlink(missing_ok=True)
    keys_path(pack).unlink(missing_ok=True)
