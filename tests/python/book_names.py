"""Workbooks that openpyxl has read, whatever its version. Before 3.1 it has defined names in a list, later in a dictionary, and
those of one sheet with the sheet; and it loses the properties that programs add, which it later keeps."""
from openpyxl.workbook.defined_name import DefinedName


def names_of(book):
    """Those of the whole workbook; what is changed in them is changed in the book."""
    names = book.defined_names
    return list(names.values() if isinstance(names, dict) else names.definedName)


def set_names(book, names=()):
    """The workbook has these afterwards, and no others."""
    if isinstance(book.defined_names, dict):
        book.defined_names.clear()
        for name in names:
            book.defined_names.add(name)
    else:
        book.defined_names.definedName = list(names)


def add_name_of_sheet(book, sheet, name, target):
    """A name that only formulas of the sheet mean."""
    if isinstance(book.defined_names, dict):
        sheet.defined_names.add(DefinedName(name, attr_text=target))
    else:
        book.defined_names.append(DefinedName(name, attr_text=target, localSheetId=book.sheetnames.index(sheet.title)))


def drop_properties(book):
    """The properties that programs add, among them our stamp."""
    properties = getattr(book, 'custom_doc_props', None)
    for name in properties.names if properties else ():
        del properties[name]
