"""scripts/check_abi.py finds what would break programs of the C interface. GONGWEN_LIBRARY is the shared library."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADER = (ROOT / 'include/gongwen/gongwen.h').read_text(encoding='utf-8')


class Abi(unittest.TestCase):
    def judge(self, old, new):
        """What the check says of a header with this change."""
        self.assertTrue(old in HEADER, old)
        with tempfile.TemporaryDirectory(prefix='gongwen-test-') as folder:
            header = pathlib.Path(folder) / 'changed.h'
            header.write_text(HEADER.replace(old, new), encoding='utf-8')
            result = subprocess.run(
                [sys.executable, ROOT / 'scripts/check_abi.py', os.environ['GONGWEN_LIBRARY'], '--header', header],
                capture_output=True, text=True, check=False)
        self.assertEqual(result.stderr, '')
        return result.returncode, result.stdout

    def expect(self, old, new, *words):
        status, said = self.judge(old, new)
        self.assertEqual(status, 1)
        for word in words:
            self.assertIn(word, said)

    def test_the_committed_interface(self):
        self.assertEqual(self.judge('size_t size;', 'size_t size;'), (0, ''))

    def test_a_removed_function(self):
        self.expect('GW_API void gw_cancel(gw_call* call);', '', 'gw_cancel is exported, but', 'breaks programs',
                    'void gw_cancel(gw_call*)')

    def test_a_function_that_is_not_there(self):
        self.expect('GW_API void gw_cancel(gw_call* call);',
                    'GW_API void gw_cancel(gw_call* call);\nGW_API int gw_other(void);',
                    'gw_other is declared, but', '--update')

    def test_another_type_of_a_parameter(self):
        self.expect('gw_file_pages(const gw_result* result, size_t index)',
                    'gw_file_pages(const gw_result* result, int index)', 'gw_file_pages')

    def test_another_member_of_a_structure(self):
        self.expect('  size_t size;\n', '  size_t size;\n  int flags;\n', 'gw_file', 'flags')

    def test_another_constant(self):
        self.expect('#define GW_BAD_USAGE 2 ', '#define GW_BAD_USAGE 4 ', 'GW_BAD_USAGE was 2, and is 4')


if __name__ == '__main__':
    unittest.main()
