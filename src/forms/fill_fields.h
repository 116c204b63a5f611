// Completes fields from the schema and the data: label, type and limits at each pointer, and the current value.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "forms/field_model.h"
#include "schema/schema.h"
#include "schema/schema_fields.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::forms {

/// Words of a form, each with the words that replace it.
using ReplacedWords = std::span<const std::pair<std::string, std::string>>;

struct FieldSource {
  const schema::Schema& schema;
  data::Value data;  // the whole data
  /// language of titles and hints
  diagnostics::Language language = diagnostics::Language::Chinese;
  /// Titles that equal a replaced label are also replaced.
  ReplacedWords replaced = {};
};

/// Completes the fields from the schema at their pointers: label, hint, type, choices, limits, whether they are
/// required. Values stated in the template are kept. Sets the values from the data.
/// Reports: forms/no-such-field for a control whose pointer is not in the schema; forms/unknown-choice for a value that
/// no control shows.
void fill_fields(FieldModel& model, const FieldSource& source, diagnostics::DiagnosticSink& sink);

/// Pointers of the fields and groups that valid data must have, including the minimum items of lists.
std::vector<std::string> required_fields(const schema::Schema& schema);

/// Whether valid data must have the field: the field and all enclosing objects and lists are required.
bool is_always_required(const schema::Schema& schema, std::string_view pointer);

/// The formats that a text may have: the one that applies to all texts, or those of the branches; an optional field
/// often has one branch for a value and one for blank.
std::vector<schema::Format> formats_of(const schema::SchemaField& field);

/// Completes a type from the schema of the field: a line of text becomes a number, a date or an address, a list becomes
/// a choice of any number; limits and choices are added. `items` describes the items of a list; null for other fields.
void complete_type(FieldType& type, const schema::SchemaField& schema, const schema::SchemaField* items,
                   diagnostics::Language language);

/// The examples of the schema, otherwise those of the formats: people do not know which spellings are accepted.
std::vector<std::string> examples_of(const schema::SchemaField& schema, const FieldType& type);

/// Checks whether a PDF form can be filled in as its template intends.
/// Reports: forms/own-label for a list with a label that the schema does not know: the list then offers the value,
/// because the label could not be interpreted when the form is returned.
void check_fillable(const FieldModel& model, diagnostics::DiagnosticSink& sink);

/// The title of a field with the titles of its groups, outermost first: `申请人：姓名`, `工作经历 第1项：单位`. Empty
/// if the schema has none. Replaced words are used.
std::string field_title(const schema::Schema& schema, std::string_view pointer, diagnostics::Language language,
                        ReplacedWords replaced = {});

/// A value as a field contains it: texts and numbers as written, `true` and `false`, list items one per line. Returns
/// nullopt for objects, null, and lists that contain them.
std::optional<std::string> value_text(const data::Value& value);

}  // namespace gongwen::forms
