"""Own texts: every label and sentence of a kind is one of its texts, and can be replaced by another.

Each text becomes a different mark, and the marks are looked for in pages and workbooks. All other text of a blank form
comes from the data.
"""
import json
import re
import subprocess
import unittest
import zipfile

import bundles
import needs
from harness import DONE, ROOT, CommandTest, gongwen

KINDS = ['expert-application', 'proposal-information', 'proposal-review', 'justification-report', 'iso-form-4',
         'commitment-letter', 'expert-roster', 'proposal-register']
NO_FORMS = {'expert-roster', 'proposal-register'}

# Texts that these documents do not come to: a box for a photo, a chart without data, and what a rule refuses before.
# None of these kinds draws from a description; command.charts does.
NOT_REACHED = {'photo', 'chart.no-data', 'finding.repeated', *('chart.' + name for name in (
    'and', 'value', 'unit-line', 'missing', 'share', 'many', 'highest', 'lowest', 'total'))}

# Words of blank forms that are not labels: addresses, names of things, numbers of lists and units.
OTHER_WORDS = re.compile(r'www\.iso\.org/SDGs|ISO/IEC ?JTC ?1/SC27(?:/WG)?|WG\d?|\bii?\.|\b(?:IS|TS|TR|PAS)\b|[一二三四五六七八九十]')
LETTERS = re.compile(r'[A-Za-z\u3400-\u9fff]')


def leave_one_out(register):
    """A form that did not fit the register."""
    register['left_out'] = ['示例表.pdf']


def leave_much_out(roster):
    """An application with gaps, for more groups than two."""
    leave_one_out(roster)
    org = roster['applications'][0]['org_zh']
    roster['applications'].append({'name_zh': '缺某', 'org_zh': org, 'groups': [{'wg': wg, 'reason': ''} for wg in (1, 2, 3)]})


def career_and_long_lists(report):
    report['leader_resume'] = [{'label': '职务', 'text': '示例。'}]
    report['milestones'] = [{'stage': f'阶段{number}', 'month': f'2026-{number:02}', 'work': '示例'} for number in range(1, 13)]


def apply_for_all_groups(application):
    application['groups'] = [{**application['groups'][0], 'wg': wg} for wg in range(1, 6)]


# Data for texts that no sample needs.
MORE = {'expert-application': apply_for_all_groups, 'expert-roster': leave_much_out, 'proposal-register': leave_one_out,
        'justification-report': career_and_long_lists}


def mark_of(number, text):
    """Short, so that it is broken nowhere; with the places of the text that it replaces."""
    return f'Q{number}Z' + ''.join(re.findall(r'(?<!\{)\{[a-z_0-9]+\}', text))


def marked(texts):
    return {id: text if id.startswith('$') else mark_of(number, text) for number, (id, text) in enumerate(texts.items())}


def strings_of(value):
    """All texts in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_of(inner)


def defaults_of(schema):
    """Texts that the schema puts into every document, and values that are chosen from a list, as the form prints them."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key in ('default', 'enum', 'const'):
                yield from strings_of(value)
            else:
                yield from defaults_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from defaults_of(value)


def page_text(path):
    """What is on the pages and in the properties, without blanks and line ends."""
    texts = [subprocess.run([program, *words], capture_output=True, check=True).stdout.decode('utf-8')
             for program, *words in (['pdftotext', path, '-'], ['pdfinfo', path])]
    return ''.join(texts[0].split()), texts[1]


def other_strings(path):
    """Titles of fields and what stands for pictures."""
    done = subprocess.run(['qpdf', '--qdf', '--object-streams=disable', path, '-'], capture_output=True, check=True)
    found = re.findall(rb'<feff([0-9a-f]*)>', done.stdout) + re.findall(rb'<FEFF([0-9A-F]*)>', done.stdout)
    hexadecimal = ''.join(bytes.fromhex(text.decode()).decode('utf-16-be') for text in found)
    return hexadecimal + ''.join(text.decode('latin-1') for text in re.findall(rb'\(([^()]*)\)', done.stdout))


def sheet_text(path):
    with zipfile.ZipFile(path) as book:
        parts = [book.read(name).decode('utf-8') for name in book.namelist()
                 if name.startswith(('xl/worksheets/sheet', 'xl/sharedStrings', 'xl/charts/')) or name in ('xl/workbook.xml', 'xl/styles.xml')]
    return ''.join(re.sub(r'\s', '', part) for part in parts)


class OwnTexts(CommandTest):
    def texts_of(self, kind):
        result = gongwen('texts', kind)
        self.assertEqual((result.status, result.err), (DONE, ''))
        return json.loads(result.out)

    def render(self, kind, name, own, *words):
        pages, sheets = self.folder / f'{name}.pdf', self.folder / f'{name}.xlsx'
        result = gongwen('-q', 'render', kind, *words, '-o', pages, '-o', sheets, '--texts', own)
        self.assertEqual(result.status, DONE, result.err)
        return pages, sheets

    def printed(self, kind, own):
        """All that documents of the kind say: of samples, of the blank form and of one to fill in."""
        runs = [(data.stem, [data]) for data in sorted((ROOT / 'samples' / kind).glob('*.json'))] + [('blank', [])]
        if kind not in NO_FORMS:
            runs.append(('fillable', ['--fillable', '--force']))
        if kind in MORE:
            data = json.loads((ROOT / 'samples' / kind / 'typical.json').read_text(encoding='utf-8'))
            MORE[kind](data)
            more = self.write('more-data.json', data)
            runs += [('more', [more])] + ([] if kind in NO_FORMS else [('more-fillable', [more, '--fillable', '--force'])])
        all_text = ''
        for name, words in runs:
            pages, sheets = self.render(kind, name, own, *words)
            all_text += ''.join(page_text(pages)) + sheet_text(sheets) + other_strings(pages)
        return all_text

    @needs.time
    def test_every_text_is_printed(self):
        shared = {}  # by id, whether a kind prints it
        for kind in KINDS:
            with self.subTest(kind):
                texts = self.texts_of(kind)
                self.assertEqual(texts.pop('$kind'), kind)
                own = json.loads(next(bundles.bundle(kind).glob('texts.*.json')).read_text(encoding='utf-8'))
                own.pop('$kind', None)
                self.assertEqual({id: texts[id] for id in own}, own)
                printed = self.printed(kind, self.write(f'{kind}.json', marked(texts)))
                found = {id: mark.split('{')[0] in printed for id, mark in marked(texts).items()}
                self.assertEqual([id for id in own if not found[id] and id not in NOT_REACHED], [])
                for id in texts.keys() - own.keys():
                    shared[id] = shared.get(id, False) or found[id]
        self.assertEqual([id for id, is_printed in shared.items() if not is_printed and id not in NOT_REACHED], [])

    def test_blank_forms_say_nothing_else(self):
        for kind in KINDS:
            with self.subTest(kind):
                texts = self.texts_of(kind)
                del texts['$kind']
                schema = bundles.schema(kind)
                pages, _ = self.render(kind, 'blank', self.write(f'{kind}.json', marked(texts)))
                left = subprocess.run(['pdftotext', pages, '-'], capture_output=True, check=True).stdout.decode('utf-8')
                left = re.sub(r'Q\d+Z', '', ''.join(left.split()))
                for default in sorted({''.join(text.split()) for text in defaults_of(schema)}, key=len, reverse=True):
                    left = left.replace(default, '') if default else left
                left = OTHER_WORDS.sub('', left)
                self.assertEqual(LETTERS.findall(left), [], left)


if __name__ == '__main__':
    unittest.main()
