"""Prints results as tables in Markdown, which a terminal shows as well."""

import os
import platform
import re
import unicodedata
from pathlib import Path


def machine():
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal: +(\d+)", Path("/proc/meminfo").read_text()).group(1)) / 1024 / 1024
    system = re.search(r'PRETTY_NAME="(.*)"', Path("/etc/os-release").read_text()).group(1)
    model = cpu.group(1) if cpu else platform.machine()
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB; {system}"


def seconds(value):
    if value < 0.001:
        return f"{value * 1e6:.0f} µs"
    if value < 0.01:
        return f"{value * 1000:.2f} ms"
    return f"{value * 1000:.0f} ms" if value < 10 else f"{value:.1f} s"


def megabytes(value):
    return f"{value / 1e6:.0f} MB" if value else "?"


def kilobytes(value):
    return f"{value / 1000:,.0f} kB"


def times(ratio):
    return f"1/{1 / ratio:.1f}" if ratio < 1 else f"{ratio:.2f}"


def width(text):
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def print_table(head, rows):
    cells = [head, *rows]
    widths = [max(width(row[column]) for row in cells) for column in range(len(head))]

    def line(row):
        return "| " + " | ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths)) + " |"

    print(line(head))
    print("|" + "|".join("-" * (size + 2) for size in widths) + "|")
    for row in rows:
        print(line(row))
    print(flush=True)


def print_comparison(comparison):
    print(f"### {comparison.work.title}\n")
    unit = "pages" if comparison.work.ending == "pdf" else "rows"
    head = ["tool", "wall, median", "min – max", "CPU", "memory", unit, "size", "gongwen / tool", "by CPU", "net of start"]
    if comparison.work.ending == "pdf":
        head.insert(7, "PDF")
    rows = []
    for result in comparison.results:
        least, most = result.spread()
        known = result.counts_all_processes
        row = [
            result.tool,
            seconds(result.wall()),
            f"{seconds(least)} – {seconds(most)} ({len(result.runs)})",
            seconds(result.cpu()) if known else "?",
            megabytes(result.memory()) if known else "?",
            f"{result.output.pages:,}",
            kilobytes(result.output.size),
            "" if result.tool == "gongwen" else times(comparison.ratio(result.tool)),
            "" if result.tool == "gongwen" or not known else times(comparison.cpu_ratio(result.tool)),
            times(comparison.net_ratio(result.tool)) if result.starts else "",
        ]
        if comparison.work.ending == "pdf":
            row.insert(7, result.output.standard or "plain")
        rows.append(row)
    print_table(head, rows)


def print_growth(comparisons):
    print("### Growth with the rows of a table: processor time per row, peak memory\n")
    tools = [result.tool for result in comparisons[0].results]
    head = ["rows"]
    for tool in tools:
        head += [f"{tool}, per row", "memory"]
    rows = []
    for comparison in comparisons:
        row = [f"{comparison.work.rows:,}"]
        for tool in tools:
            result = comparison.of(tool)
            row += [f"{result.cpu() / comparison.work.rows * 1e6:.0f} µs", megabytes(result.memory())]
        rows.append(row)
    print_table(head, rows)


def print_instructions(counted):
    print("### Instructions of whole runs\n")
    print_table(["run", "million"], [[name, f"{count / 1e6:.1f}"] for name, count in counted.items()])
