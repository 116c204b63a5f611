"""Two prints of a page, glyph by glyph and area by area."""
import re
from collections import defaultdict

import pictures

ACROSS = 0.5
DOWN = 1.0
SLACK = 0.06  # what PDF writers round
SIZE = 0.3  # of type
PAGE = 0.75  # Chromium's pages are whole multiples of 1/300 in
NEIGHBOURS = 3
SAME_PLACE = ACROSS + DOWN
ANYWHERE = float('inf')
MOST_LINES = 16  # of a report


def contexts(glyphs):
    """Each glyph's text with that of its neighbours in the order of painting."""
    texts = [glyph.text for glyph in glyphs]
    return [tuple(texts[max(0, i - NEIGHBOURS):i + NEIGHBOURS + 1]) for i in range(len(texts))]


def pairs(ours, theirs):
    """Each glyph of one print with one of the same text in the other; None if there is none left.

    Those in the same place go together first; then those in the same words, the nearest of them; then what is left.
    """
    matched, used = {}, set()
    texts, other_texts = [glyph.text for glyph in ours], [glyph.text for glyph in theirs]
    for keys, other_keys, reach in ((texts, other_texts, SAME_PLACE),
                                    (contexts(ours), contexts(theirs), ANYWHERE), (texts, other_texts, ANYWHERE)):
        by_key = defaultdict(list)
        for other, key in enumerate(other_keys):
            if other not in used:
                by_key[key].append(other)
        candidates = []
        for index, key in enumerate(keys):
            if index not in matched:
                for other in by_key[key]:
                    distance = abs(ours[index].x - theirs[other].x) + abs(ours[index].y - theirs[other].y)
                    if distance <= reach:
                        candidates.append((distance, index, other))
        for _, index, other in sorted(candidates):
            if index not in matched and other not in used:
                matched[index] = other
                used.add(other)
    found = [(glyph, theirs[matched[i]] if i in matched else None) for i, glyph in enumerate(ours)]
    return found + [(None, glyph) for i, glyph in enumerate(theirs) if i not in used]


def complaint(our, their):
    """What is wrong with a pair; empty if nothing is."""
    if their is None:
        return 'only ours'
    if our is None:
        return "only Chromium's"
    across, down = our.x - their.x, our.y - their.y
    if abs(across) > ACROSS + SLACK or abs(down) > DOWN + SLACK:
        return f'displaced by {across:+.1f} {down:+.1f}'
    if abs(our.size - their.size) > SIZE:
        return f'size {our.size:.1f} for {their.size:.1f}'
    if our.color != their.color and not near(our.color, their.color):
        return f'colour {our.color} for {their.color}'
    return ''


def similar(first, second):
    """Displacements that differ by a rounding only."""
    one, other = (re.findall(r'[+-][\d.]+', message) for message in (first, second))
    return first == second or len(one) == 2 == len(other) and all(abs(float(a) - float(b)) < 0.35
                                                                  for a, b in zip(one, other))


def near(first, second):
    channels = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]))
    return all(abs(a - b) <= pictures.COLOR_TOLERANCE for a, b in channels)


def compare_glyphs(ours, theirs):
    """Complaints, neighbours with the same one together."""
    found = []
    for our, their in pairs(ours, theirs):
        message = complaint(our, their)
        if message:
            glyph = our or their
            found.append((round(glyph.y), glyph.x, glyph.text, message))
    found.sort()
    lines = []
    for y, x, text, message in found:
        if lines and lines[-1][0] == y and similar(lines[-1][3], message):
            lines[-1][2] += text
        else:
            lines.append([y, x, text, message])
    return [f'at {x:.1f} {y}: “{text}” {message}' for y, x, text, message in lines]


def compare_pictures(ours, theirs):
    if ours.rows == theirs.rows:
        return []
    found = []
    for first, second, whose in ((ours, theirs, 'ours'), (theirs, ours, "Chromium's")):
        for left, top, right, bottom, color in pictures.missing(first, second):
            found.append(f'area {left:g} {top:g} to {right:g} {bottom:g}: {color} only {whose}')
    return found


def compare_pages(ours, theirs):
    """Everything in which two prints differ, as lines of a report."""
    found = []
    if len(ours) != len(theirs):
        found.append(f'{len(ours)} pages, Chromium has {len(theirs)}')
    for number, (our, their) in enumerate(zip(ours, theirs), 1):
        lines = []
        if abs(our.width - their.width) > PAGE or abs(our.height - their.height) > PAGE:
            lines.append(f'size {our.width:.1f} x {our.height:.1f}, Chromium {their.width:.1f} x {their.height:.1f}')
        lines += compare_glyphs(our.glyphs, their.glyphs)
        lines += compare_pictures(our.picture, their.picture)
        if len(lines) > MOST_LINES:
            lines[MOST_LINES:] = [f'… and {len(lines) - MOST_LINES} more']
        found += [f'page {number} {line}' for line in lines]
    return found
