#!/usr/bin/env python3
"""Lists the functions that typical runs of a program call, those of most runs first, for the linker: a run that needs a
tenth of the code then loads a quarter of it into memory instead of two thirds. Used when a package is built
(packaging/debian/rules); takes a minute, and needs valgrind.

    scripts/function_order.py PROGRAM ORDER
    cmake -D GONGWEN_FUNCTION_ORDER=ORDER FOLDER && cmake --build FOLDER --target gongwen
"""
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
RECORDS = 12  # of the batch


def places_of(program):
    """The address of each function by its name."""
    listed = subprocess.run(['nm', '--defined-only', '--no-sort', program], capture_output=True, text=True, check=True)
    functions = (line.split() for line in listed.stdout.splitlines())
    return {parts[2]: int(parts[0], 16) for parts in functions if len(parts) == 3 and parts[1] in 'tTwW'}


def runs(folder):
    """The command lines of the typical runs."""
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
    """The names of the functions that a run calls."""
    profile = folder / 'profile'
    command = ['valgrind', '--tool=callgrind', '--demangle=no', f'--callgrind-out-file={profile}', program, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f'{" ".join(command)}: status {done.returncode}\n{done.stderr[-2000:]}')
    # Recursive calls have numbers after the name.
    return {re.sub(r"'\d+$", '', name) for name in re.findall(r'^c?fn=\(\d+\) (\S+)$', profile.read_text(), re.MULTILINE)}


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    program, order = arguments
    places = places_of(program)
    counts = collections.Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for run in runs(folder):
            counts.update(functions_of(program, run, folder))
    # Functions of the same number of runs keep their former order.
    found = sorted((name for name in counts if name in places), key=lambda name: (-counts[name], places[name]))
    if not found:
        sys.exit(f'{program}: no functions found')
    pathlib.Path(order).write_text(''.join(name + '\n' for name in found))


if __name__ == '__main__':
    main(sys.argv[1:])
