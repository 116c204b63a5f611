#!/usr/bin/env python3
"""Checks what users read for words that gongwen does not use.

Usage: scripts/check_words.py

Checked are documents and READMEs, the catalogue of messages and texts, literals of the command, titles and
descriptions in schemas and templates, and comments in sources, tests and scripts.
scripts/refused_words.txt has the words, with a replacement for each. Exit status: 0 no errors, 1 errors.
"""
import json
import re
import sys
from pathlib import Path

import source_comments

ROOT = Path(__file__).resolve().parents[1]
WORDS = ROOT / 'scripts/refused_words.txt'
DOCUMENTS = ('README*.md', 'docs/*.md', 'docs/conformance/*.md', '*/README*.md', 'src/*/README.md', 'src/*/*/README.md', 'tests/*/README*.md')
SOURCES = ('src/diagnostics/catalogue/*.def', 'src/diagnostics/catalogue/texts/*.def', 'src/cli/*.h', 'src/cli/*.cpp')
HEADERS = ('include/gongwen/*.h',)
# Where comments are checked.
FOLDERS = ('bench', 'cmake', 'examples', 'fonts', 'packaging', 'python', 'samples', 'scripts', 'src', 'tests')
TEMPLATES = ('templates/**/*.json', 'src/**/*.schema.json')
# Of other tools, which a build or a test has put there.
HIDDEN = re.compile(r'/\.|/node_modules/|/__pycache__/')
FENCE = re.compile(r'^```.*?^```$', re.DOTALL | re.MULTILINE)
# Parts of Markdown other than prose, replaced by something that keeps the words around them apart.
NOT_PROSE = [(re.compile(r'<!--.*?-->', re.DOTALL), ''), (re.compile(r'`[^`\n]*`'), '·'), (re.compile(r'\]\([^)\s]*\)'), ']'),
             (re.compile(r'<img [^>]*>'), '')]
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
HAN = re.compile(r'[\u4e00-\u9fff]')


def read(path):
    return path.read_text(encoding='utf-8')


def patterns():
    """(language, expression, reason, suggestion) of each refused word."""
    for line in read(WORDS).splitlines():
        if line and not line.startswith('#'):
            language, expression, reason, suggestion = line.split('\t')
            yield language, re.compile(expression, re.IGNORECASE if language == 'en' else 0), reason, suggestion


def is_chinese(text):
    return 2 * len(HAN.findall(text)) > len(re.findall(r'[A-Za-z]', text))


def document_texts(path):
    """Lines of prose with their numbers."""
    if path.name in ('diagnostics.md', 'KINDS.md', 'KINDS.zh.md'):  # generated from texts that are checked themselves
        return
    text = FENCE.sub(lambda match: '\n' * match[0].count('\n'), read(path))
    for expression, replacement in NOT_PROSE:
        text = expression.sub(lambda match, new=replacement: new + '\n' * match[0].count('\n'), text)
    for number, line in enumerate(text.splitlines(), 1):
        yield number, line, path.name.endswith('.zh.md')


def literal_texts(path):
    """String literals that are read by people: those with a blank or a Chinese character."""
    for number, line in enumerate(read(path).splitlines(), 1):
        if line.lstrip().startswith(('#include', '//')):
            continue
        for literal in LITERAL.findall(line):
            text = re.sub(r'`[^`]*`', '·', literal.replace('\\"', '"').replace('\\n', '·'))
            if ' ' in text or HAN.search(text):
                yield number, text, is_chinese(text)


def comment_texts(path):
    """All of them at once, since phrases may continue on the next line."""
    text = source_comments.comments(path)
    yield 1, re.sub(r'`[^`\n]*(?:\n[^`\n·]*)?`', lambda match: '·' + '\n' * match[0].count('\n'), text), False


def template_texts(path):
    """Texts in both languages, wherever they are in a JSON file."""
    def walk(value):
        if isinstance(value, dict):
            for key, member in value.items():
                if key in ('zh', 'en') and isinstance(member, str):
                    yield 0, re.sub(r'\{\{.*?\}\}|`[^`]*`', '·', member), key == 'zh'
                else:
                    yield from walk(member)
        elif isinstance(value, list):
            for item in value:
                yield from walk(item)

    yield from walk(json.loads(read(path)))


def commented_files():
    return [path for folder in FOLDERS for path in (ROOT / folder).rglob('*')
            if not HIDDEN.search('/' + path.relative_to(ROOT).as_posix()) and source_comments.lines_reader(path)]


def globbed(globs):
    return [path for pattern in globs for path in ROOT.glob(pattern)]


def texts():
    """Files, and what reads the texts in them."""
    return [(globbed(DOCUMENTS), document_texts), (globbed(SOURCES), literal_texts), (globbed(TEMPLATES), template_texts),
            (globbed(HEADERS) + commented_files(), comment_texts)]


def findings(path, reader, refused):
    for number, text, chinese in reader(path):
        flat = text.replace('\n', ' ')
        for language, expression, reason, suggestion in refused:
            if language == 'zh' and not chinese:
                continue
            for match in expression.finditer(flat):
                line = number + text.count('\n', 0, match.start())
                place = f'{path.relative_to(ROOT)}:{line}' if number else f'{path.relative_to(ROOT)}'
                yield f'{place}: "{match[0].strip()}": {reason}; write: {suggestion}'


def all_findings():
    refused = list(patterns())
    found = {}
    for paths, reader in texts():
        for path in sorted(set(paths)):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith('build/'):
                found.setdefault(name, []).extend(findings(path, reader, refused))
    return found


def main():
    if sys.argv[1:]:
        sys.exit(__doc__)
    found = all_findings()
    lines = [line for findings_of_file in found.values() for line in findings_of_file]
    print('\n'.join(lines) if lines else f'{len(found)} files without refused words')
    return 1 if lines else 0


if __name__ == '__main__':
    sys.exit(main())
