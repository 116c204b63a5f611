"""Programs that fill in forms, each by its own means. Values are texts by name of field; True ticks a box; a number is
the state of a radio button, which is the index of the choice."""
import fcntl
import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

import pikepdf
from harness import ROOT

HERE = pathlib.Path(__file__).resolve().parent
NODE = pathlib.Path.cwd() / 'pdf_forms_node'
FACES = ROOT / 'fonts/faces'
OLDEST_NODE = 20  # what pdf.js states
# MuPDF's scripts do not see the names of widgets, only their order.
MUTOOL_SCRIPT = '''
var pdf = new PDFDocument(scriptArgs[0]);
var pages = JSON.parse(read(scriptArgs[2]));
for (var n = 0; n < pages.length; ++n) {
  var widgets = pdf.loadPage(n).getWidgets();
  for (var i = 0; i < widgets.length; ++i) {
    var kind = pages[n][i][0], value = pages[n][i][1];
    if (value === null) continue;
    if (kind === "/Btn") widgets[i].toggle();
    else if (kind === "/Ch") widgets[i].setChoiceValue(value);
    else widgets[i].setTextValue(value);
    widgets[i].update();
  }
}
pdf.save(scriptArgs[1], "compress");
'''


def widgets_of(path):
    """By page, in the order of the page: name of the field, kind (/Tx, /Btn, /Ch, /Sig), state that a button stands for."""
    with pikepdf.open(path) as pdf:
        return [[widget_facts(w) for w in page.get('/Annots', []) if w.Subtype == '/Widget'] for page in pdf.pages]


def widget_facts(widget):
    field = widget if '/T' in widget else widget.Parent
    states = [s for s in widget.AP.N.keys() if s != '/Off'] if field.FT == '/Btn' else []
    return str(field.T), str(field.FT), states[0] if states else None


def value_of_widget(values, name, kind, state):
    """What a widget is to get, None for nothing."""
    value = values.get(name)
    if kind == '/Btn' and not isinstance(value, bool) and value is not None:
        return True if state == f'/a{value}' else None
    return value


def run(words, **options):
    made = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
    if made.returncode != 0:
        raise AssertionError(f'{words[:3]}: {made.stderr}')


def by_pikepdf(source, target, values):
    """A program that sets values alone."""
    with pikepdf.open(source) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            value = values.get(str(field.T))
            if isinstance(value, str):
                field.V = pikepdf.String(value)
            elif value is not None:
                state = pikepdf.Name('/Yes' if value is True else f'/a{value}')
                field.V = state
                for widget in field.get('/Kids', [field]):
                    widget.AS = state if state in widget.AP.N else pikepdf.Name.Off
        pdf.save(target)


def by_poppler(source, target, values):
    import gi
    gi.require_version('Poppler', '0.18')
    from gi.repository import Poppler
    document = Poppler.Document.new_from_file(source.as_uri(), None)
    seen = {}
    for number, widgets in enumerate(widgets_of(source)):
        states = {}
        for name, kind, state in widgets:
            states.setdefault(name, []).append((kind, state))
        for mapping in sorted(document.get_page(number).get_form_field_mapping(), key=lambda m: m.field.get_id()):
            field = mapping.field
            name = field.get_name() or ''
            if name not in values or name not in states:
                continue
            kind, state = states[name][min(seen.get((number, name), 0), len(states[name]) - 1)]
            seen[number, name] = seen.get((number, name), 0) + 1
            value = value_of_widget(values, name, kind, state)
            if value is not None:
                set_by_poppler(Poppler.FormFieldType, field, value)
    document.save(target.as_uri())


def set_by_poppler(types, field, value):
    if field.get_field_type() == types.TEXT:
        field.text_set_text(value)
    elif field.get_field_type() == types.BUTTON:
        field.button_set_state(True)
    elif field.get_field_type() == types.CHOICE:
        options = [field.choice_get_item(i) for i in range(field.choice_get_n_items())]
        if value in options:
            field.choice_select_item(options.index(value))
        else:
            field.choice_set_text(value)


def by_mupdf(source, target, values):
    pages = [[(widget[1], value_of_widget(values, *widget)) for widget in page] for page in widgets_of(source)]
    script, by_order = target.with_suffix('.js'), target.with_suffix('.order.json')
    script.write_text(MUTOOL_SCRIPT)
    by_order.write_text(json.dumps(pages), encoding='utf-8')
    run(['mutool', 'run', script, source, target, by_order])


def node():
    """The folder with the programs of the JavaScript world; skips where they cannot be had."""
    if shutil.which('npm') is None:
        raise unittest.SkipTest('npm is not installed (scripts/setup node)')
    version = subprocess.run(['node', '--version'], capture_output=True, text=True).stdout.strip().lstrip('v')
    if int(version.partition('.')[0] or 0) < OLDEST_NODE:
        raise unittest.SkipTest(f'pdf.js needs Node.js {OLDEST_NODE} or later; this is {version or "none"}')
    NODE.mkdir(exist_ok=True)
    with open(NODE / '.lock', 'w', encoding='ascii') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = (HERE / 'node/package-lock.json').read_bytes()
        done = NODE / 'node_modules/installed.json'
        if not done.is_file() or done.read_bytes() != wanted:
            shutil.copytree(HERE / 'node', NODE, dirs_exist_ok=True)
            made = subprocess.run(['npm', 'ci', '--omit=optional', '--no-audit', '--no-fund'], cwd=NODE,
                                  capture_output=True, text=True)
            if made.returncode != 0:
                raise unittest.SkipTest('npm cannot fetch pdf.js, pdf-lib and PDFium: ' + made.stderr[-300:])
            done.write_bytes(wanted)
        for script in (HERE / 'node').glob('*.mjs'):
            if not (NODE / script.name).is_file() or (NODE / script.name).read_bytes() != script.read_bytes():
                shutil.copyfile(script, NODE / script.name)
    return NODE


def by_node(tool, font=FACES / 'field-wide.ttf'):
    def fill(source, target, values):
        given = target.with_suffix('.values.json')
        given.write_text(json.dumps(values), encoding='utf-8')
        run(['node', 'fill.mjs', tool, source, target, given, font], cwd=node())
    return fill


# What PDFium takes for the system's font of Chinese: another face than that of the fields.
PDFIUM_FONT = FACES / 'kai-regular.ttf'
FILLERS = {
    'pikepdf': by_pikepdf,
    'poppler': by_poppler,
    'mupdf': by_mupdf,
    'pdfjs': by_node('pdfjs'),
    'pdf-lib': by_node('pdf-lib'),
    'pdfium': by_node('pdfium-type', PDFIUM_FONT),
    'pdfium-paste': by_node('pdfium-paste', PDFIUM_FONT),
}


def fillers_here():
    """Those that can be had on this machine."""
    try:
        node()
    except unittest.SkipTest:
        return {name: fill for name, fill in FILLERS.items() if name in ('pikepdf', 'poppler', 'mupdf')}
    return FILLERS


def draw_by_pdfium(source, target, dots_per_inch=100, page=1):
    run(['node', 'draw.mjs', source, target, dots_per_inch, page, PDFIUM_FONT], cwd=node())
    return target


if __name__ == '__main__':
    # To look at: python3 fillers.py PROGRAM FORM.pdf FILLED.pdf VALUES.json
    program, form, filled, values_file = sys.argv[1:]
    FILLERS[program](pathlib.Path(os.path.abspath(form)), pathlib.Path(os.path.abspath(filled)),
                     json.loads(pathlib.Path(values_file).read_text(encoding='utf-8')))
