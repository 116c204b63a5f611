// Counters (css-lists-3 section 4): nested, each with the scope of the element that created it.
#pragma once

#include "dom/tree.h"
#include "style/computed_style.h"
#include "style/content.h"
#include "style/counter_style.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gongwen::boxes {

/// Whether a box increments list-item implicitly: its style does not state otherwise (css-lists-3 section 4.6).
bool counts_as_item(const style::ComputedStyle& style);

/// The number that the attribute `value` of an li sets; counter-set takes precedence (HTML section 15.3.7).
std::optional<std::int32_t> value_of_item(const dom::Tree& tree, dom::NodeId node, const style::ComputedStyle& style);

class Counters {
 public:
  Counters() = default;
  Counters(const Counters&) = delete;
  Counters& operator=(const Counters&) = delete;

  /// Called when entering and leaving an element. Counters that an element resets live until its parent is left.
  void enter() { ++depth_; }
  void leave();

  /// From this call to `uncontain`, counting in the element just entered has no effect outside of it (css-contain-2
  /// section 3.3): increments and sets apply only to counters created in it. Returns the argument for `uncontain`.
  int contain() { return std::exchange(contained_from_, depth_ + 1); }
  void uncontain(int around) { contained_from_ = around; }

  void reset(const style::CounterReset& reset);
  /// Whether the innermost counter with this name counts down (css-lists-3 section 4.4).
  bool is_reversed(std::string_view name) const;
  /// increment() and set() create the counter if it does not exist yet.
  void increment(const style::CounterOperation& operation);
  void set(const style::CounterOperation& operation);

  /// The innermost value; 0 if absent.
  std::int32_t value(std::string_view name) const;
  /// All values from the outermost to the innermost in the given style, joined by `separator`.
  std::string joined(std::string_view name, std::string_view separator, std::string_view counter_style,
                     const style::CounterStyles& styles) const;
  /// All values from the outermost to the innermost; none if the counter does not exist.
  std::vector<std::int32_t> values(std::string_view name) const;
  /// The values of every counter, from the outermost to the innermost.
  std::vector<std::pair<std::string, std::vector<std::int32_t>>> snapshot() const;

 private:
  struct Instance {
    std::int32_t value = 0;
    int depth = 0;  // of the element that created it
    bool is_reversed = false;
  };
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
  };
  /// The instances of each counter, outer before inner.
  using ByName = std::unordered_map<std::string, std::vector<Instance>, NameHash, std::equal_to<>>;
  struct Made {
    int depth = 0;
    ByName::value_type* counter = nullptr;
  };
  Instance& make(std::string_view name);
  Instance& find_to_change(std::string_view name);
  const Instance* find(std::string_view name) const;

  ByName by_name_;
  std::vector<Made> made_;  // all instances, by depth
  int depth_ = 0;
  int contained_from_ = 0;  // depth of the elements whose counting is invisible outside
};

}  // namespace gongwen::boxes
