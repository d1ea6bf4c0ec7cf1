"""What the containers promise, without an engine: `python3 -m unittest discover deploy/docker`."""

import contextlib
import io
import os
import pathlib
import re
import runpy
import stat
import tempfile
import unittest

import passwords
import yaml_subset

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CONFIG = ROOT / "core/platform/src/config"
FILE = yaml_subset.load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = FILE["services"]
OURS = ("server", "worker")
DEVELOPMENT = ("mailpit",)


def one_shot(name: str) -> bool:
    """Whether somebody waits for this service to end, rather than to be healthy."""
    waits = (service.get("depends_on", {}).get(name, {}) for service in SERVICES.values())
    return any(wait.get("condition") == "service_completed_successfully" for wait in waits)


class Services(unittest.TestCase):
    def each(self):
        for name, service in SERVICES.items():
            with self.subTest(service=name):
                yield name, service

    def test_every_service_is_watched_and_started_again(self):
        for name, service in self.each():
            if one_shot(name):
                self.assertEqual(service["restart"], "on-failure")
                continue
            self.assertEqual(service["restart"], "unless-stopped")
            health = service["healthcheck"]
            self.assertEqual((health["interval"], health["timeout"], health["retries"]), ("10s", "5s", 5))
            self.assertTrue(health["test"][0].startswith("CMD"))

    def test_whoever_is_needed_is_waited_for(self):
        for _, service in self.each():
            for needed, wait in service.get("depends_on", {}).items():
                expected = "service_completed_successfully" if one_shot(needed) else "service_healthy"
                self.assertEqual(wait["condition"], expected)
                # Who has a profile isn't always there.
                self.assertEqual(wait.get("required", True), "profiles" not in SERVICES[needed] or "profiles" in service)

    def test_nobody_has_more_rights_than_it_needs(self):
        for name, service in self.each():
            self.assertTrue(service["read_only"])
            self.assertEqual(service["cap_drop"], ["ALL"])
            self.assertEqual(service["security_opt"], ["no-new-privileges:true"])
            # Our images name their user themselves; Ollama's folder is root's.
            self.assertIn("user" if name not in (*OURS, "ollama") else "image", service)
            self.assertFalse(str(service.get("user", "")).startswith(("0", "root")))
        last_stage = (HERE / "Dockerfile").read_text(encoding="utf-8").split("AS ground")[1]
        self.assertEqual(re.findall(r"^USER (.*)$", last_stage, re.M), ["10001:10001"])

    def test_only_the_server_can_be_reached_and_only_from_this_machine(self):
        published = {name for name, service in SERVICES.items() if "ports" in service}
        self.assertEqual(published, {"server", *DEVELOPMENT})
        for name in published:
            self.assertTrue(all(port.startswith("127.0.0.1:") for port in SERVICES[name]["ports"]))
        self.assertTrue(FILE["networks"]["inside"]["internal"])
        for name in ("postgres", "redis", "faktory"):
            self.assertEqual(SERVICES[name]["networks"], ["inside"])

    def test_every_image_is_pinned(self):
        for name, service in self.each():
            if name not in OURS:
                self.assertRegex(service["image"], r"^[a-z/]+:v?\d+\.\d+[\w.-]*$")

    def test_a_stop_leaves_time_for_the_drain(self):
        self.assertIn('drain_grace = "25s"', (CONFIG / "default.toml").read_text(encoding="utf-8"))
        for name in OURS:
            self.assertEqual(SERVICES[name]["stop_grace_period"], "35s")

    def test_what_is_kept_has_a_name(self):
        mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
        named = {mount.split(":")[0] for mount in mounts if not mount.startswith("./")}
        self.assertEqual(named, set(FILE["volumes"]))
        for mount in mounts:
            if mount.startswith("./"):
                self.assertTrue((ROOT / mount.split(":")[0]).is_file() and mount.endswith(":ro"))


class Settings(unittest.TestCase):
    def test_every_variable_of_ours_is_a_setting(self):
        names = (CONFIG / "names.rs").read_text(encoding="utf-8")
        keys = dict(re.findall(r'\("([A-Z_]+)", (?:"([a-z_.]+)"|[A-Z_]+)\)', names))
        secret = set(re.findall(r'"([a-z_.]+)"', names.split("SECRETS")[1].split("];")[0]))
        for name in OURS:
            for variable in SERVICES[name]["environment"]:
                plain = variable.removesuffix("_FILE")
                self.assertIn(plain, keys, f"{variable} of {name} sets nothing")
                self.assertEqual(variable != plain, keys[plain] in secret, f"a secret comes from a file: {variable}")

    def test_no_password_is_written_down(self):
        for name, service in SERVICES.items():
            for variable, value in (service.get("environment") or {}).items():
                if re.search("PASSWORD|SECRET|KEY|TOKEN", variable) or variable.endswith("_FILE"):
                    self.assertTrue(value.removeprefix("/run/secrets/") in service["secrets"], f"{name}: {variable}")
                self.assertNotRegex(str(value), r"://[^/]*@")
        used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
        self.assertEqual(used, set(FILE["secrets"]))
        ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
        self.assertIn("/secrets/", ignored)
        self.assertTrue((ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()[1] == "*")


class Passwords(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name) / "secrets"

    def read(self, name):
        return (self.folder / name).read_text(encoding="utf-8")

    def test_they_are_made_once_and_are_the_owners(self):
        self.assertTrue(passwords.fill(self.folder, []))
        first = {path.name: path.read_text(encoding="utf-8") for path in self.folder.iterdir()}
        self.assertFalse(passwords.fill(self.folder, []))
        self.assertEqual(first, {path.name: path.read_text(encoding="utf-8") for path in self.folder.iterdir()})
        self.assertEqual({f"./secrets/{name}" for name in first}, {it["file"] for it in FILE["secrets"].values()})
        self.assertEqual(stat.S_IMODE(self.folder.stat().st_mode), 0o700)
        made_up = [text for name, text in first.items() if name.endswith("_password")]
        self.assertTrue(len(set(made_up)) == len(made_up) and all(len(it) == 32 for it in made_up))

    def test_an_address_follows_its_password(self):
        passwords.fill(self.folder, [])
        (self.folder / "redis_password").write_text("changed\n", encoding="utf-8")
        passwords.fill(self.folder, [])
        self.assertEqual(self.read("redis_url"), "redis://:changed@redis:6379")
        self.assertIn("requirepass changed\n", self.read("redis_conf"))

    def test_the_mail_server_of_the_profile_gives_way_to_a_real_one(self):
        for profiles, expected in ((["dev"], passwords.MAILPIT), ([], ""), (["dev"], passwords.MAILPIT)):
            passwords.fill(self.folder, profiles)
            self.assertEqual(self.read("smtp_url"), expected)
        (self.folder / "smtp_url").write_text("smtps://mail.example.com", encoding="utf-8")
        passwords.fill(self.folder, ["dev"])
        self.assertEqual(self.read("smtp_url"), "smtps://mail.example.com")


class Commands(unittest.TestCase):
    """A program that says what it was asked stands in for docker."""

    def run_with(self, docker: str, *arguments, **environment):
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder) / "docker"
            if docker:
                program.write_text(f"#!/bin/sh\n{docker}\n", encoding="utf-8")
                program.chmod(0o755)
            path = os.environ["PATH"]
            self.addCleanup(os.environ.__setitem__, "PATH", path)
            os.environ["PATH"] = f"{folder}:/bin" if docker else folder
            module = runpy.run_path(str(HERE / "__main__.py"))
            module["main"].__globals__["SECRETS"] = pathlib.Path(folder) / "secrets"
            said = io.StringIO()
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                status = module["main"](list(arguments), environment)
            return status, said.getvalue()

    def test_what_is_missing_is_said(self):
        for docker, missing in (
            ("", "no docker on PATH"),
            ('[ "$1" != compose ]', "no compose plugin"),
            ('[ "$1" != info ]', "its engine doesn't answer"),
            ('case "$*" in *up*) exit 1;; esac', "not everything became healthy"),
        ):
            status, said = self.run_with(docker, "up")
            self.assertEqual(status, 1)
            self.assertIn(missing, said)

    def test_the_start_ends_with_the_address_and_the_sign_in(self):
        status, said = self.run_with("exit 0", "up", SHORTLIST_PORT="8081")
        self.assertEqual(status, 0)
        self.assertRegex(said, r"^ready http://127.0.0.1:8081\nSign in as admin@example.com with the password \w{32} ")
        self.assertEqual(self.run_with("exit 0", "down"), (0, ""))
        self.assertEqual(self.run_with("exit 0", "logs"), (0, ""))
        self.assertEqual(self.run_with("exit 0", "restart")[0], 2)


class Yaml(unittest.TestCase):
    def test_what_is_read_is_what_is_written(self):
        text = 'a: &x\n  b: [1, "2", c:d]  # no\n  e: {f: true, g: "h: i"}\nj:\n  <<: *x\n  b:\n    - "k, l"\n    - m\nn:\n'
        shared = {"b": [1, "2", "c:d"], "e": {"f": True, "g": "h: i"}}
        self.assertEqual(yaml_subset.load(text), {"a": shared, "j": shared | {"b": ["k, l", "m"]}, "n": None})

    def test_what_is_unknown_is_refused(self):
        for text in ("a: |\n  b\n", "a: 1\na: 2\n", "a\n", "a: [b\n", "a: 1\n   b: 2\n"):
            with self.assertRaises((yaml_subset.NotInTheSubset, IndexError)):
                yaml_subset.load(text)


if __name__ == "__main__":
    unittest.main()
