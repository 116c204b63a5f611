"""Batches whose documents workers make: the servers and workers that a run needs, and what each of them costs."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

from . import batches
from .paths import BUNDLES, PROJECT, WORK

sys.path.insert(0, str(PROJECT / "tests" / "python"))

import rabbitmq_server  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_of_tree(pid):
    """Seconds of a process and of all that it has started, also of those that have ended."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as text:
            fields = text.read().rsplit(")", 1)[1].split()
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as text:
            children = text.read().split()
    except OSError:
        return 0
    return sum(map(int, fields[11:15])) / TICKS + sum(map(cpu_of_tree, children))


class Rabbit:
    name = "RabbitMQ"

    @staticmethod
    def is_there():
        return rabbitmq_server.program() is not None

    def __init__(self):
        self.server = rabbitmq_server.Server()

    def address(self):
        return self.server.address()

    def cpu(self):
        return cpu_of_tree(self.pid())

    def pid(self):
        return self.server.process.pid

    def close(self):
        self.server.close()


@dataclass
class QueueTimes:
    batch: batches.BatchTimes  # wall time of all, processor time of the process of the batch
    workers: float  # seconds of processor time
    server: float


def threads_of_tree(pid):
    """The threads of a process and of all that it has started."""
    try:
        tasks = [int(task) for task in os.listdir(f"/proc/{pid}/task")]
        children = [child for task in tasks
                    for child in open(f"/proc/{pid}/task/{task}/children", encoding="ascii").read().split()]
    except OSError:
        return []
    return tasks + [task for child in children for task in threads_of_tree(int(child))]


@contextlib.contextmanager
def on_one_core(server):
    """This process, what it starts, and a server. A machine of two cores is two machines of one then."""
    everywhere = os.sched_getaffinity(0)
    first = {min(everywhere)}

    def place(cores):
        for task in [0, *threads_of_tree(server.pid())]:
            with contextlib.suppress(ProcessLookupError):
                os.sched_setaffinity(task, cores)

    place(first)
    try:
        yield
    finally:
        place(everywhere)


@contextlib.contextmanager
def workers(program, address, objects, count, usages):
    """So many, each with one process that makes documents; `usages` gets the processor time of each once it has ended."""
    command = [program, "--quiet", "--templates", BUNDLES, "worker", "--queue", address, "--objects", objects, "--jobs", "1"]
    processes = [subprocess.Popen([str(part) for part in command]) for _ in range(count)]
    time.sleep(1)  # they are there before the clock runs
    try:
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            usages.append(usage.ru_utime + usage.ru_stime)


def run_queue(program, server, count_of_workers, kind, data, count, watch_memory=False):
    objects = WORK / "objects"
    shutil.rmtree(objects, ignore_errors=True)
    objects.mkdir(parents=True)
    address = server.address()
    usages = []
    before = server.cpu()
    with workers(program, address, objects, count_of_workers, usages):
        times = batches.run_gongwen(program, kind, data, count, options=["--queue", address, "--objects", objects],
                                    watch_memory=watch_memory)
    left = [path for path in objects.rglob("*") if path.is_file()]
    if left:
        raise batches.CommandFailed(f"{len(left)} objects are left in the store")
    return QueueTimes(times, sum(usages), server.cpu() - before)
