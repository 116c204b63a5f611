// Facts as files that leave a store and come back: texts, tables, workbooks.
#pragma once

#include "intake/returned_file.h"
#include "sheet/workbook.h"
#include "store/record_text.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::store {

// Facts as files for people and programs; the ending of the file's name says which form.

enum class FactsForm : std::uint8_t { Json, JsonLines, Yaml, Csv, Workbook };

/// Nothing for an ending that names none of them.
std::optional<FactsForm> facts_form(std::string_view path);
/// Whether a file of this form holds records of one record type only.
bool holds_one_type(FactsForm form);

/// The records of the choice in a form that is a text, each as it would be read back.
std::string export_text(const StoreContents& contents, const ExportChoice& choice, FactsForm form,
                        const RecordSchemas& schemas, diagnostics::Language language);

// Facts as a workbook that people correct in a spreadsheet program and give back: a sheet for each record type,
// lists as sheets below, as in all data workbooks. A hidden sheet says which records it was made from, so that what
// somebody else changed meanwhile is not lost, and rows that were deleted are noticed.

/// What such a workbook says of itself.
inline constexpr const char* kFactsBookKind = "gongwen-store";
inline constexpr const char* kFactsBookEdition = "1";

/// `root` has a list for each record type; null: a blank workbook for the record type of the choice, with rows that
/// show how it is filled in. Reports: databook/too-many-rows.
std::optional<sheet::Workbook> build_facts_book(const std::optional<data::Value>& root, const ExportChoice& choice,
                                                const RecordSchemas& schemas, diagnostics::DiagnosticSink& sink);

/// The records that the workbook was made from, each with the sum of what it said then.
using ExportedRecords = std::map<RecordKey, std::string>;
ExportedRecords exported_records(const intake::ReturnedFile& book, const RecordTypes& types);

/// The sum of a record, whatever the order of its members.
std::string record_sum(const data::Value& record);

}  // namespace gongwen::store
