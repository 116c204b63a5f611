"""Compares the headers, sources and functions that documents and comments name with the tree, for scripts/check_docs.py.

A README of a module names files of the module, with any part of their path; files elsewhere have a path from the root or
from src/. Its table "to … | call | in" names functions and types that occur in the files of the same row. In
docs/ARCHITECTURE.md a name without a folder is a file of a folder that its line has named. Comments in C++ name files of
the tree, with any part of their path. docs/THIRD_PARTY.md names the modules that cmake/third_party.txt allows.
"""
import re

from checks import ROOT, read

CONFORMANCE = 'docs/conformance/json-schema-2020-12.md'
NAME = re.compile(r'`([\w./-]+\.(?:h|cpp|def|inc))`')
CALL = re.compile(r'`([A-Za-z_]\w*(?:::\w+)*)(?:<[^`]*>)?(?:\([^`]*\))?`')
FOLDER = re.compile(r'`((?:src|include|tests)/[\w./-]+?)/?`')


def is_from_root(name):
    return (ROOT / name).is_file() or (ROOT / 'src' / name).is_file()


def check_readme_names(module, text, document=None):
    """The names in a module's README, or in another document about it, that are not files of the module."""
    files = ['/' + path.relative_to(ROOT / 'src' / module).as_posix() for path in (ROOT / 'src' / module).rglob('*')]
    for name in dict.fromkeys(NAME.findall(text)):
        if not any(file.endswith('/' + name) for file in files) and not ('/' in name and is_from_root(name)):
            yield f'{document or f"src/{module}/README.md"}: the module {module} has no {name}'


def check_readme_calls(module, text):
    """The functions and types in the table of a README that do not occur in the files of their row."""
    files = [path for path in (ROOT / 'src' / module).rglob('*') if path.is_file()]
    for row in re.findall(r'^\| (.+) \|$', text, re.MULTILINE):
        cells = row.split(' | ')
        names = NAME.findall(cells[-1])
        if len(cells) != 3 or not names:
            continue
        found = ''.join(read(path) for path in files
                        if any(path.as_posix().endswith('/' + name) for name in names))
        for call in CALL.findall(cells[1]):
            if found and not re.search(rf'\b{call.split("::")[-1]}\b', found):
                yield f'src/{module}/README.md: `{call}` is not in {", ".join(names)}'


def check_conformance_names(text):
    """The sources and cases that the table of keywords names but that do not exist."""
    yield from check_readme_names('schema', text, CONFORMANCE)
    cells = re.findall(r'\| (\w+(?:, \w+)*) \|$', text, re.MULTILINE)
    for case in dict.fromkeys(case for cell in cells for case in cell.split(', ')):
        if case != 'case' and not (ROOT / f'tests/schema/schema_cases/{case}.json').exists():
            yield f'{CONFORMANCE}: there is no case {case}'


def check_architecture_names(text):
    for line in text.splitlines():
        folders = []
        for name in FOLDER.findall(line):
            path = ROOT / name
            folders.append(path if path.is_dir() else path.parent)
        for name in NAME.findall(line):
            if not is_from_root(name) and not any((folder / name).is_file() for folder in folders):
                yield f'docs/ARCHITECTURE.md: there is no {name} in a folder that its line names'


COMMENT = re.compile(r'(?:^|\s)//(.*)$')
COMMENT_NAME = re.compile(r'(?<![\w/<"*.-])((?:[\w-]+/)*[a-z]\w*\.(?:h|cpp|def|inc))\b')
NOT_OURS = {'functions.def'}  # the list of functions of modules with a loaded library, whose names have the library as a prefix


def check_comment_names(path, text, files):
    """The files that the comments of a source name but that do not exist; `files` are those of the tree, each as `/path`."""
    for line in text.splitlines():
        for comment in COMMENT.findall(line):
            for name in COMMENT_NAME.findall(comment):
                if name not in NOT_OURS and not any(file.endswith('/' + name) for file in files):
                    yield f'{path}: the comment names {name}, which does not exist'


def check_library_modules(document, allowed):
    """The libraries whose modules in docs/THIRD_PARTY.md differ from those in cmake/third_party.txt, matched by package."""
    modules = {}
    for library, module in re.findall(r'^(\w[\w-]*) +(\w+) +\^', allowed, re.MULTILINE):
        modules.setdefault(library, set()).add(module)
    for package, used_in in re.findall(r'^\|[^|]+\| (lib[\w-]+|[\w-]+-dev) \|[^|]+\|[^|]+\| ([^|]+) \|', document, re.MULTILINE):
        named = set(re.findall(r'`src/(\w+)`', used_in))
        for library, allowed_in in modules.items():
            if library in package and named and named != allowed_in - {'public', 'tests'}:
                yield f'docs/THIRD_PARTY.md: {library} is used in {", ".join(sorted(allowed_in))}'


CHECKLIST = 'tests/ofd/README.md'
CHECKLIST_LINES = range(1, 46)
CHECKLIST_ROW = re.compile(r'^\| (\d[\d ]*) \| .* \| ([^|]+) \|$', re.MULTILINE)
NUMBERED_TEST = re.compile(r'\bdef test((?:_\d\d)+)_|\bLine(\d\d)[A-Z]')


def lines_tested_in(path):
    """The lines of the checklist of OFD that occur in the names of a file's tests."""
    found = NUMBERED_TEST.findall(read(path))
    return {int(line) for names in found for line in re.findall(r'\d\d', ''.join(names))}


def files_of_line(cell):
    """The tests of each line; a row names tests with other names after `also`."""
    named = cell.replace('*Samples*', '`test_ofd_samples.py`').partition('also ')[0]
    for name in re.findall(r'`([\w/]+\.(?:py|cpp))`', named):
        yield next((path for folder in ('', 'tests/command', 'tests/ofd') if (path := ROOT / folder / name).is_file()), ROOT / name)


def check_checklist(text, tests=None):
    """The lines of the checklist of OFD that no test has in its name, and the tests of lines that do not name them. `tests`:
    the lines of each file; those of the tree when it is None."""
    if tests is None:
        numbered = [*ROOT.glob('tests/command/test_ofd*.py'), *ROOT.glob('tests/ofd/*.cpp'), ROOT / 'tests/signing/test_ofd_verify.py']
        tests = {path: lines_tested_in(path) for path in numbered}
    files = {int(line): list(files_of_line(cell)) for lines, cell in CHECKLIST_ROW.findall(text) for line in lines.split()}
    for line in CHECKLIST_LINES:
        for path in files.get(line, []):
            if line not in tests.get(path, ()):
                yield f'{CHECKLIST}: line {line}: {path.name} has no test with this number'
        if not files.get(line):
            yield f'{CHECKLIST}: no test is named for line {line}'
    for path, lines in tests.items():
        for line in sorted(lines) if path.parent.name != 'signing' else ():
            if path not in files.get(line, ()):
                yield f'{CHECKLIST}: line {line} does not name {path.name}, which tests it'
