#!/usr/bin/python3
"""Draws the pictures of the documentation that nothing else makes, into docs/pictures.

Usage: scripts/make_pictures.py PROGRAM [NAME…]

PROGRAM is the gongwen command. Names (default: all of them):
  form      a form that somebody is filling in (FORMS.md)
  roster    the roster of returned forms (FORMS.md)
  seals     a sealed notice, and the pages of a riding seal (SIGNING.md)
  value     a value with structure: the plans of an annual review (TEMPLATES.md)
  tutorial  what the commands of TUTORIAL.md make
  office    pages of the office with the made-up data of scripts/serve_demo (OFFICE.md)
Needs what `scripts/setup test` installs. The gallery of kinds: scripts/generate_kinds_docs.py --pictures.
"""
import base64
import collections
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pikepdf
from PIL import Image, ImageChops

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / 'tests/python'), str(ROOT / 'tests/project')]
PICTURES = ROOT / 'docs/pictures'
RESOLUTION = 88
MARGIN = 12
# The tint that viewers lay over fields to show where to type.
TINT = (222, 232, 255)


def run(*words, folder=None, status=(0,)):
    """What a program prints."""
    done = subprocess.run(list(map(str, words)), cwd=folder, capture_output=True, check=False)
    if done.returncode not in status:
        sys.exit(f'{" ".join(map(str, words))}: {done.stderr.decode()}')
    return done.stdout


def drawn(pdf, page=1, resolution=RESOLUTION):
    return Image.open(io.BytesIO(run('pdftoppm', '-r', resolution, '-f', page, '-l', page, '-png', pdf))).convert('RGB')


def save(picture, name, colours=24):
    """With few colours, so that the file stays small."""
    picture.quantize(colours).save(PICTURES / f'{name}.png', optimize=True)


def ink(picture):
    """The box of what is not white: left, top, right, bottom."""
    return ImageChops.difference(picture, Image.new('RGB', picture.size, 'white')).getbbox()


def rows(picture, begin, end):
    """The rows between two shares of the height, with a margin instead of blank ones at both ends."""
    part = picture.crop((0, round(picture.height * begin), picture.width, round(picture.height * end)))
    _, top, _, bottom = ink(part)
    return part.crop((0, max(0, top - MARGIN), part.width, min(part.height, bottom + MARGIN)))


def joined(parts, gap, colour, in_column=False):
    """Pictures beside each other, or below each other, on a ground of this colour."""
    widths, heights = [part.width for part in parts], [part.height for part in parts]
    extent = (max(widths), sum(heights)) if in_column else (sum(widths), max(heights))
    gaps = (2, len(parts) + 1) if in_column else (len(parts) + 1, 2)
    whole = Image.new('RGB', (extent[0] + gap * gaps[0], extent[1] + gap * gaps[1]), colour)
    at = gap
    for part in parts:
        whole.paste(part, (gap, at) if in_column else (at, gap))
        at += gap + (part.height if in_column else part.width)
    return whole


def with_fields(pdf):
    """The first page of a form, its fields tinted."""
    picture = drawn(pdf)
    with pikepdf.open(pdf) as opened:
        page = opened.pages[0]
        for widget in page.get('/Annots', []):
            if widget.get('/Subtype') == '/Widget':
                left, low, right, high = (float(number) for number in widget.Rect)
                top, bottom = (float(page.MediaBox[3]) - height for height in (high, low))
                box = tuple(round(length * RESOLUTION / 72) for length in (left, top, right, bottom))
                picture.paste(ImageChops.multiply(picture.crop(box), Image.new('RGB', (box[2] - box[0], box[3] - box[1]), TINT)), box)
    return picture


KIND = 'expert-application'


def applicant():
    return json.loads((ROOT / f'samples/{KIND}/typical.json').read_text(encoding='utf-8'))


def begun(data):
    """The entries of an applicant who has reached the telephone number: texts, and numbers of pressed buttons, by the names
    of their fields."""
    kept = ('name_zh', 'birth', 'org_zh', 'org_en', 'post_title', 'speciality', 'address_zh', 'postcode')
    typed = {f'/{name}': data[name] for name in kept}
    return {**typed, '/gender': ('男', '女').index(data['gender']), **{f'/name_en/{part}': text for part, text in data['name_en'].items()}}


def fill_in(form, filled, typed):
    """Fills in a blank form with poppler, whose fields Linux viewers show."""
    import gi
    gi.require_version('Poppler', '0.18')
    from gi.repository import Poppler
    document = Poppler.Document.new_from_file(form.as_uri(), None)
    seen = collections.Counter()
    # From the top down, and from left to right.
    places = sorted(document.get_page(0).get_form_field_mapping(), key=lambda place: (-place.area.y2, place.area.x1))
    for field in (place.field for place in places):
        name = field.get_name()
        value = typed.get(name)
        if isinstance(value, int):
            if seen[name] == value:
                field.button_set_state(True)
            seen[name] += 1
        elif value is not None:
            field.text_set_text(value)
    document.save(filled.as_uri())


def draw_form(program, folder):
    blank, form = folder / 'blank.pdf', folder / 'form.pdf'
    run(program, '--lang', 'zh', 'render', KIND, '--fillable', '-o', blank)
    fill_in(blank, form, begun(applicant()))
    save(rows(with_fields(form), 0, 0.72), 'fill-in-form')


# Of the returned forms: name, surname, given name, and what differs from the sample.
APPLICANTS = (
    ('张示例', 'ZHANG', 'Shili', {}),
    ('李某某', 'LI', 'Moumou', {'gender': '男', 'birth': '1979-11', 'org_zh': '示例科技有限公司', 'org_en': 'Shili Technology'}),
    ('王样例', 'WANG', 'Yangli', {'birth': '1990-03', 'org_zh': '示范大学', 'org_en': 'Shifan University', 'post_title': '副教授'}),
    ('赵示范', 'ZHAO', 'Shifan', {'gender': '男', 'birth': '1984-08', 'org_zh': '样例检测认证中心', 'org_en': 'Yangli Testing Centre'}))


def draw_roster(program, folder):
    """Of four applicants as PDF and workbook, one twice with a difference, and of a damaged form."""
    returned = folder / 'returned'
    returned.mkdir()

    def fill(data, name):
        (folder / 'data.json').write_text(json.dumps(data, ensure_ascii=False), encoding='utf-8')
        run(program, '--lang', 'zh', 'render', KIND, folder / 'data.json', '--fillable', '-o', returned / name)

    for number, (name, surname, given, changes) in enumerate(APPLICANTS):
        data = {**applicant(), 'name_zh': name, 'name_en': {'surname': surname, 'given': given}, 'email': f'{given.lower()}@example.com',
                'mobile': f'1380000000{number}', **changes}
        data['work_history'] = [{**data['work_history'][0], 'org': data['org_zh']}, *data['work_history'][1:]]
        fill(data, f'{name}.{("pdf", "xlsx")[number % 2]}')
    fill({**data, 'post_title': '研究员'}, 'scan0017.pdf')
    (returned / '扫描件.pdf').write_bytes((returned / '张示例.pdf').read_bytes()[:20_000])
    # The table shows when files were saved: fixed days in March 2030, so that the picture is reproducible.
    for day, path in enumerate(sorted(returned.iterdir())):
        os.utime(path, (1_900_000_000 + day * (86_400 + 3_571),) * 2)
    run(program, '--lang', 'zh', 'collect', KIND, 'returned', '-o', 'roster.pdf', folder=folder, status=(0, 1))
    save(rows(drawn(folder / 'roster.pdf'), 0, 0.9), 'roster')  # without the page number


def draw_seals(program, folder):
    import signing_files
    authority = signing_files.Authority()
    signing_files.draw_seal(folder / 'seal.png')
    for name, kind, options, signing in (('sealed-notice', 'result-notice', ['--signable'], []), ('riding-seal', 'work-points', [], ['--riding'])):
        document, signed = folder / 'document.pdf', folder / 'signed.pdf'
        run(program, 'render', kind, ROOT / f'samples/{kind}/typical.json', *options, '-o', document)
        run(program, 'sign', document, '-o', signed, *authority.key(), '--seal', folder / 'seal.png', *signing)
        with pikepdf.open(signed) as opened:
            pages = range(1, len(opened.pages) + 1)
        save(joined([drawn(signed, page, 60) for page in pages], 8, (200, 200, 200)), name, 64)


def draw_value(program, folder):
    """The section from its heading on, and what is on the next page; without the running head and the number of the page."""
    heading, pdf = '下一年度工作安排', folder / 'review.pdf'
    run(program, 'render', 'annual-review', ROOT / 'samples/annual-review/typical.json', '-o', pdf)
    pages = re.findall(r'<page .*?</page>', run('pdftotext', '-bbox', pdf, '-').decode(), re.DOTALL)
    # The contents name the section, too.
    page = max(number for number, text in enumerate(pages, 1) if f'>{heading}</word>' in text)
    begin = float(re.search(rf'yMin="([\d.]+)"[^>]*>{heading}</word>', pages[page - 1])[1]) * RESOLUTION / 72
    first, second = drawn(pdf, page), drawn(pdf, page + 1)
    parts = [picture.crop((0, round(top), picture.width, round(picture.height * 0.92)))
             for picture, top in ((first, begin - 4), (second, second.height * 0.075))]
    save(joined([part.crop(ink(part)) for part in parts], 18, 'white', in_column=True), 'markdown-value')


# (file, n): when the file is made for the n-th time, its first page is drawn: name, top and bottom as shares of the page.
STEPS = {('letter.pdf', 1): ('copy', 0, 1), ('letter.pdf', 2): ('sentence', 0.525, 0.665), ('form.pdf', 1): ('form', 0.295, 0.585),
         ('letter.pdf', 3): ('field', 0.295, 0.605)}


def draw_tutorial(program, folder):
    import run_doc_examples
    made = collections.Counter()
    for linked in ('samples', 'templates', 'docs'):
        os.symlink(ROOT / linked, folder / linked)
    for _, _, command, _ in run_doc_examples.steps(ROOT / 'docs/TUTORIAL.md'):
        run_doc_examples.run(command, folder, program, False)
        for pdf in ('letter.pdf', 'form.pdf'):
            made[pdf] += f' {pdf}' in command
            if f' {pdf}' in command and (pdf, made[pdf]) in STEPS:
                name, top, bottom = STEPS[pdf, made[pdf]]
                save(rows(with_fields(folder / pdf) if name == 'form' else drawn(folder / pdf), top, bottom), f'tutorial/{name}')


WIDTH, SCALE = 1280, 0.6
# The address, what is done there before, from which element on, and the height that is shown.
PAGES = {
    'list': ('/office/', None, None, 1050),
    'submission': ('/office/?text=%E5%BC%A0%E7%A4%BA%E4%BE%8B', 'document.querySelector("tbody a").click()', 'h1', 1250),
    'calls': ('/office/calls', None, None, 960),
    'rules': ('/office/forms/expert-application/rules', None, 'h1', 960),
    'facts': ('/office/facts', None, None, 960),
}


def read_demo(process):
    """The address of the office, the account and its password."""
    text = ''
    for line in process.stdout:
        text += line
        found = re.search(r'(http://\S+)/office/ +account (\S+), password (\S+)', text)
        if found:
            return found.groups()
    sys.exit(f'serve_demo says:\n{text}')


def draw_office(program, folder):
    os.environ['GONGWEN'] = str(program)
    from chromium_pages import Chromium, quoted
    demo = subprocess.Popen([ROOT / 'scripts/serve_demo', program], stdout=subprocess.PIPE, text=True, cwd=folder)
    try:
        top, account, password = read_demo(demo)
        with Chromium() as tab:
            def leave(script):
                tab.events.clear()
                tab.run(script + '; 1')
                tab.wait_for('Page.loadEventFired')

            tab.open(top + '/office/login', width=WIDTH)
            leave(f'document.querySelector("[name=name]").value = {quoted(account)}; document.querySelector("[name=password]").value = '
                  f'{quoted(password)}; document.querySelector("main form").submit()')
            for name, (path, act, element, height) in PAGES.items():
                tab.open(top + path, width=WIDTH)
                if act:
                    leave(act)
                time.sleep(1)
                above = tab.run(f'document.querySelector({quoted(element)}).getBoundingClientRect().top') if element else 0
                shot = tab.ask('Page.captureScreenshot', captureBeyondViewport=True,
                               clip={'x': 0, 'y': above, 'width': WIDTH, 'height': height, 'scale': SCALE})
                (PICTURES / f'office/{name}.png').write_bytes(base64.b64decode(shot['data']))
    finally:
        demo.terminate()
        demo.wait()


DRAWN = {'form': draw_form, 'roster': draw_roster, 'seals': draw_seals, 'value': draw_value, 'tutorial': draw_tutorial, 'office': draw_office}


def main():
    names = sys.argv[2:] or list(DRAWN)
    if len(sys.argv) < 2 or sys.argv[1] == '--help' or set(names) - set(DRAWN):
        sys.exit(__doc__)
    for name in names:
        with tempfile.TemporaryDirectory(prefix='gongwen-pictures-') as folder:
            DRAWN[name](Path(sys.argv[1]).resolve(), Path(folder))


if __name__ == '__main__':
    main()
