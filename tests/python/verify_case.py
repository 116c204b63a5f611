"""What tests of `verify` ask of files that were made to deceive, and of those that only look so."""
import json
import time

from harness import CommandTest, gongwen
from signed_files import Authority, SignedFile

PATIENCE = 60
MESSAGES = {'permitted': None, 'doubtful': 'signatures/doubtful', 'forbidden': 'signatures/changed'}


class Attack(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority()

    def signed(self, **options):
        return SignedFile().sign(self.authority, 'Ren Yi', **options)

    def verify(self, data):
        path = self.write('a.pdf', data)
        start = time.monotonic()
        result = gongwen('verify', path, '--json', '--trust', self.authority.path('root.pem'), '--crl',
                         self.authority.path('root.crl'))
        self.assertLess(time.monotonic() - start, PATIENCE)
        self.assertIn(result.status, (0, 1, 4), result.err)
        return result.status, json.loads(result.out)

    def changes(self, answer, index=0):
        return {(one['permission'], one['what']['en'].split(' (object')[0])
                for one in answer['files'][0]['signatures'][index]['changes']}

    def assert_valid(self, data):
        status, answer = self.verify(data)
        self.assertEqual(status, 0, json.dumps(answer, ensure_ascii=False, indent=1))
        return answer

    def assert_named(self, data, *expected, status=1):
        """All of the expected changes of the first signature, each with whether it is permitted."""
        got, answer = self.verify(data)
        for one in expected:
            self.assertIn(one, self.changes(answer))
            self.assertIn(MESSAGES[one[0]], {None} | {message['id'] for message in answer['diagnostics']})
        self.assertEqual(got, status, json.dumps(answer, ensure_ascii=False, indent=1))
        return answer

    def assert_range(self, data, words):
        """The signature is not valid, because of what it covers."""
        status, answer = self.verify(data)
        self.assertEqual(status, 1)
        texts = [one['message'] for one in answer['diagnostics'] if one['id'] == 'signatures/range']
        self.assertTrue(any(words in text for text in texts), answer)
