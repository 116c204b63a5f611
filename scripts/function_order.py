#!/usr/bin/env python3
"""The order of functions in the program: those that usual runs call come first, in one place. A run that needs a tenth
of the code then brings a quarter of it into memory instead of two thirds.

    scripts/function_order.py record build/release/bin/gongwen    # after larger changes: a minute; requires valgrind
    scripts/function_order.py resolve HASHES ORDER LIBRARY...     # the build: names for the linker
    scripts/function_order.py check PROGRAM                       # whether the program has this order; status 1 if not

Names of C++ functions have up to 3,000 characters, so cmake/function_order.txt has a hash of each. What is not found is
left out; what is new comes after the others.
"""
import collections
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
HASHES = ROOT / 'cmake/function_order.txt'
HEAD = '# Functions in the order of the program, by hashes of their names: see scripts/function_order.py.\n'
RECORDS = 12  # of the batch
# Shares: of recorded functions that still exist, and of those that come after the one before. Functions with equal code
# may be one.
MIN_EXISTING = 0.75
MIN_IN_ORDER = 0.95


def hash_of(name):
    return hashlib.blake2b(name.encode(), digest_size=6).hexdigest()


def symbols_of(*files):
    """Addresses and names of all functions of programs or libraries."""
    listed = subprocess.run(['nm', '--defined-only', '--no-sort', *map(str, files)], capture_output=True, text=True, check=True)
    functions = (line.split() for line in listed.stdout.splitlines())
    return [(int(parts[0], 16), parts[2]) for parts in functions if len(parts) == 3 and parts[1] in 'tTwW']


def runs(folder):
    """The command lines whose functions count."""
    def sample(kind, name='typical'):
        return ROOT / 'samples' / kind / f'{name}.json'

    letter = json.loads(sample('commitment-letter').read_text('utf-8'))
    records = folder / 'letters.jsonl'
    records.write_text(''.join(json.dumps(letter, ensure_ascii=False) + '\n' for _ in range(RECORDS)), 'utf-8')
    bulletin = sample('monthly-bulletin', '2024-02')
    form = folder / 'form.pdf'
    yield ['--version']
    yield ['list']
    yield ['check', 'monthly-bulletin', bulletin]
    yield ['render', 'monthly-bulletin', bulletin, '-o', folder / 'bulletin.pdf']
    for kind in ('commitment-letter', 'needs-notice', 'proposal-review', 'justification-report'):
        yield ['render', kind, sample(kind), '-o', folder / f'{kind}.pdf']
    yield ['render', 'expert-application', sample('expert-application'), '--fillable', '-o', form]
    yield ['extract', form, '-o', folder / 'form.json']
    yield ['render', 'expert-application', sample('expert-application'), '-o', folder / 'form.xlsx']
    yield ['batch', 'commitment-letter', records, '--format', 'pdf', '-o', folder / 'letters']


def functions_of(program, arguments, folder):
    """The names that a run calls, with and without what former runs have worked out: the one calls what the other spares."""
    command = [program, *map(str, arguments)]
    cache = str(folder / 'cache')
    run(command, cache)
    return called(command, cache, folder) | called(command, 'off', folder)


def run(command, cache):
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, 'GONGWEN_CACHE': cache})
    if done.returncode != 0:
        sys.exit(f'{" ".join(command)}: status {done.returncode}\n{done.stderr[-2000:]}')


def called(command, cache, folder):
    profile = folder / 'profile'
    run(['valgrind', '--tool=callgrind', '--demangle=no', f'--callgrind-out-file={profile}', *command], cache)
    # Recursive calls have numbers after the name.
    return {re.sub(r"'\d+$", '', name) for name in re.findall(r'^c?fn=\(\d+\) (\S+)$', profile.read_text(), re.MULTILINE)}


def record(program):
    """Those of all runs come first; those of as many, as they were linked before."""
    places = {name: place for place, name in symbols_of(program)}
    counts = collections.Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for arguments in runs(folder):
            counts.update(functions_of(program, arguments, folder))
    found = sorted((name for name in counts if name in places), key=lambda name: (-counts[name], places[name]))
    HASHES.write_text(HEAD + ''.join(hash_of(name) + '\n' for name in found))
    print(f'{HASHES.relative_to(ROOT)}: {len(found)} functions')


def recorded(path=HASHES):
    return [line for line in pathlib.Path(path).read_text().splitlines() if not line.startswith('#')]


def resolve(hashes, order, libraries):
    names = {hash_of(name): name for _, name in symbols_of(*libraries)}
    pathlib.Path(order).write_text(''.join(names[line] + '\n' for line in recorded(hashes) if line in names))


def check(program):
    """Returns: what is wrong."""
    places = {hash_of(name): place for place, name in symbols_of(program)}
    wanted = recorded()
    found = [places[line] for line in wanted if line in places]
    if len(found) < MIN_EXISTING * len(wanted):
        return f'{len(found)} of {len(wanted)} functions exist: record the order again'
    ascending = sum(place < after for place, after in zip(found, found[1:]))
    if ascending < MIN_IN_ORDER * (len(found) - 1):
        return f'{ascending} of {len(found) - 1} functions come after the one before: the program is not linked in this order'
    return None


def main(arguments):
    if len(arguments) == 2 and arguments[0] == 'record':
        record(arguments[1])
    elif len(arguments) > 3 and arguments[0] == 'resolve':
        resolve(arguments[1], arguments[2], arguments[3:])
    elif len(arguments) == 2 and arguments[0] == 'check':
        sys.exit(check(arguments[1]))
    else:
        sys.exit(__doc__)


if __name__ == '__main__':
    main(sys.argv[1:])
