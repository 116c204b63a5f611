"""The samples, rendered once for each test program."""
import functools
import json
import pathlib
import subprocess
import tempfile

from harness import ROOT, gongwen

SAMPLES = sorted((ROOT / 'samples').glob('*/*.json'))

_folder = tempfile.TemporaryDirectory(prefix='gongwen-samples-')


def name_of(sample):
    return f'{sample.parent.name}/{sample.stem}'


def language_of(kind):
    """The language of a kind's documents."""
    return json.loads((ROOT / f'templates/{kind}/template.json').read_text(encoding='utf-8'))['language']


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
