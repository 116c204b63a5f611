"""Finished files and forms of others as methods of Engine: signing, verifying, converting, filling in."""
from __future__ import annotations

import ctypes
import json
from typing import Any, Callable, Iterable, NoReturn, Optional, Sequence, Tuple

from . import _library
from ._arguments import Data, FinishedFile, Path, Paths, data_files, finished_files, given_of, options_of
from .results import Document, FormFields, RawResult, Rendering, Report, Verification


class Signatures:
    _library: ctypes.CDLL

    def _result(self, function: Callable[..., int], *arguments: Any) -> RawResult:
        raise NotImplementedError

    def sign(self, file: FinishedFile, *, key: Optional[Path] = None, cert: Optional[Path] = None, chain: Paths = None,
             p12: Optional[Path] = None, pkcs11: Optional[Path] = None, token: Optional[str] = None,
             label: Optional[str] = None, secret: Optional[str] = None, secret_file: Optional[Path] = None,
             field: Optional[str] = None, page: Optional[int] = None, at: Optional[Tuple[float, float]] = None,
             diameter: Optional[float] = None, seal: Optional[Path] = None, esl: Optional[Path] = None,
             riding: bool = False, certify: Optional[str] = None, reason: Optional[str] = None,
             location: Optional[str] = None, timestamp: Optional[str] = None, timestamp_policy: Optional[str] = None,
             timestamp_proxy: Optional[str] = None, timestamp_timeout: Optional[float] = None,
             level: Optional[str] = None, trust: Paths = None, crl: Paths = None, ocsp: Paths = None,
             time: Optional[int] = None, strict: bool = False, **other: NoReturn) -> Document:
        """The signed PDF or sealed OFD file. `key` and `cert` are PEM files, `p12` is a PKCS#12 file, `pkcs11` the module
        of a token; `secret` is its password or PIN. `at` is the centre of the seal on `page`, in millimetres from the
        upper left corner. The other arguments are the options of `gongwen sign`: docs/SIGNING.md. Raises GongwenError if
        the file was not signed."""
        options = _signing(locals())
        return self._signed([file], options)[0]

    def sign_all(self, files: Iterable[FinishedFile], *, key: Optional[Path] = None, cert: Optional[Path] = None,
                 chain: Paths = None, p12: Optional[Path] = None, pkcs11: Optional[Path] = None,
                 token: Optional[str] = None, label: Optional[str] = None, secret: Optional[str] = None,
                 secret_file: Optional[Path] = None, field: Optional[str] = None, page: Optional[int] = None,
                 at: Optional[Tuple[float, float]] = None, diameter: Optional[float] = None,
                 seal: Optional[Path] = None, esl: Optional[Path] = None, riding: bool = False,
                 certify: Optional[str] = None, reason: Optional[str] = None, location: Optional[str] = None,
                 timestamp: Optional[str] = None, timestamp_policy: Optional[str] = None,
                 timestamp_proxy: Optional[str] = None, timestamp_timeout: Optional[float] = None,
                 level: Optional[str] = None, trust: Paths = None, crl: Paths = None, ocsp: Paths = None,
                 time: Optional[int] = None, strict: bool = False, **other: NoReturn) -> Rendering:
        """The same for several files: the key is opened, and its PIN is needed, only once. Raises GongwenError if any
        file was not signed."""
        options = _signing(locals())
        return self._signed(files, options)

    def _signed(self, files: Iterable[FinishedFile], options: 'dict[str, Any]') -> Rendering:
        made = finished_files(files, 'file')
        raw = self._result(self._library.gw_sign, *made.arguments(), *options_of(options)).require()
        return Rendering(raw.documents(), raw.report)

    def verify(self, *files: FinishedFile, trust: Paths = None, crl: Paths = None, ocsp: Paths = None,
               at: Optional[str] = None, **other: NoReturn) -> Verification:
        """The signatures of PDF and OFD files. `trust` are files with trusted certificates, without which no signature is
        `valid`; `at` is the date for which certificates are checked. Raises GongwenError if the call is wrong, or a file
        cannot be read."""
        options = given_of(locals())
        raw = self._result(self._library.gw_verify, *finished_files(files, 'file').arguments(), *options_of(options))
        found = raw.report.json.get('files', [])
        if raw.report.status in (_library.BAD_USAGE, _library.BAD_ENVIRONMENT) or len(found) < len(files):
            raise raw.report.error()
        return Verification(found, raw.report)

    def check_ofd(self, *files: FinishedFile, profile: Optional[str] = None, strict: bool = False,
                  **other: NoReturn) -> Report:
        """OFD files compared with GB/T 33190, and with the rules for archives (`profile='archive'`, or if the file says
        that it is one). Raises GongwenError if the call is wrong, or a file cannot be read."""
        options = given_of(locals())
        made = finished_files(files, 'file.ofd')
        report = self._result(self._library.gw_ofd_check, *made.arguments(), *options_of(options)).report
        if report.status > _library.BAD_INPUT:
            raise report.error()
        return report

    def convert(self, file: FinishedFile, format: str = 'pdf', *, dpi: Optional[float] = None, strict: bool = False,
                **other: NoReturn) -> Rendering:
        """An OFD file of any program as PDF, as text (`txt`), or as a picture for each page (`png`, `svg`). Seals are
        shown, not verified. What is not shown as the file has it is among the messages of `report`. Raises GongwenError
        if the file cannot be shown."""
        options = given_of({name: value for name, value in locals().items() if name != 'file'})
        made = finished_files([file], 'file.ofd')
        raw = self._result(self._library.gw_convert, made.arguments()[0], *options_of(options), None).require()
        return Rendering(raw.documents(), raw.report)

    def fill(self, form: FinishedFile, data: Data, *, map: Data = None, name: Optional[str] = None, flatten: bool = False,
             strict: bool = False, **other: NoReturn) -> Document:
        """A PDF form of any origin, filled in by the names of its fields. `map` says with JSON pointers into the data which
        value each field gets; `name` is that of data in memory, `values.yaml`. With `flatten` the fields become part of
        the pages. Raises GongwenError if a value does not fit its field, or the form cannot be filled in."""
        options = given_of({key: value for key, value in locals().items() if key != 'name'})
        raw = self._result(self._library.gw_fill, *self._filling(form, data, map, name), *options_of(options))
        return raw.require().documents()[0]

    def fill_file(self, form: FinishedFile, data: Data, output: Path, *, map: Data = None, name: Optional[str] = None,
                  flatten: bool = False, strict: bool = False, force: bool = False, **other: NoReturn) -> Report:
        """The same into a file. `force`: a form of our own kinds that somebody filled in is replaced, too."""
        options = given_of({key: value for key, value in locals().items() if key != 'name'})
        raw = self._result(self._library.gw_fill, *self._filling(form, data, map, name), *options_of(options))
        return raw.require().report

    def form_fields(self, form: FinishedFile) -> FormFields:
        """The fields of a PDF form of any origin, and the values in them. Raises GongwenError if it has none, or cannot be
        read."""
        made = finished_files([form], 'form.pdf')
        raw = self._result(self._library.gw_form_fields, made.arguments()[0]).require()
        fields, values = (json.loads(file.bytes or b'null') for file in raw.files)
        return FormFields(fields, values, raw.report)

    @staticmethod
    def _filling(form: FinishedFile, data: Data, map: Data, name: Optional[str]) -> 'list[Any]':
        files = (finished_files([form], 'form.pdf'), data_files(data, name or 'values.json', None), data_files(map, 'map.json', None))
        return [made.arguments()[0] for made in files]


def _signing(arguments: 'dict[str, Any]') -> 'dict[str, Any]':
    options = given_of({name: value for name, value in arguments.items() if name != 'file'})
    at: Optional[Sequence[float]] = options.get('at')
    return {**options, 'at': list(at)} if at is not None else options
