#!/usr/bin/env python3
"""Checks the C++ sources against .clang-format.

Usage: scripts/check_format.py [--fix] [FILE…]   (without files: all of src, include, tests, bench, examples, the fitter)

--fix formats the files instead. Versions of clang-format differ in their output, so only the version named here is
used. Exit status: 0 no errors, 1 a file is formatted differently, 77 skipped: the program is missing.
"""
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ['src', 'include', 'tests', 'bench', 'examples', 'fonts/prepare/fitter']
VERSION = '14'
SKIPPED = 77
FILES_AT_ONCE = 40


def find_program():
    """The clang-format of the required version, or why it is missing."""
    for name in (f'clang-format-{VERSION}', 'clang-format'):
        program = shutil.which(name)
        if program is None:
            continue
        text = subprocess.run([program, '--version'], capture_output=True, text=True, check=False).stdout
        found = re.search(r'version (\d+)', text)
        if found and found[1] == VERSION:
            return program, ''
    return None, f'clang-format {VERSION} is not installed'


def sources():
    return sorted(str(path) for folder in FOLDERS for path in (ROOT / folder).rglob('*') if path.suffix in ('.cpp', '.h'))


def run(program, files, fix):
    mode = ['-i'] if fix else ['--dry-run', '-Werror']
    return subprocess.run([program, f'--style=file:{ROOT / ".clang-format"}', *mode, *files], capture_output=True,
                          text=True, check=False)


def main():
    fix = '--fix' in sys.argv[1:]
    files = [word for word in sys.argv[1:] if word != '--fix'] or sources()
    program, reason = find_program()
    if program is None:
        print(f'check_format: skipped: {reason}')
        return SKIPPED
    parts = [files[i:i + FILES_AT_ONCE] for i in range(0, len(files), FILES_AT_ONCE)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = list(pool.map(lambda part: run(program, part, fix), parts))
    failed = [each for each in done if each.returncode != 0]
    named = sorted({line.split(':', 1)[0] for each in failed for line in each.stderr.splitlines()
                    if '[-Wclang-format-violations]' in line})
    for name in named:
        print(f'{os.path.relpath(name, ROOT)}: not formatted; run scripts/check_format.py --fix')
    for each in failed:
        if '[-Wclang-format-violations]' not in each.stderr:
            print(each.stderr, file=sys.stderr)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
