"""What runs may do nothing that it need not, and what it is told is what it knows."""

import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

from cluster import COMPONENT, NAME, OVERLAYS, ROOT, SERVICES, containers, environment, kustomize, named, of_kind, rendered, template, workloads

def keys_of_the_reference() -> set[str]:
    """Every variable that deploy/CONFIGURATION.md names, those of every service under each."""
    text = (ROOT / "deploy/CONFIGURATION.md").read_text()
    every, own = text.split("\n## Every service", 1)[1].split("\n## identity", 1)
    shared = re.findall(r"`<SERVICE>(__[A-Z_<>a-z]+)`", every)
    keys = {f"{service.upper()}{key}" for service in (*SERVICES, "portal") for key in shared}
    return keys | set(re.findall(r"`([A-Z]+__[A-Z_]+)`", own))


class Pods(unittest.TestCase):
    maxDiff = None

    def each(self):
        for overlay in OVERLAYS:
            documents = rendered(overlay)
            for workload in workloads(documents):
                yield documents, workload, f"{overlay} {workload['kind']} {workload['metadata']['name']}"

    def test_pods_are_restricted(self):
        for _, workload, name in self.each():
            pod = template(workload)["spec"]
            self.assertIs(pod["automountServiceAccountToken"], False, name)
            self.assertIn("serviceAccountName", pod, name)
            self.assertNotIn("hostNetwork", pod, name)
            context = pod["securityContext"]
            self.assertIs(context["runAsNonRoot"], True, name)
            self.assertGreaterEqual(context["runAsUser"], 10000, name)
            self.assertEqual(context["seccompProfile"], {"type": "RuntimeDefault"}, name)
            for container in containers(workload):
                self.assertEqual(
                    container["securityContext"],
                    {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}},
                    name,
                )
                for kind in ("requests", "limits"):
                    self.assertEqual(set(container["resources"][kind]), {"cpu", "memory"}, name)

    def test_the_namespace_takes_no_other(self):
        labels = named(rendered("prod"), "Namespace", "congtam")["metadata"]["labels"]
        self.assertEqual(labels["pod-security.kubernetes.io/enforce"], "restricted")

    def test_services_are_asked_before_they_are_sent_calls_and_end_within_the_grace(self):
        code = (ROOT / "libs/runtime/src/process.rs").read_text()
        hard = int(re.search(r"HARD_DEADLINE: Duration = Duration::from_secs\((\d+)\)", code).group(1))
        for documents, workload, name in self.each():
            if workload["kind"] not in ("Deployment", "StatefulSet"):
                continue
            pod = template(workload)
            container = pod["spec"]["containers"][0]
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                self.assertIn(probe, container, name)
            service = pod["metadata"]["labels"][NAME]
            if service in SERVICES:
                for probe in ("startupProbe", "readinessProbe"):
                    self.assertEqual(container[probe]["grpc"], {"port": 8000}, name)
                self.assertGreater(pod["spec"]["terminationGracePeriodSeconds"], hard, name)
                self.assertEqual(pod["spec"]["initContainers"][0]["args"], ["check-config"], name)
                self.assertEqual(named(documents, "Service", service)["spec"]["clusterIP"], "None", name)
                self.assertEqual(named(documents, "Job", f"{service}-migrate")["spec"]["template"]["spec"]["containers"][0]["args"], ["migrate"])
                self.assertTrue(named(documents, "PodDisruptionBudget", service))

    def test_replicas_that_share_files_share_a_machine_and_all_others_spread(self):
        for documents, workload, name in self.each():
            service = workload["metadata"]["name"]
            if workload["kind"] not in ("Deployment", "StatefulSet") or service not in (*SERVICES, "portal"):
                continue
            pod = template(workload)["spec"]
            shares = [one for one in pod.get("volumes", []) if "persistentVolumeClaim" in one]
            # Only a service whose code keeps what people send.
            code = ROOT / f"services/{service}/src"
            keeps = any("runtime::files" in path.read_text() for path in code.rglob("*.rs"))
            self.assertEqual(bool(shares), keeps, name)
            where = pod.get("affinity", {}).get("podAffinity", {}).get("requiredDuringSchedulingIgnoredDuringExecution", [])
            spread = pod.get("topologySpreadConstraints", [])
            labels = {"matchLabels": {NAME: service, COMPONENT: "serve"}}
            chosen, other = (where, spread) if keeps else (spread, where)
            self.assertEqual(([one["labelSelector"] for one in chosen], [one["topologyKey"] for one in chosen], other), ([labels], ["kubernetes.io/hostname"], []), name)

    def test_selectors_select_the_pods_that_they_mean(self):
        for overlay in OVERLAYS:
            documents = rendered(overlay)
            pods = [(workload["metadata"]["name"], template(workload)["metadata"]["labels"]) for workload in workloads(documents)]
            for document in of_kind(documents, "Service", "PodDisruptionBudget"):
                selector = document["spec"]["selector"]
                selector = selector.get("matchLabels", selector)
                chosen = [name for name, labels in pods if selector.items() <= labels.items()]
                self.assertEqual(chosen, [document["metadata"]["name"]], f"{overlay} {document['kind']}")

    def test_every_variable_is_in_the_reference(self):
        known = keys_of_the_reference()
        self.assertIn("IDENTITY__RUNTIME__DATABASE__URL", known)
        for overlay in OVERLAYS:
            for settings in of_kind(rendered(overlay), "ConfigMap"):
                for variable in settings["data"]:
                    if "__" not in variable:
                        continue
                    key = re.sub(r"(VERIFYING_KEYS__)[A-Z]+", r"\1<name>", variable.removesuffix("_FILE"))
                    self.assertTrue({key, variable} & known, f"{overlay}: {variable}")

    def test_the_pages_have_one_address(self):
        for overlay in OVERLAYS:
            documents = rendered(overlay)
            values = {key: value for settings in of_kind(documents, "ConfigMap") for key, value in settings["data"].items()}
            self.assertEqual(values["IDENTITY__PORTAL_URL"], values["PORTAL__PUBLIC_URL"], overlay)
            for ingress in of_kind(documents, "Ingress"):
                host = values["PORTAL__PUBLIC_URL"].removeprefix("https://")
                self.assertEqual((ingress["spec"]["rules"][0]["host"], ingress["spec"]["tls"][0]["hosts"]), (host, [host]), overlay)


class Secrets(unittest.TestCase):
    """What deploy/secrets makes is what the pods mount, and the programs take it."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.made = Path(cls.folder.name) / "made"
        subprocess.run([ROOT / "deploy/secrets", cls.made], check=True, capture_output=True)
        cls.documents = kustomize(cls.made)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def held(self) -> dict[tuple[str, str], set[str]]:
        return {(one["kind"], one["metadata"]["name"]): set(one["data"]) for one in self.documents}

    def test_it_makes_what_is_mounted_and_nothing_else(self):
        held, documents = self.held(), rendered("prod")
        # Made in the cluster, by the operators of PostgreSQL and of certificates.
        theirs = {"postgres-ca", *(one["spec"]["secretName"] for one in of_kind(documents, "Certificate"))}
        used = set()
        for workload in workloads(documents):
            pod = template(workload)["spec"]
            for volume in pod.get("volumes", []):
                sources = volume.get("projected", {}).get("sources", []) + [{"secret": {"name": volume["secret"]["secretName"], **volume["secret"]}} for _ in [0] if "secret" in volume]
                used |= {("Secret", one["secret"]["name"]) for one in sources if "secret" in one}
                used |= {("ConfigMap", one["configMap"]["name"]) for one in sources if "configMap" in one}
            for container in containers(workload):
                used |= {("Secret", one["secretRef"]["name"]) for one in container.get("envFrom", []) if "secretRef" in one}
        roles = named(documents, "Cluster", "postgres")["spec"]["managed"]["roles"]
        used |= {("Secret", role["passwordSecret"]["name"]) for role in roles}
        self.assertEqual({one for one in used if one[1] not in theirs}, set(held))

    def test_every_file_that_a_variable_names_is_mounted(self):
        held, documents = self.held(), rendered("prod")
        for workload in workloads(documents):
            for container in containers(workload):
                mounts = {mount["mountPath"]: mount["name"] for mount in container.get("volumeMounts", [])}
                files = set()
                for volume in template(workload)["spec"].get("volumes", []):
                    folder = next((path for path, name in mounts.items() if name == volume["name"]), None)
                    for source in volume.get("projected", {}).get("sources", []):
                        one = source.get("secret") or source["configMap"]
                        kind = "Secret" if "secret" in source else "ConfigMap"
                        names = [item["path"] for item in one["items"]] if "items" in one else held[(kind, one["name"])]
                        files |= {f"{folder}/{name}" for name in names}
                # Migrations and the first run connect to no bus.
                passes = "__RUNTIME__BUS__" if workload["kind"] in ("Job", "CronJob") else "nothing"
                for variable, value in environment(documents, container).items():
                    if variable.endswith("_FILE") and passes not in variable:
                        self.assertIn(value, files, f"{workload['metadata']['name']}: {variable}")

    def test_again_changes_nothing_and_others_cannot_read_it(self):
        before = {path: path.read_bytes() for path in self.made.rglob("*") if path.is_file()}
        subprocess.run([ROOT / "deploy/secrets", self.made], check=True, capture_output=True)
        self.assertEqual(before, {path: path.read_bytes() for path in self.made.rglob("*") if path.is_file()})
        self.assertEqual([str(path) for path in self.made.rglob("*") if path.stat().st_mode & 0o077], [])


class Yaml(unittest.TestCase):
    def test_every_file_is_used(self):
        """A kustomization names every other file beside it."""
        for folder in {path.parent for path in (ROOT / "k8s").rglob("kustomization.yaml")}:
            text = (folder / "kustomization.yaml").read_text()
            yaml.safe_load(text)
            unused = [path.name for path in folder.iterdir() if path.is_file() and path.name != "kustomization.yaml" and path.name not in text]
            self.assertEqual(unused, [], folder)


if __name__ == "__main__":
    unittest.main()
