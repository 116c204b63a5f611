"""The engine: kinds of document, and what can be done with them."""
from __future__ import annotations

import contextlib
import ctypes
import datetime
import json
import os
import threading
import weakref
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, NoReturn, Optional, Sequence, Tuple, Union

from . import _library
from ._arguments import (Data, Files, FinishedFile, Path, Paths, data_files, finished_files, given_of, kind_of, options_of,
                         path_bytes, with_former)
from ._signatures import Signatures
from .diagnostics import Text
from .results import (BatchProgress, BatchRecord, BatchResult, Document, Extraction, Form, Kind, RawResult, Rendering,
                      Report, progress_from, record_from)

class Call:
    """By this another thread cancels a call, or several: `engine.render(…, call=call)`, `call.cancel()`."""

    def __init__(self) -> None:
        self._library = _library.load()
        self._handle = self._library.gw_call_new()
        if not self._handle:
            raise MemoryError
        weakref.finalize(self, self._library.gw_call_free, self._handle)

    def cancel(self) -> None:
        """Ends the calls that use it, and those that are started with it later."""
        self._library.gw_cancel(self._handle)


class _Handle:
    """A gw_engine that is freed when it is closed and no call uses it any more."""

    def __init__(self, library: ctypes.CDLL, handle: int) -> None:
        self.library = library
        self.handle: Optional[int] = handle
        self.process = os.getpid()
        self.users = 0
        self.closed = False
        self.lock = threading.Lock()

    @contextlib.contextmanager
    def used(self) -> Iterator[int]:
        if os.getpid() != self.process:
            raise RuntimeError('this Engine belongs to the parent process; create one after the fork')
        with self.lock:
            if self.closed or self.handle is None:
                raise ValueError('the Engine is closed')
            self.users += 1
        try:
            yield self.handle
        finally:
            with self.lock:
                self.users -= 1
            self.free_if_unused()

    def close(self) -> None:
        """Also at the end of the interpreter, when a call may still run in a daemon thread."""
        if os.getpid() != self.process:
            return
        with self.lock:
            self.closed = True
        self.free_if_unused()

    def free_if_unused(self) -> None:
        with self.lock:
            if not self.closed or self.users > 0 or self.handle is None:
                return
            handle, self.handle = self.handle, None
        self.library.gw_engine_free(handle)


class _Callback:
    """A Python function as gw_progress. What it raises ends the call, and is raised again after it."""

    def __init__(self, tell: Optional[Callable[[Dict[str, Any]], Any]]) -> None:
        self.raised: Optional[BaseException] = None
        self.function: Any = _library.PROGRESS(self._call) if tell else ctypes.cast(0, _library.PROGRESS)
        self.tell = tell

    def _call(self, _context: Any, event: int, size: int) -> int:
        try:
            if self.raised is None and self.tell is not None:
                # Returning False ends the call.
                return 1 if self.tell(json.loads(ctypes.string_at(event, size))) is False else 0
        except BaseException as raised:  # pylint: disable=broad-except
            self.raised = raised
        return 1

    def check(self) -> None:
        if self.raised is not None:
            raise self.raised


class Engine(Signatures):
    """Kinds, fonts and templates. Any number of threads may use one at once; during a call the interpreter's lock is
    released, and Ctrl-C ends it. A process that forks must create engines in the child, which `multiprocessing` with
    `spawn` does.

    share: the folder with `templates` and `fonts`; default: the one installed with the library.
    templates, fonts: folders with bundles and faces that go before those of `share`.
    editions: a folder of former editions of kinds, as `gongwen form keep` makes it.
    template_files: files of bundles by path, `{'my-kind/template.html': b'…'}`, which go before all folders.
    libexec: the folder with helper programs. temporary_folder: where large workbooks are put together.
    cache_folder: without effect, for programs that give it; nothing is kept for later processes.
    date: of documents whose data has no date; seconds since 1970 or a datetime.
    reload: kinds whose files change are read again.
    threads_per_document: 1 where threads make as many documents at a time as there are cores; default: 2.
    """

    def __init__(self, *, share: Optional[Path] = None, templates: Iterable[Path] = (), fonts: Iterable[Path] = (),
                 template_files: Optional[Mapping[str, bytes]] = None, libexec: Optional[Path] = None,
                 temporary_folder: Optional[Path] = None, cache_folder: Optional[Path] = None,
                 date: Union[None, int, datetime.datetime] = None, reload: bool = False,
                 threads_per_document: Optional[int] = None, editions: Optional[Path] = None) -> None:
        library = _library.load()
        if isinstance(date, datetime.datetime):
            date = int(date.timestamp())
        options = {'share': share, 'templates': list(templates) or None, 'fonts': list(fonts) or None,
                   'libexec': libexec, 'temporary_folder': temporary_folder, 'cache_folder': cache_folder, 'date': date,
                   'reload': reload or None, 'threads_per_document': threads_per_document, 'editions': editions}
        files = Files().add_all(template_files)
        handle = ctypes.c_void_p()
        RawResult(library, library.gw_engine_new(*options_of(options), *files.arguments(), ctypes.byref(handle))).require()
        assert handle.value is not None
        self._engine = _Handle(library, handle.value)
        self._library = library
        self._finalizer = weakref.finalize(self, self._engine.close)

    def close(self) -> None:
        """Frees the engine, after the calls of other threads have ended. Results can be used further."""
        self._finalizer()

    def __enter__(self) -> 'Engine':
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def _result(self, function: Callable[..., int], *arguments: Any) -> RawResult:
        with self._engine.used() as handle:
            return RawResult(self._library, function(handle, *arguments))

    def _long_result(self, call: Optional[Call], function: Callable[..., int], *arguments: Any) -> RawResult:
        """Of a function whose last argument is a gw_call. Signals reach the main thread between two lines of Python
        only, so the call runs in another one, and what a signal raises cancels it."""
        used = call or Call()
        if threading.current_thread() is not threading.main_thread():
            return self._result(function, *arguments, used._handle)
        results: List[RawResult] = []
        raised: List[BaseException] = []

        def work() -> None:
            try:
                results.append(self._result(function, *arguments, used._handle))
            except BaseException as error:  # pylint: disable=broad-except
                raised.append(error)

        worker = threading.Thread(target=work, name='gongwen')
        worker.start()
        try:
            worker.join()
        except BaseException:
            used.cancel()
            worker.join()
            raise
        if raised:
            raise raised[0]
        return results[0]

    # Kinds.

    def kinds(self) -> List[Kind]:
        """All available kinds, by name."""
        raw = self._result(self._library.gw_list).require()
        return [Kind(kind['kind'], Text(**kind['title']), kind['version'], Text(**kind['source']),
                     tuple(kind['outputs'])) for kind in json.loads(raw.files[0].bytes or b'[]')]

    def describe(self, kind: str) -> List[Dict[str, Any]]:
        """The fields of the data of a kind, in their order; docs/CLI.md describes the members (`describe --json`)."""
        fields: List[Dict[str, Any]] = self._result(self._library.gw_describe, kind_of(kind), *options_of({'format': 'json'})).value()
        return fields

    def describe_text(self, kind: str, lang: str = 'en') -> str:
        """The same for people, a line a field."""
        options = options_of({'format': 'txt', 'lang': lang})
        raw = self._result(self._library.gw_describe, kind_of(kind), *options).require()
        return (raw.files[0].bytes or b'').decode('utf-8')

    def form(self, kind: str, lang: str = 'zh') -> Dict[str, Any]:
        """The form of a kind for pages of your own: steps, groups and fields; docs/CLI.md describes the members
        (`describe --form --json`)."""
        form: Dict[str, Any] = self._result(self._library.gw_describe, kind_of(kind), *options_of({'form': True, 'lang': lang})).value()
        return form

    def fonts(self) -> Dict[str, List[Dict[str, Any]]]:
        """The `families` and `faces` of all fonts, as `gongwen fonts --json` prints them."""
        report = self._result(self._library.gw_fonts, *options_of({})).require().report
        return {name: report.json[name] for name in ('families', 'faces')}

    def missing_characters(self, text: str) -> List[str]:
        """The characters of a text that no font has."""
        report = self._result(self._library.gw_fonts, *options_of({'missing': text})).report
        if 'missing' not in report.json or report.errors:
            raise report.error()
        return list(report.json['missing'])

    def texts(self, kind: str, language: Optional[str] = None) -> Dict[str, str]:
        """The labels, guidance and fixed sentences of a kind by their identifiers, and the kind itself as `$kind`. A
        file of such an object, as the option `texts` of the calls that make documents, replaces them."""
        texts: Dict[str, str] = self._result(self._library.gw_texts, kind_of(kind), *options_of({'language': language})).value()
        return texts

    def new_data(self, kind: str, *, set: Optional[Mapping[str, Any]] = None, all: bool = False) -> Any:
        """New data to be filled in. `set` has known values by JSON pointer; `all` includes optional fields."""
        return json.loads(self.new_file(kind, 'json', set=set, all=all))

    def new_file(self, kind: str, format: str = 'xlsx', *, data: Data = None, name: Optional[str] = None,
                 set: Optional[Mapping[str, Any]] = None, all: bool = False, titles: Optional[str] = None,
                 lang: Optional[str] = None, **other: NoReturn) -> Document:
        """The same as a file for a person: `json`, `yaml` (with comments in `lang`) or `xlsx` (with `titles` in `zh` or
        `en`, and existing `data`)."""
        options = given_of(locals())
        source, _ = data_files(data, name, None).arguments()
        return self._result(self._library.gw_new_data, kind_of(kind), source, *options_of(options)).require().documents()[0]

    # Documents.

    def check(self, kind: Optional[str], data: Data = None, *, name: Optional[str] = None,
              files: Optional[Mapping[str, bytes]] = None, call: Optional[Call] = None, values_only: bool = False,
              document_set: Optional[Path] = None, profile: Optional[str] = None,
              table: Optional[Mapping[str, Path]] = None, confirm: Optional[Path] = None, by: Optional[str] = None,
              time: Optional[str] = None, prune: bool = False, lang: Optional[str] = None, strict: bool = False,
              verbose: bool = False, limit: Optional[Mapping[str, int]] = None, timeout: Optional[float] = None,
              confirmed: Optional[Path] = None, texts: Paths = None, **other: NoReturn) -> Report:
        """Does everything that `render` does, without making a file. `document_set` is a folder instead of data. Raises
        GongwenError only if the call itself is wrong, or the environment."""
        options = given_of(locals())
        made = data_files(data, name, files)
        report = self._long_result(call, self._library.gw_check, kind_of(kind), *made.arguments(),
                                   *options_of(options)).report
        if report.status > _library.BAD_INPUT:
            raise report.error()
        return report

    def render(self, kind: Optional[str], data: Data = None, format: str = 'pdf', *, name: Optional[str] = None,
               files: Optional[Mapping[str, bytes]] = None, call: Optional[Call] = None, fillable: bool = False,
               field_font: Optional[str] = None, no_signature_fields: bool = False, signable: bool = False,
               attach_data: bool = False, draft: Optional[str] = None, line_numbers: Optional[int] = None, comments: bool = False,
               changes_from: Data = None, table: Optional[Mapping[str, Path]] = None,
               stream_from: Optional[int] = None,
               sheet: Optional[str] = None, encoding: Optional[str] = None,
               profile: Optional[str] = None, dpi: Optional[float] = None,
               ofd_profile: Optional[str] = None, strict: bool = False, verbose: bool = False,
               limit: Optional[Mapping[str, int]] = None, timeout: Optional[float] = None,
               confirmed: Optional[Path] = None, texts: Paths = None, **other: NoReturn) -> Document:
        """The document as bytes; without data the blank form. Raises GongwenError if there is no document, ValueError
        if there are several files, such as a picture of each page: see `render_all`."""
        options = given_of(locals())
        documents = self._rendered(kind, data, options, name, files, call)
        if len(documents) != 1:
            raise ValueError(f'{len(documents)} files of the format {format}; use render_all')
        return documents[0]

    def render_all(self, kind: Optional[str], data: Data = None, formats: Iterable[str] = ('pdf',), *,
                   name: Optional[str] = None, files: Optional[Mapping[str, bytes]] = None, call: Optional[Call] = None,
                   fillable: bool = False, field_font: Optional[str] = None, no_signature_fields: bool = False,
                   signable: bool = False, attach_data: bool = False, draft: Optional[str] = None,
                   line_numbers: Optional[int] = None, comments: bool = False, changes_from: Data = None,
                   table: Optional[Mapping[str, Path]] = None, stream_from: Optional[int] = None,
                   sheet: Optional[str] = None, encoding: Optional[str] = None,
                   profile: Optional[str] = None, dpi: Optional[float] = None, ofd_profile: Optional[str] = None,
                   strict: bool = False, verbose: bool = False, limit: Optional[Mapping[str, int]] = None,
                   timeout: Optional[float] = None, confirmed: Optional[Path] = None, texts: Paths = None,
                   **other: NoReturn) -> Rendering:
        """All files of several formats. `name` is that of data in memory: for messages, and its ending says whether it
        is JSON, YAML or a workbook. `files` are pictures and tables that the data names. The other arguments are those
        of the command's options of the same name; docs/LIBRARY.md explains them."""
        options = given_of(locals())
        options['format'] = list(options.pop('formats'))
        return self._rendered(kind, data, options, name, files, call)

    def _rendered(self, kind: Optional[str], data: Data, options: Mapping[str, Any], name: Optional[str],
                  files: Optional[Mapping[str, bytes]], call: Optional[Call]) -> Rendering:
        made = data_files(data, name, files)
        written = options_of(with_former(options, made))
        raw = self._long_result(call, self._library.gw_render, kind_of(kind), *made.arguments(), *written)
        return Rendering(raw.require().documents(), raw.report)

    def render_files(self, kind: Optional[str], data: Data, output: Union[Path, Sequence[Path]], *,
                     name: Optional[str] = None, files: Optional[Mapping[str, bytes]] = None,
                     call: Optional[Call] = None, format: Union[None, str, Sequence[str]] = None, force: bool = False,
                     fillable: bool = False, field_font: Optional[str] = None, no_signature_fields: bool = False,
                     signable: bool = False, attach_data: bool = False, draft: Optional[str] = None,
                     line_numbers: Optional[int] = None, comments: bool = False, changes_from: Data = None,
                     table: Optional[Mapping[str, Path]] = None, stream_from: Optional[int] = None,
                     sheet: Optional[str] = None, encoding: Optional[str] = None,
                     profile: Optional[str] = None, dpi: Optional[float] = None, ofd_profile: Optional[str] = None,
                     strict: bool = False, verbose: bool = False, limit: Optional[Mapping[str, int]] = None,
                     timeout: Optional[float] = None, confirmed: Optional[Path] = None, texts: Paths = None,
                     **other: NoReturn) -> Report:
        """Renders into files on disk, all of them or none; `report.json['files']` lists them. `force`: data workbooks
        and forms that somebody filled in are replaced, too. The other arguments: `render_all`."""
        options = given_of(locals())
        made = data_files(data, name, files)
        written = options_of(with_former(options, made))
        return self._long_result(call, self._library.gw_render, kind_of(kind), *made.arguments(),
                                 *written).require().report

    def typeset(self, html: Union[Path, bytes], format: str = 'pdf', *, name: str = 'page.html',
                files: Optional[Mapping[str, bytes]] = None, call: Optional[Call] = None, profile: Optional[str] = None,
                dpi: Optional[float] = None, ofd_profile: Optional[str] = None, strict: bool = False,
                verbose: bool = False, limit: Optional[Mapping[str, int]] = None, timeout: Optional[float] = None,
                confirmed: Optional[Path] = None, **other: NoReturn) -> Rendering:
        """Renders a page of HTML and CSS that is not a template: bytes, or the path of a file."""
        options = given_of(locals())
        made = data_files(html, name, files)
        raw = self._long_result(call, self._library.gw_typeset, *made.arguments(), *options_of(options)).require()
        return Rendering(raw.documents(), raw.report)

    def bind(self, plan: Data, *, name: Optional[str] = None, files: Optional[Mapping[str, bytes]] = None,
             call: Optional[Call] = None, check: bool = False, profile: Optional[str] = None, strict: bool = False,
             verbose: bool = False, limit: Optional[Mapping[str, int]] = None, timeout: Optional[float] = None,
             confirmed: Optional[Path] = None, texts: Paths = None, **other: NoReturn) -> Document:
        """Several documents as one PDF. The plan is a path, or the plan itself; `files` are files in memory that it
        names. Raises GongwenError if there is no document."""
        options = given_of(locals())
        made = data_files(plan, name, files)
        raw = self._long_result(call, self._library.gw_bind, *made.arguments(), *options_of(options)).require()
        return Rendering(raw.documents(), raw.report)[0]

    # Returned forms.

    def extract(self, *forms: FinishedFile, call: Optional[Call] = None,
                kind: Optional[str] = None, check: bool = False, by_label: bool = False, output: Optional[Path] = None,
                confirm: Optional[Path] = None, by: Optional[str] = None, time: Optional[str] = None,
                prune: bool = False, lang: Optional[str] = None, strict: bool = False, verbose: bool = False,
                limit: Optional[Mapping[str, int]] = None, timeout: Optional[float] = None,
                confirmed: Optional[Path] = None, texts: Paths = None, **other: NoReturn) -> Extraction:
        """Reads returned forms, PDF, workbook or Word file: paths, bytes, or pairs of a name and bytes. `output` is a folder for
        the data. Raises GongwenError if none could be read."""
        options = {**given_of(locals()), 'kind': kind}
        made = finished_files(forms, 'form')
        raw = self._long_result(call, self._library.gw_extract, *made.arguments(), *options_of(options))
        read = [self._form(about, file.bytes) for about, file in zip(raw.report.json.get('files', ()), raw.files)]
        if not any(form.text is not None for form in read):
            raise raw.report.error()
        return Extraction(read, raw.report)

    @staticmethod
    def _form(about: Mapping[str, Any], text: Optional[bytes]) -> Form:
        return Form(about['input'], about.get('part', ''), about['kind'], about['edition'], about['ok'],
                    json.loads(text) if text is not None else None, text.decode('utf-8') if text is not None else None)

    def collect(self, folder: Path, output: Union[Path, Sequence[Path]], *,
                progress: Optional[Callable[[int, int], Any]] = None, call: Optional[Call] = None, kind: Union[None,
                str, Sequence[str]] = None, format: Union[None, str, Sequence[str]] = None, force: bool = False,
                data: Optional[Path] = None, prune: bool = False, corrections: Optional[Path] = None,
                expected: Optional[Path] = None, by_label: bool = False, no_links: bool = False,
                titles: Optional[str] = None, register: Optional[str] = None, set: Optional[Mapping[str, Any]] = None,
                roster: Paths = None, strict: bool = False, verbose: bool = False,
                limit: Optional[Mapping[str, int]] = None, timeout: Optional[float] = None,
                confirmed: Optional[Path] = None, texts: Paths = None, from_: Optional[Path] = None,
                **other: NoReturn) -> Report:
        """Collects all forms of a folder into rosters or a register. `progress(done, total)` is called for each file;
        the call ends when it returns False. `data` is a folder for the data of the forms. `from_` is the
        previous register. Rosters are written also if forms have errors:
        see the report."""
        options = {**given_of(locals()), 'kind': kind, 'data': data}

        def tell(event: Dict[str, Any]) -> Any:
            return progress(event['done'], event['total']) if progress else None

        callback = _Callback(tell if progress else None)
        raw = self._long_result(call, self._library.gw_collect, path_bytes(folder), *options_of(options), callback.function,
                                None)
        callback.check()
        if raw.report.status > _library.BAD_INPUT:
            raise raw.report.error()
        return raw.report

    # Many documents.

    def batch(self, kind: Optional[str], data: Union[Path, Sequence[Path]], output: Path, *,
              progress: Optional[Callable[[BatchProgress], Any]] = None,
              finished: Optional[Callable[[BatchRecord], Any]] = None, call: Optional[Call] = None, format: Union[None,
              str, Sequence[str]] = None, jobs: Optional[int] = None, resume: bool = False, prune: bool = False,
              manifest: Optional[Path] = None, watch: Optional[Path] = None, lang: Optional[str] = None,
              fillable: bool = False, field_font: Optional[str] = None, no_signature_fields: bool = False,
              signable: bool = False, attach_data: bool = False, draft: Optional[str] = None,
              line_numbers: Optional[int] = None, comments: bool = False, stream_from: Optional[int] = None,
              sheet: Optional[str] = None, encoding: Optional[str] = None, profile: Optional[str] = None,
              dpi: Optional[float] = None, ofd_profile: Optional[str] = None, strict: bool = False,
              verbose: bool = False, limit: Optional[Mapping[str, int]] = None, timeout: Optional[float] = None,
              confirmed: Optional[Path] = None, texts: Paths = None, **other: NoReturn) -> BatchResult:
        """Renders a document for each record of the data files into the folder `output`. `progress` is called ten times
        a second, `finished` for each record, from different threads, one at a time; the run ends when one returns
        False. One bad record does not stop the others: see `ok` and `failed`. Raises GongwenError if the run cannot
        start."""
        options = {**given_of(locals()), 'data': data}

        def tell(event: Dict[str, Any]) -> Any:
            if event['event'] == 'record':
                return finished(record_from(event)) if finished else None
            return progress(progress_from(event)) if progress else None

        callback = _Callback(tell if progress or finished else None)
        raw = self._long_result(call, self._library.gw_batch, kind_of(kind),
                                *options_of(options), callback.function, None)
        callback.check()
        about = raw.report.json
        if not raw.report.ok and not about.get('made', 0) + about.get('skipped', 0) + about.get('failed', 0):
            raise raw.report.error()
        return BatchResult(about['made'], about['skipped'], about['failed'], about['seconds'], about['stopped'],
                           about['stale'], about['pruned'], raw.report)
