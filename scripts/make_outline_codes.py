#!/usr/bin/python3
"""Writes src/resources/outline_codes.inc: the Huffman codes with which glyph outlines are compressed.

Outlines of all faces look alike to a compressor, so that one set of codes, counted once over subsets such as documents
embed, serves them all; counting again for each document takes longer than compressing.

Usage: scripts/make_outline_codes.py   (run from the project's root, after scripts/prepare_fonts)
"""

import heapq
import random
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FACES = ("song-regular", "song-bold", "fang-regular", "hei-regular", "hei-bold", "kai-regular")
CHARACTERS = Path("fonts/prepare/general_standard_first_level.txt")
TABLES = ("glyf", "head", "hhea", "hmtx", "loca", "maxp")
DOCUMENTS = 3  # of each face
GLYPHS = 250  # of each document
MOST_BITS = 15  # of a code; of a code for lengths of codes: 7 (RFC 1951 section 3.2.7)

LENGTHS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
           258)
DISTANCES = (1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
             4097, 6145, 8193, 12289, 16385, 24577)
ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)
END_OF_BLOCK = 256


def font_bytes(face, characters):
    """The tables of a subset, in a row."""
    font = TTFont(Path("fonts/faces") / f"{face}.ttf")
    options = Options(hinting=False, layout_features=[], notdef_outline=False)
    subsetter = Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    saved = BytesIO()
    font.save(saved)
    reader = TTFont(saved).reader
    return b"".join(reader[table] for table in TABLES)


def symbol_of(value, begins):
    return max(number for number, begin in enumerate(begins) if begin <= value)


def count_symbols(data, literals, distances):
    """The same search as in src/resources/deflate_outlines.cpp: the last place with the same four bytes."""
    last = {}
    at = 0
    while at + 4 < len(data):
        four = data[at:at + 4]
        before = last.get(four)
        last[four] = at
        if before is None or at - before > 32768:
            literals[data[at]] += 1
            at += 1
            continue
        length = 4
        while length < 258 and at + length < len(data) and data[before + length] == data[at + length]:
            length += 1
        literals[257 + symbol_of(length, LENGTHS)] += 1
        distances[symbol_of(at - before, DISTANCES)] += 1
        for inner in range(at + 1, min(at + length, len(data) - 4)):
            last[data[inner:inner + 4]] = inner
        at += length
    for byte in data[at:]:
        literals[byte] += 1


def code_lengths(counts, most_bits):
    """Lengths of Huffman codes, of 0 for what is not counted; rare symbols gain weight until no code is too long."""
    least = 1
    while True:
        heap = [(max(count, least), number, [number]) for number, count in enumerate(counts) if count]
        heapq.heapify(heap)
        lengths = [0] * len(counts)
        while len(heap) > 1:
            one, two = heapq.heappop(heap), heapq.heappop(heap)
            for symbol in one[2] + two[2]:
                lengths[symbol] += 1
            heapq.heappush(heap, (one[0] + two[0], min(one[1], two[1]), one[2] + two[2]))
        if max(lengths) <= most_bits:
            return lengths
        least *= 2


def canonical_codes(lengths):
    """The codes of RFC 1951 section 3.2.2, by symbol."""
    codes = {}
    code = 0
    for bits in range(1, max(lengths) + 1):
        for symbol, length in enumerate(lengths):
            if length == bits:
                codes[symbol] = f"{code:0{bits}b}"
                code += 1
        code <<= 1
    return codes


def runs_of(lengths):
    """Lengths of codes as symbols with their extra bits: 16 repeats the one before 3 to 6 times."""
    runs = []
    at = 0
    while at < len(lengths):
        runs.append((lengths[at], ""))
        times = 0
        while at + 1 + times < len(lengths) and lengths[at + 1 + times] == lengths[at]:
            times += 1
        at += 1 + times
        while times >= 3:
            taken = min(times, 6)
            runs.append((16, f"{taken - 3:02b}"))
            times -= taken
        runs += [(lengths[at - 1], "")] * times
    return runs


def number_bits(value, width):
    """Numbers have their lowest bit first, codes with their highest."""
    return f"{value:0{width}b}"[::-1]


def block_head(literals, distances):
    """The bits of a dynamic block's head (section 3.2.7), the last block of its stream."""
    runs = runs_of(literals + distances)
    counts = [0] * 19
    for symbol, _ in runs:
        counts[symbol] += 1
    lengths = code_lengths(counts, 7)
    codes = canonical_codes(lengths)
    used = max(place for place, symbol in enumerate(ORDER) if lengths[symbol]) + 1
    bits = "1" + number_bits(2, 2) + number_bits(len(literals) - 257, 5) + number_bits(len(distances) - 1, 5)
    bits += number_bits(used - 4, 4)
    bits += "".join(number_bits(lengths[symbol], 3) for symbol in ORDER[:used])
    return bits + "".join(codes[symbol] + extra[::-1] for symbol, extra in runs)


def array(kind, name, values):
    lines = [f"constexpr std::array<std::uint8_t, {len(values)}> {name} = {{"]
    for begin in range(0, len(values), 24):
        lines.append("    " + ", ".join(str(value) for value in values[begin:begin + 24]) + ",")
    return f"// {kind}\n" + "\n".join(lines) + "\n};\n"


def main():
    lines = CHARACTERS.read_text("utf-8").splitlines()
    characters = [character for line in lines if not line.startswith("#") for character in line.strip()]
    literals = [1] * 286
    distances = [1] * 30
    for face in FACES:
        for number in range(DOCUMENTS):
            chosen = random.Random(number).sample(characters, GLYPHS)
            count_symbols(font_bytes(face, "".join(chosen) + "0123456789，。"), literals, distances)
    literals[END_OF_BLOCK] = 1
    literal_lengths = code_lengths(literals, MOST_BITS)
    distance_lengths = code_lengths(distances, MOST_BITS)
    head = block_head(literal_lengths, distance_lengths)
    head_bytes = [int(head[at:at + 8][::-1], 2) for at in range(0, len(head), 8)]
    with open("src/resources/outline_codes.inc", "w", encoding="ascii") as out:
        out.write("// generated by scripts/make_outline_codes.py; do not edit\n")
        out.write(array("Bits of the codes of literals, the end of a block, and lengths", "kLiteralBits", literal_lengths))
        out.write(array("Bits of the codes of distances", "kDistanceCodeBits", distance_lengths))
        out.write(array("The head of a last block that says so", "kBlockHead", head_bytes))
        out.write(f"constexpr unsigned kBlockHeadBits = {len(head)};\n")


if __name__ == "__main__":
    main()
