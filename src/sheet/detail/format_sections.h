// Parses number formats of Excel (ECMA-376-1 section 18.8.31).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::sheet {

/// A piece of a section of a code: `"年"`, `yyyy`, `#,##0.00`, `%`.
struct FormatPiece {
  enum class Kind { Literal, Digits, Percent, Date, Text } kind = Kind::Literal;
  std::string text;
};

struct FormatSection {
  std::vector<FormatPiece> pieces;
  std::string color;  // of ODF: `#ff0000`
};

/// The sections of a code, for positive and negative numbers, zero and texts: `0.00;[Red]-0.00`.
std::vector<std::string_view> sections_of(std::string_view code);

/// Reads one section. Returns nullopt for conditions, powers of ten and fractions.
std::optional<FormatSection> read_section(std::string_view code);

/// How a format shows numbers.
enum class NumberLook { Number, Percentage, Date, Time, Text };

NumberLook look_of(const FormatSection& section);
/// The look of a whole code, by its first section.
NumberLook look_of(std::string_view code);

}  // namespace gongwen::sheet
