#!/usr/bin/env python3
"""Checks the catalogue of messages against the sources and the tests.

Usage: scripts/check_diagnostics.py [--update]

Every identifier is unique, is named after its file, and is reported somewhere in src/. Identifiers that no test
expects are in tests/project/unprovoked.txt; --update writes that list again and keeps its reasons. Exit status: 0 no
errors, 1 errors.
"""
import re
import sys

from checks import ROOT, report
from diagnostics_catalogue import read_catalogue

LIST = ROOT / 'tests/project/unprovoked.txt'
LIST_HEAD = '''# Messages that no test expects; scripts/check_diagnostics.py checks the list and --update writes it anew.
# After the identifier: the reason why no test can provoke it. Those without a reason wait for a test.
'''
TEXT_FILES = {'.cpp', '.h', '.py', '.json', '.txt', '.html', '.css', '.inc', '.def'}


def read_texts(folder):
    for path in sorted(folder.rglob('*')):
        if path.suffix in TEXT_FILES and path.is_file() and path != LIST:
            yield path, path.read_text(encoding='utf-8', errors='replace')


def words_of_sources():
    words = set()
    for path, text in read_texts(ROOT / 'src'):
        if 'catalogue' not in path.name and 'catalogue' not in path.parent.parts:
            words.update(re.findall(r'\w+', text))
    return words


# How the tests of a module abbreviate its messages: `name 3:7`, `name what @/pointer`, starts_with("name").
SHORT = re.compile(r'([a-z0-9-]+) (?:[\w./]+:)?\d+:\d+|([a-z0-9-]+) (?:\w+ )?@|starts_with\("([a-z0-9-]+)"')


# Tests of other modules that also abbreviate messages about data.
ALSO_TESTED_BY = {'data': ['schema']}


class Tests:
    """The messages that tests mention: enumerators, whole identifiers, and in a module's own tests short names."""

    def __init__(self):
        self.words = set()
        self.ids = set()
        self.short = {}
        for path, text in read_texts(ROOT / 'tests'):
            module = path.relative_to(ROOT / 'tests').parts[0]
            self.words.update(re.findall(r'messages::(\w+)', text))
            self.ids.update(re.findall(r'[a-z]+(?:-[a-z]+)*/[a-z0-9]+(?:-[a-z0-9]+)*', text))
            self.short.setdefault(module, set()).update(name for match in SHORT.findall(text) for name in match)

    def expect(self, entry):
        module, name = entry.id.split('/')
        # A room is tested with its module.
        homes = [path.parent.name for path in (ROOT / 'src').glob(f'*/{module}')]
        return entry.name in self.words or entry.id in self.ids or any(
            name in self.short.get(folder, ()) for folder in [module, *homes, *ALSO_TESTED_BY.get(module, ())])


def read_list():
    """The identifiers in the list with their reasons."""
    reasons = {}
    for line in LIST.read_text(encoding='utf-8').splitlines() if LIST.exists() else ():
        if line and not line.startswith('#'):
            identifier, _, reason = line.partition(' ')
            reasons[identifier] = reason.strip()
    return reasons


def check_entries(entries):
    seen = {}
    words = words_of_sources()
    for entry in entries:
        if entry.id in seen or not re.fullmatch(r'[a-z]+(-[a-z]+)*/[a-z0-9]+(-[a-z0-9]+)*', entry.id):
            yield f'{entry.id}: not unique, or not of the form module/kebab-name'
        seen[entry.id] = entry
        name = entry.id.split('/')[0].replace('-', '_')
        if not any(path.is_dir() for pattern in (name, f'*/{name}') for path in (ROOT / 'src').glob(pattern)):
            yield f'{entry.id}: there is no module or room of this name'
        if entry.name not in words:
            yield f'{entry.id}: nothing in src/ reports it'
        for field in ('message', 'cause', 'remedy'):
            if entry.severity != 'Note' and not (getattr(entry, field + '_en') and getattr(entry, field + '_zh')):
                yield f'{entry.id}: no {field} in one of the languages'


def check_list(unprovoked, listed):
    for identifier in sorted(unprovoked - listed.keys()):
        yield f'{identifier}: no test expects it, and it is not in {LIST.relative_to(ROOT)}'
    for identifier in sorted(listed.keys() - unprovoked):
        yield f'{identifier}: a test expects it by now, or it is gone; run scripts/check_diagnostics.py --update'


def main():
    if sys.argv[1:] not in ([], ['--update']):
        sys.exit(__doc__)
    entries = read_catalogue()
    tests = Tests()
    unprovoked = {entry.id for entry in entries if not tests.expect(entry)}
    listed = read_list()
    if sys.argv[1:]:
        lines = [f'{i} {listed.get(i, "")}'.rstrip() for i in sorted(unprovoked)]
        LIST.write_text(LIST_HEAD + ''.join(line + '\n' for line in lines), encoding='utf-8')
        listed = read_list()
    faults = list(check_entries(entries)) + list(check_list(unprovoked, listed))
    return report(faults, f'{len(entries)} messages, {len(unprovoked)} that no test expects')


if __name__ == '__main__':
    sys.exit(main())
