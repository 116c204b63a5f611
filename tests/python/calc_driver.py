"""LibreOffice Calc as a person uses it: a workbook is opened, a cell is chosen, a button is pressed, something is typed.

A macro in Basic does it, since LibreOffice brings no Python of its own. Steps are read from a file, one per line, with tabs
between their words; answers are written to another."""
import html
import os
import pathlib
import subprocess

import surroundings

# What the steps are:
#   sort  COLUMN ROW            chooses the cell (from 0) and presses the button Sort Ascending
#   type  COLUMN ROW TEXT       types a text
#   print PATH                  prints the workbook to a PDF
#   save  PATH                  saves the workbook as XLSX
#   rows  FIRST LAST COLUMNS    answers with the texts of the rows
#   show  COLUMN ROW            answers with the formula of the cell
#   height ROW                  answers with the height of the row, in 1/100 mm
#   sheet NAME                  goes on in another sheet
#   ranges                      answers with the names of the tables
MACRO = '''
Sub Main
  On Error GoTo Failed
  Dim args(0) As New com.sun.star.beans.PropertyValue
  args(0).Name = "Hidden"
  args(0).Value = True
  Dim pdf(0) As New com.sun.star.beans.PropertyValue
  pdf(0).Name = "FilterName"
  pdf(0).Value = "calc_pdf_Export"
  Dim xlsx(0) As New com.sun.star.beans.PropertyValue
  xlsx(0).Name = "FilterName"
  xlsx(0).Value = "Calc MS Excel 2007 XML"
  Dim none()
  Dim book, sheet, dispatcher, words, text, number, row, column, steps, answers
  steps = FreeFile
  Open "%(steps)s" For Input As #steps
  answers = FreeFile
  Open "%(answers)s" For Output As #answers
  book = StarDesktop.loadComponentFromURL("%(book)s", "_blank", 0, args())
  sheet = book.Sheets.getByIndex(0)
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  Do While Not EOF(steps)
    Line Input #steps, text
    words = Split(text, Chr(9))
    Select Case words(0)
    Case "sort"
      book.CurrentController.select(sheet.getCellByPosition(CLng(words(1)), CLng(words(2))))
      dispatcher.executeDispatch(book.CurrentController.Frame, ".uno:SortAscending", "", 0, none())
    Case "type"
      sheet.getCellByPosition(CLng(words(1)), CLng(words(2))).FormulaLocal = words(3)
    Case "print"
      book.storeToURL(words(1), pdf())
    Case "save"
      book.storeToURL(words(1), xlsx())
    Case "rows"
      For row = CLng(words(1)) To CLng(words(2))
        text = ""
        For column = 0 To CLng(words(3)) - 1
          text = text & sheet.getCellByPosition(column, row).String & Chr(9)
        Next column
        Print #answers, Replace(text, Chr(10), " ")
      Next row
    Case "show"
      Print #answers, sheet.getCellByPosition(CLng(words(1)), CLng(words(2))).Formula
    Case "height"
      Print #answers, sheet.Rows.getByIndex(CLng(words(1))).Height
    Case "sheet"
      sheet = book.Sheets.getByName(words(1))
      book.CurrentController.setActiveSheet(sheet)
    Case "ranges"
      Print #answers, Join(book.DatabaseRanges.ElementNames, Chr(9))
    End Select
  Loop
  Close #answers
  book.close(True)
  StarDesktop.terminate()
  Exit Sub
Failed:
  Print #answers, "error: " & Error$
  Close #answers
  StarDesktop.terminate()
End Sub
'''

LIBRARY = '''<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false">%s</library:library>
'''
MODULE = '''<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Driver" script:language="StarBasic">%s
</script:module>
'''


PROFILE = pathlib.Path(surroundings.HOME) / 'calc'
OFFICE = ['soffice', f'-env:UserInstallation={PROFILE.as_uri()}', '--headless']


def drive(book, steps, folder):
    """Does the steps in the workbook, which is not saved; each is a tuple. Returns the answers, a line each."""
    folder = pathlib.Path(folder)
    basic = PROFILE / 'user/basic/Standard'
    if not basic.exists():
        # A new profile gets libraries of its own over what is there.
        run('--terminate_after_init')
        basic.mkdir(parents=True, exist_ok=True)
    paths = {'steps': folder / 'steps.txt', 'answers': folder / 'answers.txt', 'book': pathlib.Path(book).resolve().as_uri()}
    paths['answers'].unlink(missing_ok=True)
    (basic / 'script.xlb').write_text(LIBRARY % '<library:element library:name="Driver"/>', encoding='utf-8')
    (basic / 'dialog.xlb').write_text(LIBRARY % '', encoding='utf-8')
    (basic / 'Driver.xba').write_text(MODULE % html.escape(MACRO % paths, quote=False), encoding='utf-8')
    paths['steps'].write_text(''.join('\t'.join(map(str, step)) + '\n' for step in steps), encoding='utf-8')
    errors = run('macro:///Standard.Driver.Main')
    if not paths['answers'].exists():
        raise AssertionError(errors)
    answers = paths['answers'].read_text(encoding='utf-8').splitlines()
    if answers and answers[-1].startswith('error: '):
        raise AssertionError(answers[-1])
    return answers


def run(word):
    """Runs the program, which ends itself; its status tells nothing. Returns what it said."""
    done = subprocess.run([*OFFICE, word], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False,
                          env={**os.environ, 'LC_ALL': 'C.UTF-8'})
    return done.stderr.decode('utf-8', 'replace')
