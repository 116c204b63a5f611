#!/usr/bin/env python3
"""Checks the punctuation of the Chinese that people read: full-width marks, no blanks between
characters, and in documents a blank beside Latin letters.

Usage: scripts/check_chinese.py

Checks Chinese documents, the catalogue of messages and texts, literals of the command, and titles and descriptions in
schemas and templates. It does not check words; see docs/STYLE.md. Exit status: 0 no errors, 1 errors.
"""
import json
import re
import sys

from checks import ROOT, read, report

DOCUMENTS = ('README.zh.md', 'docs/*.zh.md')
SOURCES = ('src/diagnostics/catalogue/*.def', 'src/diagnostics/catalogue/texts/*.def', 'src/cli/*.h', 'src/cli/*.cpp')
TEMPLATES = ('templates/**/*.json', 'src/**/*.schema.json')
FENCE = re.compile(r'^```.*?^```$', re.DOTALL | re.MULTILINE)
# Parts of Markdown that are not prose, with replacements that keep the adjacent characters apart.
NOT_PROSE = [(re.compile(r'<!--.*?-->', re.DOTALL), ''), (re.compile(r'`[^`\n]*`'), '·'), (re.compile(r'\]\([^)\s]*\)'), ']'),
             (re.compile(r'<img [^>]*>'), '')]
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
HAN = re.compile(r'[\u4e00-\u9fff]')
MISTAKES = [(re.compile(expression), reason) for expression, reason in (
    (r'[\u4e00-\u9fff] +[\u4e00-\u9fff]', '汉字之间有空格'),
    (r'[，。；：、！？）》」』”] +[\u4e00-\u9fff]|[\u4e00-\u9fff] +[，。；：、！？（《「『“”]', '标点与汉字之间有空格'),
    (r'[\u4e00-\u9fff][,;!?](?![A-Za-z0-9_/])|[\u4e00-\u9fff]\((?![/.#A-Za-z0-9_-]*\))|[\u4e00-\u9fff]:(?![A-Za-z0-9_/\\*])', '中文里用了半角标点'))]


# Only for prose of documents, not for titles and texts of messages.
JOINED = (re.compile(r'[\u4e00-\u9fff][A-Za-z]|[A-Za-z][\u4e00-\u9fff]'), '汉字与西文字母之间没有空格')


def is_chinese(text):
    return 2 * len(HAN.findall(text)) > len(re.findall(r'[A-Za-z]', text))


def document_texts(path):
    """Lines of prose with their numbers."""
    if path.name == 'KINDS.zh.md':  # generated from texts that are checked themselves
        return
    text = FENCE.sub(lambda match: '\n' * match[0].count('\n'), read(path))
    for expression, replacement in NOT_PROSE:
        text = expression.sub(lambda match, new=replacement: new + '\n' * match[0].count('\n'), text)
    yield from enumerate(text.splitlines(), 1)


def literal_texts(path):
    """String literals in Chinese."""
    for number, line in enumerate(read(path).splitlines(), 1):
        if line.lstrip().startswith(('#include', '//')):
            continue
        for literal in LITERAL.findall(line):
            text = re.sub(r'`[^`]*`', '·', literal.replace('\\"', '"').replace('\\n', '·'))
            if is_chinese(text):
                yield number, text


def template_texts(path):
    """Chinese texts, wherever they are in a JSON file."""
    def walk(value):
        if isinstance(value, dict):
            for key, member in value.items():
                if key == 'zh' and isinstance(member, str):
                    yield 0, re.sub(r'\{\{.*?\}\}|`[^`]*`', '·', member)
                else:
                    yield from walk(member)
        elif isinstance(value, list):
            for item in value:
                yield from walk(item)

    yield from walk(json.loads(read(path)))


def findings(path, reader):
    for number, text in reader(path):
        for expression, reason in MISTAKES + [JOINED] * (reader is document_texts):
            for match in expression.finditer(text):
                place = f'{path.relative_to(ROOT)}:{number}' if number else f'{path.relative_to(ROOT)}'
                yield f'{place}: “{match[0].strip()}”: {reason}'


def main():
    if sys.argv[1:]:
        sys.exit(__doc__)
    paths = [(path, reader) for globs, reader in ((DOCUMENTS, document_texts), (SOURCES, literal_texts), (TEMPLATES, template_texts))
             for pattern in globs for path in sorted(ROOT.glob(pattern))]
    lines = [line for path, reader in paths for line in findings(path, reader)]
    return report(lines, f'the Chinese of {len(paths)} files has full-width punctuation')


if __name__ == '__main__':
    sys.exit(main())
