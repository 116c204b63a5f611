"""The live preview: pages that follow their files, where what is on them comes from, and who is let in."""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import threading
import time
import unittest
import urllib.parse

import lxml.html
import openpyxl

from harness import PROGRAM, ROOT, CommandTest, gongwen

KIND = 'letter'
TEMPLATE = '''<!DOCTYPE html>
<html lang="zh-CN">
<head><title>信函</title></head>
<body>
<h1>{{ title }}</h1>
<p class="lead">致：<b>{{ person.name }}</b></p>
{% for line in lines %}<p class="line">{{ line }}</p>
{% endfor %}
</body>
</html>
'''
STYLE = '''body { font: 12pt/2 "Noto Serif CJK SC"; color: #111 }
.lead { margin: 0 }
p.lead b { color: #c00; font-weight: 700 }
b { color: blue }
'''
DATA = {'title': '来信', 'person': {'name': '张三'}, 'lines': ['第一行', '第二行']}


class Events:
    """The event stream of a view, line by line."""

    def __init__(self, preview, view):
        self.connection = preview.connection()
        self.connection.request('GET', preview.path + f'v/{view}/events')
        self.answer = self.connection.getresponse()
        assert self.answer.getheader('content-type') == 'text/event-stream'
        assert self.answer.getheader('x-accel-buffering') == 'no'

    def next(self):
        while True:
            line = self.answer.fp.readline() if not self.answer.chunked else self.answer.readline()
            assert line, 'the stream has ended'
            if line.startswith(b'data: '):
                return json.loads(line[6:])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()


class Preview:
    def __init__(self, *words, cwd=None, language='en'):
        self.words = [PROGRAM, '--lang', language, 'preview', *map(str, words)]
        self.cwd = cwd

    def __enter__(self):
        self.process = subprocess.Popen(self.words, stdout=subprocess.PIPE, cwd=self.cwd, env={**os.environ, 'LC_ALL': 'C.UTF-8'})
        self.address = re.search(r'http://\S+/', self.process.stdout.readline().decode())[0]
        parts = urllib.parse.urlsplit(self.address)
        self.host, self.path = parts.netloc, parts.path
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.status = self.process.wait(20)
        self.process.stdout.close()

    def worker(self):
        process = self.process.pid
        [worker] = pathlib.Path(f'/proc/{process}/task/{process}/children').read_text().split()
        return int(worker)

    def worker_seconds(self):
        """The time that the worker has spent on its work."""
        try:
            fields = pathlib.Path(f'/proc/{self.worker()}/stat').read_text().rpartition(')')[2].split()
        except ValueError:
            return 0.0
        return int(fields[11]) / os.sysconf('SC_CLK_TCK')

    def connection(self):
        return http.client.HTTPConnection(self.host, timeout=30)

    def ask(self, path, method='GET', host=None):
        """`path` is from the root when it starts with a slash, from the secret on otherwise."""
        connection = self.connection()
        try:
            connection.putrequest(method, path if path.startswith('/') else self.path + path, skip_host=host is not None)
            if host is not None:
                connection.putheader('Host', host)
            connection.endheaders()
            answer = connection.getresponse()
            answer.text = answer.read().decode('utf-8', 'replace')
            return answer
        finally:
            connection.close()

    def page(self, path):
        answer = self.ask(path)
        assert answer.status == 200, (answer.status, answer.text)
        return lxml.html.fromstring(answer.text)

    def pictures(self, view='data-1'):
        page = self.page(f'v/{view}/')
        assert page.xpath('//main//img'), page.xpath('//aside')[0].text_content()
        return [image.get('src') for image in page.xpath('//main//img')]


class PreviewTest(CommandTest):
    def setUp(self):
        super().setUp()
        bundle = self.folder / 'templates' / KIND
        shutil.copytree(ROOT / 'templates/shared/new-kind', bundle)
        shutil.copytree(ROOT / 'templates/shared', self.folder / 'templates/shared', ignore=shutil.ignore_patterns('new-kind'))
        for path in bundle.iterdir():
            path.unlink()
        self.bundle = bundle
        self.write(f'templates/{KIND}/template.json', {
            'kind': KIND, 'title': {'zh': '信函', 'en': 'Letter'}, 'version': '1.0', 'language': 'zh-CN', 'file_name': 'letter',
            'source': {'zh': '无', 'en': 'none'}, 'outputs': {'page': {'template': 'document.html', 'styles': ['style.css']}}})
        text = {'type': 'string'}
        self.write(f'templates/{KIND}/schema.json', {
            '$schema': 'https://json-schema.org/draft/2020-12/schema', 'type': 'object', 'required': ['title'],
            'additionalProperties': False, 'properties': {
                'title': {**text, 'maxLength': 30}, 'person': {'type': 'object', 'properties': {'name': text}},
                'lines': {'type': 'array', 'items': text}}})
        self.write(f'templates/{KIND}/document.html', TEMPLATE)
        self.write(f'templates/{KIND}/style.css', STYLE)
        self.data = self.write('data.json', DATA)

    def preview(self, *words, language='en'):
        return Preview(KIND, self.data, '--templates', self.folder / 'templates', *words, cwd=self.folder, language=language)


class Pages(PreviewTest):
    def test_a_saved_template_changes_the_picture_and_is_told(self):
        with self.preview() as preview:
            [before] = preview.pictures()
            old = preview.ask(before)
            self.assertEqual(old.getheader('content-type'), 'image/svg+xml')
            with Events(preview, 'data-1') as events:
                self.write(f'templates/{KIND}/document.html', TEMPLATE.replace('致：', '敬致：'))
                self.assertEqual(events.next(), {'pages': [1], 'count': 1, 'stale': False, 'errors': 0, 'warnings': 0})
                [after] = preview.pictures()
                self.assertNotEqual(before, after)
                self.assertIn('敬致', preview.ask(after).text)
                self.assertEqual(preview.ask(before).status, 404)
                # Style sheets and data files are followed as well.
                self.write(f'templates/{KIND}/style.css', STYLE.replace('12pt', '14pt'))
                self.assertEqual(events.next()['pages'], [1])
                self.write('data.json', {**DATA, 'lines': ['改'] * 60})
                told = events.next()
                self.assertGreater(told['count'], 2)
                self.assertEqual(told['pages'], list(range(1, told['count'] + 1)))
                self.write('data.json', {**DATA, 'lines': ['改'] * 59 + ['末']})
                self.assertEqual(events.next()['pages'], [told['count']])

    def test_errors_keep_the_last_pages_and_say_their_line(self):
        with self.preview() as preview, Events(preview, 'data-1') as events:
            [before] = preview.pictures()
            self.write(f'templates/{KIND}/document.html', TEMPLATE.replace('{{ person.name }}', '{{ person.nam }}'))
            told = events.next()
            while not told['errors']:
                told = events.next()
            self.assertEqual((told['pages'], told['count'], told['stale']), ([], 1, True))
            page = preview.page('v/data-1/')
            self.assertEqual(page.xpath('//main/@class'), ['stale'])
            self.assertEqual([image.get('src') for image in page.xpath('//main//img')], [before])
            self.assertEqual(preview.ask(before).status, 200)
            [message] = page.xpath('//*[@id="messages"]//li[@class="error"]')
            self.assertRegex(message.xpath('.//code[@class="source"]')[0].text, r'document\.html:6:\d+$')
            # The message leads to the page from before.
            [link] = message.xpath('.//a')
            self.assertEqual((link.get('href'), link.get('data-page')), ('#page-1', '1'))
            self.write(f'templates/{KIND}/document.html', TEMPLATE)
            told = events.next()
            self.assertEqual((told['errors'], told['stale']), (0, False))

    def test_faulty_data_point_to_their_place(self):
        with self.preview() as preview, Events(preview, 'data-1') as events:
            preview.pictures()
            self.write('data.json', {**DATA, 'title': '长' * 40})
            while not events.next()['errors']:
                pass
            [message] = preview.page('v/data-1/').xpath('//*[@id="messages"]//li[@class="error"]')
            self.assertEqual(message.xpath('.//code[@class="pointer"]')[0].text, '/title')
            [link] = message.xpath('.//a')
            # The heading is the uppermost.
            self.assertLess(float(link.get('data-top')), 200)

    def test_a_template_that_never_ends_does_not_end_the_preview(self):
        with self.preview('--timeout', '1') as preview, Events(preview, 'data-1') as events:
            preview.pictures()
            loops = '{% for a in range(100000) %}{% for b in range(100000) %}{% set c = a * b %}{% endfor %}{% endfor %}'
            self.write(f'templates/{KIND}/document.html', TEMPLATE.replace('<h1>', loops + '<h1>'))
            while True:
                told = events.next()
                page = preview.page('v/data-1/')
                if page.xpath('//main/@class') == ['stale']:
                    break
            self.assertEqual(len(preview.pictures()), 1)
            self.write(f'templates/{KIND}/document.html', TEMPLATE)
            while events.next()['stale']:
                pass
            self.assertEqual(preview.page('v/data-1/').xpath('//main/@class'), [])

    def test_a_worker_that_dies_is_replaced(self):
        with self.preview() as preview, Events(preview, 'data-1') as events:
            preview.pictures()
            os.kill(preview.worker(), signal.SIGKILL)
            time.sleep(0.1)
            self.write(f'templates/{KIND}/document.html', TEMPLATE.replace('致：', '敬致：'))
            while '敬致' not in preview.ask(preview.pictures()[0]).text:
                events.next()

    def test_a_worker_that_hangs_is_ended_in_time(self):
        with self.preview('--timeout', '1') as preview:
            before = preview.pictures()
            with Events(preview, 'data-1') as events:
                os.kill(preview.worker(), signal.SIGSTOP)
                self.write(f'templates/{KIND}/document.html', TEMPLATE.replace('致：', '敬致：'))
                self.assertEqual(events.next()['stale'], True)
                page = preview.page('v/data-1/')
                self.assertIn('took too long', page.xpath('//*[@id="state"]')[0].text_content())
                self.assertEqual([image.get('src') for image in page.xpath('//main//img')], before)
                self.write(f'templates/{KIND}/document.html', TEMPLATE.replace('致：', '敬敬致：'))
                self.assertEqual(events.next()['pages'], [1])
                self.assertIn('敬敬致', preview.ask(preview.pictures()[0]).text)

    def test_a_change_gives_up_what_is_of_no_use_any_more(self):
        with self.preview() as preview:
            preview.pictures()
            with Events(preview, 'data-1') as events:
                os.kill(preview.worker(), signal.SIGSTOP)
                self.write(f'templates/{KIND}/document.html', TEMPLATE.replace('致：', '敬致：'))
                time.sleep(1.5)
                start = time.monotonic()
                self.write(f'templates/{KIND}/document.html', TEMPLATE.replace('致：', '敬敬致：'))
                self.assertEqual(events.next()['pages'], [1])
                # Long before the time that a document may take.
                self.assertLess(time.monotonic() - start, 10)
                self.assertIn('敬敬致', preview.ask(preview.pictures()[0]).text)

    def test_a_change_does_not_give_up_a_file_that_was_asked_for(self):
        with self.preview() as preview:
            preview.pictures()
            os.kill(preview.worker(), signal.SIGSTOP)
            answers = []
            asking = threading.Thread(target=lambda: answers.append(preview.ask('v/data-1/document.pdf')))
            asking.start()
            time.sleep(1.5)
            self.write(f'templates/{KIND}/document.html', TEMPLATE.replace('致：', '敬致：'))
            asking.join(30)
            self.assertEqual([(answer.status, answer.text[:5]) for answer in answers], [(200, '%PDF-')])

    def test_what_is_saved_during_the_first_rendering_is_seen(self):
        slow = '{% for a in range(1500) %}{% for b in range(1500) %}{% set c = a * b %}{% endfor %}{% endfor %}'
        self.write(f'templates/{KIND}/document.html', TEMPLATE.replace('<h1>', slow + '<h1>'))
        with self.preview() as preview:
            # It is at the loop, so that the template has been read.
            end = time.monotonic() + 20
            while preview.worker_seconds() < 0.5 and time.monotonic() < end:
                time.sleep(0.01)
            self.write(f'templates/{KIND}/document.html', TEMPLATE.replace('致：', '敬致：'))
            with Events(preview, 'data-1') as events:
                while '敬致' not in preview.ask(preview.pictures()[0]).text:
                    events.next()

    def test_own_texts_are_used_and_followed(self):
        texts = self.write('texts.json', {'$kind': 'commitment-letter', 'title': '自拟标题'})
        with Preview('commitment-letter', ROOT / 'samples/commitment-letter/minimal.json', '--texts', texts, cwd=ROOT) as preview:
            self.assertIn('自拟标题', preview.ask(preview.pictures()[0]).text)
            with Events(preview, 'data-1') as events:
                self.write('texts.json', {'$kind': 'commitment-letter', 'title': '另拟标题'})
                self.assertIn(1, events.next()['pages'])
                self.assertIn('另拟标题', preview.ask(preview.pictures()[0]).text)
                self.write('texts.json', {'$kind': 'no-such-kind', 'title': '自拟标题'})
                while not events.next()['errors']:
                    pass

    def test_new_files_of_a_bundle_are_noticed(self):
        self.write(f'templates/{KIND}/document.html', TEMPLATE.replace('<h1>', '{% include "part.html" %}<h1>'))
        with self.preview() as preview, Events(preview, 'data-1') as events:
            self.assertEqual(preview.page('v/data-1/').xpath('//main//img'), [])
            self.write(f'templates/{KIND}/part.html', '<p>新增部分</p>')
            while not events.next()['pages']:
                pass
            self.assertIn('新增部分', preview.ask(preview.pictures()[0]).text)

    def test_other_views(self):
        with self.preview() as preview:
            views = preview.page('v/data-1/').xpath('//nav/a')
            self.assertEqual([view.text for view in views], ['data.json', 'long data', 'blank', 'form to fill in', 'web form', 'web form (中文)'])
            # Texts are as long as they may be, and lists have many items.
            long = preview.pictures('long')
            self.assertGreater(len(long), 1)
            self.assertIn('来信来信来信来信', preview.ask(long[0]).text)
            self.assertEqual(len(preview.pictures('blank')), 1)
            self.assertEqual(preview.ask('v/data-1/document.pdf').text[:5], '%PDF-')
            self.assertEqual(preview.ask('v/data-1/document.xlsx').status, 422)  # the kind has no workbook
            self.assertEqual(preview.ask('v/nothing/').status, 404)
        self.assertEqual(preview.status, 0)

    def test_long_data_show_what_is_wrong_with_the_data_that_they_are_made_of(self):
        self.write('data.json', {**DATA, 'title': '长' * 40})
        with self.preview() as preview:
            messages = preview.page('v/long/').xpath('//*[@id="messages"]//li[@class="error"]')
            self.assertEqual([message.xpath('.//code[@class="pointer"]')[0].text for message in messages], ['/title'])
            self.assertIn('data.json', messages[0].text_content())
            # The data file is followed, although nothing was made of it.
            with Events(preview, 'long') as events:
                self.write('data.json', DATA)
                while events.next()['stale']:
                    pass
            self.assertGreater(len(preview.pictures('long')), 1)

    def test_a_form_is_shown_as_web_page_and_with_its_fields(self):
        with Preview('commitment-letter', ROOT / 'samples/commitment-letter', cwd=ROOT) as preview:
            views = [view.text for view in preview.page('v/blank/').xpath('//nav/a')]
            self.assertEqual(views[:3], ['minimal.json', 'stress.json', 'typical.json'])
            blank, fillable = (preview.ask(preview.pictures(view)[0]).text for view in ('blank', 'fillable'))
            self.assertNotIn('fill-opacity="0.12"', blank)
            self.assertIn('fill-opacity="0.12"', fillable)
            [frame] = preview.page('v/form/').xpath('//iframe')
            self.assertIsNotNone(frame.get('sandbox'))
            self.assertIn('name="/leader"', preview.ask(frame.get('src')).text)
            self.assertEqual(preview.ask('v/data-3/document.xlsx').text[:2], 'PK')


    def test_a_form_of_one_file_is_shown_in_all_media_and_followed(self):
        fields = self.write('fields.txt', '# 来访登记 = visit\n姓名* = name\n来访日期 = day：日期\n同行人 = guests：表格\n  姓名*\n')
        made = gongwen('new-kind', '--form', 'visit', '--fields', fields, '-o', self.folder / 'templates')
        self.assertEqual(made.status, 0, made.err)
        path = self.folder / 'templates/visit/form.json'
        with Preview('visit', '--templates', self.folder / 'templates', cwd=self.folder) as preview:
            views = [view.text for view in preview.page('v/blank/').xpath('//nav/a')]
            self.assertEqual(views, ['sample.json', 'long data', 'blank', 'form to fill in', 'web form', 'web form (中文)'])

            def web(view):
                [frame] = preview.page(f'v/{view}/').xpath('//iframe')
                return preview.ask(frame.get('src')).text

            self.assertIn('>visit</h1>', web('form'))
            self.assertIn('>来访登记</h1>', web('other-form'))
            for view in ('data-1', 'blank', 'fillable'):
                [book] = preview.page(f'v/{view}/').xpath('//*[@id="workbook"]/iframe/@src')
                self.assertIn('来访日期', preview.ask(book).text)
            with Events(preview, 'blank') as blank, Events(preview, 'other-form') as other:
                path.write_text(path.read_text('utf-8').replace('来访日期', '到访日期'), 'utf-8')
                for events in (blank, other):
                    events.next()
                self.assertIn('到访日期', web('other-form'))
                # An error in the file is told at its place; what was shown last stays.
                path.write_text(path.read_text('utf-8').replace('"/name"]', '"/nam"]').replace('"/name", "', '"/nam", "'), 'utf-8')
                while not blank.next()['stale']:
                    pass
            [error] = preview.page('v/blank/').xpath('//*[@id="messages"]//li[@class="error"]')[:1]
            self.assertRegex(error.text_content(), r'form\.json:\d+')


class Places(PreviewTest):
    def test_a_click_leads_to_template_data_and_rules(self):
        with self.preview() as preview:
            [picture] = preview.pictures()
            svg = preview.ask(picture).text
            # Where the name is written: the text that can be selected says it.
            x, y = re.search(r'x="([\d.]+)" y="([\d.]+)"[^>]*>张三', svg).groups()
            place = preview.page(f'v/data-1/at/1?{float(x) + 5},{float(y) - 5}').xpath('//*[@id="place"]')[0]
            line = TEMPLATE[:TEMPLATE.index('{{ person.name')].count('\n') + 1
            self.assertRegex(place.xpath('.//code[@class="source"]')[0].text, rf'document\.html:{line}:\d+$')
            self.assertEqual(place.xpath('.//code[@class="pointer"]')[0].text, '/person/name')
            self.assertEqual(place.xpath('.//code[@class="element"]')[0].text, 'body > p.lead > b')
            rules = {rule.xpath('.//code')[0].text: rule for rule in place.xpath('.//div[@class="rule"]')}
            self.assertEqual(list(rules), ['p.lead b', 'b', 'body'])
            self.assertEqual(rules['b'].xpath('.//s/text()'), ['color: blue'])
            self.assertEqual(rules['p.lead b'].xpath('.//s'), [])
            self.assertRegex(rules['p.lead b'].xpath('.//span[@class="where"]')[0].text, r'style\.css:3:1$')
            self.assertIn('inherited from body', rules['body'].text_content())
            # Of what is inherited, the colour is said by another rule.
            self.assertEqual(rules['body'].xpath('.//s/text()'), ['color: #111'])

    def test_every_text_leads_to_its_own_value(self):
        with self.preview() as preview:
            [picture] = preview.pictures()
            svg = preview.ask(picture).text
            for pointer, text in [('/title', '来信'), ('/lines/0', '第一行'), ('/lines/1', '第二行')]:
                x, y = re.search(rf'x="([\d.]+)" y="([\d.]+)"[^>]*>{text}', svg).groups()
                place = preview.page(f'v/data-1/at/1?{float(x) + 5},{float(y) - 5}')
                self.assertEqual(place.xpath('//*[@id="place"]//code[@class="pointer"]')[0].text, pointer)

    def test_blank_paper_and_points_that_are_none(self):
        with self.preview() as preview:
            preview.pictures()
            self.assertIn('nothing', preview.page('v/data-1/at/1?3,3').xpath('//*[@id="place"]')[0].text_content())
            self.assertIn('nothing', preview.page('v/data-1/at/9?10,10').xpath('//*[@id="place"]')[0].text_content())
            for path in ('at/1', 'at/x?1,1', 'at/1?1', 'at/1?a,b', 'p/0.svg', 'p/9.svg', 'p/1.svg?h=0', 'p/../../x'):
                self.assertEqual(preview.ask('v/data-1/' + path).status, 404, path)


class Door(PreviewTest):
    def test_nobody_comes_in_without_the_secret_or_by_another_name(self):
        with self.preview() as preview:
            self.assertTrue(preview.host.startswith('127.0.0.1:'))
            self.assertEqual(preview.ask('').status, 302)
            port = preview.host.split(':')[1]
            for host in ('evil.example', f'evil.example:{port}', f'localhost:{port}', '127.0.0.1', f'127.0.0.1:{port}.evil.example'):
                self.assertIn(preview.ask('', host=host).status, (400, 403), host)
            secret = preview.path.strip('/')
            for path in ('/', '/v/data-1/', f'/{secret[:-1]}/', f'/{secret}x/v/data-1/', '/page.js', f'//{secret}/'):
                self.assertIn(preview.ask(path).status, (400, 403), path)
            for method in ('POST', 'PUT', 'DELETE'):
                answer = preview.ask('v/data-1/', method=method)
                self.assertEqual((answer.status, answer.getheader('allow')), (405, 'GET, HEAD'))

    def test_refusals_are_in_the_language_of_the_preview(self):
        for language, word in (('en', 'Not found.'), ('zh', '未找到。')):
            with self.preview(language=language) as preview:
                self.assertEqual(preview.ask('v/nothing/').text.strip(), word)

    def test_nothing_of_the_document_can_run(self):
        with self.preview() as preview:
            page = preview.ask('v/data-1/')
            self.assertIn("default-src 'none'", page.getheader('content-security-policy'))
            self.assertNotIn('unsafe', page.getheader('content-security-policy'))
            self.assertEqual(page.getheader('referrer-policy'), 'no-referrer')
            self.assertNotRegex(page.text, r'<[^>]+\son\w+=|<script>|style="')
            picture = preview.ask(preview.pictures()[0])
            self.assertIn('sandbox', picture.getheader('content-security-policy'))
            self.assertEqual(picture.getheader('x-content-type-options'), 'nosniff')
            self.assertEqual(preview.ask('page.js').getheader('content-type'), 'text/javascript')

    def test_what_data_say_stays_text(self):
        self.write('data.json', {**DATA, 'title': '<script>alert(1)</script>'})
        self.write('<b>.json', {**DATA, 'nothing': '<i>'})
        with Preview(KIND, self.folder / '<b>.json', '--templates', self.folder / 'templates', cwd=self.folder) as preview:
            text = preview.ask('v/data-1/').text
            self.assertIn('&lt;b&gt;.json', text)
            self.assertNotIn('<b>', text)

    def test_the_address_is_printed_whatever_else_is_not(self):
        with self.preview('--quiet') as preview:
            self.assertEqual(preview.ask('').status, 302)

    def test_the_standard_input_is_no_data(self):
        done = subprocess.run([PROGRAM, 'preview', KIND, '-', '--templates', self.folder / 'templates'], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=30)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b'cli/no-effect', done.stderr)
        # A worker that is made to read it finds nothing there, and its questions are not lost.
        with Preview('commitment-letter', ROOT / 'samples/commitment-letter/minimal.json', '--texts', '-', cwd=ROOT) as preview:
            self.assertTrue(preview.page('v/data-1/').xpath('//*[@id="messages"]//li[@class="error"]'))

    def test_an_unknown_kind_is_said(self):
        done = subprocess.run([PROGRAM, 'preview', 'no-such-kind'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(b'engine/unknown-kind', done.stderr)


BOOK = '''<!DOCTYPE html>
<html lang="zh-CN">
<head><title>工作簿</title></head>
<body>
<table data-sheet="金额与日期">
<tr><th colspan="2">{{ title }}</th><th class="turned" rowspan="2">合计</th></tr>
<tr><td class="amount">{{ amount }}</td><td data-type="date">{{ day }}</td></tr>
<tr><td class="share" data-type="number">0.256</td><td data-type="formula">=SUM(A2:A2)</td><td data-type="text">{{ lines[0] }}</td></tr>
</table>
<table data-sheet="第二张 &lt;i&gt;"><tr><td data-type="text">{{ person.name }}</td></tr></table>
</body>
</html>
'''
BOOK_STYLE = '''.amount { mso-number-format: "#,##0.00"; font-weight: bold; color: #c00000; border: 1px solid #000 }
.share { mso-number-format: "0.0%" }
'''


class Workbooks(PreviewTest):
    """The workbook beside the pages."""

    def setUp(self):
        super().setUp()
        manifest = json.loads((self.bundle / 'template.json').read_text('utf-8'))
        manifest['outputs']['sheet'] = {'template': 'workbook.html', 'styles': ['workbook.css']}
        self.write(f'templates/{KIND}/template.json', manifest)
        schema = json.loads((self.bundle / 'schema.json').read_text('utf-8'))
        schema['properties'].update({'amount': {'type': 'number'}, 'day': {'type': 'string'}})
        self.write(f'templates/{KIND}/schema.json', schema)
        self.write(f'templates/{KIND}/workbook.html', BOOK)
        self.write(f'templates/{KIND}/workbook.css', BOOK_STYLE)
        self.write('data.json', {**DATA, 'title': '<script>', 'amount': 1234567.5, 'day': '2024-02-19'})

    def book(self, preview):
        """The page of the workbook, as the page of the view leads to it."""
        [frame] = preview.page('v/data-1/').xpath('//*[@id="workbook"]/iframe')
        self.assertEqual(frame.get('sandbox'), '')
        return preview.ask(frame.get('src'))

    def test_sheets_cells_and_formats(self):
        with self.preview() as preview:
            answer = self.book(preview)
            self.assertEqual((answer.status, answer.getheader('content-type')), (200, 'text/html; charset=utf-8'))
            policy = answer.getheader('content-security-policy')
            self.assertIn("default-src 'none'", policy)
            self.assertIn('sandbox', policy)
            page = lxml.html.fromstring(answer.text)
            self.assertEqual(page.xpath('//label/text()'), ['金额与日期', '第二张 <i>'])
            self.assertEqual([item.get('checked') is not None for item in page.xpath('//input[@type="radio"]')], [True, False])
            first, second = page.xpath('//table')
            self.assertEqual(first.xpath('.//tr[1]/th/text()'), ['A', 'B', 'C'])
            # The row numbers have a separate column.
            widths = [float(re.fullmatch(r'width:([\d.]+)px', style)[1]) for style in first.xpath('.//col/@style')]
            self.assertEqual(len(widths), 4)
            self.assertGreater(min(widths), 15)
            [title, total] = first.xpath('.//tr[2]/td')
            self.assertEqual((title.text, title.get('colspan'), total.get('rowspan')), ('<script>', '2', '2'))
            self.assertEqual([cell.text for cell in first.xpath('.//tr[3]/td')], ['1,234,567.50', '2024年2月19日'])
            self.assertEqual([cell.text for cell in first.xpath('.//tr[4]/td')], ['25.6%', '1234567.5', '第一行'])
            self.assertEqual(second.xpath('.//td/text()'), ['张三'])
            amount = first.xpath('.//tr[3]/td')[0].get('class').split()
            style = re.search(r'td\.%s\{([^}]*)\}' % amount[0], answer.text)[1]
            for one in ('font-weight:bold', 'color:#c00000', 'border-top:1px solid #000000'):
                self.assertIn(one, style)
            self.assertNotIn('<script', answer.text)

    def address(self, preview):
        [address] = preview.page('v/data-1/').xpath('//*[@id="workbook"]/iframe/@src')
        return address

    def test_it_follows_the_files(self):
        with self.preview() as preview:
            self.assertIn('合计', self.book(preview).text)
            with Events(preview, 'data-1') as events:
                old = self.address(preview)
                self.write(f'templates/{KIND}/workbook.html', BOOK.replace('合计', '总计'))
                events.next()
                self.assertNotEqual(self.address(preview), old, 'browsers load it again')
                self.assertIn('总计', self.book(preview).text)
                # An error in the workbook alone is said in its place; one in the data leaves the last one, as of the pages.
                self.write(f'templates/{KIND}/workbook.html', BOOK.replace('{{ amount }}', '{{ amuont }}'))
                events.next()
                wrong = self.book(preview)
                self.assertEqual((wrong.status, wrong.getheader('content-type')), (422, 'text/plain; charset=utf-8'))
                self.assertRegex(wrong.text, r'workbook\.html:7:\d+')
                last = self.address(preview)
                self.write('data.json', {**DATA, 'title': '长' * 40})
                while not events.next()['stale']:
                    pass
                self.assertEqual(self.address(preview), last)

    def test_kinds_without_one_and_forms_have_none(self):
        with Preview('commitment-letter', ROOT / 'samples/commitment-letter/minimal.json', cwd=ROOT) as preview:
            self.assertEqual(preview.page('v/form/').xpath('//*[@id="workbook"]'), [])
            self.assertEqual(preview.ask('v/form/workbook.html').status, 404)
        manifest = json.loads((self.bundle / 'template.json').read_text('utf-8'))
        del manifest['outputs']['sheet']
        self.write(f'templates/{KIND}/template.json', manifest)
        with self.preview() as preview:
            self.assertEqual(preview.page('v/data-1/').xpath('//*[@id="workbook"]'), [])
            self.assertEqual(preview.ask('v/data-1/workbook.html').status, 422)

    def test_workbooks_of_samples(self):
        with Preview('monthly-bulletin', ROOT / 'samples/monthly-bulletin/2025-07-quiet.json', cwd=ROOT) as preview:
            page = lxml.html.fromstring(self.book(preview).text)
        book = self.folder / 'book.xlsx'
        subprocess.run([PROGRAM, 'render', 'monthly-bulletin', ROOT / 'samples/monthly-bulletin/2025-07-quiet.json', '-o', book], cwd=ROOT, check=True, capture_output=True)
        sheets = [sheet for sheet in openpyxl.load_workbook(book) if sheet.sheet_state == 'visible']
        self.assertEqual(page.xpath('//label/text()'), [sheet.title for sheet in sheets])
        for sheet, table in zip(sheets, page.xpath('//table')):
            # Folded columns are not seen.
            folded = {letter for span in sheet.column_dimensions.values() if span.hidden
                      for letter in map(openpyxl.utils.get_column_letter, range(span.min, span.max + 1))}
            texts = [cell.value for row in sheet for cell in row
                     if isinstance(cell.value, str) and not cell.value.startswith('=') and cell.column_letter not in folded]
            shown = ''.join(table.itertext())
            self.assertEqual([text for text in texts if text not in shown], [], sheet.title)


if __name__ == '__main__':
    unittest.main()
