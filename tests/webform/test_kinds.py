"""Every kind with a form: its sample is filled in in Debian's Chromium, handed in, and comes out as the data that it was.
Each run does this for two kinds; KINDS=all for all of them."""
import json
import os
import pathlib
import re
import subprocess
import unittest

import bundles
import needs
from form_browser import Browser, flat, typed_data
from harness import ROOT, CommandTest
from node_packages import node_packages
from serving import Service

HERE = pathlib.Path(__file__).resolve().parent
ALL = os.environ.get('KINDS') == 'all'
# The one with the most kinds of fields, and one with rows, boxes and paragraphs.
EACH_RUN = ('expert-application', 'iso-form-4')


def kinds_with_forms():
    """The kinds whose form applicants fill in, with what others fill in."""
    found = {}
    for kind in bundles.kinds():
        web = bundles.manifest(kind).get('web')
        if web and web.get('audience') == 'applicant':
            found[kind] = web.get('not_here', [])
    return found


def without_defaults(data, expected, defaults, pointer=''):
    """Data without what the page shows from the start and the sample leaves to the schema."""
    if isinstance(data, list) and isinstance(expected, list):
        return [without_defaults(one, other, defaults, f'{pointer}/{i}') for i, (one, other) in enumerate(zip(data, expected, strict=True))]
    if not isinstance(data, dict) or not isinstance(expected, dict):
        return data
    kept = {}
    for name, value in data.items():
        at = f'{pointer}/{name}'
        is_given = name in expected
        rest = without_defaults(value, expected[name] if is_given else {}, defaults, at)
        if is_given or rest not in ({}, defaults.get(re.sub(r'/\d+', '/*', at))):
            kept[name] = rest
    return kept


class Kinds(CommandTest):
    def test_samples_come_out_as_they_were(self):
        needs.check('chromium')
        folder = node_packages(HERE / 'node', 'webform_node', 20)
        known = kinds_with_forms()
        self.assertEqual(len(known), 6)
        kinds = known if ALL else {kind: known[kind] for kind in EACH_RUN}
        with Service('--forms', '--state', self.folder / 'state') as service:
            typed = self.write('typed.json', {kind: self.typed(service, kind) for kind in kinds})
            told = subprocess.run(['node', folder / 'kinds.mjs', f'http://localhost:{service.port}', typed], capture_output=True, text=True, check=False)
            self.assertEqual(told.returncode, 0, told.stderr)
            results = json.loads(told.stdout)
            for kind, others in kinds.items():
                result = results[kind]
                self.assertNotIn('wrong', result, kind)
                answer = service.ask('GET', f'/r/{result["id"]}/data.json', None, {'Cookie': result['cookie']})
                self.assertEqual(answer.status, 200, kind)
                self.compare(kind, others, answer.json(), self.defaults(service, kind))
                self.assertGreater(result['steps'], 0)

    def typed(self, service, kind):
        """What somebody types who hands in the sample: names of fields, and texts."""
        browser = Browser(service)
        browser.ask('GET', f'/forms/{kind}')
        browser.press('_start', [])
        browser.ask('GET', browser.path + '?step=0')
        _, fields = typed_data(browser, kind)
        return [[name, text] for name, text in fields if text]

    def defaults(self, service, kind):
        """What fields of the blank form have, by their pointers with `*` for rows."""
        form = service.ask('GET', f'/api/v1/kinds/{kind}/form').json()
        return {field['pointer']: field['default'] for step in form['steps'] for group in step['groups'] for field in group['fields'] if 'default' in field}

    def compare(self, kind, others, data, defaults):
        expected = json.loads((ROOT / f'samples/{kind}/typical.json').read_text('utf-8'))
        for pointer in others:
            expected.pop(pointer.removeprefix('/'), None)
        for name, value in expected.items():
            # Paragraphs are one text, as a person writes it.
            if isinstance(value, list) and isinstance(data.get(name), str):
                expected[name] = '\n'.join(flat(value))
        self.assertEqual(without_defaults(data, expected, defaults), expected, kind)


if __name__ == '__main__':
    unittest.main()
