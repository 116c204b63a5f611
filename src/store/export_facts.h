// Facts as files for people and programs; the ending of the file's name says which form.
#pragma once

#include "store/describe_record.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::store {

enum class FactsForm : std::uint8_t { Json, JsonLines, Yaml, Csv, Workbook };

/// Nothing for an ending that names none of them.
std::optional<FactsForm> facts_form(std::string_view path);
/// Whether a file of this form holds records of one sort only.
bool holds_one_sort(FactsForm form);

/// The records of the choice in a form that is a text, each as it would be read back.
std::string export_text(const StoreContents& contents, const ExportChoice& choice, FactsForm form,
                        const RecordSchemas& schemas, diagnostics::Language language);

}  // namespace gongwen::store
