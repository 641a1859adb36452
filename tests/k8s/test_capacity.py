"""The numbers of the overlays come from deploy/capacity.json, and their sums fit."""

import re
import unittest

from cluster import OVERLAYS, ROOT, SERVICES, capacity, environment, named, of_kind, rendered, template, workloads


def cores(text: str) -> float:
    return float(text.removesuffix("m")) / (1000 if text.endswith("m") else 1)


def mebibytes(text: str) -> float:
    number, unit = re.fullmatch(r"(\d+)(Mi|Gi)", text).groups()
    return int(number) * {"Mi": 1, "Gi": 1024}[unit]


def main_container(documents, service: str) -> dict:
    kind = "Deployment" if service == "portal" else "StatefulSet"
    return template(named(documents, kind, service))["spec"]["containers"][0]


class Capacity(unittest.TestCase):
    maxDiff = None

    def most_replicas(self, documents, service: str) -> int:
        kind = "Deployment" if service == "portal" else "StatefulSet"
        scaled = [one["spec"]["maxReplicas"] for one in of_kind(documents, "HorizontalPodAutoscaler") if one["metadata"]["name"] == service]
        return max([named(documents, kind, service)["spec"]["replicas"], *scaled])

    def test_connections_fit_when_everything_is_as_large_as_it_gets(self):
        known = capacity()["database"]
        beside = sum(known["beside_pools"].values())
        for overlay in OVERLAYS:
            documents = rendered(overlay)
            taken = known["administrators"] + known["operator_and_replication"] + known["superuser_reserved"]
            for service in SERVICES:
                values = environment(documents, main_container(documents, service))
                prefix = f"{service.upper()}__RUNTIME__DATABASE__"
                each = int(values[f"{prefix}MAX_CONNECTIONS"]) + int(values[f"{prefix}BACKGROUND__MAX_CONNECTIONS"]) + beside
                taken += each * self.most_replicas(documents, service)
                job = template(named(documents, "Job", f"{service}-migrate"))["spec"]["containers"][0]
                taken += int(environment(documents, job)[f"{prefix}MAX_CONNECTIONS"])
            most = int(named(documents, "Cluster", "postgres")["spec"]["postgresql"]["parameters"]["max_connections"])
            print(f"  {overlay}: {taken} of {most} connections", flush=True)
            self.assertLess(taken, most, overlay)

    def test_connections_beside_the_pools_are_those_of_the_code(self):
        """The probe of health, the holder of the relay's lock and the one that listens."""
        relay = (ROOT / "libs/events/src/relay.rs").read_text().split("#[cfg(test)]")[0]
        probe = (ROOT / "libs/store/src/connect.rs").read_text()
        counted = {"relay": len(re.findall(r"Pg(?:Connection|Listener)::connect\(", relay)), "health": len(re.findall(r"PgConnection::connect_with\(", probe))}
        self.assertEqual(counted, capacity()["database"]["beside_pools"])

    def test_threads_have_the_processors_that_they_need(self):
        hashing = capacity()["hashing_threads"]
        turns = (ROOT / "services/identity/src/turns.rs").read_text()
        self.assertEqual(hashing, {"identity": int(re.search(r"AT_ONCE: usize = (\d+)", turns).group(1))})
        for overlay in OVERLAYS:
            documents = rendered(overlay)
            for service in (*SERVICES, "portal"):
                container = main_container(documents, service)
                values = environment(documents, container)
                threads = int(values["TOKIO_WORKER_THREADS"]) + hashing.get(service, 0)
                if service == "reporting":
                    self.assertEqual(values["RAYON_NUM_THREADS"], values["REPORTING__PRESSES"])
                    threads += int(values["REPORTING__PRESSES"])
                self.assertGreaterEqual(cores(container["resources"]["limits"]["cpu"]), threads, f"{overlay} {service}")

    def test_every_number_comes_from_the_file(self):
        for overlay, given in capacity()["overlays"].items():
            documents = rendered(overlay)
            for service, one in given["services"].items():
                kind = "Deployment" if service == "portal" else "StatefulSet"
                workload = named(documents, kind, service)
                self.assertEqual(workload["spec"]["replicas"], one["replicas"], f"{overlay} {service}")
                resources = main_container(documents, service)["resources"]
                told = {"requests": {"cpu": one["cpu"][0], "memory": one["memory"][0]}, "limits": {"cpu": one["cpu"][1], "memory": one["memory"][1]}}
                self.assertEqual(resources, told, f"{overlay} {service}")
                self.assertEqual(self.most_replicas(documents, service), one.get("most", one["replicas"]), f"{overlay} {service}")
            cluster = named(documents, "Cluster", "postgres")["spec"]
            self.assertEqual((cluster["instances"], cluster["storage"]["size"]), (given["postgres"]["instances"], given["postgres"]["storage"]), overlay)
            self.assertEqual(named(documents, "StatefulSet", "nats")["spec"]["replicas"], given["nats"]["replicas"], overlay)

    def test_memory_is_more_than_was_measured(self):
        for service, measured in capacity()["measured"].get("memory_mib", {}).items():
            for overlay in OVERLAYS:
                resources = main_container(rendered(overlay), service)["resources"]
                self.assertGreater(mebibytes(resources["requests"]["memory"]), measured["idle"], f"{overlay} {service}")
                self.assertGreater(mebibytes(resources["limits"]["memory"]), 2 * measured["idle"], f"{overlay} {service}")

    def test_the_peak_has_no_less_than_the_rest_of_the_year(self):
        overlays = capacity()["overlays"]
        for service, one in overlays["prod"]["services"].items():
            peak = overlays["peak"]["services"][service]
            for key in ("replicas", "most", "pool", "background", "threads"):
                self.assertGreaterEqual(peak.get(key, 0), one.get(key, 0), f"{service} {key}")

    def test_two_of_each_in_production(self):
        documents = rendered("prod")
        for workload in workloads(documents):
            if workload["metadata"]["name"] in (*SERVICES, "portal"):
                self.assertGreaterEqual(workload["spec"].get("replicas", 2), 2, workload["metadata"]["name"])
        cluster = named(documents, "Cluster", "postgres")["spec"]
        self.assertEqual(cluster["postgresql"]["synchronous"], {"method": "any", "number": 1, "dataDurability": "required", "failoverQuorum": True})


if __name__ == "__main__":
    unittest.main()
