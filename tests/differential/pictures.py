"""Small pictures of flat colours: reading, keeping as PNG, comparing with a tolerance."""
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

SCALE = 2  # device pixels to a CSS pixel
# How far a colour may be displaced, in device pixels: half a CSS pixel across and one down, half of one for Chromium,
# which paints boxes at whole pixels, and half for what becomes a device pixel.
ACROSS = 3
DOWN = 4
COLOR_TOLERANCE = 6  # of 255, in each channel
SIGNATURE = b'\x89PNG\r\n\x1a\n'


@dataclass
class Picture:
    width: int
    height: int
    rows: list  # bytes, three a pixel


def read_ppm(path):
    data = Path(path).read_bytes()
    fields = data.split(maxsplit=4)
    width, height = int(fields[1]), int(fields[2])
    pixels = data[len(data) - width * height * 3:]
    return Picture(width, height, [pixels[i * width * 3:(i + 1) * width * 3] for i in range(height)])


def blank(width, height):
    return Picture(width, height, [b'\xff' * (3 * width)] * height)


def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def write_png(picture, path):
    header = struct.pack('>IIBBBBB', picture.width, picture.height, 8, 2, 0, 0, 0)
    data = b''.join(b'\0' + row for row in picture.rows)
    parts = [(b'IHDR', header), (b'IDAT', zlib.compress(data, 9)), (b'IEND', b'')]
    Path(path).write_bytes(SIGNATURE + b''.join(chunk(kind, part) for kind, part in parts))


def read_png(path):
    """Reads what write_png wrote: eight bits, three channels, no filters."""
    data = Path(path).read_bytes()
    at = len(SIGNATURE)
    width = height = 0
    packed = b''
    while at < len(data):
        length, kind = struct.unpack('>I4s', data[at:at + 8])
        part = data[at + 8:at + 8 + length]
        if kind == b'IHDR':
            width, height = struct.unpack('>II', part[:8])
        elif kind == b'IDAT':
            packed += part
        at += length + 12
    pixels = zlib.decompress(packed)
    stride = width * 3 + 1
    return Picture(width, height, [pixels[i * stride + 1:(i + 1) * stride] for i in range(height)])


def stacked(pictures):
    """The pages of a document one below the other, as they are kept."""
    width = max(picture.width for picture in pictures)
    rows = []
    for picture in pictures:
        rows += [row + b'\xff' * (3 * (width - picture.width)) for row in picture.rows]
    return Picture(width, len(rows), rows)


def cut(picture, sizes):
    """The pages again; `sizes` are those of each, in device pixels."""
    pages = []
    top = 0
    for width, height in sizes:
        pages.append(Picture(width, height, [row[:3 * width] for row in picture.rows[top:top + height]]))
        top += height
    return pages


def alike(first, second):
    return all(abs(a - b) <= COLOR_TOLERANCE for a, b in zip(first, second))


def strangers(row, others, width):
    """Columns of `row` whose colour is in none of the other rows nearby."""
    for x in range(width):
        color = row[3 * x:3 * x + 3]
        if any(other[3 * x:3 * x + 3] == color for other in others):
            continue
        left, right = max(0, x - ACROSS), min(width, x + ACROSS + 1)
        if any(alike(color, other[3 * i:3 * i + 3]) for other in others for i in range(left, right)):
            continue
        yield x


def missing(first, second):
    """Places of `first` whose colour is not to be found near the same place of `second`, as bands of rows."""
    found = []
    width = min(first.width, second.width)
    used = 3 * width
    verdicts = {}  # rows repeat; so do the answers
    for y in range(min(first.height, second.height)):
        row = first.rows[y][:used]
        around = [other[:used] for other in second.rows[max(0, y - DOWN):y + DOWN + 1]]
        if row in around:
            continue
        key = (row, *dict.fromkeys(around))
        if key not in verdicts:
            columns = list(strangers(row, list(key[1:]), width))
            verdicts[key] = (columns[0], columns[-1], row[3 * columns[0]:3 * columns[0] + 3]) if columns else None
        if verdicts[key]:
            found.append((y, *verdicts[key]))
    return merged(found)


def merged(found):
    """Rows that touch and have one colour become one area: left, top, right, bottom in CSS pixels, colour."""
    areas = []
    for y, left, right, color in found:
        last = areas[-1] if areas else None
        if last and last[3] == y - 1 and last[4] == color:
            areas[-1] = (min(last[0], left), last[1], max(last[2], right), y, color)
        else:
            areas.append((left, y, right, y, color))
    # One device pixel is what rounding leaves.
    areas = [area for area in areas if area[2] > area[0] and area[3] > area[1]]
    return [(a / SCALE, b / SCALE, (c + 1) / SCALE, (d + 1) / SCALE, '#' + color.hex()) for a, b, c, d, color in areas]
