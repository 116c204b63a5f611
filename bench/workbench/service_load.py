"""`gongwen serve` under loads that wrk does not make: requests at a rate, many connections that wait, more than can be done;
and what the processes take meanwhile."""

import asyncio
import contextlib
import json
import pathlib
import subprocess
import tempfile
import time
from dataclasses import dataclass
from statistics import quantiles

from .measure import CommandFailed
from .paths import WORK

SETTLE_SECONDS = 0.5


class Service:
    """The service on a Unix socket, whose clients have no address and so no limit for one."""

    def __init__(self, program, workers, *options):
        self.program, self.workers, self.options = program, workers, options

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="gongwen-bench-")
        self.socket = str(pathlib.Path(self.folder.name) / "http.sock")
        command = [str(self.program), "--lang", "en", "serve", "--listen", self.socket, "--listen", "127.0.0.1:0", "--open-api", "--no-log",
                   "--workers", str(self.workers), *map(str, self.options)]
        start = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        lines = [self.process.stdout.readline().decode().split() for _ in range(2)]
        if not all(lines):
            raise CommandFailed("gongwen serve does not start")
        self.address = lines[1][-1]
        self.start_seconds = time.monotonic() - start
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)
        self.process.stdout.close()
        self.folder.cleanup()

    def children(self):
        pid = self.process.pid
        return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def memory(self):
        """Megabytes that are resident now: of the front, and of the largest worker."""
        return resident(self.process.pid), max(resident(child) for child in self.children())


def state_folder():
    """For drafts and what is handed in: on the disk of the project, since the folder for temporary files may be memory."""
    WORK.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(prefix="state-", dir=WORK)


def resident(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def processor_milliseconds(pids):
    """What their threads have used: the measure that other work on the machine hardly affects."""
    tasks = (path for pid in pids for path in pathlib.Path(f"/proc/{pid}/task").iterdir())
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6


HEALTH = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"


def post(path, record):
    body = json.dumps(record, ensure_ascii=False).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Connection:
    """One that is kept; opened again where the service has closed it."""

    def __init__(self, socket):
        self.socket, self.streams = socket, None

    async def ask(self, request):
        """The status of the answer."""
        return (await self.exchange(request))[0]

    async def exchange(self, request):
        """Status, headers by their names in lowercase letters, and body of the answer."""
        if self.streams is None:
            self.streams = await asyncio.open_unix_connection(self.socket)
        reader, writer = self.streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        headers = {}
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            headers[name.decode().lower()] = value.strip().decode()
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            self.close()
        return int(head.split(b" ", 2)[1]), headers, body

    async def ask_or_close(self, request):
        """The status of the answer; 0 when there is none."""
        try:
            return await self.ask(request)
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            return 0

    def close(self):
        if self.streams is not None:
            self.streams[1].close()
        self.streams = None


@dataclass
class Answers:
    statuses: dict
    seconds: list

    def percentile(self, share):
        return quantiles(self.seconds, n=1000)[round(share * 1000) - 1] * 1000

    def only(self, *allowed):
        return not set(self.statuses) - set(allowed)

    def all_done(self, what):
        """Itself, when each request has got what it asked for: refusals are fast, and would be good figures."""
        if not self.only(200):
            raise CommandFailed(f"{what}: {self.statuses}")
        return self


async def ask(service, requests, count, connections, rate=0, settle=0):
    """By a separate client, which takes little of the processor and comes on time. Answers, and the seconds of all."""
    program = pathlib.Path(service.program).parent / "bench_ask"
    if not program.is_file():
        raise CommandFailed(f"{program} does not exist: build the release build")
    with tempfile.NamedTemporaryFile(prefix="requests-", dir=service.folder.name) as file:
        for request in requests:
            file.write(len(request).to_bytes(8, "little") + request)
        file.flush()
        client = await asyncio.create_subprocess_exec(
            program, service.socket, file.name, str(count), str(connections), str(rate), str(settle), stdout=subprocess.PIPE)
        output = (await client.communicate())[0]
    if client.returncode != 0:
        raise CommandFailed(f"bench_ask: status {client.returncode}")
    said = json.loads(output)
    return Answers({int(status): times for status, times in said["statuses"].items()}, said["seconds"]), said["all"]


async def at_rate(service, requests, rate, seconds, connections):
    """Requests come when they come, whatever became of those before: a time counts from when one was to be sent. Those of
    the first half second are sent but not counted: connections are opened then."""
    return (await ask(service, requests, round(rate * (seconds + SETTLE_SECONDS)), connections, rate, SETTLE_SECONDS))[0]


async def at_once(service, requests, count, connections):
    """Each connection asks again as soon as it is answered."""
    loop = asyncio.get_running_loop()
    answers = Answers({}, [])
    left = iter(range(count))

    async def serve(connection):
        for number in left:
            start = loop.time()
            status = await connection.ask_or_close(requests[number % len(requests)])
            answers.statuses[status] = answers.statuses.get(status, 0) + 1
            answers.seconds.append(loop.time() - start)
        connection.close()

    await asyncio.gather(*(serve(Connection(service.socket)) for _ in range(connections)))
    return answers


def body_of(service, request):
    """Of one answer, which must be of use."""

    async def ask():
        connection = Connection(service.socket)
        status, _, body = await connection.exchange(request)
        connection.close()
        if status != 200:
            raise CommandFailed(f"{request.split()[1].decode()}: {status}")
        return body

    return asyncio.run(ask())


async def idle_connections(service, request, count):
    """Megabytes of the front before, and while so many connections are open that have asked something once."""
    held = [Connection(service.socket) for _ in range(count)]
    before = service.memory()[0]
    with contextlib.ExitStack() as open_ones:
        for connection in held:
            open_ones.callback(connection.close)
            if await connection.ask(request) != 200:
                raise CommandFailed("an idle connection was refused")
        await asyncio.sleep(SETTLE_SECONDS)
        return before, service.memory()[0]
