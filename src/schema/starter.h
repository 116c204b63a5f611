// Starter data: made from a schema for people to fill in, and written as JSON or YAML. Also long test data, made from
// ordinary data.
#pragma once

#include "schema/schema.h"
#include "schema/schema_fields.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::schema {

// Starter data is what a person starts with who has to write data for a schema: everything required is present, blank
// where only that person knows the value.
//   const Starter starter = make_starter(schema, {});
//   write_starter_json(starter);
// Validation reports exactly the blanks: once they are filled in, the data is valid.

/// A known value, by JSON pointer: text, or JSON if the field does not accept text. If the form of the data depends on
/// it, it selects the form.
struct StarterValue {
  std::string pointer;
  std::string text;
};

enum class OptionalFields : std::uint8_t {
  Remarks,  // as comments, in formats that have them
  Present,  // like required fields, except those whose presence would select another form
};

struct StarterOptions {
  OptionalFields optional_fields = OptionalFields::Remarks;
  std::vector<StarterValue> values{};
};

enum class StarterShape : std::uint8_t { Blank, Value, List, Object };

struct StarterPart {
  /// Title, types, limits; without parts. The pointer has item numbers. If other fields depend on this one, its choices
  /// are those of all forms.
  SchemaField field;
  StarterShape shape = StarterShape::Blank;
  /// For blanks and values. A blank is `""` or `null`.
  std::string json = "null";
  /// Not part of the data, but shown as a comment.
  bool remark = false;
  /// Other fields depend on it.
  bool decides = false;
  std::vector<StarterPart> parts{};
};

struct Starter {
  StarterPart root;
  /// Pointers of given values without a field, and of those that the schema refuses.
  std::vector<std::string> unknown{};
  std::vector<std::string> refused{};
};

/// Makes required fields, and at least one item in each required list. Of several forms, the first one is made.
/// Required fields take their non-empty `default`, or the only choice in the schema; so do optional fields if they are
/// present. Source: the specification leaves the use of `default` to the application (Validation 9.2).
Starter make_starter(const Schema& schema, const StarterOptions& options);

// Starter data as text. YAML has comments: a line per field, and optional fields commented out.

/// The data part on one line, as validation will see it.
std::string starter_json(const StarterPart& part);

/// Indented, with a final line break.
std::string write_starter_json(const Starter& starter);

/// A comment starts with `# `. An optional field starts with `#` without a blank and is enabled by deleting that.
///   # 期号：整数，1 至 60
///   issue:
///   # 总期号（可选）：整数，至少 1
///   #total_issue:
std::string write_starter_yaml(const Starter& starter, diagnostics::Language language);

// Long data, for testing how much room a document needs.

/// The data as JSON with every text extended to its maximum length and lists extended to many items, by repeating texts
/// and items. Fields with a format, pattern or choices stay unchanged, as do lists whose items must differ.
std::string stretched_json(const Schema& schema, const data::Value& root);

}  // namespace gongwen::schema
