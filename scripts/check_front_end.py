#!/usr/bin/env python3
"""Reads the sources of all modules as another compiler, on another machine, with newer headers would: clang's front end,
`char` without a sign (arm64), and all headers of the C++ library, which a later one may bring in by others: a call of a
function of ours that has the name of one of the library's then means that one.

Usage: scripts/check_front_end.py BUILD-FOLDER [MODULE…]
The folder has been configured: its compile_commands.json says what is compiled as one source, and how. All modules take
two to three minutes of a core. Exit status: 0 no complaints, 1 some, 77 there is no clang.
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
# What both compilers understand of a command.
KEPT = ('-I', '-isystem', '-D', '-std')
OPTIONS = ['-fsyntax-only', '-fconstexpr-steps=100000000', '-funsigned-char', '-Wall', '-Wextra', '-Wtype-limits', '-Werror',
           # Of sources compiled as one, and of calls that are loaded at need.
           '-Wno-unused-function', '-Wno-unused-const-variable']


def commands(build, modules):
    """The sources of the modules and programs, with the options that count; of all, where none is named."""
    for entry in json.loads((build / 'compile_commands.json').read_text(encoding='utf-8')):
        source = pathlib.Path(entry['file'])
        inside = next((source.relative_to(base) for base in (build, ROOT) if source.is_relative_to(base)), None)
        if inside is None or inside.parts[0] != 'src' or source.name.startswith('cmake_pch'):
            continue
        # What tests include is Debian 12's and GCC's alone.
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
