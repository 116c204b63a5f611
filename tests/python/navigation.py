"""What leads from place to place in a file: outline and links, in PDF and in OFD, as plain values that can be compared.

    outline, links = of_pdf(path)           # [(level, title, page)], [(from page, to page)], one for each area
    outline, links = of_ofd(document)       # an ofd_reader.Document
"""
import pikepdf

from ofd_reader import N


class _Pdf:
    def __init__(self, pdf):
        self.pdf = pdf
        self.pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
        names = pdf.Root.get('/Names', {}).get('/Dests')
        self.named = dict(pikepdf.NameTree(names).items()) if names is not None else {}

    def page_of(self, holder):
        """Where an item or an annotation leads; None: out of the file."""
        place = holder.get('/Dest', holder.get('/A', {}).get('/D'))
        if place is None:
            return None
        if not isinstance(place, pikepdf.Array):
            place = self.named[str(place)]
        return self.pages[(place['/D'] if isinstance(place, pikepdf.Dictionary) else place)[0].objgen]

    def items(self, parent, level=1):
        item = parent.get('/First')
        while item is not None:
            yield level, str(item['/Title']), self.page_of(item)
            yield from self.items(item, level + 1)
            item = item.get('/Next')

    def links(self):
        for number, page in enumerate(self.pdf.pages):
            for annotation in page.get('/Annots', []):
                if annotation['/Subtype'] == '/Link' and (target := self.page_of(annotation)) is not None:
                    areas = len(annotation.get('/QuadPoints', range(8))) // 8
                    yield from [(number, target)] * areas


def of_pdf(path):
    with pikepdf.open(path) as pdf:
        read = _Pdf(pdf)
        return list(read.items(pdf.Root.get('/Outlines', {}))), sorted(read.links())


def of_ofd(document):
    pages = {page.get('ID'): number for number, page in enumerate(document.document.find(f'{N}Pages'))}

    def items(parent, level=1):
        for item in parent.findall(f'{N}OutlineElem') if parent is not None else ():
            yield level, item.get('Title'), pages[item.find(f'{N}Actions//{N}Dest').get('PageID')]
            yield from items(item, level + 1)

    links = []
    for number in range(len(document.pages)):
        file = document.xml.get(f'Doc_0/Annots/Page_{number}/Annotation.xml')
        for place in file.iter(f'{N}Dest') if file is not None else ():
            links.append((number, pages[place.get('PageID')]))
    return list(items(document.document.find(f'{N}Outlines'))), sorted(links)
