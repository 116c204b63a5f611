#!/usr/bin/env python3
"""Checks that templates contain no texts for people: these are in texts.LANG.json, where offices replace them.

Usage: scripts/check_template_words.py

Checks that no .html or .css file in templates/ (except fonts and comments) has Chinese outside of wording("…"), and that
no text between HTML tags has words in letters. scripts/template_words.txt lists the exceptions with the reason: values of
the data, names of fonts, notations of Chinese. Exit status: 0 no errors, 1 errors.
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
    """Blanks of the same extent, so that lines keep their numbers."""
    return re.sub(r'[^\n]', ' ', match[0])


def words_of(text, suffix):
    """Line numbers and words of a file that are not from the texts of a kind."""
    text = COMMENTS[suffix].sub(blank, text)
    for number, line in enumerate(text.splitlines(), 1):
        yield from ((number, word) for word in HAN.findall(line))
    if suffix == '.html':
        shown = TAG.sub(blank, EXPRESSION.sub(blank, text))
        for number, line in enumerate(shown.splitlines(), 1):
            yield from ((number, word) for word in WORD.findall(line))


def findings_beyond(exceptions, things_of, suffixes, words):
    """What `things_of(text, suffix)` finds in the templates, pairs of a line number and a thing, beyond the exceptions of
    a file: lines of two regular expressions, for the path and for the whole thing, and a reason, with tabs between them.
    Returns: what is found, each with `words` after it; and the exceptions that except nothing."""
    rows = [line.split('\t') for line in exceptions.read_text(encoding='utf-8').splitlines() if line and line[0] != '#']
    excepted = [(re.compile(path), re.compile(thing)) for path, thing, _ in rows]
    used = set()
    found = []
    for path in sorted(TEMPLATES.rglob('*')):
        if path.suffix not in suffixes:
            continue
        name = path.relative_to(TEMPLATES).as_posix()
        for number, thing in things_of(path.read_text(encoding='utf-8'), path.suffix):
            matching = [index for index, (where, what) in enumerate(excepted) if where.fullmatch(name) and what.fullmatch(thing)]
            used.update(matching)
            if not matching:
                found.append(f'templates/{name}:{number}: “{thing}” {words}')
    idle = [f'{exceptions.name}: {where.pattern} {what.pattern} excepts nothing'
            for index, (where, what) in enumerate(excepted) if index not in used]
    return found, idle


def report(found, idle, sound):
    """Prints the findings, or `sound` if there are none. Returns the exit status."""
    print('\n'.join(found + idle) or sound)
    return 1 if found or idle else 0


def main():
    if sys.argv[1:]:
        sys.exit(__doc__)
    return report(*findings_beyond(EXCEPTIONS, words_of, COMMENTS, 'belongs into texts.LANG.json'),
                  'all words of the templates are in their texts')


if __name__ == '__main__':
    sys.exit(main())
