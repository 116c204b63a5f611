"""Which shared libraries programs need, of which Debian packages they are, and under which licences: for the
self-contained archive and for the list of its parts."""
import pathlib
import re
import subprocess

# Parts of the C library, which fit only each other.
C_LIBRARY = re.compile(r'^(ld-linux.*|lib(c|m|pthread|dl|rt|util|resolv|anl|nss_\w+|thread_db|mvec|BrokenLocale|c_malloc_debug))\.so')


class CarriedError(Exception):
    """A library or its package was not found, or cannot be carried."""


def dynamic_entries(path):
    """The values of NEEDED, RPATH, RUNPATH and SONAME of an ELF file."""
    text = subprocess.run(['readelf', '--dynamic', '--wide', path], capture_output=True, text=True, check=True).stdout
    entries = {}
    for name, value in re.findall(r'\((NEEDED|RPATH|RUNPATH|SONAME)\)[^\[]*\[([^\]]*)\]', text):
        entries.setdefault(name, []).append(value)
    return entries


def library_folders(triplet, root='/'):
    return [pathlib.Path(root) / name for name in (f'usr/lib/{triplet}', f'lib/{triplet}', 'usr/lib', 'lib')]


def find_library(name, folders):
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    raise CarriedError(f'no {name} in {", ".join(map(str, folders))}')


def needed_libraries(programs, loaded, folders):
    """The files of all libraries that the programs and the loaded libraries need, by interface name; the loaded ones
    are among them."""
    found = {}
    waiting = [name for program in programs for name in dynamic_entries(program).get('NEEDED', [])]
    waiting += loaded
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = find_library(name, folders)
        entries = dynamic_entries(found[name])
        if 'RUNPATH' in entries or 'RPATH' in entries:
            raise CarriedError(f'{found[name]} looks for its libraries in folders of its own')
        waiting += entries.get('NEEDED', [])
    return dict(sorted(found.items()))


def packages_of(paths):
    """The Debian package, without architecture, of each of these files, or of the file that a link leads to."""
    real = {path: str(pathlib.Path(path).resolve()) for path in paths}
    # In a merged /usr, the database has the one path or the other.
    names = {way: path for path, name in real.items() for way in (name, name.removeprefix('/usr'), f'/usr{name}')}
    answer = subprocess.run(['dpkg-query', '--search', *names], capture_output=True, text=True, check=False).stdout
    owners = {names[name]: owner for owner, name in re.findall(r'^([^:, ]+)[^/\n]*: (/.*)$', answer, re.MULTILINE) if name in names}
    if len(owners) < len(real):
        raise CarriedError(f'no package has {", ".join(real[path] for path in real if path not in owners)}')
    return owners


def copyright_file(package):
    """The copyright file of a package; it may be a link to that of another one of the same source."""
    path = pathlib.Path('/usr/share/doc') / package / 'copyright'
    if not path.exists():
        raise CarriedError(f'package {package} has no copyright file')
    return path.resolve()
