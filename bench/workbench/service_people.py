"""People who fill in forms of a service: their drafts with their cookies, and what the script of the page sends to save them."""

import asyncio
import json
import urllib.parse
from html.parser import HTMLParser
from statistics import median

from . import limits, service_load
from .limits import Limit
from .measure import CommandFailed
from .paths import PROJECT

FORM_KIND = "expert-application"
DOCUMENT_KIND = "commitment-letter"
PAUSE = 10  # seconds between two saves of a person
SHARE = 0.7  # of the documents that can be made: how many are asked for meanwhile
CONNECTIONS = 16  # for documents: with one for each person they stay below what the service allows
NOISE = 15  # milliseconds of requests that need nothing, beyond which the machine is too busy to hold times


class FormReader(HTMLParser):
    """What a browser would send of the page: hidden values, and controls with what is in them."""

    def __init__(self):
        super().__init__()
        self.fields, self.linked, self.area = [], [], None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "link" and attributes.get("rel") == "stylesheet":
            self.linked.append(attributes["href"])
        if tag == "script" and "src" in attributes:
            self.linked.append(attributes["src"])
        name = attributes.get("name")
        if name is None or tag not in ("input", "textarea"):
            return
        if tag == "textarea":
            self.fields.append([name, "", True])
            self.area = self.fields[-1]
        elif attributes.get("type", "text") in ("radio", "checkbox"):
            if "checked" in attributes:
                self.fields.append([name, attributes.get("value", "on"), False])
        elif attributes.get("type") not in ("file", "submit", "button"):
            is_text = attributes.get("type") != "hidden"
            self.fields.append([name, attributes.get("value", ""), is_text])

    def handle_data(self, data):
        if self.area is not None:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None


def head_of(method, path, cookie="", length=0, headers=()):
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Sec-Fetch-Site: same-origin", *headers]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method != "GET":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {length}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def value_at(data, pointer):
    """What the sample has for a field: a text, a number or paragraphs; nothing for what it lacks."""
    for part in pointer.split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list):
            data = data[int(part)] if part.isdigit() and int(part) < len(data) else None
    if isinstance(data, list):
        return "\n".join(item for item in data if isinstance(item, str))
    return "" if data is None or isinstance(data, dict) else str(data)


class Draft:
    """One that is being filled in: started on the page of the kind, and read as a browser reads it."""

    def __init__(self, path, cookie, page):
        self.path, self.cookie, self.revision = path, cookie, 1
        self.size = len(page)
        reader = FormReader()
        reader.feed(page.decode())
        self.fields, self.linked = reader.fields, reader.linked

    @classmethod
    async def begin(cls, connection, kind):
        """Nothing for a kind that has no form for applicants."""
        body = b"_start=1"
        status, headers, _ = await connection.exchange(head_of("POST", f"/forms/{kind}", length=len(body)) + body)
        if status != 303:
            return None
        cookie, path = headers["set-cookie"].partition(";")[0], headers["location"]
        status, _, page = await connection.exchange(head_of("GET", path, cookie))
        if status != 200:
            raise CommandFailed(f"{path}: {status}")
        return cls(path, cookie, page)

    def fill(self, data):
        for field in self.fields:
            if field[0].startswith("/") and field[2]:
                field[1] = value_at(data, field[0]) or field[1]

    async def save(self, connection):
        """As the script does it, with one character more each time. The status of the answer."""
        longest = max((field for field in self.fields if field[2]), key=lambda field: len(field[1]))
        longest[1] += "。" if self.revision % 2 else "；"
        body = urllib.parse.urlencode([(name, value) for name, value, _ in self.fields]).encode()
        head = head_of("PUT", self.path, self.cookie, len(body), (f'If-Match: "{self.revision}"',))
        status, _, answer = await connection.exchange(head + body)
        if status == 200:
            self.revision = json.loads(answer)["revision"]
        return status


async def begin_all(service, people):
    data = json.loads((PROJECT / f"samples/{FORM_KIND}/typical.json").read_text("utf-8"))
    drafts = []
    left = iter(range(people))

    async def begin_some():
        connection = service_load.Connection(service.socket)
        for _ in left:
            draft = await Draft.begin(connection, FORM_KIND)
            draft.fill(data)
            drafts.append(draft)
        connection.close()

    await asyncio.gather(*(begin_some() for _ in range(8)))
    return drafts


async def save_all(service, drafts, seconds, pause=PAUSE):
    """Each person has a connection, and a place in the pause. A time counts from when the save was to be sent."""
    loop = asyncio.get_running_loop()
    answers = service_load.Answers({}, [])
    start = loop.time()

    async def save_often(number, draft):
        connection = service_load.Connection(service.socket)
        due = start + pause * number / len(drafts)
        while due < start + seconds:
            await asyncio.sleep(max(0, due - loop.time()))
            status = await draft.save(connection)
            answers.statuses[status] = answers.statuses.get(status, 0) + 1
            answers.seconds.append(loop.time() - due)
            due += pause
        connection.close()

    await asyncio.gather(*(save_often(number, draft) for number, draft in enumerate(drafts)))
    return answers.all_done("drafts")


async def documents_at_rate(service, requests, rate, seconds):
    """Documents a second from the first request to the last answer, and the times of all."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    answers = (await service_load.at_rate(service, requests, rate, seconds, CONNECTIONS)).all_done("documents beside drafts")
    return len(answers.seconds) / (loop.time() - start), answers


async def together(service, drafts, requests, rate, seconds):
    return await asyncio.gather(save_all(service, drafts, seconds), documents_at_rate(service, requests, rate, seconds))


def tell(name, answers):
    print(f"{name}: half of them within {answers.percentile(0.5):.1f} ms, 99 % within {answers.percentile(0.99):.1f} ms")


def measure(program, workers, records, people, seconds, rounds=3):
    """Prints how drafts are saved, and gives the limits."""
    requests = [service_load.post(f"/api/v1/kinds/{DOCUMENT_KIND}/render", record) for record in records]
    with service_load.state_folder() as state, service_load.Service(program, workers, "--forms", "--state", state) as service:
        drafts = asyncio.run(begin_all(service, people))
        asyncio.run(service_load.at_once(service, requests, 1000, 8)).all_done("documents before those that are timed")
        answers = asyncio.run(service_load.at_once(service, requests, 2000, 8)).all_done("documents")
        rate = SHARE * 8 / (sum(answers.seconds) / len(answers.seconds))
        kept, slow, noises = [], [], []
        print(f"{people} people who save {drafts[0].size / 1000:.0f} kB of form every {PAUSE} s, beside {rate:.0f} documents a second")
        for _ in range(rounds):
            noises.append(asyncio.run(service_load.at_rate(service, [service_load.HEALTH], people / PAUSE, 5, 32)).percentile(0.99))
            alone, calm = asyncio.run(documents_at_rate(service, requests, rate, seconds))
            saves, (beside, busy) = asyncio.run(together(service, drafts, requests, rate, seconds))
            tell("documents alone", calm)
            tell("documents beside drafts", busy)
            tell("drafts", saves)
            kept.append(alone / beside)
            slow.append(saves.percentile(0.99))
    found = [Limit("documents a second without drafts over those beside them", median(kept), limits.MAX_LOSS_TO_DRAFTS)]
    if median(noises) < NOISE:
        return [*found, Limit("ms in which 99 % of the drafts are saved", median(slow), limits.MAX_SAVE_TIME)]
    print(f"other work on this machine disturbs times of drafts ({median(noises):.0f} ms for nothing): their limit is left out")
    return found
