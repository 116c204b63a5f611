#!/usr/bin/env python3
"""Checks that templates do not compute pages and widths from the lengths of texts: layout does (docs/CSS.md, “White
pages”, “Widths by content”).

Usage: scripts/check_template_lengths.py

Checks that no .html file in templates/ has `| length` or `map("length")` in an expression with * / ** or beside + or -.
scripts/template_lengths.txt lists the exceptions with the reason: pictures that a template draws itself, places of seals.
Exit status: 0 no errors, 1 errors.
"""
import re
import sys

from check_template_words import COMMENTS, findings_in_templates
from checks import beyond, blank, report

EXCEPTIONS = 'scripts/template_lengths.txt'
EXPRESSION = re.compile(r'\{\{-?(.*?)-?\}\}|\{%-?(.*?)-?%\}', re.DOTALL)
STRING = re.compile(r'"[^"]*"')
LENGTH = re.compile(r'\|\s*(?:string\s*\|\s*)?length\b|\|\s*map\(\s*LENGTH\s*\)')
# An operator after the length and its further filters, or before the value whose length is used.
BEHIND = re.compile(r'\s*(?:\|\s*\w+(?:\([^()]*\))?\s*)*\)*\s*(?:\*|/|\+|-)')
BEFORE = re.compile(r'(?:\*|/|\+|-)\s*\(*\s*[\w.\[\]]+(?:\s*\|\s*\w+(?:\([^()]*\))?)*\s*$')


def lengths_of(text, suffix='.html'):
    """Line numbers and expressions that compute with lengths."""
    text = COMMENTS[suffix].sub(blank, text)
    for match in EXPRESSION.finditer(text):
        whole = match[1] or match[2] or ''
        bare = STRING.sub(lambda string: 'LENGTH' if string[0] == '"length"' else 'TEXT', whole)
        for found in LENGTH.finditer(bare):
            if BEHIND.match(bare, found.end()) or BEFORE.search(bare[:found.start()]):
                yield text.count('\n', 0, match.start()) + 1, ' '.join(whole.split())
                break


def main():
    if sys.argv[1:]:
        sys.exit(__doc__)
    found = findings_in_templates(lengths_of, {'.html'}, 'computes with the length of a text')
    return report(beyond(EXCEPTIONS, found), 'no template computes with the length of a text')


if __name__ == '__main__':
    sys.exit(main())
