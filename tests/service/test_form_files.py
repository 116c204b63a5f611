"""What is sent along with a form: photos, which are turned, scaled and stripped, and attachments."""
import contextlib
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import unittest

from PIL import Image

from form_browser import Browser, FormsTest
import bundles
from harness import ROOT
from serving import Service, grey_picture, multipart


def exif(orientation):
    """What a phone writes: how it was held, which it was, and where."""
    tags = Image.Exif()
    tags[0x0112], tags[0x010F], tags[0x010E] = orientation, 'SECRET CAMERA', 'a caption'
    tags[0x8825] = {1: 'N', 2: (39.0, 54.0, 26.0), 3: 'E', 4: (116.0, 23.0, 29.0), 29: 'GPS 2026:11:23'}
    return tags


def photo_of_a_phone():
    """1600 × 1200, taken with the phone upright: a red spot at the left end of its first row."""
    image = Image.effect_noise((1600, 1200), 8).convert('RGB').point(lambda level: level // 3)
    image.paste((220, 20, 20), (0, 0, 200, 200))
    file = io.BytesIO()
    image.save(file, 'JPEG', quality=90, exif=exif(6), comment=b'a caption')
    return file.getvalue()


class FormFiles(FormsTest):
    def test_pictures_are_kept_and_shown_in_the_document(self):
        browser = self.begin('expert-application')
        jpeg = ROOT / 'tests/images/files/rgb.jpg'
        data = json.loads((ROOT / 'samples/expert-application/typical.json').read_text('utf-8'))
        typed = [*browser.hidden(), *self.fields_of(browser, data), ('_save', '1')]
        fields = [(name, None, None, value.encode()) for name, value in typed]
        body, media_type = multipart([*fields, ('/photo', '../我.jpg', 'image/jpeg', jpeg.read_bytes())])
        browser.ask('POST', browser.path, body, {'Content-Type': media_type})
        self.assertEqual(browser.answer.status, 200)
        draft = browser.path
        preview = browser.ask('GET', f'{draft}/preview.pdf')
        self.assertEqual((preview.status, preview.body[:5]), (200, b'%PDF-'))
        path = self.write('preview.pdf', preview.body)
        listed = subprocess.run(['pdfimages', '-list', path], stdout=subprocess.PIPE, check=True).stdout.decode()
        self.assertIn('jpeg', listed)
        browser.ask('GET', draft + '?step=0')
        fields = [(name, None, None, value.encode()) for name, value in [*browser.hidden(), ('_save', '1')]]
        body, media_type = multipart([*fields, ('/photo', 'a.jpg', 'image/jpeg', b'<script>')])
        browser.ask('POST', draft, body, {'Content-Type': media_type})
        self.assertEqual(browser.answer.status, 422)
        self.assertIn('图片须为', browser.page.xpath('//*[@id="f.photo-fault"]')[0].text_content())
        # Another picture takes the place of the first, whatever its type.
        fields = [(name, None, None, value.encode()) for name, value in typed[len(browser.hidden()):] if name != '_save']
        fields += [(name, None, None, value.encode()) for name, value in [*browser.hidden(), ('_save', '1')]]
        body, media_type = multipart([*fields, ('/photo', 'b.png', 'image/png', grey_picture(40, 50))])
        browser.ask('POST', draft, body, {'Content-Type': media_type})
        slots = self.rows('SELECT slot, type, name FROM gw_file')
        self.assertEqual(slots, [('picture:/photo', 'image/png', 'b.png')])
        self.assertEqual(browser.ask('GET', f'{draft}/preview.pdf').status, 200)
        browser.ask('GET', draft + '?step=0')
        # A form with errors shows them in place of a preview.
        browser.press('_save', [('/name_zh', '张三')])
        self.assertEqual(browser.ask('GET', f'{draft}/preview.pdf').status, 422)
        self.assertTrue(browser.page.xpath('//*[@role="alert"]'))

    def send_photo(self, browser, name, content):
        fields = [(field, None, None, value.encode()) for field, value in [*browser.hidden(), *browser.typed(), ('_save', '1')]]
        body, media_type = multipart([*fields, ('/photo', name, 'image/jpeg', content)])
        return browser.ask('POST', browser.path, body, {'Content-Type': media_type})

    def test_photos_are_turned_scaled_and_stripped(self):
        browser = self.begin('expert-application')
        self.assertEqual(self.send_photo(browser, 'a.jpg', photo_of_a_phone()).status, 200)
        kind, kept = self.stored_files()['picture:/photo']
        self.assertEqual(kind, 'image/jpeg')
        for word in (b'Exif', b'GPS', b'SECRET CAMERA', b'a caption', b'http://ns.adobe.com'):
            self.assertNotIn(word, kept)
        with Image.open(io.BytesIO(kept)) as image:
            self.assertEqual(image.size, (900, 1200))
            # What was left of the file's first row is at the top right, as the phone was held.
            self.assertGreater(image.getpixel((880, 20))[0], 180)
            self.assertLess(image.getpixel((20, 20))[0], 90)
        self.assertIn('已上传', browser.text())
        # A picture that is small and upright keeps its bytes, without the rest.
        small = io.BytesIO()
        Image.new('RGB', (300, 400), (10, 120, 200)).save(small, 'JPEG', quality=77, exif=exif(1))
        self.send_photo(browser, 'b.jpg', small.getvalue())
        kept = self.stored_files()['picture:/photo'][1]
        self.assertNotIn(b'Exif', kept)
        self.assertIn(kept[-200:], small.getvalue())
        # One with transparency stays a PNG file.
        png = io.BytesIO()
        Image.new('RGBA', (2400, 600), (10, 120, 200, 128)).save(png, 'PNG')
        self.send_photo(browser, 'c.png', png.getvalue())
        kind, kept = self.stored_files()['picture:/photo']
        with Image.open(io.BytesIO(kept)) as image:
            self.assertEqual((kind, image.size, image.convert('RGBA').getpixel((5, 5))), ('image/png', (1200, 300), (10, 120, 200, 128)))
        browser.press('_remove', None, '/photo')
        self.assertEqual(self.stored_files(), {})
        self.assertNotIn('已上传', browser.text())

    def test_photos_in_other_formats_become_jpeg_or_png(self):
        browser = self.begin('expert-application')
        picture = Image.new('RGB', (300, 400), (10, 120, 200))
        for form, wanted in (('WEBP', 'image/jpeg'), ('GIF', 'image/png'), ('TIFF', 'image/png'), ('BMP', 'image/png')):
            out = io.BytesIO()
            picture.save(out, form)
            self.send_photo(browser, 'a.jpg', out.getvalue())
            kind, kept = self.stored_files()['picture:/photo']
            with Image.open(io.BytesIO(kept)) as image:
                self.assertEqual((kind, f'image/{image.format.lower()}', image.size), (wanted, wanted, (300, 400)), form)
                for seen, was in zip(image.convert('RGB').getpixel((5, 5)), (10, 120, 200)):
                    self.assertLessEqual(abs(seen - was), 3)
            browser.press('_remove', None, '/photo')

    def test_pictures_that_lie_are_broken_or_too_large(self):
        browser = self.begin('expert-application')
        good = photo_of_a_phone()
        bomb = bytearray(grey_picture(8, 8))
        bomb[16:24] = (20000).to_bytes(4, 'big') + (20000).to_bytes(4, 'big')
        big = io.BytesIO()
        Image.new('L', (6000, 5000)).save(big, 'JPEG')
        pictures = (('图片须为', b'<svg xmlns="http://www.w3.org/2000/svg"/>'), ('图片须为', b'%PDF-1.7'), ('图片文件已损坏', b'GIF89a' + bytes(50)),
                    ('图片文件已损坏', good[:len(good) // 2]), ('图片文件已损坏', b'\x89PNG\r\n\x1a\n' + bytes(40)), ('图片文件已损坏', b'\xff\xd8\xff\xe0'),
                    ('图片过大', bytes(bomb)), ('图片过大', big.getvalue()))
        for words, content in pictures:
            browser.ask('GET', browser.path + '?step=1')
            answer = self.send_photo(browser, 'a.jpg', content)
            self.assertEqual(answer.status, 422, content[:20])
            self.assertIn(words, browser.page.xpath('//*[@id="f.photo-fault"]')[0].text_content(), content[:20])
            self.assertTrue(browser.page.xpath('//*[@role="alert"]//a[@href="#f.photo"]'))
        self.assertEqual(self.stored_files(), {})
        # What was typed beside it is saved.
        browser.ask('GET', browser.path + '?step=1')
        fields = [*browser.hidden(), ('/name_zh', '张三'), ('_next', '1')]
        body, media_type = multipart([*[(name, None, None, value.encode()) for name, value in fields], ('/photo', 'x', 'image/png', b'x')])
        browser.ask('POST', browser.path, body, {'Content-Type': media_type})
        self.assertEqual(dict(browser.typed())['/name_zh'], '张三')
        browser.ask('GET', browser.path)
        self.assertEqual(dict(browser.typed())['/name_zh'], '张三')

    def test_of_many_pictures_few_are_looked_at(self):
        browser = self.begin('expert-application')
        photo = grey_picture(40, 50)
        fields = [(name, None, None, value.encode()) for name, value in [*browser.hidden(), *browser.typed(), ('_save', '1')]]
        many = [(f'/photo{i}', 'x.png', 'image/png', photo) for i in range(900)] + [('/name_zh', 'y.png', 'image/png', photo)]
        many += [('/photo', f'{i}.png', 'image/png', photo) for i in range(50)]
        done = lambda: sum(count for name, count in self.service.metrics().items() if 'photo' in name and '_count' in name)
        before = done()
        body, media_type = multipart([*fields, *many])
        answer = browser.ask('POST', browser.path, body, {'Content-Type': media_type})
        self.assertEqual(answer.status, 422)
        self.assertIn('没有填报这张图片的栏目', browser.text())
        self.assertEqual(self.rows('SELECT slot, name FROM gw_file'), [('picture:/photo', '49.png')])
        self.assertEqual(done() - before, 1)
        # The page calls it what its owner does.
        browser.ask('GET', browser.path + '?step=1')
        self.assertEqual(browser.answer.status, 200)
        self.assertIn('已上传：49.png', browser.text())

    def test_a_picture_of_a_page_that_is_old_is_asked_for_again(self):
        browser = self.begin('expert-application')
        stale = browser.hidden()
        browser.press('_save', [('/name_zh', '第一')])
        fields = [(name, None, None, value.encode()) for name, value in [*stale, ('/name_zh', '第二'), ('_save', '1')]]
        body, media_type = multipart([*fields, ('/photo', 'a.png', 'image/png', grey_picture(40, 50))])
        draft = browser.path
        self.assertEqual(browser.ask('POST', draft, body, {'Content-Type': media_type}).status, 409)
        self.assertIn('重新选择', browser.text())
        self.assertTrue(browser.page.xpath(f'//a[@href="{draft}"]'))
        self.assertEqual(self.stored_files(), {})

    def bundle(self, kind, change):
        """A folder of bundles with a changed one."""
        folder = self.folder / 'templates'
        shutil.copytree(bundles.bundle(kind), folder / kind, dirs_exist_ok=True)
        for path in (folder / kind).iterdir():
            if path.is_file():
                path.write_text(change(path.read_text('utf-8')), 'utf-8')
        return folder

    def test_pictures_of_rows_move_with_them(self):
        def change(text):
            text = text.replace('{% include "shared/form/page.html" %}', '{% import "shared/macros/fields.html" as fields with context %}'
                                '{% include "shared/form/page.html" %}<p>{{ fields.picture("/work_history/0/proof") }}</p>')
            return text.replace('"duty": {', '"proof": {"x-title": {"zh": "证明", "en": "proof"}, "type": "string"}, "duty": {')

        with Service('--forms', '--state', self.folder / 'other', '--templates', self.bundle('expert-application', change)) as service:
            self.service = service
            browser = self.begin('expert-application')
            self.assertTrue(browser.page.xpath('//input[@type="file"][@name="/work_history/0/proof"]'))
            rows = [(f'/work_history/{row}/org', f'单位{row}') for row in range(12)]
            fields = [(name, None, None, value.encode()) for name, value in [*browser.hidden(), *rows, ('_save', '1')]]
            files = [(f'/work_history/{row}/proof', f'{row}.png', 'image/png', grey_picture(10, 10 + row)) for row in (0, 1, 9, 10, 11)]
            body, media_type = multipart([*fields, *files])
            self.assertEqual(browser.ask('POST', browser.path, body, {'Content-Type': media_type}).status, 200)
            browser.ask('GET', browser.path + '?step=0')
            sent = [*browser.hidden(), *browser.typed(), ('_delete_sure', '/work_history/1')]
            draft = browser.path
            browser.post(draft, sent)
            browser.ask('GET', draft + '?step=0')
            # A second press of the button changes nothing.
            self.assertEqual(browser.post(draft, sent).status, 200)
            browser.ask('GET', draft + '?step=0')
            with contextlib.closing(sqlite3.connect(self.folder / 'other/inbox.db')) as database:
                names = database.execute('SELECT slot, name FROM gw_file').fetchall()
            self.assertEqual({slot.split('/')[2]: name for slot, name in names}, {'0': '0.png', '8': '9.png', '9': '10.png', '10': '11.png'})
            typed = dict(browser.typed())
            self.assertEqual((typed['/work_history/8/org'], typed['/work_history/10/org']), ('单位9', '单位11'))
            # Up, with one beside and without.
            for row, wanted in ((9, {'8': '10.png', '9': '9.png'}), (8, {'7': '10.png', '9': '9.png'})):
                browser.post(draft, [*browser.hidden(), *browser.typed(), ('_up', f'/work_history/{row}')])
                browser.ask('GET', draft + '?step=0')
                with contextlib.closing(sqlite3.connect(self.folder / 'other/inbox.db')) as database:
                    names = database.execute('SELECT slot, name FROM gw_file').fetchall()
                self.assertEqual({slot.split('/')[2]: name for slot, name in names}, {'0': '0.png', **wanted, '10': '11.png'})
            typed = dict(browser.typed())
            self.assertEqual([typed[f'/work_history/{row}/org'] for row in (7, 8, 9)], ['单位10', '单位8', '单位9'])

    def test_a_picture_is_shown_beside_its_name(self):
        browser = self.begin('expert-application')
        browser.press('_save', [('/name_zh', '张三')])
        self.assertEqual(self.send_photo(browser, 'a.png', grey_picture(40, 50)).status, 200)
        draft = browser.path
        browser.ask('GET', draft + '?step=0')
        [(address, words)] = [(image.get('src'), image.get('alt')) for image in browser.page.xpath('//p[@class="given"]/img')]
        self.assertTrue(words)
        answer = browser.ask('GET', address)
        self.assertEqual((answer.status, answer.headers['content-type'], answer.body[:4]), (200, 'image/png', b'\x89PNG'))
        self.assertEqual(browser.ask('GET', f'{draft}/picture?of=/name_zh').status, 404)
        self.assertEqual(browser.ask('GET', f'{draft}/picture').status, 404)
        stranger = Browser(self.service)
        stranger.ask('GET', address)
        self.assertTrue(stranger.path.startswith('/resume/'), 'for those who have the form')

    def test_a_picture_whose_field_is_gone_does_not_add_up(self):
        browser = self.begin('expert-application')
        browser.press('_save', [('/name_zh', '张三')])
        self.assertEqual(self.send_photo(browser, 'a.png', grey_picture(40, 50)).status, 200)
        self.service.__exit__()
        folder = self.bundle('expert-application', lambda text: text.replace('"/photo"', '"/portrait"').replace('"photo": {', '"portrait": {'))
        with Service('--forms', *self.place(), '--templates', folder) as service:
            browser.service = service
            browser.ask('GET', browser.path)
            for _ in range(3):
                self.assertEqual(browser.press('_save').status, 200)
                self.assertFalse(browser.page.xpath('//*[@aria-labelledby="left-title"]//li'))
            self.assertEqual(dict(browser.typed())['/name_zh'], '张三')

    def attach(self, browser, area, name, content, button='_send', attachment='stamped'):
        browser.ask('GET', area)
        body, media_type = multipart([('_token', None, None, dict(browser.hidden())['_token'].encode()), (button, None, None, b'1'),
                                      ('file', name, 'application/octet-stream', content)])
        return browser.ask('POST', f'{area}/{attachment}', body, {'Content-Type': media_type})

    def test_attachments_are_sent_replaced_and_removed(self):
        browser = self.begin('commitment-letter')
        self.assertTrue(browser.page.xpath('//button[@name="_files"]'))
        browser.press('_files', [('/org', '示例研究院')])
        area = browser.path
        self.assertTrue(area.endswith('/files'))
        self.assertIn('签字盖章件扫描件', browser.text())
        scan = b'%PDF-1.7\n<script>alert(1)</script>'
        self.assertEqual(self.attach(browser, area, '../盖章页<b>.pdf', scan).status, 200)
        self.assertIn('盖章页', browser.text())
        sent = browser.ask('GET', f'{area}/stamped')
        self.assertEqual((sent.body, sent.headers['content-type']), (scan, 'application/pdf'))
        self.assertIn('attachment', sent.headers['content-disposition'])
        self.assertIn('sandbox', sent.headers['content-security-policy'])
        for words, name, content in (('文件格式须为', 'a.pdf', b'<html>'), ('文件格式须为', 'a.pdf', b'MZ'), ('文件格式须为', 'a.zip', b'PK\3\4'),
                                     ('文件过大', 'a.pdf', b'%PDF-' + bytes(11 << 20)), ('文件是空的', 'a.pdf', b'')):
            self.assertEqual(self.attach(browser, area, name, content).status, 422, words)
            self.assertIn(words, browser.page.xpath('//*[@id="stamped-fault"]')[0].text_content())
            self.assertEqual(browser.page.xpath('//*[@role="alert"]//a/@href'), ['#stamped'])
        self.assertEqual(self.stored_files()['attachment:stamped'], ('application/pdf', scan))
        self.attach(browser, area, 'b.png', grey_picture(4, 4))
        self.assertEqual(self.stored_files()['attachment:stamped'][0], 'image/png')
        browser.ask('GET', area.removesuffix('/files') + '?step=0')
        self.assertIn('b.png', browser.text())
        self.assertEqual(dict(browser.typed())['/org'], '示例研究院')
        self.attach(browser, area, 'x', b'', '_remove')
        self.assertEqual(self.stored_files(), {})
        self.assertEqual(browser.ask('GET', f'{area}/stamped').status, 404)
        for path in (f'{area}/nothing', f'{area}x', f'{area}/stamped/x', f'{area}/..'):
            self.assertIn(browser.ask('GET', path).status, (400, 404), path)
        stranger = Browser(self.service)
        self.assertEqual(stranger.ask('GET', area).status, 200)
        self.assertTrue(stranger.path.startswith('/resume/'))
        body, media_type = multipart([('file', 'a.pdf', 'application/pdf', scan)])
        self.assertEqual(browser.ask('POST', f'{area}/stamped', body, {'Content-Type': media_type}).status, 403)
        self.assertIn(stranger.ask('POST', f'{area}/stamped', body, {'Content-Type': media_type}).status, (404, 413))
        self.assertEqual(stranger.ask('POST', f'{area}/stamped', bytes(2 << 20), {'Content-Type': media_type}).status, 413)

    def test_what_is_stamped_after_it_was_printed_goes_to_its_version(self):
        data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text('utf-8'))
        browser = self.begin('commitment-letter')
        self.attach(browser, browser.path + '/files', 'before.pdf', b'%PDF-1.7 before')
        browser.ask('GET', browser.path.removesuffix('/files') + '?step=0')
        browser.press('_submit', self.fields_of(browser, data))
        area = browser.path + '/files'
        self.assertTrue(browser.page.xpath(f'//a[@href="{area}"]'))
        self.assertEqual(browser.ask('GET', f'{area}/stamped').body, b'%PDF-1.7 before')
        self.assertEqual(self.attach(browser, area, '盖章.pdf', b'%PDF-1.7 stamped').status, 200)
        owners = dict(self.rows("SELECT owner, name FROM gw_file WHERE slot LIKE 'attachment:%'"))
        self.assertEqual([name for owner, name in owners.items() if owner.endswith('/1')], ['盖章.pdf'])
        self.assertEqual(self.rows("SELECT count(*) FROM gw_audit WHERE action = 'attachment.add'"), [(2,)])
        # Once it is withdrawn nothing is added to it.
        browser.ask('GET', area.removesuffix('/files'))
        browser.withdraw()
        browser.ask('GET', area)
        self.assertFalse(browser.page.xpath('//form'))
        self.assertEqual(browser.ask('GET', f'{area}/stamped').body, b'%PDF-1.7 stamped')

    def test_a_command_looks_at_attachments(self):
        looked = self.folder / 'looked'
        script = self.write('scan', f'#!/bin/sh\ncat "$1" >> {looked}\n[ "$#" = 1 ] && [ -z "$HOME" ] || exit 9\n'
                                    'grep -q EICAR "$1" && exit 1\ngrep -q BREAK "$1" && exit 2\nexit 0\n'.encode())
        script.chmod(0o700)
        with Service('--forms', '--state', self.folder / 'other', '--scan-command', script) as service:
            self.service = service
            browser = self.begin('commitment-letter')
            area = browser.path + '/files'
            self.assertEqual(self.attach(browser, area, 'a.pdf', b'%PDF- fine').status, 200)
            self.assertIn(b'%PDF- fine', looked.read_bytes())
            for words, content in (('未通过安全检查', b'%PDF- EICAR'), ('暂时无法检查', b'%PDF- BREAK')):
                self.assertEqual(self.attach(browser, area, 'b.pdf', content).status, 422)
                self.assertIn(words, browser.text())
            self.assertEqual(browser.ask('GET', f'{area}/stamped').body, b'%PDF- fine')
            script.unlink()
            self.assertEqual(self.attach(browser, area, 'b.pdf', b'%PDF- gone').status, 422)

    def test_forms_without_attachments_do_not_mention_them(self):
        def change(text):
            if '"attachments"' not in text:
                return text
            manifest = json.loads(text)
            del manifest['web']['attachments']
            return json.dumps(manifest, ensure_ascii=False)

        data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text('utf-8'))
        with Service('--forms', '--state', self.folder / 'other', '--templates', self.bundle('commitment-letter', change)) as service:
            self.service = service
            browser = self.begin('commitment-letter')
            self.assertFalse(browser.page.xpath('//button[@name="_files"]'))
            browser.press('_submit', self.fields_of(browser, data))
            self.assertTrue(browser.path.startswith('/r/'))
            self.assertNotIn('附件', browser.text())
            self.assertEqual(browser.ask('GET', browser.path + '/files').status, 404)

    def test_required_attachments_are_asked_for(self):
        bundle = self.folder / 'templates/commitment-letter'
        shutil.copytree(ROOT / 'templates/commitment-letter', bundle)
        manifest = json.loads((bundle / 'form.json').read_text('utf-8'))
        manifest['web']['attachments'][0]['required'] = True
        (bundle / 'form.json').write_text(json.dumps(manifest, ensure_ascii=False), 'utf-8')
        data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text('utf-8'))
        with Service('--forms', '--state', self.folder / 'other', '--templates', self.folder / 'templates') as service:
            self.service = service
            browser = self.begin('commitment-letter')
            draft = browser.path
            self.assertEqual(browser.press('_submit', self.fields_of(browser, data)).status, 422)
            self.assertEqual(browser.path, draft + '/files')
            self.assertIn('请上传', browser.page.xpath('//*[@role="alert"]')[0].text_content())
            self.attach(browser, draft + '/files', 'a.pdf', b'%PDF-')
            browser.ask('GET', draft + '?step=0')
            browser.press('_submit')
            self.assertTrue(browser.path.startswith('/r/'), browser.path)


if __name__ == '__main__':
    sys.exit(unittest.main())
