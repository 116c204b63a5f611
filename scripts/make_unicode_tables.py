#!/usr/bin/python3
"""Writes the tables of characters in src/: properties, case mappings, named character references, radicals, line-breaking
classes, vertical orientation. The data is that of Debian's Python and Perl.

Usage: scripts/make_unicode_tables.py
"""
import html.entities
import itertools
import pathlib
import subprocess
import sys
import textwrap
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[1]
BLOCK = 128
SIGMA, FINAL_SIGMA = '\u03a3', '\u03c2'

# The bits of CharacterFlag in unicode.h in order, each with the Python expression that computes it.
FLAGS = [
    lambda c: c.isspace(),
    lambda c: c.isprintable(),
    lambda c: c.isalpha(),
    lambda c: c.isdecimal(),
    lambda c: c.isdigit(),
    lambda c: c.isnumeric(),
    lambda c: c.isupper(),
    lambda c: c.islower(),
    lambda c: unicodedata.category(c) == 'Lt',
    lambda c: c.isidentifier(),
    lambda c: ('a' + c).isidentifier(),
    lambda c: (c + 'a').title()[-1] == 'a',
    # The rule for final sigmas skips case-ignorable characters (Unicode Standard, table 3-17).
    lambda c: ('A' + c + SIGMA).lower()[-1] == FINAL_SIGMA and (c + SIGMA).lower()[-1] != FINAL_SIGMA,
    # Characters that may accompany a first letter (CSS 2.2 section 5.12.2), and characters of words.
    lambda c: unicodedata.category(c) in ('Ps', 'Pe', 'Pi', 'Pf', 'Po'),
    lambda c: unicodedata.category(c).startswith('M'),
]


def single_delta(character, mapped):
    return ord(mapped) - ord(character) if len(mapped) == 1 else 0


def record_of(code_point):
    """(flags, upper, lower, title deltas, decimal digit) of one code point."""
    if 0xD800 <= code_point <= 0xDFFF:
        return (0, 0, 0, 0, 0)
    c = chr(code_point)
    flags = sum(1 << bit for bit, question in enumerate(FLAGS) if question(c))
    return (flags, single_delta(c, c.upper()), single_delta(c, c.lower()), single_delta(c, c.title()),
            unicodedata.decimal(c, 0))


def in_rows(values, per_row=24):
    return ['  ' + ', '.join(map(str, values[start:start + per_row])) + ',' for start in range(0, len(values), per_row)]


def properties():
    """Two levels of blocks of code points, and the different records."""
    records, blocks, first_level = {}, {}, []
    for start in range(0, sys.maxunicode + 1, BLOCK):
        row = tuple(records.setdefault(record_of(code_point), len(records)) for code_point in range(start, start + BLOCK))
        first_level.append(blocks.setdefault(row, len(blocks)))
    yield f'// Unicode {unicodedata.unidata_version}'
    yield 'constexpr CharacterRecord kRecords[] = {'
    yield from ('  {%d, %d, %d, %d, %d},' % record for record in records)
    yield from ['};', 'constexpr std::uint16_t kFirstLevel[] = {', *in_rows(first_level)]
    yield from ['};', f'constexpr std::uint16_t kSecondLevel[][{BLOCK}] = {{']
    for row in blocks:
        yield from ['{', *in_rows(row), '},']
    yield '};'


def special_cases():
    yield '// Characters with a case mapping of several characters: upper, lower, title, fold.'
    for c in map(chr, range(sys.maxunicode + 1)):
        forms = (c.upper(), c.lower(), c.title(), c.casefold())
        if max(map(len, forms)) > 1 or c.casefold() != c.lower():
            shown = (' '.join(f'U"\\x{ord(one):X}"' for one in form) for form in forms)
            yield f'{{0x{ord(c):X}, {", ".join(shown)}}},'


def references(names):
    """Sorted by bytes, for binary search."""
    for name, key in sorted(names.items()):
        points = [*map(ord, html.entities.html5[key]), 0]
        yield f'{{"{name}", 0x{points[0]:X}, 0x{points[1]:X}}},'


def references_of_html():
    """Only names that end in `;` are valid."""
    return references({name[:-1]: name for name in html.entities.html5 if name.endswith(';')})


def references_of_python():
    yield '// Named character references, some without the closing semicolon, sorted by bytes.'
    yield from references({name: name for name in html.entities.html5})


def astral_characters():
    """The characters of 《通用规范汉字表》 beyond U+FFFF, by their lower 16 bits. Programs that keep only 16 bits of a character
    turn these into others, mostly Korean syllables; when a form is read back, such letters are recognised."""
    lists = [ROOT / 'fonts/prepare' / name for name in ('general_standard_first_level.txt', 'general_standard_beyond_gb2312.txt')]
    lines = [line for path in lists for line in path.read_text(encoding='utf-8').splitlines()]
    characters = {c for line in lines if not line.startswith('#') for c in line if ord(c) > 0xFFFF}
    # With two planes, the number would have to be longer.
    assert {ord(c) >> 16 for c in characters} == {2}
    yield '// What is left of U+20000 and above, ascending.'
    yield from (f'0x{ord(c) & 0xFFFF:04X},  // {c}' for c in sorted(characters))


def radicals():
    """Radicals look like characters but have other code points; input methods and PDF programs confuse them. Compatibility
    ideographs are excluded: a person may write a name with them."""
    yield '// {from, to}, by `from`.'
    for code in range(0x2E80, 0x2FD6):
        target = unicodedata.normalize('NFKD', chr(code))
        if len(target) == 1 and ord(target) != code:
            yield f'{{0x{code:04X}, 0x{ord(target):04X}}},'


def ranges(unicode_property, names=None):
    """A property as ranges, of `names` only those with a name. Python does not have all properties, and Perl does."""
    program = 'use Unicode::UCD "prop_invmap"; my ($b, $v) = prop_invmap(shift); print "$b->[$_] $v->[$_]\n" for 0 .. $#$b'
    told = subprocess.run(['perl', '-e', program, unicode_property], stdout=subprocess.PIPE, text=True, check=True).stdout
    begins = [(int(begin), value) for begin, value in map(str.split, told.splitlines())]  # the last is behind all code points
    found = [f'{{0x{begin:X}, 0x{end - 1:X}, {names[value] if names else value}}},'
             for (begin, value), (end, _) in itertools.pairwise(begins) if names is None or value in names]
    # As many ranges a line as 120 columns hold; a range is not parted.
    return textwrap.fill(' '.join(one.replace(' ', '\0') for one in found), 120).replace('\0', ' ').splitlines()


UPRIGHT = {name: f'VerticalOrientation::{value}' for name, value in
           (('U', 'Upright'), ('Tu', 'TransformedUpright'), ('Tr', 'TransformedTurned'))}
TABLES = {
    'base/unicode_table.inc': properties, 'base/special_casing.inc': special_cases,
    'dom/character_reference_table.inc': references_of_html, 'templating/detail/text/character_references.inc': references_of_python,
    'intake/astral_table.inc': astral_characters, 'data/detail/radical_table.inc': radicals,
    'text/line_break_table.inc': lambda: ranges('Line_Break'),
    # The characters that are not turned in vertical lines (UAX #50).
    'text/vertical_orientation_table.inc': lambda: ranges('Vertical_Orientation', UPRIGHT),
}


def main():
    if sys.argv[1:]:
        sys.exit(__doc__)
    for name, lines in TABLES.items():
        text = '\n'.join(['// generated by scripts/make_unicode_tables.py; do not edit', *lines()])
        (ROOT / 'src' / name).write_text(text + '\n', encoding='utf-8')


if __name__ == '__main__':
    main()
