"""The programs take what the overlays tell them, and the Dockerfile is what images are made of."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from bus import certificates
from cluster import OVERLAYS, ROOT, SERVICES, environment, named, rendered, template


def folder_of_programs() -> Path:
    """Where they were built last: for the tests, or for the images."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", Path.home() / ".cache/congtam/target"))
    places = [target / "debug", ROOT / "out/release/bin"]
    return next((place for place in places if (place / "portal").is_file()), places[0])


def mounted(folder: Path) -> Path:
    """What is mounted at /run/congtam, for each service in a folder of its name."""
    subprocess.run([ROOT / "deploy/secrets", folder / "made"], check=True, capture_output=True)
    (folder / "authority").mkdir()
    certificates(folder / "authority")
    for service in (*SERVICES, "portal"):
        place = folder / service
        (place / "bus").mkdir(parents=True)
        for file in [*(folder / "made" / service).glob("*"), *(folder / "made/public").glob("*"), *(folder / "made/owners" / service).glob("*")]:
            (place / file.name).write_bytes(file.read_bytes())
        for file in ("ca.crt", "tls.crt", "tls.key"):
            (place / "bus" / file).write_bytes((folder / "authority" / file).read_bytes())
        (place / "postgres-ca.crt").write_bytes((folder / "authority/ca.crt").read_bytes())
    return folder


def told(documents, service: str, folder: Path) -> dict[str, str]:
    """The environment of a service, with the places of the image and of its volumes on this machine."""
    kind = "Deployment" if service == "portal" else "StatefulSet"
    values = environment(documents, template(named(documents, kind, service))["spec"]["containers"][0])
    values.setdefault("PORTAL__ASSETS_DIR", str(ROOT / "services/portal/assets/src"))
    return {key: value.replace("/run/congtam", str(folder / service)).replace("/var/lib/congtam", str(folder / service / "data")) for key, value in values.items()}


class Programs(unittest.TestCase):
    maxDiff = None

    def run_it(self, service: str, values: dict[str, str]) -> subprocess.CompletedProcess:
        program = folder_of_programs() / service
        self.assertTrue(program.is_file(), f"{program} is not built: cargo build --workspace")
        return subprocess.run([program, "check-config"], env=values, capture_output=True, text=True, check=False)

    def test_each_service_takes_the_settings_of_each_overlay(self):
        with tempfile.TemporaryDirectory() as name:
            folder = mounted(Path(name))
            secrets = {path.read_text().strip() for path in (folder / "made").rglob("*") if path.is_file() and "public" not in path.parts and path.name != "username"}
            for overlay in OVERLAYS:
                for service in (*SERVICES, "portal"):
                    done = self.run_it(service, told(rendered(overlay), service, folder))
                    self.assertEqual(done.returncode, 0, f"{overlay} {service}: {done.stderr}")
                    said = done.stdout + done.stderr
                    self.assertEqual([secret for secret in secrets if len(secret) > 8 and secret in said], [], service)

    def test_what_is_missing_is_told(self):
        with tempfile.TemporaryDirectory() as name:
            folder = mounted(Path(name))
            (folder / "scoring/signing_key.pem").unlink()
            done = self.run_it("scoring", told(rendered("prod"), "scoring", folder))
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("SIGNING_KEY", done.stderr)


class Dockerfile(unittest.TestCase):
    text = (ROOT / "deploy/Dockerfile").read_text()

    def test_it_is_as_dockerfiles_should_be(self):
        done = subprocess.run(["hadolint", "--no-color", ROOT / "deploy/Dockerfile"], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_there_is_one_image_a_program_without_anything_to_run_beside_it(self):
        targets = re.findall(r"^FROM base AS (\w+)$", self.text, re.MULTILINE)
        self.assertEqual(targets, [*SERVICES, "portal", "congtam"])
        self.assertEqual(re.findall(r"^USER (.*)$", self.text, re.MULTILINE), ["10001:10001"])
        programs = re.findall(r"^COPY --from=release bin/(\w+) /bin/(\w+)\nEXPOSE|^COPY --from=release bin/(\w+)", self.text, re.MULTILINE)
        self.assertEqual(len(programs), len(targets))

    def test_the_images_are_those_of_the_one_list(self):
        listed = re.findall(r"name: congtam/(\w+),", (ROOT / "k8s/components/images/kustomization.yaml").read_text())
        self.assertEqual(listed, re.findall(r"^FROM base AS (\w+)$", self.text, re.MULTILINE))
        version = re.search(r'^version = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE).group(1)
        tags = re.findall(r"name: congtam/\w+,.*newTag: ([^}]+)}", (ROOT / "k8s/components/images/kustomization.yaml").read_text())
        self.assertEqual(set(tags), {version})


if __name__ == "__main__":
    unittest.main()
