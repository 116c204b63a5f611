#!/usr/bin/env python3
"""Runs all tests: those of each run and those that take longer, part by part. A part that fails does not stop the others;
a table at the end shows the parts, their times, and failures. Findings of the fuzz programs are in build/fuzz/findings.

Exit status: 0 all parts passed, 1 some failed, 2 usage."""
import argparse
import os
import pathlib
import re
import shlex
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
FUZZ_SECONDS = 180
MAKE_RELEASE = ('scripts/make_release', '--roots', 'build/systems')


def declared(function, *files):
    """The first arguments of the calls of a CMake function in these files."""
    names = []
    for path in sorted(path for pattern in files for path in ROOT.glob(pattern)):
        names += re.findall(rf'^ *{function}\(([\w.]+)', path.read_text(encoding='utf-8'), re.MULTILINE)
    return names


def version():
    return re.search(r'project\(gongwen VERSION ([\d.]+)', (ROOT / 'CMakeLists.txt').read_text(encoding='utf-8'))[1]


def fuzz_programs():
    return declared('engine_fuzz', 'src/*/CMakeLists.txt')


def long_tests():
    """The names that round_trip_test() derives from its calls."""
    names = declared('long_test', 'tests/*/CMakeLists.txt')
    return [name for name in names if not name.endswith('.')] + [
        f'round_trip.{name}' for name in declared('round_trip_test', 'tests/round_trip/CMakeLists.txt')]


def bench_checks():
    return declared('bench_check', 'bench/CMakeLists.txt')


class Part:
    def __init__(self, name, title, minutes, commands, contents=()):
        self.name, self.title, self.minutes, self.commands, self.contents = name, title, minutes, commands, list(contents)


def parts(fuzz_seconds):
    """The parts in the order in which they run; times are for two idle cores without compiler cache."""
    programs = fuzz_programs()
    fuzz = ['cmake', '-B', 'build/fuzz', '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=RelWithDebInfo', '-DCMAKE_CXX_COMPILER=clang++',
            '-DGONGWEN_FUZZ=ON', '-DGONGWEN_TESTS=OFF', f'-DGONGWEN_FUZZ_SECONDS={fuzz_seconds}']
    return [
        Part('tests', 'all tests of the release build, with those that scripts/test leaves out', 40, [['scripts/test']]),
        Part('checked', 'all tests of the debug build, with the checks of the C++ library', 25, [['scripts/test', '--preset', 'debug']]),
        Part('long', 'generated tests over long ranges, kills before each change of a file, other programs over all samples', 80, [
            ['scripts/setup', 'build', 'fonts', 'test', 'queue'],
            ['cmake', '--preset', 'release', '-DGONGWEN_TESTS=ON'],
            ['cmake', '--build', '--preset', 'release'],
            ['ctest', '--preset', 'release', '-C', 'Long', '-L', '^long$', '--no-tests=error'],
        ], long_tests()),
        Part('fonts', 'the prepared faces, glyph by glyph', 2, [['scripts/setup', 'fonts', 'test'], ['scripts/test_fonts']]),
        Part('asan', 'all tests with address and undefined-behaviour sanitizers', 60, [['scripts/test', '--preset', 'asan']]),
        Part('tsan', 'threads on one engine, with the thread sanitizer', 40, [
            ['scripts/setup', 'build', 'fonts', 'test'],
            ['cmake', '--preset', 'tsan', '-DGONGWEN_TESTS=ON'],
            ['cmake', '--build', '--preset', 'tsan'],
            ['ctest', '--test-dir', 'build/tsan', '-R', '^engine.threads$', '--output-on-failure', '--no-tests=error'],
        ], ['engine_threads']),
        Part('fuzz', f'each fuzz program for {fuzz_seconds} s, from its seeds', 20 + len(programs) * fuzz_seconds // 120, [
            ['scripts/setup', 'build', 'fuzz'],
            fuzz,
            ['cmake', '--build', 'build/fuzz', '--target', 'fuzz'],
            ['ctest', '--test-dir', 'build/fuzz', '-j2', '--output-on-failure', '--no-tests=error'],
        ], programs),
        Part('packages', 'Debian packages: built twice, installed into a bare tree, upgraded, purged; completions of all shells', 45, [
            ['scripts/setup', 'build', 'fonts', 'test', 'deb', 'installed'],
            ['cmake', '--preset', 'release', '-DGONGWEN_TESTS=ON'],
            ['cmake', '--build', '--preset', 'release'],
            ['ctest', '--preset', 'release', '-R', '^(command.completion|project.packages|project.install)$', '--no-tests=error'],
            ['scripts/try_packages', 'build/packages'],
        ]),
        Part('release', 'archives, packages and container roots of Debian 12 and 13, amd64 and arm64, and the archives on other systems', 150, [
            ['scripts/setup', '--packages', 'systems'],
            *([*MAKE_RELEASE, '--system', f'debian-{release}', '--architecture', architecture, *only, 'build/release-files']
              for release, only in (('12', []), ('13', ['--only', 'debs'])) for architecture in ('amd64', 'arm64')),
            ['scripts/try_systems', *(word for machine in ('x86_64', 'aarch64') for word in
                                      ('--archive', f'build/release-files/gongwen-{version()}-linux-{machine}.tar.xz')), 'build/systems'],
        ]),
        Part('bench', 'times of the release build against those of other programs, as ratios with limits', 25, [
            ['scripts/setup', 'build', 'fonts', 'test'],
            ['bench/setup'],
            ['cmake', '--preset', 'release', '-DGONGWEN_TESTS=ON'],
            ['cmake', '--build', '--preset', 'release'],
            ['ctest', '--preset', 'release', '-C', 'Bench', '-L', '^bench_check$', '-j1', '--verbose', '--no-tests=error'],
        ], bench_checks()),
    ]


def listing(all_parts):
    for part in all_parts:
        yield f'{part.name:8} {part.title}; about {part.minutes} min'
        for name in part.contents:
            yield f'         {name}'


def run(part):
    """Whether all commands of a part succeeded; after a failure the rest of the part is skipped."""
    for command in part.commands:
        print(f'test_all: {part.name}: {shlex.join(command)}', flush=True)
        # An empty GONGWEN_QUICK: scripts/test leaves nothing out.
        status = subprocess.run(command, cwd=ROOT, check=False, env={**os.environ, 'GONGWEN_QUICK': ''}).returncode
        if status != 0:
            print(f'test_all: {part.name}: FAILED with status {status}: {shlex.join(command)}', flush=True)
            return False
    return True


def parse_arguments(known):
    parser = argparse.ArgumentParser(prog='scripts/test --all', description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter,
                                     epilog='parts:\n' + '\n'.join(f'  {part.name:8} {part.title}' for part in known))
    parser.add_argument('parts', nargs='*', metavar='PART', help='only these parts (default: all)')
    parser.add_argument('--list', action='store_true', help='say what would run, and run nothing')
    parser.add_argument('--fuzz-seconds', type=int, default=FUZZ_SECONDS, metavar='N',
                        help=f'how long each fuzz program runs (default: {FUZZ_SECONDS})')
    arguments = parser.parse_args()
    unknown = set(arguments.parts) - {part.name for part in known}
    if unknown:
        parser.error(f'no such part: {", ".join(sorted(unknown))}')
    if arguments.fuzz_seconds < 1:
        parser.error('--fuzz-seconds must be 1 or more')
    return arguments


def main():
    arguments = parse_arguments(parts(FUZZ_SECONDS))
    chosen = [part for part in parts(arguments.fuzz_seconds) if not arguments.parts or part.name in arguments.parts]
    if arguments.list:
        print('\n'.join(listing(chosen)))
        return 0
    # Flush, since the output may go to a file.
    os.environ.setdefault('CTEST_OUTPUT_ON_FAILURE', '1')
    results = []
    for part in chosen:
        print(f'test_all: {part.name}: {part.title}; about {part.minutes} min', flush=True)
        began = time.monotonic()
        passed = run(part)
        results.append((part.name, 'passed' if passed else 'FAILED', time.monotonic() - began))
    print()
    for name, result, seconds in results:
        print(f'test_all: {name:8} {result} after {seconds:6.0f} s')
    return 0 if all(result == 'passed' for _, result, _ in results) else 1


if __name__ == '__main__':
    sys.exit(main())
