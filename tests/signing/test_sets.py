"""Sets: several documents in one file, which is signed once. (Their pages and contents: tests/command/test_bind.py.)"""
import json

import pikepdf

import harness
from signing_files import SigningTest, unittest

SAMPLES = harness.ROOT / 'samples'


class Sets(SigningTest):
    def bind(self, annexes=2, **more):
        data = harness.sample(SAMPLES / 'regulations/typical.json')
        article = {'paragraphs': [{'text': '申请人填写《ISO、IEC工作组专家申请表》（见附件1），并提交承诺书（见附件2）。'}]}
        data.update(annexes=[{'title': 'ISO、IEC工作组专家申请表'}, {'title': '承诺书'}],
                    chapters=[{'title': '总则', 'articles': [article]}, {'title': '附则', 'articles': [{'paragraphs': [{'text': '本办法自发布之日起施行。'}]}]}])
        data['annexes'] = data['annexes'][:annexes]
        if annexes == 1:
            data['annexes'][0]['id'] = 'form'
            article['paragraphs'][0]['text'] = '申请人填写《ISO、IEC工作组专家申请表》（见{form}）。'
        self.write('regulations.json', json.dumps(data, ensure_ascii=False))
        parts = [{'kind': 'regulations', 'data': 'regulations.json'},
                 {'kind': 'expert-application', 'data': str(SAMPLES / 'expert-application/typical.json'), 'annex': True},
                 {'kind': 'commitment-letter', 'data': str(SAMPLES / 'commitment-letter/typical.json'), 'annex': True}]
        plan = self.write('plan.json', {'title': '成套材料', 'organization': '示例单位', 'parts': parts[:annexes + 1], **more})
        path = self.folder / 'set.pdf'
        result = harness.gongwen('bind', plan, '-o', path)
        self.assertEqual(result.status, harness.DONE, result.err)
        return path

    @staticmethod
    def page_of(pdf, destination):
        """The number of the page that a destination leads to, from 0 on."""
        if isinstance(destination, (pikepdf.String, pikepdf.Name)):
            tree = pikepdf.NameTree(pdf.Root.Names.Dests)
            destination = tree[str(destination)]
        if isinstance(destination, pikepdf.Dictionary):
            destination = destination.D
        return next(number for number, page in enumerate(pdf.pages) if page.objgen == destination[0].objgen)

    def links(self, pdf, page):
        for note in pdf.pages[page].get('/Annots', []):
            if note.Subtype == '/Link':
                yield self.page_of(pdf, note.Dest if '/Dest' in note else note.A.D)

    def test_25_three_documents_are_one_archive_file_with_links_between_its_parts(self):
        path = self.bind()
        self.assert_archive(path)
        with pikepdf.open(path) as pdf:
            with pdf.open_outline() as outline:
                starts = [(item.title, self.page_of(pdf, item.destination)) for item in outline.root]
            titles = [title for title, _ in starts if title != '成套材料'][-3:]
            self.assertEqual([title.split('　')[0] for title in titles], ['网络安全国际标准化活动管理办法', '附件1', '附件2'])
            regulations, first, second = [page for title, page in starts if title in titles]
            self.assertLess(regulations, first)
            self.assertLess(first, second)
            # From the contents of the set to each part.
            contents = {target for page in range(regulations) for target in self.links(pdf, page)}
            self.assertLessEqual({regulations, first, second}, contents)
            # From the text of the regulations to the annexes that it refers to.
            inner = {target for page in range(regulations, first) for target in self.links(pdf, page)}
            self.assertLessEqual({first, second}, inner)
            parts = [kid for kid in pdf.Root.StructTreeRoot.K.K] if '/K' in pdf.Root.StructTreeRoot.K else []
            self.assertGreaterEqual(sum(1 for kid in parts if kid.get('/S') == '/Part'), 3)

    def test_25_the_only_annex_has_no_number(self):
        for language in ('zh', 'en'):
            with self.subTest(language):
                with pikepdf.open(self.bind(1, language=language, cover=False, contents=False)) as pdf:
                    with pdf.open_outline() as outline:
                        titles = [(item.title.split('　')[0], self.page_of(pdf, item.destination)) for item in outline.root]
                    self.assertEqual(titles[-1][0], {'zh': '附件', 'en': 'Annex'}[language])
                    annex = titles[-1][1]
                    self.assertIn(annex, {target for page in range(annex) for target in self.links(pdf, page)})

    def test_25_a_set_is_signed_and_sealed_as_one(self):
        path = self.bind()
        self.authority.publish()
        folder = self.authority.folder
        signed = self.sign(path, '--riding', '--page', 1, '--at', '105,200', '--seal', self.seal(), '--certify', 'no-changes')
        self.assert_archive(signed)
        self.assert_pdfsig_valid(signed)
        self.assert_qpdf_sound(signed)
        result = harness.gongwen('verify', signed, '--trust', folder / 'root.pem', '--crl', folder / 'root.crl', '--crl', folder / 'issuer.crl')
        self.assertEqual(result.status, harness.DONE, result.out)


if __name__ == '__main__':
    unittest.main()
