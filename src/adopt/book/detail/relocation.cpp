#include "adopt/book/detail/relocation.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>

namespace gongwen::book {
namespace {

/// Arguments of a function, the first one the lowest bit; beyond 32, the last two represent the others.
using Arguments = std::uint32_t;
constexpr Arguments kEvery = 0xFFFFFFFF;
constexpr Arguments kFirst = 1;
constexpr Arguments kSecond = 2;
constexpr Arguments kThird = 4;
constexpr Arguments kOdd = 0x55555555;   // the first, the third …
constexpr Arguments kEven = 0xAAAAAAAA;  // the second, the fourth …

struct RangeFunction {
  std::string_view name;
  Arguments ranges;         // arguments that are ranges of cells, not single values
  bool takes_list = false;  // one range may become several arguments
};

constexpr auto kRangeFunctions = std::to_array<RangeFunction>({
    {"and", kEvery, true},
    {"average", kEvery, true},
    {"averagea", kEvery, true},
    {"concat", kEvery, true},
    {"count", kEvery, true},
    {"counta", kEvery, true},
    {"max", kEvery, true},
    {"maxa", kEvery, true},
    {"median", kEvery, true},
    {"min", kEvery, true},
    {"mina", kEvery, true},
    {"or", kEvery, true},
    {"product", kEvery, true},
    {"stdev", kEvery, true},
    {"stdeva", kEvery, true},
    {"stdevp", kEvery, true},
    {"stdevpa", kEvery, true},
    {"stdev.p", kEvery, true},
    {"stdev.s", kEvery, true},
    {"subtotal", kEvery & ~kFirst, true},
    {"sum", kEvery, true},
    {"sumsq", kEvery, true},
    {"textjoin", kEvery & ~(kFirst | kSecond), true},
    {"var", kEvery, true},
    {"vara", kEvery, true},
    {"varp", kEvery, true},
    {"varpa", kEvery, true},
    {"var.p", kEvery, true},
    {"var.s", kEvery, true},
    {"aggregate", kEvery & ~(kFirst | kSecond), true},
    {"avedev", kEvery, true},
    {"devsq", kEvery, true},
    {"geomean", kEvery, true},
    {"harmean", kEvery, true},
    {"kurt", kEvery, true},
    {"mode", kEvery, true},
    {"mode.mult", kEvery, true},
    {"mode.sngl", kEvery, true},
    {"npv", kEvery & ~kFirst, true},
    {"skew", kEvery, true},
    {"xor", kEvery, true},
    {"averageif", kFirst | kThird},
    {"averageifs", kFirst | kEven},
    {"columns", kFirst},
    {"correl", kFirst | kSecond},
    {"covar", kFirst | kSecond},
    {"countblank", kFirst},
    {"countif", kFirst},
    {"countifs", kOdd},
    {"filter", kFirst | kSecond},
    {"forecast", kSecond | kThird},
    {"frequency", kFirst | kSecond},
    {"hlookup", kSecond},
    {"index", kFirst},
    {"intercept", kFirst | kSecond},
    {"irr", kFirst},
    {"large", kFirst},
    {"lookup", kSecond | kThird},
    {"match", kSecond},
    {"maxifs", kFirst | kEven},
    {"minifs", kFirst | kEven},
    {"networkdays", kThird},
    {"pearson", kFirst | kSecond},
    {"percentile", kFirst},
    {"percentile.exc", kFirst},
    {"percentile.inc", kFirst},
    {"percentrank", kFirst},
    {"percentrank.inc", kFirst},
    {"quartile", kFirst},
    {"quartile.exc", kFirst},
    {"quartile.inc", kFirst},
    {"rank", kSecond},
    {"rank.avg", kSecond},
    {"rank.eq", kSecond},
    {"rows", kFirst},
    {"rsq", kFirst | kSecond},
    {"slope", kFirst | kSecond},
    {"small", kFirst},
    {"sort", kFirst},
    {"sumif", kFirst | kThird},
    {"sumifs", kFirst | kEven},
    {"sumproduct", kEvery},
    {"transpose", kFirst},
    {"trimmean", kFirst},
    {"unique", kFirst},
    {"vlookup", kSecond},
    {"workday", kThird},
    {"xirr", kFirst | kSecond},
    {"xlookup", kSecond | kThird},
    {"xmatch", kSecond},
    {"xnpv", kSecond | kThird},
});
constexpr std::size_t kMostArguments = 250;  // of a function; programs take 255

const RangeFunction* function_around(const Reference& one) {
  const auto* const found = std::find_if(kRangeFunctions.begin(), kRangeFunctions.end(),
                                         [&](const RangeFunction& function) { return function.name == one.function; });
  return one.is_argument && found != kRangeFunctions.end() ? found : nullptr;
}

bool takes_range(const Reference& one) {
  const RangeFunction* const function = function_around(one);
  const std::size_t bit = one.argument < 32 ? one.argument : 30 + one.argument % 2;
  return function != nullptr && ((function->ranges >> bit) & 1U) != 0;
}

bool takes_list(const Reference& one) {
  const RangeFunction* const function = function_around(one);
  return function != nullptr && function->takes_list;
}

std::string range_text(const Reference& one, const RowRange& rows, bool is_range) {
  ReferenceEnd first = one.first;
  ReferenceEnd last = one.last.value_or(one.first);
  first.row = rows.first;
  last.row = rows.last;
  std::string text = one.prefix + to_text(first);
  if (is_range) text += ":" + to_text(last);
  return text;
}

bool is_one_row(const RowRange& rows) { return rows.first == rows.last; }

}  // namespace

std::optional<Reference> sole_reference(std::string_view text) {
  std::vector<Reference> all = find_references(text);
  if (all.size() != 1 || all.front().begin != 0 || all.front().end != text.size()) return std::nullopt;
  return std::move(all.front());
}

bool Relocation::is_same() const {
  return std::all_of(maps_.begin(), maps_.end(), [](const RowMap* map) { return map->is_same(); });
}

std::optional<std::size_t> Relocation::sheet_named(std::string_view name) const {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (base::ascii_lowercase(names_[i]) == base::ascii_lowercase(name)) return i;
  }
  return std::nullopt;
}

std::optional<std::string> Relocation::formula(std::string_view formula, const FormulaPlace& place, Gaps gaps) {
  std::string text;
  std::size_t at = 0;
  for (const Reference& one : find_references(formula)) {
    const auto made = relocated(one, place, gaps);
    if (!made) return std::nullopt;
    text += formula.substr(at, one.begin - at);
    text += *made;
    at = one.end;
  }
  text += formula.substr(at);
  // Programs repair a file by deleting formulas that are too long.
  if (text.size() <= formula.size() || text.size() <= kMostArguments) return text;
  const bool has_room = sheet::utf16_length(text) <= sheet::kMaxFormulaUnits;
  const std::size_t arguments = gaps == Gaps::List ? most_arguments(text) : 0;
  if (has_room && (arguments <= kMostArguments || arguments <= most_arguments(formula))) return text;
  std::size_t longest = 0;
  for (const Reference& one : find_references(formula)) {
    const std::size_t length = relocated(one, place, gaps).value_or(std::string()).size();
    if (length <= longest) continue;
    longest = length;
    gap_ = formula.substr(one.begin, one.end - one.begin);
  }
  return std::nullopt;
}

/// The rows of the output to which a reference refers. Within a round of a loop, references to rows of the loop stay in
/// the round, unless their row is fixed (`D$5`): these cover all rounds, and `D$5:D5` covers all up to this one.
std::vector<RowRange> Relocation::rows_of(const Reference& one, const FormulaPlace& place, std::size_t sheet) const {
  const RowMap& map = *maps_[sheet];
  const SheetLoops& loops = map.loops();
  const RowRange rows{std::min(one.first.row, one.last.value_or(one.first).row),
                      std::max(one.first.row, one.last.value_or(one.first).row)};
  const bool is_inside = place.row > 0 && place.sheet == sheet;
  const std::size_t own = is_inside ? loops.loop_of(place.row) : kNoLoop;
  const auto loop_of_end = [&](const ReferenceEnd& end) {
    const std::size_t loop = loops.common(loops.loop_of(end.row), own);
    return end.is_row_fixed ? loops.parent(loop) : loop;
  };
  const std::size_t first_loop = loop_of_end(one.first);
  const std::size_t last_loop = one.last ? loop_of_end(*one.last) : first_loop;
  const std::size_t around = loops.common(first_loop, last_loop);
  std::vector<RowRange> found = *map.areas(rows, map.round_around(around, place.output));
  const auto clip = [&](RowRange to) {
    std::vector<RowRange> kept;
    for (const RowRange& area : found) {
      const RowRange part{std::max(area.first, to.first), std::min(area.last, to.last)};
      if (!part.is_empty()) kept.push_back(part);
    }
    found = std::move(kept);
  };
  if (first_loop != around) {
    const auto in_round = map.areas(rows, map.round_around(first_loop, place.output));
    clip({in_round->empty() ? place.output : in_round->front().first, RowMap::kAll.last});
  }
  if (last_loop != around) {
    const auto in_round = map.areas(rows, map.round_around(last_loop, place.output));
    clip({1, in_round->empty() ? place.output : in_round->back().last});
  }
  // `D$5` alone, in the list itself: its first row.
  const bool is_first_only = !one.last && one.first.is_row_fixed && is_inside && own != kNoLoop &&
                             loops.common(loops.loop_of(one.first.row), own) != kNoLoop;
  if (is_first_only && !found.empty()) found = {{found.front().first, found.front().first}};
  return found;
}

std::optional<std::string> Relocation::relocated(const Reference& one, const FormulaPlace& place, Gaps gaps) {
  const std::size_t sheet = one.sheet.empty() ? place.sheet : sheet_named(one.sheet).value_or(maps_.size());
  const auto as_written = [&] {
    return one.prefix + to_text(one.first) + (one.last ? ":" + to_text(*one.last) : std::string());
  };
  if (one.is_over_sheets) return over_sheets(one, place);
  if (sheet >= maps_.size() || maps_[sheet]->is_same() || one.first.row == 0) return as_written();
  std::vector<RowRange> rows = rows_of(one, place, sheet);
  const bool is_range = one.last.has_value();
  if (rows.empty()) return range_text(one, {kLastRow, kLastRow}, is_range);
  if (rows.size() == 1 && is_one_row(rows.front())) return range_text(one, rows.front(), is_range);
  // A single cell in the row of a list means all its copies if a function takes a range, otherwise the first.
  if (!is_range && gaps == Gaps::List && !takes_range(one)) {
    rows = {{rows.front().first, rows.front().first}};
    return range_text(one, rows.front(), false);
  }
  if (gaps == Gaps::Cover) rows = {{rows.front().first, rows.back().last}};
  if (rows.size() > 1 && gaps == Gaps::List) {
    if (!takes_list(one) || rows.size() > kMostArguments) {
      gap_ = as_written();
      return std::nullopt;
    }
  }
  std::string text;
  for (const RowRange& area : rows) {
    if (!text.empty()) text += ',';
    text += range_text(one, area, is_range || !is_one_row(area));
  }
  return text;
}

/// A place on several sheets at once is the same on each of them.
std::optional<std::string> Relocation::over_sheets(const Reference& one, const FormulaPlace& place) {
  gap_ = one.prefix + to_text(one.first) + (one.last ? ":" + to_text(*one.last) : std::string());
  if (is_same() || one.first.row == 0) return gap_;
  const std::size_t colon = one.sheet.find(':');
  const auto first = sheet_named(std::string_view(one.sheet).substr(0, colon));
  const auto last = sheet_named(std::string_view(one.sheet).substr(colon + 1));
  if (!first || !last) return std::nullopt;
  const std::vector<RowRange> rows = rows_of(one, place, *first);
  if (rows.size() > 1) return std::nullopt;
  for (std::size_t sheet = std::min(*first, *last); sheet <= std::max(*first, *last); ++sheet) {
    if (rows_of(one, place, sheet) != rows) return std::nullopt;
  }
  if (rows.empty()) return range_text(one, {kLastRow, kLastRow}, one.last.has_value());
  return range_text(one, rows.front(), one.last || !is_one_row(rows.front()));
}

std::vector<std::string> Relocation::areas(std::string_view reference, std::size_t sheet) const {
  const auto one = sole_reference(reference);
  if (!one || maps_[sheet]->is_same() || one->first.row == 0) return {std::string(reference)};
  std::vector<std::string> texts;
  for (const RowRange& area : rows_of(*one, {sheet, 0, 0}, sheet))
    texts.push_back(range_text(*one, area, one->last.has_value() || !is_one_row(area)));
  return texts;
}

std::string Relocation::cover(std::string_view reference, std::size_t sheet) const {
  const auto one = sole_reference(reference);
  if (!one || maps_[sheet]->is_same() || one->first.row == 0) return std::string(reference);
  const std::vector<RowRange> rows = rows_of(*one, {sheet, 0, 0}, sheet);
  if (rows.empty()) return {};
  const RowRange all{rows.front().first, rows.back().last};
  return range_text(*one, all, one->last.has_value() || !is_one_row(all));
}

std::vector<Relocation::Copy> Relocation::copies(std::string_view reference, std::size_t sheet) const {
  const auto one = sole_reference(reference);
  const RowMap& map = *maps_[sheet];
  if (!one || one->first.row == 0) return {{std::string(reference), 0}};
  if (map.is_same()) return {{std::string(reference), one->first.row}};
  const ReferenceEnd& last = one->last.value_or(one->first);
  const SheetLoops& loops = map.loops();
  const std::size_t loop = loops.common(loops.loop_of(one->first.row), loops.loop_of(last.row));
  std::vector<Copy> made;
  const auto add = [&](const RowRange& round) {
    const auto rows = map.areas({one->first.row, last.row}, round);
    if (rows->empty()) return;
    const RowRange all{rows->front().first, rows->back().last};
    made.push_back({range_text(*one, all, one->last.has_value() || !is_one_row(all)), all.first});
  };
  if (loop == kNoLoop)
    add(RowMap::kAll);
  else
    for (const RowRange& round : map.rounds(loop)) add(round);
  return made;
}

}  // namespace gongwen::book
