"""What setup promises, without the network: `python3 -m unittest discover deploy/setup`."""

import array
import pathlib
import runpy
import tempfile
import unittest

import bert_onnx
import layout
import onnx_wire
import parts
import wheels
from report import SetupError


class FakePart:
    title, folder = "part", "nested/part"

    def __init__(self, pin="1", fails=False):
        self.pin, self.fails, self.builds = pin, fails, 0

    def made_from(self):
        return self.pin

    def build(self, target, downloads):
        self.builds += 1
        (target / "file").write_text(f"content {self.pin}")
        if self.fails:
            raise SetupError("the network went away")


class CacheFolder(unittest.TestCase):
    def test_the_variable_wins_then_the_convention(self):
        folder = layout.cache_folder
        self.assertEqual(str(folder({"SHORTLIST_CACHE_DIR": "/x"}, 0)), "/x")
        self.assertEqual(str(folder({"HOME": "/root"}, 0)), "/var/cache/shortlist")
        self.assertEqual(str(folder({"HOME": "/home/a"}, 1000)), "/home/a/.cache/shortlist")
        self.assertEqual(str(folder({"HOME": "/home/a", "XDG_CACHE_HOME": "/c"}, 1000)), "/c/shortlist")
        self.assertRaises(SetupError, folder, {}, 1000)


class Install(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.cache = pathlib.Path(temporary.name)

    def test_what_is_in_place_is_whole_and_readable_by_all(self):
        part = FakePart()
        self.assertFalse(layout.has(self.cache, part))
        layout.install(self.cache, part)
        self.assertTrue(layout.has(self.cache, part))
        self.assertEqual((self.cache / part.folder / "file").stat().st_mode & 0o444, 0o444)
        self.assertEqual((self.cache / part.folder).stat().st_mode & 0o555, 0o555)

    def test_a_cut_file_and_a_moved_pin_are_noticed_and_replaced(self):
        part = FakePart()
        layout.install(self.cache, part)
        (self.cache / part.folder / "file").write_text("cut")
        self.assertFalse(layout.has(self.cache, part))
        layout.install(self.cache, part)
        self.assertTrue(layout.has(self.cache, part))
        self.assertFalse(layout.has(self.cache, FakePart(pin="2")))

    def test_a_failure_leaves_what_was_there_and_nothing_else(self):
        layout.install(self.cache, FakePart())
        with self.assertRaises(SetupError):
            layout.install(self.cache, FakePart(pin="2", fails=True))
        self.assertTrue(layout.has(self.cache, FakePart()))
        self.assertEqual(list(self.cache.glob(layout.HALF_BUILT + "*")), [])


class Pins(unittest.TestCase):
    def test_another_machine_is_told_so(self):
        with self.assertRaisesRegex(SetupError, "not on riscv64"):
            parts.POSTGRES.digest("riscv64")
        self.assertEqual(len(parts.WEIGHTS.digest("riscv64")), 64)

    def test_a_damaged_download_is_not_used(self):
        with tempfile.TemporaryDirectory() as folder:
            damaged = pathlib.Path(folder) / "onnxruntime-1.32.0-cp311.whl"
            damaged.write_bytes(b"cut")
            self.assertIsNone(wheels.find(parts.ONNXRUNTIME, pathlib.Path(folder), "0" * 64))
            self.assertFalse(damaged.exists())


class Flags(unittest.TestCase):
    def test_a_machine_that_is_given_a_postgresql_fetches_none(self):
        # The folder itself runs as a program, so its main file can't be imported by name.
        parts_for = runpy.run_path(str(pathlib.Path(__file__).with_name("__main__.py")))["parts_for"]
        titles = [part.title for part in parts_for(["--distributed"])]
        self.assertEqual(titles, [f"ONNX Runtime {parts.ONNXRUNTIME.version}", "embedding model"])
        self.assertEqual(len(parts_for([])), len(titles) + 1)
        self.assertRaisesRegex(SetupError, "--distributed", parts_for, ["--other"])


class Onnx(unittest.TestCase):
    def test_messages_are_protobuf(self):
        # Field 1 (name) as bytes, field 3 (i) as a varint of two bytes, field 20 (type) as INT.
        self.assertEqual(onnx_wire.attribute("to", 300), b"\x0a\x02to\x18\xac\x02\xa0\x01\x02")
        # A negative number takes ten bytes.
        self.assertEqual(len(onnx_wire.attribute("axis", -1)), 6 + 1 + 10 + 3)

    def test_a_matrix_is_transposed(self):
        raw = array.array("f", [1, 2, 3, 4, 5, 6]).tobytes()
        flipped = array.array("f", [1, 4, 2, 5, 3, 6]).tobytes()
        self.assertEqual(bert_onnx.transposed(raw, 3), flipped)


if __name__ == "__main__":
    unittest.main()
