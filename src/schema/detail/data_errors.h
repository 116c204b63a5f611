// Errors in data: collected and compared while a schema is applied, and the wording of their messages.
#pragma once

#include "diagnostics/diagnostic.h"
#include "schema/detail/schema_program.h"
#include "schema/schema_fields.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::schema {

// Errors are collected with their message ready, and with facts for comparing the branches of anyOf and for dropping
// messages that only repeat others.

/// Kinds of errors, as far as they matter for comparing and pruning, by precedence: if several errors concern the same
/// text, only the first kind is reported.
enum class DataErrorKind : std::uint8_t {
  Nothing,
  Marked,
  Choice,
  Type,
  Length,
  Format,
  Pattern,
  MissingName,
  UnknownName,
  Other
};

/// Types and values that would have been accepted.
struct Allowed {
  TypeSet types;
  std::vector<FieldChoice> choices;
};

struct DataError {
  DataErrorKind kind;
  data::Value at;
  diagnostics::Diagnostic diagnostic;
  Allowed allowed{};                    // for Type and Choice
  std::string_view name{};              // for MissingName: the name; for UnknownName: a similar known name, if any
  std::optional<Format> format{};       // for Format
  std::vector<Format> other_formats{};  // other formats that alternative branches accept for the same text
  const Pattern* pattern = nullptr;     // for Pattern
  std::string_view marks{};             // for Marked
  /// Other members of the object depend on the member with this error.
  bool decides = false;
  /// For MissingName: position of the name among the members in the schema.
  std::size_t rank = 0;
};

/// How far a branch of anyOf is from fitting, in order of weight: a value of the wrong type, wrong constants (which
/// identify branches), the number of errors, then how much the text differs from the branch's example.
struct Distance {
  bool wrong_type = false;
  std::size_t wrong_choices = 0;
  std::size_t errors = 0;
  std::size_t unlikeness = 0;
  friend auto operator<=>(const Distance&, const Distance&) = default;
};
Distance distance_of(const std::vector<DataError>& errors, const data::Value& value);

/// The error about the type or value of `place`; null if absent.
const DataError* find_allowed(const std::vector<DataError>& errors, const data::Value& place);

/// Keeps one message per cause: of several errors in one text, the first by kind; no missing name if a mistyped one
/// explains it; nothing about members of other forms if the deciding member of an object is wrong. Sorts the missing
/// names of an object in schema order.
void prune_errors(std::vector<DataError>& errors);

// Wording of messages about data: names of types, lists of allowed values.

using diagnostics::TextPair;

/// A choice by its title and value: `“会议”（mt_meeting）`, `5（WG5）`, `"a"`.
TextPair describe_choice(const FieldChoice& choice);

/// `a text or null`, `"a", "b" or "c"`; for long lists only the number of choices.
TextPair describe_allowed(const Allowed& allowed);

/// `did you mean …?`, or all choices if the list is too long for `describe_allowed`; empty if neither applies.
TextPair hint_for_choice(const Allowed& allowed, const data::Value& value);

/// How to write the value as the required type: quotes around a number, a colon in YAML; empty if unknown.
TextPair hint_for_type(const Allowed& allowed, const data::Value& value);

/// How to correct a line of YAML whose colon is full-width or not followed by a blank; empty for other lines.
TextPair hint_for_colon(std::string_view line);

}  // namespace gongwen::schema
