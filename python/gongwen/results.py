"""What the calls of an engine return."""
from __future__ import annotations

import ctypes
import json
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Sequence, TypeVar, Union, overload

from . import _library
from .diagnostics import Diagnostic, GongwenError, Text, diagnostic_from


Item = TypeVar('Item')


class _File(NamedTuple):
    name: str
    format: str
    pages: int
    bytes: Optional[bytes]


class Report:
    """The messages of a call, and what was done as the command reports it with `--json` (`json`)."""

    def __init__(self, status: int, report: Dict[str, Any], text: Text) -> None:
        self.status = status
        self.json = report
        self.text = text
        self.diagnostics: List[Diagnostic] = [diagnostic_from(value) for value in report.get('diagnostics', ())]

    @property
    def ok(self) -> bool:
        """No errors; there may be warnings. Of a verification: all signatures are valid."""
        return self.status == _library.DONE

    @property
    def errors(self) -> List[Diagnostic]:
        return [message for message in self.diagnostics if message.severity == 'error']

    @property
    def warnings(self) -> List[Diagnostic]:
        return [message for message in self.diagnostics if message.severity == 'warning']

    def __repr__(self) -> str:
        return f'<Report: status {self.status}, {len(self.errors)} errors, {len(self.warnings)} warnings>'

    def error(self) -> GongwenError:
        """The report as an exception."""
        return GongwenError(self.status, self.diagnostics, self.text)


class Document(bytes):
    """The bytes of a file, with what is known about it. `report` has the messages of the call that made it."""
    name: str
    format: str
    pages: int
    report: Report

    @classmethod
    def _make(cls, file: _File, report: Report) -> 'Document':
        document = cls(file.bytes or b'')
        document.name, document.format, document.pages, document.report = file.name, file.format, file.pages, report
        return document

    @property
    def diagnostics(self) -> List[Diagnostic]:
        return self.report.diagnostics

    @property
    def warnings(self) -> List[Diagnostic]:
        return self.report.warnings

    def __repr__(self) -> str:
        return f'<{self.name}: {len(self)} bytes, {self.pages} pages>'


class _Results(Sequence[Item]):
    """What a call returns, item by item, with its messages."""

    def __init__(self, items: List[Item], report: Report) -> None:
        self._items = items
        self.report = report

    @property
    def diagnostics(self) -> List[Diagnostic]:
        return self.report.diagnostics

    @property
    def warnings(self) -> List[Diagnostic]:
        return self.report.warnings

    @overload
    def __getitem__(self, index: int) -> Item: ...

    @overload
    def __getitem__(self, index: slice) -> List[Item]: ...

    def __getitem__(self, index: Union[int, slice]) -> Union[Item, List[Item]]:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)


class Rendering(_Results[Document]):
    """All files of a rendering, in the order of the formats; pictures in the order of the pages."""

    @property
    def documents(self) -> List[Document]:
        return self._items

    def of(self, format: str) -> List[Document]:
        """Those of one format."""
        return [document for document in self.documents if document.format == format]


@dataclass(frozen=True)
class FormFields:
    """The fields of a PDF form: a list of `name`, `type`, `pages` … as `gongwen fill --list` prints it, and the values by
    name."""
    fields: List[Dict[str, Any]]
    values: Dict[str, Any]
    report: Report


@dataclass(frozen=True)
class Form:
    """A returned form. `data` is None if it could not be read; `ok` means that it has no errors."""
    path: str
    part: str
    kind: str
    edition: str
    ok: bool
    data: Any
    text: Optional[str]  # the data as JSON, with all digits of its numbers


class Extraction(_Results[Form]):
    """The forms of the files, in the order of the files."""

    @property
    def forms(self) -> List[Form]:
        return self._items

    @property
    def data(self) -> Any:
        """The data of the only form. Raises ValueError if there are several."""
        if len(self.forms) != 1:
            raise ValueError(f'{len(self.forms)} forms; use `forms`')
        return self.forms[0].data


class Verification(_Results[Dict[str, Any]]):
    """The findings about each file: docs/VERIFYING.md, “JSON”."""

    @property
    def files(self) -> List[Dict[str, Any]]:
        return self._items

    @property
    def verdict(self) -> str:
        """The worst of all: `valid`; `unknown`, if nothing was changed and nobody vouches for a signer; `invalid`."""
        return {_library.DONE: 'valid', _library.UNKNOWN: 'unknown'}.get(self.report.status, 'invalid')

    @property
    def is_valid(self) -> bool:
        return self.verdict == 'valid'


@dataclass(frozen=True)
class Kind:
    """A kind of document. `formats` are those of its documents; pages become svg and png, too."""
    name: str
    title: Text
    version: str
    source: Text
    formats: Sequence[str]


@dataclass(frozen=True)
class BatchProgress:
    """`share` of the inputs that has been read, 0 to 1; 0 if it is not known."""
    made: int
    skipped: int
    failed: int
    share: float
    seconds: float

    @property
    def records(self) -> int:
        return self.made + self.skipped + self.failed


@dataclass(frozen=True)
class BatchRecord:
    """The result of one record."""
    number: int
    place: str
    made: bool
    skipped: bool
    files: Sequence[Dict[str, Any]]
    diagnostics: Sequence[Diagnostic]

    @property
    def errors(self) -> List[Diagnostic]:
        return [message for message in self.diagnostics if message.severity == 'error']


@dataclass(frozen=True)
class BatchResult:
    """`ok`: all records were made. `report` has the messages of the run; those of records go to `finished`."""
    made: int
    skipped: int
    failed: int
    seconds: float
    stopped: bool
    stale: Sequence[str]
    pruned: bool
    report: Report

    @property
    def ok(self) -> bool:
        return self.report.ok


def progress_from(event: Dict[str, Any]) -> BatchProgress:
    return BatchProgress(event['made'], event['skipped'], event['failed'], event['share'], event['seconds'])


def record_from(event: Dict[str, Any]) -> BatchRecord:
    return BatchRecord(event['record'], event['input'], event['made'], event['skipped'], event['files'],
                       [diagnostic_from(value) for value in event['diagnostics']])


class RawResult:
    """A gw_result, taken over and freed."""

    def __init__(self, library: ctypes.CDLL, handle: int) -> None:
        try:
            size = ctypes.c_size_t()

            def text(pointer: Optional[int]) -> str:
                if not pointer:
                    raise MemoryError
                return ctypes.string_at(pointer, size.value).decode('utf-8')

            by_size = ctypes.byref(size)
            report: Dict[str, Any] = json.loads(text(library.gw_report(handle, None, by_size)))
            zh = text(library.gw_report_text(handle, b'zh', by_size))
            en = text(library.gw_report_text(handle, b'en', by_size))
            self.report = Report(library.gw_status(handle), report, Text(zh, en))
            self.files = list(self._files(library, handle))
        finally:
            library.gw_result_free(handle)

    @staticmethod
    def _files(library: ctypes.CDLL, handle: int) -> Iterator[_File]:
        size = ctypes.c_size_t()
        for index in range(library.gw_file_count(handle)):
            pointer = library.gw_file_bytes(handle, index, ctypes.byref(size))
            yield _File(library.gw_file_name(handle, index).decode('utf-8'),
                        library.gw_file_format(handle, index).decode('ascii'), library.gw_file_pages(handle, index),
                        ctypes.string_at(pointer, size.value) if pointer else None)

    def documents(self) -> List[Document]:
        return [Document._make(file, self.report) for file in self.files]

    def value(self) -> Any:
        """The only file, which is JSON."""
        return json.loads(self.require().files[0].bytes or b'null')

    def require(self) -> 'RawResult':
        """Raises GongwenError unless the status is 0."""
        if not self.report.ok:
            raise self.report.error()
        return self
