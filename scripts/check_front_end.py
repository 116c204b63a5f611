#!/usr/bin/env python3
"""Compiles the sources of all modules (syntax only) with clang, unsigned `char` as on arm64, and all headers of the C++
library, any of which a later version may include in others: a call of one of our functions that has the name of a library
function could then become ambiguous, or call that one.

Usage: scripts/check_front_end.py BUILD-FOLDER [MODULE…]
The folder must be configured: its compile_commands.json has the joined sources and their options. All modules take
two to three minutes on one core. Exit status: 0 no errors, 1 errors, 77 skipped: clang is missing.
"""
import concurrent.futures
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
# The options of a command that both compilers understand.
KEPT = ('-I', '-isystem', '-D', '-std')
OPTIONS = ['-fsyntax-only', '-fconstexpr-steps=100000000', '-funsigned-char', '-Wall', '-Wextra', '-Wtype-limits', '-Werror',
           # For joined sources, and for functions that are loaded on demand.
           '-Wno-unused-function', '-Wno-unused-const-variable']


def commands(build, modules):
    """The sources of the named modules and programs with their options; without names, of all."""
    for entry in json.loads((build / 'compile_commands.json').read_text(encoding='utf-8')):
        source = pathlib.Path(entry['file'])
        inside = next((source.relative_to(base) for base in (build, ROOT) if source.is_relative_to(base)), None)
        if inside is None or inside.parts[0] != 'src' or source.name.startswith('cmake_pch'):
            continue
        # Test headers are only for Debian 12 and GCC.
        if 'joined' in inside.parts or (modules and inside.parts[1] not in modules):
            continue
        words, kept = shlex.split(entry['command']), []
        for at, word in enumerate(words):
            if word == '-isystem':
                kept += [word, words[at + 1]]
            elif word.startswith(KEPT):
                kept.append(word)
        yield str(source), entry['directory'], kept


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    compiler = shutil.which('clang++')
    if compiler is None:
        print('check_front_end: there is no clang++: scripts/setup lint')
        return 77
    with tempfile.TemporaryDirectory(prefix='gongwen-front-') as folder:
        header = pathlib.Path(folder) / 'all.h'
        header.write_text('#include <bits/stdc++.h>\n', encoding='utf-8')
        packed = header.with_suffix('.pch')
        subprocess.run([compiler, '-std=c++20', '-funsigned-char', '-fPIC', '-x', 'c++-header', header, '-o', packed], check=True)

        def read(job):
            source, directory, kept = job
            words = [compiler, *OPTIONS, *kept, '-fPIC', '-include-pch', packed, source]
            process = subprocess.run(words, cwd=directory, capture_output=True, text=True, check=False)
            return process.stderr if process.returncode != 0 else ''

        jobs = sorted(commands(build, sys.argv[2:]))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            complaints = [text for text in pool.map(read, jobs) if text]
    print(''.join(complaints), end='')
    if not jobs:
        print('check_front_end: no sources')
    return 1 if complaints or not jobs else 0


if __name__ == '__main__':
    sys.exit(main())
