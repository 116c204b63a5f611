#include "sheet/detail/list_table.h"

#include "base/utf8.h"
#include "sheet/limits.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace gongwen::sheet {
namespace {

/// Whether a head may stand in brackets as it is. Others need brackets of their own, and an apostrophe before the
/// characters that references use themselves.
bool is_plain_head(std::string_view head) {
  return std::none_of(head.begin(), head.end(),
                      [](char c) { return (c & '\x80') == 0 && !base::is_ascii_alnum(c) && c != '_'; });
}

std::string in_brackets(std::string_view head) {
  std::string out = "[";
  for (const char c : head) {
    if (std::string_view("'#[]@").find(c) != std::string_view::npos) out += '\'';
    out += c;
  }
  return out + "]";
}

/// A reference to one cell in a formula: `D3`, `$D$3`.
struct CellReference {
  CellPlace place;
  bool fixed_row = false;
  std::size_t length = 0;  // in the formula
};

bool continues_name(char c) { return base::is_ascii_alnum(c) || c == '_' || c == '.' || (c & '\x80') != 0; }

/// The reference at the start of a text, if there is one.
std::optional<CellReference> read_reference(std::string_view text) {
  std::size_t at = text.starts_with('$') ? 1 : 0;
  const std::size_t letters = at;
  std::uint32_t column = 0;
  while (at < text.size() && base::is_ascii_alpha(text[at]) && at - letters < 3) {
    const char upper = base::is_ascii_lower(text[at]) ? static_cast<char>(text[at] - 'a' + 'A') : text[at];
    column = column * 26 + static_cast<std::uint32_t>(upper - 'A') + 1;
    ++at;
  }
  if (at == letters || column > kMaxColumns) return std::nullopt;
  CellReference reference;
  reference.fixed_row = at < text.size() && text[at] == '$';
  at += reference.fixed_row ? 1 : 0;
  std::uint32_t row = 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), row);
  if (error != std::errc() || row == 0 || row > kMaxRows) return std::nullopt;
  at = static_cast<std::size_t>(end - text.data());
  if (at < text.size() && (continues_name(text[at]) || text[at] == '(' || text[at] == '!')) return std::nullopt;
  reference.place = {row - 1, column - 1};
  reference.length = at;
  return reference;
}

class RowFormula {
 public:
  RowFormula(std::string_view formula, std::uint32_t row, const ListTable& table)
      : rest_(formula), row_(row), table_(table) {}

  std::optional<std::string> convert() {
    while (!rest_.empty()) {
      if (!take_piece()) return std::nullopt;
    }
    return std::move(out_);
  }

 private:
  bool take_piece() {
    const char c = rest_.front();
    if (c == '"' || c == '\'') return take(quoted_length(c));
    // Columns of sheets that come later in the workbook, not known yet.
    if (c == '[') return false;
    if (c == '$' || base::is_ascii_alpha(c)) {
      if (const auto reference = read_reference(rest_)) return take_reference(*reference);
    }
    if (base::is_ascii_digit(c)) return take_number();
    if (!continues_name(c)) return take(1);
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), continues_name);
    return take(static_cast<std::size_t>(end - rest_.begin()));
  }

  bool take(std::size_t length) {
    out_ += rest_.substr(0, length);
    rest_.remove_prefix(std::min(length, rest_.size()));
    return true;
  }

  std::size_t quoted_length(char quote) const {
    std::size_t end = 1;
    do {
      end = std::min(rest_.find(quote, end), rest_.size() - 1) + 1;
    } while (end < rest_.size() && rest_[end] == quote && end++ > 0);
    return end;
  }

  /// References to whole rows, as in `3:3`, refer to cells by their distance.
  bool take_number() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), base::is_ascii_digit);
    const auto length = static_cast<std::size_t>(end - rest_.begin());
    const bool is_row = out_.ends_with(':') || rest_.substr(length).starts_with(':');
    return !is_row && take(length);
  }

  bool take_reference(const CellReference& first) {
    const bool elsewhere = out_.ends_with('!');
    std::optional<CellReference> last;
    std::size_t length = first.length;
    if (rest_.substr(length).starts_with(':')) {
      last = read_reference(rest_.substr(length + 1));
      if (!last || last->fixed_row != first.fixed_row) return false;
      length += 1 + last->length;
    }
    if (first.fixed_row) return take(length);
    if (elsewhere || !is_in_row(first) || (last && !is_in_row(*last))) return false;
    out_ += table_.name + "[[#This Row]," + head_of(first);
    if (last) out_ += ":" + head_of(*last);
    out_ += "]";
    rest_.remove_prefix(length);
    return true;
  }

  bool is_in_row(const CellReference& reference) const {
    const CellPlace& place = reference.place;
    return place.row == row_ && place.column >= table_.range.first.column && place.column <= table_.range.last.column;
  }

  std::string head_of(const CellReference& reference) const {
    return in_brackets(table_.columns[reference.place.column - table_.range.first.column].head);
  }

  std::string_view rest_;
  std::uint32_t row_;
  const ListTable& table_;
  std::string out_;
};

bool is_total_function(unsigned number) {
  constexpr std::array<unsigned, 8> kNumbers{101, 102, 103, 104, 105, 107, 109, 110};
  return std::find(kNumbers.begin(), kNumbers.end(), number) != kNumbers.end();
}

/// Letters and digits of the scripts that sheets here are named in. Programs refuse names with punctuation, such as
/// full-width brackets.
bool may_be_in_table_name(char32_t c) {
  if (c < 0x80) return base::is_ascii_alnum(static_cast<char>(c)) || c == U'_' || c == U'.';
  const bool is_latin = c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7;
  const bool is_greek_or_cyrillic = (c >= 0x391 && c <= 0x3C9 && c != 0x3A2) || (c >= 0x400 && c <= 0x481);
  const bool is_kana = (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FA);
  const bool is_chinese = (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || c == 0x3007;
  const bool is_korean = c >= 0xAC00 && c <= 0xD7A3;
  return is_latin || is_greek_or_cyrillic || is_kana || is_chinese || is_korean;
}

}  // namespace

std::string column_reference(std::string_view table, std::string_view head) {
  const std::string column = in_brackets(head);
  return std::string(table) + (is_plain_head(head) ? column : "[" + column + "]");
}

std::optional<std::string> row_formula(std::string_view formula, std::uint32_t row, const ListTable& table) {
  return RowFormula(formula, row, table).convert();
}

TotalFunction total_function(std::string_view formula, const CellRange& cells) {
  std::string plain;
  for (const char c : formula) {
    if (c == '$' || base::is_ascii_space(c)) continue;
    plain += base::is_ascii_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
  }
  constexpr std::string_view kStart = "=SUBTOTAL(";
  if (!plain.starts_with(kStart)) return TotalFunction::None;
  unsigned number = 0;
  const auto [end, error] = std::from_chars(plain.data() + kStart.size(), plain.data() + plain.size(), number);
  if (error != std::errc()) return TotalFunction::None;
  if (number < 100) number += 100;
  const std::string_view rest(end);
  const std::string wanted = to_text(cells);
  const bool is_column =
      rest == "," + wanted + ")" || (cells.is_single_cell() && rest == "," + wanted + ":" + wanted + ")");
  return is_column && is_total_function(number) ? static_cast<TotalFunction>(number) : TotalFunction::None;
}

bool is_valid_table_name(std::string_view name) {
  if (!is_valid_defined_name(name)) return false;
  for (const auto& decoded : base::CodePoints(name)) {
    if (!decoded.valid || !may_be_in_table_name(decoded.code_point)) return false;
  }
  return true;
}

std::string table_name_of_sheet(std::string_view sheet_name, std::uint32_t number) {
  std::string name;
  for (const auto& decoded : base::CodePoints(sheet_name)) {
    if (decoded.valid && may_be_in_table_name(decoded.code_point)) {
      base::append_utf8(name, decoded.code_point);
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (name.ends_with('_')) name.pop_back();
  if (number > 1) name += "_" + std::to_string(number);
  return is_valid_table_name(name) ? name : "_" + name;
}

}  // namespace gongwen::sheet
