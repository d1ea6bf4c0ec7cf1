"""The files in `secrets/`, out of which each service gets its own.

They are made once and then kept: the database remembers its passwords too. The folder is the owner's
alone; the files in it can be read by everybody who gets that far, because a container that doesn't run as
root sees them with the owner and the mode that they have here.
"""

import pathlib
import secrets

MAILPIT = "smtp://mailpit:1025"


def fill(folder: pathlib.Path, profiles) -> bool:
    """Makes what is missing. Whether the password of the first administrator is among it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    database, redis, faktory = (keep(folder / f"{name}_password", made_up()) for name in ("database", "redis", "faktory"))
    keep(folder / "postgres_password", made_up())
    # A password that somebody changes is changed in one file, and these follow.
    write(folder / "database_url", f"postgres://shortlist:{database}@postgres:5432/shortlist")
    write(folder / "redis_url", f"redis://:{redis}@redis:6379")
    write(folder / "faktory_url", f"tcp://:{faktory}@faktory:7419")
    write(folder / "redis_conf", f'requirepass {redis}\nsave ""\nappendonly no\n')
    mail(folder / "smtp_url", profiles)
    is_first = not (folder / "admin_password").exists()
    keep(folder / "admin_password", made_up())
    return is_first


def mail(path: pathlib.Path, profiles) -> None:
    """The mail server of the profile dev comes and goes with it; one that somebody wrote there stays."""
    given = keep(path, "")
    if given in ("", MAILPIT):
        write(path, MAILPIT if "dev" in profiles else "")


def made_up() -> str:
    """Nothing that a URL or a shell would read as something else."""
    return secrets.token_hex(16)


def keep(path: pathlib.Path, otherwise: str) -> str:
    if not path.exists():
        write(path, otherwise)
    return path.read_text(encoding="utf-8").strip()


def write(path: pathlib.Path, text: str) -> None:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.write_text(text, encoding="utf-8")
    path.chmod(0o444 | 0o200)
