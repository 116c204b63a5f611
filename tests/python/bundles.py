"""The bundles of the built-in kinds: a form that one file describes (form.json) is expanded into its ordinary bundle."""
import atexit
import functools
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / 'templates'
PROGRAM = os.environ.get('GONGWEN', str(ROOT / 'build/release/bin/gongwen'))


def kinds():
    """The names of all kinds."""
    return sorted({path.parent.name for name in ('template.json', 'form.json') for path in TEMPLATES.glob(f'*/{name}')})


@functools.cache
def expanded_folder():
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return pathlib.Path(folder)


_expanding = threading.Lock()


def bundle(kind):
    """The folder with the files of the kind's bundle."""
    if (TEMPLATES / kind / 'template.json').exists():
        return TEMPLATES / kind
    with _expanding:  # tests ask from several threads
        return _expanded(kind)


@functools.cache
def _expanded(kind):
    subprocess.run([PROGRAM, '-q', 'form', 'expand', kind, '-o', expanded_folder()], check=True, stdout=subprocess.DEVNULL)
    return expanded_folder() / kind


def read(kind, name):
    return json.loads((bundle(kind) / name).read_text(encoding='utf-8'))


def manifest(kind):
    return read(kind, 'template.json')


def schema(kind):
    return read(kind, 'schema.json')


def kinds_with_data():
    """Those that have data of their own; an edition in another language takes the data of another kind."""
    return [kind for kind in kinds() if 'data_of' not in manifest(kind)]
