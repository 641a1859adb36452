"""What a policy scanner says about overlays and Dockerfile: nothing, but for what policy.json gives a reason for."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

from cluster import OVERLAYS, ROOT, rendered

REASONS = json.loads((ROOT / "tests/k8s/policy.json").read_text())


def failed(framework: str, path: Path) -> set[tuple[str, str]]:
    command = ["checkov", "--skip-download", "--quiet", "--compact", "--framework", framework, "--output", "json", "--file", path]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    return {(one["check_id"], one["resource"]) for one in told["results"]["failed_checks"]}


class Policy(unittest.TestCase):
    def test_nothing_is_left_without_a_reason_and_no_reason_without_need(self):
        found = failed("dockerfile", ROOT / "deploy/Dockerfile")
        with tempfile.TemporaryDirectory() as folder:
            for overlay in OVERLAYS:
                path = Path(folder) / f"{overlay}.yaml"
                path.write_text(yaml.safe_dump_all(rendered(overlay)))
                # One machine of a developer has no network policies.
                found |= {one for one in failed("kubernetes", path) if overlay != "dev" or one[0] != "CKV2_K8S_6"}
        self.assertEqual({one for one in found if one[0] not in REASONS}, set())
        self.assertEqual({check for check, _ in found}, set(REASONS))


if __name__ == "__main__":
    unittest.main()
