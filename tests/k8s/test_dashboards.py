"""Dashboards ask for figures that there are, in words that Prometheus understands, and leave none of ours unseen."""

import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

from cluster import of_kind, rendered
from test_alerts import EVERY, figures_of, figures_of_the_code

DASHBOARDS = {
    name: json.loads(text)
    for one in of_kind(rendered("prod"), "ConfigMap")
    if one["metadata"].get("labels", {}).get("grafana_dashboard") == "1"
    for name, text in one["data"].items()
}
EXPRESSIONS = [(name, panel["title"], target["expr"]) for name, board in DASHBOARDS.items() for panel in board["panels"] for target in panel["targets"]]


class Dashboards(unittest.TestCase):
    def test_each_asks_for_figures_of_the_code_or_of_the_rules(self):
        known, recorded = figures_of_the_code(), {rule["record"] for rule in EVERY if "record" in rule}
        for name, title, expression in EXPRESSIONS:
            self.assertLessEqual(figures_of(expression), known, f"{name}: {title}")
            self.assertLessEqual(set(re.findall(r"congtam:[a-z_:0-9]+", expression)), recorded, f"{name}: {title}")

    def test_prometheus_understands_every_expression(self):
        rules = [{"record": f"dashboard:{at}", "expr": expression} for at, (_, _, expression) in enumerate(EXPRESSIONS)]
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "rules.yaml").write_text(yaml.safe_dump({"groups": [{"name": "dashboards", "rules": rules}]}))
            done = subprocess.run(["promtool", "check", "rules", "rules.yaml"], cwd=folder, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_every_figure_of_ours_is_seen_somewhere(self):
        shown = {figure for _, _, expression in EXPRESSIONS for figure in figures_of(expression)}
        families = {re.sub(r"_(bucket|count|sum)$", "", figure) for figure in figures_of_the_code()}
        unseen = {family for family in families if not any(figure.startswith(family) for figure in shown)}
        self.assertEqual(unseen, set())

    def test_each_is_named_once_and_its_panels_do_not_overlap(self):
        self.assertEqual(len({board["uid"] for board in DASHBOARDS.values()}), len(DASHBOARDS))
        for name, board in DASHBOARDS.items():
            taken = set()
            for panel in board["panels"]:
                place = panel["gridPos"]
                cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
                self.assertFalse(cells & taken, f"{name}: {panel['title']}")
                self.assertLessEqual(place["x"] + place["w"], 24, f"{name}: {panel['title']}")
                taken |= cells


if __name__ == "__main__":
    unittest.main()
