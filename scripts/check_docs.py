#!/usr/bin/env python3
"""Compares the documentation with the sources.

Usage: scripts/check_docs.py [--update]

Tables between `<!-- begin NAME -->` and `<!-- end NAME -->` are generated from the sources (scripts/doc_tables.py);
--update writes them again and keeps the remarks in their last column. Links and paths in backquotes must lead to existing
files, and anchors of links to headings. A fenced block whose info string ends in `of=PATH` must be that file or a part of
it. Every module must be in docs/ARCHITECTURE.md and have a README that only names headers, sources and functions of the
module (scripts/doc_names.py). Comments in C++ must name existing files. Every folder of tests/ must be in
tests/README.md, and each line of the checklist of OFD must name tests with its number. User documents exist in English
and Chinese with the same structure (scripts/doc_pairs.py). Exit status: 0 no errors, 1 errors.
"""
import re
import sys

from checks import ROOT, read, report
from doc_names import (CHECKLIST, CONFORMANCE, check_architecture_names, check_checklist, check_comment_names,
                       check_conformance_names, check_library_modules, check_readme_calls, check_readme_names)
from doc_pairs import WANTED, chinese_of, check_anchors, check_languages, check_pair, is_chinese
from doc_tables import EXPLAINED_BY_HAND, TABLES, in_chinese

BLOCK = re.compile(r'<!-- begin ([a-z-]+) -->\n(.*?)<!-- end \1 -->', re.DOTALL)
LINK = re.compile(r'\]\(([^)#\s]*)(#[^)\s]*)?\)')
CODE_PATH = re.compile(r'`((?:src|include|templates|samples|tests|scripts|cmake|fonts|docs|bench)/[\w./-]+)`')
QUOTED = re.compile(r'^```\w+ of=(\S+)\n(.*?)^```$', re.DOTALL | re.MULTILINE)
SPLIT = re.compile(r'(?<!\\)\|')


def documents():
    for pattern in ('README*.md', 'docs/*.md', '*/README*.md', 'src/*/README.md', 'src/*/*/README.md', 'tests/*/README.md', 'docs/examples/**/*.md',
                    'docs/conformance/*.md', 'fonts/*.md'):
        yield from sorted(path for path in ROOT.glob(pattern) if not path.is_relative_to(ROOT / 'build'))


def remarks_of(block, name):
    """The hand-written last cell of each row, by the row's first cell."""
    remarks = {}
    for line in block.splitlines():
        cells = [cell.strip() for cell in SPLIT.split(line)[1:-1]]
        if cells:
            key = 1 if name == 'template-macros' else 0
            remarks[cells[key]] = cells[EXPLAINED_BY_HAND.get(name, -1)]
    return remarks


def with_tables(text, chinese):
    def fill(match):
        name, block = match.groups()
        if name not in TABLES:
            raise SystemExit(f'there is no table {name}')
        remarks = remarks_of(block, name)
        lines = TABLES[name](remarks)
        lines = in_chinese(name, lines, remarks) if chinese else lines
        return f'<!-- begin {name} -->\n' + '\n'.join(lines) + f'\n<!-- end {name} -->'

    return BLOCK.sub(fill, text)


def check_tables(path, text, update):
    wanted = with_tables(text, is_chinese(path))
    if wanted == text:
        return
    if update:
        path.write_text(wanted, encoding='utf-8')
    else:
        yield f'{path.relative_to(ROOT)}: tables are out of date; run scripts/check_docs.py --update'


def prose(text):
    """The text without fenced code."""
    return re.sub(r'^```.*?^```', '', text, flags=re.DOTALL | re.MULTILINE)


def is_there(path):
    """Whether the path is a file or a folder with files; git does not keep empty folders."""
    return path.is_file() or any(below.is_file() for below in path.rglob('*'))


def is_made(name):
    """What a build makes, and a clone does not have."""
    made = [line.strip('/') for line in read('.gitignore').split()]
    return any(name == folder or name.startswith(folder + '/') for folder in made)


def check_links(path, text):
    for target, _ in LINK.findall(prose(text)):
        if target and '://' not in target and not is_there(path.parent / target):
            yield f'{path.relative_to(ROOT)}: the link to {target} leads nowhere'
    for name in CODE_PATH.findall(prose(text)):
        name = name.rstrip('/.')
        if '…' not in name and not is_made(name) and not any(map(is_there, ROOT.glob(name))):
            yield f'{path.relative_to(ROOT)}: there is no {name}'


def check_quotations(path, text):
    for name, block in QUOTED.findall(text):
        if not (ROOT / name).exists() or block not in read(name):
            yield f'{path.relative_to(ROOT)}: what is shown is not in {name}'


def check_pairs():
    for name in WANTED:
        english = ROOT / f'{name}.md'
        chinese = chinese_of(english)
        missing = [path for path in (english, chinese) if not path.exists()]
        for path in missing:
            yield f'{path.relative_to(ROOT)}: missing; user documents are there in English and Chinese'
        if not missing:
            if '（待补）' in read(chinese):
                yield f'{chinese.relative_to(ROOT)}: a row of a generated table has no explanation yet'
            yield from check_pair(read(english), read(chinese), name)


def check_test_folders():
    text = read('tests/README.md')
    listed = re.findall(r'^\| `(\w+)/?` \|', text, re.MULTILINE)
    # Ignore folders without files of the project, such as __pycache__.
    there = {path.name for path in (ROOT / 'tests').iterdir() if path.is_dir() and not path.name.startswith('__')}
    for name in sorted(there - set(listed)):
        yield f'tests/README.md: the folder tests/{name} is not listed'
    for name in sorted(set(listed) - there):
        yield f'tests/README.md: there is no folder tests/{name}'
    if len(listed) != len(set(listed)):
        yield 'tests/README.md: a folder is listed twice'


def check_modules():
    architecture = read('docs/ARCHITECTURE.md')
    rows = re.findall(r'^\| `(\w+)` \|', architecture, re.MULTILINE)
    order = re.findall(r'add_subdirectory\(src/(\w+)\)', read('CMakeLists.txt'))
    if [row for row in rows if row in order] != order:
        yield 'docs/ARCHITECTURE.md: the table of modules is not that of CMakeLists.txt, in its order'
    for module in order:
        if not (ROOT / 'src' / module / 'README.md').exists():
            yield f'src/{module}/README.md: missing'


def module_readmes():
    """The READMEs of modules and of their rooms."""
    return sorted([*ROOT.glob('src/*/README.md'), *ROOT.glob('src/*/*/README.md')])


def check_names():
    for readme in module_readmes():
        text = read(readme)
        module = readme.parent.relative_to(ROOT / 'src').as_posix()
        yield from check_readme_names(module, text)
        yield from check_readme_calls(module, text)
    yield from check_library_modules(read('docs/THIRD_PARTY.md'), read('cmake/third_party.txt'))
    yield from check_conformance_names(read(CONFORMANCE))
    yield from check_architecture_names(read('docs/ARCHITECTURE.md'))
    yield from check_checklist(read(CHECKLIST))


def check_comments():
    sources = [path for folder in ('src', 'include', 'tests', 'bench') for path in sorted((ROOT / folder).rglob('*'))
               if path.suffix in ('.h', '.cpp', '.def', '.inc')]
    files = {'/' + path.relative_to(ROOT).as_posix() for path in sources}
    for path in sources:
        if path.suffix != '.inc':
            yield from check_comment_names(path.relative_to(ROOT), read(path), files)


def check_pictures():
    for path in ROOT.glob('docs/pictures/*'):
        if path.stat().st_size > 200_000:
            yield f'{path.relative_to(ROOT)}: larger than 200 kB'


def main():
    if sys.argv[1:] not in ([], ['--update']):
        sys.exit(__doc__)
    faults = []
    for path in documents():
        text = read(path)
        faults += check_tables(path, text, bool(sys.argv[1:]))
        faults += [*check_links(path, text), *check_quotations(path, text), *check_languages(path, text), *check_anchors(path, text)]
    faults += [*check_pairs(), *check_test_folders(), *check_modules(), *check_names(), *check_comments(), *check_pictures()]
    return report(faults, 'the documentation agrees with the sources')


if __name__ == '__main__':
    sys.exit(main())
