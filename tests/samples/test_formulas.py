"""The results that workbooks store with their formulas are those that LibreOffice calculates."""
import subprocess
import unittest

import openpyxl

from harness import CommandTest
from samples import SAMPLES, name_of, rendered

KINDS = ('monthly-bulletin', 'annual-review', 'proposal-register', 'expert-roster', 'needs-notice', 'regulations')


def is_of_today(formula):
    """It stores the days up to the date of the register, and shows those up to now."""
    return 'TODAY(' in formula


class Formulas(CommandTest):
    def test_stored_results_are_those_that_a_program_calculates(self):
        paths, counted = {}, 0
        for sample in SAMPLES:
            if sample.parent.name in KINDS:
                # Saved without results, so that all are calculated.
                path = self.folder / f'{sample.parent.name}-{sample.stem}.xlsx'
                openpyxl.load_workbook(rendered(sample, 'xlsx')).save(path)
                paths[sample] = path
        out = self.folder / 'calculated'
        subprocess.run(['soffice', f'-env:UserInstallation=file://{self.folder}/office', '--headless', '--convert-to', 'xlsx', '--outdir', out, *paths.values()],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, timeout=300)
        for sample, path in paths.items():
            formulas = openpyxl.load_workbook(rendered(sample, 'xlsx'))
            stored = openpyxl.load_workbook(rendered(sample, 'xlsx'), data_only=True)
            calculated = openpyxl.load_workbook(out / path.name, data_only=True)
            for sheet in formulas:
                for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == 'f' and not is_of_today(cell.value)):
                    value = calculated[sheet.title][cell.coordinate].value
                    self.assertEqual(stored[sheet.title][cell.coordinate].value, value, (name_of(sample), sheet.title, cell.coordinate, cell.value))
                    self.assertIsInstance(value, (int, float))
                    counted += 1
        self.assertGreater(counted, 500)


if __name__ == '__main__':
    unittest.main()
