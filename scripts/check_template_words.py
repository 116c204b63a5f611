#!/usr/bin/env python3
"""Checks templates against their texts: what people read is in texts.LANG.json, by which offices replace it.

Usage: scripts/check_template_words.py

Of each .html and .css file in templates/ (except fonts and comments): no Chinese outside of wording("…"), and in HTML
no words of letters in the text between tags. scripts/template_words.txt lists what may be there: values of the data,
names of fonts, notations of Chinese, with the reason. Exit status: 0 no errors, 1 errors.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / 'templates'
EXCEPTIONS = ROOT / 'scripts/template_words.txt'
HAN = re.compile(r'[\u3400-\u9fff][\u3400-\u9fff/·、\d]*')
WORD = re.compile(r'[A-Za-z]+')
COMMENTS = {'.html': re.compile(r'\{#.*?#\}|<!--.*?-->', re.DOTALL), '.css': re.compile(r'/\*.*?\*/', re.DOTALL)}
EXPRESSION = re.compile(r'\{\{.*?\}\}|\{%.*?%\}', re.DOTALL)
TAG = re.compile(r'<[^<>]*>', re.DOTALL)


def blank(match):
    """Blanks in its place, so that lines keep their numbers."""
    return re.sub(r'[^\n]', ' ', match[0])


def words_of(text, suffix):
    """Line numbers and words of a file that are not texts of a kind."""
    text = COMMENTS[suffix].sub(blank, text)
    for number, line in enumerate(text.splitlines(), 1):
        yield from ((number, word) for word in HAN.findall(line))
    if suffix == '.html':
        shown = TAG.sub(blank, EXPRESSION.sub(blank, text))
        for number, line in enumerate(shown.splitlines(), 1):
            yield from ((number, word) for word in WORD.findall(line))


def exceptions():
    """(path, word) as expressions: what may be there."""
    for line in EXCEPTIONS.read_text(encoding='utf-8').splitlines():
        if line and not line.startswith('#'):
            path, word, _ = line.split('\t')
            yield re.compile(path), re.compile(word)


def all_findings():
    """What is in the templates; and the exceptions that except nothing."""
    excepted = list(exceptions())
    used = set()
    found = []
    for path in sorted(TEMPLATES.rglob('*')):
        if path.suffix not in COMMENTS:
            continue
        name = path.relative_to(TEMPLATES).as_posix()
        for number, word in words_of(path.read_text(encoding='utf-8'), path.suffix):
            matching = [index for index, (where, what) in enumerate(excepted)
                        if where.fullmatch(name) and what.fullmatch(word)]
            used.update(matching)
            if not matching:
                found.append(f'templates/{name}:{number}: “{word}” belongs into texts.LANG.json')
    idle = [f'{EXCEPTIONS.name}: {where.pattern} {what.pattern} excepts nothing'
            for index, (where, what) in enumerate(excepted) if index not in used]
    return found, idle


def main():
    if sys.argv[1:]:
        sys.exit(__doc__)
    found, idle = all_findings()
    print('\n'.join(found + idle) if found or idle else 'all words of the templates are in their texts')
    return 1 if found or idle else 0


if __name__ == '__main__':
    sys.exit(main())
