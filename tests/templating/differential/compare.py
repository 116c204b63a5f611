#!/usr/bin/env python3
"""Compares the template engine with Jinja2 on random templates.

Usage: compare.py PROGRAM [--count N] [--seed N] [--show N] [--probes PART]

PROGRAM answers requests line by line (templating_eval --serve). For each generated request either both must write the same
text, or both must fail, with the same kind of error at the same line of the same template. What cannot agree is left out:
texts with addresses of Python objects, and the differences of docs/TEMPLATES.md. Exit 0 when all agree, 77 without Jinja2.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import traceback

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../python')]
import generate  # noqa: E402
import needs  # noqa: E402
import probes  # noqa: E402

needs.leave('jinja2')
import jinja2  # noqa: E402

# Functions, generators and the like print an address, or a name that does not help a reader.
OBJECT = re.compile(r'(?:<|&lt;)(?:built-in|bound method|generator|function|class|method|async|list_|dict_|tuple_|range_|str_|jinja2|reversed|itertools|TemplateReference|TemplateModule|map|BlockReference)')


def kind_of(error):
    text = str(error)
    if isinstance(error, jinja2.UndefinedError):
        return 'undefined'
    if isinstance(error, jinja2.TemplateNotFound):
        return 'not_found'
    if re.match(r"No filter named", text):
        return 'unknown_filter'
    if re.match(r"No test named", text):
        return 'unknown_test'
    if isinstance(error, (jinja2.TemplateSyntaxError, SyntaxError)):
        return 'syntax'
    return 'runtime'


def place_of(error):
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.name, error.lineno
    place = ('<main>', None)
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith('T:'):
            place = (frame.filename[2:], frame.lineno)
    return place


class Loader(jinja2.BaseLoader):
    def __init__(self, files):
        self.files = files

    def get_source(self, environment, name):
        if name not in self.files:
            raise jinja2.TemplateNotFound(name)
        return self.files[name], 'T:' + name, lambda: True


def run_jinja(request):
    files = dict(request['files'])
    files.setdefault('<main>', request['template'])
    options = dict(request['options'])
    extensions = ['jinja2.ext.do', 'jinja2.ext.loopcontrols'] if options.pop('extensions') else []
    environment = jinja2.Environment(loader=Loader(files), autoescape=True, undefined=jinja2.StrictUndefined, extensions=extensions, **options)
    try:
        return {'ok': environment.get_template('<main>').render(request['context'])}
    except RecursionError:
        return {'skip': True}
    except Exception as error:  # noqa: BLE001
        template, line = place_of(error)
        return {'error': {'kind': kind_of(error), 'template': template, 'line': line}, 'message': '%s: %s' % (type(error).__name__, error)}


def encodable(text):
    try:
        text.encode('utf-8')
        return True
    except UnicodeEncodeError:
        return False


def agree(request, theirs, ours):
    if 'skip' in theirs or is_known_difference(theirs, ours):
        return True
    if 'ok' in theirs:
        return OBJECT.search(theirs['ok']) or not encodable(theirs['ok']) or ours.get('ok') == theirs['ok']
    if 'error' not in ours:
        return False
    a, b = theirs['error'], ours['error']
    if a['kind'] != b['kind']:
        return False
    return a['kind'] == 'syntax' or (a['line'], a['template']) == (b['line'], b['template']) or is_with_line(request, b)


def is_with_line(request, error):
    """Jinja2 counts the values of `with` to the line of the statement before."""
    text = dict(request['files'], **{'<main>': request['template']}).get(error['template'], '')
    lines = text.split('\n')
    return error['line'] <= len(lines) and 'with ' in lines[error['line'] - 1]


def is_known_difference(theirs, ours):
    """What differs on purpose; docs/TEMPLATES.md explains why."""
    ours_id = ours.get('error', {}).get('id', '')
    message = theirs.get('message', '')
    if ours_id in ('templating/forgotten-call', 'templating/not-printable', 'templating/no-real-power', 'templating/not-sliceable'):
        return True
    # Where Python complains about the type of an undefined value, ours says that it is undefined.
    if ours.get('error', {}).get('kind') == 'undefined' and message.startswith('TypeError'):
        return True
    # From 3.1.5 on Jinja2 counts this error to the first line of the template.
    if ours_id == 'templating/not-namespace' and 'non-namespace object' in message:
        return theirs['error']['line'] == 1
    # An undefined value among constants fails while Jinja2 compiles, even where it is never reached.
    return 'error' in theirs and theirs['error']['kind'] == 'undefined' and theirs['error']['line'] is None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('program')
    parser.add_argument('--count', type=int, default=500)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--show', type=int, default=5)
    parser.add_argument('--probes', type=int, metavar='PART', help='not random ones but those of probes.py, one expression in PART')
    options = parser.parse_args()
    server = subprocess.Popen([options.program, '--serve'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    counts = {}
    failed = 0
    seeds = range(options.seed, options.seed + options.count)
    requests = probes.all_requests(options.probes) if options.probes else map(generate.case, seeds)
    for seed, request in enumerate(requests, options.seed):
        line = json.dumps(request).encode() + b'\n'
        theirs = run_jinja(json.loads(line))  # a template can change its data
        server.stdin.write(line)
        server.stdin.flush()
        answer = server.stdout.readline()
        if not answer:
            print('seed %d: the program ended\n%s' % (seed, json.dumps(request, ensure_ascii=False)))
            return 1
        ours = json.loads(answer)
        outcome = 'ok' if 'ok' in theirs else theirs.get('error', {}).get('kind', 'skipped')
        counts[outcome] = counts.get(outcome, 0) + 1
        if agree(request, theirs, ours):
            continue
        failed += 1
        if failed <= options.show:
            print('seed %d\n  template %r\n  files %r\n  context %s\n  options %r\n  Jinja2 %s\n  ours   %s' % (
                seed, request['template'], request['files'], json.dumps(request['context'], ensure_ascii=False),
                [k for k, v in request['options'].items() if v], repr(theirs)[:600], repr(ours)[:600]))
    server.stdin.close()
    server.wait()
    print('%d templates: %s; %d differ' % (sum(counts.values()), ', '.join('%s %d' % c for c in sorted(counts.items())), failed))
    return 1 if failed or server.returncode else 0


if __name__ == '__main__':
    sys.exit(main())
