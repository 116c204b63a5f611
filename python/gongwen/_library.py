"""The shared library: where it is found, and its functions by ctypes. gongwen/gongwen.h describes them."""
from __future__ import annotations

import ctypes
import os
import pathlib
import threading
from ctypes import POINTER, c_char_p, c_int, c_size_t, c_void_p
from typing import Optional

NAME = 'libgongwen.so.0'

DONE, BAD_INPUT, BAD_USAGE, BAD_ENVIRONMENT, UNKNOWN = 0, 1, 2, 3, 4

PROGRESS = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_size_t)


class File(ctypes.Structure):
    """gw_file."""
    _fields_ = [('path', c_char_p), ('bytes', c_void_p), ('size', c_size_t)]


_FILES = POINTER(File)
_OPTIONS = [c_char_p, c_size_t]
_PROTOTYPES = {
    'gw_version': (c_char_p, []),
    'gw_engine_new': (c_void_p, [*_OPTIONS, _FILES, c_size_t, POINTER(c_void_p)]),
    'gw_engine_free': (None, [c_void_p]),
    'gw_list': (c_void_p, [c_void_p]),
    'gw_describe': (c_void_p, [c_void_p, c_char_p, *_OPTIONS]),
    'gw_texts': (c_void_p, [c_void_p, c_char_p, *_OPTIONS]),
    'gw_new_data': (c_void_p, [c_void_p, c_char_p, _FILES, *_OPTIONS]),
    'gw_check': (c_void_p, [c_void_p, c_char_p, _FILES, c_size_t, *_OPTIONS, c_void_p]),
    'gw_render': (c_void_p, [c_void_p, c_char_p, _FILES, c_size_t, *_OPTIONS, c_void_p]),
    'gw_typeset': (c_void_p, [c_void_p, _FILES, c_size_t, *_OPTIONS, c_void_p]),
    'gw_bind': (c_void_p, [c_void_p, _FILES, c_size_t, *_OPTIONS, c_void_p]),
    'gw_batch': (c_void_p, [c_void_p, c_char_p, *_OPTIONS, PROGRESS, c_void_p, c_void_p]),
    'gw_extract': (c_void_p, [c_void_p, _FILES, c_size_t, *_OPTIONS, c_void_p]),
    'gw_collect': (c_void_p, [c_void_p, c_char_p, *_OPTIONS, PROGRESS, c_void_p, c_void_p]),
    'gw_sign': (c_void_p, [c_void_p, _FILES, c_size_t, *_OPTIONS]),
    'gw_verify': (c_void_p, [c_void_p, _FILES, c_size_t, *_OPTIONS]),
    'gw_ofd_check': (c_void_p, [c_void_p, _FILES, c_size_t, *_OPTIONS]),
    'gw_convert': (c_void_p, [c_void_p, _FILES, *_OPTIONS, c_void_p]),
    'gw_fill': (c_void_p, [c_void_p, _FILES, _FILES, _FILES, *_OPTIONS]),
    'gw_form_fields': (c_void_p, [c_void_p, _FILES]),
    'gw_fonts': (c_void_p, [c_void_p, *_OPTIONS]),
    'gw_call_new': (c_void_p, []),
    'gw_cancel': (None, [c_void_p]),
    'gw_call_free': (None, [c_void_p]),
    'gw_status': (c_int, [c_void_p]),
    'gw_report': (c_void_p, [c_void_p, c_char_p, POINTER(c_size_t)]),
    'gw_report_text': (c_void_p, [c_void_p, c_char_p, POINTER(c_size_t)]),
    'gw_file_count': (c_size_t, [c_void_p]),
    'gw_file_bytes': (c_void_p, [c_void_p, c_size_t, POINTER(c_size_t)]),
    'gw_file_name': (c_char_p, [c_void_p, c_size_t]),
    'gw_file_format': (c_char_p, [c_void_p, c_size_t]),
    'gw_file_pages': (c_size_t, [c_void_p, c_size_t]),
    'gw_result_free': (None, [c_void_p]),
}

_lock = threading.Lock()
_loaded: Optional[ctypes.CDLL] = None


def find() -> str:
    """The path of the library: GONGWEN_LIBRARY, the one in the wheel, the one installed with this package, otherwise its
    name alone, which the loader of the system searches for."""
    named = os.environ.get('GONGWEN_LIBRARY')
    if named:
        return named
    package = pathlib.Path(__file__).resolve().parent
    folders = [package / '_native' / 'lib', package]
    if len(package.parents) > 2:
        # <prefix>/lib/python3/dist-packages/gongwen
        prefix = package.parents[2]
        folders += [prefix, *sorted(prefix.glob('*-linux-gnu'))]
    for folder in folders:
        if (folder / NAME).is_file():
            return str(folder / NAME)
    return NAME


def load() -> ctypes.CDLL:
    """The library, loaded once. Raises OSError if it is not found."""
    global _loaded
    with _lock:
        if _loaded is None:
            # CDLL releases the interpreter's lock during each call.
            path = find()
            try:
                library = ctypes.CDLL(path)
            except OSError as error:
                raise OSError(f'{error}. The library of gongwen is in the wheel that scripts/make_wheel makes, and in the '
                              f'packages of the system; otherwise set GONGWEN_LIBRARY to the path of {NAME}.') from None
            for name, (result, arguments) in _PROTOTYPES.items():
                if not hasattr(library, name):
                    raise OSError(f'{path} is older than this Python package: it has no {name}')
                function = getattr(library, name)
                function.restype = result
                function.argtypes = arguments
            _loaded = library
        return _loaded


def version() -> str:
    """The version of the library, such as `0.1.0`."""
    text: bytes = load().gw_version()
    return text.decode('ascii')
