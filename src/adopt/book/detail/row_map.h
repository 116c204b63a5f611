// RowMap: maps the rows of a template's sheet to those of the sheet made from it, where a row can occur any number of
// times, as often as its list has items, or not at all.
#pragma once

#include "sheet/limits.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace gongwen::book {

inline constexpr std::size_t kNoLoop = static_cast<std::size_t>(-1);

/// Rows from 1, with both ends.
struct RowRange {
  std::uint32_t first = 1;
  std::uint32_t last = 0;  // before `first`: no rows
  bool is_empty() const { return last < first; }
  friend bool operator==(const RowRange&, const RowRange&) = default;
};

/// The loops of a sheet's rows, and the rows that are directly in each.
struct SheetLoops {
  std::vector<std::size_t> parents;              // of each loop; kNoLoop: none
  std::map<std::uint32_t, std::size_t> of_rows;  // the innermost loop; rows outside all loops have no entry

  std::size_t loop_of(std::uint32_t row) const;
  /// The innermost loop around both; kNoLoop if that is the sheet.
  std::size_t common(std::size_t loop, std::size_t other) const;
  std::size_t parent(std::size_t loop) const { return loop == kNoLoop ? kNoLoop : parents[loop]; }
};

class RowMap {
 public:
  explicit RowMap(const SheetLoops& loops) : loops_(&loops), rounds_(loops.parents.size()) {}

  // Building the map, in the order of the rows of the output.

  /// Adds rows that occur once, one after the other.
  void keep(RowRange rows);
  /// Adds an occurrence of a row that may be repeated or left out. It belongs to the last rounds begun by its loops,
  /// even if `continue` or `break` ends them.
  void place(std::uint32_t row);
  /// Notes a row that so far has no occurrence in the output.
  void note(std::uint32_t row) { placed_.try_emplace(row); }
  void begin_round(std::size_t loop) { rounds_[loop].push_back({next_, next_ - 1}); }
  /// Adds all rows from this one on, each once.
  void end(std::uint32_t rest);
  std::uint32_t next() const { return next_; }

  // Queries.

  /// Whether every row has kept its place.
  bool is_same() const { return is_same_; }
  const SheetLoops& loops() const { return *loops_; }
  /// The rows made by the round of the loop that contains a row of the output; all rows for kNoLoop.
  RowRange round_around(std::size_t loop, std::uint32_t output) const;
  const std::vector<RowRange>& rounds(std::size_t loop) const { return rounds_[loop]; }
  using Areas = std::shared_ptr<const std::vector<RowRange>>;
  /// The places of a range's rows within some rows of the output; adjacent rows are joined. A range that reaches the
  /// last row of a sheet, such as a whole column, still does; that row itself stays, since formulas use it for “the row
  /// above the first”.
  Areas areas(RowRange rows, RowRange within) const;
  /// The first place of a row; if it was left out, the place where it would be.
  std::uint32_t place_of(std::uint32_t row) const;

  static constexpr RowRange kAll{1, 0xFFFFFFFF};

 private:
  struct Kept {
    RowRange rows;
    std::uint32_t output;
  };
  Areas find_areas(RowRange rows, RowRange within) const;

  const SheetLoops* loops_;
  std::vector<Kept> kept_;                                      // in their order
  std::map<std::uint32_t, std::vector<std::uint32_t>> placed_;  // outputs of rows that may be repeated
  std::vector<std::vector<RowRange>> rounds_;                   // of each loop, in their order
  std::uint32_t next_ = 1;
  bool is_same_ = false;
  mutable std::unordered_map<std::uint64_t, Areas> known_;  // areas within all rows
};

}  // namespace gongwen::book
