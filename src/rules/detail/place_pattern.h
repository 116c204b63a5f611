// PlacePattern: which values of the data a rule speaks of: `/sections/*/items/*`, a JSON pointer in
// which `*` stands for every element of an array or every member of an object.
#pragma once

#include "data/document.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::rules {

/// A value that a pattern names.
struct PlaceMatch {
  data::Value item;
  /// What lies above it: the values that each `*` stood for, the nearest first, then the whole
  /// data. For an item of `/sections/*/items/*`: the section, the data.
  std::vector<data::Value> parents;
  /// Of the value that the last `*` stood for: its place from 0; nothing without a `*`.
  std::optional<std::size_t> index;
  /// Of the same: its name; empty for elements of arrays.
  std::string_view key;
};

class PlacePattern {
 public:
  /// Nothing when the text is neither empty (the whole data) nor a JSON pointer.
  static std::optional<PlacePattern> parse(std::string_view text);

  /// Continues with the next match while it is asked to.
  using Visit = std::function<bool(const PlaceMatch&)>;
  /// All matches in the order of the data. A member that is not there matches nothing.
  /// Returns: false when `visit` wanted no more.
  bool for_each_match(const data::Value& data, const Visit& visit) const;

 private:
  std::vector<std::string> tokens_;
};

}  // namespace gongwen::rules
