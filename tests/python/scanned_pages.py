"""Scans of printed documents, as offices and phones make them of the PDFs of the program."""
import io
import pathlib
import subprocess
import tempfile

from PIL import Image, ImageChops, ImageDraw, ImageFilter

import surroundings  # noqa: F401


def printed(pdf, dpi=150):
    """The pages of a PDF on paper."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / 'a.pdf'
        source.write_bytes(pdf)
        subprocess.run(['pdftoppm', '-r', str(dpi), '-png', source, pathlib.Path(folder) / 'p'], check=True)
        return [Image.open(io.BytesIO(path.read_bytes())).convert('RGB') for path in sorted(pathlib.Path(folder).glob('p*.png'))]


def printed_blank():
    return Image.new('RGB', (400, 500), 'white')


def turned(page, degrees):
    return page.rotate(degrees, expand=True, fillcolor=(245, 245, 245), resample=Image.Resampling.BICUBIC)


def noisy(page, strength=35):
    grain = Image.effect_noise(page.size, strength).convert('RGB')
    return ImageChops.add(page, grain, 1, -128)


def blurred(page):
    return page.filter(ImageFilter.GaussianBlur(0.8))


def stamped(page):
    """A red seal over the code: a ring, and a band across it. What is printed below its ink stays black."""
    seal = Image.new('RGB', page.size, 'white')
    draw = ImageDraw.Draw(seal)
    mm = page.width / 210
    right = page.width
    draw.ellipse([right - 40 * mm, 0, right - 6 * mm, 34 * mm], outline=(215, 30, 35), width=int(2 * mm))
    draw.rectangle([right - 18 * mm, 9 * mm, right - 4 * mm, 12 * mm], fill=(215, 30, 35))
    return ImageChops.multiply(page, seal)


def blotted(page):
    """Black ink over a corner of the code."""
    page = page.copy()
    mm = page.width / 210
    ImageDraw.Draw(page).rectangle([page.width - 9 * mm, 13.5 * mm, page.width - 5.5 * mm, 16.6 * mm], fill=(15, 15, 15))
    return page


def photographed(page):
    """By a phone, from the side, in light that is not even, on a desk."""
    width, height = page.size
    # What is at the corners of the photograph, as places of the page.
    corners = (-0.10 * width, -0.07 * height, -0.03 * width, 1.06 * height, 1.04 * width, 1.03 * height, 1.12 * width, -0.03 * height)
    photo = page.transform((width, height), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=(90, 70, 50))
    light = Image.linear_gradient('L').resize((width, height)).point(lambda level: 140 + level * 90 // 255)
    return ImageChops.multiply(photo, Image.merge('RGB', [light] * 3))


def jpeg(page, quality=40, gray=False):
    file = io.BytesIO()
    (page.convert('L') if gray else page).save(file, 'JPEG', quality=quality)
    return file.getvalue()


def png(page):
    file = io.BytesIO()
    page.save(file, 'PNG')
    return file.getvalue()


def scan(pages, dpi=150, quality=60):
    """A PDF of pictures, as scanners write it."""
    file = io.BytesIO()
    first, *rest = pages
    first.save(file, 'PDF', resolution=dpi, quality=quality, save_all=True, append_images=rest)
    return file.getvalue()
