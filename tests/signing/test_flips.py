"""One byte of a signed file is another one, at 200 places: `verify` and pdfsig must agree on what is valid, in both
directions. They do but for the value of the signature, which is not signed: there `verify` is stricter, in two ways.

- A character that is not a hexadecimal digit: pdfsig reads it as 0, with a message on the standard error.
- Digits other than 0 after the end of the signature: pdfsig does not look at them; something could be hidden there.
"""
import json
import random
import string

import harness
from signing_files import SigningTest, byte_ranges, contents, run, unittest

COUNT = 200
SEED = 20261124


class Flips(SigningTest):
    def test_11_verify_and_pdfsig_agree_on_200_flipped_bytes(self):
        self.authority.publish()
        folder = self.authority.folder
        data = self.sign(self.document(), '--page', 1, '--at', '120,200', '--seal', self.seal()).read_bytes()
        _, before, after, _ = byte_ranges(data)[-1]
        self.signature = contents(data)
        chosen = random.Random(SEED)
        # All over the file; one in five in the value itself, of which the first half is the signature.
        places = sorted([chosen.randrange(0, before) for _ in range(COUNT * 3 // 5)] +
                        [chosen.randrange(before, before + 3000) for _ in range(COUNT // 5)] +
                        [chosen.randrange(before, after) for _ in range(COUNT // 20)] +
                        [chosen.randrange(after, len(data)) for _ in range(COUNT * 3 // 20)])
        self.assertEqual(len(places), COUNT)
        paths = []
        for place in places:
            changed = bytearray(data)
            changed[place] ^= 1 << chosen.randrange(8)
            paths.append(self.write(f'flipped/{place:07}-{changed[place]:02x}.pdf', bytes(changed)))
        paths = sorted(set(paths))
        trust = ['--trust', self.authority.root, '--crl', folder / 'root.crl', '--crl', folder / 'issuer.crl']
        result = harness.gongwen('verify', *paths, *trust, '--json')
        ours = {file['path']: file for file in json.loads(result.out)['files']}
        differing = {}
        for path in paths:
            file = ours.get(str(path))
            valid = file is not None and file['verdict'] == 'valid'
            told = run('pdfsig', '-nssdir', f'sql:{folder}', path, check=False).stdout.decode(errors='replace')
            theirs = 'Signature is Valid.' in told and 'Certificate is Trusted.' in told
            if valid != theirs:
                place = int(path.name[:7])
                inside = before < place < after - 1 and theirs
                reason = self.reason(place, path.read_bytes()[place], before + 1) if inside else 'not explained'
                differing.setdefault(reason, []).append(path.name)
        for reason, names in sorted(differing.items()):
            print(f'{len(names):3} {reason}: {", ".join(names[:6])}')
        self.assertNotIn('not explained', differing)
        # All that is signed was changed without being called valid by anybody.
        self.assertFalse([path for path in paths if not before < int(path.name[:7]) < after and str(path) in ours
                          and ours[str(path)]['verdict'] == 'valid'])

    def reason(self, place, value, start):
        if chr(value) not in string.hexdigits:
            return 'not a digit, which pdfsig reads as 0'
        end = start + 2 * len(self.signature)
        return 'after the end of the signature, which pdfsig does not look at' if place >= end else 'not explained'


if __name__ == '__main__':
    unittest.main()
