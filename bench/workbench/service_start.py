"""The start of the program and of the service, beside that of a program that does nothing."""

import asyncio
import json
import os
import shutil
import subprocess
import time
from statistics import median, quantiles

from . import instructions, limits, service_load
from .limits import Limit
from .measure import CommandFailed
from .paths import PROJECT, WORK

ROUNDS = 41  # of programs that only start
STARTS = 7  # of the service
QUIET = 3  # milliseconds in which 90 % of the programs that do nothing have ended, on a machine whose times can be held


def empty_program():
    source, program = WORK / "empty.c", WORK / "empty"
    source.write_text("int main(void) { return 0; }\n", "ascii")
    try:
        subprocess.run(["cc", "-O2", "-o", str(program), str(source)], check=True)
    except (FileNotFoundError, subprocess.CalledProcessError) as failure:
        raise CommandFailed(f"cc: {failure}") from failure
    return program


def milliseconds(command):
    """From before the start to after the end, without what Python needs for a pipe."""
    begin = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
    _, status = os.waitpid(process, 0)
    if status != 0:
        raise CommandFailed(f"{' '.join(command)}: status {status}")
    return (time.perf_counter() - begin) * 1000


def start_once(program, workers, kind):
    """Milliseconds until the service can be asked, of the first document after that, and of a worker's processor for it."""
    record = json.loads((PROJECT / f"samples/{kind}/typical.json").read_text("utf-8"))
    with service_load.Service(program, workers) as service:
        time.sleep(service_load.SETTLE_SECONDS)
        before = service_load.processor_milliseconds(service.children())
        answers = asyncio.run(service_load.at_once(service, [service_load.post(f"/api/v1/kinds/{kind}/render", record)], 1, 1))
        answers.all_done("first document")
        used = service_load.processor_milliseconds(service.children()) - before
        return service.start_seconds * 1000, answers.seconds[0] * 1000, used


def measure(program, workers, kind):
    """Prints what a start takes, and gives the limits: times only where the machine has nothing else to do."""
    empty = empty_program()
    nothing, version = [], []
    for _ in range(ROUNDS):
        nothing.append(milliseconds([str(empty)]))
        version.append(milliseconds([str(program), "--version"]))
    print(f"`gongwen --version` {median(version):.2f} ms, a program that does nothing {median(nothing):.2f} ms")
    ready, first, used = (median(times) for times in zip(*(start_once(program, workers, kind) for _ in range(STARTS))))
    print(f"ready after {ready:.0f} ms, the first document after {first:.0f} ms more, {used:.0f} ms of them of the processor "
          f"(medians of {STARTS})")
    found = [Limit("ms of the processor for the first document", used, limits.MAX_FIRST)]
    if quantiles(nothing, n=10)[-1] < QUIET:
        found += [Limit("ms until the service can be asked", ready, limits.MAX_READY),
                  Limit("ms of the first document", first, limits.MAX_FIRST)]
    else:
        print("other work on this machine disturbs times of starts: their limits are left out")
    if shutil.which("valgrind"):
        counted = instructions.count([program, "--version"]) / instructions.count([empty])
        print(f"`gongwen --version` takes {counted:.2f} times the instructions of a program that does nothing")
        found.append(Limit("instructions of --version over those of an empty program", counted, limits.MAX_START))
    return found
