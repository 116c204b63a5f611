"""Shared parts of the judges."""
import importlib, os, shutil, subprocess, sys, unicodedata


def need(*modules):
    """Import modules; when one is missing, start again under Debian's Python, where apt puts them."""
    missing = []
    for m in modules:
        try:
            importlib.import_module(m)
        except ImportError:
            missing.append(m)
    if not missing:
        return
    python = shutil.which('python3', path=os.defpath)
    if python and not os.environ.get('_JUDGE_AGAIN'):
        os.environ['_JUDGE_AGAIN'] = '1'
        os.execv(python, [python] + sys.argv)
    sys.stderr.write('missing python modules: %s\n' % ', '.join(missing))
    sys.exit(2)


def run(cmd, **kw):
    """Run a command; returns (rc, stdout, stderr) as text; rc 127 when absent."""
    try:
        p = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           timeout=kw.pop('timeout', 300), **kw)
    except FileNotFoundError:
        return 127, '', '%s: not installed' % cmd[0]
    except subprocess.TimeoutExpired:
        return 124, '', '%s: timeout' % cmd[0]
    return p.returncode, p.stdout.decode('utf-8', 'replace'), p.stderr.decode('utf-8', 'replace')


def is_cjk(c):
    o = ord(c)
    return (0x3400 <= o <= 0x9FFF or 0xF900 <= o <= 0xFAFF or 0x20000 <= o <= 0x323AF)


def is_pua(c):
    o = ord(c)
    return 0xE000 <= o <= 0xF8FF or 0xF0000 <= o <= 0x10FFFD


def is_radical(c):
    """Kangxi / CJK radical forms: a wrong ToUnicode for CJK fonts whose cmap shares glyphs."""
    return 0x2E80 <= ord(c) <= 0x2FDF


def width(s):
    return sum(2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in s)


def pad(s, n):
    return s + ' ' * max(0, n - width(s))


class Report:
    """Collects rows (status, check, detail); status: ok, FAIL, warn, info."""

    def __init__(self, path):
        self.path, self.rows, self.data = path, [], {}

    def add(self, status, check, detail=''):
        self.rows.append((status, check, str(detail)))

    def test(self, cond, check, good='', bad='', level='FAIL'):
        self.add('ok' if cond else level, check, good if cond else (bad or good))
        return bool(cond)

    def failed(self):
        return [r for r in self.rows if r[0] == 'FAIL']

    def finish(self, as_json=False):
        if as_json:
            import json
            print(json.dumps({'file': self.path, 'ok': not self.failed(),
                              'checks': [{'status': s, 'check': c, 'detail': d} for s, c, d in self.rows],
                              'data': self.data}, ensure_ascii=False, indent=1, default=str))
        else:
            print('== %s' % self.path)
            w = max([width(c) for _, c, _ in self.rows] + [10])
            for s, c, d in self.rows:
                lines = d.split('\n') or ['']
                print('%-4s  %s  %s' % (s, pad(c, w), lines[0]))
                for l in lines[1:]:
                    print('      %s  %s' % (' ' * w, l))
            n = {k: sum(1 for r in self.rows if r[0] == k) for k in ('ok', 'FAIL', 'warn', 'info')}
            print('-- %s: %d ok, %d FAIL, %d warn, %d info' % (
                'GOOD' if not n['FAIL'] else 'BAD', n['ok'], n['FAIL'], n['warn'], n['info']))
        return 1 if self.failed() else 0


def is_outside(annotation, page):
    """Whether nothing of an annotation is within the crop box of its page, so that it needs no tag (ISO 14289-1, 7.18.1)."""
    box, node = page.get('/CropBox'), page
    while box is None and node is not None:
        box, node = node.get('/MediaBox'), node.get('/Parent')
    left, bottom, right, top = (float(side) for side in annotation.get('/Rect'))
    return box is not None and (right <= float(box[0]) or top <= float(box[1]) or left >= float(box[2]) or bottom >= float(box[3]))
