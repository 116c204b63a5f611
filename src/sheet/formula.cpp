#include "sheet/formula.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "sheet/limits.h"

#include <algorithm>
#include <array>

namespace gongwen::sheet {
namespace {

/// Functions that fetch, call or link to something outside the workbook.
constexpr std::array<std::string_view, 9> kForbiddenFunctions{"CALL",        "DDE", "FILTERXML",  "HYPERLINK", "IMAGE",
                                                              "REGISTER.ID", "RTD", "WEBSERVICE", "EXEC"};

bool is_word_character(char c) { return base::is_ascii_alnum(c) || c == '.' || c == '_'; }

class FormulaScanner {
 public:
  explicit FormulaScanner(std::string_view formula) : formula_(formula) {}

  std::optional<FormulaError> scan() {
    for (at_ = 1; at_ < formula_.size();) {
      if (auto error = scan_part()) return error;
    }
    if (depth_ != 0) return FormulaError{FormulaError::Unbalanced, depth_ > 0 ? "(" : ")"};
    return std::nullopt;
  }

 private:
  std::optional<FormulaError> scan_part() {
    const char c = formula_[at_];
    if (c == '"') return skip_quoted('"', "");
    // A sheet's name in quotes may start with another workbook's.
    if (c == '\'') return skip_quoted('\'', "[");
    // `[` starts another workbook, `|` a topic of DDE. Tables, which have brackets too, are not written here.
    if (c == '[' || c == '|') return FormulaError{FormulaError::External, std::string(1, c)};
    if (base::is_ascii_alpha(c)) return scan_word();
    depth_ += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (depth_ < 0) return FormulaError{FormulaError::Unbalanced, ")"};
    ++at_;
    return std::nullopt;
  }

  std::optional<FormulaError> skip_quoted(char quote, std::string_view forbidden) {
    const std::size_t close = formula_.find(quote, at_ + 1);
    if (close == std::string_view::npos) return FormulaError{FormulaError::Unbalanced, std::string(1, quote)};
    const std::string_view inside = formula_.substr(at_ + 1, close - at_ - 1);
    if (!forbidden.empty() && inside.find_first_of(forbidden) != std::string_view::npos) {
      return FormulaError{FormulaError::External, std::string(inside)};
    }
    at_ = close + 1;
    return std::nullopt;
  }

  std::optional<FormulaError> scan_word() {
    const auto begin = formula_.begin() + static_cast<std::ptrdiff_t>(at_);
    const auto end = std::find_if_not(begin, formula_.end(), is_word_character);
    const std::string_view word(&*begin, static_cast<std::size_t>(end - begin));
    const bool forbidden =
        std::any_of(kForbiddenFunctions.begin(), kForbiddenFunctions.end(),
                    [&](std::string_view function) { return base::equals_ignoring_ascii_case(word, function); });
    if (forbidden) return FormulaError{FormulaError::External, std::string(word)};
    at_ += word.size();
    return std::nullopt;
  }

  std::string_view formula_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

std::optional<FormulaError> check_formula(std::string_view formula) {
  if (formula.empty()) return FormulaError{FormulaError::Empty};
  if (formula.front() != '=') return FormulaError{FormulaError::NoEqualsSign, std::string(formula)};
  if (base::trim_ascii_space(formula.substr(1)).empty()) return FormulaError{FormulaError::Empty};
  if (utf16_length(formula) > kMaxFormulaUnits)
    return FormulaError{FormulaError::TooLong, std::to_string(utf16_length(formula))};
  for (const auto& decoded : base::CodePoints(formula)) {
    if (decoded.code_point < 0x20 || !decoded.valid) return FormulaError{FormulaError::Character};
  }
  return FormulaScanner(formula).scan();
}

bool may_stand_in_formula(std::string_view value) {
  return !value.empty() && std::all_of(value.begin(), value.end(),
                                       [](char c) { return base::is_ascii_digit(c) || c == '.' || c == '-'; });
}

}  // namespace gongwen::sheet
