#!/usr/bin/env python3
"""Holds the documentation against the sources.

Usage: scripts/check_docs.py [--update]

Tables between `<!-- begin NAME -->` and `<!-- end NAME -->` are made from the sources (scripts/doc_tables.py); --update
writes them anew and keeps the remarks in their last column. Links lead to files that exist, so do the paths of sources
in backquotes; a fenced block whose info string ends in `of=PATH` is that file, or a piece of it; every module stands in
docs/ARCHITECTURE.md and has a README. Exit status: 0 all is well, 1 something is
not.
"""
import re
import sys

from doc_tables import ROOT, TABLES

BLOCK = re.compile(r'<!-- begin ([a-z-]+) -->\n(.*?)<!-- end \1 -->', re.DOTALL)
LINK = re.compile(r'\]\(([^)#\s]*)(#[^)\s]*)?\)')
CODE_PATH = re.compile(r'`((?:src|include|templates|samples|tests|scripts|cmake|fonts|docs|bench)/[\w./-]+)`')
QUOTED = re.compile(r'^```\w+ of=(\S+)\n(.*?)^```$', re.DOTALL | re.MULTILINE)
SPLIT = re.compile(r'(?<!\\)\|')


def documents():
    for pattern in ('README*.md', 'docs/*.md', 'src/*/README.md', 'docs/examples/**/*.md'):
        yield from sorted(ROOT.glob(pattern))


def remarks_of(block):
    """The last cell of each row by the first one."""
    remarks = {}
    for line in block.splitlines():
        cells = [cell.strip() for cell in SPLIT.split(line)[1:-1]]
        if cells:
            remarks[cells[0]] = cells[-1]
    return remarks


def with_tables(text):
    def fill(match):
        name, block = match.groups()
        if name not in TABLES:
            raise SystemExit(f'there is no table {name}')
        lines = TABLES[name](remarks_of(block))
        return f'<!-- begin {name} -->\n' + '\n'.join(lines) + f'\n<!-- end {name} -->'

    return BLOCK.sub(fill, text)


def check_tables(path, text, update):
    wanted = with_tables(text)
    if wanted == text:
        return
    if update:
        path.write_text(wanted, encoding='utf-8')
    else:
        yield f'{path.relative_to(ROOT)}: tables are out of date; run scripts/check_docs.py --update'


def prose(text):
    """Without fenced code."""
    return re.sub(r'^```.*?^```', '', text, flags=re.DOTALL | re.MULTILINE)


def check_links(path, text):
    for target, _ in LINK.findall(prose(text)):
        if target and '://' not in target and not (path.parent / target).exists():
            yield f'{path.relative_to(ROOT)}: the link to {target} leads nowhere'
    for name in CODE_PATH.findall(prose(text)):
        if not list(ROOT.glob(name.rstrip('/.'))) and '…' not in name:
            yield f'{path.relative_to(ROOT)}: there is no {name}'


def check_quotations(path, text):
    for name, block in QUOTED.findall(text):
        if not (ROOT / name).exists() or block not in (ROOT / name).read_text(encoding='utf-8'):
            yield f'{path.relative_to(ROOT)}: what is shown of {name} does not stand there'


def check_modules():
    architecture = (ROOT / 'docs/ARCHITECTURE.md').read_text(encoding='utf-8')
    rows = re.findall(r'^\| `(\w+)` \|', architecture, re.MULTILINE)
    order = re.findall(r'add_subdirectory\(src/(\w+)\)', (ROOT / 'CMakeLists.txt').read_text(encoding='utf-8'))
    if [row for row in rows if row in order] != order:
        yield 'docs/ARCHITECTURE.md: the table of modules is not that of CMakeLists.txt, in its order'
    for module in order:
        if not (ROOT / 'src' / module / 'README.md').exists():
            yield f'src/{module}/README.md: missing'


def check_limits():
    for path, most in [('docs/ARCHITECTURE.md', 300)] + [(f'src/{p.parent.name}/README.md', 40)
                                                          for p in ROOT.glob('src/*/README.md')]:
        count = (ROOT / path).read_text(encoding='utf-8').count('\n')
        if count > most and path != 'src/sheet/README.md':
            yield f'{path}: {count} lines; at most {most}'


def check_pictures():
    for path in ROOT.glob('docs/pictures/*'):
        if path.stat().st_size > 200_000:
            yield f'{path.relative_to(ROOT)}: larger than 200 kB'


def main():
    if sys.argv[1:] not in ([], ['--update']):
        sys.exit(__doc__)
    faults = []
    for path in documents():
        text = path.read_text(encoding='utf-8')
        faults += check_tables(path, text, bool(sys.argv[1:]))
        faults += [*check_links(path, text), *check_quotations(path, text)]
    faults += [*check_modules(), *check_limits(), *check_pictures()]
    print('\n'.join(faults) if faults else 'the documentation agrees with the sources')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
