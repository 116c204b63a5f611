#!/usr/bin/env python3
"""Checks the sizes of source files and functions against the limits.

Usage: scripts/check_sizes.py [--functions]   (--functions lists the long functions too; they are reported, not refused)

A source file has up to 600 lines; tables that are data or generated are excepted by name. A concept that needs fewer
than 30 lines belongs to a neighbor's file: the number of such headers and sources may only shrink. No
folder has more than 60 headers and sources. Exit status: 0 no errors, 1 errors.
"""
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ['src', 'include', 'tests', 'scripts', 'fonts/prepare', 'cmake', 'bench', 'templates']
KINDS = {'.h', '.cpp', '.def', '.inc', '.py', '.sh', '.pl', '.cmake', '.txt', '.css', '.html', ''}
MOST_LINES = 600
MOST_FUNCTION_LINES = 60
MOST_SOURCES = 60
SHORT_LINES = 30

# How many headers and sources of src and include are shorter than SHORT_LINES. Lower it after merging some.
MOST_SHORT_FILES = 60

# Files that may be longer, and why.
EXCEPTIONS = {
    r'src/diagnostics/catalogue/(?:texts/)?\w+\.def': 'a table: one entry a message or text',
    r'src/.*\.inc': 'a generated table',
    r'src/css/keywords\.def': 'a generated table',
    r'cmake/function_order\.txt': 'a generated table',
    r'fonts/prepare/general_standard_beyond_gb2312\.txt': 'a list of characters',
    r'tests/.*/cases/.*|tests/fuzz/corpus/.*|tests/.*_cases/.*': 'inputs and expected outputs',
}

# Files that are too long and wait to be split; they may not grow.
TOO_LONG = {
    'tests/judges/pdf_judge.py': 842,
}


def source_files():
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob('*')):
            name = path.relative_to(ROOT).as_posix()
            if path.is_file() and path.suffix in KINDS and '__pycache__' not in name:
                yield name, path.read_text(encoding='utf-8', errors='replace')


def is_code_of_library(name):
    return name.startswith(('src/', 'include/')) and name.endswith(('.h', '.cpp'))


def too_many_short_files(lines, limit=MOST_SHORT_FILES):
    """`lines`: name of a file → its number of lines."""
    short = sorted(name for name, count in lines.items() if is_code_of_library(name) and count < SHORT_LINES)
    if len(short) > limit:
        yield f'{len(short)} headers and sources have less than {SHORT_LINES} lines; max {limit}: merge the new ones with neighbors'


def crowded_folders(names):
    counts = Counter(name.rpartition('/')[0] for name in names if name.endswith(('.h', '.cpp')))
    for folder, count in sorted(counts.items()):
        if count > MOST_SOURCES:
            yield f'{folder}: {count} headers and sources; max {MOST_SOURCES}'


# A function's head is at the start of a line, or two blanks further in a class; it ends with the brace that opens the
# body.
FUNCTION_HEAD = re.compile(r'^(?P<indent>(?:  )*)(?!namespace|struct|class|enum|union|extern|using|if|for|while|switch'
                           r'|else|do|return|case|try|catch|constexpr [\w:<> ]+\w+\[)[\w~].*\)[^;=]*\{$')


def long_functions(name, text):
    """Functions of C++ whose body is longer than the limit, found by the indentation that clang-format gives them."""
    if not name.endswith(('.cpp', '.h')):
        return
    lines = text.splitlines()
    for start, line in enumerate(lines):
        head = FUNCTION_HEAD.match(line)
        if not head:
            continue
        end = next((i for i in range(start + 1, len(lines)) if lines[i].startswith(head['indent'] + '}')), start)
        if end - start + 1 > MOST_FUNCTION_LINES:
            yield start + 1, end - start + 1, line.strip()


def main():
    if sys.argv[1:] not in ([], ['--functions']):
        sys.exit(__doc__)
    faults = 0
    functions = []
    lines = {}
    for name, text in source_files():
        count = lines[name] = text.count('\n')
        limit = TOO_LONG.get(name, MOST_LINES)
        if count > limit and not any(re.fullmatch(pattern, name) for pattern in EXCEPTIONS):
            print(f'{name}: {count} lines; at most {limit} are allowed')
            faults += 1
        functions += [(name, *found) for found in long_functions(name, text)]
    for name, line, count, head in functions if sys.argv[1:] else ():
        print(f'{name}:{line}: {count} lines: {head}')
    crowds = [*too_many_short_files(lines), *crowded_folders(lines)]
    for crowd in crowds:
        print(crowd)
    print(f'{faults} files too long, {len(TOO_LONG)} that wait to be split, {len(functions)} functions over {MOST_FUNCTION_LINES} lines')
    return 1 if faults or crowds else 0


if __name__ == '__main__':
    sys.exit(main())
