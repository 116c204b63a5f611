"""The service beside what others would put in its place: Typst in warm processes, Chromium that prints pages by puppeteer. Each
makes the same forms of one page, in turn."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from statistics import median

from . import inputs, limits, outputs, service_load, tools, wrk
from .batches import new_folder, one_page_forms, run_typst
from .limits import Limit
from .measure import CommandFailed, run_once
from .paths import BUNDLES, PEERS, TOOLS, WORK

KIND = "bench-form"
PAGES = 10  # of Chromium: different ones, in turn


class Chromium:
    """One browser with so many tabs, and the pages that it prints: expanding their template is not counted."""

    def __init__(self, records, tabs):
        self.records, self.tabs = records, tabs
        self.program = shutil.which("chromium")

    def missing(self):
        there = (TOOLS / "node_modules" / "puppeteer-core").is_dir() and shutil.which("node")
        return "" if self.program and there else "bench/setup"

    def expand(self):
        bundle = BUNDLES / KIND
        script = PEERS / "html" / "expand_page.py"
        self.pages = []
        for number, record in enumerate(self.records[:PAGES]):
            data = WORK / f"service-page-{number}.json"
            data.write_text(json.dumps(record, ensure_ascii=False), "utf-8")
            page = data.with_suffix(".html")
            command = ["/usr/bin/python3", script, bundle / "document.html", data, page, inputs.face_styles(), bundle / "style.css"]
            subprocess.run(command, check=True)
            self.pages.append(page)

    def run(self, count):
        """Of documents each of which is looked at: an empty page would be fast."""
        folder = new_folder("chromium")
        script = PEERS / "html" / "print_many.mjs"
        run = run_once(["node", script, TOOLS, self.program, self.tabs, count, folder, *self.pages], stdout=WORK / "printed.json", with_memory=False)
        for number in range(count):
            check_document(folder / f"{number}.pdf", self.records[number % PAGES])
        seconds = json.loads((WORK / "printed.json").read_text("ascii"))["seconds"]
        return Made(count / seconds, run.cpu / count)


@dataclass
class Made:
    rate: float  # documents a second
    cpu: float  # seconds of the processor for each, of all processes but the client


def check_document(path, record):
    """Nobody may win by leaving something out, or by running over onto a second page."""
    shown = {name: value for name, value in record.items() if name != "date"}
    wanted = sum(map(outputs.characters, outputs.texts_in(shown)), start=outputs.characters(""))
    made = outputs.inspect_pdf(path, wanted)
    if made.fault or made.pages != 1:
        raise CommandFailed(f"{path}: {made.pages} pages, {made.fault}")


def serve_forms(program, workers, script, records, seconds):
    """Documents a second over kept connections, of which the first is looked at."""
    with service_load.Service(program, workers, "--templates", BUNDLES) as service:
        folder = new_folder("service")
        made = folder / "0.pdf"
        made.write_bytes(service_load.body_of(service, service_load.post(f"/api/v1/kinds/{KIND}/render?format=pdf", records[0])))
        check_document(made, records[0])
        wrk.ask(service.address, script, 1)
        processes = [service.process.pid, *service.children()]
        before = service_load.processor_milliseconds(processes)
        asked = wrk.ask(service.address, script, seconds)
        used = service_load.processor_milliseconds(processes) - before
        return Made(asked.rate, used / 1000 / (asked.rate * seconds))


def measure(program, workers, count, seconds, rounds):
    """Prints the rates of all, and gives the limits. Peers that are not installed are left out."""
    data = one_page_forms(count)
    records = [json.loads(text) for text in data.read_text("utf-8").splitlines()]
    script = wrk.post_script("forms", records, f"/api/v1/kinds/{KIND}/render?format=pdf")
    peers = {}
    typst, chromium = tools.Typst(), Chromium(records, workers)
    if not typst.missing():
        peers["Typst"] = lambda: made_by_typst(run_typst(data, count, processes=workers))
    if not chromium.missing():
        chromium.expand()
        peers["Chromium"] = lambda: chromium.run(max(PAGES, round(4 * seconds)))
    for name in {"Typst", "Chromium"} - set(peers):
        print(f"bench: without {name}; bench/setup installs it")
    ratios = {name: [] for name in peers}
    for _ in range(rounds):
        own = serve_forms(program, workers, script, records, seconds)
        print(f"forms of one page: service {own.rate:.0f} a second, {own.cpu * 1000:.1f} ms CPU each")
        for name, run in peers.items():
            other = run()
            ratios[name].append(other.rate / own.rate)
            print(f"{name:>26} {other.rate:.1f} a second (1/{own.rate / other.rate:.1f}), {other.cpu * 1000:.1f} ms CPU each "
                  f"(1/{other.cpu / own.cpu:.1f})", flush=True)
    return [Limit(f"forms a second of {name} over those of the service", median(ratios[name]), limits.MAX_SERVICE_TIMES[name]) for name in peers]


def made_by_typst(times):
    return Made(times.rate(), times.cpu / times.documents)
