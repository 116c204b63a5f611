#!/usr/bin/env python3
"""Compares the C interface with its committed description, packaging/library/gongwen.abi.

Usage: scripts/check_abi.py LIBRARY [--header FILE] [--update]

LIBRARY is the shared library, which must export exactly the functions of the header. Their types and the constants come
from include/gongwen/gongwen.h: a library of empty functions is compiled from it with debug information, so that the
result is the same for every build type. abidiff compares it with the description. Released parts may not be removed or
changed; after additions, `--update` writes the description again. Exit status: 0 the same, 1 differences, 2 usage.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
HEADER = ROOT / 'include/gongwen/gongwen.h'
DESCRIPTION = ROOT / 'packaging/library/gongwen.abi'
FUNCTION = re.compile(r'^GW_API ([^;]+\b(gw_\w+)\([^;]*\));', re.MULTILINE)
CONSTANT = re.compile(r'^#define (GW_(?!API\b)\w+) (.+?)(?: */\*.*)?$', re.MULTILINE)
ABIDIFF_ERROR, ABIDIFF_USAGE, ABIDIFF_CHANGE, ABIDIFF_INCOMPATIBLE = 1, 2, 4, 8


def run(*words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **options)


def required(*words, **options):
    result = run(*words, **options)
    if result.returncode != 0:
        sys.exit(f'{words[0]}: {result.stdout}{result.stderr}')
    return result.stdout


def functions(header):
    return {name: declaration for declaration, name in FUNCTION.findall(header)}


def constants(header):
    """The constants as comments of the description, which abidiff ignores."""
    return [f'<!-- {name} = {value} -->' for name, value in CONSTANT.findall(header)]


def describe(header, folder):
    """The description of the interface that a header declares."""
    (folder / 'gongwen.h').write_text(header, encoding='utf-8')
    source = ['#include "gongwen.h"']
    for declaration in functions(header).values():
        source.append(f'{declaration} {{ __builtin_trap(); }}')
    (folder / 'empty.c').write_text('\n'.join(source) + '\n', encoding='utf-8')
    required('cc', '-std=c99', '-g', '-shared', '-fPIC', '-Wno-unused-parameter', 'empty.c', '-o', 'libgongwen.so.0',
             '-Wl,-soname,libgongwen.so.0', cwd=folder)
    xml = required('abidw', '--no-show-locs', '--no-corpus-path', '--no-comp-dir-path', '--no-elf-needed',
                   '--no-architecture',
                   'libgongwen.so.0', cwd=folder)
    xml = re.sub(r" (?:path|comp-dir-path|version)='[^']*'", '', xml)
    return '\n'.join([xml.rstrip(), *constants(header)]) + '\n'


def exported(library):
    lines = required('nm', '-D', '--defined-only', library).splitlines()
    return {line.split()[-1] for line in lines if line.split()[-1].startswith('gw_')}


def judge_symbols(library, header):
    declared = set(functions(header))
    found = exported(library)
    for name in sorted(declared - found):
        yield f'{name} is declared, but the library does not export it'
    for name in sorted(found - declared):
        yield f'{name} is exported, but the header does not declare it'


def judge_constants(old, new):
    found = dict(re.findall(r'<!-- (\w+) = (.+) -->', new))
    for name, value in re.findall(r'<!-- (\w+) = (.+) -->', old):
        if found.get(name) != value:
            yield f'the constant {name} was {value}, and is {found.get(name, "removed")}'


def judge_types(new, folder):
    """The output of abidiff for the two descriptions."""
    (folder / 'new.abi').write_text(new, encoding='utf-8')
    result = run('abidiff', DESCRIPTION, folder / 'new.abi')
    if result.returncode & (ABIDIFF_ERROR | ABIDIFF_USAGE):
        sys.exit(f'abidiff: {result.stdout}{result.stderr}')
    if result.returncode & ABIDIFF_INCOMPATIBLE:
        yield 'the interface has changed in a way that breaks programs:\n' + result.stdout.rstrip()
    elif result.returncode & ABIDIFF_CHANGE:
        yield 'the interface has changed; if programs of before still work, use --update:\n' + result.stdout.rstrip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('library', type=pathlib.Path)
    parser.add_argument('--header', type=pathlib.Path, default=HEADER)
    parser.add_argument('--update', action='store_true')
    arguments = parser.parse_args()
    header = arguments.header.read_text(encoding='utf-8')
    with tempfile.TemporaryDirectory(prefix='gongwen-abi-') as name:
        folder = pathlib.Path(name)
        new = describe(header, folder)
        faults = list(judge_symbols(arguments.library, header))
        if arguments.update and not faults:
            DESCRIPTION.write_text(new, encoding='utf-8')
            return 0
        faults += judge_constants(DESCRIPTION.read_text(encoding='utf-8'), new)
        faults += judge_types(new, folder)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
