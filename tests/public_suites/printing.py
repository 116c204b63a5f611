"""Pages of the suites, printed by gongwen or WeasyPrint, as pictures, and what gongwen says of them."""
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

import reftests

SCALE = 2           # device pixels to a CSS pixel
COLOR_TOLERANCE = 24  # of 255, in each channel: edges are grey
SECONDS = 60
SILENT = {'pdf/no-title', 'engine/font-file'}


@dataclass
class Print:
    pages: list = field(default_factory=list)     # of pictures
    refused: str = ''                             # why there is no PDF
    messages: list = field(default_factory=list)  # what was skipped: (id, what)
    pdf: bytes = b''                              # to be drawn at another scale

    def is_blank(self):
        return all(page.getextrema() == ((255, 255),) * 3 for page in self.pages)


def pictures(pdf, folder, scale, *options):
    subprocess.run(['mutool', 'draw', '-q', *options, '-r', str(96 * scale), '-F', 'ppm', '-o', folder / '%d.ppm', pdf],
                   stderr=subprocess.DEVNULL, check=True, timeout=SECONDS)
    found = sorted(folder.glob('*.ppm'), key=lambda path: int(path.stem))
    pages = []
    for path in found:
        with Image.open(path) as picture:
            pages.append(picture.convert('RGB'))
    return pages


def what(message):
    """What a message is about: the first name between backticks."""
    parts = message.split('`')
    return parts[1] if len(parts) > 2 else ''


class Gongwen:
    def __init__(self, program, root, fonts):
        self.words = [str(program), '--error-format', 'json', '--fonts', str(fonts), 'typeset', '-', '-o']
        self.root = root

    def __call__(self, page, pdf):
        done = subprocess.run([*self.words, str(pdf)], input=page, cwd=self.root, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, timeout=SECONDS, check=False)
        try:
            said = json.loads(done.stderr.decode('utf-8', 'replace') or '{}').get('diagnostics', [])
        except json.JSONDecodeError:
            said = [{'id': f'ended with status {done.returncode}', 'severity': 'error', 'message': ''}]
        messages = [(d['id'], what(d['message'])) for d in said if d['id'] not in SILENT]
        errors = [d['id'] for d in said if d['severity'] == 'error']
        return '' if done.returncode == 0 else (errors or [f'status {done.returncode}'])[0], messages


class WeasyPrint:
    """It asks fontconfig for its faces; those of the suites are added to those of the system."""

    def __init__(self, root, fonts):
        self.root = root
        settings = Path(fonts) / 'fonts.conf'
        settings.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
                            f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{fonts}</dir>'
                            f'<cachedir>{fonts}/cache</cachedir></fontconfig>', encoding='utf-8')
        self.environment = {**os.environ, 'FONTCONFIG_FILE': str(settings)}

    def __call__(self, page, pdf):
        done = subprocess.run(['weasyprint', '-q', '-u', f'{Path(self.root).as_uri()}/', '-', str(pdf)], input=page,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False,
                              env=self.environment)
        return '' if done.returncode == 0 else f'status {done.returncode}', []


def printed(engine, root, path):
    """Never fails: what goes wrong is the answer."""
    with tempfile.TemporaryDirectory(prefix='gongwen-suite-') as folder:
        pdf = Path(folder) / 'page.pdf'
        try:
            refused, messages = engine(reftests.printable(root, path), pdf)
            if refused:
                return Print(refused=refused, messages=messages)
            return Print(pictures(pdf, Path(folder), SCALE), messages=messages, pdf=pdf.read_bytes())
        except subprocess.TimeoutExpired:
            return Print(refused='no end after a minute')
        except (subprocess.CalledProcessError, OSError, ValueError) as error:
            return Print(refused=f'unreadable PDF: {type(error).__name__}')


def strange_pixels(first, second):
    """How many pixels of the first have a colour that the second has not in the same place or beside it."""
    least, most = second.filter(ImageFilter.MinFilter(3)), second.filter(ImageFilter.MaxFilter(3))
    outside = ImageChops.lighter(ImageChops.subtract(first, most), ImageChops.subtract(least, first))
    marks = [channel.point(lambda value: 255 if value > COLOR_TOLERANCE else 0) for channel in outside.split()]
    return ImageChops.lighter(ImageChops.lighter(*marks[:2]), marks[2]).histogram()[255]


def drawn_again(print_, scale, *options):
    with tempfile.TemporaryDirectory(prefix='gongwen-suite-') as folder:
        pdf = Path(folder) / 'page.pdf'
        pdf.write_bytes(print_.pdf)
        return pictures(pdf, Path(folder), scale, *options)


def equal_at_own_size(first, second):
    """Whether two prints are the same to the pixel where a CSS pixel is one of the device: the size of the browsers' own
    reftests. In a larger one the renderer smooths images, so that their colours leak out from under what covers them."""
    for one, other in zip(drawn_again(first, 1), drawn_again(second, 1)):
        if any(most > COLOR_TOLERANCE for _, most in ImageChops.difference(one, other).getextrema()):
            return False
    return True


def equal_without_smoothing(first, second):
    """Whether two prints are the same where edges are not smoothed. Where glyphs or areas that touch start between two
    pixels, smoothed edges leave a seam, and it depends on how the renderer rounds the place of each."""
    pairs = zip(drawn_again(first, SCALE, '-A', '0'), drawn_again(second, SCALE, '-A', '0'))
    return not any(strange_pixels(one, other) or strange_pixels(other, one) for one, other in pairs)


def differing_pixels(first, second):
    """CSS pixels in which two prints differ; nothing when they have not the same pages."""
    if [page.size for page in first.pages] != [page.size for page in second.pages]:
        return None
    count = 0
    for one, other in zip(first.pages, second.pages):
        area = ImageChops.difference(one, other).getbbox()
        if area is None:
            continue
        area = (max(0, area[0] - 2), max(0, area[1] - 2), area[2] + 2, area[3] + 2)
        one, other = one.crop(area), other.crop(area)
        count += max(strange_pixels(one, other), strange_pixels(other, one))
    if count and (equal_at_own_size(first, second) or equal_without_smoothing(first, second)):
        return 0
    return -(-count // (SCALE * SCALE))
