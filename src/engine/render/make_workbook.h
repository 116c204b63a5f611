// From the tree of a workbook template to the bytes of an XLSX file.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "engine/core/detail/data_files.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/style_files.h"
#include "forms/field_model.h"
#include "gongwen/engine.h"
#include "sheet/workbook.h"

#include <optional>
#include <string>

namespace gongwen::engine {

struct WorkbookSource {
  const data::Document& data;         // the source of the tree: the types of its values decide which cells are numbers
  const forms::FieldModel& fields;    // the contents of the controls of the tree
  diagnostics::OriginTable& origins;  // of the tree
  const EngineOptions& engine;        // for temporary files and the date
  /// The kind of a form to be filled in: controls become unlocked cells of protected sheets. Null: controls are
  /// printed.
  const CompiledKind* form = nullptr;
  std::string receipt = {};            // of its stamp
  const BundleFiles* files = nullptr;  // for pictures; null if the workbook has none
  DataFiles data_files = {};           // for pictures that the data name
  bool is_xlsx = true;                 // see sheet::WorkbookInput
};

/// Returns the bytes of the file; empty if an error was reported: xlsx/*. `engine` are the options of the engine.
std::string workbook_bytes(const sheet::Workbook& workbook, const EngineOptions& engine,
                           diagnostics::DiagnosticSink& sink);

/// Returns the model of the file; nullopt if an error was reported. Reports: sheet/*.
std::optional<sheet::Workbook> build_workbook(const dom::Tree& tree, const DocumentStyles& styles,
                                              const WorkbookSource& source, diagnostics::DiagnosticSink& sink);

/// Makes the file. Reports: sheet/*, xlsx/*.
FinishedFile make_workbook(const dom::Tree& tree, const DocumentStyles& styles, const WorkbookSource& source,
                           diagnostics::DiagnosticSink& sink);

/// Makes an .ods or .csv file. Reports: sheet/*.
FinishedFile make_other_workbook(const dom::Tree& tree, const DocumentStyles& styles, const WorkbookSource& source,
                                 Format format, const CsvOptions& csv, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
