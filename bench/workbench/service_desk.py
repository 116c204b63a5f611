"""Pages of the office with few and with many submissions: whether what everybody opens all day stays fast."""

import asyncio
import io
import json
import pathlib
import re
import sqlite3
import subprocess
import time
import zipfile
from statistics import median, quantiles

from . import limits, service_load
from .limits import Limit
from .measure import CommandFailed
from .paths import PROJECT

KIND = "expert-application"
FEW, MANY = 200, 20_000
IN_ARCHIVE = 1000
ASKED = 60
DIGITS = "甲乙丙丁戊己庚辛壬癸"
# The first is the page that the office begins with: cards and the latest submissions.
PAGES = {
    "home": "/office/",
    "last page": "/office/?page={last}",
    "returned ones": "/office/?state=returned",
    "by person": "/office/?sort=person",
    "by change": "/office/?sort=-changed",
    "with errors": "/office/?errors=1",
    "a name": "/office/?text=%E5%BC%A0%E7%94%B2%E7%94%B2%E7%94%B2",
    "with columns of the form": f"/office/?kind={KIND}&column=receipt&column=/name_zh&column=/email",
    "statistics": "/office/statistics",
}


def run(program, *words):
    found = subprocess.run([str(program), *map(str, words)], capture_output=True, text=True, check=False)
    if found.returncode != 0:
        raise CommandFailed(f"gongwen {words[0]}: {found.stderr[-1000:]}")
    return found.stdout


def archives(count):
    """Forms of different people, as an office gets them by mail."""
    form = json.loads((PROJECT / f"samples/{KIND}/typical.json").read_text("utf-8"))
    for first in range(0, count, IN_ARCHIVE):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(first, min(count, first + IN_ARCHIVE)):
                form["name_zh"] = "张" + "".join(DIGITS[int(digit)] for digit in f"{number:05}")
                archive.writestr(f"{number}.json", json.dumps(form, ensure_ascii=False))
        yield file.getvalue()


def enter(service, key, count):
    """By the API; then as after years of work, in all states."""
    start = time.monotonic()

    async def send():
        connection = service_load.Connection(service.socket)
        for archive in archives(count):
            head = f"POST /api/v1/imports?kind={KIND} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n" \
                   f"Content-Type: application/zip\r\nContent-Length: {len(archive)}\r\n\r\n"
            status, _, body = await connection.exchange(head.encode() + archive)
            if status != 200:
                raise CommandFailed(f"imports: {status} {body[:300]}")
        connection.close()

    asyncio.run(send())
    return time.monotonic() - start


def age(state):
    states = ("submitted", "in_review", "returned", "accepted", "accepted", "accepted", "rejected", "withdrawn")
    with sqlite3.connect(state / "inbox.db") as database:
        ids = [row[0] for row in database.execute("SELECT id FROM gw_submission ORDER BY number")]
        database.executemany(
            "UPDATE gw_submission SET state = ?, errors = ?, created = created - ?, changed = changed - ? WHERE id = ?",
            [(states[i % 8], 2 if i % 4 == 3 else 0, (len(ids) - i) * 600, (len(ids) - i) * 500, id) for i, id in enumerate(ids)])


def times(service, count):
    """Milliseconds of each page, ASKED times."""
    async def ask():
        connection = service_load.Connection(service.socket)
        found = {}
        for name, path in PAGES.items():
            path = path.format(last=max(1, count // 25 - 1))
            request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Remote-User: wang\r\nAccept-Language: zh\r\n\r\n".encode()
            found[name] = []
            for number in range(ASKED + 1):
                start = time.perf_counter()
                status = await connection.ask(request)
                if status != 200:
                    raise CommandFailed(f"{path}: {status}")
                if number > 0:  # the first one compiles the page
                    found[name].append((time.perf_counter() - start) * 1000)
        connection.close()
        return found

    return asyncio.run(ask())


def measure(program, workers):
    found = {}
    for count in (FEW, MANY):
        with service_load.state_folder() as folder:
            run(program, "account", "add", "wang", "--role", "secretary", "--no-password", "--state", folder)
            key = re.search(r"gw_\w+", run(program, "key", "add", "bench", "--scope", "inbox.write", "--state", folder))[0]
            options = ("--forms", "--office", "--state", folder, "--user-header", "X-Remote-User")
            with service_load.Service(program, workers, *options) as service:
                seconds = enter(service, key, count)
            age(pathlib.Path(folder))
            print(f"{count:6} submissions, entered in {seconds:.1f} s: {count / seconds:.0f}/s")
            with service_load.Service(program, workers, *options) as service:
                found[count] = times(service, count)
    slow = {name: quantiles(all_, n=20)[18] for name, all_ in found[MANY].items()}
    for name, all_ in found[MANY].items():
        print(f"{name:26} {median(found[FEW][name]):6.1f} ms with {FEW}, {median(all_):6.1f} ms with {MANY}, of which 95 % within {slow[name]:.1f}")
    home = slow.pop("home")
    return [Limit("milliseconds of the first page of the office", home, limits.MAX_DESK_HOME),
            Limit("milliseconds of the slowest list or statistics", max(slow.values()), limits.MAX_DESK_LIST)]
