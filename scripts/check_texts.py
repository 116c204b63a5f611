#!/usr/bin/env python3
"""Checks the texts for people against the catalogue: all of them are in src/diagnostics/catalogue, none is in the
sources.

Usage: scripts/check_texts.py

Of each text in catalogue/texts/<module>.def: its name starts with the module's, is unique and used in src/; both
languages exist and name the same arguments. Of the sources: no string with Chinese characters and no switch between
languages (`chinese ? "…" : "…"`, `language == Language::Chinese`). scripts/texts_exceptions.txt lists files whose
Chinese is data, such as numerals, with the reason. Exit status: 0 no errors, 1 errors.
"""
import collections
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / 'src/diagnostics/catalogue/texts'
EXCEPTIONS = ROOT / 'scripts/texts_exceptions.txt'
SHARED = 'common'  # texts of several modules, whose names have no module as a prefix
LITERALS = r'(?:"(?:[^"\\]|\\.)*"\s*)+'
ENTRY = re.compile(rf'GONGWEN_TEXT\(\s*(\w+),\s*({LITERALS}),\s*({LITERALS})\)')
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
HAN = re.compile(r'[\u3400-\u9fff]')
SWITCH = re.compile(r'[!=]= *(?:\w+::)*Language::(?:Chinese|English)\b'
                    r'|\b(?:is_)?(?:chinese|english)(?:\([^()]*\))? *\?(?!\?)', re.IGNORECASE)

Text = collections.namedtuple('Text', 'module name english chinese')


def joined(literals):
    return ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals))


def texts_of(module, table):
    """All entries in a module's table."""
    for name, english, chinese in ENTRY.findall(re.sub(r'^\s*//.*$', '', table, flags=re.MULTILINE)):
        yield Text(module, name, joined(english), joined(chinese))


def read_texts():
    for path in sorted(TEXTS.glob('*.def')):
        table = path.read_text(encoding='utf-8')
        texts = list(texts_of(path.stem, table))
        if len(texts) != len(re.findall(r'^GONGWEN_TEXT\(', table, re.MULTILINE)):
            raise SystemExit(f'{path.relative_to(ROOT)}: an entry is not of the form GONGWEN_TEXT(Name, "English", "Chinese")')
        yield from texts


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


def exceptions():
    """(expression, reason) for each file whose Chinese is data."""
    for line in EXCEPTIONS.read_text(encoding='utf-8').splitlines():
        if line and not line.startswith('#'):
            expression, reason = line.split('\t')
            yield re.compile(expression), reason


def all_findings():
    """The findings in the sources, and the exceptions that match nothing."""
    found = []
    excepted = list(exceptions())
    used = set()
    for path in sorted((ROOT / 'src').rglob('*')):
        name = path.relative_to(ROOT).as_posix()
        if path.suffix not in ('.h', '.cpp'):
            continue
        lines = [f'{name}:{number}: {what}' for number, what in findings(path.read_text(encoding='utf-8'))]
        matching = [expression.pattern for expression, _ in excepted if expression.fullmatch(name)]
        if matching:
            used.update(matching if lines else ())
        else:
            found += lines
    idle = [f'{EXCEPTIONS.name}: {expression.pattern} excepts nothing' for expression, _ in excepted
            if expression.pattern not in used]
    return found, idle


def words_of_sources():
    words = set()
    for path in (ROOT / 'src').rglob('*'):
        if path.suffix in ('.h', '.cpp', '.in') and path.is_file():
            words.update(re.findall(r'texts::(\w+)', path.read_text(encoding='utf-8')))
    return words


def main():
    if sys.argv[1:]:
        sys.exit(__doc__)
    found, idle = all_findings()
    texts = list(read_texts())
    lines = [*judge_texts(texts, words_of_sources()), *idle, *found]
    print('\n'.join(lines) if lines else f'{len(texts)} texts, all of them in the catalogue')
    return 1 if lines else 0


if __name__ == '__main__':
    sys.exit(main())
