"""Writes bilevel pictures as JBIG2 (ITU-T T.88): one region of pixels, coded arithmetically or in runs."""
import io
import struct

from PIL import Image

# Table E.1: the share of the unlikelier bit, the states after the likelier and the other bit, and whether they change parts.
STATES = [(int(share, 16), likelier, other, switch) for share, likelier, other, switch in (
    ('5601', 1, 1, 1), ('3401', 2, 6, 0), ('1801', 3, 9, 0), ('0AC1', 4, 12, 0), ('0521', 5, 29, 0), ('0221', 38, 33, 0), ('5601', 7, 6, 1),
    ('5401', 8, 14, 0), ('4801', 9, 14, 0), ('3801', 10, 14, 0), ('3001', 11, 17, 0), ('2401', 12, 18, 0), ('1C01', 13, 20, 0),
    ('1601', 29, 21, 0), ('5601', 15, 14, 1), ('5401', 16, 14, 0), ('5101', 17, 15, 0), ('4801', 18, 16, 0), ('3801', 19, 17, 0),
    ('3401', 20, 18, 0), ('3001', 21, 19, 0), ('2801', 22, 19, 0), ('2401', 23, 20, 0), ('2201', 24, 21, 0), ('1C01', 25, 22, 0),
    ('1801', 26, 23, 0), ('1601', 27, 24, 0), ('1401', 28, 25, 0), ('1201', 29, 26, 0), ('1101', 30, 27, 0), ('0AC1', 31, 28, 0),
    ('09C1', 32, 29, 0), ('08A1', 33, 30, 0), ('0521', 34, 31, 0), ('0441', 35, 32, 0), ('02A1', 36, 33, 0), ('0221', 37, 34, 0),
    ('0141', 38, 35, 0), ('0111', 39, 36, 0), ('0085', 40, 37, 0), ('0049', 41, 38, 0), ('0025', 42, 39, 0), ('0015', 43, 40, 0),
    ('0009', 44, 41, 0), ('0005', 45, 42, 0), ('0001', 45, 43, 0), ('5601', 46, 46, 0))]

# Figures 3 to 6: the neighbours of a pixel, from the lowest bit of its context; None: one of those that the region states.
NEIGHBOURS = (
    ((-1, 0), (-2, 0), (-3, 0), (-4, 0), None, (2, -1), (1, -1), (0, -1), (-1, -1), (-2, -1), None, None, (1, -2), (0, -2), (-1, -2), None),
    ((-1, 0), (-2, 0), (-3, 0), None, (2, -1), (1, -1), (0, -1), (-1, -1), (-2, -1), (2, -2), (1, -2), (0, -2), (-1, -2)),
    ((-1, 0), (-2, 0), None, (1, -1), (0, -1), (-1, -1), (-2, -1), (1, -2), (0, -2), (-1, -2)),
    ((-1, 0), (-2, 0), (-3, 0), (-4, 0), None, (1, -1), (0, -1), (-1, -1), (-2, -1), (-3, -1)))
STATED = (((3, -1), (-3, -1), (2, -2), (-2, -2)), ((3, -1),), ((2, -1),), ((2, -1),))
REPETITION = (0x9B25, 0x0795, 0x00E5, 0x0195)


class Encoder:
    """The arithmetic coder of JPEG 2000 (ISO/IEC 15444-1, annex C.2), which is that of JBIG2."""

    def __init__(self):
        self.interval, self.code, self.left = 0x8000, 0, 12
        self.out = bytearray(1)
        self.contexts = {}

    def _byte(self):
        if self.out[-1] != 0xFF and self.code >= 1 << 27:
            self.out[-1] += 1
            if self.out[-1] == 0xFF:
                self.code &= (1 << 27) - 1
        shift = 20 if self.out[-1] == 0xFF else 19
        self.out.append(self.code >> shift & 0xFF)
        self.code &= (1 << shift) - 1
        self.left = shift - 12 + (1 if shift == 19 else -1)

    def bit(self, context, bit):
        state, likelier = self.contexts.get(context, (0, 0))
        share, after, after_other, switch = STATES[state]
        self.interval -= share
        if bit == likelier:
            if self.interval & 0x8000:
                self.code += share
                return
            if self.interval < share:
                self.interval = share
            else:
                self.code += share
            self.contexts[context] = (after, likelier)
        else:
            if self.interval < share:
                self.code += share
            else:
                self.interval = share
            self.contexts[context] = (after_other, 1 - likelier if switch else likelier)
        while True:
            self.interval <<= 1
            self.code <<= 1
            self.left -= 1
            if self.left == 0:
                self._byte()
            if self.interval & 0x8000:
                return

    def finish(self):
        end = self.code + self.interval
        self.code |= 0xFFFF
        if self.code >= end:
            self.code -= 0x8000
        for _ in range(2):
            self.code <<= self.left
            self._byte()
        return bytes(self.out[1:]) + b'\xff\xac'


def arithmetic(image, template, repeats):
    """The data of a region: its flags, the neighbours, the pixels."""
    width, height = image.size
    rows = [[1 if image.getpixel((x, y)) == 0 else 0 for x in range(width)] for y in range(height)]
    encoder = Encoder()
    stated = iter(STATED[template])
    places = [place or next(stated) for place in NEIGHBOURS[template]]
    was_repeated = 0
    for y, row in enumerate(rows):
        if repeats:
            is_repeated = int(row == (rows[y - 1] if y else [0] * width))
            encoder.bit(REPETITION[template], is_repeated ^ was_repeated)
            was_repeated = is_repeated
            if is_repeated:
                continue
        for x, pixel in enumerate(row):
            context = 0
            for bit, (dx, dy) in enumerate(places):
                if 0 <= x + dx < width and y + dy >= 0:
                    context |= rows[y + dy][x + dx] << bit
            encoder.bit(context, pixel)
    at = b''.join(struct.pack('bb', *place) for place in STATED[template])
    return bytes([template << 1 | (8 if repeats else 0)]) + at + encoder.finish()


def runs(image):
    """The same in runs (T.6), as Pillow writes them into a TIFF; of pictures that fit into one strip."""
    out = io.BytesIO()
    inverted = Image.eval(image.convert('L'), lambda value: 255 - value).convert('1')
    inverted.save(out, 'TIFF', compression='group4')
    with Image.open(io.BytesIO(out.getvalue())) as made:
        starts, sizes, black_is_zero = made.tag_v2[273], made.tag_v2[279], made.tag_v2[262]
    # Pixels of the strip are inverted: black is 0 there, and 1 in JBIG2.
    assert len(starts) == 1 and black_is_zero == 1
    return b'\1' + out.getvalue()[starts[0]:starts[0] + sizes[0]]


def segment(number, kind, data, page=1):
    return struct.pack('>IBBBI', number, kind, 0, page, len(data)) + data


def jbig2(image, data=None, template=0, repeats=False):
    """A file of one page with the picture (mode 1) as one region."""
    data = data or arithmetic(image, template, repeats)
    page = struct.pack('>IIIIBH', *image.size, 0, 0, 0, 0)
    place = struct.pack('>IIIIB', *image.size, 0, 0, 0)
    return (b'\x97JB2\r\n\x1a\n\1' + struct.pack('>I', 1) + segment(0, 48, page) + segment(1, 38, place + data) +
            segment(2, 49, b'') + segment(3, 51, b'', 0))
