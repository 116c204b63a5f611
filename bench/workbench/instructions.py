"""Instructions of whole runs, counted by valgrind: they hardly vary, whatever else the machine does."""

import re
import shutil
import subprocess

from . import tools, workloads
from .measure import CommandFailed
from .paths import WORK


def count(command):
    """Of the program alone: what the kernel does for it is not counted."""
    counted = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *map(str, command)],
        capture_output=True, text=True, check=False,
    )
    found = re.search(r"Collected : (\d+)", counted.stderr)
    if counted.returncode != 0 or not found:
        raise CommandFailed(f"valgrind {command[0]}: status {counted.returncode}\n{counted.stderr[-2000:]}")
    return int(found.group(1))


def count_all(program):
    """By name; nothing without valgrind."""
    if not shutil.which("valgrind"):
        print("bench: no instructions are counted without valgrind")
        return {}
    gongwen = tools.Gongwen(program)
    commands = {
        work.name: gongwen.command(work, WORK / f"{work.name}-counted.pdf")
        for work in (workloads.bulletin(), workloads.form())
    }
    commands["list"] = [program, "list"]
    commands["--version"] = [program, "--version"]
    return {name: count(command) for name, command in commands.items()}
