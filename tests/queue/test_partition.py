"""A cluster of three brokers, each in a network namespace, whose network is cut and healed: the files and the manifest of one
machine. Needs root and `ip`, and is skipped without them.

QUEUE_CUTS=6 cuts the network so often, otherwise once; QUEUE_LETTERS=20000 says how many letters there are, otherwise 3,000."""
import os
import random
import subprocess
import time
import unittest

import needs
import rabbitmq_server
from harness import DONE, PROGRAM
from queued_batches import QueueTest, letters

CUTS = int(os.environ.get('QUEUE_CUTS', '1'))
LETTERS = int(os.environ.get('QUEUE_LETTERS', '3000'))
NODES = 3
CUT_SECONDS = 20  # longer than the nodes wait for each other
HEALED_SECONDS = 20
BRIDGE = 'gongwen-b'
NETWORK = '10.213.77'


def ip(*words):
    return subprocess.run(['ip', *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


class Network:
    """Machines at a switch, of which each can be cut off."""

    def __init__(self, count):
        self.machines = [(f'gongwen-n{i}', f'{NETWORK}.{i + 10}') for i in range(count)]
        self.close()
        if not (ip('link', 'add', BRIDGE, 'type', 'bridge') and ip('addr', 'add', f'{NETWORK}.1/24', 'dev', BRIDGE)
                and ip('link', 'set', BRIDGE, 'up')):
            needs.lacking('networks')
        for i, (name, address) in enumerate(self.machines):
            if not (ip('netns', 'add', name) and ip('link', 'add', f'gongwen-o{i}', 'type', 'veth', 'peer', 'name', f'gongwen-i{i}')):
                needs.lacking('networks')
            ip('link', 'set', f'gongwen-i{i}', 'netns', name)
            ip('link', 'set', f'gongwen-o{i}', 'master', BRIDGE, 'up')
            ip('-n', name, 'addr', 'add', f'{address}/24', 'dev', f'gongwen-i{i}')
            ip('-n', name, 'link', 'set', f'gongwen-i{i}', 'up')
            ip('-n', name, 'link', 'set', 'lo', 'up')

    def cut(self, index, is_cut):
        """Nobody is notified: what is sent is lost, as in a real network."""
        assert ip('link', 'set', f'gongwen-o{index}', 'nomaster') if is_cut else ip('link', 'set', f'gongwen-o{index}', 'master', BRIDGE)

    def close(self):
        for i, (name, _) in enumerate(self.machines):
            ip('link', 'del', f'gongwen-o{i}')
            ip('netns', 'del', name)
        ip('link', 'del', BRIDGE)


class Partition(QueueTest):
    def make_address(self):
        needs.check('rabbitmq', 'root')
        self.network = Network(NODES)
        self.addCleanup(self.network.close)
        self.cluster = rabbitmq_server.Cluster(NODES, self.network.machines)
        self.addCleanup(self.cluster.close)
        return self.cluster.address()

    def test_a_network_that_is_cut_and_heals(self):
        data = self.inputs(letters(LETTERS))
        subprocess.run([PROGRAM, '--quiet', *map(str, self.words(data, 'local'))], check=True)
        random.seed(25)
        for _ in range(3):
            self.workers.start()
        with subprocess.Popen([PROGRAM, '--quiet', *map(str, self.queued(data, 'remote'))]) as batch:
            out = self.folder / 'remote'
            self.wait_until(lambda: len(list(out.glob('*.pdf'))) > 50)
            for cut in range(CUTS):
                # The first is the one that the batch has its connection to.
                index = 0 if cut == 0 else random.randrange(NODES)
                if batch.poll() is not None:
                    break
                self.network.cut(index, True)
                time.sleep(CUT_SECONDS)
                self.network.cut(index, False)
                time.sleep(HEALED_SECONDS if cut + 1 < CUTS else 0)
        self.assertEqual(batch.returncode, DONE)
        self.check_equal('remote')
        events = self.workers.events()
        self.assertIn('queue-lost', events)


if __name__ == '__main__':
    unittest.main()
