#!/usr/bin/env python3
"""The Python package without a disk: bundles, pictures and forms from memory; the end of calls that take long."""
import json
import pathlib
import shutil
import threading
import time
import unittest

import gongwen
from harness import CommandTest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / 'samples'
LETTER = SAMPLES / 'commitment-letter/typical.json'
BUNDLE = ROOT / 'docs/examples/first-bundle/meeting-notice'


def bundle():
    return {f'meeting-notice/{path.relative_to(BUNDLE)}': path.read_bytes()
            for path in BUNDLE.rglob('*') if path.is_file()}


class Memory(CommandTest):
    def test_a_bundle(self):
        with gongwen.Engine(template_files=bundle()) as engine:
            self.assertIn('meeting-notice', [kind.name for kind in engine.kinds()])
            self.assertTrue(engine.render('meeting-notice').startswith(b'%PDF-'))

    def test_a_kind_that_changes(self):
        folder = self.folder / 'meeting-notice'
        shutil.copytree(BUNDLE, folder)
        data = BUNDLE.parent / 'data.json'
        with gongwen.Engine(templates=[self.folder], reload=True) as engine, \
                gongwen.Engine(templates=[self.folder]) as other:
            first = engine.render('meeting-notice', data)
            self.assertEqual(other.render('meeting-notice', data), first)
            page = folder / 'document.html'
            page.write_text(page.read_text(encoding='utf-8').replace('</body>', '<p>甲乙丙</p></body>'), encoding='utf-8')
            self.assertNotEqual(engine.render('meeting-notice', data), first)
            self.assertEqual(other.render('meeting-notice', data), first)

    def test_forms(self):
        with gongwen.Engine() as engine:
            form = engine.render('commitment-letter', LETTER, fillable=True)
            read = engine.extract(bytes(form), ('zhang.pdf', bytes(form)))
            self.assertEqual([f.path for f in read], ['form', 'zhang.pdf'])
            self.assertEqual(read[1].data['org'], json.loads(LETTER.read_text(encoding='utf-8'))['org'])
            with self.assertRaises(gongwen.GongwenError) as caught:
                engine.extract(('broken.pdf', b'%PDF-1.7'))
            self.assertIn('broken.pdf', str(caught.exception.report))

    def test_forms_in_several_threads(self):
        with gongwen.Engine() as engine:
            form = bytes(engine.render('commitment-letter', LETTER, fillable=True))
            expected = engine.extract(form).data
            results = []

            def read():
                for _ in range(3):
                    results.append(engine.extract(form).data == expected)

            threads = [threading.Thread(target=read) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(results, [True] * 9)


class Ends(CommandTest):
    def setUp(self):
        super().setUp()
        self.page = ('<table>' + '<tr><td>甲乙丙丁</td><td>甲乙丙丁</td></tr>' * 60_000 + '</table>').encode()
        self.engine = gongwen.Engine()
        self.addCleanup(self.engine.close)

    def ended(self, **options):
        start = time.monotonic()
        with self.assertRaises(gongwen.GongwenError) as caught:
            self.engine.typeset(self.page, **options)
        self.assertLess(time.monotonic() - start, 10)
        return caught.exception.errors[0].id

    def test_at_a_deadline(self):
        self.assertEqual(self.ended(timeout=0.3), 'engine/deadline-passed')

    def test_from_another_thread(self):
        call = gongwen.Call()
        timer = threading.Timer(0.3, call.cancel)
        timer.start()
        self.assertEqual(self.ended(call=call), 'engine/cancelled')
        self.assertEqual(self.ended(call=call), 'engine/cancelled')


if __name__ == '__main__':
    unittest.main()
