"""`fonts`: what style sheets may name, and which characters no face has."""
import json
import shutil
import unittest

from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen


class Fonts(CommandTest):
    def test_list(self):
        text = gongwen('fonts').out
        self.assertIn('宋体  weight 400, 700  ', text)
        self.assertIn('names: ', text)
        self.assertIn('replaces: ', text)
        self.assertIn('字重', gongwen('--lang', 'zh', 'fonts').out)

    def test_json(self):
        result = json.loads(gongwen('fonts', '--json').out)
        song = next(f for f in result['families'] if f['family'] == '宋体')
        faces = {f['face']: f for f in result['faces']}
        self.assertEqual([faces[name]['weight'] for name in song['faces']], [400, 700])
        for name in song['faces']:
            self.assertGreater(faces[name]['han'], 8_000)
            self.assertGreater(faces[name]['characters'], faces[name]['han'])
            self.assertFalse(faces[name]['own'])
        self.assertIn('serif', song['names'])

    def test_own_faces(self):
        shutil.copy(next((ROOT / 'fonts/faces').glob('*ong-regular.ttf'), None)
                    or sorted((ROOT / 'fonts/faces').glob('*.ttf'))[0], self.folder / 'own.ttf')
        result = json.loads(gongwen('--fonts', self.folder, 'fonts', '--json').out)
        own = [f for f in result['faces'] if f['own']]
        self.assertEqual([f['file'] for f in own], [f'{self.folder}/own.ttf'])

    def test_missing(self):
        result = gongwen('fonts', '--missing', '网络安全 ABC①\n')
        self.assertEqual((result.status, result.out), (DONE, 'no character is missing\n'))
        # The last code points are for private use.
        result = gongwen('fonts', '--missing', '网\U0010FFFD安\uE000')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('U+10FFFD', result.out)
        text = self.write('names.txt', '示例\U0010FFFD')
        result = gongwen('fonts', '--missing', f'@{text}', '--json')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertEqual(json.loads(result.out)['missing'], ['\U0010FFFD'])


if __name__ == '__main__':
    unittest.main()
