#!/usr/bin/env python3
"""Compares every sample's PDF and workbook, byte by byte, with the recorded hashes: tests/samples/hashes.txt.

Usage: scripts/sample_hashes.py PROGRAM [--update | --as-recorded]
  --as-recorded   skips itself where libdeflate has another version than the recorded hashes were made with: it packs
                  the same streams in other bytes

A change of structure alone must not change them. Check a change of printed output first, then record it with --update,
so that the commit shows which documents it changes. The hashes are valid for the versions of libraries and fonts that
scripts/setup installs on Debian 12. Exit status: 0 equal, 1 different, 2 wrong usage, 77 skipped.
"""
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HASHES = ROOT / 'tests/samples/hashes.txt'
DEFLATE = '1.14'
SKIPPED = 77


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


def deflate_of(program):
    told = subprocess.run([program, '--version', '--verbose', '--json'], stdout=subprocess.PIPE, check=True).stdout
    return next((one['version'] for one in json.loads(told)['linked'] if one['name'] == 'deflate'), None)


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ['--update'], ['--as-recorded']):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    if sys.argv[2:] == ['--as-recorded'] and deflate_of(sys.argv[1]) != DEFLATE:
        print(f'skipped: the hashes were made with libdeflate {DEFLATE}, and this program has {deflate_of(sys.argv[1])}')
        return SKIPPED
    now = render(Path(sys.argv[1]).resolve())
    before = read_hashes()
    for name in sorted(now.keys() | before.keys()):
        if now.get(name) != before.get(name):
            print(f'{name}: {"new" if name not in before else "gone" if name not in now else "changed"}')
    if sys.argv[2:] == ['--update']:
        HASHES.write_text(''.join(f'{digest}  {name}\n' for name, digest in sorted(now.items())), encoding='utf-8')
        return 0
    return 0 if now == before else 1


if __name__ == '__main__':
    sys.exit(main())
