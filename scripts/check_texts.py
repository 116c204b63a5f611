#!/usr/bin/env python3
"""Checks the texts for people against the catalogue: all of them are in src/diagnostics/catalogue, none is in the
sources.

Usage: scripts/check_texts.py

Of each text in catalogue/texts/<module>.def: its name starts with the module's, is unique and used in src/; both
languages exist and name the same arguments. Of the sources: no string with Chinese characters and no switch between
languages (`chinese ? "…" : "…"`, `language == Language::Chinese`). scripts/texts_exceptions.txt lists files whose
Chinese is data, such as numerals, with the reason. Exit status: 0 no errors, 1 errors.
"""
import re
import sys

from checks import ROOT, beyond, read, report
from diagnostics_catalogue import read_texts

EXCEPTIONS = 'scripts/texts_exceptions.txt'
SHARED = 'common'  # texts of several modules, whose names have no module as a prefix
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
HAN = re.compile(r'[\u3400-\u9fff]')
SWITCH = re.compile(r'[!=]= *(?:\w+::)*Language::(?:Chinese|English)\b'
                    r'|\b(?:is_)?(?:chinese|english)(?:\([^()]*\))? *\?(?!\?)', re.IGNORECASE)


def arguments_of(text):
    return set(re.findall(r'\{(\d)', text.replace('{{', '')))


def judge_texts(texts, words):
    """Errors in the catalogue. `words`: all words of the sources."""
    seen = set()
    for text in texts:
        prefix = '' if text.module == SHARED else ''.join(word.capitalize() for word in text.module.split('_'))
        if not text.name.startswith(prefix) or text.name == prefix:
            yield f'{text.name}: the names of texts of {text.module} begin with {prefix}'
        if text.name in seen:
            yield f'{text.name}: there are two texts of this name'
        seen.add(text.name)
        if text.name not in words:
            yield f'{text.name}: nothing in src/ uses it'
        # One language may omit words around an argument of the other.
        if bool(text.english.strip()) != bool(text.chinese.strip()) or not text.english + text.chinese:
            yield f'{text.name}: no text in one of the languages'
        if arguments_of(text.english) != arguments_of(text.chinese):
            yield f'{text.name}: the languages name different arguments'


def findings(source):
    """Line numbers and findings: texts and switches between languages in a source."""
    for number, line in enumerate(source.splitlines(), 1):
        code = line
        if line.lstrip().startswith('//'):
            continue
        literals = LITERAL.findall(code)
        # A comment starts with two slashes outside of strings.
        bare = LITERAL.sub(lambda match: '"' + '_' * (len(match[0]) - 2) + '"', code)
        comment = bare.find('//')
        if comment >= 0:
            literals = LITERAL.findall(code[:comment])
            bare = bare[:comment]
        for literal in literals:
            if HAN.search(literal):
                yield number, f'"{literal}" belongs into the catalogue'
        if SWITCH.search(bare):
            yield number, 'a switch between languages: take a text of the catalogue'


def main():
    if sys.argv[1:]:
        sys.exit(__doc__)
    sources = {path.relative_to(ROOT).as_posix(): read(path) for path in sorted((ROOT / 'src').rglob('*'))
               if path.suffix in ('.h', '.cpp', '.in')}
    found = [(name, what, f'{name}:{number}: {what}') for name, source in sources.items() if not name.endswith('.in')
             for number, what in findings(source)]
    words = {word for source in sources.values() for word in re.findall(r'texts::(\w+)', source)}
    texts = read_texts()
    return report([*judge_texts(texts, words), *beyond(EXCEPTIONS, found)], f'{len(texts)} texts, all of them in the catalogue')


if __name__ == '__main__':
    sys.exit(main())
