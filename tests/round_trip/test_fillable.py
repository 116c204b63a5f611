"""Data → fillable PDF and workbook → `extract` gives the data again, for data made at random of the schemas' samples.

`render --fillable` makes the forms. Where the program does not know that option yet, the forms are made by hand as
returned_forms.py does, with the same names and stamps, so that reading back is tested with the same amount of data in
any case. ROUND_TRIP_SETS data sets (120) are tried; ROUND_TRIP_SEED varies them.
"""
import html
import json
import os
import random
import re
import subprocess
import sys
import time
import unittest
import zipfile

import pikepdf

from harness import PROGRAM, ROOT, CommandTest, gongwen, sample
from returned_forms import leaves, pdf_of_data, xlsx_of_data

KINDS = ('expert-application', 'iso-form-4', 'proposal-review', 'proposal-information', 'commitment-letter',
         'justification-report')
SETS = int(os.environ.get('ROUND_TRIP_SETS', '120'))
SEED = int(os.environ.get('ROUND_TRIP_SEED', '1'))
BATCH = 100
CHARACTERS = ('甲乙丙丁戊己庚辛壬癸', '示例网络安全标准化技术', 'abcXYZ 019', '—“”《》、；：？！·', '㛃䶮𬭎𠮷𬱖', '&<>"\'=@#%\\/~._', '\n　')

# What a template puts before the items of a list.
MARKS_OF_LISTS = '\n：、；（）• 0123456789'


def fillable(folder):
    """Whether the program renders fillable forms, and has the fonts of their fields."""
    if b'--fillable' not in subprocess.run([PROGRAM, 'render', '--help'], capture_output=True, check=True).stdout:
        return False
    probe = gongwen('render', '--fillable', KINDS[0], '-o', folder / 'probe.pdf')
    return 'engine/no-field-font' not in probe.err


def random_text(chance, most):
    length = chance.randrange(1, max(2, min(most, 60)))
    text = ''.join(chance.choice(chance.choice(CHARACTERS)) for _ in range(length))
    lines = [line.rstrip(' 　') for line in text.split('\n')]
    return '\n'.join(lines).strip('\n 　') or '甲'


def fields_of(kind):
    """The schema's fields by pointer, items as `*`."""
    fields = json.loads(gongwen('describe', kind, '--json').out)
    return {f['pointer']: f for f in fields}


def vary(value, pointer, fields, chance):
    """The same shape with other texts, dates stay; lists lose or repeat items; optional members go."""
    field = fields.get(pointer, {})
    if isinstance(value, dict):
        kept = {}
        for key, member in value.items():
            below = f'{pointer}/{key}'
            if not fields.get(below, {}).get('required') and chance.random() < 0.2:
                continue
            kept[key] = vary(member, below, fields, chance)
        return kept
    if isinstance(value, list):
        items = [vary(item, f'{pointer}/*', fields, chance) for item in value if chance.random() < 0.8 or len(value) == 1]
        return items
    is_free = isinstance(value, str) and value and not any(field.get(word) for word in ('enum', 'format', 'pattern'))
    return random_text(chance, field.get('maxLength', 60)) if is_free else value


def shown(value):
    """What a form can show: no blanks, nulls and empty containers, no box that is not ticked."""
    if isinstance(value, dict):
        members = {k: shown(v) for k, v in value.items()}
        return {k: v for k, v in members.items() if v not in ('', None, {}, [], False)}
    if isinstance(value, list):
        return [w for w in map(shown, value) if w not in ('', None, {}, [])]
    return value


def resolve(data, pointer):
    for token in pointer.split('/')[1:]:
        token = token.replace('~1', '/').replace('~0', '~')
        if isinstance(data, dict):
            data = data.get(token)
        elif isinstance(data, list) and token.isdigit() and int(token) < len(data):
            data = data[int(token)]
        else:
            return None
    return data


def lines_of(value):
    """A list of paragraphs as the text of one field."""
    if isinstance(value, dict):
        return [line for member in value.values() for line in lines_of(member)]
    return [line for item in value for line in lines_of(item)] if isinstance(value, list) else str(value).split('\n')


def differences(data, found, fields):
    """Where a form that was rendered of the data came back otherwise. A form has defaults for what the data leave out,
    one field for a list of paragraphs, and not every field."""
    for pointer, value in leaves(found):
        wanted = resolve(data, pointer)
        default = fields.get(re.sub(r'/\d+(?=/|$)', '/*', pointer), {}).get('default')
        if wanted in (None, '', False):
            if value is not False and value != default:
                yield pointer, wanted, value
        elif isinstance(wanted, (list, dict)):
            if not set(str(value)) <= set(''.join(lines_of(wanted)) + MARKS_OF_LISTS):
                yield pointer, wanted, value
        elif wanted != value:
            yield pointer, wanted, value


def lost(path, data, found):
    """Fields of a PDF whose values did not come back."""
    with pikepdf.open(path) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            pointer = str(field.T).replace('~2', '.')
            wanted = resolve(data, pointer)
            if isinstance(wanted, str) and wanted.strip() and resolve(found, pointer) is None:
                yield pointer, wanted


def lost_in_workbook(path, data, found):
    """Fields of a workbook, by the pointers in its map, whose values did not come back."""
    with zipfile.ZipFile(path) as book:
        texts = re.findall(r'<t[^>]*>(/[^<]*)</t>', book.read('xl/sharedStrings.xml').decode())
    for pointer in {html.unescape(text) for text in texts}:
        wanted = resolve(data, pointer)
        if isinstance(wanted, str) and wanted.strip() and resolve(found, pointer) is None:
            yield pointer, wanted


class RoundTrip(CommandTest):
    def forms(self, kind, number, data, rendered):
        """Writes the forms of the data; answers their paths."""
        paths = [self.folder / f'{number}.pdf', self.folder / f'{number}.xlsx']
        if rendered:
            source = self.write(f'{number}.data.json', data)
            result = gongwen('render', '--fillable', kind, source, '-o', paths[0], '-o', paths[1])
            self.assertLess(result.status, 2, result.err)
            return [path for path in paths if path.exists() and self.is_stamped(path)]
        paths[0].write_bytes(pdf_of_data(data, kind))
        paths[1].write_bytes(xlsx_of_data(data, kind))
        return paths

    @staticmethod
    def is_stamped(path):
        """Workbooks that do not say their kind cannot be read back by themselves."""
        if path.suffix == '.pdf':
            return True
        with zipfile.ZipFile(path) as book:
            return 'docProps/custom.xml' in book.namelist() and b'gongwen.kind' in book.read('docProps/custom.xml')

    def compare(self, path, data, found, fields, rendered):
        if not rendered:
            return self.assertEqual(shown(found), shown(data), path.name)
        self.assertEqual(list(differences(data, found, fields)), [], path.name)
        missing = lost if path.suffix == '.pdf' else lost_in_workbook
        self.assertEqual(list(missing(path, data, found)), [], path.name)

    def test_data_come_back(self):
        chance = random.Random(SEED)
        rendered = fillable(self.folder)
        begin = time.monotonic()
        done = 0
        out = self.folder / 'out'
        out.mkdir()
        shapes = {kind: ([sample(p) for p in sorted((ROOT / 'samples' / kind).glob('*.json'))], fields_of(kind))
                  for kind in KINDS}
        while done < SETS:
            expected = {}
            for number in range(min(BATCH, SETS - done)):
                kind = chance.choice(KINDS)
                samples, fields = shapes[kind]
                data = vary(chance.choice(samples), '', fields, chance)
                for path in self.forms(kind, number, data, rendered):
                    expected[path] = (data, fields)
            if expected:
                result = gongwen('--quiet', 'extract', *expected, '-o', out)
                self.assertLess(result.status, 2, result.err)
            self.assertTrue(expected or rendered)
            for path, (data, fields) in expected.items():
                written = out / (path.name + '.json' if (path.with_suffix('.xlsx') in expected) else path.stem + '.json')
                self.compare(path, data, json.loads(written.read_text(encoding='utf-8')), fields, rendered)
            for path in self.folder.glob('*.*'):
                path.unlink()
            done += min(BATCH, SETS - done)
        print(f'{done} data sets, {"rendered" if rendered else "made by hand"}, {time.monotonic() - begin:.0f} s',
              file=sys.stderr)
        self.assertGreater(done, 0)


if __name__ == '__main__':
    unittest.main()
