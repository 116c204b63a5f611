"""What tests of OFD seals share: an authority with SM2 keys that makes seals (GB/T 38540), sealed documents, and a judge
that reads signatures by itself and has openssl verify them. Nothing of the program helps to make or to judge them."""
import base64
import datetime
import functools
import hashlib
import io
import json
import pathlib
import tempfile
import zipfile

from lxml import etree

import harness
from signing_files import CLOCK, draw_seal, run, unittest

OFD = '{http://www.ofdspec.org/2016}'
SM2_WITH_SM3 = '1.2.156.10197.1.501'
SM3 = '1.2.156.10197.1.401'
IDENTITY = 'distid:1234567812345678'
DAY = 86400


# DER (ITU-T X.690)

def tlv(tag, content):
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    digits = length.to_bytes((length.bit_length() + 7) // 8, 'big')
    return bytes([tag, 0x80 | len(digits)]) + digits + content


def sequence(*parts):
    return tlv(0x30, b''.join(parts))


def integer(number):
    return tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1, 'big'))


def octets(content):
    return tlv(0x04, content)


def bits(content):
    return tlv(0x03, b'\0' + content)


def ia5(text):
    return tlv(0x16, text.encode())


def utf8(text):
    return tlv(0x0C, text.encode())


def moment(seconds):
    return tlv(0x18, datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime('%Y%m%d%H%M%SZ').encode())


def oid(dotted):
    first, second, *rest = map(int, dotted.split('.'))
    out = bytes([first * 40 + second])
    for arc in rest:
        digits = [arc & 0x7F]
        while arc := arc >> 7:
            digits.insert(0, 0x80 | arc & 0x7F)
        out += bytes(digits)
    return tlv(0x06, out)


def read_tlv(data):
    """Tag, content, and the whole, of the first value; and what follows it."""
    tag, length, at = data[0], data[1], 2
    if length & 0x80:
        at += length & 0x7F
        length = int.from_bytes(data[2:at], 'big')
    if at + length > len(data):
        raise ValueError('beyond the end')
    return tag, data[at:at + length], data[:at + length], data[at + length:]


def values(content):
    out = []
    while content:
        tag, inner, whole, content = read_tlv(content)
        out.append((tag, inner, whole))
    return out


class SealAuthority:
    """A root with SM2, a maker of seals, and signers; certificates and seals by openssl and the DER above."""

    def __init__(self):
        self._room = tempfile.TemporaryDirectory(prefix='gongwen-seals-')
        self.folder = pathlib.Path(self._room.name)
        self.root = self.folder / 'root.pem'
        (self.folder / 'index.txt').write_text('')
        (self.folder / 'serial').write_text('1000\n')
        self.certificate('root', '/C=CN/O=Example/CN=示例国密根', None,
                         'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n')
        self.certificate('maker', '/C=CN/O=Example/CN=示例制章机构')
        self.certificate('signer', '/C=CN/O=示例单位/CN=示例单位')
        self.certificate('other', '/C=CN/O=另一单位/CN=另一单位')
        draw_seal(self.folder / 'seal.png')

    def certificate(self, name, subject, issuer='root', extensions='keyUsage=critical,digitalSignature,nonRepudiation\n',
                    start='20200101000000Z', end='20450101000000Z', curve='SM2'):
        key, request = self.folder / f'{name}.key', self.folder / f'{name}.csr'
        run('openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', f'ec_paramgen_curve:{curve}', '-out', key)
        sm2 = ('-sm3', '-sigopt', IDENTITY) if curve == 'SM2' else ('-sha256',)
        run('openssl', 'req', '-new', '-utf8', '-key', key, '-subj', subject, '-out', request, *sm2)
        config = self.folder / 'ca.cnf'
        config.write_text('[ca]\ndefault_ca=d\n[d]\ndatabase=%(folder)s/index.txt\nserial=%(folder)s/serial\n'
                          'new_certs_dir=%(folder)s\ndefault_md=sm3\npolicy=p\nunique_subject=no\nutf8=yes\n'
                          'string_mask=utf8only\n[p]\ncountryName=optional\norganizationName=optional\n'
                          'commonName=supplied\n[e]\n%(extensions)ssubjectKeyIdentifier=hash\n'
                          'authorityKeyIdentifier=keyid\n' % {'folder': self.folder, 'extensions': extensions})
        by = issuer or name
        own = ('-selfsign',) if issuer is None else ('-cert', self.root)
        options = ('-sigopt', IDENTITY) + (('-vfyopt', IDENTITY) if curve == 'SM2' else ())
        run('openssl', 'ca', '-batch', '-config', config, '-in', request, '-out', self.folder / f'{name}.pem', '-keyfile',
            self.folder / f'{by}.key', *own, '-extensions', 'e', '-notext', '-startdate', start, '-enddate', end, *options)

    def der(self, name):
        return run('openssl', 'x509', '-in', self.folder / f'{name}.pem', '-outform', 'DER').stdout

    def sm2(self, name, content):
        """A signature over the SM3 digest of the content."""
        path = self.folder / 'to-sign'
        path.write_bytes(content)
        return run('openssl', 'dgst', '-sm3', '-sign', self.folder / f'{name}.key', '-sigopt', IDENTITY, path).stdout

    def revoke(self, name):
        run('openssl', 'ca', '-config', self.folder / 'ca.cnf', '-keyfile', self.folder / 'root.key', '-cert', self.root,
            '-revoke', self.folder / f'{name}.pem', '-sigopt', IDENTITY)

    def revocations(self):
        config = self.folder / 'ca.cnf'
        (self.folder / 'crlnumber').write_text('01\n')
        out = self.folder / 'root.crl'
        run('openssl', 'ca', '-config', config, '-gencrl', '-keyfile', self.folder / 'root.key', '-cert', self.root,
            '-crldays', '7000', '-sigopt', IDENTITY, '-out', out)
        return out

    def seal(self, name='示例单位公章', signers=('signer',), maker='maker', start=int(CLOCK) - 30 * DAY,
             end=int(CLOCK) + 300 * DAY, size=(42, 42), version=4, digests=False, extra=b'', **forged):
        """The bytes of a seal as a file .esl."""
        picture = (self.folder / 'seal.png').read_bytes()
        listed = [sequence(ia5('SM3'), octets(hashlib.new('sm3', self.der(one)).digest())) if digests
                  else octets(self.der(one)) for one in signers]
        info = sequence(
            sequence(ia5('ES'), integer(version), ia5('Example')), ia5('31010000000001'),
            sequence(integer(1), utf8(name), integer(2 if digests else 1), sequence(*listed), moment(start), moment(start),
                     moment(end)),
            sequence(ia5('PNG'), octets(picture), integer(size[0]), integer(size[1])), extra)
        value = self.sm2(maker, info)
        return sequence(forged.get('info', info), octets(self.der(maker)), oid(SM2_WITH_SM3), bits(value))

    def key(self, name='signer'):
        """The options that name a key."""
        return ['--key', self.folder / f'{name}.key', '--cert', self.folder / f'{name}.pem']


# The judge

class Sealed:
    """A sealed package, read by zipfile and lxml alone."""

    def __init__(self, source):
        self.archive = zipfile.ZipFile(source if not isinstance(source, bytes) else io.BytesIO(source))
        self.names = self.archive.namelist()
        root = etree.fromstring(self.archive.read('OFD.xml'))
        self.list_path = root.findtext(f'.//{OFD}Signatures').lstrip('/')
        listed = etree.fromstring(self.archive.read(self.list_path))
        self.entries = [(one.get('ID'), one.get('Type'), one.get('BaseLoc').lstrip('/'))
                        for one in listed.iter(f'{OFD}Signature')]

    def signature(self, index=-1):
        return Signature(self.archive, self.entries[index][2])


class Signature:
    def __init__(self, archive, path):
        self.archive, self.path = archive, path
        self.xml = archive.read(path)
        self.tree = etree.fromstring(self.xml)
        folder = path.rsplit('/', 1)[0] + '/'
        self.value = archive.read(folder + self.tree.findtext(f'{OFD}SignedValue'))
        self.beside = archive.read(folder + self.tree.findtext(f'.//{OFD}Seal/{OFD}BaseLoc'))
        self.stamps = list(self.tree.iter(f'{OFD}StampAnnot'))
        self.references = {one.get('FileRef').lstrip('/'): base64.b64decode(one.findtext(f'{OFD}CheckValue'))
                           for one in self.tree.iter(f'{OFD}Reference')}
        _, content, whole, rest = read_tlv(self.value)
        self.leftover = rest
        (_, to_sign, self.to_sign), (_, self.certificate, _), (_, _, method), (_, value, _), *_ = values(content)
        self.method = method
        self.signed = value[1:]
        self.version, (_, _, self.seal), (_, time, _), (_, digest, _), (_, where, _) = values(to_sign)
        self.time, self.digest, self.where = time.decode(), digest[1:], where.decode()

    def faults(self, folder):
        """What is wrong, by openssl's SM2 and SM3."""
        out = []
        for name, digest in self.references.items():
            if name not in self.archive.namelist() or sm3(self.archive.read(name)) != digest:
                out.append(name)
        if sm3(self.xml) != self.digest:
            out.append('Signature.xml')
        if self.leftover or self.method != oid(SM2_WITH_SM3) or self.where.lstrip('/') != self.path or self.seal != self.beside:
            out.append('SignedValue.dat')
        if not openssl_verifies(folder, self.certificate, self.to_sign, self.signed):
            out.append('signature')
        (_, info, whole), (_, maker, _), _, (_, value, _) = values(read_tlv(self.seal)[1])
        if not openssl_verifies(folder, maker, whole, value[1:]):
            out.append('seal')
        return out


def sm3(content):
    return hashlib.new('sm3', content).digest()


def openssl_verifies(folder, certificate, content, signature):
    for name, data in (('cert.der', certificate), ('content', content), ('value', signature)):
        (folder / name).write_bytes(data)
    key = run('openssl', 'x509', '-inform', 'DER', '-in', folder / 'cert.der', '-noout', '-pubkey').stdout
    (folder / 'public.pem').write_bytes(key)
    return run('openssl', 'dgst', '-sm3', '-verify', folder / 'public.pem', '-sigopt', IDENTITY, '-signature',
               folder / 'value', folder / 'content', check=False).returncode == 0


def repacked(data, change):
    """The package after `change` was done to its files, a dictionary in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


class SealTest(harness.CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = SealAuthority()
        cls.crl = cls.authority.revocations()

    def document(self, kind='result-notice', name='typical', *options, profile='plain', **more):
        data = harness.sample(harness.ROOT / f'samples/{kind}/{name}.json')
        data.update(more)
        source = self.write('data.json', json.dumps(data, ensure_ascii=False).encode())
        path = self.folder / f'{kind}.ofd'
        result = harness.gongwen('render', kind, source, '-o', path, '--ofd-profile', profile, *options)
        self.assertEqual(result.status, harness.DONE, result.err)
        return path

    def esl(self, **options):
        return self.write('seal.esl', self.authority.seal(**options))

    def sign(self, path, *options, by='signer', esl=None, out=None, status=harness.DONE, clock=CLOCK):
        out = out or path.with_name(path.stem + '-sealed.ofd')
        result = harness.gongwen('sign', path, '-o', out, '--esl', esl or self.esl(), *self.authority.key(by), *options,
                                 environment={'SOURCE_DATE_EPOCH': clock})
        self.assertEqual(result.status, status, result.err)
        self.result = result
        return out

    AT = ('--page', 1, '--at', '120,200')

    def sealed(self, *options, **more):
        return self.sign(self.document(), *self.AT, *options, **more)

    def refused(self, path, *options, **more):
        """The identifiers of the errors; nothing is written."""
        out = self.folder / 'refused.ofd'
        more.setdefault('status', harness.BAD_INPUT)
        self.sign(path, *options, '--error-format', 'json', out=out, **more)
        self.assertFalse(out.exists())
        return {error['id'] for error in self.result.errors()}

    def verify(self, source, *options, trusted=True, clock=CLOCK):
        """The status, and the result."""
        path = self.write('verified.ofd', source) if isinstance(source, bytes) else source
        trust = ('--trust', self.authority.root, '--crl', self.crl) if trusted else ()
        result = harness.gongwen('verify', path, '--json', *trust, *options, environment={'SOURCE_DATE_EPOCH': clock})
        return result.status, json.loads(result.out)

    def ids(self, answer):
        return {message['id'] for message in answer['diagnostics']} - {'sign/found-time-claimed'}

    def assert_valid(self, source, *options, count=1):
        status, answer = self.verify(source, *options)
        self.assertEqual((status, self.ids(answer)), (harness.DONE, set()), answer)
        verdicts = [one['verdict'] for one in answer['files'][0]['signatures']]
        self.assertEqual(verdicts, ['valid'] * count)
        return answer['files'][0]

    def assert_judge_valid(self, path, count=1):
        """By the judge above."""
        sealed = Sealed(path)
        self.assertEqual(len(sealed.entries), count)
        for index in range(count):
            self.assertEqual(sealed.signature(index).faults(self.folder), [])
        return sealed


__all__ = ['CLOCK', 'DAY', 'OFD', 'SealAuthority', 'SealTest', 'Sealed', 'functools', 'repacked', 'run', 'unittest']
