#include "base/utf8.h"
#include "data/values.h"

#include <array>

namespace gongwen::data {
namespace {

constexpr std::size_t kMaxShown = 40;

bool is_invisible(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFEFF; }

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

}  // namespace

std::string shown_code_point(char32_t code_point) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string digits;
  for (char32_t rest = code_point; rest != 0 || digits.size() < 4; rest /= 16) {
    digits.insert(digits.begin(), kDigits[rest % 16]);
  }
  return "U+" + digits;
}

std::string shown_text(std::string_view text) {
  std::string shown;
  std::size_t count = 0;
  for (const auto& decoded : base::CodePoints(text)) {
    if (count++ == kMaxShown) return shown + "…";
    if (is_invisible(decoded.code_point)) {
      shown += shown_code_point(decoded.code_point);
    } else {
      base::append_utf8(shown, decoded.code_point);
    }
  }
  return shown;
}

ShownValue shown_value(const Value& value) {
  switch (value.type()) {
    case ValueType::Null: return {"空值（null）", "null"};
    case ValueType::Boolean: {
      const std::string word = value.boolean() ? "true" : "false";
      return {word, word};
    }
    case ValueType::Integer: {
      const std::string digits = std::to_string(value.integer());
      return {digits, digits};
    }
    case ValueType::Decimal: {
      const std::string digits = shown_text(value.decimal_text());
      return {digits, digits};
    }
    case ValueType::String: {
      const std::string shown = shown_text(value.string());
      return {"“" + shown + "”", "\"" + shown + "\""};
    }
    case ValueType::Array:
      if (value.size() == 0) return {"空列表", "an empty list"};
      return {"有 " + std::to_string(value.size()) + " 项的列表",
              "a list of " + counted(value.size(), "item", "items")};
    case ValueType::Object:
      if (value.size() == 0) return {"空对象", "an empty object"};
      return {"有 " + std::to_string(value.size()) + " 个成员的对象",
              "an object of " + counted(value.size(), "member", "members")};
  }
  return {};
}

}  // namespace gongwen::data
