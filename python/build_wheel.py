"""Packs the package as a wheel, by PEP 517: there is nothing to build, so pip needs no other package for it. scripts/make_wheel
packs it with the library."""
import base64
import hashlib
import pathlib
import re
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
EPOCH = (1980, 1, 1, 0, 0, 0)
PURE = 'py3-none-any'


def value_of(name):
    text = (HERE / 'pyproject.toml').read_text(encoding='utf-8')
    return re.search(rf'^{name} = "([^"]+)"$', text, re.MULTILINE)[1]


def record_line(path, content):
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b'=').decode('ascii')
    return f'{path},sha256={digest},{len(content)}\n'


def member(path, mode=0o644):
    info = zipfile.ZipInfo(path, EPOCH)
    info.external_attr = (0o100000 | mode) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def pack_wheel(wheel_directory, tag=PURE, carried=(), licences=()):
    """Writes the wheel, and returns the name of its file. The same sources give the same bytes. `carried` are triples of a path in
    the package, a file, and whether it is a program; `licences` are pairs of a name and a file."""
    version = value_of('version')
    info = f'gongwen-{version}.dist-info'
    is_pure = 'true' if tag == PURE else 'false'
    small = {f'{info}/METADATA': (f'Metadata-Version: 2.1\nName: gongwen\nVersion: {version}\n'
                                  f'Summary: {value_of("description")}\n'
                                  f'Requires-Python: {value_of("requires-python")}\n').encode(),
             f'{info}/WHEEL': f'Wheel-Version: 1.0\nGenerator: gongwen\nRoot-Is-Purelib: {is_pure}\nTag: {tag}\n'.encode()}
    sources = [(f'gongwen/{path.name}', path, False) for path in sorted((HERE / 'gongwen').iterdir())
               if path.suffix == '.py' or path.name == 'py.typed']
    files = [*sources, *((f'gongwen/{path}', file, is_program) for path, file, is_program in carried),
             *((f'{info}/licenses/{name}', file, False) for name, file in licences)]
    name = f'gongwen-{version}-{tag}.whl'
    record = ''
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, 'w', zipfile.ZIP_DEFLATED) as wheel:
        for path, file, is_program in files:
            content = pathlib.Path(file).read_bytes()
            wheel.writestr(member(path, 0o755 if is_program else 0o644), content)
            record += record_line(path, content)
        for path, content in small.items():
            wheel.writestr(member(path), content)
            record += record_line(path, content)
        wheel.writestr(member(f'{info}/RECORD'), f'{record}{info}/RECORD,,\n')
    return name


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Called by pip. Returns: the name of the file."""
    return pack_wheel(wheel_directory)
