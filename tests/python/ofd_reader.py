"""A second reader of OFD: from the package alone, with libraries of others (lxml, fontTools, cairo). It knows nothing of
how our files are written.

    document = Document(path)
    document.errors()      # what is wrong with the package
    document.text(0)         # of the first page
    document.draw(0, 150)    # a cairo.ImageSurface
"""
import hashlib
import io
import math
import re
import struct
import zipfile

import cairo
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from lxml import etree
from PIL import Image

NAMESPACE = 'http://www.ofdspec.org/2016'
N = f'{{{NAMESPACE}}}'
GRAPHICS = (f'{N}TextObject', f'{N}PathObject', f'{N}ImageObject')
FONT_TABLES = {'cmap', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'name', 'OS/2', 'post'}
CAPS = {'Round': cairo.LINE_CAP_ROUND, 'Square': cairo.LINE_CAP_SQUARE}
JOINS = {'Round': cairo.LINE_JOIN_ROUND, 'Bevel': cairo.LINE_JOIN_BEVEL}


def numbers(text):
    return [float(word) for word in text.split()]


def steps(text):
    """DeltaX: `g 3 5.6 2.8` is 5.6 5.6 5.6 2.8."""
    words = (text or '').split()
    out = []
    while words:
        if words[0] == 'g':
            out += [float(words[2])] * int(words[1])
            words = words[3:]
        else:
            out.append(float(words.pop(0)))
    return out


def der_parts(content):
    """The contents of DER values in a row."""
    out = []
    while content:
        length, start = content[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(content[2:start], 'big')
        out.append(content[start:start + length])
        content = content[start + length:]
    return out


def seal_picture(esl):
    """The picture in an electronic seal (GB/T 38540)."""
    info = der_parts(der_parts(esl)[0])[0]
    return der_parts(der_parts(info)[3])[1]


class OutlinePen(BasePen):
    def __init__(self, glyphs, context):
        super().__init__(glyphs)
        self.context = context

    def _moveTo(self, point):
        self.context.move_to(*point)

    def _lineTo(self, point):
        self.context.line_to(*point)

    def _curveToOne(self, one, other, end):
        self.context.curve_to(*one, *other, *end)

    def _closePath(self):
        self.context.close_path()


def trace(context, data):
    words = data.split()
    counts = {'M': 2, 'L': 2, 'B': 6, 'C': 0}
    calls = {'M': context.move_to, 'L': context.line_to, 'B': context.curve_to, 'C': context.close_path}
    while words:
        command = words.pop(0)
        count = counts[command]
        calls[command](*map(float, words[:count]))
        words = words[count:]


def set_color(context, element):
    if element is None:
        context.set_source_rgb(0, 0, 0)
        return
    red, green, blue = (value / 255 for value in numbers(element.get('Value')))
    context.set_source_rgba(red, green, blue, int(element.get('Alpha', '255')) / 255)


class Document:
    def __init__(self, path):
        self.archive = zipfile.ZipFile(path)
        self.names = self.archive.namelist()
        self.xml = {name: etree.fromstring(self.archive.read(name)) for name in self.names if name.endswith('.xml')}
        self.root = self.xml['OFD.xml']
        self.document = self.xml['Doc_0/Document.xml']
        self.pages = ['Doc_0/' + page.get('BaseLoc') for page in self.document.find(f'{N}Pages')]
        resources = [self.xml['Doc_0/PublicRes.xml'], self.xml['Doc_0/DocumentRes.xml']]
        self.font_files = {font.get('ID'): 'Doc_0/Res/' + font.findtext(f'{N}FontFile')
                           for one in resources for font in one.iter(f'{N}Font')}
        self.media = {media.get('ID'): 'Doc_0/Res/' + media.findtext(f'{N}MediaFile')
                      for one in resources for media in one.iter(f'{N}MultiMedia')}
        self.fonts = {key: TTFont(io.BytesIO(self.archive.read(name))) for key, name in self.font_files.items()}
        self.characters = {key: font.getBestCmap() for key, font in self.fonts.items()}
        self.glyphs = {key: (font.getGlyphSet(), font.getGlyphOrder()) for key, font in self.fonts.items()}

    def hash_of_parts(self):
        """Of the names of all entries but OFD.xml, each with its bytes as they are stored."""
        digest = hashlib.sha256()
        file = self.archive.fp
        for entry in self.archive.infolist()[1:]:
            file.seek(entry.header_offset + 26)
            name, extra = struct.unpack('<HH', file.read(4))
            file.seek(name + extra, 1)
            digest.update(entry.filename.encode() + file.read(entry.compress_size))
        return digest.hexdigest()

    def objects(self, page):
        return self.xml[self.pages[page]].iter(*GRAPHICS)

    def text(self, page):
        return '\n'.join(code.text or '' for code in self.xml[self.pages[page]].iter(f'{N}TextCode'))

    def glyph_numbers(self, element):
        """Of a text object: those stated, or those that the font has for the characters."""
        stated = element.findtext(f'{N}CGTransform/{N}Glyphs')
        if stated is not None:
            return [int(word) for word in stated.split()]
        font = element.get('Font')
        names = (self.characters[font].get(ord(c), '.notdef') for c in element.findtext(f'{N}TextCode'))
        return [self.fonts[font].getGlyphID(name) for name in names]

    def places(self, element):
        """Where the glyphs of a text object start, in the space of the object, mm."""
        code = element.find(f'{N}TextCode')
        count = len(self.glyph_numbers(element))
        places = [(float(code.get('X')), float(code.get('Y')))]
        across = steps(code.get('DeltaX')) or [0] * (count - 1)
        down = steps(code.get('DeltaY')) or [0] * (count - 1)
        for step_x, step_y in zip(across, down):
            places.append((places[-1][0] + step_x, places[-1][1] + step_y))
        return places

    def characters_at(self, element):
        """[x, y, unit] of each unit of UTF-16 of a text object, mm on the page, as readers have it that count by units: one
        without its own step is at the place of the last."""
        left, top = numbers(element.get('Boundary'))[:2]
        a, b, c, d, e, f = numbers(element.get('CTM') or '1 0 0 1 0 0')
        code = element.find(f'{N}TextCode')
        across, down = steps(code.get('DeltaX')), steps(code.get('DeltaY'))
        x, y = float(code.get('X')), float(code.get('Y'))
        found = []
        units = code.text.encode('utf-16-le')
        for i in range(len(units) // 2):
            if i > 0:
                x += across[i - 1] if i <= len(across) else 0
                y += down[i - 1] if i <= len(down) else 0
            unit = units[2 * i:2 * i + 2].decode('utf-16-le', 'surrogatepass')
            found.append([left + a * x + c * y + e, top + b * x + d * y + f, unit])
        return found

    # What is wrong.

    def errors(self):
        return [*self.package_errors(), *self.number_errors(), *self.font_errors(),
                *(error for page in range(len(self.pages)) for error in self.object_errors(page))]

    def package_errors(self):
        if self.names[0] != 'OFD.xml':
            yield 'OFD.xml is not the first entry'
        if len(set(self.names)) != len(self.names) or any(name.endswith('/') for name in self.names):
            yield 'entries are doubled, or folders'
        if {entry.date_time for entry in self.archive.infolist()} != {(1980, 1, 1, 0, 0, 0)}:
            yield 'entries have times'
        referred = {'OFD.xml', 'Doc_0/Document.xml', *self.pages, *self.font_files.values(), *self.media.values()}
        for tag, folder in (('PublicRes', ''), ('DocumentRes', ''), ('Annotations', ''), ('CustomTags', '')):
            referred |= {f'Doc_0/{folder}{one.text}' for one in self.document.iter(N + tag) if one.text}
        for name in ('Annots/Annotations.xml', 'Tags/CustomTags.xml'):
            for place in self.xml.get(f'Doc_0/{name}', etree.Element('none')).iter(f'{N}FileLoc'):
                referred.add(f'Doc_0/{name.split("/")[0]}/{place.text}')
        listed = self.xml.get('Doc_0/Attachs/Attachments.xml')
        if listed is not None:
            referred.add('Doc_0/Attachs/Attachments.xml')
            referred |= {'Doc_0/Attachs/' + one.text for one in listed.iter(f'{N}FileLoc')}
        listed = self.root.findtext(f'.//{N}Signatures')
        if listed:
            referred.add(listed)
            for _, path in self.signatures():
                folder = path.rsplit('/', 1)[0]
                referred |= {path, f'{folder}/Seal.esl', f'{folder}/SignedValue.dat'}
        if referred != set(self.names):
            yield f'files and references differ: {sorted(referred ^ set(self.names))}'
        for name, root in self.xml.items():
            if 'Tag_' not in name and name != 'Doc_0/Attachs/data.xml' and any(not element.tag.startswith(N) for element in root.iter()):
                yield f'{name} has elements of other namespaces'

    def number_errors(self):
        given = [element.get('ID') for root in self.xml.values() for element in root.iter() if element.get('ID')]
        if len(set(given)) != len(given):
            yield 'numbers are given twice'
        # Those of attachments and signatures are of the type xs:ID.
        given = [one for one in given if one.isdigit()]
        if max(map(int, given)) > int(self.document.findtext(f'.//{N}MaxUnitID')):
            yield 'MaxUnitID is too small'
        known = set(given)
        for name, root in self.xml.items():
            for element in root.iter():
                for attribute in ('ResourceID', 'PageID', 'PageRef', 'Font'):
                    if element.get(attribute, given[0]) not in known:
                        yield f'{name}: {attribute} {element.get(attribute)} is not there'
                if element.tag == f'{N}ObjectRef' and element.text not in known:
                    yield f'{name}: object {element.text} is not there'

    def font_errors(self):
        for key, font in self.fonts.items():
            if not FONT_TABLES <= set(font.keys()):
                yield f'font {key} lacks {FONT_TABLES - set(font.keys())}'
            for table in FONT_TABLES:
                font[table]  # opens, or fails

    def object_errors(self, page):
        for element in self.objects(page):
            box = numbers(element.get('Boundary'))
            if box[2] <= 0 or box[3] <= 0:
                yield f'object {element.get("ID")} has no size'
            if element.tag == f'{N}PathObject' and not element.get('Stroke'):
                yield f'object {element.get("ID")} does not state Stroke'
            if element.get('Fill') == 'false':
                yield f'object {element.get("ID")} states Fill="false"'
            if element.tag == f'{N}TextObject':
                yield from self.text_errors(element)

    def text_errors(self, element):
        name = f'text {element.get("ID")}'
        code = element.find(f'{N}TextCode')
        map_of_glyphs = element.find(f'{N}CGTransform')
        glyphs = self.glyph_numbers(element)
        length = len(code.text.encode('utf-16-le')) // 2
        if map_of_glyphs is None and 0 in glyphs:
            yield f'{name}: the font lacks characters: {code.text}'
        counts = (length, len(glyphs))
        if map_of_glyphs is not None and (int(map_of_glyphs.get('CodeCount')), int(map_of_glyphs.get('GlyphCount'))) != counts:
            yield f'{name}: the counts are wrong'
        if length != len(glyphs) and len(re.sub('[\u0300-\u036f]', '', code.text)) > 3:
            yield f'{name}: {length} characters and {len(glyphs)} glyphs are not alone: {code.text}'
        if max(glyphs) >= len(self.glyphs[element.get('Font')][1]):
            yield f'{name}: no such glyph'
        for attribute in ('DeltaX', 'DeltaY'):
            if code.get(attribute) and len(steps(code.get(attribute))) != len(glyphs) - 1:
                yield f'{name}: {attribute} has the wrong number of values'
        if code.get('X') is None or code.get('Y') is None or element.get('Size') is None:
            yield f'{name}: X, Y or Size is missing'
        if code.text != code.text.rstrip(' '):
            yield f'{name} ends with a blank'

    # Pictures.

    def signatures(self):
        """The description of each, and its path."""
        listed = self.xml.get((self.root.findtext(f'.//{N}Signatures') or '').lstrip('/'))
        for entry in listed.iter(f'{N}Signature') if listed is not None else ():
            path = entry.get('BaseLoc').lstrip('/')
            yield self.xml[path], path

    def draw_seals(self, context, page):
        """The pictures of seals where signatures show them on a page."""
        own = self.document.find(f'{N}Pages')[page].get('ID')
        for signature, path in self.signatures():
            esl = self.archive.read(path.rsplit('/', 1)[0] + '/' + signature.findtext(f'.//{N}Seal/{N}BaseLoc'))
            for stamp in signature.iter(f'{N}StampAnnot'):
                if stamp.get('PageRef') != own:
                    continue
                left, top, width, height = numbers(stamp.get('Boundary'))
                context.save()
                context.translate(left, top)
                if stamp.get('Clip'):
                    context.rectangle(*numbers(stamp.get('Clip')))
                    context.clip()
                context.scale(width, height)
                self.paint_picture(context, seal_picture(esl))
                context.restore()

    def draw(self, page, dpi):
        root = self.xml[self.pages[page]]
        box = numbers(root.findtext(f'.//{N}PhysicalBox'))
        scale = dpi / 25.4
        surface = cairo.ImageSurface(cairo.FORMAT_RGB24, *(math.ceil(side * scale - 0.02) for side in box[2:]))
        context = cairo.Context(surface)
        context.set_source_rgb(1, 1, 1)
        context.paint()
        context.scale(scale, scale)
        for element in self.objects(page):
            context.save()
            context.translate(*numbers(element.get('Boundary'))[:2])
            if element.get('CTM'):
                context.transform(cairo.Matrix(*numbers(element.get('CTM'))))
            self.clip(context, element)
            {f'{N}PathObject': self.draw_path, f'{N}ImageObject': self.draw_image,
             f'{N}TextObject': self.draw_text}[element.tag](context, element)
            context.restore()
        self.draw_seals(context, page)
        return surface

    @staticmethod
    def clip(context, element):
        for clip in element.iterfind(f'{N}Clips/{N}Clip'):
            for path in clip.iter(f'{N}Path'):
                context.save()
                context.translate(*numbers(path.get('Boundary'))[:2])
                trace(context, path.findtext(f'{N}AbbreviatedData'))
                context.restore()
            context.clip()

    @staticmethod
    def draw_path(context, element):
        trace(context, element.findtext(f'{N}AbbreviatedData'))
        if element.get('Rule') == 'Even-Odd':
            context.set_fill_rule(cairo.FILL_RULE_EVEN_ODD)
        if element.get('Fill') == 'true':
            set_color(context, element.find(f'{N}FillColor'))
            context.fill_preserve()
        if element.get('Stroke', 'true') == 'true':
            set_color(context, element.find(f'{N}StrokeColor'))
            context.set_line_width(float(element.get('LineWidth', '0.353')))
            context.set_line_cap(CAPS.get(element.get('Cap'), cairo.LINE_CAP_BUTT))
            context.set_line_join(JOINS.get(element.get('Join'), cairo.LINE_JOIN_MITER))
            context.stroke()
        context.new_path()

    def draw_image(self, context, element):
        self.paint_picture(context, self.archive.read(self.media[element.get('ResourceID')]))

    @staticmethod
    def paint_picture(context, content):
        """In the unit square."""
        picture = Image.open(io.BytesIO(content))
        file = io.BytesIO()
        picture.convert('RGBA').save(file, 'PNG')
        file.seek(0)
        surface = cairo.ImageSurface.create_from_png(file)
        context.scale(1 / surface.get_width(), 1 / surface.get_height())
        context.set_source_surface(surface)
        context.paint()

    def draw_text(self, context, element):
        glyphs, order = self.glyphs[element.get('Font')]
        size = float(element.get('Size')) / self.fonts[element.get('Font')]['head'].unitsPerEm
        for glyph, place in zip(self.glyph_numbers(element), self.places(element)):
            context.save()
            context.translate(*place)
            context.scale(size * float(element.get('HScale', '1')), -size)
            glyphs[order[glyph]].draw(OutlinePen(glyphs, context))
            context.restore()
        set_color(context, element.find(f'{N}FillColor'))
        context.fill_preserve()
        if element.get('Stroke') == 'true':
            set_color(context, element.find(f'{N}StrokeColor'))
            context.set_line_width(float(element.get('LineWidth')))
            context.stroke()
        context.new_path()
