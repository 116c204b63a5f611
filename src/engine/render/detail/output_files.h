// The files that a rendering is asked for: which formats, which paths, and writing them all or none.
#pragma once

#include "engine/core/detail/data_files.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "intake/file_reader.h"

#include <span>
#include <string>
#include <vector>

namespace gongwen::engine {

struct OutputFile {
  Format format = Format::Pdf;
  std::string path;
  bool in_folder = false;  // the path is a folder, and the file's name is still to be made
};

/// Works out formats. Only documents are `fillable`. Returns: nothing when an output makes no sense, which is reported.
/// Reports: engine/unknown-format, engine/no-such-output, engine/same-output,
/// engine/format-needed, engine/output-is-input. Names in folders, and pages, are known later: are_separate_files.
base::Expected<std::vector<OutputFile>> plan_outputs(const std::vector<Output>& outputs, const Manifest& manifest,
                                                     const DataSource& data, diagnostics::DiagnosticSink& sink);

/// What must be compiled of a kind to make these; all of it as long as that is not known.
KindParts parts_for(std::span<const Output> outputs);

/// The file that data is read from; empty when it is none.
std::string input_file(const DataSource& data);

/// The one output of a page without data; the standard output is a PDF if no format is given. Reports:
/// engine/not-pages.
base::Expected<OutputFile> plan_page_output(const Output& output, diagnostics::DiagnosticSink& sink);

/// What the file of a format is called in a folder; `{page}` stands for the number of the page if each is a file.
std::string name_in_folder(std::string_view name, Format format);

/// What the pages are called as SVG files, without folder. Empty when there are none, or several names for one page:
/// then it is not known which file another page is for the reader of this one.
std::string svg_name(std::span<const OutputFile> outputs);

/// An output for each file, with its own path, once it is known how many pages there are. `files` are those of
/// `outputs`, one after the other. Reports: engine/page-placeholder.
base::Expected<std::vector<OutputFile>> outputs_of_files(const std::vector<OutputFile>& outputs,
                                                         std::span<const FinishedFile> files,
                                                         diagnostics::DiagnosticSink& sink);

/// See may_take_place, of each output. Reports: engine/kept-form, engine/kept-workbook.
bool keeps_forms(std::span<const OutputFile> outputs, std::span<const FinishedFile> files, intake::FileReader& reader,
                 diagnostics::DiagnosticSink& sink);

/// Works out FinishedFile::sha256 of files that are not yet in their places.
void hash_files(std::span<FinishedFile> files);

/// Whether each output is a separate file, and none of them `input`, however the paths are written. Reports:
/// engine/same-output, engine/output-is-input.
bool are_separate_files(std::span<const OutputFile> outputs, const std::string& input,
                        diagnostics::DiagnosticSink& sink);

/// Puts the files into their places, all of them or none. Staged files are staged for the same outputs, and do not
/// exist afterwards. Reports: those of AtomicFile.
bool write_outputs(std::span<const OutputFile> outputs, std::span<FinishedFile> files,
                   const std::string& temporary_folder, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
