#!/usr/bin/env python3
"""Checks the sizes of source files and functions against the limits.

Usage: scripts/check_sizes.py [--functions]   (--functions lists the long functions too; they are reported, not refused)

Three hundred to seven hundred lines are normal for a source; more than a thousand are refused. Tables that are data or
generated are excepted by name. Exit status: 0 no errors, 1 errors.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ['src', 'include', 'tests', 'scripts', 'fonts/prepare', 'cmake', 'bench', 'templates']
KINDS = {'.h', '.cpp', '.def', '.inc', '.py', '.sh', '.pl', '.cmake', '.txt', '.css', '.html', ''}
MOST_LINES = 1000
MOST_FUNCTION_LINES = 60

# Files that may be longer, and why.
EXCEPTIONS = {
    r'src/diagnostics/catalogue/(?:texts/)?\w+\.def': 'a table: one entry a message or text',
    r'src/.*\.inc': 'a generated table',
    r'src/css/keywords\.def': 'a generated table',
    r'fonts/prepare/general_standard_beyond_gb2312\.txt': 'a list of characters',
    r'tests/.*/cases/.*|tests/fuzz/corpus/.*|tests/.*_cases/.*': 'inputs and expected outputs',
}


def source_files():
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob('*')):
            name = path.relative_to(ROOT).as_posix()
            if path.is_file() and path.suffix in KINDS and '__pycache__' not in name:
                yield name, path.read_text(encoding='utf-8', errors='replace')


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
    for name, text in source_files():
        count = text.count('\n')
        if count > MOST_LINES and not any(re.fullmatch(pattern, name) for pattern in EXCEPTIONS):
            print(f'{name}: {count} lines; at most {MOST_LINES} are allowed')
            faults += 1
        functions += [(name, *found) for found in long_functions(name, text)]
    for name, line, count, head in functions if sys.argv[1:] else ():
        print(f'{name}:{line}: {count} lines: {head}')
    print(f'{faults} files too long, {len(functions)} functions over {MOST_FUNCTION_LINES} lines')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
