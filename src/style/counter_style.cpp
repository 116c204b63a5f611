#include "style/counter_style.h"

#include "base/nearest_name.h"
#include "base/utf8.h"
#include "style/detail/predefined_counter_styles.h"

#include <algorithm>
#include <array>
#include <optional>

namespace gongwen::style {
namespace {

using Rule = css::CounterStyleRule;
using RuleSystem = Rule::System;

/// Representations longer than this are refused, as section 2 allows: `symbolic` could ask for a million signs.
constexpr std::int64_t kMaxSymbols = 120;
/// Chains of fallbacks and extensions end in decimal when they are longer, and so when they are circles.
constexpr int kMaxFallbacks = 32;
/// The value of `list-style-type` that shows nothing, which `counter()` takes, too (CSS 2.2 §12.4).
constexpr std::string_view kNoStyle = "none";

constexpr char kAnonymous = '\x01';
constexpr char kSeparator = '\x02';

/// Section 3: names that no rule may take.
constexpr std::array<std::string_view, 6> kFixedNames{"decimal",          "disc", "square", "circle", "disclosure-open",
                                                      "disclosure-closed"};

std::optional<std::string> represent_numeric(std::int64_t value, const Rule& rule) {
  const auto count = static_cast<std::int64_t>(rule.symbols.size());
  if (value == 0) return rule.symbols.front();
  std::string out;
  for (; value > 0; value /= count) out.insert(0, rule.symbols[static_cast<std::size_t>(value % count)]);
  return out;
}

std::optional<std::string> represent_alphabetic(std::int64_t value, const Rule& rule) {
  const auto count = static_cast<std::int64_t>(rule.symbols.size());
  if (value < 1) return std::nullopt;
  std::string out;
  for (; value > 0; value = (value - 1) / count) {
    out.insert(0, rule.symbols[static_cast<std::size_t>((value - 1) % count)]);
  }
  return out;
}

/// A, B, AA, BB, AAA … (section 3.1.3).
std::optional<std::string> represent_symbolic(std::int64_t value, const Rule& rule) {
  const auto count = static_cast<std::int64_t>(rule.symbols.size());
  if (value < 1 || (value - 1) / count >= kMaxSymbols) return std::nullopt;
  std::string out;
  for (std::int64_t i = 0; i <= (value - 1) / count; ++i) {
    out += rule.symbols[static_cast<std::size_t>((value - 1) % count)];
  }
  return out;
}

/// Section 3.1.6.
std::optional<std::string> represent_additive(std::int64_t value, const Rule& rule) {
  std::string out;
  if (value == 0) {
    const auto& lightest = rule.additive_symbols.back();
    return lightest.weight == 0 ? std::optional(lightest.symbol) : std::nullopt;
  }
  std::int64_t used = 0;
  for (const Rule::AdditiveSymbol& additive : rule.additive_symbols) {
    if (additive.weight == 0 || additive.weight > value) continue;
    const std::int64_t times = value / additive.weight;
    if ((used += times) > kMaxSymbols) return std::nullopt;
    for (std::int64_t i = 0; i < times; ++i) out += additive.symbol;
    value -= times * additive.weight;
  }
  return value == 0 ? std::optional(out) : std::nullopt;
}

std::optional<std::string> represent(std::int64_t value, const Rule& rule) {
  const auto count = static_cast<std::int64_t>(rule.symbols.size());
  switch (rule.system) {
    case RuleSystem::Cyclic: return rule.symbols[static_cast<std::size_t>(((value - 1) % count + count) % count)];
    case RuleSystem::Numeric: return represent_numeric(value, rule);
    case RuleSystem::Alphabetic: return represent_alphabetic(value, rule);
    case RuleSystem::Symbolic: return represent_symbolic(value, rule);
    case RuleSystem::Additive: return represent_additive(value, rule);
    case RuleSystem::Fixed: {
      const std::int64_t index = value - rule.first_value;
      if (index < 0 || index >= count) return std::nullopt;
      return rule.symbols[static_cast<std::size_t>(index)];
    }
    case RuleSystem::Extends: break;  // resolved before
  }
  return std::nullopt;
}

/// Section 3.5, `auto`.
bool in_automatic_range(std::int64_t value, RuleSystem system) {
  if (system == RuleSystem::Alphabetic || system == RuleSystem::Symbolic) return value >= 1;
  return system != RuleSystem::Additive || value >= 0;
}

bool uses_negative_sign(RuleSystem system) {
  return system == RuleSystem::Symbolic || system == RuleSystem::Alphabetic || system == RuleSystem::Numeric ||
         system == RuleSystem::Additive;
}

std::optional<Rule> read_anonymous(std::string_view name) {
  if (!is_anonymous_counter_style(name) || name.size() < 2) return std::nullopt;
  Rule rule;
  rule.system = static_cast<RuleSystem>(name[1] - 'a');
  rule.suffix = " ";
  for (std::size_t at = name.find(kSeparator); at != std::string_view::npos;) {
    const std::size_t next = name.find(kSeparator, at + 1);
    rule.symbols.emplace_back(name.substr(at + 1, next == std::string_view::npos ? next : next - at - 1));
    at = next;
  }
  if (rule.symbols.empty()) return std::nullopt;
  return rule;
}

}  // namespace

/// A style with everything filled in that its rule leaves to the style it extends, or to the initial values.
struct CounterStyles::Resolved {
  Rule rule;                                           // `system` and symbols, unless …
  const PredefinedCounterStyle* predefined = nullptr;  // … they come from here
  std::string prefix;
  std::string suffix = ". ";
  std::string fallback = "decimal";

  bool is_in_range(std::int64_t value) const {
    if (rule.ranges && !rule.ranges->empty()) {
      return std::any_of(rule.ranges->begin(), rule.ranges->end(),
                         [&](const Rule::Range& range) { return value >= range.first && value <= range.last; });
    }
    return predefined != nullptr ? predefined->has(value) : in_automatic_range(value, rule.system);
  }
  bool signs() const {
    return predefined != nullptr ? predefined->uses_negative_sign() : uses_negative_sign(rule.system);
  }
  std::optional<std::string> initial(std::int64_t value) const {
    if (predefined == nullptr) return represent(value, rule);
    return predefined->has(value) ? std::optional(predefined->represent(value)) : std::nullopt;
  }
};

CounterStyles::CounterStyles(const RuleSet& rules) {
  std::vector<std::pair<LayerRank, const Rule*>> ranked;
  for (std::size_t i = 0; i < rules.sheets().size(); ++i) {
    for (const Rule& rule : rules.sheets()[i]->counter_styles) {
      ranked.emplace_back(rules.layer_rank(i, rule.layer), &rule);
    }
  }
  // The strongest layer's rule counts, and of one layer the last (css-counter-styles-3 §3).
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [rank, rule] : ranked) {
    if (std::find(kFixedNames.begin(), kFixedNames.end(), rule->name) == kFixedNames.end()) {
      rules_.insert_or_assign(rule->name, *rule);
    }
  }
}

const CounterStyles::Rule* CounterStyles::find(std::string_view name) const {
  const auto found = rules_.find(name);
  return found == rules_.end() ? nullptr : &found->second;
}

bool CounterStyles::knows(std::string_view name) const {
  return name == kNoStyle || find(name) != nullptr || find_predefined_counter_style(name) != nullptr ||
         is_anonymous_counter_style(name);
}

std::string_view CounterStyles::nearest(std::string_view name) const {
  std::vector<std::string_view> names;
  for (const auto& [known, rule] : rules_) names.push_back(known);
  for (const PredefinedCounterStyle& style : predefined_counter_styles()) names.push_back(style.name);
  return base::find_nearest_name(name, names);
}

/// Follows `extends` (section 3.1.7): what a rule does not say comes from the next; a circle ends in decimal.
CounterStyles::Resolved CounterStyles::resolve(std::string_view name) const {
  Resolved resolved;
  std::optional<std::string> prefix;
  std::optional<std::string> suffix;
  std::optional<std::string> fallback;
  const auto take = [](auto& to, const auto& from) {
    if (!to && from) to = *from;
  };
  for (int depth = 0;; ++depth) {
    const std::optional<Rule> anonymous = read_anonymous(name);
    const Rule* const rule = anonymous ? &*anonymous : find(name);
    if (rule == nullptr || depth == kMaxFallbacks) {
      const PredefinedCounterStyle* const known = find_predefined_counter_style(rule == nullptr ? name : "decimal");
      resolved.predefined = known != nullptr ? known : find_predefined_counter_style("decimal");
      take(suffix, std::optional(resolved.predefined->suffix));
      take(fallback, std::optional(resolved.predefined->fallback));
      take(resolved.rule.negative, std::optional(Rule::Negative{std::string(resolved.predefined->negative), {}}));
      if (resolved.predefined->min_digits > 1)
        take(resolved.rule.pad, std::optional(Rule::Pad{resolved.predefined->min_digits, "0"}));
      break;
    }
    take(prefix, rule->prefix);
    take(suffix, rule->suffix);
    take(fallback, rule->fallback);
    take(resolved.rule.ranges, rule->ranges);
    take(resolved.rule.pad, rule->pad);
    take(resolved.rule.negative, rule->negative);
    if (rule->system != RuleSystem::Extends) {
      resolved.rule.system = rule->system;
      resolved.rule.first_value = rule->first_value;
      resolved.rule.symbols = rule->symbols;
      resolved.rule.additive_symbols = rule->additive_symbols;
      break;
    }
    name = rule->extended;
  }
  resolved.prefix = prefix.value_or("");
  resolved.suffix = suffix.value_or(". ");
  resolved.fallback = fallback.value_or("decimal");
  return resolved;
}

std::string CounterStyles::format(std::int32_t value, std::string_view name) const { return format(value, name, 0); }

std::string CounterStyles::format(std::int32_t value, std::string_view name, int depth) const {
  if (name == kNoStyle) return {};
  if (depth == kMaxFallbacks) return std::to_string(value);
  const Resolved style = resolve(name);
  const auto fall_back = [&] {
    return style.fallback == name ? std::to_string(value) : format(value, style.fallback, depth + 1);
  };
  if (!style.is_in_range(value)) return fall_back();
  const bool negative = value < 0 && style.signs();
  const std::int64_t magnitude = negative ? -std::int64_t{value} : std::int64_t{value};
  std::optional<std::string> text = style.initial(magnitude);
  if (!text) return fall_back();
  const Rule::Negative sign = style.rule.negative.value_or(Rule::Negative{});
  if (style.rule.pad) {
    // Section 3.6: the sign counts.
    auto length = static_cast<std::int64_t>(base::count_code_points(*text));
    if (negative) length += static_cast<std::int64_t>(base::count_code_points(sign.before + sign.after));
    const std::int64_t missing = style.rule.pad->length - length;
    if (missing > kMaxSymbols) return fall_back();
    for (std::int64_t i = 0; i < missing; ++i) text->insert(0, style.rule.pad->symbol);
  }
  return negative ? sign.before + *text + sign.after : *std::move(text);
}

std::string CounterStyles::marker(std::int32_t value, std::string_view name) const {
  const Resolved style = resolve(name);
  return style.prefix + format(value, name) + style.suffix;
}

std::string anonymous_counter_style(RuleSystem system, std::span<const std::string> symbols) {
  // Section 4: too few symbols make the function invalid; as a list of signs it still says something.
  const bool positional = system == RuleSystem::Numeric || system == RuleSystem::Alphabetic;
  if (positional && symbols.size() < 2) system = RuleSystem::Symbolic;
  std::string name{kAnonymous};
  name.push_back(static_cast<char>('a' + static_cast<int>(system)));
  for (const std::string& symbol : symbols) name += kSeparator + symbol;
  return name;
}

bool is_anonymous_counter_style(std::string_view name) { return name.starts_with(kAnonymous); }

}  // namespace gongwen::style
