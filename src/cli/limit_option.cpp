#include "base/ascii.h"
#include "base/format.h"
#include "base/nearest_name.h"
#include "cli/options.h"
#include "cli/session.h"
#include "diagnostics/catalogue/cli.h"

#include <algorithm>
#include <charconv>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

struct UnitName {
  std::string_view name;
  std::uint64_t factor;
};

constexpr UnitName kCounts[] = {{"", 1}, {"k", 1'000}, {"M", 1'000'000}, {"G", 1'000'000'000}};
constexpr UnitName kBytes[] = {{"", 1}, {"k", 1U << 10}, {"M", 1U << 20}, {"G", 1U << 30}};
constexpr UnitName kTimes[] = {{"ms", 1}, {"s", 1'000}, {"min", 60'000}};

std::span<const UnitName> units_of(LimitUnit unit) {
  switch (unit) {
    case LimitUnit::Count: return kCounts;
    case LimitUnit::Bytes: return kBytes;
    case LimitUnit::Milliseconds: return kTimes;
  }
  return kCounts;
}

std::string_view example_of(LimitUnit unit) {
  switch (unit) {
    case LimitUnit::Count: return "500k";
    case LimitUnit::Bytes: return "64M";
    case LimitUnit::Milliseconds: return "30s";
  }
  return {};
}

/// `500k`; nothing for other texts, and for what is 0 or above the max of the limit.
std::optional<std::uint64_t> parse_value(std::string_view text, const LimitInfo& limit) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const UnitName& known : units_of(limit.unit)) {
    if (unit == known.name && number != 0 && number <= limit.max / known.factor) return number * known.factor;
  }
  return std::nullopt;
}

/// `30`, `0.5`; nothing for other texts, and for what is 0 or more than kMaxTimeout.
std::optional<std::chrono::milliseconds> parse_timeout(std::string_view text) {
  constexpr double kMaxSeconds = std::chrono::duration<double>(kMaxTimeout).count();
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  // Written so that what is not a number fails.
  if (!whole || !(seconds > 0 && seconds <= kMaxSeconds)) return std::nullopt;
  return std::chrono::milliseconds(std::max<std::int64_t>(1, static_cast<std::int64_t>(seconds * 1000)));
}

int refuse_name(const Session& session, std::string_view name) {
  if (const std::string_view present = find_renamed_limit(name); !present.empty()) {
    return print_usage_error(session, messages::CliRenamed, {std::string(name), std::string(present)});
  }
  std::vector<std::string_view> names;
  for (const LimitInfo& limit : known_limits()) names.push_back(limit.name);
  return print_usage_error(session, messages::CliUnknownLimit,
                           {std::string(name), std::string(base::find_nearest_name(name, names)),
                            fmt::format("{}", fmt::join(names, ", "))});
}

int refuse_value(const Session& session, std::string_view value, const LimitInfo& limit) {
  const std::string_view unit = limit.unit == LimitUnit::Milliseconds ? "ms" : "";
  return print_usage_error(session, messages::CliBadLimit,
                           {std::string(value), std::string(limit.name), std::string(example_of(limit.unit)),
                            fmt::format("{}{}", limit.max, unit)});
}

}  // namespace

int read_limits(Session& session) {
  CommonOptions& options = session.options();
  if (!options.timeout_word.empty() && !(options.timeout = parse_timeout(options.timeout_word))) {
    return print_usage_error(session, messages::CliBadTimeout, {options.timeout_word});
  }
  for (const std::string& word : options.limit_words) {
    const std::string_view text = word;
    const std::size_t equals = std::min(text.find('='), text.size());
    const std::string_view name = text.substr(0, equals);
    const auto limits = known_limits();
    const auto limit =
        std::find_if(limits.begin(), limits.end(), [name](const LimitInfo& known) { return known.name == name; });
    if (limit == limits.end()) return refuse_name(session, name);
    const std::string_view value = text.substr(std::min(equals + 1, text.size()));
    const std::optional<std::uint64_t> number = parse_value(value, *limit);
    if (!number) return refuse_value(session, value, *limit);
    options.limits.*limit->value = *number;
  }
  return 0;
}

}  // namespace gongwen::cli
