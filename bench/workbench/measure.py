"""Runs one command and takes the operating system's own figures of it."""

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass


class CommandFailed(Exception):
    """The command ended with an error; the message holds what it said."""


@dataclass
class Run:
    wall: float  # seconds, from before its start to after its end
    cpu: float  # seconds of all its processes
    memory: int  # bytes, the largest process; 0: not known


def run_once(command, stdin=None, stdout=None, with_memory=True):
    """`stdin` and `stdout` are paths. GNU time is run in between to measure the memory: a child of Python is charged
    with Python's own. The files for its figures are this run's alone: benchmarks may run beside each other."""
    with (
        tempfile.NamedTemporaryFile("r", encoding="ascii") as peak,
        tempfile.TemporaryFile() as messages,
        open(stdin or os.devnull, "rb") as source,
        open(stdout or os.devnull, "wb") as target,
    ):
        timer = ["/usr/bin/time", "--quiet", "--output", peak.name, "--format", "%M"] if with_memory else []
        begin = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in (*timer, *command)], stdin=source, stdout=target if stdout else messages, stderr=messages
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            messages.seek(0)
            said = messages.read().decode("utf-8", "replace")[-2000:]
            raise CommandFailed(f"{' '.join(map(str, command))}: status {process.returncode}\n{said}")
        memory = int(peak.read().split()[-1]) * 1024 if with_memory else 0
    return Run(wall, usage.ru_utime + usage.ru_stime, memory)
