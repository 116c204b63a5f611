"""Batches: many records in one run, their rate, and the memory while they are made."""

import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from . import generate, inputs
from .measure import CommandFailed, run_once
from .paths import BULLETIN_SAMPLE, BUNDLES, PEERS, PROJECT, TOOLS, WORK

KINDS = ("commitment-letter", "expert-application", "iso-form-4", "justification-report", "proposal-information",
         "proposal-review")


@dataclass
class BatchTimes:
    wall: float
    cpu: float
    documents: int
    memory: list  # (documents that were there, bytes resident)
    folder: Path | None = None  # of the files

    def rate(self):
        return self.documents / self.wall

    def rate_of_two_cores(self):
        """What two cores would do alone: the measure that other work on the machine hardly affects."""
        return 2 * self.documents / self.cpu


def one_page_forms(count):
    """Different forms of one page: names, texts, choices."""
    path = WORK / f"forms-{count}.jsonl"
    with open(path, "w", encoding="utf-8") as lines:
        for number in range(count):
            record = generate.form(seed=1000 + number)
            record["number"] = f"SQ-2025-{number:05}"
            lines.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    return path


def notes(count):
    """Records for the smallest documents: what a batch keeps of each shows, not what is in them."""
    path = WORK / f"notes-{count}.jsonl"
    with open(path, "w", encoding="utf-8") as lines:
        lines.writelines(f'{{"number":"{number:07}"}}\n' for number in range(count))
    return path


def forms_of_kind(kind, count):
    """The typical sample with another person and organisation in each."""
    base = json.loads((PROJECT / "samples" / kind / "typical.json").read_text("utf-8"))
    path = WORK / f"{kind}-{count}.jsonl"
    with open(path, "w", encoding="utf-8") as lines:
        for number in range(count):
            source = generate.Source(number)
            record = json.loads(json.dumps(base))
            for name in ("org", "org_zh", "proposer", "name_zh", "leader"):
                if isinstance(record.get(name), str):
                    record[name] = source.organisation() if name != "name_zh" else source.person()
            if isinstance(record.get("leader"), dict) and "name" in record["leader"]:
                record["leader"]["name"] = source.person()
            lines.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    return path


def numbered(name, record, count, member, value):
    """One record many times, each with another number: to see what a long document costs when its kind is known."""
    path = WORK / f"{name}-{count}.jsonl"
    with open(path, "w", encoding="utf-8") as lines:
        for number in range(1, count + 1):
            lines.write(json.dumps({**record, member: value(number)}, ensure_ascii=False, separators=(",", ":")) + "\n")
    return path


MAX_ISSUE = 60  # of a bulletin


def bulletins(count):
    record = json.loads(BULLETIN_SAMPLE.read_text("utf-8"))
    return numbered("bulletins", record, count, "issue", lambda number: (number - 1) % MAX_ISSUE + 1)


def typst_bulletins(count):
    """The same as finished texts: see inputs.bulletin_data."""
    record = json.loads(inputs.bulletin_data().read_text("utf-8"))
    return numbered("typst-bulletins", record, count, "number", "第{}期".format)


RUNS = WORK / "batches"


def new_folder(name):
    """Never one that was emptied just now: ext4 is slow to give out again what belonged to files removed a moment ago."""
    # A run that was killed leaves its folders.
    numbers = [int(path.name.split("-")[0]) for path in RUNS.iterdir()] if RUNS.is_dir() else []
    number = max(numbers, default=-1) + 1
    folder = RUNS / f"{number}-{name}"
    folder.mkdir(parents=True)
    return folder


def remove_folders():
    """What all runs have made."""
    shutil.rmtree(RUNS, ignore_errors=True)


def resident(pid):
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as lines:
            return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS")), 0)
    except OSError:
        return 0


def lines_of(path):
    try:
        return path.read_bytes().count(b"\n")
    except OSError:
        return 0


def batch_command(program, kind, data, folder, ending="pdf", options=()):
    return [program, "--quiet", "--templates", BUNDLES, "batch", kind, data, "-o", folder, "--format", ending, *options]


def extract_command(program, forms, folder):
    return [program, "--quiet", "extract", "-o", folder, *forms]


def run_gongwen(program, kind, data, count, ending="pdf", options=(), watch_memory=False):
    folder = new_folder("gongwen")
    command = batch_command(program, kind, data, folder, ending, options)
    memory = []
    begin = time.perf_counter()
    with subprocess.Popen([str(part) for part in command], stderr=subprocess.PIPE) as process:
        while watch_memory and os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            memory.append((lines_of(folder / "manifest.jsonl"), resident(process.pid)))
            time.sleep(0.1)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        said = process.stderr.read().decode("utf-8", "replace")
    made = len(list(folder.glob(f"*.{ending}")))
    if process.returncode != 0 or made != count:
        raise CommandFailed(f"batch {kind}: status {process.returncode}, {made} of {count} documents\n{said[:2000]}")
    return BatchTimes(wall, usage.ru_utime + usage.ru_stime, count, memory, folder)


def run_extract(program, forms):
    """All forms by one command, into a file each."""
    folder = new_folder("extract")
    run = run_once(extract_command(program, forms, folder))
    return BatchTimes(run.wall, run.cpu, len(forms), [], folder)


def line(name, times):
    print(f"{name:26} {times.rate():8.0f} documents/s  {times.cpu / times.documents * 1e3:7.2f} ms CPU a document")


def run_typst(data, count, template="form.typ", evict=False, processes=2):
    """So many warm processes at once, each with its part of the records. With `evict` each clears its cache for each."""
    records = data.read_text("utf-8").splitlines()
    parts = []
    for number in range(processes):
        part = WORK / f"typst-part-{number}.jsonl"
        part.write_text("\n".join(records[number::processes]) + "\n", "utf-8")
        parts.append((part, new_folder(f"typst-{number}")))
    script = PEERS / "typst" / "compile_many.mjs"
    before = os.times()
    begin = time.perf_counter()
    running = [subprocess.Popen(["node", str(script), str(TOOLS), str(inputs.font_folder()), template, str(part),
                                 str(folder), *(["evict"] if evict else [])]) for part, folder in parts]
    if any([process.wait() != 0 for process in running]):
        raise CommandFailed("typst: compile_many.mjs failed")
    wall = time.perf_counter() - begin
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    made = sum(len(list(folder.glob("*.pdf"))) for _, folder in parts)
    if made != count:
        raise CommandFailed(f"typst: {made} of {count} documents")
    return BatchTimes(wall, cpu, count, [])
