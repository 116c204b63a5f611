"""Programs that fill in forms, each by its own means. Values are texts by name of field; True ticks a box; a number
chooses a radio button by its place in the field."""
import json
import os
import pathlib
import subprocess
import sys

import pikepdf
from harness import ROOT
from java_fillers import by_library, by_pdftk, fdf, xfdf
from line_server import LineServer
from node_packages import node_packages

HERE = pathlib.Path(__file__).resolve().parent
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


def buttons_of(path):
    """By name of the radio button: the states of its widgets, and what programs offer for them, in the order of both."""
    with pikepdf.open(path) as pdf:
        radios = [f for f in pdf.Root.AcroForm.Fields if f.get('/FT') == '/Btn' and '/Kids' in f]
        states = {str(f.T): [widget_facts(kid)[2] for kid in f.Kids] for f in radios}
        options = {str(f.T): [str(option) for option in f.get('/Opt', [])] for f in radios}
    return {name: (all_of, options[name] or [state[1:] for state in all_of]) for name, all_of in states.items()}


def widgets_to_fill(source, values):
    """By page: name and kind of each widget and what it is to get, None for nothing."""
    buttons = buttons_of(source)

    def value_of(name, kind, state):
        value = values.get(name)
        if kind == '/Btn' and not isinstance(value, bool) and value is not None:
            return True if state == buttons[name][0][value] else None
        return value
    return [[(name, kind, value_of(name, kind, state)) for name, kind, state in page] for page in widgets_of(source)]


def run(words, **options):
    made = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
    if made.returncode != 0:
        raise AssertionError(f'{words[:3]}: {made.stderr}')


def by_pikepdf(source, target, values):
    """A program that sets values alone."""
    buttons = buttons_of(source)
    with pikepdf.open(source) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            value = values.get(str(field.T))
            if isinstance(value, str):
                field.V = pikepdf.String(value)
            elif value is not None:
                state = pikepdf.Name('/Yes' if value is True else buttons[str(field.T)][0][value])
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
    for number, widgets in enumerate(widgets_to_fill(source, values)):
        wanted = {}
        for name, _, value in widgets:
            wanted.setdefault(name, []).append(value)
        for mapping in sorted(document.get_page(number).get_form_field_mapping(), key=lambda m: m.field.get_id()):
            field = mapping.field
            name = field.get_name() or ''
            if name not in wanted:
                continue
            value = wanted[name][min(seen.get((number, name), 0), len(wanted[name]) - 1)]
            seen[number, name] = seen.get((number, name), 0) + 1
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
    pages = [[(kind, value) for _, kind, value in page] for page in widgets_to_fill(source, values)]
    script, by_order = target.with_suffix('.js'), target.with_suffix('.order.json')
    script.write_text(MUTOOL_SCRIPT)
    by_order.write_text(json.dumps(pages), encoding='utf-8')
    run(['mutool', 'run', script, source, target, by_order])


def node():
    """The folder with pdf.js, pdf-lib and PDFium; skips where they cannot be had."""
    return node_packages(HERE / 'node', 'pdf_forms_node', OLDEST_NODE)


NODE = LineServer(lambda: (['node', 'fill.mjs'], node()))


def by_node(tool, font=FACES / 'field-wide.ttf'):
    def fill(source, target, values):
        given = target.with_suffix('.values.json')
        given.write_text(json.dumps(values), encoding='utf-8')
        NODE.ask(tool, source, target, given, font)
    return fill


# The shortest call, which sets texts in Helvetica.
plainly_by_pdf_lib = by_node('pdf-lib-plain')
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
    'pdfbox': by_library('pdfbox', 'draw', buttons_of),
    'pdfbox-ask': by_library('pdfbox', 'ask', buttons_of),
    'pdfbox-update': by_library('pdfbox', 'update', buttons_of),
    'itext': by_library('itext', 'draw', buttons_of),
    'itext-ask': by_library('itext', 'ask', buttons_of),
    'itext-update': by_library('itext', 'update', buttons_of),
    'pdftk-fdf': by_pdftk(fdf, buttons_of, 'need_appearances'),
    'pdftk-xfdf': by_pdftk(xfdf, buttons_of, 'need_appearances'),
}
# Each leaves a page that shows the texts and has no fields.
FLATTENERS = {
    'pdfbox': by_library('pdfbox', 'flatten', buttons_of),
    'itext': by_library('itext', 'flatten', buttons_of),
    'pdftk': by_pdftk(fdf, buttons_of, 'flatten'),
}


def draw_by_pdfium(source, target, dots_per_inch=100, page=1):
    run(['node', 'draw.mjs', source, target, dots_per_inch, page, PDFIUM_FONT], cwd=node())
    return target


if __name__ == '__main__':
    # To look at: python3 fillers.py PROGRAM FORM.pdf FILLED.pdf VALUES.json
    program, form, filled, values_file = sys.argv[1:]
    FILLERS[program](pathlib.Path(os.path.abspath(form)), pathlib.Path(os.path.abspath(filled)),
                     json.loads(pathlib.Path(values_file).read_text(encoding='utf-8')))
