#!/usr/bin/env python3
"""The Python package: many documents with progress."""
import json
import pathlib
import unittest

import gongwen
from harness import CommandTest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LETTER = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text(encoding='utf-8'))


class Batch(CommandTest):
    @classmethod
    def setUpClass(cls):
        cls.engine = gongwen.Engine()
        cls.addClassCleanup(cls.engine.close)

    def records(self, count, bad=()):
        lines = [json.dumps({} if i in bad else dict(LETTER, org=f'某某单位{i}'), ensure_ascii=False)
                 for i in range(count)]
        self.out = self.folder / 'out'
        self.out.mkdir(exist_ok=True)
        return self.write('letters.jsonl', '\n'.join(lines))

    def test_each_record_is_reported(self):
        seen, shares = [], []
        result = self.engine.batch('commitment-letter', self.records(12, bad={3}), self.out, format='pdf',
                                   finished=seen.append, progress=lambda now: shares.append(now.records))
        self.assertEqual((result.made, result.failed, result.ok, result.stopped), (11, 1, False, False))
        self.assertEqual(sorted(record.number for record in seen), list(range(1, 13)))
        failed = [record for record in seen if not record.made]
        self.assertEqual([record.place for record in failed], [f'{self.folder}/letters.jsonl:4'])
        self.assertEqual(failed[0].errors[0].id, 'data/missing-name')
        self.assertRegex(failed[0].errors[0].message.zh, '[一-龥]')
        self.assertEqual(len(list(self.out.glob('*.pdf'))), 11)
        self.assertEqual(shares[-1], 12)
        self.assertEqual(self.engine.batch('commitment-letter', self.records(12, bad={3}), self.out, format='pdf',
                                           resume=True).skipped, 11)

    def test_what_a_callback_raises_comes_out(self):
        class Stop(Exception):
            pass

        def finished(record):
            raise Stop(record.number)

        with self.assertRaises(Stop):
            self.engine.batch('commitment-letter', self.records(300), self.out, format='pdf', finished=finished)
        self.assertLess(len(list(self.out.glob('*.pdf'))), 300)

    def test_false_ends_the_run(self):
        result = self.engine.batch('commitment-letter', self.records(300), self.out, format='pdf',
                                   finished=lambda record: False)
        self.assertTrue(result.stopped)
        self.assertLess(result.made, 300)

    def test_a_run_that_cannot_start(self):
        records = self.records(1)
        for arguments, name in ((('commitment-letter', records, records), 'resources/'),
                                (('no-such-kind', records, self.out), 'engine/unknown-kind'),
                                (('commitment-letter', [], self.out), 'capi/missing-argument')):
            with self.subTest(name):
                with self.assertRaises(gongwen.GongwenError) as caught:
                    self.engine.batch(*arguments)
                self.assertTrue(caught.exception.errors[0].id.startswith(name), caught.exception)


if __name__ == '__main__':
    unittest.main()
