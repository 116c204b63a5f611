"""Named character sets: which code points of a source go into which face.

A set says what is wanted; a face gets what its source really has of it.  The
names are those of `characters` in the manifest.
"""

from functools import lru_cache
from pathlib import Path

# Drawn by our own symbol face only, so that ☐ and ☑ on one line always match:
# text faces have one or two of them or none, each in its own size.
SYMBOLS = frozenset({0x2610, 0x2611, 0x2612, 0x25A3, 0x2713, 0x2717})

# Everything that is not Han in the blocks a Chinese office text draws on.
# Block names as in the Unicode Character Database.
_CORE_BLOCKS = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x00FF),  # Latin-1 Supplement
    (0x0100, 0x017F),  # Latin Extended-A: pinyin ā ē ī ō ū
    (0x0180, 0x02AF),  # Latin Extended-B, IPA: pinyin ǎ ǐ ǒ ǔ ǚ ɑ ɡ
    (0x02B0, 0x036F),  # modifier letters, combining marks
    (0x0370, 0x04FF),  # Greek, Cyrillic
    (0x1E00, 0x1EFF),  # Latin Extended Additional: pinyin ḿ ế ề
    (0x2000, 0x209F),  # General Punctuation, super- and subscripts
    (0x20A0, 0x20CF),  # Currency Symbols
    (0x2100, 0x218F),  # Letterlike Symbols, Number Forms: ℃ № Ⅳ ⅓
    (0x2190, 0x22FF),  # Arrows, Mathematical Operators
    (0x2300, 0x23FF),  # Miscellaneous Technical
    (0x2460, 0x24FF),  # Enclosed Alphanumerics: ① ⑴ ⒈
    (0x2500, 0x25FF),  # Box Drawing, Block Elements, Geometric Shapes
    (0x2600, 0x27BF),  # Miscellaneous Symbols, Dingbats: ★ ☎ ❶
    (0x2E00, 0x2E7F),  # Supplemental Punctuation: ⸺ ⸻
    (0x2FF0, 0x30FF),  # CJK Symbols and Punctuation, kana
    (0x3100, 0x312F),  # Bopomofo
    (0x3200, 0x33FF),  # Enclosed CJK, CJK Compatibility: ㈠ ㎡ ㏄
    (0xFB00, 0xFB06),  # Latin ligatures
    (0xFE10, 0xFE1F),  # Vertical Forms
    (0xFE30, 0xFE6F),  # CJK Compatibility Forms, Small Form Variants
    (0xFF01, 0xFF60),  # full-width ASCII
    (0xFFE0, 0xFFE6),  # full-width ￥ ￡ ￠
)

# What FandolFang draws well besides Han.  Its arrows, numerals in circles, units
# and shapes are of uneven width or weight, ￣ is a hyphen and ™ a speck: those
# come from another face (`overrides` of family fang).
_FANG_BLOCKS = (
    (0x0020, 0x007E),
    (0x00A5, 0x00A5),  # ¥
    (0x00B0, 0x00B1),  # ° ±
    (0x00B7, 0x00B7),  # ·
    (0x00D7, 0x0261),  # × ÷ and the letters of pinyin
    (0x0391, 0x0451),  # Greek, Cyrillic
    (0x1E00, 0x1EFF),
    (0x2002, 0x2014),  # blanks, dashes
    (0x2018, 0x2026),  # quotation marks, …
    (0x2030, 0x2033),  # ‰ ′ ″
    (0x20AC, 0x20AC),  # €
    (0x3000, 0x301F),  # 、。々〇《》【】〔〕
    (0x3220, 0x3229),  # ㈠ … ㈩
    (0xFF01, 0xFF5E),
    (0xFFE1, 0xFFE1),  # ￡
    (0xFFE5, 0xFFE5),  # ￥
)

_HAN_BLOCKS = (
    (0x3007, 0x3007),  # 〇
    (0x3400, 0x4DBF),  # Extension A
    (0x4E00, 0x9FFF),  # CJK Unified Ideographs
    (0xF900, 0xFAFF),  # CJK Compatibility Ideographs
    (0x20000, 0x3FFFF),  # planes 2 and 3
)


def is_han(code_point):
    """Returns whether a code point is an ideograph that must be 1 em wide."""
    return any(first <= code_point <= last for first, last in _HAN_BLOCKS)


@lru_cache(maxsize=None)
def gb2312_han():
    """Returns the 6,763 Han of GB/T 2312-1980."""
    return frozenset(filter(_is_han_but_zero, _decode_rows("gb2312", 0xA1, 0xA1)))


def _is_han_but_zero(code_point):
    """Like `is_han`, without 〇, which GB/T 2312 counts among the symbols."""
    return code_point != 0x3007 and is_han(code_point)


@lru_cache(maxsize=None)
def general_standard_beyond_gb2312():
    """Returns the 1,467 of 《通用规范汉字表》's 8,105 Han that GB/T 2312 lacks."""
    return _listed("general_standard_beyond_gb2312.txt")


def _listed(file_name):
    """Returns the characters of a list beside this file."""
    text = Path(__file__).with_name(file_name).read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(map(ord, "".join(lines)))


def field_marks():
    """Returns ASCII, Latin-1, and the symbols of GB/T 2312: what forms are filled in with besides Han."""
    symbols = frozenset(c for c in _decode_rows("gb2312", 0xA1, 0xA1) if not _is_han_but_zero(c))
    return _members(((0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x20AC, 0x20AC))) | symbols | SYMBOLS


def select_of_field(name, available):
    """Returns the members of `available` that a field font of this name has.

    common  the 3,500 of the first level, and Han of people's names
    wide    GB/T 2312 and the 8,105
    all     whatever the source has, but for Hangul
    """
    chosen = {
        "common": lambda: _listed("general_standard_first_level.txt") | _listed("names.txt"),
        "wide": lambda: gb2312_han() | general_standard_beyond_gb2312(),
        "all": lambda: _printable(available) - _hangul(),
    }
    if name not in chosen:
        raise ValueError(f"unknown character set {name!r}")
    return frozenset(available) & (chosen[name]() | field_marks())


@lru_cache(maxsize=None)
def core_marks():
    """Returns every core code point that is not Han."""
    return _members(_CORE_BLOCKS) - SYMBOLS


@lru_cache(maxsize=None)
def core():
    """Returns the set of the main Han faces: marks, GB/T 2312, the 8,105.

    GBK instead would add 13,000 Han, most of them traditional forms, to what
    every subset walks through; they live in the `-ext` faces (README, figures).
    """
    return core_marks() | gb2312_han() | general_standard_beyond_gb2312()


def select(name, available):
    """Returns the members of `available` (code points) that set `name` wants."""
    available = frozenset(available) - SYMBOLS
    chosen = {
        "core": lambda: available & core(),
        "fang": lambda: available & (_members(_FANG_BLOCKS) | gb2312_han()),
        "beyond-core": lambda: _printable(available) - core(),
        "beyond-core-no-hangul": lambda: _printable(available) - core() - _hangul(),
    }
    if name not in chosen:
        raise ValueError(f"unknown character set {name!r}")
    return chosen[name]()


def _hangul():
    """Returns jamo and the 11,172 syllables, a fourth of a pan-CJK font."""
    return _members(
        ((0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF))
    )


def _members(blocks):
    """Returns the code points of blocks given as (first, last)."""
    return frozenset(c for first, last in blocks for c in range(first, last + 1))


def _printable(code_points):
    """Leaves out control codes, private use, variation selectors, specials."""
    return frozenset(
        c
        for c in code_points
        if c >= 0x20
        and not 0x7F <= c <= 0x9F
        and not 0xE000 <= c <= 0xF8FF
        and not 0xFE00 <= c <= 0xFE0F
        and not 0xFFF0 <= c <= 0xFFFF
        and c < 0xE0000
    )


def _decode_rows(codec, first_lead, first_trail):
    """Yields every code point a two-byte Chinese codec can decode."""
    for lead in range(first_lead, 0xFF):
        for trail in range(first_trail, 0xFF):
            text = bytes((lead, trail)).decode(codec, "ignore")
            if len(text) == 1:
                yield ord(text)
