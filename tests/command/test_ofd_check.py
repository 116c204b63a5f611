"""`ofd-check`: what is wrong with OFD files, where, and the exit status."""
import io
import json
import unittest
import zipfile

from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, CommandTest, gongwen

HEAD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
PARTS = {
    'OFD.xml': f'<ofd:OFD {HEAD} Version="1.0" DocType="OFD">\n<ofd:DocBody><ofd:DocInfo/>'
               '<ofd:DocRoot>D/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>',
    'D/Document.xml': f'<ofd:Document {HEAD}><ofd:CommonData><ofd:MaxUnitID>9</ofd:MaxUnitID><ofd:PageArea>'
                      '<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>'
                      '<ofd:Pages><ofd:Page ID="1" BaseLoc="Page.xml"/></ofd:Pages></ofd:Document>',
    'D/Page.xml': f'<ofd:Page {HEAD}>\n<ofd:Content>\n<ofd:Layer ID="2"/>\n</ofd:Content></ofd:Page>',
}


def package(**changes):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, changes.get(name.split('/')[-1].split('.')[0], text))
    return out.getvalue()


class OfdCheck(CommandTest):
    def test_a_good_file(self):
        path = self.write('a.ofd', package())
        result = gongwen('ofd-check', str(path))
        self.assertEqual((result.status, result.out), (DONE, f'{path}: no errors\n'), result.err)

    def test_place_and_clause_of_an_error(self):
        path = self.write('a.ofd', package(Page=PARTS['D/Page.xml'].replace(' ID="2"', '')))
        result = gongwen('ofd-check', str(path))
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('error[ofd-check/missing-attribute]', result.err)
        self.assertIn('a.ofd!D/Page.xml:3:', result.err)
        self.assertIn('Layer[1]; GB/T 33190-2016, 7', result.err)
        self.assertIn('缺少属性 `ID`', gongwen('--lang', 'zh', 'ofd-check', str(path)).err)

    def test_profiles(self):
        path = str(self.write('a.ofd', package()))
        self.assertEqual(gongwen('ofd-check', '--profile', 'plain', path).status, DONE)
        self.assertIn('ofd-check/archive-doc-type', gongwen('ofd-check', '--profile', 'archive', path).err)
        self.assertEqual(gongwen('ofd-check', '--profile', 'other', path).status, BAD_USAGE)

    def test_several_files_and_json(self):
        good, bad = self.write('a.ofd', package()), self.write('b.ofd', b'no package')
        result = gongwen('ofd-check', '--json', str(good), str(bad))
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('"ofd-check/not-package"', json.dumps(json.loads(result.out)))

    def test_json_has_all_messages(self):
        layers = '<ofd:Layer/>' * 20
        path = str(self.write('a.ofd', package(Page=PARTS['D/Page.xml'].replace('<ofd:Layer ID="2"/>', layers))))
        shown = gongwen('ofd-check', path).err
        self.assertEqual(shown.count('error[ofd-check/missing-attribute]'), 3)
        self.assertRegex(shown, 'ofd-check/more.*17 more messages')
        found = [one['id'] for one in json.loads(gongwen('ofd-check', '--json', path).out)['diagnostics']]
        self.assertEqual(found, ['ofd-check/missing-attribute'] * 20)

    def test_bombs(self):
        path = self.write('a.ofd', package(Page='<a>' + ' ' * (64 << 20)))
        result = gongwen('ofd-check', str(path))
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('ofd-check/limit', result.err)

    def test_a_missing_file(self):
        self.assertEqual(gongwen('ofd-check', str(self.folder / 'none.ofd')).status, BAD_ENVIRONMENT)


if __name__ == '__main__':
    unittest.main()
