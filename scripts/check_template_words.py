#!/usr/bin/env python3
"""Checks that templates contain no texts for people: these are in texts.LANG.json, where offices replace them.

Usage: scripts/check_template_words.py

Checks that no .html or .css file in templates/ (except fonts and comments) has Chinese outside of wording("…"), and that
no text between HTML tags has words in letters. scripts/template_words.txt lists the exceptions with the reason: values of
the data, names of fonts, notations of Chinese. Exit status: 0 no errors, 1 errors.
"""
import re
import sys

from checks import ROOT, beyond, blank, read, report

EXCEPTIONS = 'scripts/template_words.txt'
HAN = re.compile(r'[\u3400-\u9fff][\u3400-\u9fff/·、\d]*')
WORD = re.compile(r'[A-Za-z]+')
COMMENTS = {'.html': re.compile(r'\{#.*?#\}|<!--.*?-->', re.DOTALL), '.css': re.compile(r'/\*.*?\*/', re.DOTALL)}
EXPRESSION = re.compile(r'\{\{.*?\}\}|\{%.*?%\}', re.DOTALL)
TAG = re.compile(r'<[^<>]*>', re.DOTALL)


def words_of(text, suffix):
    """Line numbers and words of a file that are not from the texts of a kind."""
    text = COMMENTS[suffix].sub(blank, text)
    for number, line in enumerate(text.splitlines(), 1):
        yield from ((number, word) for word in HAN.findall(line))
    if suffix == '.html':
        shown = TAG.sub(blank, EXPRESSION.sub(blank, text))
        for number, line in enumerate(shown.splitlines(), 1):
            yield from ((number, word) for word in WORD.findall(line))


def findings_in_templates(things_of, suffixes, words):
    """What `things_of(text, suffix)` finds in the templates, pairs of a line number and a thing; `words` say what is wrong."""
    for path in sorted((ROOT / 'templates').rglob('*')):
        if path.suffix in suffixes:
            name = path.relative_to(ROOT / 'templates').as_posix()
            for number, thing in things_of(read(path), path.suffix):
                yield name, thing, f'templates/{name}:{number}: “{thing}” {words}'


def main():
    if sys.argv[1:]:
        sys.exit(__doc__)
    found = findings_in_templates(words_of, COMMENTS, 'belongs into texts.LANG.json')
    return report(beyond(EXCEPTIONS, found), 'all words of the templates are in their texts')


if __name__ == '__main__':
    sys.exit(main())
