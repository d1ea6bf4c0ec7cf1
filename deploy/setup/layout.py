"""Where things lie in the cache folder, and how they get there in one piece.

A part is built in a hidden folder and renamed into place, so a part that is there is whole. Its stamp
lists every file with its size; a warm run reads only that.
"""

import json
import os
import pathlib
import shutil
import tempfile

from report import SetupError, say

STAMP = "setup.json"
HALF_BUILT = ".building-"


def cache_folder(environment, uid: int) -> pathlib.Path:
    """The same rule as the server's: the variable, then the convention for root or for a user."""
    named = environment.get("SHORTLIST_CACHE_DIR")
    if named:
        return pathlib.Path(named).absolute()
    if uid == 0:
        return pathlib.Path("/var/cache/shortlist")
    xdg = environment.get("XDG_CACHE_HOME")
    if xdg and os.path.isabs(xdg):
        return pathlib.Path(xdg) / "shortlist"
    home = environment.get("HOME")
    if not home:
        raise SetupError("neither SHORTLIST_CACHE_DIR nor HOME is set, so there is nowhere to put the files")
    return pathlib.Path(home) / ".cache" / "shortlist"


def is_complete(cache: pathlib.Path, wanted) -> bool:
    return all(has(cache, part) for part in wanted)


def has(cache: pathlib.Path, part) -> bool:
    """Whether the part is there, made from what is pinned today, with every file at its size."""
    folder = cache / part.folder
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        return stamp["made_from"] == part.made_from() and all(
            (folder / name).stat().st_size == size for name, size in stamp["sizes_bytes"].items()
        )
    except (OSError, ValueError, KeyError):
        return False


def install(cache: pathlib.Path, part) -> None:
    say(f"{part.title}: fetching")
    building = pathlib.Path(tempfile.mkdtemp(prefix=HALF_BUILT, dir=cache))
    try:
        target = building / "new"
        target.mkdir()
        part.build(target, downloads(cache))
        open_tree_to_all(target)
        write_stamp(target, part)
        put_in_place(target, cache / part.folder, building / "old")
    finally:
        shutil.rmtree(building, ignore_errors=True)
    say(f"{part.title}: in {cache / part.folder}")


def downloads(cache: pathlib.Path) -> pathlib.Path:
    """Wheels stay here until everything is in place, so that an interruption costs no second download."""
    folder = cache / ".downloads"
    folder.mkdir(exist_ok=True)
    return folder


def put_in_place(new: pathlib.Path, final: pathlib.Path, old: pathlib.Path) -> None:
    final.parent.mkdir(parents=True, exist_ok=True)
    open_to_all(final.parent)
    if final.exists():
        final.rename(old)
    new.rename(final)


def open_to_all(folder: pathlib.Path) -> None:
    """Readable for every user: PostgreSQL runs as an unprivileged one when the server is root."""
    mode = folder.stat().st_mode & 0o777
    if mode & 0o555 != 0o555:
        folder.chmod(mode | 0o555)


def open_tree_to_all(root: pathlib.Path) -> None:
    for path in [root, *root.rglob("*")]:
        mode = path.stat().st_mode & 0o777
        path.chmod(mode | (0o555 if path.is_dir() or mode & 0o100 else 0o444))


def write_stamp(folder: pathlib.Path, part) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    stamp = {
        "made_from": part.made_from(),
        "sizes_bytes": {str(path.relative_to(folder)): path.stat().st_size for path in files},
    }
    (folder / STAMP).write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")


def remove_leftovers(cache: pathlib.Path) -> None:
    for path in cache.glob(HALF_BUILT + "*"):
        shutil.rmtree(path, ignore_errors=True)


def remove_downloads(cache: pathlib.Path) -> None:
    shutil.rmtree(cache / ".downloads", ignore_errors=True)
