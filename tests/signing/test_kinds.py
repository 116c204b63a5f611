"""A document of each kind is signed: the update is small, the original its first part, and the file stays an archive file.
Each run takes one sample of a kind, and has every third judged; GONGWEN_ALL_SAMPLES=1 takes all of them."""
import json
import os

import pikepdf

import harness
from signing_files import SigningTest, unittest

SAMPLES = harness.ROOT / 'samples'
ROOM = 2 * 16384  # of the value, in hexadecimal


def kinds():
    """Folders of samples that are kinds, each with its samples."""
    known = harness.gongwen('list', '--json')
    names = {kind['kind'] for kind in json.loads(known.out)}
    for folder in sorted(SAMPLES.iterdir()):
        samples = sorted(folder.glob('*.json'))
        if folder.name in names and samples:
            yield folder.name, samples if os.environ.get('GONGWEN_ALL_SAMPLES') else samples[:1]


class Kinds(SigningTest):
    def test_05_the_update_takes_4_kB_besides_the_room_of_the_signature(self):
        signed, added = [], {}
        for kind, samples in kinds():
            for sample in samples:
                for options in (['--signable'], ['--fillable']):
                    path = self.folder / f'{kind}-{sample.stem}{options[0]}.pdf'
                    result = harness.gongwen('render', kind, sample, '-o', path, *options)
                    if result.status != harness.DONE:
                        continue  # a kind without fields cannot be filled in
                    signed.append(path)
        out = self.folder / 'out'
        result = harness.gongwen('sign', *signed, '-o', out, *self.authority.key(), environment={'SOURCE_DATE_EPOCH': '1795000000'})
        # Of several empty fields none is guessed: these are signed one by one.
        for path in signed:
            made = out / path.name
            if not made.exists():
                self.assertIn(path.name, result.err)
                name = self.first_empty_field(path)
                self.sign(path, '--field', name, out=made)
            data = made.read_bytes()
            self.assertTrue(data.startswith(path.read_bytes()), path.name)
            added[path.name] = len(data) - path.stat().st_size
        self.assertGreaterEqual(len(added), 20)
        too_much = {name: size - ROOM for name, size in added.items() if size > 4096 + ROOM}
        self.assertEqual(too_much, {})
        plain = [size - ROOM for name, size in added.items() if '--fillable' not in name]
        print(f'{len(plain)} documents: up to {max(plain)} bytes besides the room; forms: {max(added.values()) - ROOM}')
        checked = sorted(out.iterdir())[::1 if os.environ.get('GONGWEN_ALL_SAMPLES') else 3]
        # A form that is in English may have no Chinese in it.
        english = [path for path in checked if path.name.startswith('iso-form-4')]
        self.assert_archive(*[path for path in checked if path not in english])
        self.assert_archive(*english, chinese=False)
        for path in checked:
            self.assert_pdfsig_valid(path)

    def first_empty_field(self, path):
        with pikepdf.open(path) as pdf:
            return next(str(field.T) for field in pdf.Root.AcroForm.Fields if field.get('/FT') == '/Sig' and '/V' not in field)


if __name__ == '__main__':
    unittest.main()
