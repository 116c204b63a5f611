"""The content of a page: its marked stretches with their text, and what it draws with."""
import pikepdf

PAINTS = {'Tj', 'TJ', 'f', 'F', 'f*', 'S', 's', 'B', 'b', 'B*', 'b*', 'Do', 'sh', "'", '"'}


class Mark:
    def __init__(self, tag, properties):
        self.tag = tag
        self.mcid = int(properties['/MCID']) if '/MCID' in properties else None
        self.properties = properties
        self.text = ''
        self.codes = []
        self.operators = []


class PageContent:
    def __init__(self):
        self.marks = []
        self.outside = []        # what paints outside any mark
        self.deepest_mark = 0
        self.deepest_state = 0   # of q
        self.operators = []      # (operands, name)
        self.codes = []          # (font object, code)
        self.numbers = []


def strings_of(operands):
    for operand in operands:
        if isinstance(operand, pikepdf.String):
            yield bytes(operand)
        elif isinstance(operand, pikepdf.Array):
            yield from strings_of(operand)


def holds_marks(form):
    return form.get('/Subtype') == '/Form' and '/StructParents' in form


def read_content(page):
    """What a page draws, with the forms in it that hold content of elements."""
    out = PageContent()
    read_stream(page, page.Resources, out)
    return out


def read_stream(stream, resources, out):
    from fonts import font_of
    fonts = resources.get('/Font')
    open_marks, states, font = [], 0, None
    for operands, operator in pikepdf.parse_content_stream(stream):
        name = str(operator)
        out.operators.append((list(operands), name))
        if name == 'BDC':
            open_marks.append(Mark(str(operands[0])[1:], operands[1]))
            out.marks.append(open_marks[-1])
            out.deepest_mark = max(out.deepest_mark, len(open_marks))
        elif name == 'EMC':
            open_marks.pop()
        elif name == 'q':
            states += 1
            out.deepest_state = max(out.deepest_state, states)
        elif name == 'Q':
            states -= 1
        elif name == 'Tf':
            font = font_of(fonts[str(operands[0])])
        elif name == 'Do' and not open_marks:
            form = resources.XObject[str(operands[0])]
            if holds_marks(form):
                read_stream(form, form.Resources, out)
                continue
        if name in PAINTS and not open_marks:
            out.outside.append(name)
        if open_marks:
            open_marks[-1].operators.append(name)
        if name in ('Tj', 'TJ'):
            for string in strings_of(operands):
                codes = [int.from_bytes(string[i:i + 2], 'big') for i in range(0, len(string), 2)]
                out.codes.extend((font, code) for code in codes)
                if open_marks:
                    open_marks[-1].text += ''.join(font.unicode.get(code, '\ufffd') for code in codes)
    if open_marks:
        out.outside.append('mark that is not closed')
