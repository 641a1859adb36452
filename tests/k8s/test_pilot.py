"""The pilot on one server: as restricted as in the cluster, and everything that it asks for is made by deploy/pilot."""

import re
import unittest

import yaml

from cluster import ROOT, SERVICES

TEXT = (ROOT / "deploy/compose.yaml").read_text()
COMPOSE = yaml.safe_load(TEXT)["services"]
PILOT = (ROOT / "deploy/pilot").read_text()
OURS = (*SERVICES, "portal")
MIGRATIONS = tuple(f"{service}-migrate" for service in SERVICES)


class Pilot(unittest.TestCase):
    def test_our_programs_are_restricted_and_have_time_to_end(self):
        code = (ROOT / "libs/runtime/src/process.rs").read_text()
        hard = int(re.search(r"HARD_DEADLINE: Duration = Duration::from_secs\((\d+)\)", code).group(1))
        for name in (*OURS, *MIGRATIONS, "init", "nats", "redis", "front"):
            one = COMPOSE[name]
            self.assertEqual((one["read_only"], one["user"], one["cap_drop"], one["security_opt"]), (True, "10001:10001", ["ALL"], ["no-new-privileges:true"]), name)
            self.assertGreater(int(one["stop_grace_period"].removesuffix("s")), hard, name)
            self.assertNotIn("privileged", one, name)

    def test_each_runs_its_own_image_with_its_own_settings(self):
        for name in (*OURS, *MIGRATIONS):
            service = name.removesuffix("-migrate")
            one = COMPOSE[name]
            self.assertEqual(one["image"], f"${{IMAGES:?}}/{service}:${{VERSION:?}}")
            self.assertEqual(one["env_file"][0], f"compose/{service}.env")
            for file in one["env_file"]:
                self.assertTrue(file.startswith("${DATA:?}") or (ROOT / "deploy" / file).is_file(), file)
            mounts = [volume for volume in one.get("volumes", []) if "/run/congtam" in volume]
            self.assertEqual(mounts, [] if service == "portal" else [f"${{DATA:?}}/run/{service}:/run/congtam:ro"])
            if name in SERVICES:
                self.assertEqual(one["depends_on"][f"{name}-migrate"], {"condition": "service_completed_successfully"})

    def test_nobody_outside_reaches_more_than_the_pages(self):
        self.assertEqual({name: one["ports"] for name, one in COMPOSE.items() if "ports" in one}, {"front": ["443:8443"]})
        # Mails leave, pages are asked for.
        self.assertEqual({name for name, one in COMPOSE.items() if "outside" in one["networks"]}, {"front", "identity"})

    def test_what_is_asked_for_is_made(self):
        asked = set(re.findall(r"\$\{(\w+):\?}", TEXT))
        made = set(re.findall(r"^([A-Z_]+)=", PILOT.split("<<ENV", 1)[1], re.MULTILINE))
        self.assertEqual(asked - made, set())
        for folder in set(re.findall(r"\$\{DATA:\?}/([a-z]+)/", TEXT)):
            self.assertIn(folder, ("run", "data"))

    def test_connections_fit(self):
        most = int(re.search(r"-cmax_connections=(\d+)", TEXT).group(1))
        reference = (ROOT / "deploy/CONFIGURATION.md").read_text()
        calls, jobs = (int(re.search(rf"`runtime\.database\.{key}`.*\| `(\d+)` \| `\d+` \|", reference).group(1)) for key in ("max_connections", r"background\.max_connections"))
        # Pools, what is beside them, and migrations, which may all run at once.
        self.assertLess(len(SERVICES) * (calls + jobs + 3 + calls), most)


if __name__ == "__main__":
    unittest.main()
