"""`make up`, `make down` and `make logs`: the distributed mode in containers, on this machine.

It makes the passwords, lets compose build and start everything, waits until all of it is healthy, and says
what `make run` says: where the server answers, and how to sign in.
"""

import os
import pathlib
import shutil
import subprocess
import sys

import passwords

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECRETS = ROOT / "secrets"
# What was started with a profile is stopped without naming it again.
EVERYTHING = ["--profile", "dev", "--profile", "llm"]
BY_HAND = "docs/OPERATIONS.md says how to run without containers"


class Refused(Exception):
    """One sentence that says what is missing and what to do."""


def main(arguments, environment) -> int:
    commands = {"up": up, "down": down, "logs": logs}
    if len(arguments) != 1 or arguments[0] not in commands:
        print(f"containers: say one of {', '.join(commands)}", file=sys.stderr)
        return 2
    try:
        look_for_docker()
        return commands[arguments[0]](environment)
    except Refused as refused:
        print(f"{arguments[0]}: {refused}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def look_for_docker() -> None:
    if shutil.which("docker") is None:
        raise Refused(f"there is no docker on PATH: install Docker Engine 25 or later with its compose plugin; {BY_HAND}")
    if not succeeds("compose", "version"):
        raise Refused(f"this docker has no compose plugin: install docker-compose-plugin; {BY_HAND}")
    if not succeeds("info"):
        raise Refused(f"docker is installed, but its engine doesn't answer: start it, or get the right to use it; {BY_HAND}")


def up(environment) -> int:
    profiles = [name.strip() for name in environment.get("COMPOSE_PROFILES", "").split(",")]
    is_first = passwords.fill(SECRETS, profiles)
    status = compose(["up", "--detach", "--build", "--wait"])
    if status != 0:
        print("up: not everything became healthy: `make logs` shows why", file=sys.stderr)
        return 1
    print(f"ready http://127.0.0.1:{environment.get('SHORTLIST_PORT') or 8080}")
    print(sign_in(environment.get("SHORTLIST_ADMIN_EMAIL") or "admin@example.com", is_first))
    return 0


def sign_in(email: str, is_first: bool) -> str:
    if is_first:
        password = (SECRETS / "admin_password").read_text(encoding="utf-8").strip()
        return f"Sign in as {email} with the password {password} – it is kept in secrets/admin_password."
    return f"Sign in as {email}; the password of the first start is in secrets/admin_password."


def down(_environment) -> int:
    return compose([*EVERYTHING, "down"])


def logs(_environment) -> int:
    return compose([*EVERYTHING, "logs", "--follow", "--tail", "200"])


def compose(arguments) -> int:
    return subprocess.run(["docker", "compose", "--project-directory", str(ROOT), *arguments], check=False).returncode


def succeeds(*arguments) -> bool:
    return subprocess.run(["docker", *arguments], capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
