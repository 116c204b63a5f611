"""Embedded fonts: ToUnicode maps, widths and programs."""
import functools
import io
import re

import pikepdf
from fontTools.ttLib import TTFont

BLOCK = re.compile(r'(\d+) begin(bfchar|bfrange)\n?(.*?)end\2', re.S)
RANGE = re.compile(r'<(\w{4})><(\w{4})>(?:\[((?:<\w*>)*)\]|<(\w+)>)')


def utf16(digits):
    return bytes.fromhex(digits).decode('utf-16-be')


class Font:
    def __init__(self, obj):
        self.obj = obj
        self.name = str(obj.BaseFont)[1:]
        self.descendant = obj.DescendantFonts[0]
        self.descriptor = self.descendant.FontDescriptor
        self.map_text = obj.ToUnicode.read_bytes().decode('ascii')
        self.blocks = [(int(count), kind, RANGE.findall(body)) for count, kind, body in BLOCK.findall(self.map_text)]
        self.unicode = dict(self.read_map())
        self.widths = self.read_widths()

    def read_map(self):
        for _, _, ranges in self.blocks:
            for first, last, array, start in ranges:
                texts = re.findall('<(\\w*)>', array) if array else [start]
                for offset, digits in enumerate(texts):
                    yield int(first, 16) + offset, utf16(digits)

    def read_widths(self):
        widths, entries = {}, list(self.descendant.get('/W', []))
        while entries:
            first = int(entries.pop(0))
            second = entries.pop(0)
            if isinstance(second, pikepdf.Array):
                widths.update((first + i, float(width)) for i, width in enumerate(second))
            else:
                width = float(entries.pop(0))
                widths.update((code, width) for code in range(first, int(second) + 1))
        return widths

    def width(self, code):
        return self.widths.get(code, float(self.descendant.get('/DW', 1000)))

    def glyph(self, code):
        glyph_map = self.descendant.CIDToGIDMap
        if glyph_map == '/Identity':
            return code
        data = glyph_map.read_bytes()
        return int.from_bytes(data[2 * code:2 * code + 2], 'big')

    @functools.cached_property
    def program(self):
        return TTFont(io.BytesIO(self.descriptor.FontFile2.read_bytes()), lazy=True)

    def program_advance(self, code):
        """In 1/1000 em, as the program has it."""
        advance = self.program['hmtx'].metrics[self.program.getGlyphName(self.glyph(code))][0]
        return advance * 1000 / self.program['head'].unitsPerEm


FONTS = {}


def font_of(obj):
    return FONTS.setdefault((id(obj.owner) if hasattr(obj, 'owner') else 0, obj.objgen, str(obj.BaseFont)), None) or remember(obj)


def remember(obj):
    key = (id(obj.owner) if hasattr(obj, 'owner') else 0, obj.objgen, str(obj.BaseFont))
    FONTS[key] = Font(obj)
    return FONTS[key]
