"""The servers that can be a queue, each started once for the tests of a process."""
import atexit
import unittest

import postgres_server
import rabbitmq_server

SERVERS = {'postgresql': postgres_server, 'rabbitmq': rabbitmq_server}
running = {}
databases = iter(range(1, 1000))


def server(name):
    """The running one; skips the test where it is not installed."""
    module = SERVERS[name]
    if not (module.tools() if name == 'postgresql' else module.program()):
        raise unittest.SkipTest(f'no {name} here')
    if name not in running:
        running[name] = module.Server()
        atexit.register(running[name].close)
    return running[name]


def address(name):
    """Of an empty queue; brokers have one for all tests, which leave nothing in it."""
    one = server(name)
    return one.make(f'queue{next(databases)}') if name == 'postgresql' else one.address()
