#!/usr/bin/env python3
"""Compares every sample's PDF and workbook, byte by byte, with the recorded hashes: tests/samples/hashes.txt.

Usage: scripts/sample_hashes.py PROGRAM [--update]

A change of structure alone must not change them. Check a change of printed output first, then record it with --update,
so that the commit shows which documents it changes. The hashes are valid for the versions of libraries and fonts that
scripts/setup installs. Exit status: 0 equal, 1 different, 2 wrong usage.
"""
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HASHES = ROOT / 'tests/samples/hashes.txt'


def render(program):
    """The hash of each output, by its name."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([ROOT / 'scripts/render_samples', program, folder], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f'scripts/render_samples failed with status {done.returncode}:\n{done.stderr}')
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(Path(folder).iterdir())}


def read_hashes():
    lines = HASHES.read_text(encoding='utf-8').splitlines() if HASHES.exists() else []
    return {name: digest for digest, name in (line.split('  ', 1) for line in lines)}


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ['--update']):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    now = render(Path(sys.argv[1]).resolve())
    before = read_hashes()
    for name in sorted(now.keys() | before.keys()):
        if now.get(name) != before.get(name):
            print(f'{name}: {"new" if name not in before else "gone" if name not in now else "changed"}')
    if sys.argv[2:]:
        HASHES.write_text(''.join(f'{digest}  {name}\n' for name, digest in sorted(now.items())), encoding='utf-8')
        return 0
    return 0 if now == before else 1


if __name__ == '__main__':
    sys.exit(main())
