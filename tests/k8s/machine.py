"""A machine that runs the pods of an overlay by podman, and beside them the real servers that they need, on a bridge that leads nowhere."""

import json
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import yaml

import bus
from cluster import ROOT, named, rendered

NETWORK = "10.89.77"
HOST = f"{NETWORK}.1"
NATS = [f"{NETWORK}.{number}" for number in (2, 3, 4)]
BRIDGE = "congtam-test"


class Podman:
    """Podman with a storage of its own, thrown away afterwards."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "empty").mkdir()
        (folder / "containers.conf").write_text(
            '[engine]\nruntime="runc"\ncgroup_manager="cgroupfs"\nevents_logger="file"\n[network]\nnetwork_backend="netavark"\n'
            f'network_config_dir="{folder}/networks"\n[containers]\ndefault_ulimits=["nofile=20000:20000","nproc=1024:1024"]\n'
        )
        self.environment = os.environ | {"CONTAINERS_CONF": str(folder / "containers.conf"), "STORAGE_DRIVER": "vfs"}

    def __call__(self, *arguments: str | Path, check: bool = True) -> str:
        # An image and a folder of one name: podman would build the folder.
        command = ["podman", "--log-level", "error", "--root", self.folder / "root", "--runroot", self.folder / "run", *arguments]
        done = subprocess.run(command, cwd=self.folder / "empty", env=self.environment, capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise AssertionError(f"podman {' '.join(map(str, arguments))}: {done.stderr}")
        return done.stdout

    def logs(self, container: str) -> str:
        command = ["podman", "--root", self.folder / "root", "--runroot", self.folder / "run", "logs", container]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    def pid(self, container: str) -> int:
        return int(self("inspect", "--format", "{{.State.Pid}}", container))

    def exit_code(self, container: str) -> int:
        return int(self("inspect", "--format", "{{.State.ExitCode}}", container))

    def play(self, pod: dict, *others: dict, address: str):
        """Starts a pod at an address, with the maps that it reads."""
        path = self.folder / f"{pod['metadata']['name']}.yaml"
        path.write_text(yaml.safe_dump_all([*others, pod]))
        self("kube", "play", "--network", BRIDGE, "--ip", address, path)


def wait_for(what: str, seconds: float, found) -> float:
    """Asks again and again; the seconds that it took."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        if found():
            return time.monotonic() - begun
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} seconds")


@contextmanager
def podman():
    folder = Path(tempfile.mkdtemp(prefix="congtam-pods-", dir=os.environ.get("TMPDIR")))
    one = Podman(folder)
    try:
        one("network", "create", "--internal", "--disable-dns", "--subnet", f"{NETWORK}.0/24", BRIDGE)
        # The bridge is there for as long as somebody is on it.
        one("pod", "create", "--name", "holder", "--network", BRIDGE, "--ip", f"{NETWORK}.250")
        one("pod", "start", "holder")
        (told,) = json.loads(one("network", "inspect", BRIDGE))
        for address in (f"{HOST}/24", *(f"{other}/32" for other in NATS)):
            subprocess.run(["ip", "address", "add", address, "dev", told["network_interface"]], check=True)
        yield one
    finally:
        one("pod", "rm", "--force", "--all", "--time", "2", check=False)
        one("network", "rm", "--force", BRIDGE, check=False)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgresql(folder: Path, roles: Path, authority: Path):
    """PostgreSQL with the roles, databases and rules of the overlay prod, and TLS."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    owner = pwd.getpwnam("postgres")
    place = folder / "postgres"
    place.mkdir()
    for file in ("tls.crt", "tls.key"):
        shutil.copy(authority / file, place / file)
    shutil.chown(place, owner.pw_uid, owner.pw_gid)
    for file in place.iterdir():
        shutil.chown(file, owner.pw_uid, owner.pw_gid)
        file.chmod(0o600)
    folder.chmod(0o711)

    def run(*command: str | Path, **more):
        return subprocess.run(["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", *command], check=True, capture_output=True, cwd="/", **more)

    data = place / "data"
    run(programs / "initdb", "--auth", "trust", "--data-checksums", "--encoding", "UTF8", "--locale", "C.UTF-8", "--pgdata", data)
    cluster = named(rendered("prod"), "Cluster", "postgres")["spec"]["postgresql"]
    (data / "pg_hba.conf").write_text("local all postgres trust\n" + "\n".join(cluster["pg_hba"]) + "\n")
    settings = cluster["parameters"] | {"shared_buffers": "128MB", "listen_addresses": HOST, "unix_socket_directories": str(place), "ssl": "on", "ssl_cert_file": str(place / "tls.crt"), "ssl_key_file": str(place / "tls.key")}
    (data / "postgresql.auto.conf").write_text("".join(f"{key} = '{value}'\n" for key, value in settings.items()))
    run(programs / "pg_ctl", "--pgdata", data, "--log", place / "log", "--wait", "start")
    try:
        statements = []
        for role in named(rendered("prod"), "Cluster", "postgres")["spec"]["managed"]["roles"]:
            password = (roles / role["passwordSecret"]["name"].removeprefix("postgres-") / "password").read_text()
            statements.append(f"CREATE ROLE {role['name']} LOGIN PASSWORD '{password}';")
        for database in (one for one in rendered("prod") if one["kind"] == "Database"):
            statements.append(f"CREATE DATABASE {database['spec']['name']} OWNER {database['spec']['owner']};")
        run(programs / "psql", "--host", place, "--quiet", "--set", "ON_ERROR_STOP=1", "postgres", input="\n".join(statements).encode())
        yield
    finally:
        run(programs / "pg_ctl", "--pgdata", data, "--mode", "immediate", "stop")


@contextmanager
def redis(folder: Path, configuration: Path):
    text = configuration.read_text().replace("dir /data", f"dir {folder}") + f"bind {HOST}\n"
    (folder / "redis.conf").write_text(text)
    server = subprocess.Popen(["redis-server", folder / "redis.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        server.terminate()
        server.wait(20)


@contextmanager
def servers(folder: Path, secrets: Path, authority: Path):
    """PostgreSQL, three NATS and Redis where the pods look for them."""
    passwords = {file.name: file.read_text() for file in (secrets / "nats").iterdir()}
    with ExitStack() as stack:
        stack.enter_context(postgresql(folder, secrets / "roles", authority))
        stack.enter_context(bus.servers(3, passwords, authority, NATS))
        stack.enter_context(redis(folder, secrets / "redis/redis.conf"))
        yield


def images_into(one: Podman):
    """The built images under the names that the overlay prod asks for."""
    listed = yaml.safe_load((ROOT / "k8s/components/images/kustomization.yaml").read_text())["images"]
    for image in (image for image in listed if image["name"].startswith("congtam/")):
        store = f"containers-storage:[vfs@{one.folder}/root+{one.folder}/run]"
        source = f"oci:{ROOT}/out/images:{image['name']}:{image['newTag']}"
        subprocess.run(["skopeo", "--insecure-policy", "copy", "--quiet", source, f"{store}{image['newName']}:{image['newTag']}"], check=True, capture_output=True)
