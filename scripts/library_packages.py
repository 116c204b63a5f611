#!/usr/bin/env python3
"""Writes a variable of a Debian package with the packages of libraries that are loaded on demand.

Usage: scripts/library_packages.py BUILD-FOLDER SUBSTVARS Depends|Recommends LIBRARY…
LIBRARY is a linker name as used by find_interface_name() in cmake/third_party.cmake, which writes the location of each
library into loaded_libraries.txt in the build folder. Exit status: 0 done, 1 a library or its package was not found.
"""
import pathlib
import re
import subprocess
import sys


def packages_of(build, libraries):
    """The package of each library, in the order of their names."""
    lines = (pathlib.Path(build) / 'loaded_libraries.txt').read_text(encoding='utf-8').split('\n')
    files = dict(line.split(' ', 1) for line in lines if line)
    found = set()
    for library in libraries:
        if library not in files:
            raise LookupError(f'{library} is not loaded by any module')
        # The package contains the file itself, wherever the link to it was found.
        name = pathlib.Path(files[library]).resolve().name
        process = subprocess.run(['dpkg-query', '--search', f'*/{name}'], capture_output=True, text=True, check=False)
        owner = re.match(r'([^:, ]+)', process.stdout)
        if process.returncode != 0 or owner is None:
            raise LookupError(f'no package has {name}')
        found.add(owner[1])
    return sorted(found)


def main():
    build, substvars, field, *libraries = sys.argv[1:]
    try:
        packages = packages_of(build, libraries)
    except LookupError as error:
        print(f'library_packages: {error}', file=sys.stderr)
        return 1
    with open(substvars, 'a', encoding='utf-8') as file:
        file.write(f'loaded:{field}={", ".join(packages)}\n')
    return 0


if __name__ == '__main__':
    sys.exit(main())
