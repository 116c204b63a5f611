#include "base/json_pointer.h"
#include "base/utf8.h"
#include "data/value_text.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/source_lookup.h"
#include "schema/normal_values.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace gongwen::schema {
namespace {

bool is_han(char32_t c) { return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF) || c == U'〇'; }

bool has_han(std::string_view text) {
  for (const auto& decoded : base::CodePoints(text)) {
    if (is_han(decoded.code_point)) return true;
  }
  return false;
}

/// Two groups of Chinese characters with a blank between them: 张示例 李样本. 欧阳 示例 and 张　三 are one name.
bool has_two_groups(std::string_view text) {
  constexpr std::size_t kOneName = 4;
  std::size_t groups = 0;
  std::size_t length = 0;
  std::size_t all = 0;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    if (is_han(c)) {
      ++all;
      groups += ++length == 2 ? 1 : 0;
    } else if (c == U' ' || c == U'\u3000' || c == U'\t') {
      length = 0;
    } else {
      return false;
    }
  }
  return groups > 1 && all > kOneName;
}

/// 张示例教授; names of two characters are left alone, of which the second may be 师.
bool ends_with_title(std::string_view text) {
  constexpr auto kTitles = std::to_array<std::string_view>(
      {"先生", "女士", "教授", "研究员", "博士", "组长", "副组长", "主任", "老师", "院士", "同志", "工程师", "高工"});
  constexpr std::size_t kShortestName = 2;
  return std::any_of(kTitles.begin(), kTitles.end(), [text](std::string_view title) {
    return text.ends_with(title) &&
           base::count_code_points(text.substr(0, text.size() - title.size())) >= kShortestName;
  });
}

/// 张示例（ZHANG Shili）: the same name in letters.
bool is_name_in_letters(std::string_view text, std::string_view open) {
  const std::size_t begin = text.find(open) + open.size();
  for (const auto& decoded : base::CodePoints(text.substr(begin))) {
    const char32_t c = decoded.code_point;
    const bool closes = c == U'）' || c == U')' || c == U'】' || c == U']' || c == U'］' || c == U'〕';
    const bool letter = (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') || (c >= 0xC0 && c <= 0x24F);
    if (!closes && !letter && c != U' ' && c != U'-' && c != U'.' && c != U'\'' && c != U',' && c != U'’') return false;
  }
  return true;
}

class NameWalk {
 public:
  NameWalk(const Schema& schema, diagnostics::DiagnosticSink& sink) : schema_(schema), sink_(sink) {}

  void walk(const data::Value& value, const std::string& pattern) {
    if (value.is_string()) {
      if (is_person(pattern)) look_at(value);
      return;
    }
    if (!value.is_object() && !value.is_array()) return;
    for (std::size_t i = 0; i < value.size(); ++i) {
      std::string inner = pattern;
      base::append_pointer_token(inner, value.is_object() ? value.key_at(i) : std::string_view("*"));
      walk(value.at(i), inner);
    }
  }

 private:
  bool is_person(const std::string& pattern) {
    const auto [known, fresh] = persons_.try_emplace(pattern, false);
    if (fresh) {
      const auto field = known_field(schema_, pattern);
      const auto naming = field ? find_extension(*field, "x-naming") : std::nullopt;
      known->second = naming && naming->is_string();
    }
    return known->second;
  }

  void look_at(const data::Value& value) {
    const NameDoubt doubt = what_is_beside_name(value.string());
    if (doubt == NameDoubt::None) return;
    sink_.report(
        doubt == NameDoubt::Several ? diagnostics::messages::DataSeveralNames : diagnostics::messages::DataNameRemark,
        value.origin(), data::shown_text(value.string()));
  }

  const Schema& schema_;
  diagnostics::DiagnosticSink& sink_;
  std::map<std::string, bool> persons_;  // by pointers with `*` for items
};

}  // namespace

NameDoubt what_is_beside_name(std::string_view text) {
  constexpr auto kBetween = std::to_array<std::string_view>({"、", "；", ";", "/", "／", "&", "＆", "\n"});
  constexpr auto kBrackets = std::to_array<std::string_view>({"（", "(", "【", "[", "［", "〔"});
  text = data::trim_blanks(text);
  const auto is_in = [text](std::string_view sign) {
    return text.find(sign) != std::string_view::npos;
  };
  // `Zhang, Shili` is one person.
  const bool listed = has_han(text) && (is_in("，") || is_in(","));
  if (listed || std::any_of(kBetween.begin(), kBetween.end(), is_in)) return NameDoubt::Several;
  const bool bracketed = std::any_of(kBrackets.begin(), kBrackets.end(), [&](std::string_view open) {
    return is_in(open) && !(has_han(text) && is_name_in_letters(text, open));
  });
  if (bracketed || ends_with_title(text)) return NameDoubt::Remark;
  return has_two_groups(text) ? NameDoubt::Several : NameDoubt::None;
}

void report_doubtful_names(const Schema& schema, const data::Value& root, diagnostics::DiagnosticSink& sink) {
  NameWalk(schema, sink).walk(root, {});
}

}  // namespace gongwen::schema
