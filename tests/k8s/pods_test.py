"""The pods of the overlay prod, run: each service twice, read-only, as nobody special, with TLS and passwords, against real servers.

Podman plays what kustomize renders. It knows no StatefulSet, projected volume, probe or network policy: a set is played as its pods, its
volumes as folders, probes are asked from here, and policies do not hold here (test_edges.py looks at these).
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from cluster import ROOT, SERVICES, named, of_kind, rendered, template
from machine import HOST, NATS, NETWORK, Podman, images_into, podman, servers, wait_for
from test_programs import mounted

ORDER = (*SERVICES, "portal")
SERVING = b"\0\0\0\0\x02\x08\x01"
GRACE = 30


def address(service: str, ordinal: int) -> str:
    return f"{NETWORK}.{20 + 10 * ORDER.index(service) + ordinal}"


def health(host: str, name: str = "") -> bytes:
    """The answer of grpc.health.v1 about a name; nothing when there is none."""
    asked = (b"\x0a" + bytes([len(name)]) + name.encode()) if name else b""
    message = b"\0" + len(asked).to_bytes(4, "big") + asked
    headers = ["--header", "content-type: application/grpc", "--header", "te: trailers"]
    command = ["curl", "--silent", "--max-time", "3", "--http2-prior-knowledge", *headers, "--data-binary", "@-", f"http://{host}:8000/grpc.health.v1.Health/Check"]
    return subprocess.run(command, input=message, capture_output=True, check=False).stdout


def page(host: str, path: str, cookie: str = "", form: bytes | None = None) -> tuple[int, str]:
    """Status and text of a page, as a browser behind the proxy gets them."""
    request = urllib.request.Request(f"http://{host}:8000{path}", data=form, headers={"sec-fetch-site": "same-origin", "cookie": cookie})
    opener = urllib.request.build_opener(Stay())
    try:
        with opener.open(request, timeout=15) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) / 1024


class World:
    """The folders that stand for volumes and secrets, and the pods."""

    def __init__(self, one: Podman, folder: Path):
        self.podman, self.folder, self.documents = one, folder, rendered("prod")
        self.mounted = mounted(folder / "mounted")
        for path in (folder / "mounted").rglob("*"):
            os.chown(path, 10001, 10001)
            path.chmod(0o500 if path.is_dir() else 0o400)
        os.chmod(folder / "mounted", 0o711)

    def aliases(self) -> list[dict]:
        names = [(HOST, "postgres-rw"), (HOST, "redis"), (HOST, "collector"), *((ip, "nats") for ip in NATS)]
        names += [(address(service, ordinal), service) for service in SERVICES for ordinal in (0, 1)]
        return [{"ip": ip, "hostnames": [name]} for ip, name in names]

    def volume(self, service: str, name: str, pod: str) -> dict:
        if name == "settings":
            return {"name": name, "hostPath": {"path": str(self.mounted / service), "type": "Directory"}}
        shared = any(one["metadata"]["name"] == service for one in of_kind(self.documents, "PersistentVolumeClaim"))
        place = self.folder / "volumes" / (service if shared else pod)
        if not place.exists():
            place.mkdir(parents=True)
            os.chown(place, 10001, 10001)
        return {"name": name, "hostPath": {"path": str(place), "type": "Directory"}}

    def play(self, workload: dict, service: str, pod: str, at: str):
        """One pod of a workload, with everything that podman knows of it."""
        spec = json.loads(json.dumps(template(workload)["spec"]))
        for key in ("topologySpreadConstraints", "affinity", "serviceAccountName", "enableServiceLinks"):
            spec.pop(key, None)
        spec["securityContext"] = {key: value for key, value in spec["securityContext"].items() if key.startswith("runAs")}
        spec["hostAliases"], spec["restartPolicy"] = self.aliases(), "Never"
        mounts = {mount["name"] for container in spec["containers"] for mount in container.get("volumeMounts", [])}
        spec["volumes"] = [self.volume(service, name, pod) for name in sorted(mounts)]
        for container in spec["containers"] + spec.get("initContainers", []):
            container["imagePullPolicy"] = "Never"
            # Of ports it would make ports of this machine.
            for key in ("ports", "startupProbe", "readinessProbe", "livenessProbe"):
                container.pop(key, None)
        maps = [{**one, "metadata": {"name": one["metadata"]["name"]}} for one in of_kind(self.documents, "ConfigMap") if one["metadata"]["name"].startswith(f"{service}-")]
        self.podman.play({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": pod}, "spec": spec}, *maps, address=at)

    def migrate(self, service: str):
        pod = f"{service}-migrate"
        self.play(named(self.documents, "Job", pod), service, pod, f"{NETWORK}.200")
        self.podman("wait", f"{pod}-migrate")
        code = self.podman.exit_code(f"{pod}-migrate")
        assert code == 0, f"{pod}: {self.podman.logs(f'{pod}-migrate')}"
        self.podman("pod", "rm", "--force", pod)

    def start(self, service: str, ordinal: int) -> float:
        kind = "Deployment" if service == "portal" else "StatefulSet"
        self.play(named(self.documents, kind, service), service, f"{service}-{ordinal}", address(service, ordinal))
        return self.ready(service, ordinal)

    def ready(self, service: str, ordinal: int) -> float:
        at, container = address(service, ordinal), f"{service}-{ordinal}-{service}"

        def answers() -> bool:
            if service != "portal":
                return health(at) == SERVING
            try:
                return page(at, "/suc-khoe") == (200, "ok")
            except OSError:
                return False

        try:
            return wait_for(container, 60, answers)
        except AssertionError as late:
            raise AssertionError(f"{late}: {self.podman.logs(container)[-3000:]}") from late

    def restart(self, service: str, ordinal: int) -> float:
        """Ends a pod as a cluster does and starts it anew; the seconds that it took to end."""
        pod = f"{service}-{ordinal}"
        begun = time.monotonic()
        self.podman("pod", "stop", "--time", str(GRACE), pod)
        took = time.monotonic() - begun
        assert self.podman.exit_code(f"{pod}-{service}") == 0, f"{pod} ended with {self.podman.exit_code(f'{pod}-{service}')}"
        self.podman("pod", "start", pod)
        self.ready(service, ordinal)
        return took


class Asking(threading.Thread):
    """Somebody who asks for a page again and again, by turns of both portals that are there."""

    def __init__(self):
        super().__init__()
        self.away: int | None = None
        self.stop, self.asked, self.failed = threading.Event(), 0, []

    def run(self):
        while not self.stop.is_set():
            ordinal = self.asked % 2
            # The ingress controller sends nothing to a pod that is ending.
            if ordinal == self.away:
                ordinal = 1 - ordinal
            self.asked += 1
            try:
                status, _ = page(address("portal", ordinal), "/", "__Host-sid=nobody")
            except OSError as error:
                status = str(error)
            # Identity says that there is no such session: to the page where one signs in.
            if status != 303:
                self.failed.append((round(time.monotonic(), 1), ordinal, status))
            self.stop.wait(0.02)


class Pods(unittest.TestCase):
    def test_the_installation_runs(self):
        self.assertEqual(os.geteuid(), 0, "podman makes a bridge: run it as root")
        with podman() as one, tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            folder.chmod(0o711)
            images_into(one)
            world = World(one, folder)
            with servers(folder, world.mounted / "made", world.mounted / "authority"):
                self.play(world)

    def play(self, world: World):
        figures: dict[str, dict] = {}
        for service in SERVICES:
            world.migrate(service)
        for service in ORDER:
            starts = [world.start(service, ordinal) for ordinal in (0, 1)]
            figures[service] = {"start_seconds": round(max(starts), 2)}
        self.restricted(world)
        self.reached_by_people(world)
        for service in SERVICES:
            self.assertEqual(health(address(service, 0), "bus"), SERVING, f"{service} is not let in at the bus: {world.podman.logs(f'{service}-0-{service}')[-2000:]}")
        self.streams(world)
        for service in ORDER:
            idle = max(resident(world.podman.pid(f"{service}-{ordinal}-{service}")) for ordinal in (0, 1))
            figures[service]["memory_mib"] = round(idle)
        failed, asked = self.rolled(world, figures)
        print(f"\n  {'service':<12}{'start':>8}{'memory':>10}{'end':>8}")
        for service, one in figures.items():
            print(f"  {service:<12}{one['start_seconds']:>6.2f} s{one['memory_mib']:>6} MiB{one['end_seconds']:>6.1f} s")
        print(f"  {asked} pages asked for while every pod was restarted: {len(failed)} failed", flush=True)
        if os.environ.get("CONGTAM_MEASURES"):
            self.keep({"services": figures, "rollout": {"pages_asked_for": asked, "failed": len(failed)}})
        self.assertEqual(failed, [])

    def keep(self, figures: dict):
        """For deploy/capacity.json, whose numbers must be above these."""
        processor = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
        machine = f"{os.cpu_count()} × {processor.group(1) if processor else 'processor'}"
        about = {"about": "Written by tests/k8s/run --measure: a pod of the overlay prod, with nothing to do.", "day": time.strftime("%Y-%m-%d"), "machine": machine}
        (ROOT / "deploy/measured.json").write_text(json.dumps(about | figures, indent=2, ensure_ascii=False) + "\n")

    def restricted(self, world: World):
        for service in ORDER:
            pid = world.podman.pid(f"{service}-0-{service}")
            status = Path(f"/proc/{pid}/status").read_text()
            self.assertRegex(status, r"Uid:\t10001\t10001", service)
            self.assertRegex(status, r"CapEff:\t0+\n", service)
            self.assertRegex(status, r"NoNewPrivs:\t1", service)
            root = next(line for line in Path(f"/proc/{pid}/mounts").read_text().splitlines() if line.split()[1] == "/")
            self.assertIn("ro", root.split()[3].split(","), service)

    def reached_by_people(self, world: World):
        for ordinal in (0, 1):
            status, text = page(address("portal", ordinal), "/dang-nhap")
            self.assertEqual((status, "Đăng nhập" in text), (200, True))
            self.assertEqual(page(address("portal", ordinal), "/assets/portal.css")[0], 200)
            form = "email=nobody%40example.vn&password=wrong-wrong-wrong&request_id=".encode()
            status, text = page(address("portal", ordinal), "/dang-nhap", form=form)
            self.assertIn(status, (400, 401, 403, 422), text)
        world.play(named(world.documents, "CronJob", "congtam-init"), "identity", "congtam-init", f"{NETWORK}.201")
        world.podman("wait", "congtam-init-init")
        told = world.podman.logs("congtam-init-init")
        self.assertIn("https://cong-tam.example/khoi-tao", told)

    def streams(self, world: World):
        """Each service has made its stream on three servers, and its consumers at those that it listens to."""

        def made() -> dict:
            with urllib.request.urlopen(f"http://{NATS[0]}:8222/jsz?streams=true&consumers=true&config=true&accounts=true") as answer:
                details = json.load(answer)["account_details"]
            return {stream["name"]: stream for account in details for stream in account.get("stream_detail", [])}

        def listeners() -> dict:
            return {name: sorted(one["name"] for one in stream.get("consumer_detail") or []) for name, stream in made().items()}

        wanted = {
            "EVT_IDENTITY": ["evaluation", "identity", "partners", "reporting", "scoring", "worklog"],
            "EVT_WORKLOG": ["identity", "reporting"],
            "EVT_EVALUATION": ["identity", "partners", "reporting", "scoring", "worklog"],
            "EVT_SCORING": ["evaluation", "identity", "partners", "reporting"],
            "EVT_REPORTING": ["identity"],
        }
        try:
            wait_for("streams", 60, lambda: listeners() == wanted)
        except AssertionError:
            self.assertEqual(listeners(), wanted)
        self.assertEqual({stream["config"]["num_replicas"] for stream in made().values()}, {3})

    def rolled(self, world: World, figures: dict) -> tuple[list, int]:
        asking = Asking()
        asking.start()
        try:
            for service in ORDER:
                ends = []
                for ordinal in (1, 0):
                    asking.away = ordinal if service == "portal" else None
                    ends.append(world.restart(service, ordinal))
                asking.away = None
                figures[service]["end_seconds"] = round(max(ends), 1)
                self.assertLess(max(ends), GRACE, service)
        finally:
            asking.stop.set()
            asking.join()
        return asking.failed, asking.asked


if __name__ == "__main__":
    unittest.main()
