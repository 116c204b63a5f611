#include "sheet/ods/detail/open_formula.h"

#include "base/utf8.h"
#include "sheet/formula.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace gongwen::ods {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
/// Whether a character may be in names of functions, sheets and cells; characters beyond ASCII occur in Chinese names.
bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '$' || c == '\\' || (c & 0x80) != 0;
}

std::string in_quotes(std::string_view sheet_name) {
  std::string out = "'";
  for (const char c : sheet_name) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}

/// Whether the word is a cell (`$B$2`), a column (`$B`) or a row (`$2`).
enum class Word { Other, Cell, Column, Row };

Word kind_of(std::string_view word) {
  std::size_t at = 0;
  const auto skip_sign = [&] {
    at += at < word.size() && word[at] == '$' ? 1 : 0;
  };
  skip_sign();
  const std::size_t letters = at;
  while (at < word.size() && is_letter(word[at])) ++at;
  const std::size_t letter_count = at - letters;
  if (letter_count > 3) return Word::Other;
  if (at == word.size()) return letter_count > 0 ? Word::Column : Word::Other;
  if (letter_count > 0) skip_sign();
  const std::size_t digits = at;
  while (at < word.size() && is_digit(word[at])) ++at;
  if (at < word.size() || at == digits) return Word::Other;
  return letter_count > 0 ? Word::Cell : Word::Row;
}

constexpr std::string_view kNewer = "_xlfn.";
constexpr std::string_view kNewerSheet = "_xlws.";

/// Functions newer than Excel 2007 that OpenDocument knows by the same name. All others keep the names that their maker
/// gave them.
constexpr std::array<std::string_view, 37> kOpenFunctions{
    "ACOT",   "ACOTH",     "ARABIC",  "BASE",      "BITAND",       "BITLSHIFT", "BITOR", "BITRSHIFT",
    "BITXOR", "COMBINA",   "COT",     "COTH",      "CSC",          "CSCH",      "DAYS",  "DECIMAL",
    "GAMMA",  "GAUSS",     "IFNA",    "ISFORMULA", "ISOWEEKNUM",   "MUNIT",     "PHI",   "NUMBERVALUE",
    "RRI",    "PDURATION", "SEC",     "SECH",      "PERMUTATIONA", "SHEET",     "XOR",   "SHEETS",
    "SKEWP",  "UNICHAR",   "UNICODE", "IMCOSH",    "IMSINH"};
/// Older functions whose meaning in OpenDocument differs.
constexpr std::array<std::string_view, 5> kOtherFunctions{"AGGREGATE", "CEILING", "FLOOR", "NETWORKDAYS.INTL",
                                                          "WORKDAY.INTL"};

std::string open_function(std::string_view word) {
  const auto is_in = [](const auto& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  const bool is_newer = word.starts_with(kNewer);
  if (is_newer) word.remove_prefix(kNewer.size());
  if (word.starts_with(kNewerSheet)) word.remove_prefix(kNewerSheet.size());
  std::string name(word);
  for (char& c : name) c = base::is_ascii_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
  const bool is_foreign = is_newer ? !is_in(kOpenFunctions, name) : is_in(kOtherFunctions, name);
  return (is_foreign ? "COM.MICROSOFT." : "") + name;
}

/// The body of a column of a table: `[$'表'.$D$4:.$D$9]`. `head` is as the reference writes it, in brackets.
std::string column_places(std::string_view table, std::string_view head, const sheet::Workbook& workbook) {
  for (const sheet::Sheet& each : workbook.sheets) {
    if (!each.table || !base::equals_ignoring_ascii_case(each.table->name, table)) continue;
    for (std::uint32_t i = 0; i < each.table->range.column_count(); ++i) {
      const std::string own = sheet::column_reference(each.table->name, head_of_table(each, i));
      if (!base::equals_ignoring_ascii_case(own.substr(each.table->name.size()), head)) continue;
      sheet::CellRange range = each.table->body();
      range.first.column = range.last.column = each.table->range.first.column + i;
      const std::string letters = sheet::column_letters(range.first.column);
      return "[$" + in_quotes(each.name) + ".$" + letters + "$" + std::to_string(range.first.row + 1) + ":.$" +
             letters + "$" + std::to_string(range.last.row + 1) + "]";
    }
  }
  return {};
}

class FormulaReader {
 public:
  FormulaReader(std::string_view text, const sheet::Workbook& workbook) : rest_(text), workbook_(workbook) {}

  std::optional<std::string> read() {
    while (!rest_.empty()) {
      if (!read_token()) return std::nullopt;
    }
    return std::move(out_);
  }

 private:
  std::string_view take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view take_word() {
    std::size_t end = 0;
    while (end < rest_.size() && is_word(rest_[end])) ++end;
    return take(end);
  }

  /// The length of a text in quotes, in which they are doubled.
  std::size_t quoted_length() const {
    const char quote = rest_.front();
    std::size_t end = 1;
    while (end < rest_.size()) {
      if (rest_[end] != quote) {
        ++end;
      } else if (end + 1 < rest_.size() && rest_[end + 1] == quote) {
        end += 2;
      } else {
        return end + 1;
      }
    }
    return end;
  }

  bool read_token() {
    const char c = rest_.front();
    if (c == '[') return false;
    if (c == '"') {
      out_ += take(quoted_length());
    } else if (c == '\'') {
      std::string sheet(take(quoted_length()));
      if (rest_.starts_with('!')) take(1);
      read_reference("$" + sheet, take_word());
    } else if (c == ',' || c == ';') {
      // Within braces, commas separate columns and semicolons rows.
      take(1);
      out_ += c == ';' && in_array_ ? '|' : ';';
    } else if (is_word(c)) {
      return read_word();
    } else {
      if (c == '{' || c == '}') in_array_ = c == '{';
      out_ += take(1);
    }
    return true;
  }

  /// Returns false for a table or column that the workbook does not have.
  bool read_word() {
    const std::string_view word = take_word();
    if (rest_.starts_with('!')) {
      take(1);
      read_reference("$" + in_quotes(word), take_word());
    } else if (rest_.starts_with('(')) {
      out_ += open_function(word);
    } else if (rest_.starts_with('[')) {
      const std::string places = column_places(word, take(bracketed_length()), workbook_);
      out_ += places;
      return !places.empty();
    } else if (base::equals_ignoring_ascii_case(word, "TRUE") || base::equals_ignoring_ascii_case(word, "FALSE")) {
      out_.append(word).append("()");
    } else if (kind_of(word) == Word::Cell || (rest_.starts_with(':') && kind_of(word) != Word::Other)) {
      read_reference("", word);
    } else {
      out_ += word;
    }
    return true;
  }

  /// The length of a text in brackets, in which an apostrophe stands before brackets that are part of a name.
  std::size_t bracketed_length() const {
    std::size_t depth = 0;
    for (std::size_t at = 0; at < rest_.size(); ++at) {
      if (rest_[at] == '\'') {
        ++at;
      } else if (rest_[at] == '[') {
        ++depth;
      } else if (rest_[at] == ']' && --depth == 0) {
        return at + 1;
      }
    }
    return rest_.size();
  }

  void read_reference(const std::string& sheet, std::string_view first) {
    out_.append("[").append(sheet).append(".").append(first);
    if (rest_.starts_with(':')) {
      take(1);
      out_.append(":.").append(take_word());
    }
    out_ += ']';
  }

  std::string_view rest_;
  const sheet::Workbook& workbook_;
  bool in_array_ = false;
  std::string out_;
};

}  // namespace

std::optional<std::string> open_expression(std::string_view expression, const sheet::Workbook& workbook) {
  const std::string stored = sheet::stored_formula(expression);
  const std::string_view text = stored;
  return FormulaReader(text.substr(text.starts_with('=') ? 1 : 0), workbook).read();
}

std::optional<std::string> open_formula(std::string_view expression, const sheet::Workbook& workbook) {
  std::optional<std::string> formula = open_expression(expression, workbook);
  if (formula) formula->insert(0, "of:=");
  return formula;
}

std::string head_of_table(const sheet::Sheet& sheet, std::uint32_t index) {
  const sheet::ListTable& table = *sheet.table;
  if (index < table.columns.size()) return table.columns[index].head;
  for (const sheet::Cell& cell : sheet.cells_of(sheet.rows[table.range.first.row])) {
    const auto* const text = std::get_if<sheet::Text>(&cell.value);
    if (cell.column == table.range.first.column + index && text != nullptr) return std::string(text->text);
  }
  return {};
}

std::string cell_address(std::string_view sheet_name, sheet::CellPlace place) {
  return in_quotes(sheet_name) + "." + to_text(place);
}

std::string range_address(std::string_view sheet_name, const sheet::CellRange& range) {
  return cell_address(sheet_name, range.first) + ":" + cell_address(sheet_name, range.last);
}

std::string link_address(std::string_view address) {
  const std::size_t mark = address.rfind('!');
  if (!address.starts_with('#') || mark == std::string_view::npos) return std::string(address);
  return std::string(address.substr(0, mark)) + "." + std::string(address.substr(mark + 1));
}

}  // namespace gongwen::ods
