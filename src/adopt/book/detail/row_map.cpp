#include "adopt/book/detail/row_map.h"

#include <algorithm>

namespace gongwen::book {
namespace {

/// The end of the rows that a sheet has below its lists: far beyond its last row, so that rows move up from there if a
/// list is shorter than in the template.
constexpr std::uint32_t kBeyond = 0x7FFFFFFF;

}  // namespace

std::size_t SheetLoops::loop_of(std::uint32_t row) const {
  const auto found = of_rows.find(row);
  return found == of_rows.end() ? kNoLoop : found->second;
}

std::size_t SheetLoops::common(std::size_t loop, std::size_t other) const {
  for (; loop != kNoLoop; loop = parents[loop]) {
    for (std::size_t around = other; around != kNoLoop; around = parents[around]) {
      if (around == loop) return loop;
    }
  }
  return kNoLoop;
}

void RowMap::keep(RowRange rows) {
  if (rows.is_empty()) return;
  kept_.push_back({rows, next_});
  next_ += rows.last - rows.first + 1;
}

void RowMap::place(std::uint32_t row) {
  placed_[row].push_back(next_);
  for (std::size_t loop = loops_->loop_of(row); loop != kNoLoop; loop = loops_->parent(loop)) {
    if (!rounds_[loop].empty()) rounds_[loop].back().last = next_;
  }
  ++next_;
}

void RowMap::end(std::uint32_t rest) {
  kept_.push_back({{rest, std::max(rest, kBeyond)}, next_});
  is_same_ = placed_.empty();
  std::uint32_t expected = 1;
  for (const Kept& kept : kept_) {
    is_same_ = is_same_ && kept.rows.first == expected && kept.output == expected;
    expected = kept.rows.last + 1;
  }
}

RowRange RowMap::round_around(std::size_t loop, std::uint32_t output) const {
  if (loop == kNoLoop) return kAll;
  const std::vector<RowRange>& all = rounds_[loop];
  const auto after = std::upper_bound(all.begin(), all.end(), output,
                                      [](std::uint32_t row, const RowRange& round) { return row < round.first; });
  return after == all.begin() ? RowRange{} : *std::prev(after);
}

RowMap::Areas RowMap::areas(RowRange rows, RowRange within) const {
  if (within != kAll) return find_areas(rows, within);
  Areas& known = known_[(std::uint64_t{rows.first} << 32) | rows.last];
  if (!known) known = find_areas(rows, within);
  return known;
}

RowMap::Areas RowMap::find_areas(RowRange rows, RowRange within) const {
  within.last = std::min(within.last, sheet::kMaxRows);
  if (rows.first >= sheet::kMaxRows)
    return std::make_shared<const std::vector<RowRange>>(1, RowRange{sheet::kMaxRows, sheet::kMaxRows});
  if (rows.last >= sheet::kMaxRows) rows.last = kBeyond;
  std::vector<RowRange> found;
  for (const Kept& kept : kept_) {
    const std::uint32_t first = std::max(kept.rows.first, rows.first);
    const std::uint32_t last = std::min(kept.rows.last, rows.last);
    if (first > last) continue;
    const RowRange output{std::max(within.first, kept.output + (first - kept.rows.first)),
                          std::min(within.last, kept.output + (last - kept.rows.first))};
    if (!output.is_empty()) found.push_back(output);
  }
  for (auto row = placed_.lower_bound(rows.first); row != placed_.end() && row->first <= rows.last; ++row) {
    const std::vector<std::uint32_t>& outputs = row->second;
    for (auto output = std::lower_bound(outputs.begin(), outputs.end(), within.first);
         output != outputs.end() && *output <= within.last; ++output)
      found.push_back({*output, *output});
  }
  std::sort(found.begin(), found.end(), [](const RowRange& a, const RowRange& b) { return a.first < b.first; });
  std::vector<RowRange> joined;
  for (const RowRange& one : found) {
    if (!joined.empty() && joined.back().last + 1 == one.first)
      joined.back().last = one.last;
    else
      joined.push_back(one);
  }
  return std::make_shared<const std::vector<RowRange>>(std::move(joined));
}

std::uint32_t RowMap::place_of(std::uint32_t row) const {
  if (is_same()) return row;
  if (const Areas here = areas({row, row}, kAll); !here->empty()) return here->front().first;
  const Areas behind = areas({row, kBeyond}, kAll);
  return behind->empty() ? row : behind->front().first;
}

}  // namespace gongwen::book
