"""Every overlay is what a cluster takes: strict schemas, of custom resources too."""

import json
import subprocess
import unittest

import jsonschema
import kubernetes_validate
from cloudcoil.models.cert_manager import v1 as cert_manager
from cloudcoil.models.keda import v1alpha1 as keda
from cloudcoil.models.prometheus_operator import v1 as prometheus

from cluster import OVERLAYS, ROOT, of_kind, rendered, with_components

# From the oldest that is supported to the newest that the schemas know.
VERSIONS = ("1.31", "1.36")
CUSTOM = {
    ("cert-manager.io/v1", "Certificate"): cert_manager.Certificate,
    ("cert-manager.io/v1", "Issuer"): cert_manager.Issuer,
    ("keda.sh/v1alpha1", "ScaledObject"): keda.ScaledObject,
    ("monitoring.coreos.com/v1", "PodMonitor"): prometheus.PodMonitor,
    ("monitoring.coreos.com/v1", "PrometheusRule"): prometheus.PrometheusRule,
}


def strict(schema: dict) -> dict:
    """The same schema, which takes no key that it does not name."""
    if isinstance(schema, dict):
        schema = {key: strict(inner) for key, inner in schema.items()}
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
        return schema
    return [strict(inner) for inner in schema] if isinstance(schema, list) else schema


def schema_of(document: dict) -> dict:
    place = (document["apiVersion"], document["kind"])
    if place[0] == "postgresql.cnpg.io/v1":
        return json.loads((ROOT / "tests/k8s/cloudnative-pg.json").read_text())[place[1]]
    if place not in CUSTOM:
        raise AssertionError(f"nobody knows the schema of {place}")
    schema = CUSTOM[place].model_json_schema(by_alias=True)
    return strict(schema)


def problems_of(document: dict) -> list[str]:
    group = document["apiVersion"].split("/")[0]
    name = f"{document['kind']} {document['metadata']['name']}"
    if "." in group and not group.endswith(".k8s.io"):
        found = jsonschema.Draft202012Validator(schema_of(document)).iter_errors(document)
        return [f"{name}: {'.'.join(map(str, error.absolute_path))}: {error.message}" for error in found]
    problems = []
    for version in VERSIONS:
        try:
            kubernetes_validate.validate(document, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            problems.append(f"{name} ({version}): {'.'.join(map(str, error.path))}: {error.message}")
    return problems


class Rendered(unittest.TestCase):
    maxDiff = None

    def test_generated_files_are_as_their_sources_say(self):
        done = subprocess.run([ROOT / "k8s/generate", "--check"], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""), "run k8s/generate")

    def test_every_document_of_every_overlay_has_a_schema_and_keeps_it(self):
        every = [rendered(overlay) for overlay in OVERLAYS] + [with_components("keda"), with_components("object-store")]
        different = {json.dumps(document, sort_keys=True): document for documents in every for document in documents}
        problems = [problem for document in different.values() for problem in problems_of(document)]
        self.assertEqual(problems, [])

    def test_what_is_wrong_is_found(self):
        cluster = of_kind(rendered("prod"), "Cluster")[0]
        certificate = of_kind(rendered("prod"), "Certificate")[0]
        service = of_kind(rendered("prod"), "Service")[0]
        for document in (cluster, certificate, service):
            wrong = json.loads(json.dumps(document))
            wrong["spec"]["sellector"] = {}
            self.assertTrue(problems_of(wrong), document["kind"])
        with self.assertRaisesRegex(AssertionError, "nobody knows"):
            problems_of(cluster | {"apiVersion": "example.com/v1"})
        self.assertTrue(problems_of({**cluster, "spec": {**cluster["spec"], "instances": "three"}}))

    def test_everything_is_in_the_namespace_and_named_once(self):
        for overlay in OVERLAYS:
            documents = rendered(overlay)
            outside = [one["metadata"]["name"] for one in documents if one["kind"] != "Namespace" and one["metadata"].get("namespace") != "congtam"]
            self.assertEqual(outside, [], overlay)
            ids = [(one["apiVersion"], one["kind"], one["metadata"]["name"]) for one in documents]
            self.assertEqual(len(ids), len(set(ids)), overlay)

    def test_images_come_from_the_one_list(self):
        for overlay in OVERLAYS:
            text = json.dumps(rendered(overlay))
            images = set(part.split('"')[0] for key in ('"image": "', '"imageName": "') for part in text.split(key)[1:])
            self.assertTrue(images)
            self.assertEqual([image for image in images if not image.startswith("registry.example/")], [], overlay)
            self.assertEqual([image for image in images if image.endswith(":latest") or ":" not in image], [], overlay)
            self.assertFalse(of_kind(rendered(overlay), "Secret"), "secrets are in no overlay")


if __name__ == "__main__":
    unittest.main()
