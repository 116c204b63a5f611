#include "sheet/formula.h"

#include "base/utf8.h"
#include "sheet/limits.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::sheet {
namespace {

/// Functions that fetch, call or link to something outside the workbook.
constexpr std::array<std::string_view, 9> kForbiddenFunctions{"CALL",        "DDE", "FILTERXML",  "HYPERLINK", "IMAGE",
                                                              "REGISTER.ID", "RTD", "WEBSERVICE", "EXEC"};

// Functions introduced after 2007. Files must store them with a prefix; without it, programs show #NAME?. Source:
// [MS-XLSX] 2.2.2, "future functions", and the lists of Excel 2010 to 365.
// Sorted, for binary search.
constexpr auto kNewer = std::to_array<std::string_view>({"ACOT",
                                                         "ACOTH",
                                                         "AGGREGATE",
                                                         "ARABIC",
                                                         "ARRAYTOTEXT",
                                                         "BASE",
                                                         "BETA.DIST",
                                                         "BETA.INV",
                                                         "BINOM.DIST",
                                                         "BINOM.DIST.RANGE",
                                                         "BINOM.INV",
                                                         "BITAND",
                                                         "BITLSHIFT",
                                                         "BITOR",
                                                         "BITRSHIFT",
                                                         "BITXOR",
                                                         "BYCOL",
                                                         "BYROW",
                                                         "CEILING.MATH",
                                                         "CEILING.PRECISE",
                                                         "CHISQ.DIST",
                                                         "CHISQ.DIST.RT",
                                                         "CHISQ.INV",
                                                         "CHISQ.INV.RT",
                                                         "CHISQ.TEST",
                                                         "CHOOSECOLS",
                                                         "CHOOSEROWS",
                                                         "COMBINA",
                                                         "CONCAT",
                                                         "CONFIDENCE.NORM",
                                                         "CONFIDENCE.T",
                                                         "COT",
                                                         "COTH",
                                                         "COVARIANCE.P",
                                                         "COVARIANCE.S",
                                                         "CSC",
                                                         "CSCH",
                                                         "DAYS",
                                                         "DECIMAL",
                                                         "DETECTLANGUAGE",
                                                         "DROP",
                                                         "ENCODEURL",
                                                         "ERF.PRECISE",
                                                         "ERFC.PRECISE",
                                                         "EXPAND",
                                                         "EXPON.DIST",
                                                         "F.DIST",
                                                         "F.DIST.RT",
                                                         "F.INV",
                                                         "F.INV.RT",
                                                         "F.TEST",
                                                         "FLOOR.MATH",
                                                         "FLOOR.PRECISE",
                                                         "FORECAST.ETS",
                                                         "FORECAST.ETS.CONFINT",
                                                         "FORECAST.ETS.SEASONALITY",
                                                         "FORECAST.ETS.STAT",
                                                         "FORECAST.LINEAR",
                                                         "FORMULATEXT",
                                                         "GAMMA",
                                                         "GAMMA.DIST",
                                                         "GAMMA.INV",
                                                         "GAMMALN.PRECISE",
                                                         "GAUSS",
                                                         "GROUPBY",
                                                         "HSTACK",
                                                         "HYPGEOM.DIST",
                                                         "IFNA",
                                                         "IFS",
                                                         "IMCOSH",
                                                         "IMCOT",
                                                         "IMCSC",
                                                         "IMCSCH",
                                                         "IMSEC",
                                                         "IMSECH",
                                                         "IMSINH",
                                                         "IMTAN",
                                                         "ISFORMULA",
                                                         "ISOMITTED",
                                                         "ISOWEEKNUM",
                                                         "LAMBDA",
                                                         "LET",
                                                         "LOGNORM.DIST",
                                                         "LOGNORM.INV",
                                                         "MAKEARRAY",
                                                         "MAP",
                                                         "MAXIFS",
                                                         "MINIFS",
                                                         "MODE.MULT",
                                                         "MODE.SNGL",
                                                         "MUNIT",
                                                         "NEGBINOM.DIST",
                                                         "NORM.DIST",
                                                         "NORM.INV",
                                                         "NORM.S.DIST",
                                                         "NORM.S.INV",
                                                         "NUMBERVALUE",
                                                         "PDURATION",
                                                         "PERCENTILE.EXC",
                                                         "PERCENTILE.INC",
                                                         "PERCENTOF",
                                                         "PERCENTRANK.EXC",
                                                         "PERCENTRANK.INC",
                                                         "PERMUTATIONA",
                                                         "PHI",
                                                         "PIVOTBY",
                                                         "POISSON.DIST",
                                                         "QUARTILE.EXC",
                                                         "QUARTILE.INC",
                                                         "QUERYSTRING",
                                                         "RANDARRAY",
                                                         "RANK.AVG",
                                                         "RANK.EQ",
                                                         "REDUCE",
                                                         "REGEXEXTRACT",
                                                         "REGEXREPLACE",
                                                         "REGEXTEST",
                                                         "RRI",
                                                         "SCAN",
                                                         "SEC",
                                                         "SECH",
                                                         "SEQUENCE",
                                                         "SHEET",
                                                         "SHEETS",
                                                         "SINGLE",
                                                         "SKEW.P",
                                                         "SORTBY",
                                                         "STDEV.P",
                                                         "STDEV.S",
                                                         "SWITCH",
                                                         "T.DIST",
                                                         "T.DIST.2T",
                                                         "T.DIST.RT",
                                                         "T.INV",
                                                         "T.INV.2T",
                                                         "T.TEST",
                                                         "TAKE",
                                                         "TEXTAFTER",
                                                         "TEXTBEFORE",
                                                         "TEXTJOIN",
                                                         "TEXTSPLIT",
                                                         "TOCOL",
                                                         "TOROW",
                                                         "TRANSLATE",
                                                         "TRIMRANGE",
                                                         "UNICHAR",
                                                         "UNICODE",
                                                         "UNIQUE",
                                                         "VALUETOTEXT",
                                                         "VAR.P",
                                                         "VAR.S",
                                                         "VSTACK",
                                                         "WEIBULL.DIST",
                                                         "WRAPCOLS",
                                                         "WRAPROWS",
                                                         "XLOOKUP",
                                                         "XMATCH",
                                                         "XOR",
                                                         "Z.TEST"});
static_assert(std::is_sorted(kNewer.begin(), kNewer.end()));

// These also need the prefix `_xlws.`.
constexpr std::array<std::string_view, 2> kOfSheets{"FILTER", "SORT"};

std::string upper_case(std::string_view name) {
  std::string upper(name);
  for (char& c : upper) c = base::is_ascii_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
  return upper;
}

/// `_xlfn.` for `TEXTJOIN`, `_xlfn._xlws.` for `FILTER`; empty for functions of 2007 and other names. Ignores case.
std::string_view prefix_of_function(std::string_view name) {
  const std::string upper = upper_case(name);
  if (std::find(kOfSheets.begin(), kOfSheets.end(), upper) != kOfSheets.end()) return "_xlfn._xlws.";
  return std::binary_search(kNewer.begin(), kNewer.end(), std::string_view(upper)) ? "_xlfn." : std::string_view();
}

// Functions whose results may fill several cells. Sorted.
constexpr auto kDynamic = std::to_array<std::string_view>(
    {"BYCOL",     "BYROW", "CHOOSECOLS", "CHOOSEROWS", "DROP",   "EXPAND",   "FILTER",   "GROUPBY",  "HSTACK",
     "MAKEARRAY", "MAP",   "PIVOTBY",    "RANDARRAY",  "SCAN",   "SEQUENCE", "SORT",     "SORTBY",   "TAKE",
     "TEXTSPLIT", "TOCOL", "TOROW",      "TRIMRANGE",  "UNIQUE", "VSTACK",   "WRAPCOLS", "WRAPROWS", "XLOOKUP"});
static_assert(std::is_sorted(kDynamic.begin(), kDynamic.end()));

/// LET and LAMBDA define names, which would need a separate prefix.
bool names_values(std::string_view function) {
  return base::equals_ignoring_ascii_case(function, "LET") || base::equals_ignoring_ascii_case(function, "LAMBDA");
}

bool is_word_character(char c) { return base::is_ascii_alnum(c) || c == '.' || c == '_'; }

/// Unquoted sheet names may contain letters of all scripts.
bool is_name_character(char c) { return is_word_character(c) || (c & '\x80') != 0; }

/// Whether the word is a cell or, next to `$` or `:`, a column: `A1`, `XFD`.
bool is_cell_word(std::string_view word, bool may_be_column) {
  const auto letters_end = std::find_if_not(word.begin(), word.end(), base::is_ascii_alpha);
  const auto letters = static_cast<std::size_t>(letters_end - word.begin());
  const std::string_view digits = word.substr(letters);
  if (letters == 0 || letters > 3 || digits.size() > 7) return false;
  return digits.empty() ? may_be_column : std::all_of(digits.begin(), digits.end(), base::is_ascii_digit);
}

/// Strips the rest of a prefix: returns FILTER for `xlfn._xlws.FILTER` (the first underscore was already read).
std::string_view without_prefix(std::string_view word) {
  for (const std::string_view prefix : {std::string_view("xlfn."), std::string_view("_xlws.")}) {
    if (base::equals_ignoring_ascii_case(word.substr(0, prefix.size()), prefix)) word.remove_prefix(prefix.size());
  }
  return word;
}

/// Splits a formula: calls `take` with each quoted text or name, each word, and each other character.
template <typename Take>
void scan_pieces(std::string_view formula, const Take& take) {
  for (std::size_t at = 0; at < formula.size();) {
    std::size_t end = at + 1;
    if (formula[at] == '"' || formula[at] == '\'') {
      // A quote inside is doubled.
      do {
        end = std::min(formula.find(formula[at], end), formula.size() - 1) + 1;
      } while (end < formula.size() && formula[end] == formula[at] && end++ > 0);
    } else if (is_name_character(formula[at])) {
      while (end < formula.size() && is_name_character(formula[end])) ++end;
    }
    take(formula.substr(at, end - at), formula.substr(end));
    at = end;
  }
}

bool is_word(std::string_view piece) { return !piece.empty() && is_name_character(piece.front()); }

bool is_called(std::string_view rest) { return base::trim_ascii_space(rest).starts_with('('); }

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
    // A quoted sheet name may start with the name of another workbook.
    if (c == '\'') return skip_quoted('\'', "[");
    // `|` starts a DDE topic.
    if (c == '|') return FormulaError{FormulaError::External, std::string(1, c)};
    if (c == '[') return scan_brackets();
    if (c == ']') return FormulaError{FormulaError::Unbalanced, "]"};
    if (base::is_ascii_alpha(c)) return scan_word();
    depth_ += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (depth_ < 0) return FormulaError{FormulaError::Unbalanced, ")"};
    ++at_;
    return std::nullopt;
  }

  /// `[列]` and `[@列]`; before a name, brackets contain the name of another workbook.
  std::optional<FormulaError> scan_brackets() {
    const std::size_t close = formula_.find(']', at_);
    if (close == std::string_view::npos) return FormulaError{FormulaError::Unbalanced, "["};
    const std::string_view inside = formula_.substr(at_ + 1, close - at_ - 1);
    const std::string_view rest = formula_.substr(close + 1);
    const bool names_sheet =
        !rest.empty() && (is_name_character(rest.front()) || rest.front() == '!' || rest.front() == '\'');
    if (names_sheet) return FormulaError{FormulaError::External, "["};
    const std::string_view column = base::trim_ascii_space(inside.substr(inside.starts_with('@') ? 1 : 0));
    if (column.empty() || column.find_first_of("[#@'\"") != std::string_view::npos) {
      return FormulaError{FormulaError::Brackets, std::string(formula_.substr(at_, close + 1 - at_))};
    }
    at_ = close + 1;
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
    const std::string_view whole(&*begin, static_cast<std::size_t>(end - begin));
    const std::string_view word = without_prefix(whole);
    const bool forbidden =
        std::any_of(kForbiddenFunctions.begin(), kForbiddenFunctions.end(),
                    [&](std::string_view function) { return base::equals_ignoring_ascii_case(word, function); });
    if (forbidden) return FormulaError{FormulaError::External, std::string(word)};
    at_ += whole.size();
    if (names_values(word) && is_called(formula_.substr(at_))) {
      return FormulaError{FormulaError::OwnNames, std::string(word)};
    }
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

std::string stored_formula(std::string_view formula) {
  std::string stored;
  scan_pieces(formula, [&](std::string_view piece, std::string_view rest) {
    if (is_word(piece) && is_called(rest)) stored += prefix_of_function(piece);
    stored += piece;
  });
  return stored;
}

std::vector<std::string> sheets_of_formula(std::string_view formula) {
  std::vector<std::string> sheets;
  std::vector<std::string_view> last;  // preceding pieces, for ranges of sheets: 甲:乙!A1
  const auto add_names = [&sheets](std::string names) {
    for (std::size_t quote = names.find("''"); quote != std::string::npos; quote = names.find("''", quote + 1)) {
      names.erase(quote, 1);
    }
    std::size_t begin = 0;
    for (std::size_t colon = names.find(':'); colon != std::string::npos; colon = names.find(':', begin)) {
      sheets.push_back(names.substr(begin, colon - begin));
      begin = colon + 1;
    }
    sheets.push_back(names.substr(begin));
  };
  scan_pieces(formula, [&](std::string_view piece, std::string_view rest) {
    const bool is_quoted = piece.front() == '\'';
    const bool is_error = !last.empty() && last.back() == "#";  // #REF!
    if ((is_word(piece) || is_quoted) && rest.starts_with('!') && !is_error) {
      const bool is_stretch = last.size() > 1 && last.back() == ":" && is_word(last[last.size() - 2]);
      if (is_stretch) add_names(std::string(last[last.size() - 2]));
      add_names(std::string(is_quoted ? piece.substr(1, piece.size() - 2) : piece));
    }
    last.push_back(piece);
  });
  return sheets;
}

std::vector<std::string> names_of_formula(std::string_view formula) {
  std::vector<std::string> names;
  std::string without_errors(formula);
  for (std::size_t at = without_errors.find("#N/A"); at != std::string::npos; at = without_errors.find("#N/A")) {
    without_errors.replace(at, 4, "0");
  }
  std::string_view before;
  scan_pieces(without_errors, [&](std::string_view piece, std::string_view rest) {
    const std::string_view last = std::exchange(before, piece);
    if (!is_word(piece) || base::is_ascii_digit(piece.front()) || piece.front() == '.') return;
    if (is_called(rest) || rest.starts_with('!') || last == "#") return;
    const bool by_column = last == "$" || last == ":" || rest.starts_with(':');
    if (rest.starts_with(':') && rest.find('!') != std::string_view::npos && !is_cell_word(piece, true)) return;
    if (is_cell_word(piece, by_column)) return;
    if (base::equals_ignoring_ascii_case(piece, "TRUE") || base::equals_ignoring_ascii_case(piece, "FALSE")) return;
    names.emplace_back(piece);
  });
  return names;
}

bool is_dynamic_formula(std::string_view formula) {
  bool is_dynamic = false;
  scan_pieces(formula, [&](std::string_view piece, std::string_view rest) {
    if (!is_word(piece) || !is_called(rest)) return;
    const std::string_view word = piece.starts_with('_') ? without_prefix(piece.substr(1)) : piece;
    const std::string upper = upper_case(word);
    is_dynamic = is_dynamic || std::binary_search(kDynamic.begin(), kDynamic.end(), std::string_view(upper));
  });
  return is_dynamic;
}

bool is_formula_name_character(char c) { return is_name_character(c); }

bool may_stand_in_formula(std::string_view value) {
  return !value.empty() && std::all_of(value.begin(), value.end(),
                                       [](char c) { return base::is_ascii_digit(c) || c == '.' || c == '-'; });
}

}  // namespace gongwen::sheet
