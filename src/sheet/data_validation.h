// DataValidation: what may be typed into cells, and what is shown to the person who types.
#pragma once

#include "diagnostics/origin.h"
#include "sheet/detail/cell_range.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gongwen::sheet {

/// One of the choices, offered as a drop-down list.
struct ListRule {
  std::vector<std::string> choices;
  friend bool operator==(const ListRule&, const ListRule&) = default;
};

/// A number within limits. A missing limit does not count.
struct NumberRule {
  bool whole = false;
  std::optional<double> least;
  std::optional<double> most;
  friend bool operator==(const NumberRule&, const NumberRule&) = default;
};

/// A day within limits, as serial days (see serial_date.h).
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

/// A heading of up to 32 characters and a text of up to 255; empty: nothing is shown.
struct ValidationMessage {
  std::string title;
  std::string text;
  friend bool operator==(const ValidationMessage&, const ValidationMessage&) = default;
};

struct DataValidation {
  CellRange range;
  ValidationRule rule;
  bool allow_blank = true;
  bool advisory = false;     // what breaks the rule is accepted: a list of proposals
  ValidationMessage prompt;  // when the cell is chosen
  ValidationMessage error;   // when the entry breaks the rule
  diagnostics::OriginId origin;
};

}  // namespace gongwen::sheet
