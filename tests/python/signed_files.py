"""Signed PDF files that the tests make: a small writer of classic PDF files and of their updates, and signatures by
openssl. Nothing of the program helps to make them."""
import io
import re
import subprocess
import tempfile
from pathlib import Path

import pikepdf

ROOM = 8192  # bytes of DER

PAGE_TEXT = b'BT /F1 14 Tf 72 700 Td (Pay 100 yuan to Ren Yi.) Tj ET'


def openssl(*arguments, data=None, folder=None):
    done = subprocess.run(['openssl', *map(str, arguments)], input=data, capture_output=True, cwd=folder, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode())
    return done.stdout


class Authority:
    """A root with its list of revoked certificates, and signers, all in a separate folder."""

    def __init__(self):
        self.room = tempfile.TemporaryDirectory(prefix='gongwen-pki-')
        self.folder = Path(self.room.name)
        (self.folder / 'index.txt').write_text('')
        (self.folder / 'crlnumber').write_text('01\n')
        (self.folder / 'ca.cnf').write_text(
            '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\n'
            'default_crl_days=30\nserial=serial\nnew_certs_dir=.\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n'
            '[leaf]\nbasicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\n'
            'subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n')
        (self.folder / 'serial').write_text('1000\n')
        self.run('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'root.key',
                 '-out', 'root.pem', '-days', '20000', '-subj', '/CN=Root of the tests', '-addext',
                 'keyUsage=critical,keyCertSign,cRLSign')
        self.publish()

    def run(self, *arguments, data=None):
        return openssl(*arguments, data=data, folder=self.folder)

    def path(self, name):
        return str(self.folder / name)

    def signer(self, name, *options):
        """A certificate for this name; `options` of openssl ca, such as -enddate."""
        if (self.folder / f'{name}.pem').exists():
            return name
        self.run('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', f'{name}.key',
                 '-out', f'{name}.csr', '-subj', f'/CN={name}')
        if not options:
            options = ('-days', '900')
        self.run('ca', '-batch', '-config', 'ca.cnf', '-in', f'{name}.csr', '-out', f'{name}.pem', '-keyfile', 'root.key',
                 '-cert', 'root.pem', '-extensions', 'leaf', '-notext', *options)
        return name

    def revoke(self, name):
        self.run('ca', '-config', 'ca.cnf', '-keyfile', 'root.key', '-cert', 'root.pem', '-revoke', f'{name}.pem')
        self.publish()

    def publish(self):
        self.run('ca', '-config', 'ca.cnf', '-keyfile', 'root.key', '-cert', 'root.pem', '-gencrl', '-out', 'root.crl')

    def cms(self, name, content, *options):
        """`options` instead of those of CAdES."""
        (self.folder / 'content').write_bytes(content)
        return self.run('cms', '-sign', '-binary', *(options or ('-cades',)), '-md', 'sha256', '-in', 'content', '-outform', 'DER',
                        '-signer', f'{name}.pem', '-inkey', f'{name}.key', '-nosmimecap')


def stream(dictionary, content):
    return b'<<%s/Length %d>>stream\n%s\nendstream' % (dictionary, len(content), content)


BOX = b'/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</F1 6 0 R>>>>'


def appearance(text):
    return stream(BOX, b'/Tx BMC BT /F1 10 Tf 2 5 Td (%s) Tj ET EMC' % text)


CATALOG = b'<</Type/Catalog/Pages 2 0 R/AcroForm 3 0 R/Outlines 13 0 R/Metadata 15 0 R%s>>'
PAGE = (b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %s/Resources<</Font<</F1 6 0 R>>>>'
        b'/Annots[10 0 R 11 0 R 12 0 R%s]>>')
FORM = b'<</Fields[10 0 R 11 0 R 12 0 R%s]/DR<</Font<</F1 6 0 R>>>>/DA(/F1 10 Tf 0 g)/SigFlags 3%s>>'
TEXT_FIELD = (b'<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(%s)/F 4/P 4 0 R/Rect[72 600 272 620]/DA(/F1 10 Tf 0 g)'
              b'/AP<</N %d 0 R>>>>')
SIGNATURE_FIELD = b'<</Type/Annot/Subtype/Widget/FT/Sig/T(%s)/F 132/P 4 0 R/Rect[%s]%s>>'
RECTS = {11: b'72 100 200 160', 12: b'300 100 428 160'}
NAMES = {11: b'sig-1', 12: b'sig-2'}


XMP = (b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
       b'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:format="%s"/></rdf:RDF></x:xmpmeta>')


class SignedFile:
    """The bytes of a file, and what its objects are at the end of it."""

    def __init__(self):
        self.objects = {
            1: CATALOG % b'',
            2: b'<</Type/Pages/Kids[4 0 R]/Count 1>>',
            3: FORM % (b'', b''),
            4: PAGE % (b'5 0 R', b''),
            5: stream(b'', PAGE_TEXT),
            6: b'<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>',
            7: appearance(b'Ren Yi'),
            10: TEXT_FIELD % (b'Ren Yi', 7),
            11: SIGNATURE_FIELD % (b'sig-1', RECTS[11], b''),
            12: SIGNATURE_FIELD % (b'sig-2', RECTS[12], b''),
            13: b'<</Type/Outlines/First 14 0 R/Last 14 0 R/Count 1>>',
            14: b'<</Title(One)/Parent 13 0 R/Dest[4 0 R/Fit]>>',
            15: stream(b'/Type/Metadata/Subtype/XML', XMP % b'One'),
        }
        self.data = b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'
        self.table = None
        self.size = 16
        self.update(dict(self.objects))

    root = 1

    @classmethod
    def of(cls, data):
        """A file that another program wrote, with a classic table, to be updated."""
        file = cls.__new__(cls)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            file.root = pdf.Root.objgen[0]
            file.size = int(pdf.trailer.Size)
        file.objects = {}
        file.data = data
        file.table = int(re.findall(rb'startxref\s+(\d+)', data)[-1])
        return file

    def new(self):
        self.size += 1
        return self.size - 1

    def update(self, changes, root=None, prev=True, lies=None, trailer=b''):
        """Appends a revision. `lies` are numbers of objects with the place that the table says instead."""
        self.objects.update(changes)
        places = {}
        for number, body in sorted(changes.items()):
            places[number] = len(self.data)
            self.data += b'%d 0 obj\n%s\nendobj\n' % (number, body)
        places.update(lies or {})
        table = len(self.data)
        first = self.table is None
        rows = b''.join(b'%d 1\n%010d 00000 n \n' % (number, place) for number, place in sorted(places.items()))
        free = b'0 1\n0000000000 65535 f \n' if first else b''
        back = b'' if first or not prev else b'/Prev %d' % self.table
        self.data += (b'xref\n' + free + rows + b'trailer\n<</Size %d/Root %d 0 R%s%s>>\nstartxref\n%d\n%%%%EOF\n'
                      % (self.size, root or self.root, back, trailer, table))
        self.table = table
        return self

    def sign(self, authority, name, field=11, certify=0, entry=b'', changes=None, new_field=None, body=None,
             form=b'ETSI.CAdES.detached', make=None):
        """A revision with a signature of `name`. `entry` goes to the field; `body` is that of another field, with `%s` for
        its value; `make` gives the value of the signed bytes."""
        value = self.new()
        reference = b''
        changed = dict(changes or {})
        if certify:
            reference = (b'/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P %d'
                         b'/V/1.2>>>>]' % certify)
            changed[1] = CATALOG % (b'/Perms<</DocMDP %d 0 R>>' % value)
        if new_field:
            field = self.new()
            changed[field] = SIGNATURE_FIELD % (new_field, b'72 300 200 360', b'/V %d 0 R' % value)
            changed[3] = FORM % (b' %d 0 R' % field, b'')
            changed[4] = PAGE % (b'5 0 R', b' %d 0 R' % field)
        elif body:
            changed[field] = body.replace(b'%s', b'/V %d 0 R' % value)
        else:
            changed[field] = SIGNATURE_FIELD % (NAMES[field], RECTS[field], b'/V %d 0 R' % value + entry)
        start = len(self.data)
        changed[value] = (b'<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/%s/M(D:20261124080000+08\'00\')'
                          b'/Reason(Agreed)%s/ByteRange[0 %s]/Contents<%s>>>'
                          % (form, reference, b'0000000000 0000000000 0000000000', b'0' * (2 * ROOM)))
        self.update(changed)
        gap = self.data.index(b'/Contents<' + b'0' * 20, start) + len(b'/Contents')
        after = gap + 2 * ROOM + 2
        self.data = self.data[:start] + self.data[start:].replace(
            b'0 0000000000 0000000000 0000000000', b'0 %010d %010d %010d' % (gap, after, len(self.data) - after), 1)
        authority.signer(name)
        covered = self.data[:gap] + self.data[after:]
        der = make(covered) if make else authority.cms(name, covered)
        digits = der.hex().encode().ljust(2 * ROOM, b'0')
        self.data = self.data[:gap + 1] + digits + self.data[after - 1:]
        self.value = value
        self.gap = gap
        self.after = after
        self.objects[value] = None  # nobody writes it again
        return self
