#include "adopt/book/detail/formula_references.h"

#include "base/utf8.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace gongwen::book {
namespace {

bool is_name_sign(char sign) {
  return base::is_ascii_alpha(sign) || base::is_ascii_digit(sign) || sign == '_' || sign == '.' || sign == '\\' ||
         sign == '?' || sign == '$' || static_cast<unsigned char>(sign) >= 0x80;
}

/// Reads `$B$3`, `B`, `$3`; returns nullopt for all other texts.
std::optional<ReferenceEnd> end_of(std::string_view text) {
  ReferenceEnd end;
  std::size_t at = 0;
  const auto take_dollar = [&] {
    const bool found = at < text.size() && text[at] == '$';
    at += found;
    return found;
  };
  bool dollar = take_dollar();
  const std::size_t letters = at;
  while (at < text.size() && base::is_ascii_alpha(text[at]) && at - letters < 3)
    end.column = end.column * 26 + static_cast<std::uint32_t>(base::to_ascii_lower(text[at++]) - 'a' + 1);
  if (end.column > 0) {
    end.is_column_fixed = std::exchange(dollar, false);
    if (end.column > kLastColumn) return std::nullopt;
    if (at == text.size()) return end;
    dollar = take_dollar();
  }
  end.is_row_fixed = dollar;
  if (at == text.size() || !base::is_ascii_digit(text[at]) || text[at] == '0') return std::nullopt;
  const auto [stop, error] = std::from_chars(text.data() + at, text.data() + text.size(), end.row);
  const bool is_row = error == std::errc() && stop == text.data() + text.size() && end.row <= kLastRow;
  return is_row ? std::optional(end) : std::nullopt;
}

class ReferenceFinder {
 public:
  explicit ReferenceFinder(std::string_view formula) : text_(formula) {}

  std::vector<Reference> run() {
    read();
    for (Reference& one : found_) one.is_argument = !one.function.empty() && stands_alone(one);
    return std::move(found_);
  }

  std::size_t most_arguments() {
    read();
    return most_arguments_;
  }

 private:
  struct Function {
    std::string name;  // empty: brackets alone
    std::size_t argument = 0;
  };

  void read() {
    while (at_ < text_.size()) step();
  }

  void step() {
    const char sign = text_[at_];
    if (sign == '"') {
      skip_quoted('"');
    } else if (sign == '\'') {
      const std::size_t begin = at_;
      skip_quoted('\'');
      take_sheet(begin, std::string(text_.substr(begin + 1, at_ - begin - 2)));
    } else if (sign == '[') {
      skip_brackets();
    } else if (sign == '{') {
      while (at_ < text_.size() && text_[at_] != '}') text_[at_] == '"' ? skip_quoted('"') : void(++at_);
    } else if (sign == '#') {
      ++at_;
      while (at_ < text_.size() && (base::is_ascii_alpha(text_[at_]) || text_[at_] == '/')) ++at_;
      if (at_ < text_.size() && (text_[at_] == '!' || text_[at_] == '?')) ++at_;
    } else if (is_name_sign(sign)) {
      take_word();
    } else {
      if (sign == '(') functions_.push_back({std::exchange(word_, {})});
      if (sign == ',' && !functions_.empty())
        most_arguments_ = std::max(most_arguments_, ++functions_.back().argument + 1);
      if (sign == ')' && !functions_.empty()) functions_.pop_back();
      word_.clear();
      ++at_;
    }
  }

  void skip_quoted(char quote) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] != quote) continue;
      if (at_ + 1 >= text_.size() || text_[at_ + 1] != quote) break;
      ++at_;
    }
    at_ = std::min(at_ + 1, text_.size());
  }

  /// `[1]`, `[@列]`, `表[[#Data],[列]]`: other workbooks, and columns of tables, which have no rows.
  void skip_brackets() {
    int depth = 0;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\'' && at_ + 1 < text_.size())
        ++at_;
      else if (text_[at_] == '[')
        ++depth;
      else if (text_[at_] == ']' && --depth == 0)
        break;
    }
    at_ = std::min(at_ + 1, text_.size());
    // A sheet of another workbook, with the reference on it.
    std::size_t end = at_ + peek_word().size();
    if (end < text_.size() && text_[end] == ':') {
      for (++end; end < text_.size() && is_name_sign(text_[end]);) ++end;  // several of its sheets
    }
    if (end < text_.size() && text_[end] == '!') {
      at_ = end + 1;
      skip_range();
    }
  }

  std::string_view peek_word() const {
    std::size_t end = at_;
    while (end < text_.size() && is_name_sign(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }

  void skip_range() {
    at_ += peek_word().size();
    if (at_ < text_.size() && text_[at_] == ':') {
      ++at_;
      at_ += peek_word().size();
    }
  }

  void take_word() {
    const std::size_t begin = at_;
    const std::string_view word = peek_word();
    at_ += word.size();
    if (at_ < text_.size() && text_[at_] == '!') {
      take_sheet(begin, std::string(word));
    } else if (at_ < text_.size() && text_[at_] == '(') {
      word_ = base::ascii_lowercase(word);
      // Newer functions have these before their names in the file.
      for (const std::string_view prefix : {"_xlfn.", "_xlws."}) {
        if (word_.starts_with(prefix)) word_.erase(0, prefix.size());
      }
    } else if (!take_several_sheets(begin)) {
      take_cells(begin, begin, {});
    }
  }

  /// `甲:乙!A1`.
  bool take_several_sheets(std::size_t begin) {
    if (at_ >= text_.size() || text_[at_] != ':') return false;
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_name_sign(text_[end])) ++end;
    if (end == at_ + 1 || end >= text_.size() || text_[end] != '!') return false;
    at_ = end;
    take_sheet(begin, std::string(text_.substr(begin, end - begin)));
    return true;
  }

  /// Takes the reference after the name of a sheet.
  void take_sheet(std::size_t begin, std::string name) {
    if (at_ >= text_.size() || text_[at_] != '!') return;
    ++at_;
    for (std::size_t i = 0; (i = name.find("''", i)) != std::string::npos; ++i) name.erase(i, 1);
    const std::size_t cells = at_;
    at_ += peek_word().size();
    // Another workbook.
    if (name.find('[') != std::string::npos) {
      at_ = cells;
      skip_range();
      return;
    }
    take_cells(begin, cells, std::move(name));
  }

  /// Takes the word from `cells` to here, and a second one after a colon.
  void take_cells(std::size_t begin, std::size_t cells, std::string sheet) {
    const auto first = end_of(text_.substr(cells, at_ - cells));
    if (!first) return;
    Reference found{.begin = begin, .prefix = std::string(text_.substr(begin, cells - begin)), .first = *first};
    found.is_over_sheets = sheet.find(':') != std::string::npos;
    found.sheet = std::move(sheet);
    if (at_ < text_.size() && text_[at_] == ':') {
      const std::size_t back = at_++;
      const std::string_view word = peek_word();
      const auto last = end_of(word);
      const std::size_t behind = at_ + word.size();
      const bool is_function = behind < text_.size() && (text_[behind] == '(' || text_[behind] == '!');
      const bool is_range =
          last && !is_function && (last->row > 0) == (first->row > 0) && (last->column > 0) == (first->column > 0);
      at_ = is_range ? behind : back;
      if (is_range) found.last = last;
    }
    // A column or a number alone is not a reference, but a name or a number.
    if (!found.last && (first->row == 0 || first->column == 0)) return;
    found.end = at_;
    if (!functions_.empty()) {
      found.function = functions_.back().name;
      found.argument = functions_.back().argument;
    }
    found_.push_back(std::move(found));
  }

  bool stands_alone(const Reference& one) const {
    std::size_t before = one.begin;
    while (before > 0 && text_[before - 1] == ' ') --before;
    std::size_t behind = one.end;
    while (behind < text_.size() && text_[behind] == ' ') ++behind;
    const bool is_begun = before > 0 && (text_[before - 1] == '(' || text_[before - 1] == ',');
    return is_begun && behind < text_.size() && (text_[behind] == ')' || text_[behind] == ',');
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string word_;                 // the name of a function whose bracket comes next
  std::vector<Function> functions_;  // around, the innermost last
  std::size_t most_arguments_ = 0;
  std::vector<Reference> found_;
};

std::string letters_of(std::uint32_t column) {
  std::string letters;
  for (; column > 0; column = (column - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
  return letters;
}

/// Cells moved beyond an edge of the sheet re-enter at the opposite edge.
std::uint32_t moved(std::uint32_t number, std::int64_t by, std::uint32_t most) {
  const std::int64_t place = (static_cast<std::int64_t>(number) - 1 + by) % most;
  return static_cast<std::uint32_t>((place + most) % most + 1);
}

}  // namespace

std::string to_text(const ReferenceEnd& end) {
  std::string text;
  if (end.column > 0) text += (end.is_column_fixed ? "$" : "") + letters_of(end.column);
  if (end.row > 0) text += (end.is_row_fixed ? "$" : "") + std::to_string(end.row);
  return text;
}

std::vector<Reference> find_references(std::string_view formula) { return ReferenceFinder(formula).run(); }

std::size_t most_arguments(std::string_view formula) { return ReferenceFinder(formula).most_arguments(); }

std::string moved_formula(std::string_view formula, std::int64_t rows, std::int64_t columns) {
  std::string text;
  std::size_t at = 0;
  const auto move = [&](ReferenceEnd end) {
    if (end.row > 0 && !end.is_row_fixed) end.row = moved(end.row, rows, kLastRow);
    if (end.column > 0 && !end.is_column_fixed) end.column = moved(end.column, columns, kLastColumn);
    return to_text(end);
  };
  for (const Reference& one : find_references(formula)) {
    text += formula.substr(at, one.begin - at);
    text += one.prefix + move(one.first);
    if (one.last) text += ":" + move(*one.last);
    at = one.end;
  }
  text += formula.substr(at);
  return text;
}

}  // namespace gongwen::book
