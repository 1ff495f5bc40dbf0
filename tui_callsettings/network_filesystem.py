"""Which file systems are shared by several hosts."""

import os
from pathlib import Path

_NETWORK_TYPES = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "lustre", "gpfs", "beegfs", "fuse.", "vboxsf", "virtiofs")
"""How the names of file systems begin that other hosts may write to; there, no memory is shared with them."""


def network_filesystem(path: Path, mounts: Path = Path("/proc/self/mountinfo")) -> str:
    """Return the type of the network file system that `path` is on, such as "nfs4"; "" if it is on none."""
    try:
        lines = mounts.read_text(errors="replace").splitlines()
    except OSError:
        return ""
    place = os.path.realpath(path)
    best = ("", "")
    for line in lines:
        fields, _, rest = line.partition(" - ")
        mount_point = fields.split(" ")[4].encode().decode("unicode_escape") if fields.count(" ") >= 4 else ""
        is_above = mount_point == "/" or place == mount_point or place.startswith(f"{mount_point}/")
        if mount_point and is_above and len(mount_point) >= len(best[0]):
            best = (mount_point, rest.split(" ")[0])
    return best[1] if best[1].startswith(_NETWORK_TYPES) else ""
