"""A second run into the same folder: files that no record gives any more, faces that have changed, workbooks in folders."""
import json
import os
import shutil
import signal
import subprocess
import time
import unittest

import openpyxl

from batches import BatchTest, KIND, batch, contents, letter, lines, manifest
from harness import BAD_INPUT, BAD_USAGE, DONE, PROGRAM, ROOT, CommandTest

HEAD = ['org', '/title/zh', '/title/en', 'wg', 'leader']


def stale(folder):
    return [entry['outputs'][0]['file'] for entry in manifest(folder) if entry['status'] == 'stale']


class BatchAgain(BatchTest):
    def made_of(self, records, *arguments):
        """What a run into an empty folder makes of the records."""
        folder = self.folder / f'fresh{len(list(self.folder.iterdir()))}'
        folder.mkdir()
        self.write('fresh.jsonl', lines(records))
        batch('fresh.jsonl', *arguments, '-o', folder, cwd=self.folder)
        return contents(folder)

    def test_files_of_records_that_are_gone_are_named_and_kept(self):
        for again in ((), ('--resume',)):
            with self.subTest(again=again):
                self.write('list.jsonl', lines(letter(n) for n in range(5)))
                self.batch('list.jsonl', '--format', 'pdf')
                before = self.made()
                gone = [e['outputs'][0]['file'] for e in manifest(self.out)[1:3]]
                self.write('list.jsonl', lines(letter(n) for n in (0, 3, 4)))
                for _ in range(2):  # also the second time
                    result = self.batch('list.jsonl', '--format', 'pdf', *again)
                    self.assertEqual(result.status, DONE)
                    self.assertIn('stale files of earlier runs: 2; --prune removes them', result.out)
                    self.assertTrue(all(f'  {name}\n' in result.out for name in gone), result.out)
                    self.assertEqual(self.made(), before)
                    self.assertEqual([e['status'] for e in manifest(self.out)], ['done'] * 3 + ['stale'] * 2)
                    self.assertEqual(sorted(stale(self.out)), sorted(gone))
                # A record that is back has its file again.
                self.write('list.jsonl', lines(letter(n) for n in range(5)))
                result = self.batch('list.jsonl', '--format', 'pdf', *again)
                self.assertNotIn('earlier runs', result.out)
                self.assertEqual([e['status'] for e in manifest(self.out)], ['done'] * 5)

    def test_ofd_is_continued_and_pruned_as_pdf_is(self):
        self.write('list.jsonl', lines(letter(n) for n in range(6)))
        formats = ('--format', 'ofd,pdf')
        self.batch('list.jsonl', *formats)
        whole = contents(self.out)
        self.assertEqual(sum(name.endswith('.ofd') for name in whole), 6)
        names = sorted(name for name in self.made() if name.endswith('.ofd'))
        (self.out / names[0]).unlink()
        (self.out / names[1]).write_bytes(b'PK')
        result = self.batch('list.jsonl', '--resume', *formats)
        self.assertIn('2 made, 4 skipped, 0 failed', result.out)
        self.assertEqual(contents(self.out), whole)
        result = self.batch('list.jsonl', '--resume', *formats, '--ofd-profile', 'plain')
        self.assertIn('6 made, 0 skipped, 0 failed', result.out)
        self.write('list.jsonl', lines(letter(n) for n in range(4)))
        result = self.batch('list.jsonl', '--resume', '--prune', *formats)
        self.assertIn('stale files of earlier runs: 4, removed', result.out)
        self.assertEqual(contents(self.out), self.made_of([letter(n) for n in range(4)], *formats))

    def test_pruning_leaves_what_a_fresh_run_makes(self):
        self.write('list.jsonl', lines(letter(n) for n in range(6)))
        self.batch('list.jsonl')
        rest = [letter(1), letter(2, leader='乙'), letter(7)]
        self.write('list.jsonl', lines(rest))
        result = self.batch('list.jsonl', '--resume', '--prune', '--format', 'pdf')
        self.assertIn('stale files of earlier runs: 10, removed', result.out)
        self.assertEqual(contents(self.out), self.made_of(rest, '--format', 'pdf'))
        self.assertEqual([e['status'] for e in manifest(self.out)], ['done'] * 3)
        result = self.batch('list.jsonl', '--resume', '--prune', '--format', 'pdf')
        self.assertIn('0 made, 3 skipped, 0 failed', result.out)
        self.assertNotIn('earlier runs', result.out)

    def test_nothing_is_pruned_while_records_fail(self):
        self.write('list.jsonl', lines(letter(n) for n in range(3)))
        self.batch('list.jsonl', '--format', 'pdf')
        before = contents(self.out)
        self.write('list.jsonl', lines([letter(0)]) + '{"org": broken\n')
        result = self.batch('list.jsonl', '--format', 'pdf', '--prune')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('stale files of earlier runs: 2; kept, because records failed', result.out)
        self.assertEqual(contents(self.out), before)

    def test_only_what_a_batch_wrote_is_pruned(self):
        self.write('list.jsonl', lines(letter(n) for n in range(3)))
        self.batch('list.jsonl', '--format', 'pdf')
        first, second = (e['outputs'][0]['file'] for e in manifest(self.out)[:2])
        (self.out / first).write_bytes(b'my own')  # changed since
        (self.out / 'mine.pdf').write_bytes(b'never of a batch')
        outside = self.write('outside.pdf', b'elsewhere')
        forged = {**manifest(self.out)[0], 'outputs': [{**manifest(self.out)[0]['outputs'][0], 'file': '../outside.pdf'}]}
        with open(self.out / 'manifest.jsonl', 'a', encoding='utf-8') as file:
            file.write(json.dumps(forged) + '\n')
        self.write('list.jsonl', lines([letter(2)]))
        result = self.batch('list.jsonl', '--format', 'pdf', '--prune')
        self.assertIn(f'stale files of earlier runs: 1, removed\n  {second}\n', result.out)
        self.assertTrue(outside.exists())
        self.assertLess({first, 'mine.pdf'}, set(self.made()))
        self.assertNotIn(second, self.made())

    def test_prune_has_no_sense_for_a_watched_folder(self):
        (self.folder / 'in').mkdir()
        self.assertEqual(self.batch('--watch', 'in', '--prune').status, BAD_USAGE)

    def share_with_own_faces(self):
        """The share folder, with faces that can be changed: its manifest does not state their sizes and hashes."""
        share = self.folder / 'share'
        (share / 'fonts/faces').mkdir(parents=True)
        (share / 'templates').symlink_to(ROOT / 'templates')
        manifest = json.loads((ROOT / 'fonts/manifest.json').read_text(encoding='utf-8'))
        for face in manifest['faces']:
            del face['bytes'], face['sha256']
        self.write('share/fonts/manifest.json', manifest)
        for face in (ROOT / 'fonts/faces').iterdir():
            (share / 'fonts/faces' / face.name).symlink_to(face.resolve())
        return share

    def test_a_face_that_was_prepared_anew(self):
        share = self.share_with_own_faces()
        environment = {'GONGWEN_SHARE': str(share)}
        self.write('list.jsonl', lines(letter(n) for n in range(3)))
        self.assertEqual(self.batch('list.jsonl', environment=environment).status, DONE)
        self.assertIn('3 skipped', self.batch('list.jsonl', '--resume', environment=environment).out)
        used = share / 'fonts/faces/fang-regular.ttf'
        other = (share / 'fonts/faces/kai-regular.ttf').resolve()
        used.unlink()
        shutil.copy(other, used)
        self.assertIn('3 made, 0 skipped', self.batch('list.jsonl', '--resume', environment=environment).out)
        # The same face at another time is no other face.
        used.touch()
        self.assertIn('3 skipped', self.batch('list.jsonl', '--resume', environment=environment).out)
        used.unlink()
        used.symlink_to((ROOT / 'fonts/faces/fang-regular.ttf').resolve())
        self.batch('list.jsonl', '--resume', environment=environment)
        self.assertEqual(contents(self.out), self.made_of([letter(n) for n in range(3)]))

    def write_book(self, path, *rows):
        book = openpyxl.Workbook()
        for row in (HEAD, *rows):
            book.active.append(row)
        book.save(self.folder / path)

    def test_workbooks_in_folders_are_tables_unless_they_are_documents(self):
        self.write('in/b.json', letter(2))
        self.write_book('in/a.xlsx', ['某院', '示例一', 'One', 1, '甲'], ['某所', '示例二', 'Two', 2, '乙'])
        self.write('in/~$a.xlsx', 'a lock')
        self.assertEqual(self.batch('in').status, DONE)
        self.assertEqual([e['input'] for e in manifest(self.out)], ['in/a.xlsx:2', 'in/a.xlsx:3', 'in/b.json'])
        self.assertEqual(sum(name.endswith('.xlsx') for name in self.made()), 3)
        self.write('out/c.json', letter(3))
        result = self.batch('out')
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual([e['input'] for e in manifest(self.out) if e['status'] == 'done'], ['out/c.json'])

    def test_tables_in_a_watched_folder(self):
        (self.folder / 'in').mkdir()
        self.write_book('in/a.xlsx', ['某院', '示例一', 'One', 1, '甲'])
        process = self.start('--watch', 'in', '--format', 'pdf')
        self.wait_until(lambda: (self.out / 'manifest.jsonl').exists() and len(manifest(self.out)) == 1, what='what was there')
        self.write_book('later.xlsx', ['某所', '示例二', 'Two', 2, '乙'])
        (self.folder / 'later.xlsx').rename(self.folder / 'in/later.xlsx')
        self.write('new.json', letter(1)).rename(self.folder / 'in/new.json')
        self.wait_until(lambda: len(manifest(self.out)) == 3, what='what has come')
        process.send_signal(signal.SIGTERM)
        told = process.communicate(timeout=30)[1].decode()
        self.assertEqual(process.returncode, DONE, told)
        self.assertEqual([e['input'] for e in manifest(self.out)], ['in/a.xlsx:2', 'in/later.xlsx:2', 'in/new.json'])
        self.assertEqual([e['status'] for e in manifest(self.out)], ['done', 'done', 'done'])

    def test_a_file_that_is_renamed_at_once_is_one_document(self):
        (self.folder / 'in').mkdir()
        process = self.start('--watch', 'in', '--format', 'pdf')
        self.write('in/first.json', letter(0))
        self.wait_until(lambda: (self.out / 'manifest.jsonl').exists() and len(manifest(self.out)) == 1, what='the first')
        for number in range(1, 21):
            self.write(f'in/t{number}.json', letter(number)).rename(self.folder / f'in/d{number}.json')
        names = {f'in/d{number}.json' for number in range(1, 21)}
        self.wait_until(lambda: names <= {e['input'] for e in manifest(self.out)}, what='all of them')
        process.send_signal(signal.SIGTERM)
        told = process.communicate(timeout=30)[1].decode()
        self.assertEqual(process.returncode, DONE, told)
        self.assertEqual({e['status'] for e in manifest(self.out) if e['input'] in names}, {'done'})
        self.assertNotIn('failed', {e['status'] for e in manifest(self.out)})

    def test_a_manifest_of_another_folder_and_its_hidden_file(self):
        (self.folder / 'notes').mkdir()
        self.write('notes/.gongwen-batch-m.jsonl', 'left by a killed run')
        self.write('list.jsonl', lines(letter(n) for n in range(3)))
        for _ in range(2):
            self.batch('list.jsonl', '--format', 'pdf', '--manifest', 'notes/m.jsonl')
        self.assertEqual([p.name for p in (self.folder / 'notes').iterdir()], ['m.jsonl'])
        self.assertEqual(len((self.folder / 'notes/m.jsonl').read_text().splitlines()), 3)


if __name__ == '__main__':
    unittest.main()
