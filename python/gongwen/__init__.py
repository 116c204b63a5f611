"""gongwen renders official Chinese documents from structured data: PDF, XLSX, SVG and PNG out, returned forms back in.

    import gongwen

    with gongwen.Engine() as engine:
        pdf = engine.render('commitment-letter', {'org': '某某研究院', …})
        pathlib.Path('letter.pdf').write_bytes(pdf)
        for message in pdf.warnings:
            print(message.text('zh'))

docs/LIBRARY.md describes it. The shared library `libgongwen.so.0` is found by the environment variable GONGWEN_LIBRARY,
in the wheel, beside the installed package, or by the loader of the system.
"""
from ._library import version
from .diagnostics import DataPlace, Diagnostic, GongwenError, Note, Range, SourcePlace, Text
from .engine import Call, Engine
from .results import (BatchProgress, BatchRecord, BatchResult, Document, Extraction, Form, FormFields, Kind, Rendering,
                      Report, Verification)

__all__ = ['BatchProgress', 'BatchRecord', 'BatchResult', 'Call', 'DataPlace', 'Diagnostic', 'Document', 'Engine',
           'Extraction', 'Form', 'FormFields', 'GongwenError', 'Kind', 'Note', 'Range', 'Rendering', 'Report', 'SourcePlace', 'Text',
           'Verification', 'version']
