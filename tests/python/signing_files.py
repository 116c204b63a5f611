"""What tests of signatures share: a local authority, seals, documents to sign, and what other programs say of them."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import harness

# Where certificates of the tests are valid.
CLOCK = '1795000000'  # 2026-11-18


def run(*words, stdin=None, check=True):
    done = subprocess.run([str(word) for word in words], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if check and done.returncode != 0:
        raise RuntimeError(f'{words}: {done.stderr.decode(errors="replace")}')
    return done


class Authority:
    """A root, an issuer below it, signers of several kinds, and the database of NSS that trusts the root."""
    KINDS = {'rsa': ('RSA', 'rsa_keygen_bits:3072'), 'p256': ('EC', 'ec_paramgen_curve:P-256'),
             'p384': ('EC', 'ec_paramgen_curve:P-384')}

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix='gongwen-pki-')
        self.folder = pathlib.Path(self._folder.name)
        self.root = self.folder / 'root.pem'
        self.issuer = self.folder / 'issuer.pem'
        self._make('root', '/C=CN/O=Example Root/CN=示例根证书', None, 'basicConstraints=critical,CA:TRUE\n'
                   'keyUsage=critical,keyCertSign,cRLSign\n')
        self._make('issuer', '/C=CN/O=Example Issuer/CN=示例签发机构', 'root',
                   'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n')
        for kind in self.KINDS:
            self._make(kind, f'/C=CN/O=示例单位/CN=示例单位{kind}', 'issuer',
                       'keyUsage=critical,digitalSignature,nonRepudiation\n', self.KINDS[kind])
        run('certutil', '-N', '-d', self.folder, '--empty-password')
        run('certutil', '-A', '-d', self.folder, '-n', 'root', '-t', 'CT,C,C', '-i', self.root)

    def _make(self, name, subject, issuer, extensions, kind=('EC', 'ec_paramgen_curve:P-256')):
        key, request, out = (self.folder / f'{name}{end}' for end in ('.key', '.csr', '.pem'))
        run('openssl', 'genpkey', '-algorithm', kind[0], '-pkeyopt', kind[1], '-out', key)
        run('openssl', 'req', '-new', '-utf8', '-key', key, '-subj', subject, '-out', request)
        (self.folder / 'ext').write_text(extensions + 'subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n')
        signer = ['-signkey', key] if issuer is None else ['-CA', self.folder / f'{issuer}.pem', '-CAkey',
                                                           self.folder / f'{issuer}.key', '-CAcreateserial']
        run('openssl', 'x509', '-req', '-in', request, *signer, '-days', '3650', '-extfile', self.folder / 'ext',
            '-out', out)

    def add(self, name, extensions):
        """One more signer."""
        self._make(name, f'/C=CN/O=示例单位/CN=示例单位{name}', 'issuer', extensions)

    def _ca(self, issuer, *words):
        """Runs `openssl ca` for an issuer, which keeps a register of what it issued."""
        register = self.folder / f'{issuer}.register'
        if not register.exists():
            register.write_text('')
            (self.folder / f'{issuer}.serial').write_text('1000\n')
        config = self.folder / f'{issuer}.ca.cnf'
        config.write_text(f'[ca]\ndefault_ca=d\n[d]\ndatabase={register}\nserial={self.folder}/{issuer}.serial\n'
                          f'new_certs_dir={self.folder}\ndefault_md=sha256\ndefault_crl_days=3000\nunique_subject=no\n'
                          'policy=p\n[p]\ncountryName=optional\norganizationName=optional\ncommonName=supplied\n')
        run('openssl', 'ca', '-config', config, '-keyfile', self.folder / f'{issuer}.key', '-cert',
            self.folder / f'{issuer}.pem', *words)

    def add_dated(self, name, extensions, start, end, issuer='issuer'):
        """One more signer, whose certificate is valid between two times such as 20260101000000Z, in the register."""
        key, request, out = (self.folder / f'{name}{ending}' for ending in ('.key', '.csr', '.pem'))
        run('openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', key)
        run('openssl', 'req', '-new', '-utf8', '-key', key, '-subj', f'/C=CN/O=示例单位/CN=示例单位{name}', '-out', request)
        (self.folder / 'ext').write_text(extensions + 'subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n')
        self._ca(issuer, '-batch', '-notext', '-in', request, '-out', out, '-extfile', self.folder / 'ext', '-startdate',
                 start, '-enddate', end)

    def revoke(self, name, issuer='issuer'):
        self._ca(issuer, '-revoke', self.folder / f'{name}.pem')

    def publish(self):
        """The lists of revoked certificates: root.crl, issuer.crl."""
        for issuer in ('root', 'issuer'):
            self._ca(issuer, '-gencrl', '-out', self.folder / f'{issuer}.crl')

    def key(self, kind='p256'):
        """The options that name a key."""
        return ['--key', self.folder / f'{kind}.key', '--cert', self.folder / f'{kind}.pem', '--chain', self.issuer]


def draw_seal(path, colour=(0.863, 0, 0), size=496, second=None):
    """A ring with a bar, transparent elsewhere: one colour, unless a second one is asked for."""
    import cairo
    surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, size, size)
    context = cairo.Context(surface)
    context.set_source_rgb(*colour)
    context.set_line_width(size / 24)
    context.arc(size / 2, size / 2, size * 0.47, 0, 7)
    context.stroke()
    context.set_source_rgb(*(second or colour))
    context.rectangle(size * 0.3, size * 0.45, size * 0.4, size * 0.1)
    context.fill()
    surface.write_to_png(str(path))
    if second is None:
        # Colours of half transparent pixels are rounded: all become the seal's.
        flatten(path, tuple(round(part * 255) for part in colour))
    return path


def flatten(path, colour):
    from PIL import Image
    picture = Image.open(path).convert('RGBA')
    alpha = picture.getchannel('A')
    flat = Image.new('RGBA', picture.size, colour + (255,))
    flat.putalpha(alpha)
    flat.save(path)


def byte_ranges(data):
    return [tuple(int(number) for number in found) for found in
            re.findall(rb'/ByteRange\[(\d+) (\d+) (\d+) (\d+)\]', data)]


def signed_bytes(data, index=-1):
    start, before, after, length = byte_ranges(data)[index]
    return data[start:before] + data[after:after + length]


def contents(data, index=-1):
    """The signature in DER, without the padding of its room."""
    _, before, after, _ = byte_ranges(data)[index]
    der = bytes.fromhex(data[before + 1:after - 1].decode())
    length = int.from_bytes(der[2:4], 'big') + 4 if der[1] == 0x82 else der[1] + 2
    return der[:length]


def without_contents(data):
    for _, before, after, _ in byte_ranges(data):
        data = data[:before] + b'-' * (after - before) + data[after:]
    return data


class SigningTest(harness.CommandTest):
    @classmethod
    def setUpClass(cls):
        cls.authority = Authority()

    def document(self, kind='result-notice', name='typical', *options, **values):
        """A finished document of a sample, with other values."""
        import json
        data = harness.sample(harness.ROOT / f'samples/{kind}/{name}.json')
        data.update(values)
        source = self.write('data.json', json.dumps(data, ensure_ascii=False).encode())
        path = self.folder / f'{kind}.pdf'
        result = harness.gongwen('render', kind, source, '-o', path, *options)
        self.assertEqual(result.status, harness.DONE, result.err)
        return path

    def seal(self, **options):
        return draw_seal(self.folder / 'seal.png', **options)

    def sign(self, path, *options, kind='p256', out=None, status=harness.DONE, clock=CLOCK, environment=None):
        out = out or path.with_name(path.stem + '-signed.pdf')
        result = harness.gongwen('sign', path, '-o', out, *self.authority.key(kind), *options,
                                 environment={'SOURCE_DATE_EPOCH': clock, **(environment or {})})
        self.assertEqual(result.status, status, result.err)
        self.result = result
        return out

    def assert_pdfsig_valid(self, path, count=1):
        out = run('pdfsig', '-nssdir', f'sql:{self.authority.folder}', path, check=False).stdout.decode()
        self.assertEqual(out.count('Signature Validation: Signature is Valid.'), count, out)
        self.assertEqual(out.count('Certificate Validation: Certificate is Trusted.'), count, out)
        return out

    def assert_mutool_valid(self, path):
        out = run('mutool', 'sign', '-v', path, check=False)
        text = (out.stdout + out.stderr).decode()
        self.assertIn('The document is unchanged since signing.', text)
        return text

    def assert_openssl_valid(self, data, index=-1):
        (self.folder / 'cms.der').write_bytes(contents(data, index))
        (self.folder / 'content').write_bytes(signed_bytes(data, index))
        done = run('openssl', 'cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', self.folder / 'cms.der',
                   '-content', self.folder / 'content', '-CAfile', self.authority.root, '-purpose', 'any',
                   '-out', os.devnull, check=False)
        self.assertIn(b'CAdES Verification successful', done.stderr, done.stderr)

    def assert_qpdf_sound(self, path):
        done = run('qpdf', '--check', path, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def assert_archive(self, *paths, chinese=True):
        """PDF/A-2a and PDF/UA-1 by the judge of the tests, and by veraPDF where it is (VERAPDF names its program)."""
        judge = harness.ROOT / 'tests/judges/pdf_judge.py'
        done = run('/usr/bin/python3', judge, *paths, '--profile', 'archive', '--chinese',
                   'yes' if chinese else 'no', check=False)
        self.assertEqual(done.returncode, 0, done.stdout.decode() + done.stderr.decode())
        if os.environ.get('VERAPDF'):
            done = run(os.environ['VERAPDF'], '-v', *paths, check=False)
            self.assertEqual(done.returncode, 0, done.stdout.decode() + done.stderr.decode())


__all__ = ['SigningTest', 'byte_ranges', 'contents', 'draw_seal', 'run', 'signed_bytes', 'unittest', 'without_contents']
