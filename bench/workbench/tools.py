"""The tools that are compared: how each is called, and whether it is there."""

import re
import shutil
import subprocess
from pathlib import Path

from . import inputs
from .measure import run_once
from .paths import BUNDLES, PEERS, PROJECT, TOOLS, WORK


class Tool:
    name = ""
    runs = None  # maximum, if one takes long
    counts_all_processes = True  # GNU time sees every process of it

    def missing(self):
        """What to install; empty when nothing lacks."""
        raise NotImplementedError

    def version(self):
        raise NotImplementedError

    def command(self, work, output):
        """The command line for a workload; None if the tool has no part in it."""
        raise NotImplementedError

    def start_command(self):
        """What shows how long the tool takes to start; None where that is part of the tool itself."""

    def run(self, command, _work, _output):
        return run_once(command)


def first_match(command, pattern):
    text = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = re.search(pattern, text)
    return found.group(0) if found else "?"


class Gongwen(Tool):
    name = "gongwen"

    def __init__(self, program):
        self.program = Path(program)

    def missing(self):
        return "" if self.program.is_file() else f"{self.program}: build the release preset"

    def version(self):
        return first_match([self.program, "--version"], r"[\d.]+")

    def command(self, work, output):
        return [self.program, "--quiet", "--templates", BUNDLES, "render", work.kind, work.data, "--output", output]


class Typst(Tool):
    name = "Typst"

    def missing(self):
        there = (TOOLS / "node_modules" / "@myriaddreamin" / "typst-ts-node-compiler").is_dir()
        return "" if there and shutil.which("node") else "bench/setup"

    def version(self):
        manifest = TOOLS / "node_modules" / "@myriaddreamin" / "typst-ts-node-compiler" / "package.json"
        return first_match(["cat", manifest], r'(?<="version": ")[\d.]+') + " (binding for Node)"

    def command(self, work, output):
        if work.typst is None:
            return None
        script = PEERS / "typst" / "compile.mjs"
        return ["node", script, TOOLS, inputs.font_folder(), work.typst, work.typst_data or work.data, output]

    def start_command(self):
        return ["node", "-e", "0"]


class WeasyPrint(Tool):
    name = "WeasyPrint"
    runs = 1

    def missing(self):
        return "" if shutil.which("weasyprint") else "bench/setup"

    def version(self):
        return first_match(["weasyprint", "--version"], r"[\d.]+")

    def command(self, work, output):
        if work.page is None:
            return None
        script = PEERS / "html" / "print_weasyprint.py"
        data = "-" if work.page_is_expanded else work.data
        return ["/usr/bin/python3", script, work.page, data, output, inputs.face_styles(), *work.styles]


class Chromium(Tool):
    name = "Chromium"
    runs = 3
    counts_all_processes = False

    OPTIONS = (
        "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-extensions "
        "--disable-background-networking --disable-component-update --no-pdf-header-footer"
    ).split()

    def missing(self):
        return "" if shutil.which("chromium") else "bench/setup"

    def version(self):
        return first_match(["chromium", "--version"], r"[\d.]+")

    def command(self, work, output):
        if work.page is None:
            return None
        return ["chromium", *self.OPTIONS, f"--print-to-pdf={output}", self.expanded_page(work).as_uri()]

    @staticmethod
    def expanded_page(work):
        """The page with its data and styles in it: expanding is not counted for this peer."""
        path = WORK / f"{work.name}.html"
        script = PEERS / "html" / "expand_page.py"
        data = "-" if work.page_is_expanded else work.data
        command = ["/usr/bin/python3", script, work.page, data, path, inputs.face_styles(), *work.styles]
        subprocess.run(command, check=True)
        return path


class PythonTool(Tool):
    """A module of the system's Python."""

    def __init__(self, name, module):
        self.name = name
        self.module = module

    def missing(self):
        there = subprocess.run(["/usr/bin/python3", "-c", f"import {self.module}"], capture_output=True, check=False)
        return "" if there.returncode == 0 else "bench/setup"

    def version(self):
        program = f"import {self.module}; print({self.module}.__version__)"
        return first_match(["/usr/bin/python3", "-c", program], r"[\d.]+")


class PythonWriter(PythonTool):
    def __init__(self, name, module, script):
        super().__init__(name, module)
        self.script = PEERS / "xlsx" / script

    def command(self, work, output):
        return ["/usr/bin/python3", self.script, work.data, output] if output.suffix == ".xlsx" else None


def all_tools(program):
    return [
        Gongwen(program),
        Typst(),
        Chromium(),
        WeasyPrint(),
        PythonWriter("XlsxWriter", "xlsxwriter", "write_xlsxwriter.py"),
        PythonWriter("openpyxl", "openpyxl", "write_openpyxl.py"),
    ]


DEFAULT_PROGRAM = PROJECT / "build" / "release" / "bin" / "gongwen"
DEFAULT_PARTS = DEFAULT_PROGRAM.with_name("bench_parts")
