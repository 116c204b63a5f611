"""Instructions of whole runs, counted by valgrind: they hardly vary, whatever else the machine does."""

import re
import shutil
import subprocess

from . import tools, workloads
from .measure import CommandFailed
from .paths import WORK


def can_count():
    found = shutil.which("valgrind") is not None
    if not found:
        print("bench: no instructions are counted without valgrind")
    return found


def count(command, options=()):
    """Of the program alone: what the kernel does for it is not counted."""
    counted = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *options, *map(str, command)],
        capture_output=True, text=True, check=False,
    )
    found = re.search(r"Collected : (\d+)", counted.stderr)
    if counted.returncode != 0 or not found:
        raise CommandFailed(f"valgrind {command[0]}: status {counted.returncode}\n{counted.stderr[-2000:]}")
    return int(found.group(1))


FEW, MANY = 10, 30


def count_each(command_of):
    """Of one of many, in millions: what more of them take beyond a few. `command_of` gives the command for so many.
    Nothing without valgrind."""
    if not can_count():
        return None
    few, many = count(command_of(FEW)), count(command_of(MANY))
    return (many - few) / (MANY - FEW) / 1e6


def count_part(program, part, function):
    """Of one of `bench_parts`, done once, what is done within a function."""
    command = [program, f"--benchmark_filter=^{part}$", "--benchmark_min_time=0.000001"]
    return count(command, ["--collect-atstart=no", f"--toggle-collect={function}"])


def count_all(program):
    """By name; nothing without valgrind."""
    if not can_count():
        return {}
    gongwen = tools.Gongwen(program)
    commands = {
        work.name: gongwen.command(work, WORK / f"{work.name}-counted.pdf")
        for work in (workloads.bulletin(), workloads.form())
    }
    commands["list"] = [program, "list"]
    commands["--version"] = [program, "--version"]
    return {name: count(command) for name, command in commands.items()}
