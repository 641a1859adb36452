"""The images hold what they need and nothing that somebody could run instead; twice the same release gives twice the same digest."""

import io
import json
import re
import subprocess
import tarfile
import tempfile
import unittest
from contextlib import contextmanager
from pathlib import Path

from bus import free_port
from cluster import ROOT, SERVICES
from machine import wait_for

IMAGES = (*SERVICES, "portal", "congtam")
LAYOUT = ROOT / "out/images"
MOST_COMPRESSED_MB = 60


def blob(digest: str) -> bytes:
    return (LAYOUT / "blobs" / digest.replace(":", "/")).read_bytes()


def manifest(image: str) -> dict:
    entries = json.loads((LAYOUT / "index.json").read_text())["manifests"]
    found = [entry for entry in entries if entry["annotations"]["org.opencontainers.image.ref.name"].startswith(f"congtam/{image}:")]
    assert len(found) == 1, image
    return json.loads(blob(found[0]["digest"]))


def members(image: str) -> dict[str, tuple[tarfile.TarInfo, bytes]]:
    """Every file of an image, with what is in it."""
    held = {}
    for layer in manifest(image)["layers"]:
        with tarfile.open(fileobj=io.BytesIO(blob(layer["digest"])), mode="r:gz") as archive:
            for member in archive:
                held[member.name.strip("/")] = (member, archive.extractfile(member).read() if member.isfile() else b"")
    return held


class Images(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # It builds each image twice and refuses two that differ.
        subprocess.run([ROOT / "deploy/images"], check=True)

    def test_they_are_run_as_nobody_special_and_say_what_they_are(self):
        for image in IMAGES:
            config = json.loads(blob(manifest(image)["config"]["digest"]))
            self.assertEqual(config["config"]["User"], "10001:10001", image)
            self.assertEqual(config["config"]["Entrypoint"], [f"/bin/{image}"], image)
            self.assertEqual(config["created"], "1970-01-01T00:00:00Z", image)
            labels = config["config"]["Labels"]
            for label in ("title", "version", "revision", "licenses", "vendor"):
                self.assertTrue(labels[f"org.opencontainers.image.{label}"], f"{image} {label}")

    def test_nothing_but_the_program_can_be_run(self):
        for image in IMAGES:
            held = members(image)
            runnable = [name for name, (member, _) in held.items() if member.isfile() and member.mode & 0o111]
            self.assertEqual(runnable, [f"bin/{image}"])
            # It asks for no interpreter: nothing else is loaded.
            _, program = held[f"bin/{image}"]
            headers = subprocess.run(["readelf", "--program-headers", "--wide", "/dev/stdin"], input=program, capture_output=True, check=True).stdout.decode()
            self.assertNotIn("INTERP", headers, image)
            special = [name for name, (member, _) in held.items() if member.mode & 0o6000 or member.issym() or member.isdev()]
            self.assertEqual(special, [], image)
            for needed in ("etc/ssl/certs/ca-certificates.crt", "etc/nsswitch.conf", "usr/share/zoneinfo/Asia/Ho_Chi_Minh"):
                self.assertIn(needed, held, image)

    def test_places_and_times_of_the_build_are_in_no_program(self):
        for image in IMAGES:
            held = members(image)
            self.assertEqual({member.mtime for member, _ in held.values()}, {0}, image)
            _, program = held[f"bin/{image}"]
            for place in (str(ROOT), str(Path.home())):
                found = re.findall(rb"[ -~]*" + re.escape(place.encode()) + rb"[ -~]{0,60}", program)
                self.assertEqual(found[:3], [], image)

    def test_what_is_read_is_there(self):
        self.assertIn("usr/share/congtam/assets/portal.css", members("portal"))
        self.assertIn("usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf", members("reporting"))
        self.assertFalse([name for name in members("identity") if "fonts" in name or "assets" in name])

    def test_their_contents_are_listed_with_the_crates_that_they_are_made_of(self):
        for image in IMAGES:
            listed = json.loads((ROOT / f"out/sbom/{image}.cdx.json").read_text())
            self.assertEqual(listed["bomFormat"], "CycloneDX")
            names = {component["name"] for component in listed["components"]}
            self.assertLessEqual({"tokio", "tonic", "rustls"}, names, image)

    def test_they_are_small(self):
        for image in IMAGES:
            size = sum(layer["size"] for layer in manifest(image)["layers"]) / 1e6
            self.assertLess(size, MOST_COMPRESSED_MB, image)


class Bundle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        subprocess.run([ROOT / "deploy/bundle"], check=True)
        (cls.archive,) = (ROOT / "out").glob("congtam-*.tar")

    def test_everything_is_in_one_archive(self):
        self.assertLess(self.archive.stat().st_size, 400e6)
        with tarfile.open(self.archive) as opened:
            names = {"/".join(member.name.split("/")[1:]) for member in opened}
        for needed in ("images/index.json", "rendered/prod.yaml", "rendered/CUSTOM-KINDS.txt", "sbom/identity.cdx.json", "SHA256SUMS", "deploy/load", "deploy/compose/identity.env", "k8s/overlays/prod/kustomization.yaml"):
            self.assertIn(needed, names)

    def test_its_images_come_into_a_registry_as_they_were_made_and_broken_ones_do_not(self):
        with tempfile.TemporaryDirectory() as name, registry(Path(name)) as address:
            with tarfile.open(self.archive) as opened:
                opened.extractall(name)
            (root,) = Path(name).glob("congtam-*")
            load = [root / "deploy/load", "--registry", f"{address}/congtam", "--plain-http"]
            subprocess.run(load, check=True, capture_output=True)
            version = self.archive.stem.removeprefix("congtam-")
            for image in IMAGES:
                inspect = ["skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}", f"docker://{address}/congtam/{image}:{version}"]
                digest = subprocess.run(inspect, check=True, capture_output=True, text=True).stdout.strip()
                self.assertIn(digest, {entry["digest"] for entry in json.loads((LAYOUT / "index.json").read_text())["manifests"]}, image)
            with (root / "k8s/edges.json").open("a") as changed:
                changed.write(" ")
            done = subprocess.run(load, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn("not as it was made", done.stderr)


@contextmanager
def registry(folder: Path):
    """A registry of its own on loopback."""
    address = f"127.0.0.1:{free_port()}"
    (folder / "registry.yml").write_text(f"version: 0.1\nstorage: {{filesystem: {{rootdirectory: {folder}/registry}}}}\nhttp: {{addr: '{address}'}}\n")
    server = subprocess.Popen(["docker-registry", "serve", folder / "registry.yml"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for("the registry", 20, lambda: subprocess.run(["curl", "--silent", f"http://{address}/v2/"], capture_output=True, check=False).returncode == 0)
        yield address
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    unittest.main()
