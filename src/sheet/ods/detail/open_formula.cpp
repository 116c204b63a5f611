#include "sheet/ods/detail/open_formula.h"

#include "base/utf8.h"

#include <cctype>

namespace gongwen::ods {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
/// Of names of functions, sheets and cells; characters beyond ASCII are those of Chinese names.
bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '$' || c == '\\' || (c & 0x80) != 0;
}

std::string quoted(std::string_view sheet_name) {
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

class FormulaReader {
 public:
  explicit FormulaReader(std::string_view text) : rest_(text) {}

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
    } else if (c == ',') {
      take(1);
      out_ += ';';
    } else if (is_word(c)) {
      read_word();
    } else {
      out_ += take(1);
    }
    return true;
  }

  void read_word() {
    const std::string_view word = take_word();
    if (rest_.starts_with('!')) {
      take(1);
      read_reference("$" + quoted(word), take_word());
    } else if (rest_.starts_with('(')) {
      constexpr std::string_view kNewer = "_xlfn.";
      out_ += word.starts_with(kNewer) ? word.substr(kNewer.size()) : word;
    } else if (kind_of(word) == Word::Cell || (rest_.starts_with(':') && kind_of(word) != Word::Other)) {
      read_reference("", word);
    } else {
      out_ += word;
    }
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
  std::string out_;
};

}  // namespace

std::optional<std::string> open_formula(std::string_view expression) {
  if (expression.starts_with('=')) expression.remove_prefix(1);
  std::optional<std::string> formula = FormulaReader(expression).read();
  if (formula) formula->insert(0, "of:=");
  return formula;
}

std::string range_address(std::string_view sheet_name, const sheet::CellRange& range) {
  const std::string sheet = quoted(sheet_name) + ".";
  return sheet + to_text(range.first) + ":" + sheet + to_text(range.last);
}

std::string link_address(std::string_view address) {
  const std::size_t mark = address.rfind('!');
  if (!address.starts_with('#') || mark == std::string_view::npos) return std::string(address);
  return std::string(address.substr(0, mark)) + "." + std::string(address.substr(mark + 1));
}

}  // namespace gongwen::ods
