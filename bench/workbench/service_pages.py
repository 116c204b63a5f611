"""Pages of forms: their bytes and requests, and in Chromium the time until somebody with a slow phone can fill them in."""

import asyncio
import gzip
import json
import shutil
import subprocess
from statistics import median

from . import limits, service_load
from .limits import Limit
from .measure import CommandFailed
from .paths import BENCH, TEMPLATES, TOOLS
from .service_people import Draft, head_of

SLOWED = 6  # times, the processor of the phone
ROUNDS = 5
MAX_DRAFTS = 20  # of an address in an hour


async def read_forms(service):
    """By kind of those that have a form for applicants: the bytes of its page and of what that links, as gzip sends them."""
    connection = service_load.Connection(service.socket)
    found = {}
    for kind in sorted(path.parent.name for name in ("template.json", "form.json") for path in TEMPLATES.glob(f"*/{name}")):
        draft = await Draft.begin(connection, kind)
        if draft is None:
            continue
        sizes = []
        # All steps on one page: the most that anybody is sent.
        for path in (f"{draft.path}?step=0", *draft.linked):
            status, _, body = await connection.exchange(head_of("GET", path, draft.cookie))
            if status != 200:
                raise CommandFailed(f"{path}: {status}")
            sizes.append(len(gzip.compress(body, 6)))
        found[kind] = sizes
    connection.close()
    return found


def open_forms(service, kinds):
    """What the browser reports of each; nothing without one."""
    program = shutil.which("chromium")
    if program is None or not (TOOLS / "node_modules" / "puppeteer-core").is_dir():
        print("bench: without Chromium; bench/setup installs it")
        return {}
    base = "http://localhost:" + service.address.rsplit(":", 1)[1]
    command = ["node", BENCH / "pages" / "open_forms.mjs", TOOLS, program, base, SLOWED, ROUNDS, *kinds]
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise CommandFailed(f"open_forms.mjs: status {run.returncode}\n{run.stderr[-2000:]}")
    return json.loads(run.stdout)


def measure(program, workers):
    """Prints what each form takes, and gives the limits."""
    with service_load.state_folder() as state, service_load.Service(program, workers, "--forms", "--state", state) as service:
        forms = asyncio.run(read_forms(service))
        if not forms or len(forms) > MAX_DRAFTS:
            raise CommandFailed(f"{len(forms)} forms for applicants")
        opened = open_forms(service, forms)
    seconds = []
    for kind, sizes in forms.items():
        print(f"{kind:22} page {sizes[0] / 1000:5.1f} kB, with style sheet and script {sum(sizes) / 1000:5.1f} kB", end="")
        if kind in opened:
            times = opened[kind]
            usable, empty = (median(time[name] for time in times) / 1000 for name in ("usable", "empty"))
            # What an empty page takes says how busy the machine is.
            seconds.append(usable - empty)
            print(f"; can be used after {usable:.2f} s and {1 + times[0]['blocking']} requests of {1 + times[0]['all']}, "
                  f"an empty page after {empty:.2f} s", end="")
        print()
    found = [Limit("kB of the largest form, compressed", max(map(sum, forms.values())) / 1000, limits.MAX_PAGE_BYTES / 1000)]
    if opened:
        requests = max(1 + time["blocking"] for times in opened.values() for time in times)
        found += [Limit("requests before a form can be used", requests, limits.MAX_PAGE_REQUESTS),
                  Limit("seconds until a form can be used, beyond those of an empty page", max(seconds), limits.MAX_PAGE_SECONDS)]
    return found
