#include "layout/table/detail/column_sums.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/layout.h"
#include "layout/core/detail/layout_box.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string_view>

namespace gongwen::layout {

// Numbers are added as integers in units of the last decimal place of the column, so that no digit is rounded.
// Example: a column with 1,234.5, −100 and 2 has one decimal place, the group mark `,` and the minus of
// the second cell: its sum is written 1,136.5. Prefix sums by row make every range one subtraction.
namespace {

namespace messages = diagnostics::messages;
using boxes::Box;
using boxes::BoxKind;
using style::ContentItem;
using Kind = ContentItem::Kind;
using Selection = ContentItem::Selection;

__extension__ using Wide = __int128;

/// A number of 24 digits, a million times, is still in the range of Wide.
/// 18 digits before and 6 after the point.
constexpr std::size_t kMostIntegerDigits = 18;
constexpr std::size_t kMostDecimals = 6;

/// A number as it is written in a cell.
struct WrittenNumber {
  bool is_negative = false;
  std::string minus;
  std::string currency;  // before the digits
  std::string group;     // between thousands
  std::string digits;    // without separators and decimal point
  std::string share;     // `%` or `‰` after the digits
  std::size_t decimals = 0;
};

constexpr std::string_view kSigns[] = {"-", "−", "－"};
constexpr std::string_view kCurrencies[] = {"¥", "￥", "$", "€", "£"};
/// A comma, or a blank as required by ISO 80000-1.
constexpr std::string_view kGroups[] = {",", " ", "\u00A0", "\u2009", "\u202F"};
constexpr std::string_view kShares[] = {"%", "％", "‰"};
/// Brackets around a negative number, as in accounts.
constexpr std::pair<std::string_view, std::string_view> kBrackets[] = {{"(", ")"}, {"（", "）"}};
/// Signs in tables for a missing value (GB/T 1.1-2020: 表中不应留有空白).
constexpr std::string_view kDashes[] = {"-", "–", "—", "―", "─", "－", "/", "／"};

// Removes the first of the known texts with which `text` begins, and returns it; empty if none fits.
template <std::size_t size>
std::string_view take(const std::string_view (&known)[size], std::string_view& text) {
  for (const std::string_view entry : known) {
    if (!text.starts_with(entry)) continue;
    text.remove_prefix(entry.size());
    return entry;
  }
  return {};
}

// `——` and `/` represent a missing value; an empty cell counts as blank, too.
bool is_blank(std::string_view text) {
  while (!text.empty()) {
    if (take(kDashes, text).empty()) return false;
  }
  return true;
}

std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), [](char c) { return base::is_ascii_digit(c); });
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

/// Sign, currency, sign, digits in groups, decimals, per cent: in this order, and nothing else; or the same without
/// a sign in brackets. nullopt otherwise. Groups have three digits each, but for the first, so that `1,5` is not taken
/// for fifteen.
std::optional<WrittenNumber> read_number(std::string_view text) {
  WrittenNumber number;
  for (const auto& [begin, end] : kBrackets) {
    if (!text.starts_with(begin) || !text.ends_with(end) || text.size() <= begin.size() + end.size()) continue;
    const std::string_view inside = text.substr(begin.size(), text.size() - begin.size() - end.size());
    // Brackets in brackets are no number, however many there are.
    if (std::ranges::any_of(kBrackets, [&](const auto& pair) { return inside.starts_with(pair.first); }))
      return std::nullopt;
    auto inner = read_number(inside);
    if (!inner || inner->is_negative) return std::nullopt;
    inner->is_negative = true;
    inner->minus = begin;
    return inner;
  }
  const auto take_sign = [&] {
    // A plus sign is read but not written.
    if (text.starts_with('+')) text.remove_prefix(1);
    number.minus = take(kSigns, text);
    number.is_negative = !number.minus.empty();
  };
  take_sign();
  number.currency = take(kCurrencies, text);
  // ¥-5 as well as -¥5.
  if (!number.currency.empty() && !number.is_negative) take_sign();
  number.digits = take_digits(text);
  if (number.digits.empty()) return std::nullopt;
  // More than three digits without a mark are not grouped.
  if (std::string_view rest = text; number.digits.size() <= 3) {
    const std::string_view group = take(kGroups, rest);
    // The blank of `60 %` does not separate groups.
    if (!rest.empty() && base::is_ascii_digit(rest.front())) {
      number.group = group;
      text = rest;
    }
  }
  for (std::string_view group = number.group; !group.empty();) {
    const std::string_view digits = take_digits(text);
    if (digits.size() != 3) return std::nullopt;
    number.digits += digits;
    // All groups must have the same mark.
    if (!text.starts_with(group)) break;
    text.remove_prefix(group.size());
  }
  const std::size_t integer_digits = number.digits.size();
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const std::string_view digits = take_digits(text);
    if (digits.empty() || digits.size() > kMostDecimals) return std::nullopt;
    number.digits += digits;
    number.decimals = digits.size();
  }
  if (text.starts_with(' ')) text.remove_prefix(1);  // `60 %`
  number.share = take(kShares, text);
  return text.empty() && integer_digits <= kMostIntegerDigits ? std::optional(std::move(number)) : std::nullopt;
}

// In units of the last decimal place of the column: 1.5 with two decimals is 150.
Wide scaled_value(const WrittenNumber& number, std::size_t decimals) {
  Wide value = 0;
  for (const char digit : number.digits) value = value * 10 + (digit - '0');
  for (std::size_t i = number.decimals; i < decimals; ++i) value *= 10;
  return number.is_negative ? -value : value;
}

/// The text of a cell for adding up: without notes and their calls, and without text struck out, as in drafts.
struct CellText {
  std::string text;
  /// Several lines, or parts that are raised or lowered: 10³ is not 103, and two amounts are not one.
  bool is_compound = false;

  void append(BoxId box, const LayoutContext& context) {
    for (BoxId child = context.box(box).first_child; child; child = context.box(child).next_sibling) {
      const Box& entry = context.box(child);
      // Notes and floats are not in the flow of the cell.
      if (!boxes::is_in_flow(entry) || entry.part == boxes::BoxPart::FootnoteCall) continue;
      const style::ComputedStyle& style = context.style_of(child);
      if (entry.kind != BoxKind::Text && style.text_decoration_line.line_through) continue;
      if (entry.kind == BoxKind::Text) text += entry.text;
      const bool begins_line =
          entry.kind == BoxKind::LineBreak || (entry.kind != BoxKind::Text && !entry.is_inline_level);
      if (begins_line) end_line();
      const std::size_t begin = text.size();
      append(child, context);
      const bool is_moved = entry.kind != BoxKind::Text && entry.is_inline_level &&
                            style.vertical_align.kind != style::VerticalAlign::Kind::Baseline;
      if (is_moved && text.find_first_not_of(" \n", begin) != std::string::npos) is_compound = true;
    }
  }

  /// The following content is below the existing content.
  void end_line() {
    if (text.find_first_not_of(" \n") != std::string::npos) text += '\n';
  }
};

/// The place of a cell's text, if it has any: its value in the data.
diagnostics::OriginId place_of_text(BoxId cell, const LayoutContext& context) {
  for (BoxId at = cell; at;) {
    if (context.box(at).kind == BoxKind::Text) return context.box(at).origin;
    at = context.box(at).first_child;
  }
  return context.box(cell).origin;
}

// `-gw-in-sum: none` on rows, groups or cells leaves them out, such as subtotals.
bool is_counted(BoxId part, const LayoutContext& context) {
  return !part || context.style_of(part).in_sum == style::InSum::Auto;
}

std::string digits_of(Wide value) {
  std::string digits;
  for (; value > 0; value /= 10) digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
  return digits;
}

}  // namespace

struct ColumnSum::Numbers {
  std::vector<Wide> before;  // by row: the sum of all rows before it; one more than there are rows
  std::size_t decimals = 0;
  std::string minus = "-";
  std::string currency;
  std::string group;
  std::string share;

  // Digits are grouped from the right, decimals are not.
  std::string print(Wide value) const {
    std::string digits = digits_of(value < 0 ? -value : value);
    // 0.05 has leading zeros: 5 with two decimals is 005.
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    std::string out = (value < 0 ? minus : std::string()) + currency;
    const std::size_t integer = digits.size() - decimals;
    for (std::size_t i = 0; i < integer; ++i) {
      if (i > 0 && (integer - i) % 3 == 0) out += group;
      out += digits[i];
    }
    if (decimals > 0) out += "." + digits.substr(integer);
    out += share;
    for (const auto& [begin, end] : kBrackets) {
      if (value < 0 && minus == begin) out += end;
    }
    return out;
  }
};

ColumnSum::ColumnSum(const TableModel& model, std::uint32_t column, std::uint32_t number_of_column,
                     const LayoutContext& context) {
  auto numbers = std::make_unique<Numbers>();
  std::vector<std::optional<WrittenNumber>> written(model.row_count());
  bool is_first = true;
  for (std::uint32_t row = model.body_begin(); row < model.body_end(); ++row) {
    const TableRow& entry = model.rows[row];
    const std::uint32_t slot = model.slot(row, column);
    // Rows without a cell in the column, and cells that begin in an earlier row, are not counted.
    if (slot == TableModel::kNoCell || !is_counted(entry.row, context) || !is_counted(entry.group, context)) continue;
    const TableCell& cell = model.cells[slot];
    // Headings of groups name the rows below them.
    const bool is_heading = context.style_of(entry.row).table_parts == style::TableParts::All;
    if (cell.row != row || cell.column_span > 1 || is_heading || !is_counted(cell.box, context)) continue;
    CellText raw;
    raw.append(cell.box, context);
    const bool has_lines = base::trim_ascii_space(raw.text).find('\n') != std::string_view::npos;
    const std::string text = base::collapse_ascii_space(raw.text);
    // A missing value is no error.
    if (is_blank(text)) continue;
    written[row] = raw.is_compound || has_lines ? std::nullopt : read_number(text);
    // Percentages cannot be added to amounts.
    if (written[row] && !is_first && written[row]->share != numbers->share) written[row].reset();
    if (!written[row]) {
      context.sink.report(messages::LayoutSumNotNumber, place_of_text(cell.box, context), text, number_of_column);
      continue;
    }
    const WrittenNumber& number = *written[row];
    numbers->decimals = std::max(numbers->decimals, number.decimals);
    // The first group mark wins; the last minus does.
    if (numbers->group.empty()) numbers->group = number.group;
    if (number.is_negative) numbers->minus = number.minus;
    // A currency that some numbers lack is not written before the sum.
    if (is_first) numbers->currency = number.currency;
    if (is_first) numbers->share = number.share;
    if (number.currency != numbers->currency) numbers->currency.clear();
    is_first = false;
  }
  Wide sum = 0;
  for (const auto& number : written) {
    numbers->before.push_back(sum);
    // Rows without a number do not change the sum.
    if (number) sum += scaled_value(*number, numbers->decimals);
  }
  numbers->before.push_back(sum);
  numbers_ = std::move(numbers);
}

ColumnSum::~ColumnSum() = default;

std::string ColumnSum::text(std::uint32_t begin, std::uint32_t end) const {
  return numbers_->print(numbers_->before[end] - numbers_->before[begin]);
}

/// As many digits as the sum of all amounts, all of them the widest, and a sign if any sum may have one.
/// Sums of rows cannot have more digits than the sum of all absolute values.
std::string ColumnSum::widest() const {
  Wide amounts = 0;
  bool falls = false;
  for (std::size_t row = 0; row + 1 < numbers_->before.size(); ++row) {
    const Wide value = numbers_->before[row + 1] - numbers_->before[row];
    amounts += value < 0 ? -value : value;
    falls = falls || value < 0;
  }
  std::string text = numbers_->print(falls ? -amounts : amounts);
  for (char& c : text) {
    // 8 is as wide as any digit, or nearly so.
    if (base::is_ascii_digit(c)) c = '8';
  }
  return text;
}

namespace {

/// By grid and column: worked out once, since they depend on boxes and styles only.
struct KnownSums : DocumentFacts {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::unique_ptr<const ColumnSum>> sums;
};

/// The column of the model; nullopt if the table has no such column, or does not show it.
std::optional<std::uint32_t> column_of(std::uint32_t number, const TableModel& model, const LayoutContext& context) {
  const TableModel& all = model.whole == nullptr ? model : *model.whole;
  if (number < 1 || number > all.column_count()) return std::nullopt;
  // Columns are counted from the reading side.
  const std::uint32_t column = is_rtl(context.style_of(model.grid)) ? all.column_count() - number : number - 1;
  if (model.whole == nullptr) return column;
  // A part of a wide table has some of the columns.
  const auto kept = std::find(model.kept_columns.begin(), model.kept_columns.end(), column);
  if (kept == model.kept_columns.end()) return std::nullopt;
  return static_cast<std::uint32_t>(kept - model.kept_columns.begin());
}

std::uint32_t number_of(const ContentItem& item) {
  std::uint32_t number = 0;
  std::from_chars(item.name.data(), item.name.data() + item.name.size(), number);
  return number;
}

/// Visits the -gw-sum() items in a box until `visit` returns true.
template <typename Visit>
bool any_sum(BoxId box, const LayoutContext& context, const Visit& visit) {
  // A stack instead of recursion: cells may be deep.
  std::vector<BoxId> open{box};
  while (!open.empty()) {
    const Box& entry = context.box(open.back());
    open.pop_back();
    if (entry.kind == BoxKind::Reference) {
      const ContentItem& item = context.boxes.content_item(entry);
      if (item.kind == Kind::ColumnSum && visit(item)) return true;
    }
    for (BoxId child = entry.first_child; child; child = context.box(child).next_sibling) open.push_back(child);
  }
  return false;
}

}  // namespace

const ColumnSum* column_sum(BoxId grid, std::uint32_t number, LayoutContext& context) {
  const TableModel& model = table_model(grid, context);
  const auto column = column_of(number, model, context);
  if (!column) return nullptr;
  std::unique_ptr<const ColumnSum>& sum = context.cache<KnownSums>().sums[{grid.value, *column}];
  if (sum == nullptr) sum = std::make_unique<const ColumnSum>(model, *column, number, context);
  return sum.get();
}

// Called before rows are released, since sums need all of them.
void prepare_column_sums(BoxId grid, LayoutContext& context) {
  const auto prepare = [&](BoxId box) {
    any_sum(box, context, [&](const ContentItem& item) {
      column_sum(grid, number_of(item), context);
      return false;
    });
  };
  for (BoxId child = context.box(grid).first_child; child; child = context.box(child).next_sibling) {
    const Box& group = context.box(child);
    if (group.kind == BoxKind::RowGroup && group.row_group != boxes::RowGroupKind::Body) prepare(child);
  }
  for (BoxId child = context.box(context.box(grid).parent).first_child; child;
       child = context.box(child).next_sibling) {
    if (context.box(child).kind == BoxKind::TableCaption) prepare(child);
  }
}

std::optional<std::string> sum_text_of_whole(BoxId reference, const ContentItem& item, LayoutContext& context) {
  bool in_body = false;
  BoxId at = reference;
  while (at && context.box(at).kind != BoxKind::Table && context.box(at).kind != BoxKind::TableGrid) {
    const Box& box = context.box(at);
    if (box.kind == BoxKind::RowGroup) in_body = box.row_group == boxes::RowGroupKind::Body;
    at = box.parent;
  }
  if (!at) return std::nullopt;
  const BoxId grid = context.box(at).kind == BoxKind::Table ? grid_of(at, context) : at;
  // Rows of the body cannot know where their page ends.
  // Rows between head and foot are laid out before the page is known.
  if (!grid || (in_body && item.selection != Selection::InTable)) return std::nullopt;
  TablePart whole(grid, false, context);
  // `-gw-sum(2, table)` does not change with pages.
  // Columns are as wide as the sums of any page may become.
  whole.set_estimates(item.selection != Selection::InTable);
  whole.set_end(table_model(grid, context).row_count());
  return whole.sum_text(item);
}

std::optional<std::string> TablePart::sum_text(const ContentItem& item) const {
  const ColumnSum* const sum = column_sum(grid_, number_of(item), context_);
  if (sum == nullptr) return std::nullopt;
  // Estimates have the width only.
  if (estimates_) return sum->widest();
  switch (item.selection) {
    case Selection::Brought: return sum->text(0, begin_);
    case Selection::OnPage: return end_ ? std::optional(sum->text(begin_, *end_)) : std::nullopt;
    case Selection::Carried: return end_ ? std::optional(sum->text(0, *end_)) : std::nullopt;
    default: break;
  }
  return sum->text(0, table_model(grid_, context_).row_count());
}

}  // namespace gongwen::layout
