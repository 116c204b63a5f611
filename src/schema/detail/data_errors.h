// Errors in data, collected and compared while a schema is applied, and the words of their messages.
#pragma once

#include "diagnostics/diagnostic.h"
#include "schema/detail/schema_program.h"
#include "schema/schema_fields.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::schema {

// What is wrong with data, as it is collected while a schema is applied: each error with its
// message ready, and with what is needed to compare the branches of anyOf and to drop the messages
// that only repeat another one.

/// What an error says, as far as it matters for comparing and pruning. In the order of precedence:
/// of several errors in the same text only the first kind is reported.
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

/// Types and values that would have been right.
struct Allowed {
  TypeSet types;
  std::vector<FieldChoice> choices;
};

struct DataError {
  DataErrorKind kind;
  data::Value at;
  diagnostics::Diagnostic diagnostic;
  Allowed allowed{};                    // Type and Choice
  std::string_view name{};              // MissingName: the name; UnknownName: the name that was meant, if one is near
  std::optional<Format> format{};       // Format
  std::vector<Format> other_formats{};  // of other forms that the same text may have
  const Pattern* pattern = nullptr;     // Pattern
  std::string_view marks{};             // Marked
  /// Other fields of the object depend on the member that the error is about.
  bool decides = false;
  /// MissingName: where the schema has the name among those of the object.
  std::size_t rank = 0;
};

/// How far a branch of anyOf is from fitting: a value of the wrong type is farthest, then wrong
/// constants, which tell the branches apart, then the number of errors, then how unlike the text is to what the branch
/// has for an example.
struct Distance {
  bool wrong_type = false;
  std::size_t wrong_choices = 0;
  std::size_t errors = 0;
  std::size_t unlikeness = 0;
  friend auto operator<=>(const Distance&, const Distance&) = default;
};
Distance distance_of(const std::vector<DataError>& errors, const data::Value& value);

/// What some branch says about the type or the value of `place`; null when it says nothing.
const DataError* find_allowed(const std::vector<DataError>& errors, const data::Value& place);

/// Leaves one message for each cause: of several errors in one text the first by kind, no missing name where there is a
/// mistyped one, and of an object whose deciding member is wrong nothing about fields of other forms. Names that an
/// object lacks are put into the order of the schema.
void prune_errors(std::vector<DataError>& errors);

// The words of messages about data: names of types, lists of allowed values.

using diagnostics::TextPair;

/// A choice by its title and by its value in data: `“会议”（mt_meeting）`, `5（WG5）`, `"a"`.
TextPair describe_choice(const FieldChoice& choice);

/// `a text or null`, `"a", "b" or "c"`; of long lists the number of choices only.
TextPair describe_allowed(const Allowed& allowed);

/// `did you mean …?`, and all choices of a list that is too long for `describe_allowed`; empty when there is nothing to
/// say.
TextPair hint_for_choice(const Allowed& allowed, const data::Value& value);

/// How to write the value so that it is of the type: quotes around a number, a colon of YAML; empty if unknown.
TextPair hint_for_type(const Allowed& allowed, const data::Value& value);

/// How to write a line of YAML whose colon is full-width or has no blank after it; empty for others.
TextPair hint_for_colon(std::string_view line);

}  // namespace gongwen::schema
