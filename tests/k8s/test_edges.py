"""Who may connect to whom is what the table says, and what the settings of the services need."""

import json
import re
import unittest

from cluster import COMPONENT, NAME, ROOT, SERVICES, containers, environment, of_kind, rendered, template, workloads

TABLE = json.loads((ROOT / "k8s/edges.json").read_text())
PLACES = TABLE["places"]
WITH_POLICIES = ("staging", "prod", "peak")


def table() -> set[tuple[str, str, int]]:
    return {(source, edge["to"], port) for edge in TABLE["edges"] for source in edge["from"] for port in edge["ports"]}


def name_of(labels: dict) -> str:
    """The name in the table of pods with such labels."""
    if "cnpg.io/cluster" in labels:
        return labels["cnpg.io/cluster"]
    part = labels.get(COMPONENT)
    return {"migrate": f"{labels[NAME]}-migrate", "operate": "congtam-init"}.get(part, labels[NAME])


def pods(documents) -> dict[str, dict]:
    found = {name_of(template(one)["metadata"]["labels"]): template(one)["metadata"]["labels"] for one in workloads(documents)}
    return found | {"postgres": {"cnpg.io/cluster": "postgres"}}


def stands_for(peer: dict, inside: dict[str, dict]) -> list[str]:
    """The names that a peer of a policy lets in or out."""
    if "ipBlock" in peer:
        return [name for name, place in PLACES.items() if peer["ipBlock"]["cidr"] in place.get("networks", [])]
    if "namespaceSelector" in peer:
        selector = {"namespace": peer["namespaceSelector"]["matchLabels"]} | ({"pods": peer["podSelector"]["matchLabels"]} if "podSelector" in peer else {})
        return [name for name, place in PLACES.items() if place == selector]
    selector = peer["podSelector"].get("matchLabels", {})
    return [name for name, labels in inside.items() if selector.items() <= labels.items()]


def allowed(documents) -> tuple[set, set]:
    """What policies let out, and what they let in."""
    inside = pods(documents)
    out, into = set(), set()
    for policy in of_kind(documents, "NetworkPolicy"):
        spec = policy["spec"]
        chosen = [name for name, labels in inside.items() if spec["podSelector"].get("matchLabels", {}).items() <= labels.items()]
        assert chosen, f"{policy['metadata']['name']} chooses no pod"
        for name in chosen:
            for rule in spec.get("egress", []):
                out |= {(name, other, port["port"]) for peer in rule["to"] for other in stands_for(peer, inside) for port in rule["ports"]}
            for rule in spec.get("ingress", []):
                into |= {(other, name, port["port"]) for peer in rule["from"] for other in stands_for(peer, inside) for port in rule["ports"]}
    return out, into


class Edges(unittest.TestCase):
    maxDiff = None

    def test_nothing_is_allowed_by_default(self):
        for overlay in WITH_POLICIES:
            whole = [one["spec"] for one in of_kind(rendered(overlay), "NetworkPolicy") if not one["spec"]["podSelector"]]
            self.assertIn({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}, whole, overlay)

    def test_the_policies_let_through_what_the_table_says_and_nothing_else(self):
        for overlay in WITH_POLICIES:
            documents = rendered(overlay)
            inside = pods(documents)
            out, into = allowed(documents)
            names = {(name, "dns", 53) for name in inside}
            self.assertEqual(out, {edge for edge in table() if edge[0] not in PLACES} | names, overlay)
            self.assertEqual(into, {edge for edge in table() if edge[1] not in PLACES}, overlay)

    def test_every_pod_and_place_of_the_table_is_there(self):
        inside = pods(rendered("prod"))
        told = {name for source, target, _ in table() for name in (source, target)}
        self.assertEqual(told - set(PLACES) - {"dns"}, set(inside))

    def test_the_table_is_what_the_settings_name(self):
        """Every address in the settings of a pod is an edge, and every edge inside the namespace is in the settings of its pod."""
        documents, needed = rendered("prod"), set()
        for workload in workloads(documents):
            name = name_of(template(workload)["metadata"]["labels"])
            if name not in (*SERVICES, "portal"):
                continue
            for container in containers(workload):
                for variable, value in environment(documents, container).items():
                    for host, port in re.findall(r"//([a-z]+):(\d+)", value):
                        needed.add((name, host, int(port)))
                    # What stands in secrets, by the names that deploy/secrets gives them.
                    if variable.endswith("DATABASE__URL_FILE"):
                        needed.add((name, "postgres", 5432))
                    if variable.endswith("CACHE_URL_FILE"):
                        needed.add((name, "redis", 6379))
        inner = {edge for edge in table() if edge[0] in (*SERVICES, "portal") and edge[1] not in PLACES}
        self.assertEqual(needed, inner)

    def test_ports_are_those_that_somebody_listens_at(self):
        listening = {}
        for workload in workloads(rendered("prod")):
            name = name_of(template(workload)["metadata"]["labels"])
            listening[name] = {port["containerPort"] for one in containers(workload) for port in one.get("ports", [])}
        for _, target, port in table():
            if target in listening:
                self.assertIn(port, listening[target], target)


if __name__ == "__main__":
    unittest.main()
