// Fields and their data: what the schema says about each pointer, and the value that is there.
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

/// Words of a form and what others have put in their place.
using ReplacedWords = std::span<const std::pair<std::string, std::string>>;

struct FieldSource {
  const schema::Schema& schema;
  data::Value data;  // the whole data
  /// Of titles and hints.
  diagnostics::Language language = diagnostics::Language::Chinese;
  /// A title that has the words of a label follows the label.
  ReplacedWords replaced = {};
};

/// Completes the fields from the schema at their pointers: label, hint, type, choices, limits, whether they must be
/// filled in. What the template states itself stays. The value of the data, where there is one, is the field's.
/// Reports: forms/no-such-field for a control whose pointer the schema does not know; forms/unknown-choice for a value
/// that no control shows.
void fill_fields(FieldModel& model, const FieldSource& source, diagnostics::DiagnosticSink& sink);

/// Pointers of the fields and groups that any data must have. Of a list, the items that it must have at least.
std::vector<std::string> required_fields(const schema::Schema& schema);

/// Whether any data must have the field: it and all objects and lists around it.
bool is_always_required(const schema::Schema& schema, std::string_view pointer);

/// The formats that a text may have: one that all texts have, or those of the branches, of which an optional field has
/// one for what is given and one for nothing.
std::vector<schema::Format> formats_of(const schema::SchemaField& field);

/// What prevents a PDF form from being filled in as its template intends.
/// Reports: forms/own-label for a list whose label the schema does not know: the list offers the value instead, since
/// the meaning of the label would be unknown when the form comes back.
void check_fillable(const FieldModel& model, diagnostics::DiagnosticSink& sink);

/// The title of a field with those of the groups around it, outermost first: `申请人：姓名`, `工作经历 第1项：单位`.
/// Empty when the schema has none. Titles with words that were replaced are the words in their place.
std::string field_title(const schema::Schema& schema, std::string_view pointer, diagnostics::Language language,
                        ReplacedWords replaced = {});

/// A value as a field holds it: texts and numbers as written, `true` and `false`, the items of a list one a line.
/// Nothing for objects, null and lists of them.
std::optional<std::string> value_text(const data::Value& value);

}  // namespace gongwen::forms
