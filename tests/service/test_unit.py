"""The units of the service in packaging/systemd: under exactly the restrictions of gongwen.service forms are filled in, handed
in and printed, on the socket that systemd opens; and they do restrict."""
import json
import os
import subprocess
import sys
import unittest

import needs
import service_sandbox
from harness import DONE, PROGRAM, ROOT, CommandTest
from sandboxed import PROBES, SandboxTest

UNITS = ROOT / 'packaging/systemd'
UNIT = UNITS / 'gongwen.service.in'
# What systemd does for the service, and what a person does with it, in the same confinement.
VISIT = '''
import http.client, json, os, re, signal, socket, subprocess, sys, urllib.parse
words, forms = json.loads(sys.argv[1])
notified = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notified.bind('/tmp/notify')
notified.settimeout(60)
front = socket.socket(socket.AF_UNIX)
front.bind('/tmp/http.sock')
front.listen(64)
def pass_socket():
    os.dup2(front.fileno(), 3)
    os.set_inheritable(3, True)
script = 'export LISTEN_PID=$$; exec "$@"'
program = subprocess.Popen(['/bin/sh', '-c', script, 'sh', *words], preexec_fn=pass_socket, close_fds=False,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           env={**os.environ, 'LISTEN_FDS': '1', 'NOTIFY_SOCKET': '/tmp/notify', 'WATCHDOG_USEC': '400000'})
heard = {notified.recv(100).decode()}
assert heard == {'READY=1'}, heard
class Connection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect('/tmp/http.sock')
cookies = {}
def ask(method, path, fields=None):
    connection = Connection('forms.example')
    headers = {'Cookie': '; '.join(f'{name}={value}' for name, value in cookies.items()), 'Sec-Fetch-Site': 'same-origin'}
    if fields is not None:
        headers['Content-Type'] = 'application/x-www-form-urlencoded'
    connection.request(method, path, None if fields is None else urllib.parse.urlencode(fields), headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.getheader('Set-Cookie'):
        name, _, value = answer.getheader('Set-Cookie').partition(';')[0].partition('=')
        cookies[name] = value
    if answer.status == 303:
        return ask('GET', answer.getheader('Location'))
    return answer.status, path, body
result = {'ready': ask('GET', '/ready')[0]}
for kind, fields in forms.items():
    status, path, body = ask('GET', f'/forms/{kind}')
    token = re.findall(rb'name="(_[a-z]+)" value="([^"]*)"', body)
    status, path, body = ask('POST', f'/forms/{kind}', [('_start', '1')])
    hidden = re.findall(rb'type="hidden" name="(_[a-z]+)" value="([^"]*)"', body)
    status, path, body = ask('POST', path, hidden + fields + [('_submit', '1')])
    result[kind] = [status, path[:3], ask('GET', path + '/document.pdf')[2][:5].decode()]
result['seccomp'] = []
children = open(f'/proc/{program.pid}/task/{program.pid}/children').read().split()
for child in children:
    status = open(f'/proc/{child}/status').read()
    result['seccomp'].append(int(re.search(r'Seccomp_filters:\\s+(\\d+)', status)[1]))
own = int(re.search(r'Seccomp_filters:\\s+(\\d+)', open(f'/proc/{program.pid}/status').read())[1])
result['more filters'] = min(result.pop('seccomp')) - own
notified.settimeout(20)
heard.add(notified.recv(100).decode())
program.send_signal(signal.SIGTERM)
while 'STOPPING=1' not in heard:
    heard.add(notified.recv(100).decode())
result['status'] = program.wait(40)
result['heard'] = sorted(heard)
print(json.dumps(result))
'''


class UnitTest(CommandTest):
    def install(self, prefix):
        made = self.folder / 'made'
        made.mkdir(exist_ok=True)
        script = self.write('install.cmake', f'set(GONGWEN_UNITS "{UNITS}")\nset(GONGWEN_UNITS_MADE "{made}")\n'
                                             f'include("{UNITS}/install_units.cmake")\n')
        subprocess.run(['cmake', f'-DCMAKE_INSTALL_PREFIX={prefix}', '-P', str(script)], check=True, capture_output=True, cwd=self.folder)
        return prefix / 'lib/systemd/system'

    def test_systemd_understands_the_installed_units(self):
        needs.check('cmake', 'systemd-analyze')
        prefix = self.folder / 'prefix'
        (prefix / 'bin').mkdir(parents=True)
        (prefix / 'bin/gongwen').symlink_to(PROGRAM)
        units = self.install(prefix)
        for name in ('gongwen.service', 'gongwen.socket', 'gongwen-publish.service', 'gongwen-publish.timer', 'gongwen-worker.service'):
            self.assertTrue((units / name).is_file(), name)
        done = subprocess.run(['systemd-analyze', 'verify', '--man=no', str(units / 'gongwen.service'), str(units / 'gongwen.socket'),
                               str(units / 'gongwen-worker.service')],
                              capture_output=True, text=True, check=False)
        own = [line for line in (done.stdout + done.stderr).splitlines() if 'gongwen' in line]
        self.assertEqual((done.returncode, own), (0, []), done.stderr)
        # It does find what is wrong.
        text = (units / 'gongwen.service').read_text('utf-8')
        (units / 'gongwen.service').write_text(text.replace('Type=notify', 'Type=sometimes'), 'utf-8')
        done = subprocess.run(['systemd-analyze', 'verify', '--man=no', str(units / 'gongwen.service')], capture_output=True,
                              text=True, check=False)
        self.assertIn('gongwen.service', done.stdout + done.stderr)


class ServiceUnit(SandboxTest):
    unit = UNIT
    confined = True

    def test_forms_are_handed_in_under_the_restrictions(self):
        words = service_sandbox.command_of(service_sandbox.read_unit(UNIT))
        self.assertEqual(words[0], '@GONGWEN_PROGRAM@')
        letter = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text('utf-8'))
        fields = [(f'/{name}', str(value)) for name, value in letter.items() if not isinstance(value, dict)]
        fields += [(f'/title/{name}', value) for name, value in letter['title'].items()]
        forms = {'commitment-letter': fields}
        argument = json.dumps([[PROGRAM, *words[1:]], forms])
        look = 'import os; print(oct(os.stat("/var/lib/gongwen/inbox").st_mode)[-3:], sorted(os.listdir("/var/lib/gongwen/inbox")))'
        visited, seen = self.run_steps([self.step('/usr/bin/python3', '-c', VISIT, argument), self.step('/usr/bin/python3', '-c', look)])
        self.assertEqual(visited['status'], DONE, visited)
        self.assertEqual(json.loads(visited['out']), {
            'ready': 200, 'commitment-letter': [200, '/r/', '%PDF-'], 'more filters': 1, 'status': 0,
            'heard': ['READY=1', 'STOPPING=1', 'WATCHDOG=1']})
        self.assertRegex(seen['out'], r"^700 \['editions', 'files', 'inbox\.db'")

    def test_the_restrictions_restrict(self):
        self.assert_restricts([name for name in PROBES if name != 'a local socket'], ['a local socket'])


if __name__ == '__main__':
    sys.exit(unittest.main())
