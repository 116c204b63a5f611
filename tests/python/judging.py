"""What the judges in tests/judges say of files: many files in one run, since starting takes longer than looking."""
import re
import subprocess

from harness import ROOT

JUDGES = ROOT / 'tests/judges'
PYTHON = '/usr/bin/python3'


def judged(judge, paths, *options):
    """By path, the report of `judge` (pdf, xlsx)."""
    paths = list(paths)
    words = [PYTHON, JUDGES / f'{judge}_judge.py', *options, '--', *paths]
    process = subprocess.run([str(word) for word in words], capture_output=True, check=False)
    told = (process.stdout + process.stderr).decode('utf-8', 'replace')
    parts = re.split(r'^== (.*)\n', told, flags=re.MULTILINE)
    reports = dict(zip(parts[1::2], parts[2::2]))
    assert list(reports) == [str(path) for path in paths], told
    return {path: reports[str(path)] for path in paths}


def assert_judged(test, judge, names, *options):
    """No judge finds an error in any of the files; `names` has their names by path."""
    for path, report in judged(judge, names, *options).items():
        with test.subTest(names[path]):
            test.assertIn(' 0 FAIL', report)
