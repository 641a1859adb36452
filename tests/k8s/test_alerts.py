"""Every alert speaks where it must and is silent where it must; every figure that it looks at is in the code; every runbook is there."""

import re
import subprocess
import tempfile
import unicodedata
import unittest
from pathlib import Path

import yaml

from cluster import ROOT, named, rendered

RULES = named(rendered("prod"), "PrometheusRule", "congtam")["spec"]
EVERY = [rule for group in RULES["groups"] for rule in group["rules"]]
ALERTS = {rule["alert"]: rule for rule in EVERY if "alert" in rule}
CASES = ROOT / "tests/k8s/alerts.yaml"


def figures_of_the_code() -> set[str]:
    """What the collector makes of the instruments in the code, by the rules of OpenTelemetry for Prometheus."""
    found = set()
    for path in [*ROOT.glob("libs/*/src/**/*.rs"), *ROOT.glob("services/*/src/**/*.rs")]:
        for kind, name, unit in re.findall(r'[uf]64_(?:observable_)?(gauge|counter|histogram)\("([a-z_.]+)"\)(?:\s*\.with_unit\("(\w+)"\))?', path.read_text()):
            name = name.replace(".", "_")
            if unit == "s" and not name.endswith("_seconds"):
                name += "_seconds"
            endings = {"gauge": [""], "counter": ["_total"], "histogram": ["_bucket", "_count", "_sum"]}[kind]
            found |= {name + ending for ending in endings}
    return found


def figures_of(expression: str) -> set[str]:
    without_labels = re.sub(r"\{[^}]*\}|\[[^]]*\]|\b(?:by|on|without) ?\([^)]*\)", "", expression)
    words = set(re.findall(r"[a-z][a-z_:0-9]*_[a-z_:0-9]+", without_labels))
    return {word for word in words if not word.startswith("congtam:") and not re.search(rf"\b{word} ?\(", without_labels)}


def anchors(path: Path) -> set[str]:
    """The anchors of the headings of a page: as renderers of Markdown make them, without the signs of Vietnamese."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    plain = [unicodedata.normalize("NFD", heading.lower().replace("đ", "d")) for heading in headings]
    return {re.sub(r"[^a-z0-9]+", "-", "".join(sign for sign in heading if not unicodedata.combining(sign))).strip("-") for heading in plain}


class Alerts(unittest.TestCase):
    def test_they_speak_and_are_silent_where_they_must(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "rules.yaml").write_text(yaml.safe_dump(RULES, allow_unicode=True))
            (Path(folder) / "cases.yaml").write_text(CASES.read_text())
            for arguments in (["check", "rules", "rules.yaml"], ["test", "rules", "cases.yaml"]):
                done = subprocess.run(["promtool", *arguments], cwd=folder, capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_each_has_a_case_of_both_kinds(self):
        speaks, silent = set(), set()
        for case in yaml.safe_load(CASES.read_text())["tests"]:
            for one in case["alert_rule_test"]:
                (speaks if one["exp_alerts"] else silent).add(one["alertname"])
        self.assertEqual((speaks, silent), (set(ALERTS), set(ALERTS)))

    def test_every_figure_is_in_the_code(self):
        known = figures_of_the_code()
        self.assertIn("rpc_server_call_duration_seconds_count", known)
        for rule in EVERY:
            asked = figures_of(rule["expr"])
            self.assertLessEqual(asked, known, rule.get("alert") or rule.get("record"))
            self.assertTrue(asked or "congtam:" in rule["expr"])

    def test_what_the_alerts_are_built_of_is_recorded(self):
        recorded = {rule["record"] for rule in EVERY if "record" in rule}
        used = {name for rule in ALERTS.values() for name in re.findall(r"congtam:[a-z_:0-9]+", rule["expr"])}
        self.assertEqual(used, recorded)

    def test_each_names_a_runbook_that_is_there(self):
        for name, rule in ALERTS.items():
            page, anchor = rule["annotations"]["runbook_url"].split("#")
            self.assertIn(anchor, anchors(ROOT / page), name)


if __name__ == "__main__":
    unittest.main()
