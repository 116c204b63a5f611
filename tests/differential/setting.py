"""Setting a page with gongwen and comparing it with what is stored."""
import os
import subprocess
import tempfile
from pathlib import Path

import catalogue
from comparing import compare_pages
from printed import read_pdf

PROGRAM = os.environ.get('GONGWEN', str(catalogue.ROOT / 'build/release/bin/gongwen'))


def set_page(name, pdf):
    """The messages of a run that failed; empty if it did not."""
    command = [PROGRAM, '--quiet', '--lang', 'en', 'typeset', catalogue.source(name), '-o', pdf]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    return [] if done.returncode == 0 else [line for line in done.stderr.decode('utf-8', 'replace').splitlines()
                                            if line.startswith('error')] or [f'status {done.returncode}']


def examine(name):
    """All complaints about one page."""
    theirs = catalogue.load(name)
    if theirs is None:
        return name, ['never printed by Chromium; run tests/differential/update']
    with tempfile.TemporaryDirectory(prefix='gongwen-run-') as folder:
        pdf = Path(folder) / 'page.pdf'
        try:
            failed = set_page(name, pdf)
        except subprocess.TimeoutExpired:
            failed = ['no end after a minute']
        if failed:
            return name, failed
        return name, compare_pages(read_pdf(pdf), theirs)
