#!/usr/bin/env python3
"""The Python package and threads: the interpreter's lock is released, engines are shared, calls are cancelled."""
import json
import pathlib
import threading
import time
import unittest

import gongwen
from harness import CommandTest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BULLETIN = ROOT / 'samples/monthly-bulletin/2026-09-busy.json'


class Threads(CommandTest):
    @classmethod
    def setUpClass(cls):
        cls.engine = gongwen.Engine()
        cls.addClassCleanup(cls.engine.close)
        cls.expected = cls.engine.render('monthly-bulletin', BULLETIN)

    def test_two_threads_render_while_a_third_one_counts(self):
        inside = [0]
        most = [0]
        lock = threading.Lock()
        wrong = []

        def render():
            for _ in range(3):
                with lock:
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                document = self.engine.render('monthly-bulletin', BULLETIN)
                with lock:
                    inside[0] -= 1
                if document != self.expected:
                    wrong.append(document)

        workers = [threading.Thread(target=render) for _ in range(2)]
        for worker in workers:
            worker.start()
        counted = 0
        while any(worker.is_alive() for worker in workers):
            counted += 1
            time.sleep(0.001)
        self.assertEqual((wrong, most[0]), ([], 2))
        # With the lock held, each of the six renderings would keep this thread from counting until it ends.
        self.assertGreater(counted, 6 * 10)

    def test_a_call_is_cancelled_from_another_thread(self):
        data = json.loads(BULLETIN.read_text(encoding='utf-8'))
        call = gongwen.Call()
        records = self.write('many.jsonl', '\n'.join(json.dumps(data) for _ in range(500)))
        out = self.folder / 'out'
        out.mkdir()
        results = []
        worker = threading.Thread(target=lambda: results.append(
            self.engine.batch('monthly-bulletin', records, out, format='pdf', call=call)))
        worker.start()
        while not list(out.glob('*.pdf')) and worker.is_alive():
            time.sleep(0.02)
        call.cancel()
        worker.join(60)
        self.assertFalse(worker.is_alive())
        self.assertTrue(results[0].stopped)
        self.assertLess(results[0].made, 500)

    def test_closing_waits_for_the_calls_that_run(self):
        engine = gongwen.Engine()
        results = []
        worker = threading.Thread(target=lambda: results.append(engine.render('monthly-bulletin', BULLETIN)))
        worker.start()
        while engine._engine.users == 0:
            time.sleep(0.001)
        engine.close()
        with self.assertRaisesRegex(ValueError, 'closed'):
            engine.kinds()
        worker.join(60)
        self.assertEqual(results, [self.expected])
        self.assertIsNone(engine._engine.handle)


if __name__ == '__main__':
    unittest.main()
