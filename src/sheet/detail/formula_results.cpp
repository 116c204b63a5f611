#include "sheet/detail/formula_results.h"

#include "base/format.h"
#include "base/utf8.h"
#include "sheet/detail/formula_criterion.h"
#include "sheet/limits.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace gongwen::sheet {
namespace {

/// Counting over whole lists for each of their rows takes quadratic time; beyond this number of cells, formulas stay
/// without results.
constexpr std::size_t kMaxCellsRead = 30'000'000;
constexpr int kMaxDepth = 200;

struct RangeOf {
  std::size_t sheet = 0;
  CellRange range;
};
using Value = std::variant<Empty, double, std::string, bool, RangeOf>;

double rounded(double number, double digits, double (*round)(double)) {
  const double power = std::pow(10.0, digits);
  // Repeats the decimal rounding that people expect: 2.675 is 2.68 although its double is below.
  const double scaled = number * power;
  const double nearest = std::round(scaled);
  const bool is_near = std::abs(scaled - nearest) < 1e-9 * std::max(1.0, std::abs(scaled));
  if (is_near) return nearest / power;
  const double half = std::abs(std::abs(scaled - std::trunc(scaled)) - 0.5);
  if (half < 1e-9) return round(std::nextafter(scaled, scaled > 0 ? HUGE_VAL : -HUGE_VAL)) / power;
  return round(scaled) / power;
}
double away_from_zero(double number) { return number < 0 ? std::floor(number) : std::ceil(number); }

}  // namespace

class FormulaResults::Calculation {
 public:
  explicit Calculation(std::span<const KnownRows> sheets) : sheets_(sheets.begin(), sheets.end()) {}

  std::optional<FormulaResult> compute(std::size_t sheet, CellPlace place, const FormulaText& formula) {
    try {
      const Scalar value = compute_cell(sheet, place, formula);
      if (const auto* const number = std::get_if<double>(&value)) return *number;
      if (const auto* const text = std::get_if<std::string>(&value)) return *text;
      if (const auto* const truth = std::get_if<bool>(&value)) return *truth;
      return 0.0;
    } catch (const NoResult&) {
      return std::nullopt;
    }
  }

 private:
  using Key = std::pair<std::size_t, CellPlace>;

  class Parser;

  Scalar compute_cell(std::size_t sheet, CellPlace place, const FormulaText& formula);

  /// nullptr below the last row of the sheet.
  const Row* row_at(std::size_t sheet, std::uint32_t row) const {
    const KnownRows& known = sheets_[sheet];
    const std::vector<Row>& rows = known.sheet->rows;
    const bool is_known = row >= known.first_row && row - known.first_row < rows.size();
    if (!is_known && known.is_part) throw NoResult{};
    return is_known ? &rows[row - known.first_row] : nullptr;
  }

  const Cell* cell_at(std::size_t sheet, CellPlace place) {
    if (++cells_read_ > kMaxCellsRead) throw NoResult{};
    const Row* const row = row_at(sheet, place.row);
    if (row == nullptr) return nullptr;
    const auto cells = sheets_[sheet].sheet->cells_of(*row);
    if (place.column < cells.size() && cells[place.column].column == place.column) return &cells[place.column];
    const auto found = std::lower_bound(cells.begin(), cells.end(), place.column,
                                        [](const Cell& cell, std::uint32_t column) { return cell.column < column; });
    return found == cells.end() || found->column != place.column ? nullptr : &*found;
  }

  Scalar value_at(std::size_t sheet, CellPlace place) {
    const Cell* const cell = cell_at(sheet, place);
    if (cell == nullptr) return Empty{};
    if (const auto* const text = std::get_if<Text>(&cell->value)) return std::string(text->text);
    if (const auto* const number = std::get_if<Number>(&cell->value)) return number->value;
    if (const auto* const date = std::get_if<Date>(&cell->value)) return date->serial;
    if (const auto* const truth = std::get_if<Boolean>(&cell->value)) return truth->value;
    if (const auto* const rich = std::get_if<RichText>(&cell->value)) {
      std::string all;
      for (const TextRun& run : sheets_[sheet].sheet->rich_texts[rich->index]) all += run.text;
      return all;
    }
    const auto* const formula = std::get_if<Formula>(&cell->value);
    if (formula == nullptr) return Empty{};
    return compute_cell(sheet, place, sheets_[sheet].sheet->formulas[formula->index]);
  }

  const FormulaText* formula_at(std::size_t sheet, CellPlace place) {
    const Cell* const cell = cell_at(sheet, place);
    const auto* const formula = cell == nullptr ? nullptr : std::get_if<Formula>(&cell->value);
    return formula == nullptr ? nullptr : &sheets_[sheet].sheet->formulas[formula->index];
  }

  std::vector<KnownRows> sheets_;
  std::map<Key, std::optional<Scalar>> known_;  // nullopt: no result
  std::set<Key> open_;
  std::size_t cells_read_ = 0;
};

/// Reads a formula by the precedence of its operators and computes it on the way.
class FormulaResults::Calculation::Parser {
 public:
  Parser(Calculation& calculation, std::size_t sheet, CellPlace place, std::string_view text)
      : calculation_(calculation), sheet_(sheet), place_(place), text_(text) {}

  Scalar read() {
    ++at_;  // =
    const Scalar value = scalar(comparison());
    if (next() != 0) throw NoResult{};
    return value;
  }

 private:
  // Characters

  char next() {
    while (at_ < text_.size() && base::is_ascii_space(text_[at_])) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(std::string_view sign) {
    next();
    if (!text_.substr(at_).starts_with(sign)) return false;
    at_ += sign.size();
    return true;
  }
  void require(std::string_view sign) {
    if (!take(sign)) throw NoResult{};
  }

  // Operators, from the weakest

  Value comparison() {
    Value left = joined();
    for (;;) {
      std::string_view sign;
      for (const std::string_view known : {"<>", ">=", "<=", ">", "<", "="}) {
        if (sign.empty() && take(known)) sign = known;
      }
      if (sign.empty()) return left;
      left = compare(scalar(left), scalar(joined()), sign);
    }
  }

  static Value compare(const Scalar& left, const Scalar& right, std::string_view sign) {
    const int order = order_of(left, right);
    if (sign == "<>") return order != 0;
    if (sign == "=") return order == 0;
    if (sign == ">=") return order >= 0;
    if (sign == "<=") return order <= 0;
    return sign == ">" ? order > 0 : order < 0;
  }

  /// Numbers precede texts, and texts truth values. An empty cell equals 0, the empty text and FALSE.
  static int order_of(const Scalar& left, const Scalar& right) {
    const auto rank = [](const Scalar& value) {
      return std::holds_alternative<std::string>(value) ? 1 : std::holds_alternative<bool>(value) ? 2 : 0;
    };
    const bool left_empty = std::holds_alternative<Empty>(left);
    const bool right_empty = std::holds_alternative<Empty>(right);
    const int kind = left_empty ? rank(right) : rank(left);
    if (!left_empty && !right_empty && rank(left) != rank(right)) return rank(left) < rank(right) ? -1 : 1;
    if (kind == 1) {
      const std::string a = left_empty ? std::string() : base::ascii_lowercase(std::get<std::string>(left));
      const std::string b = right_empty ? std::string() : base::ascii_lowercase(std::get<std::string>(right));
      return a.compare(b);
    }
    const auto plain = [](const Scalar& value) {
      if (const auto* const number = std::get_if<double>(&value)) return *number;
      const auto* const truth = std::get_if<bool>(&value);
      return truth != nullptr && *truth ? 1.0 : 0.0;
    };
    return plain(left) < plain(right) ? -1 : plain(left) > plain(right) ? 1 : 0;
  }

  Value joined() {
    Value left = sum();
    while (take("&")) left = text(scalar(left)) + text(scalar(sum()));
    return left;
  }

  Value sum() {
    Value left = product();
    for (;;) {
      if (take("+")) {
        left = number(left) + number(product());
      } else if (take("-")) {
        left = number(left) - number(product());
      } else {
        return left;
      }
    }
  }

  Value product() {
    Value left = power();
    for (;;) {
      if (take("*")) {
        left = number(left) * number(power());
      } else if (take("/")) {
        const double divided = number(left);
        const double by = number(power());
        if (by == 0) throw NoResult{};
        left = divided / by;
      } else {
        return left;
      }
    }
  }

  Value power() {
    Value left = signed_value();
    while (take("^")) left = finite(std::pow(number(left), number(signed_value())));
    return left;
  }

  Value signed_value() {
    if (take("-")) return -number(signed_value());
    if (take("+")) return signed_value();
    Value value = operand();
    while (take("%")) value = number(value) / 100;
    return value;
  }

  // Operands

  Value operand() {
    const char c = next();
    if (c == '(') {
      ++at_;
      Value value = comparison();
      require(")");
      return value;
    }
    if (c == '"') return quoted('"');
    if (c == '\'') {
      const std::string sheet = quoted('\'');
      require("!");
      return reference(sheet_index(sheet));
    }
    if (c == '$') return reference(sheet_);
    if (base::is_ascii_digit(c) || c == '.') return digits();
    const std::size_t begin = at_;
    const std::string_view word = read_word();
    if (word.empty()) throw NoResult{};
    if (next() == '(') {
      ++at_;
      return call(upper(word));
    }
    if (take("!")) return reference(sheet_index(word));
    if (base::equals_ignoring_ascii_case(word, "TRUE")) return true;
    if (base::equals_ignoring_ascii_case(word, "FALSE")) return false;
    at_ = begin;
    return reference(sheet_);
  }

  std::string quoted(char quote) {
    std::string out;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == quote) {
        if (text_.substr(at_ + 1, 1) != std::string_view(&quote, 1)) break;
        ++at_;
      }
      out += text_[at_];
    }
    if (at_ >= text_.size()) throw NoResult{};
    ++at_;
    return out;
  }

  Value digits() {
    double value = 0;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error != std::errc() || (end != text_.data() + text_.size() && *end == ':')) throw NoResult{};
    at_ = static_cast<std::size_t>(end - text_.data());
    return value;
  }

  std::string_view read_word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           (base::is_ascii_alnum(text_[at_]) || text_[at_] == '.' || text_[at_] == '_' || (text_[at_] & '\x80') != 0)) {
      ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }

  static std::string upper(std::string_view word) {
    std::string out(word);
    for (char& c : out) c = base::is_ascii_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    return out;
  }

  std::size_t sheet_index(std::string_view name) const {
    for (std::size_t i = 0; i < calculation_.sheets_.size(); ++i) {
      if (base::equals_ignoring_ascii_case(calculation_.sheets_[i].sheet->name, name)) return i;
    }
    throw NoResult{};
  }

  /// One corner of a reference; a row or column may be left out: `C:C`.
  struct Corner {
    std::optional<std::uint32_t> row;
    std::optional<std::uint32_t> column;
  };

  Corner corner() {
    Corner place;
    if (text_.substr(at_, 1) == "$") ++at_;
    std::uint32_t column = 0;
    while (at_ < text_.size() && base::is_ascii_alpha(text_[at_]) && column <= kMaxColumns) {
      column = column * 26 + static_cast<std::uint32_t>((text_[at_] | 0x20) - 'a' + 1);
      ++at_;
    }
    if (column > kMaxColumns) throw NoResult{};
    if (column > 0) place.column = column - 1;
    if (text_.substr(at_, 1) == "$") ++at_;
    std::uint32_t row = 0;
    while (at_ < text_.size() && base::is_ascii_digit(text_[at_]) && row <= kMaxRows) {
      row = row * 10 + static_cast<std::uint32_t>(text_[at_] - '0');
      ++at_;
    }
    if (row > kMaxRows) throw NoResult{};
    if (row > 0) place.row = row - 1;
    return place;
  }

  Value reference(std::size_t sheet) {
    const Corner first = corner();
    Corner last = first;
    const bool is_range = text_.substr(at_, 1) == ":";
    if (is_range) {
      ++at_;
      last = corner();
    }
    const bool ends = at_ >= text_.size() || !(base::is_ascii_alnum(text_[at_]) || text_[at_] == '_' ||
                                               text_[at_] == '.' || (text_[at_] & '\x80') != 0);
    const bool by_row = first.row && last.row;
    const bool by_column = first.column && last.column;
    if (!ends || (!by_row && !by_column) || (!is_range && !(by_row && by_column))) throw NoResult{};
    if (!by_row && calculation_.sheets_[sheet].is_part) throw NoResult{};
    // Below its last row a sheet is empty.
    const std::size_t rows = std::max<std::size_t>(calculation_.sheets_[sheet].sheet->rows.size(), 1);
    const auto last_row = static_cast<std::uint32_t>(rows - 1);
    constexpr std::uint32_t last_column = kMaxColumns - 1;
    RangeOf range{sheet, {}};
    range.range.first = {by_row ? std::min(*first.row, *last.row) : 0,
                         by_column ? std::min(*first.column, *last.column) : 0};
    range.range.last = {by_row ? std::max(*first.row, *last.row) : last_row,
                        by_column ? std::max(*first.column, *last.column) : last_column};
    return range;
  }

  // Conversions

  Scalar scalar(const Value& value) {
    if (const auto* const range = std::get_if<RangeOf>(&value)) {
      if (!range->range.is_single_cell()) throw NoResult{};
      return calculation_.value_at(range->sheet, range->range.first);
    }
    if (const auto* const number_value = std::get_if<double>(&value)) return *number_value;
    if (const auto* const truth = std::get_if<bool>(&value)) return *truth;
    if (const auto* const text_value = std::get_if<std::string>(&value)) return *text_value;
    return Empty{};
  }

  double number(const Value& value) { return number_of(scalar(value)); }

  static double number_of(const Scalar& value) {
    if (const auto* const number_value = std::get_if<double>(&value)) return *number_value;
    if (const auto* const truth = std::get_if<bool>(&value)) return *truth ? 1 : 0;
    if (std::holds_alternative<Empty>(value)) return 0;
    const auto parsed = number_in(std::get<std::string>(value));
    if (!parsed) throw NoResult{};
    return *parsed;
  }

  static std::string text(const Scalar& value) {
    if (const auto* const number_value = std::get_if<double>(&value)) return fmt::format("{:.15g}", *number_value);
    if (const auto* const truth = std::get_if<bool>(&value)) return *truth ? "TRUE" : "FALSE";
    if (const auto* const text_value = std::get_if<std::string>(&value)) return *text_value;
    return {};
  }

  bool truth(const Value& value) {
    const Scalar single = scalar(value);
    if (std::holds_alternative<std::string>(single)) throw NoResult{};
    return number_of(single) != 0;
  }

  static double finite(double value) {
    if (!std::isfinite(value)) throw NoResult{};
    return value;
  }

  // Functions

  using Arguments = std::vector<Value>;

  Arguments arguments() {
    Arguments values;
    if (take(")")) return values;
    do {
      values.push_back(next() == ',' || next() == ')' ? Value(Empty{}) : comparison());
    } while (take(","));
    require(")");
    return values;
  }

  /// Skips an argument that is not chosen: its errors do not count.
  void skip_argument() {
    int depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        quoted(c);
        --at_;
      } else if (c == '(') {
        ++depth;
      } else if (c == ')' && depth-- == 0) {
        return;
      } else if (c == ',' && depth == 0) {
        return;
      }
    }
  }

  Value call(const std::string& name) {
    if (++depth_ > kMaxDepth) throw NoResult{};
    Value value;
    if (name == "IF") {
      value = choose();
    } else if (name == "IFERROR") {
      value = without_error();
    } else {
      value = apply(name, arguments());
    }
    --depth_;
    return value;
  }

  Value choose() {
    const bool chosen = truth(comparison());
    Value value = chosen ? Value(true) : Value(false);
    if (take(",")) {
      if (chosen) {
        value = comparison();
      } else {
        skip_argument();
      }
      if (take(",")) {
        if (chosen) {
          skip_argument();
        } else {
          value = comparison();
        }
      }
    }
    require(")");
    return value;
  }

  /// The errors of an unknown function are unknown, too, so only computed values count.
  Value without_error() {
    const Scalar value = scalar(comparison());
    require(",");
    skip_argument();
    require(")");
    return std::visit([](const auto& known) { return Value(known); }, value);
  }

  /// Calls `visit` with each value of the arguments; `in_range` tells whether it comes from cells.
  template <typename Visit>
  void each(const Arguments& values, const Visit& visit) {
    for (const Value& value : values) {
      const auto* const range = std::get_if<RangeOf>(&value);
      if (range == nullptr) {
        visit(scalar(value), false);
        continue;
      }
      each_place(*range, [&](CellPlace place) { visit(calculation_.value_at(range->sheet, place), true); });
    }
  }

  template <typename Visit>
  void each_place(const RangeOf& range, const Visit& visit) {
    const KnownRows& known = calculation_.sheets_[range.sheet];
    for (std::uint32_t row = range.range.first.row; row <= range.range.last.row; ++row) {
      const Row* const in_sheet = calculation_.row_at(range.sheet, row);
      if (in_sheet == nullptr) return;
      for (const Cell& cell : known.sheet->cells_of(*in_sheet)) {
        if (cell.column >= range.range.first.column && cell.column <= range.range.last.column) {
          visit(CellPlace{row, cell.column});
        }
      }
    }
  }

  /// Numbers among the arguments. Texts and truth values in cells do not count; written as arguments they do.
  std::vector<double> numbers(const Arguments& values) {
    std::vector<double> all;
    each(values, [&](const Scalar& value, bool in_range) {
      if (const auto* const number_value = std::get_if<double>(&value)) {
        all.push_back(*number_value);
      } else if (!in_range && !std::holds_alternative<Empty>(value)) {
        all.push_back(number_of(value));
      }
    });
    return all;
  }

  static double total(const std::vector<double>& all) {
    double sum = 0;
    for (const double value : all) sum += value;
    return sum;
  }

  Value apply(const std::string& name, const Arguments& values) {
    if (name == "SUBTOTAL") return subtotal(values);
    if (name == "SUMPRODUCT") return sum_of_products(values);
    if (name == "COUNTIF" || name == "COUNTIFS") return static_cast<double>(chosen(values, 0).size());
    if (name == "SUMIF" || name == "AVERAGEIF") return of_chosen_if(values, name == "AVERAGEIF");
    if (name == "SUMIFS") return of_chosen_ifs(values);
    if (name == "ROW" || name == "COLUMN") return place_number(values, name == "ROW");
    if (name == "ROWS" || name == "COLUMNS") {
      const RangeOf& range = range_at(values, 0);
      return static_cast<double>(name == "ROWS" ? range.range.row_count() : range.range.column_count());
    }
    if (const auto value = aggregate(name, values)) return *value;
    return of_scalars(name, values);
  }

  std::optional<Value> aggregate(const std::string& name, const Arguments& values) {
    if (name == "COUNTA" || name == "COUNTBLANK") {
      double filled = 0;
      double blank = 0;
      each(values, [&](const Scalar& value, bool) {
        const auto* const text_value = std::get_if<std::string>(&value);
        const bool is_blank = std::holds_alternative<Empty>(value);
        filled += is_blank ? 0 : 1;
        blank += text_value != nullptr && text_value->empty() ? 1 : 0;
      });
      if (name == "COUNTA") return filled;
      const RangeOf& range = range_at(values, 0);
      const double cells = static_cast<double>(range.range.row_count()) * range.range.column_count();
      return cells - filled + blank;
    }
    if (name == "COUNT") {
      double count = 0;
      each(values, [&](const Scalar& value, bool) { count += std::holds_alternative<double>(value) ? 1 : 0; });
      return count;
    }
    static const std::set<std::string, std::less<>> kOfNumbers{"SUM", "AVERAGE", "MIN", "MAX", "PRODUCT"};
    if (!kOfNumbers.contains(name)) return std::nullopt;
    const std::vector<double> all = numbers(values);
    if (name == "SUM") return total(all);
    if (name == "PRODUCT") {
      double product = all.empty() ? 0 : 1;
      for (const double value : all) product *= value;
      return finite(product);
    }
    if (name == "AVERAGE") {
      if (all.empty()) throw NoResult{};
      return total(all) / static_cast<double>(all.size());
    }
    if (all.empty()) return 0.0;
    return name == "MIN" ? *std::min_element(all.begin(), all.end()) : *std::max_element(all.begin(), all.end());
  }

  Value of_scalars(const std::string& name, const Arguments& values) {
    if (name == "AND" || name == "OR") {
      bool all = true;
      bool any = false;
      for (const Value& value : values) {
        const bool is_true = truth(value);
        all = all && is_true;
        any = any || is_true;
      }
      return name == "AND" ? all : any;
    }
    if (name == "LEN" && values.size() == 1) return static_cast<double>(utf16_length(text(scalar(values[0]))));
    if (name == "NOT" && values.size() == 1) return !truth(values[0]);
    if (name == "ABS" && values.size() == 1) return std::abs(number(values[0]));
    if (name == "INT" && values.size() == 1) return std::floor(number(values[0]));
    if (values.size() != 2) throw NoResult{};
    const double first = number(values[0]);
    const double second = number(values[1]);
    if (name == "ROUND") return finite(rounded(first, second, std::round));
    if (name == "ROUNDUP") return finite(rounded(first, second, away_from_zero));
    if (name == "ROUNDDOWN") return finite(rounded(first, second, std::trunc));
    if (name == "MOD" && second != 0) return finite(first - second * std::floor(first / second));
    throw NoResult{};
  }

  const RangeOf& range_at(const Arguments& values, std::size_t index) const {
    const auto* const range = index < values.size() ? std::get_if<RangeOf>(&values[index]) : nullptr;
    if (range == nullptr) throw NoResult{};
    return *range;
  }

  Value place_number(const Arguments& values, bool of_row) const {
    const CellPlace place = values.empty() ? place_ : range_at(values, 0).range.first;
    return static_cast<double>((of_row ? place.row : place.column) + 1);
  }

  /// Cells with a subtotal of their own are left out.
  Value subtotal(const Arguments& values) {
    static const std::map<int, std::string> kFunctions{{1, "AVERAGE"}, {2, "COUNT"},   {3, "COUNTA"}, {4, "MAX"},
                                                       {5, "MIN"},     {6, "PRODUCT"}, {9, "SUM"}};
    if (values.size() < 2) throw NoResult{};
    const int code = static_cast<int>(number(values[0]));
    const auto function = kFunctions.find(code > 100 ? code - 100 : code);
    if (function == kFunctions.end()) throw NoResult{};
    Arguments taken;
    for (std::size_t i = 1; i < values.size(); ++i) {
      const RangeOf& range = range_at(values, i);
      each_place(range, [&](CellPlace place) {
        if (code > 100 && calculation_.row_at(range.sheet, place.row)->hidden) return;
        const FormulaText* const formula = calculation_.formula_at(range.sheet, place);
        if (formula != nullptr && upper(formula->expression).find("SUBTOTAL(") != std::string::npos) return;
        taken.emplace_back(RangeOf{range.sheet, {place, place}});
      });
    }
    return *aggregate(function->second, taken);
  }

  /// The places, by their number within the first range, at which all criteria of pairs from `from` on hold.
  std::vector<std::size_t> chosen(const Arguments& values, std::size_t from) {
    if (values.size() < from + 2 || (values.size() - from) % 2 != 0) throw NoResult{};
    const CellRange shape = range_at(values, from).range;
    std::vector<Criterion> criteria;
    std::vector<RangeOf> ranges;
    for (std::size_t i = from; i < values.size(); i += 2) {
      ranges.push_back(range_at(values, i));
      criteria.emplace_back(scalar(values[i + 1]));
      const CellRange& range = ranges.back().range;
      if (range.row_count() != shape.row_count() || range.column_count() != shape.column_count()) throw NoResult{};
    }
    std::vector<std::size_t> found;
    const std::size_t count = std::size_t{shape.row_count()} * shape.column_count();
    for (std::size_t i = 0; i < count; ++i) {
      bool holds = true;
      for (std::size_t k = 0; k < ranges.size() && holds; ++k) holds = criteria[k].accepts(value_in(ranges[k], i));
      if (holds) found.push_back(i);
    }
    return found;
  }

  static CellPlace place_in(const RangeOf& range, std::size_t index) {
    const std::uint32_t columns = range.range.column_count();
    return {range.range.first.row + static_cast<std::uint32_t>(index / columns),
            range.range.first.column + static_cast<std::uint32_t>(index % columns)};
  }

  Scalar value_in(const RangeOf& range, std::size_t index) {
    return calculation_.value_at(range.sheet, place_in(range, index));
  }

  double add_up(const RangeOf& range, const std::vector<std::size_t>& places, bool average) {
    double sum = 0;
    double count = 0;
    for (const std::size_t index : places) {
      const Scalar value = value_in(range, index);
      if (const auto* const number_value = std::get_if<double>(&value)) {
        sum += *number_value;
        ++count;
      }
    }
    if (average && count == 0) throw NoResult{};
    return average ? sum / count : sum;
  }

  Value of_chosen_if(const Arguments& values, bool average) {
    if (values.size() < 2) throw NoResult{};
    const std::vector<std::size_t> places = chosen({values[0], values[1]}, 0);
    return add_up(range_at(values, values.size() > 2 ? 2 : 0), places, average);
  }

  Value of_chosen_ifs(const Arguments& values) { return add_up(range_at(values, 0), chosen(values, 1), false); }

  Value sum_of_products(const Arguments& values) {
    const CellRange shape = range_at(values, 0).range;
    const std::size_t count = std::size_t{shape.row_count()} * shape.column_count();
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      double product = 1;
      for (std::size_t k = 0; k < values.size(); ++k) {
        const RangeOf& range = range_at(values, k);
        if (range.range.row_count() != shape.row_count() || range.range.column_count() != shape.column_count()) {
          throw NoResult{};
        }
        const Scalar value = value_in(range, i);
        const auto* const number_value = std::get_if<double>(&value);
        product *= number_value == nullptr ? 0 : *number_value;
      }
      sum += product;
    }
    return finite(sum);
  }

  Calculation& calculation_;
  std::size_t sheet_;
  CellPlace place_;
  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

Scalar FormulaResults::Calculation::compute_cell(std::size_t sheet, CellPlace place, const FormulaText& formula) {
  const Key key{sheet, place};
  if (const auto known = known_.find(key); known != known_.end()) {
    if (!known->second) throw NoResult{};
    return *known->second;
  }
  // A cell that depends on itself has no result; deep chains are left to spreadsheet programs.
  if (open_.size() >= kMaxDepth || !open_.insert(key).second) throw NoResult{};
  try {
    Scalar value = Parser(*this, sheet, place, formula.expression).read();
    if (const auto* const number = std::get_if<double>(&value); number != nullptr && !std::isfinite(*number)) {
      throw NoResult{};
    }
    open_.erase(key);
    known_[key] = value;
    return value;
  } catch (const NoResult&) {
    open_.erase(key);
    if (formula.result) {
      known_[key] = *formula.result;
      return *formula.result;
    }
    // A result may be missing only because the chain was cut, so that is not remembered.
    if (open_.empty()) known_[key] = std::nullopt;
    throw;
  }
}

FormulaResults::FormulaResults(std::span<const KnownRows> sheets)
    : calculation_(std::make_unique<Calculation>(sheets)) {}
FormulaResults::~FormulaResults() = default;

std::optional<FormulaResult> FormulaResults::compute(std::size_t sheet, CellPlace place, const FormulaText& formula) {
  return calculation_->compute(sheet, place, formula);
}

}  // namespace gongwen::sheet
