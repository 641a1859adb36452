"""What each service may do at the bus, tried at real servers with the configuration that is shipped."""

import asyncio
import importlib.machinery
import importlib.util
import ssl
import tempfile
import unittest
from pathlib import Path

import nats
from nats.errors import Error
from nats.js.api import ConsumerConfig, StreamConfig
from nats.js.errors import ServiceUnavailableError

from bus import certificates, configuration, servers
from cluster import ROOT, SERVICES

PASSWORDS = {f"{name}_PASSWORD": f"p{number}secret" for number, name in enumerate(("ROUTE", "OPERATOR", *(service.upper() for service in SERVICES)))}
loader = importlib.machinery.SourceFileLoader("generate", str(ROOT / "k8s/generate"))
generate = importlib.util.module_from_spec(importlib.util.spec_from_loader("generate", loader))
loader.exec_module(generate)
SOURCES = {service: generate.sources(service) for service in SERVICES}


class Client:
    """A service at the bus, with what the server told it that it may not."""

    def __init__(self, service: str, address: str):
        self.service, self.address, self.refused, self.asked, self.news = service, address, [], 0, asyncio.Event()

    async def __aenter__(self):
        async def told(error):
            self.refused.append(str(error))
            self.news.set()

        password = PASSWORDS[f"{self.service.upper()}_PASSWORD"]
        self.connection = await nats.connect(
            f"nats://{self.address}", user=self.service, password=password, inbox_prefix=f"_INBOX_{self.service}".encode(), error_cb=told, allow_reconnect=False
        )
        self.stream = self.connection.jetstream(timeout=5)
        return self

    async def __aexit__(self, *_):
        await self.connection.close()

    async def told(self, doing: str) -> bool:
        """Whether the server said no to it: it answers in order, and to what nobody may do it says no."""
        self.asked += 1
        last = f"nobody.may.{self.asked}"
        await self.connection.publish(last, b"")
        await asyncio.wait_for(self.heard_of(last), 10)
        return any(f'{doing.lower()}"' in error.lower() for error in self.refused)

    async def heard_of(self, last: str):
        while not any(last in error for error in self.refused):
            self.news.clear()
            await self.news.wait()

    async def is_refused(self, subject: str) -> bool:
        await self.connection.publish(subject, b"")
        return await self.told(f'publish to "{subject}')

    async def may_listen(self, subject: str) -> bool:
        subscription = await self.connection.subscribe(subject)
        refused = await self.told(f'subscription to "{subject}')
        if not refused:
            await subscription.unsubscribe()
        return not refused


def stream_of(service: str) -> str:
    return f"EVT_{service.upper()}"


async def make_streams(address: str, replicas: int):
    for service in SERVICES:
        async with Client(service, address) as client:
            config = StreamConfig(name=stream_of(service), subjects=[f"evt.{service}.>"], num_replicas=replicas)
            await persistently(lambda: client.stream.add_stream(config))


async def read_one(client: Client, source: str) -> bytes:
    """As the services read: a durable consumer of the listener's name, asked for the next message."""
    config = ConsumerConfig(name=client.service, durable_name=client.service, ack_policy="explicit")
    await persistently(lambda: client.stream.add_consumer(stream_of(source), config, timeout=5))
    subscription = await client.stream.pull_subscribe_bind(client.service, stream_of(source))
    message = (await persistently(lambda: subscription.fetch(1, timeout=5)))[0]
    await message.ack()
    assert not client.refused, (source, client.refused)
    return message.data


async def persistently(ask):
    """What three servers have just made has no leader for a moment, and nobody answers; asked again, it is the same."""
    for _ in range(20):
        try:
            return await ask()
        except (nats.errors.TimeoutError, ServiceUnavailableError):
            await asyncio.sleep(0.1)
    raise AssertionError("no server leads")


class Bus(unittest.TestCase):
    def test_each_service_announces_its_own_and_reads_what_it_listens_to(self):
        async def play(address: str):
            await make_streams(address, 1)
            for service in SERVICES:
                async with Client(service, address) as client:
                    await client.stream.publish(f"evt.{service}.happened.v1", service.encode(), headers={"Nats-Msg-Id": service})
                    self.assertEqual(client.refused, [])
            for service, sources in SOURCES.items():
                for source in sources:
                    async with Client(service, address) as client:
                        self.assertEqual(await read_one(client, source), source.encode())

        with servers(1, PASSWORDS) as (address,):
            asyncio.run(play(address))

    def test_everything_else_is_refused(self):
        async def play(address: str):
            await make_streams(address, 1)
            for service, sources in SOURCES.items():
                async with Client(service, address) as client:
                    for other in SERVICES:
                        if other == service:
                            continue
                        stream, name = stream_of(other), f"{service} and {other}"
                        forbidden = [f"evt.{other}.happened.v1"]
                        forbidden += [f"$JS.API.STREAM.{act}.{stream}" for act in ("CREATE", "UPDATE", "DELETE", "PURGE", "MSG.GET", "MSG.DELETE")]
                        forbidden += [f"$JS.API.CONSUMER.{act}.{stream}.{other}" for act in ("CREATE", "INFO", "MSG.NEXT", "DELETE")]
                        forbidden += [f"$JS.API.DIRECT.GET.{stream}", f"$JS.ACK.{stream}.{other}.1.1.1.1.1", f"_INBOX_{other}.x"]
                        if other not in sources:
                            forbidden += [f"$JS.API.STREAM.INFO.{stream}", f"$JS.API.CONSUMER.CREATE.{stream}.{service}", f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{service}"]
                        for subject in forbidden:
                            self.assertTrue(await client.is_refused(subject), f"{name}: {subject}")
                        self.assertFalse(await client.may_listen(f"_INBOX_{other}.>"), name)
                    own = stream_of(service)
                    for subject in (f"$JS.API.STREAM.DELETE.{own}", f"$JS.API.STREAM.PURGE.{own}", f"$JS.API.STREAM.MSG.DELETE.{own}", "$JS.API.INFO", "$SYS.REQ.SERVER.PING"):
                        self.assertTrue(await client.is_refused(subject), f"{service}: {subject}")
                    for subject in (">", "evt.>", f"evt.{service}.>", "_INBOX.>", "$JS.>", "*.>"):
                        self.assertFalse(await client.may_listen(subject), f"{service} hears {subject}")
                    self.assertTrue(await client.may_listen(f"_INBOX_{service}.x"))

        with servers(1, PASSWORDS) as (address,):
            asyncio.run(play(address))

    def test_only_partners_tells_other_systems_and_takes_nothing_back(self):
        subject, stream = "public.results.result.published.v1.H50_6", "PUBLIC_EVENTS"
        takes_back = [f"$JS.API.STREAM.{act}.{stream}" for act in ("DELETE", "PURGE", "MSG.DELETE", "MSG.GET")]

        async def play(address: str):
            async with Client("partners", address) as client:
                await client.stream.add_stream(StreamConfig(name=stream, subjects=["public.>"]))
                await client.stream.publish(subject, b"{}")
                self.assertEqual(client.refused, [])
                for forbidden in takes_back:
                    self.assertTrue(await client.is_refused(forbidden), forbidden)
                self.assertFalse(await client.may_listen("public.>"))
            for service in SERVICES:
                if service == "partners":
                    continue
                async with Client(service, address) as client:
                    for forbidden in (subject, f"$JS.API.STREAM.CREATE.{stream}", f"$JS.API.CONSUMER.CREATE.{stream}.{service}", *takes_back):
                        self.assertTrue(await client.is_refused(forbidden), f"{service}: {forbidden}")
                    self.assertFalse(await client.may_listen("public.>"), service)

        with servers(1, PASSWORDS) as (address,):
            asyncio.run(play(address))

    def test_nobody_comes_in_without_a_password_or_with_another_ones(self):
        async def play(address: str):
            for options in ({}, {"user": "identity", "password": "wrong"}, {"user": "identity", "password": PASSWORDS["WORKLOG_PASSWORD"]}, {"user": "nobody", "password": ""}):
                with self.assertRaises(Error, msg=str(options)):
                    await nats.connect(f"nats://{address}", allow_reconnect=False, connect_timeout=5, **options)

        with servers(1, PASSWORDS) as (address,):
            asyncio.run(play(address))

    def test_three_servers_keep_each_event_three_times_and_one_may_be_away(self):
        async def play(addresses: list[str]):
            await make_streams(addresses[0], 3)
            async with Client("scoring", addresses[1]) as client:
                for number in range(20):
                    await client.stream.publish("evt.scoring.happened.v1", str(number).encode())
                info = await client.stream.stream_info("EVT_SCORING")
                self.assertEqual((info.config.num_replicas, len(info.cluster.replicas), info.state.messages), (3, 2, 20))
            async with Client("reporting", addresses[2]) as client:
                self.assertEqual(await read_one(client, "scoring"), b"0")

        with servers(3, PASSWORDS) as addresses:
            asyncio.run(play(addresses))

    async def asked(self, url: str, **options):
        """Somebody who came in, and was answered."""
        connection = await nats.connect(url, **options)
        await connection.flush(5)
        await connection.close()

    def test_with_tls_nobody_comes_in_without_a_certificate_of_the_authority(self):
        async def play(address: str, folder: Path):
            come = {"user": "identity", "password": PASSWORDS["IDENTITY_PASSWORD"], "allow_reconnect": False, "connect_timeout": 5}
            known = ssl.create_default_context(cafile=folder / "ca.crt")
            with self.assertRaises((Error, OSError)):
                await self.asked(f"tls://{address}", tls=known, **come)
            with self.assertRaises((Error, OSError)):
                await self.asked(f"nats://{address}", **come)
            known.load_cert_chain(folder / "tls.crt", folder / "tls.key")
            await self.asked(f"tls://{address}", tls=known, **come)

        with tempfile.TemporaryDirectory() as folder:
            certificates(Path(folder))
            with servers(3, PASSWORDS, Path(folder)) as addresses:
                asyncio.run(play(addresses[0], Path(folder)))

    def test_what_is_acknowledged_is_on_the_disk_and_large_events_fit(self):
        text = configuration("prod")["nats.conf"]
        self.assertIn("sync_interval: always", text)
        self.assertIn("max_payload: 8MB", text)


if __name__ == "__main__":
    unittest.main()
