"""The overlays as they would reach a cluster, and how to look into them."""

import functools
import json
import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
OVERLAYS = ("dev", "staging", "prod", "peak")
SERVICES = ("identity", "worklog", "evaluation", "scoring", "reporting", "partners")
NAME = "app.kubernetes.io/name"
COMPONENT = "app.kubernetes.io/component"


def kustomize(folder: Path) -> list[dict]:
    """Everything that a folder renders to."""
    done = subprocess.run(["kubectl", "kustomize", folder], capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"{folder}: {done.stderr}")
    return [document for document in yaml.safe_load_all(done.stdout) if document]


@functools.cache
def rendered(overlay: str) -> tuple[dict, ...]:
    return tuple(kustomize(ROOT / "k8s/overlays" / overlay))


@functools.cache
def with_components(*names: str) -> tuple[dict, ...]:
    """The overlay prod with more components than it has: those that are an option."""
    folder = ROOT / "k8s/overlays" / ("." + "-".join(names))
    folder.mkdir()
    try:
        components = [f"../../components/{name}" for name in names]
        (folder / "kustomization.yaml").write_text(json.dumps({"resources": ["../prod"], "namespace": "congtam", "components": components}))
        return tuple(kustomize(folder))
    finally:
        (folder / "kustomization.yaml").unlink(missing_ok=True)
        folder.rmdir()


def capacity() -> dict:
    return json.loads((ROOT / "deploy/capacity.json").read_text())


def of_kind(documents, *kinds: str) -> list[dict]:
    return [document for document in documents if document["kind"] in kinds]


def named(documents, kind: str, name: str) -> dict:
    found = [document for document in of_kind(documents, kind) if document["metadata"]["name"] == name]
    assert len(found) == 1, f"{len(found)} times {kind} {name}"
    return found[0]


def template(workload: dict) -> dict:
    """The pod of a workload."""
    spec = workload["spec"]
    if workload["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    return spec["template"]


def workloads(documents) -> list[dict]:
    return of_kind(documents, "Deployment", "StatefulSet", "Job", "CronJob")


def containers(workload: dict) -> list[dict]:
    pod = template(workload)["spec"]
    return pod["containers"] + pod.get("initContainers", [])


def environment(documents, container: dict) -> dict[str, str]:
    """The variables of a container, but for those that come out of secrets."""
    values: dict[str, str] = {}
    for source in container.get("envFrom", []):
        if "configMapRef" in source:
            values |= named(documents, "ConfigMap", source["configMapRef"]["name"])["data"]
    values |= {one["name"]: one["value"] for one in container.get("env", []) if "value" in one}
    return values
