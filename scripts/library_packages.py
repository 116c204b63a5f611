#!/usr/bin/env python3
"""Writes a variable of a Debian package with the packages of libraries that are loaded on demand.

Usage: scripts/library_packages.py BUILD-FOLDER SUBSTVARS Depends|Recommends LIBRARY…
LIBRARY is a linker name as used by find_interface_name() in cmake/third_party.cmake, which writes the location of each
library into loaded_libraries.txt in the build folder. Exit status: 0 done, 1 a library or its package was not found.
"""
import pathlib
import sys

import carried_libraries as carried


def packages_of(build, libraries):
    """The package of each library, in the order of their names."""
    lines = (pathlib.Path(build) / 'loaded_libraries.txt').read_text(encoding='utf-8').split('\n')
    files = dict(line.split(' ', 1) for line in lines if line)
    for library in libraries:
        if library not in files:
            raise carried.CarriedError(f'{library} is not loaded by any module')
    return sorted(set(carried.packages_of(files[library] for library in libraries).values()))


def main():
    build, substvars, field, *libraries = sys.argv[1:]
    try:
        packages = packages_of(build, libraries)
    except carried.CarriedError as error:
        print(f'library_packages: {error}', file=sys.stderr)
        return 1
    with open(substvars, 'a', encoding='utf-8') as file:
        file.write(f'loaded:{field}={", ".join(packages)}\n')
    return 0


if __name__ == '__main__':
    sys.exit(main())
