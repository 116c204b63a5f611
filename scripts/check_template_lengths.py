#!/usr/bin/env python3
"""Checks that templates do not compute pages and widths from the lengths of texts: layout does (docs/CSS.md, “White
pages”, “Widths by content”).

Usage: scripts/check_template_lengths.py

Of each .html file in templates/: no `| length` and no `map("length")` in an expression with * / ** or beside + or -.
scripts/template_lengths.txt lists what may be there, with the reason: pictures that a template draws itself, places of
seals. Exit status: 0 no errors, 1 errors.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / 'templates'
EXCEPTIONS = ROOT / 'scripts/template_lengths.txt'
COMMENT = re.compile(r'\{#.*?#\}', re.DOTALL)
EXPRESSION = re.compile(r'\{\{-?(.*?)-?\}\}|\{%-?(.*?)-?%\}', re.DOTALL)
STRING = re.compile(r'"[^"]*"')
LENGTH = re.compile(r'\|\s*(?:string\s*\|\s*)?length\b|\|\s*map\(\s*LENGTH\s*\)')
# An operator right after the length, or in front of what it is the length of.
BEHIND = re.compile(r'\s*\)?\s*(?:\*|/|\+|-)')
BEFORE = re.compile(r'(?:\*|/|\+|-)\s*\(*\s*[\w.\[\]]+(?:\s*\|\s*\w+(?:\([^()]*\))?)*\s*$')


def blank(match):
    """Blanks in its place, so that lines keep their numbers."""
    return re.sub(r'[^\n]', ' ', match[0])


def lengths_of(text):
    """Line numbers and expressions that compute with lengths."""
    text = COMMENT.sub(blank, text)
    for match in EXPRESSION.finditer(text):
        whole = match[1] or match[2] or ''
        bare = STRING.sub(lambda string: 'LENGTH' if string[0] == '"length"' else 'TEXT', whole)
        for found in LENGTH.finditer(bare):
            if BEHIND.match(bare, found.end()) or BEFORE.search(bare[:found.start()]):
                yield text.count('\n', 0, match.start()) + 1, ' '.join(whole.split())
                break


def exceptions():
    """(path, expression) as regular expressions: what may be there."""
    for line in EXCEPTIONS.read_text(encoding='utf-8').splitlines():
        if line and not line.startswith('#'):
            path, expression, _ = line.split('\t')
            yield re.compile(path), re.compile(expression)


def main():
    excepted = list(exceptions())
    used = set()
    errors = []
    for path in sorted(TEMPLATES.rglob('*.html')):
        name = str(path.relative_to(TEMPLATES))
        for number, expression in lengths_of(path.read_text(encoding='utf-8')):
            hits = [i for i, (place, pattern) in enumerate(excepted) if place.fullmatch(name) and pattern.search(expression)]
            used.update(hits)
            if not hits:
                errors.append(f'templates/{name}:{number}: computes with the length of a text: {expression[:120]}')
    errors += [f'scripts/template_lengths.txt: excepts nothing: {place.pattern}\t{pattern.pattern}'
               for i, (place, pattern) in enumerate(excepted) if i not in used]
    print('\n'.join(errors) or 'no errors')
    return 1 if errors else 0


if __name__ == '__main__':
    sys.exit(main())
