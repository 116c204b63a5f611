#include "base/utf8.h"
#include "data/values.h"
#include "diagnostics/catalogue/texts/data.h"

#include <array>

namespace gongwen::data {
namespace {

constexpr std::size_t kMaxShown = 40;

bool is_invisible(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFEFF; }

ShownValue in_both(const diagnostics::TextPair& words) { return {words.chinese, words.english}; }

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
    case ValueType::Null: return in_both(texts::DataNull);
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
    case ValueType::String: return in_both(texts::DataQuoted.pair(shown_text(value.string())));
    case ValueType::Array:
      return in_both(value.size() == 0 ? texts::DataEmptyList : texts::DataListOf.pair(value.size()));
    case ValueType::Object:
      return in_both(value.size() == 0 ? texts::DataEmptyObject : texts::DataObjectOf.pair(value.size()));
  }
  return {};
}

}  // namespace gongwen::data
