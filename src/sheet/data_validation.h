// DataValidation: what may be typed into cells, and the messages for people who type.
#pragma once

#include "diagnostics/origin.h"
#include "sheet/detail/cell_range.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gongwen::sheet {

/// One of several choices, offered as a drop-down list.
struct ListRule {
  std::vector<std::string> choices;
  std::string source = {};  // instead of choices: the formula of a range
  friend bool operator==(const ListRule&, const ListRule&) = default;
};

/// A number within optional limits.
struct NumberRule {
  bool whole = false;
  std::optional<double> least;
  std::optional<double> most;
  friend bool operator==(const NumberRule&, const NumberRule&) = default;
};

/// A day within optional limits, as serial days (see serial_date.h).
struct DateRule {
  std::optional<double> earliest;
  std::optional<double> latest;
  friend bool operator==(const DateRule&, const DateRule&) = default;
};

/// A text with a maximum number of characters.
struct LengthRule {
  std::uint32_t most = 0;
  friend bool operator==(const LengthRule&, const LengthRule&) = default;
};

/// Anything: the cell only has a prompt.
struct AnyRule {
  friend bool operator==(const AnyRule&, const AnyRule&) = default;
};

using ValidationRule = std::variant<AnyRule, ListRule, NumberRule, DateRule, LengthRule>;

/// A title of up to 32 characters and a text of up to 255; if both are empty, nothing is shown.
struct ValidationMessage {
  std::string title;
  std::string text;
  friend bool operator==(const ValidationMessage&, const ValidationMessage&) = default;
};

struct DataValidation {
  CellRange range;
  ValidationRule rule;
  bool allow_blank = true;
  bool advisory = false;     // only warns: other entries are accepted
  ValidationMessage prompt;  // shown when the cell is selected
  ValidationMessage error;   // shown when an entry breaks the rule
  diagnostics::OriginId origin;
};

}  // namespace gongwen::sheet
