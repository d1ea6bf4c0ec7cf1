"""What setup tells people."""


class SetupError(Exception):
    """One sentence that says what went wrong and what to do."""


def say(line: str) -> None:
    print(f"setup: {line}", flush=True)
