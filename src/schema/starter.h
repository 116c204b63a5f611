// Starter data: made for a schema, and written as JSON or YAML; long data, made of ordinary data.
#pragma once

#include "schema/schema.h"
#include "schema/schema_fields.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::schema {

// Starter data: what a person starts with who has to make data for a schema. Everything that must be there is there,
// blank where only the person knows what to write.
//   const Starter starter = make_starter(schema, {});
//   write_starter_json(starter);
// Blanks are what a check complains about: once they are filled in, the data is valid.

/// A value that is known beforehand, by its JSON pointer: a text, or JSON where the field takes no texts. Where forms
/// of data depend on it, it decides which form is started.
struct StarterValue {
  std::string pointer;
  std::string text;
};

enum class OptionalFields : std::uint8_t {
  Remarks,  // only for forms of writing that have remarks
  Present,  // as if they were required; but not those whose mere presence makes it another form
};

struct StarterOptions {
  OptionalFields optional_fields = OptionalFields::Remarks;
  std::vector<StarterValue> values{};
};

enum class StarterShape : std::uint8_t { Blank, Value, List, Object };

struct StarterPart {
  /// Title, types, limits; without parts. The pointer has numbers of items. When other fields depend on this one, its
  /// choices are those of all forms.
  SchemaField field;
  StarterShape shape = StarterShape::Blank;
  /// Of blanks and values. A blank is `""` or `null`.
  std::string json = "null";
  /// Not part of the data, but worth a remark.
  bool remark = false;
  /// What other fields depend on.
  bool decides = false;
  std::vector<StarterPart> parts{};
};

struct Starter {
  StarterPart root;
  /// The pointers of values that found no field, and of those that the schema refuses.
  std::vector<std::string> unknown{};
  std::vector<std::string> refused{};
};

/// Required fields, and at least one item of each required list. Of several forms the first one is started. Required
/// fields take their `default`, if it is not empty, and what a schema gives as the only choice; an optional field is
/// treated so too. Source: the specification leaves the use of `default` to the application (Validation 9.2).
Starter make_starter(const Schema& schema, const StarterOptions& options);

// Starter data as texts. YAML has remarks: a line for each field, and the optional fields themselves as remarks.

/// What there is of the data in one line, as a check is going to see it.
std::string starter_json(const StarterPart& part);

/// Indented, with a line end.
std::string write_starter_json(const Starter& starter);

/// A remark starts with `# `. An optional field has a `#` right before it, and is taken by deleting that.
///   # 期号：整数，1 至 60
///   issue:
///   # 总期号（可选）：整数，至少 1
///   #total_issue:
std::string write_starter_yaml(const Starter& starter, diagnostics::Language language);

// Long data: what a document must have room for, made of ordinary data.

/// The data as JSON with every text as long as the schema lets it be, and with lists of many items: texts and items are
/// repeated. What has a format, a pattern or choices stays as it is, and so do lists whose items must differ.
std::string stretched_json(const Schema& schema, const data::Value& root);

}  // namespace gongwen::schema
