"""Every value of a form is a field where the form is to be filled in, on paper and in the workbook, and has the value
of the data."""
import functools
import json
import re
import unittest
import zipfile

import pikepdf

import bundles
import needs
from forms import BLANK, FOLDER, FORMS, ROOT, documents, sample_path
from harness import gongwen

# Registers are made of other data, by nobody's hand.
FILLED = [kind for kind in FORMS if kind not in ('expert-roster', 'proposal-register')]
# What a bundle asks for, but the form does not print, or prints unchanged.
NOT_ON_THE_FORM = {
    'commitment-letter': {'/addressee', '/commitments/0'},
    'expert-application': {'/opinions', '/notes/0', '/photo', '/photo_box', '/status', '/status_reason'},
    'justification-report': {'/numbering'},
    'proposal-information': {'/attachments/0'},
    'proposal-review': {'/patent_annex', '/left_out'},
}


def resolved(schema, definitions):
    return {**definitions[schema['$ref'].split('/')[-1]], **schema} if '$ref' in schema else schema


def leaves(schema, definitions, pointer=''):
    """Pointers of the values that a person gives: of a list, its first item; of choices in a list, the list."""
    schema = resolved(schema, definitions)
    if schema.get('type') == 'object':
        for name, part in schema['properties'].items():
            yield from leaves(part, definitions, f'{pointer}/{name}')
    elif schema.get('type') == 'array':
        items = resolved(schema['items'], definitions)
        if 'enum' in items or 'oneOf' in items or items.get('type') == 'integer':
            yield pointer
        else:
            yield from leaves(items, definitions, f'{pointer}/0')
    else:
        yield pointer


def wanted(kind):
    schema = bundles.schema(kind)
    return set(leaves(schema, schema.get('$defs', {}))) - NOT_ON_THE_FORM.get(kind, set())


@functools.cache
def rendered(kind, name):
    """The paths of the PDF and the workbook of a form to fill in."""
    paths = [FOLDER / f'fill-{kind}-{name}.{ending}' for ending in ('pdf', 'xlsx')]
    data = [] if name == BLANK else [sample_path(kind, name)]
    result = gongwen('render', kind, *data, '--fillable', '-o', paths[0], '-o', paths[1])
    if result.status != 0:
        raise AssertionError(f'{kind}/{name}: {result.err}')
    return paths


def pdf_values(path):
    """V of each field by name; several choices have a name for each."""
    with pikepdf.open(path) as pdf:
        return {str(field.T).replace('~2', '.'): str(field.get('/V', '')) for field in pdf.Root.AcroForm.Fields
                if not str(field.T).startswith('/_gw/')}


def workbook_names(path):
    with zipfile.ZipFile(path) as parts:
        text = parts.read('xl/workbook.xml').decode()
    names = re.findall(r'<definedName name="gw\.([^"]*)"', text)
    return {'/' + name.replace('__', '\0').replace('.', '/').replace('\0', '_') for name in names}


def lacking(pointers, names):
    return sorted(p for p in pointers if p not in names and not any(n.startswith(p + '/') for n in names))


def shown(text, language):
    """A text as a field shows it: dates of Chinese forms as they are written."""
    date = re.fullmatch(r'(\d{4})-(\d\d)(?:-(\d\d))?', text)
    if date is None or language == 'en':
        return text
    year, month, day = date.groups()
    return f'{year}年{int(month)}月' + (f'{int(day)}日' if day else '')


def texts(value, pointer=''):
    if isinstance(value, dict):
        for name, part in value.items():
            yield from texts(part, f'{pointer}/{name}')
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from texts(part, f'{pointer}/{index}')
    elif isinstance(value, str) and value:
        yield pointer, value


class Fields(unittest.TestCase):
    def test_every_value_of_the_form_is_a_field(self):
        for kind in FILLED:
            with self.subTest(kind):
                pdf, workbook = rendered(kind, BLANK)
                self.assertEqual(lacking(wanted(kind), pdf_values(pdf)), [])
                self.assertEqual(lacking(wanted(kind), workbook_names(workbook)), [])

    def test_lists_have_lines_to_spare(self):
        for kind, pointer in (('expert-application', '/work_history/10/org'), ('expert-application', '/education/8/school'),
                              ('expert-application', '/groups/4/reason'), ('proposal-information', '/participants/12'),
                              ('proposal-information', '/references/12'), ('iso-form-4', '/countries/13'),
                              ('justification-report', '/participants/8/name'),
                              ('justification-report', '/review/panel/9/name'), ('justification-report', '/milestones/8/stage')):
            with self.subTest(f'{kind}{pointer}'):
                for paths in rendered(kind, BLANK)[:1]:
                    self.assertIn(pointer, pdf_values(paths))
                self.assertIn(pointer, workbook_names(rendered(kind, BLANK)[1]))

    def test_spoken_names_are_in_the_language_of_the_form(self):
        for kind in FILLED:
            language = bundles.manifest(kind)['language']
            with self.subTest(kind), pikepdf.open(rendered(kind, BLANK)[0]) as pdf:
                names = [str(field.TU) for field in pdf.Root.AcroForm.Fields if '/TU' in field]
                self.assertGreater(len(names), 3)
                chinese = sum(bool(re.search('[\u4e00-\u9fff]', name)) for name in names)
                self.assertEqual(chinese, 0 if language == 'en' else len(names))

    @needs.time
    def test_fields_hold_what_the_data_have(self):
        for kind in FILLED:
            bundle = bundles.manifest(kind)
            language = bundle['language']
            for name in documents(kind):
                if name == BLANK:
                    continue
                with self.subTest(f'{kind}/{name}'):
                    values = pdf_values(rendered(kind, name)[0])
                    compared = 0
                    data = json.loads(sample_path(kind, name).read_text(encoding='utf-8'))
                    for pointer, text in texts(data):
                        value = values.get(pointer)
                        # Choices have the number of what is chosen.
                        if value is None or value.startswith('/'):
                            continue
                        self.assertEqual(value.replace('\r\n', '\n').replace('\r', '\n'), shown(text, language), pointer)
                        compared += 1
                    self.assertGreater(compared, 3)


if __name__ == '__main__':
    unittest.main()
