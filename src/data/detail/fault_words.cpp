#include "data/detail/fault_words.h"

#include "base/nearest_name.h"
#include "data/detail/shown_text.h"
#include "data/detail/yaml_slips.h"

namespace gongwen::data {
namespace {

constexpr std::size_t kMostValues = 10;

/// In the order of SchemaType.
constexpr diagnostics::BilingualText kTypeWords[] = {
    {"null", "空值（null）"},   {"true or false", "true 或 false"},
    {"a whole number", "整数"}, {"a number", "数"},
    {"a text", "文字"},         {"a list", "列表"},
    {"an object", "对象"},
};

/// Joins with `separator`, and the last two with `last`.
std::string join(const std::vector<std::string>& words, std::string_view separator, std::string_view last) {
  std::string joined;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) joined += i + 1 == words.size() ? last : separator;
    joined += words[i];
  }
  return joined;
}

}  // namespace

TextPair describe_allowed(const Allowed& allowed) {
  std::vector<std::string> chinese;
  std::vector<std::string> english;
  for (std::size_t i = 0; i < allowed.values.size() && i < kMostValues; ++i) {
    const ShownValue shown = shown_value(allowed.values[i]);
    chinese.push_back(shown.chinese);
    english.push_back(shown.english);
  }
  if (allowed.values.size() > kMostValues) {
    const std::string count = std::to_string(allowed.values.size());
    chinese.push_back("其他值（共 " + count + " 个）");
    english.push_back("another of " + count + " values");
  }
  for (std::size_t i = 0; i < std::size(kTypeWords); ++i) {
    const auto type = static_cast<SchemaType>(i);
    const bool implied = type == SchemaType::Integer && allowed.types.has(SchemaType::Number);
    if (!allowed.types.has(type) || implied) continue;
    chinese.emplace_back(kTypeWords[i].chinese);
    english.emplace_back(kTypeWords[i].english);
  }
  return {join(chinese, "、", "或"), join(english, ", ", " or ")};
}

std::string number_text(const Value& number) {
  return number.type() == ValueType::Integer ? std::to_string(number.integer()) : std::string(number.decimal_text());
}

TextPair hint_for_type(const Allowed& allowed, const Value& value) {
  if (value.is_number() && allowed.types.has(SchemaType::String)) {
    const std::string quoted = "`\"" + number_text(value) + "\"`";
    return {"请加引号，写成 " + quoted, "put it in quotes: " + quoted};
  }
  if (!value.is_string() || !allowed.types.has(SchemaType::Object)) return {};
  const auto line = with_yaml_colon(value.string());
  if (!line) return {};
  const std::string written = "`" + shown_text(*line) + "`";
  return {"冒号用半角，后面加空格：" + written, "write the colon half-width, with a blank after it: " + written};
}

std::string nearest_allowed(const Allowed& allowed, const Value& value) {
  // A number where a text is asked for lacks its quotes.
  if (value.is_number() && allowed.types.has(SchemaType::String)) return "`\"" + number_text(value) + "\"`";
  if (!value.is_string()) return {};
  std::vector<std::string_view> texts;
  for (const Value& candidate : allowed.values) {
    if (candidate.is_string()) texts.push_back(candidate.string());
  }
  const std::string_view nearest = base::find_nearest_name(value.string(), texts);
  if (nearest.empty()) return {};
  std::string quoted = "`";
  quoted.append(nearest).append("`");
  return quoted;
}

}  // namespace gongwen::data
