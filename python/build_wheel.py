"""Packs the package as a wheel, by PEP 517: there is nothing to build, so pip needs no other package for it."""
import base64
import hashlib
import pathlib
import re
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
EPOCH = (1980, 1, 1, 0, 0, 0)


def value_of(name):
    text = (HERE / 'pyproject.toml').read_text(encoding='utf-8')
    return re.search(rf'^{name} = "([^"]+)"$', text, re.MULTILINE)[1]


def record_line(path, content):
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b'=').decode('ascii')
    return f'{path},sha256={digest},{len(content)}\n'


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Called by pip. Returns: the name of the file. The same sources give the same bytes."""
    version = value_of('version')
    info = f'gongwen-{version}.dist-info'
    files = {f'gongwen/{path.name}': path.read_bytes() for path in sorted((HERE / 'gongwen').iterdir())
             if path.suffix == '.py' or path.name == 'py.typed'}
    files[f'{info}/METADATA'] = (f'Metadata-Version: 2.1\nName: gongwen\nVersion: {version}\n'
                                 f'Summary: {value_of("description")}\n'
                                 f'Requires-Python: {value_of("requires-python")}\n').encode()
    files[f'{info}/WHEEL'] = b'Wheel-Version: 1.0\nGenerator: gongwen\nRoot-Is-Purelib: true\nTag: py3-none-any\n'
    record = ''.join(record_line(path, content) for path, content in files.items())
    files[f'{info}/RECORD'] = f'{record}{info}/RECORD,,\n'.encode()
    name = f'gongwen-{version}-py3-none-any.whl'
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, 'w', zipfile.ZIP_DEFLATED) as wheel:
        for path, content in files.items():
            wheel.writestr(zipfile.ZipInfo(path, EPOCH), content)
    return name
