// Counters (css-lists-3 section 4): nested, each with the scope of the element that made it.
#pragma once

#include "style/content.h"
#include "style/counter_style.h"
#include "style/enums.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::boxes {

/// The value of a reversed() without a number: it follows from the increments (css-lists-3 section 4.4.2).
constexpr std::int32_t kAutomaticStart = INT32_MIN;


class Counters {
 public:
  /// Entering and leaving an element. What an element resets lives until its parent is left.
  void enter() { ++depth_; }
  void leave();

  void reset(const style::CounterOperation& operation);
  /// Whether the innermost counter of the name counts down (css-lists-3 section 4.4).
  bool is_reversed(std::string_view name) const;
  /// On a counter that does not exist yet, both make one first.
  void increment(const style::CounterOperation& operation);
  void set(const style::CounterOperation& operation);

  /// The innermost value; 0 when there is none.
  std::int32_t value(std::string_view name) const;
  /// All values from the outermost to the innermost, each in the style, joined by `separator`.
  std::string joined(std::string_view name, std::string_view separator, std::string_view counter_style,
                     const style::CounterStyles& styles) const;
  /// The values of every counter, from the outermost to the innermost.
  std::vector<std::pair<std::string, std::vector<std::int32_t>>> snapshot() const;

 private:
  struct Instance {
    std::string name;
    std::int32_t value = 0;
    int depth = 0;  // of the element that made it
    bool is_reversed = false;
  };
  Instance* find(std::string_view name);
  const Instance* find(std::string_view name) const;

  std::vector<Instance> instances_;  // outer before inner
  int depth_ = 0;
};

}  // namespace gongwen::boxes
