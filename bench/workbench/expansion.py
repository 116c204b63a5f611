"""Expanding templates: the workloads, and the engines that are compared, as whole processes and inside running ones."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from . import inputs
from .measure import Run, run_once
from .outputs import Output
from .paths import BENCH, BUNDLES, PEERS, TOOLS, WORK
from .tools import Gongwen, PythonTool, Tool, first_match

WARM_UP = 1 / 4  # of its expansions are not counted


@dataclass
class Expansion:
    """One request, the same for all engines."""

    name: str
    title: str
    data: Path  # the request
    texts: list  # of the data: all must be in the expansion
    warm: int = 0  # expansions inside one process; 0: one whole process
    ending: str = "html"

    def inspect(self, path):
        expansion = path.read_text("utf-8")
        output = Output(len(expansion.encode("utf-8")), expansion.count("<tr"))
        output.digest = hashlib.sha256(expansion.encode("utf-8")).hexdigest()
        lacking = [text for text in self.texts if escaped(text) not in expansion]
        if lacking:
            output.fault = f"{len(lacking)} texts are missing, as {lacking[0]}"
        return output


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def table(rows, warm=0):
    data = inputs.expansion_data(rows)
    template = BENCH / "eval" / "table.html"
    texts = [project[name] for project in data["projects"] for name in ("title", "leader", "stage")]
    texts += [project["number"].upper() for project in data["projects"]]
    path = write_request(f"eval-table-{rows}.json", template, data)
    return expansion("eval-table", f"expanding a table of {rows:,} rows", path, texts, warm)


def form(warm=0):
    data = json.loads(inputs.form_data().read_text("utf-8"))
    texts = [value for value in data.values() if isinstance(value, str)]
    path = write_request("eval-form.json", BUNDLES / "bench-form" / "document.html", data)
    return expansion("eval-form", "expanding a form", path, texts, warm)


def write_request(name, template, data):
    # Jinja2 drops the last line end of a template and nunjucks keeps it: there is none.
    return inputs.write_json(name, {"template": template.read_text("utf-8").rstrip("\n"), "context": data})


def expansion(name, title, path, texts, warm):
    if not warm:
        return Expansion(name, f"{title}, whole process", path, texts)
    return Expansion(f"{name}-warm", f"{title}, compiled once", path, texts, warm)


class ExpandingTool:
    """An engine for templates. Request and expansion go through the standard streams, or, in a running process, by path."""

    def command(self, work, output):
        return [*self.warm_start(), work.data, output, work.warm] if work.warm else self.start()

    def run(self, command, work, output):
        if not work.warm:
            # GNU time would cost a millisecond, of the few that are to be measured.
            return run_once(command, work.data, output, with_memory=False)
        figures = WORK / "figures"
        run = run_once(command, stdout=figures)
        seconds = json.loads(figures.read_text())
        counted = seconds[int(len(seconds) * WARM_UP):]
        return Run(median(counted), sum(counted) / len(counted), run.memory)


class GongwenExpander(ExpandingTool, Gongwen):
    def missing(self):
        there = self.program.is_file() and self.warm_program().is_file()
        return "" if there else f"{self.program}, {self.warm_program()}: build the release preset"

    def warm_program(self):
        return self.program.parent / "bench_expand"

    def start(self):
        return [self.program, "eval"]

    def warm_start(self):
        return [self.warm_program()]


class Jinja(ExpandingTool, PythonTool):
    def __init__(self):
        super().__init__("Jinja2", "jinja2")

    def start(self):
        return ["/usr/bin/python3", PEERS / "eval" / "expand_jinja.py"]

    def warm_start(self):
        return self.start()


class Nunjucks(ExpandingTool, Tool):
    name = "nunjucks"

    def missing(self):
        return "" if (TOOLS / "node_modules" / "nunjucks").is_dir() else "bench/setup"

    def version(self):
        manifest = TOOLS / "node_modules" / "nunjucks" / "package.json"
        return first_match(["cat", manifest], r'(?<="version": ")[\d.]+')

    def start(self):
        return ["node", PEERS / "eval" / "expand_nunjucks.mjs", TOOLS]

    def warm_start(self):
        return self.start()


def all_tools(program):
    return [GongwenExpander(program), Jinja(), Nunjucks()]
