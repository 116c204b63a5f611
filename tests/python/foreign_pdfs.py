"""PDFs as other programs write them: pages without tags, with fields, comments, links; forms to be filled in."""
import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String


def form_xobject(pdf, content, width, height):
    stream = Stream(pdf, content)
    stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array([0, 0, width, height])
    return pdf.make_indirect(stream)


def blank_pages(pdf, sizes, words='Page'):
    """A line of Helvetica on each page, which leaves a state behind; Helvetica is not embedded."""
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for number, (width, height, turn) in enumerate(sizes, 1):
        page = pdf.add_blank_page(page_size=(width, height))
        page.Contents = Stream(pdf, f'q 0.5 g BT /F1 20 Tf 72 {height - 100} Td ({words} {number} of others) Tj ET q'.encode())
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        if turn:
            page.Rotate = turn


def annex(path, change=None):
    """Three pages, upright, wide and turned, with links, a field, a note, bookmarks, a script and an attached file."""
    with pikepdf.new() as pdf:
        blank_pages(pdf, [(595, 842, 0), (842, 595, 0), (595, 842, 90)])
        first, second = pdf.pages[0].obj, pdf.pages[1].obj
        look = form_xobject(pdf, b'0 0 1 rg 0 0 200 20 re f', 200, 20)
        first.Annots = Array([pdf.make_indirect(item) for item in (
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([72, 600, 200, 620]),
                       A=Dictionary(S=Name.URI, URI=String('https://example.com/x'))),
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([72, 560, 200, 580]), Dest=Array([second, Name.XYZ, 0, 500, 0])),
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([72, 540, 200, 550]),
                       A=Dictionary(S=Name.Launch, F=String('calc.exe'))),
            Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String('a'), V=String('x'), Rect=Array([72, 500, 272, 520]),
                       AP=Dictionary(N=look)),
            Dictionary(Type=Name.Annot, Subtype=Name.Text, Contents=String('note'), Rect=Array([300, 500, 320, 520])))])
        pdf.Root.AcroForm = Dictionary(Fields=Array([first.Annots[3]]))
        with pdf.open_outline() as outline:
            chapter = pikepdf.OutlineItem('First chapter', 0)
            chapter.children.append(pikepdf.OutlineItem('Second page', 1))
            outline.root.append(chapter)
        pdf.attachments['notes.txt'] = pikepdf.AttachedFileSpec(pdf, b'notes', filename='notes.txt')
        if change:
            change(pdf)
        pdf.save(path)
    return path


def sign(pdf, **more):
    """A signature field with a value; nothing checks the bytes."""
    value = pdf.make_indirect(Dictionary(Type=Name.Sig, Filter=Name('/Adobe.PPKLite'), Contents=String('x' * 8),
                                         ByteRange=Array([0, 1, 2, 3]), **more))
    field = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String('seal'), V=value,
                                         Rect=Array([0, 0, 0, 0])))
    pdf.Root.AcroForm.Fields.append(field)
    pdf.pages[0].obj.Annots.append(field)
    return value


class FormMaker:
    """A form with a page of fields, one below the other."""
    def __init__(self):
        self.pdf = pikepdf.new()
        blank_pages(self.pdf, [(595, 842, 0)], 'Form')
        self.page = self.pdf.pages[0].obj
        self.page.Annots = Array()
        helvetica = self.page.Resources.Font.F1
        self.pdf.Root.AcroForm = Dictionary(Fields=Array(), DR=Dictionary(Font=Dictionary(Helv=helvetica)),
                                            DA=String('/Helv 0 Tf 0 g'), NeedAppearances=True)
        self.top = 800

    def box(self, height=20, width=220, left=72):
        self.top -= height + 8
        return Array([left, self.top, left + width, self.top + height])

    def widget(self, **entries):
        item = self.pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Widget, P=self.page, **{'F': 4, **entries}))
        self.page.Annots.append(item)
        return item

    def add(self, field):
        self.pdf.Root.AcroForm.Fields.append(field)
        return field

    def text(self, name, flags=0, height=20, **more):
        return self.add(self.widget(FT=Name.Tx, T=String(name), Ff=flags, Rect=self.box(height), **more))

    def states(self, state):
        return Dictionary(N=Dictionary({'/' + state: form_xobject(self.pdf, b'0 0 12 12 re f', 12, 12),
                                        '/Off': form_xobject(self.pdf, b'0 0 12 12 re S', 12, 12)}))

    def check(self, name, state='Yes'):
        return self.add(self.widget(FT=Name.Btn, T=String(name), V=Name.Off, AS=Name.Off, Rect=self.box(12, 12), AP=self.states(state)))

    def radio(self, name, states, options=None):
        group = self.pdf.make_indirect(Dictionary(FT=Name.Btn, T=String(name), Ff=1 << 15, V=Name.Off, Kids=Array()))
        if options:
            group.Opt = Array([String(option) for option in options])
        for state in states:
            group.Kids.append(self.widget(Parent=group, AS=Name.Off, Rect=self.box(12, 12), AP=self.states(state)))
        return self.add(group)

    def boxes(self, name, states):
        """Several check boxes of one field."""
        group = self.radio(name, states)
        group.Ff = 0
        return group

    def bare(self, name, state):
        """A box that is on, without appearances."""
        return self.add(self.widget(FT=Name.Btn, T=String(name), V=state, AS=state, Rect=self.box(12, 12)))

    def choice(self, name, options, flags=1 << 17, height=20):
        spelled = [Array([String(o[0]), String(o[1])]) if isinstance(o, tuple) else String(o) for o in options]
        return self.add(self.widget(FT=Name.Ch, T=String(name), Ff=flags, Opt=Array(spelled), Rect=self.box(height)))

    def save(self, path, **options):
        self.pdf.save(path, **options)
        self.pdf.close()
        return path


def usual_form(path):
    """One field of each kind, with names in Chinese and in groups."""
    form = FormMaker()
    form.text('name', MaxLen=10)
    form.text('理由', flags=1 << 12, height=60, DA=String('/Helv 11 Tf 0 0 1 rg'))
    form.text('code', flags=1 << 24, MaxLen=6)
    form.text('secret', flags=1)
    group = form.pdf.make_indirect(Dictionary(T=String('person'), Kids=Array()))
    for part in ('given', 'family'):
        kid = form.widget(FT=Name.Tx, T=String(part), Parent=group, Rect=form.box())
        group.Kids.append(kid)
    form.add(group)
    form.check('agree')
    form.radio('sex', ['m', 'f'], ['男', '女'])
    form.choice('city', [('bj', '北京'), ('sh', '上海')])
    form.choice('other', ['甲', '乙'], flags=1 << 17 | 1 << 18)
    form.choice('topics', ['安全', '隐私', '密码'], flags=1 << 21, height=60)
    form.add(form.widget(FT=Name.Sig, T=String('seal'), Rect=form.box()))
    form.add(form.widget(FT=Name.Btn, Ff=1 << 16, T=String('send'), Rect=form.box()))
    return form.save(path)
