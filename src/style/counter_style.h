// Counter styles (css-counter-styles-3): how counter values are written.
#pragma once

#include "style/css/stylesheet.h"
#include "style/rule_set.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace gongwen::style {

/// The counter styles of a document: those of its @counter-style rules override predefined ones with the same name.
class CounterStyles {
 public:
  CounterStyles() = default;
  /// The rule of the strongest layer wins; within a layer, the last one (section 3). `decimal` and the three bullets
  /// cannot be replaced.
  explicit CounterStyles(const RuleSet& rules);

  bool knows(std::string_view name) const;
  /// The most similar known name; empty if none is similar.
  std::string_view nearest(std::string_view name) const;
  /// The value in the named style (section 2); in the style's fallback if the value is out of its range, in decimal for
  /// an unknown name.
  std::string format(std::int32_t value, std::string_view name) const;
  /// The same with the style's prefix and suffix, as a list marker shows it: `1. `, `一、`, `• `.
  std::string marker(std::int32_t value, std::string_view name) const;

 private:
  using Rule = css::CounterStyleRule;
  struct Resolved;
  const Rule* find(std::string_view name) const;
  Resolved resolve(std::string_view name) const;
  std::string format(std::int32_t value, std::string_view name, int depth) const;

  std::map<std::string, Rule, std::less<>> rules_;  // by name
};

/// The name by which counter() and list-style-type refer to an anonymous style: symbols(), or a string (section 4).
std::string anonymous_counter_style(css::CounterStyleRule::System system, std::span<const std::string> symbols);
bool is_anonymous_counter_style(std::string_view name);

}  // namespace gongwen::style
