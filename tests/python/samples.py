"""The samples, rendered once for each test program."""
import collections
import functools
import json
import os
import pathlib
import subprocess
import tempfile

import bundles
from harness import ROOT, gongwen

SAMPLES = sorted((ROOT / 'samples').glob('*/*.json'))
# Also what takes long looks at all of them with GONGWEN_ALL_SAMPLES=1.
ALL = os.environ.get('GONGWEN_ALL_SAMPLES') == '1'

_folder = tempfile.TemporaryDirectory(prefix='gongwen-samples-')


def one_of_each_kind():
    """The first sample of each."""
    seen = set()
    for path in SAMPLES:
        if path.parent.name not in {*seen, 'store'}:
            seen.add(path.parent.name)
            yield path


def some_samples():
    """Those for what takes long: one of each kind, in turn a usual one, the shortest, and one with much in it."""
    if ALL:
        return SAMPLES
    kinds = [[path for path in SAMPLES if path.parent == folder] for folder in sorted({path.parent for path in SAMPLES})]
    return [paths[turn % len(paths)] for turn, paths in enumerate(kinds, start=-1)]


def seen(text):
    """Without blanks and what is not seen: programs differ in them."""
    return ''.join(text.split()).replace('\u200b', '').replace('\u00ad', '')


def characters(text):
    """How often each occurs that is seen."""
    return collections.Counter(seen(text))


def name_of(sample):
    return f'{sample.parent.name}/{sample.stem}'


def language_of(kind):
    """The language of a kind's documents."""
    return bundles.manifest(kind)['language']


@functools.cache
def rendered(sample, ending):
    """The path of the finished file."""
    path = pathlib.Path(_folder.name) / f'{sample.parent.name}-{sample.stem}.{ending}'
    result = gongwen('render', sample.parent.name, sample, '-o', path)
    assert result.status == 0, result.err
    return path


def output_of(*words):
    """What a program prints; it must succeed."""
    process = subprocess.run([str(w) for w in words], capture_output=True, check=False)
    text = (process.stdout + process.stderr).decode('utf-8', 'replace')
    assert process.returncode == 0, text
    return text
