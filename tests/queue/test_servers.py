"""The functions of a queue on each kind of server, and through a relay: the same tests (task_queue_test.cpp) for all."""
import os
import subprocess
import unittest

import queue_servers

PROGRAM = os.environ['GONGWEN_TEST_QUEUE_PROGRAM']


class ServersTest(unittest.TestCase):
    def check(self, name, **more):
        environment = {**os.environ, 'GONGWEN_TEST_QUEUE': queue_servers.address(name), **more}
        done = subprocess.run([PROGRAM, '--gtest_filter=TaskQueueTest.*'], env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, done.stdout.decode('utf-8', 'replace'))
        self.assertNotIn(b'SKIPPED', done.stdout)

    def test_postgresql(self):
        self.check('postgresql')

    def test_rabbitmq(self):
        self.check('rabbitmq')

    def test_relay(self):
        self.check('postgresql', GONGWEN_TEST_RELAY='1')


if __name__ == '__main__':
    unittest.main()
