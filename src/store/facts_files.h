// Exports facts to files: texts, tables, workbooks; and recognises exported workbooks when they are imported again.
#pragma once

#include "intake/returned_file.h"
#include "sheet/workbook.h"
#include "store/record_text.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::store {

// Formats of fact files; the extension of the file name decides.

enum class FactsForm : std::uint8_t { Json, JsonLines, Yaml, Csv, Workbook };

/// The format for a file name; nullopt for an unknown extension.
std::optional<FactsForm> facts_form(std::string_view path);
/// Whether a file of this format can hold only one record type.
bool holds_one_type(FactsForm form);

/// Exports the chosen records as text, in a form that reads back as the same records.
std::string export_text(const StoreContents& contents, const ExportChoice& choice, FactsForm form,
                        const RecordSchemas& schemas, diagnostics::Language language);

// Facts as a workbook that people edit in a spreadsheet program and return: a sheet for each record type, and further
// sheets for lists, as in all data workbooks. A hidden sheet states from which records it was made, so that changes
// made by others in the meantime are not lost and deleted rows are noticed.

/// The stamp of such a workbook.
inline constexpr const char* kFactsBookKind = "gongwen-store";
inline constexpr const char* kFactsBookEdition = "1";

/// `root` has a list for each record type. If it is nullopt, returns a blank workbook with example rows for the record
/// type of the choice. Reports: databook/too-many-rows.
std::optional<sheet::Workbook> build_facts_book(const std::optional<data::Value>& root, const ExportChoice& choice,
                                                const RecordSchemas& schemas, diagnostics::DiagnosticSink& sink);

/// The records from which the workbook was made, each with its hash at that time.
using ExportedRecords = std::map<RecordKey, std::string>;
/// Reads them from the hidden sheet; empty if absent.
ExportedRecords exported_records(const intake::ReturnedFile& book, const RecordTypes& types);

/// The hash of a record, independent of the order of its members.
std::string record_sum(const data::Value& record);

}  // namespace gongwen::store
