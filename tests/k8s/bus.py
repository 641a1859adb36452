"""A real NATS with the rendered configuration."""

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from cluster import named, rendered


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def configuration(overlay: str) -> dict[str, str]:
    """The files of the servers' configuration, as they are mounted."""
    volumes = named(rendered(overlay), "StatefulSet", "nats")["spec"]["template"]["spec"]["volumes"]
    name = next(volume["configMap"]["name"] for volume in volumes if volume["name"] == "configuration")
    return named(rendered(overlay), "ConfigMap", name)["data"]


@contextmanager
def servers(count: int, passwords: dict[str, str], certificates: Path | None = None, hosts: list[str] | None = None):
    """So many servers of the overlay prod; their addresses. With TLS when there are certificates. On loopback, unless there are hosts for
    them, where they have the ports that they have in the cluster."""
    ports = [(f"{host}:4222", f"{host}:6222", f"{host}:8222") for host in hosts or []]
    ports = ports or [tuple(f"127.0.0.1:{free_port()}" for _ in range(3)) for _ in range(count)]
    files = dict(configuration("prod"))
    files["tls.conf"] = files["tls.conf"].replace("/etc/nats-tls", str(certificates)) if certificates else ""
    if count == 1:
        files["cluster.conf"] = ""
    running, folder = [], Path(tempfile.mkdtemp())
    try:
        for number, (client, route, monitor) in enumerate(ports):
            place = folder / str(number)
            place.mkdir()
            for name, text in files.items():
                text = text.replace("0.0.0.0:4222", client).replace("0.0.0.0:6222", route)
                text = text.replace("0.0.0.0:8222", monitor).replace("/run/nats", str(place)).replace("/data", f"{place}/data")
                (place / name).write_text(text)
            routes = {f"ROUTE_{other}": f"nats-route://route:{passwords['ROUTE_PASSWORD']}@{at[1]}" for other, at in enumerate(ports)}
            environment = os.environ | passwords | routes | {"POD_NAME": f"nats-{number}", "MOST_KEPT": "1GB"}
            with (place / "log").open("w") as log:
                running.append(subprocess.Popen(["nats-server", "--config", place / "nats.conf"], env=environment, stdout=log, stderr=log))
        for number, (_, _, monitor) in enumerate(ports):
            asyncio.run(healthy(monitor, running[number], folder / str(number) / "log"))
        yield [client for client, _, _ in ports]
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(20)
        shutil.rmtree(folder)


async def healthy(monitor: str, server: subprocess.Popen, log: Path):
    """Returns when the server can keep what is published."""
    for _ in range(300):
        if server.poll() is not None:
            raise AssertionError(f"nats-server ended: {log.read_text()}")
        try:
            with urllib.request.urlopen(f"http://{monitor}/healthz") as answer:
                if answer.status == 200:
                    return
        except OSError:
            pass
        await asyncio.sleep(0.1)
    raise AssertionError(f"nats-server is not healthy: {log.read_text()[-3000:]}")


def openssl(*arguments: str | Path):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def certificates(folder: Path):
    """An authority, and a certificate of it for servers and clients, named as they are mounted."""
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *key, "-keyout", folder / "ca.key", "-out", folder / "ca.crt", "-days", "2", "-subj", "/CN=congtam")
    openssl("req", *key, "-keyout", folder / "tls.key", "-out", folder / "tls.csr", "-subj", "/CN=nats")
    (folder / "names").write_text("subjectAltName=DNS:nats,DNS:postgres-rw,DNS:localhost,IP:127.0.0.1,IP:10.89.77.2,IP:10.89.77.3,IP:10.89.77.4")
    signed = ("-CA", folder / "ca.crt", "-CAkey", folder / "ca.key", "-CAcreateserial", "-extfile", folder / "names")
    openssl("x509", "-req", "-in", folder / "tls.csr", *signed, "-days", "2", "-out", folder / "tls.crt")
