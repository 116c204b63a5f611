// The files of a rendering: formats, paths, and writing all of them or none.
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
  bool in_folder = false;  // the path is a folder, and the file's name has yet to be made
};

/// Determines the formats of outputs. Fails if an output makes no sense. Reports: engine/unknown-format,
/// engine/no-such-output, engine/same-output, engine/format-needed, engine/output-is-input. Names in folders and of
/// pages are checked later by are_separate_files.
base::Expected<std::vector<OutputFile>> plan_outputs(const std::vector<Output>& outputs, const Manifest& manifest,
                                                     const DataSource& data, diagnostics::DiagnosticSink& sink);

/// The parts of a kind that these outputs need; all of it if that is unknown.
KindParts parts_for(std::span<const Output> outputs);

/// The file from which data is read; empty if none.
std::string input_file(const DataSource& data);

/// The only output of a page without data; the standard output is a PDF if no format is given. Reports:
/// engine/not-pages.
base::Expected<OutputFile> plan_page_output(const Output& output, diagnostics::DiagnosticSink& sink);

/// The name of a format's file in a folder; `{page}` in it means the number of the page if each page is a file.
std::string name_in_folder(std::string_view name, Format format);

/// The names of the pages as SVG files, without folder. Empty if there are none, or several names for one page: then it
/// is not known to which file a link to another page should lead.
std::string svg_name(std::span<const OutputFile> outputs);

/// Returns an output with a path for each file, once the number of pages is known. `files` are those of `outputs`, in
/// order. Reports: engine/page-placeholder.
base::Expected<std::vector<OutputFile>> outputs_of_files(const std::vector<OutputFile>& outputs,
                                                         std::span<const FinishedFile> files,
                                                         diagnostics::DiagnosticSink& sink);

/// Calls may_take_place for each output. Reports: engine/kept-form, engine/kept-workbook.
bool keeps_forms(std::span<const OutputFile> outputs, std::span<const FinishedFile> files, intake::FileReader& reader,
                 diagnostics::DiagnosticSink& sink);

/// Computes FinishedFile::sha256, before files are moved to their places.
void hash_files(std::span<FinishedFile> files);

/// Whether all outputs are different files and none is `input`, however the paths are written. Reports:
/// engine/same-output, engine/output-is-input.
bool are_separate_files(std::span<const OutputFile> outputs, const std::string& input,
                        diagnostics::DiagnosticSink& sink);

/// Moves all files to their places, or none. Staged files must be staged for the same outputs, and are moved. Reports:
/// those of AtomicFile.
bool write_outputs(std::span<const OutputFile> outputs, std::span<FinishedFile> files,
                   const std::string& temporary_folder, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
