#include "schema/doubtful_texts.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/value_text.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "diagnostics/source_lookup.h"
#include "schema/detail/formats.h"
#include "schema/detail/text_language.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::schema {
namespace {

bool is_han(char32_t c) { return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF) || c == U'〇'; }

/// Two groups of Chinese characters separated by a space: 张示例 李样本. But 欧阳 示例 and 张　三 are one name.
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

/// 张示例教授. Names of two characters are left alone, because the second may be 师.
bool ends_with_title(std::string_view text) {
  constexpr auto kTitles = std::to_array<std::string_view>(
      {"先生", "女士", "教授", "研究员", "博士", "组长", "副组长", "主任", "老师", "院士", "同志", "工程师", "高工"});
  constexpr std::size_t kShortestName = 2;
  return std::any_of(kTitles.begin(), kTitles.end(), [text](std::string_view title) {
    return text.ends_with(title) &&
           base::count_code_points(text.substr(0, text.size() - title.size())) >= kShortestName;
  });
}

/// 张示例（ZHANG Shili）: the same name in Latin letters.
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

bool is_chinese(std::string_view text) { return guess_language(text) == TextLanguage::Chinese; }

// Endings of names of organisations. Longer ones count as one even next to 和, which is part of many names.
constexpr auto kChineseEndings = std::to_array<std::string_view>(
    {"公司", "大学",   "学院",   "研究院", "科学院", "研究所", "委员会", "中心",   "协会",   "学会",   "办公室",
     "集团", "实验室", "秘书处", "总局",   "联盟",   "银行",   "基金会", "检测站", "事务所", "出版社", "工作组"});
constexpr auto kShortChineseEndings = std::to_array<std::string_view>({"局", "部", "院", "所", "厅", "委", "厂", "社"});
constexpr auto kEnglishEndings =
    std::to_array<std::string_view>({"ltd", "ltd.", "inc", "inc.", "corporation", "company", "university", "institute",
                                     "academy", "center", "centre", "laboratory", "association", "gmbh", "llc"});

template <std::size_t Count>
bool ends_with_any(std::string_view text, const std::array<std::string_view, Count>& endings) {
  return std::any_of(endings.begin(), endings.end(), [text](std::string_view end) { return text.ends_with(end); });
}

bool is_chinese_organisation(std::string_view text) {
  return ends_with_any(text, kChineseEndings) || ends_with_any(text, kShortChineseEndings);
}

bool is_english_organisation(std::string_view text) {
  std::string last(text.substr(text.find_last_of(' ') + 1));
  std::transform(last.begin(), last.end(), last.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 0x20 : c; });
  return text.find(' ') != std::string_view::npos && ends_with_any(last, kEnglishEndings);
}

std::vector<std::string_view> split_at(std::string_view text, std::initializer_list<std::string_view> separators) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto found = std::find_if(separators.begin(), separators.end(), [text, at](std::string_view separator) {
      return text.substr(at).starts_with(separator);
    });
    if (found == separators.end()) {
      ++at;
      continue;
    }
    parts.push_back(data::trim_blanks(text.substr(begin, at - begin)));
    begin = at += found->size();
  }
  parts.push_back(data::trim_blanks(text.substr(begin)));
  std::erase_if(parts, [](std::string_view part) { return part.empty(); });
  return parts;
}

/// The year in a date or in the number of a plan, standard, announcement or document; nullopt for other texts.
std::optional<std::string_view> year_in(std::string_view text) {
  constexpr std::size_t kYear = 4;
  constexpr std::size_t kLongest = 80;  // bytes of a date or number
  if (text.size() > kLongest) return std::nullopt;
  const auto is = [text](Format format) {
    return matches_format(format, text);
  };
  if (is_date(text) || is_month(text) || is(Format::DateTime) || is(Format::PlanNumber) ||
      is(Format::AnnouncementNumber))
    return text.substr(0, kYear);
  if (is(Format::GbNumber)) return text.substr(text.size() - kYear);
  constexpr std::string_view kOpen = "〔";
  if (is(Format::DocNumber)) return text.substr(text.find(kOpen) + kOpen.size(), kYear);
  return std::nullopt;
}

/// The facts about a field in the schema, as far as they matter here.
struct Expected {
  enum class Naming : std::uint8_t { None, Person, Organisation } naming = Naming::None;
  TextLanguage language = TextLanguage::Unknown;
};

Expected wanted_in(const SchemaField& field) {
  Expected expected;
  const auto naming = find_extension(field, "x-naming");
  if (naming && naming->is_string())
    expected.naming = naming->string() == "person" ? Expected::Naming::Person : Expected::Naming::Organisation;
  const auto language = find_extension(field, "x-language");
  if (language && language->is_string()) {
    expected.language = language->string() == "zh"   ? TextLanguage::Chinese
                        : language->string() == "fr" ? TextLanguage::French
                                                     : TextLanguage::English;
  }
  return expected;
}

// Annexes that texts refer to.

/// The number at the start of `text`: 2, 12, 三, 十二. 0: none.
std::size_t leading_number(std::string_view text) {
  std::size_t number = 0;
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9' && digits < 3)
    number = number * 10 + static_cast<std::size_t>(text[digits++] - '0');
  if (digits > 0) return number;
  constexpr auto kDigits =
      std::to_array<std::string_view>({"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"});
  constexpr std::size_t kBytes = 3;
  const auto at = [&](std::size_t place) -> std::size_t {
    const auto found = std::find(kDigits.begin(), kDigits.end(), text.substr(std::min(place, text.size()), kBytes));
    return found == kDigits.end() ? 0 : static_cast<std::size_t>(found - kDigits.begin()) + 1;
  };
  const std::size_t first = at(0);
  const std::size_t second = at(kBytes);
  return first == 10 && second != 0 && second < 10 ? first + second : first;
}

/// Whether the preceding clause names another document: 依照《…》第二条和
bool names_another_document(std::string_view text) {
  const auto last = [text](std::string_view mark) {
    const std::size_t at = text.rfind(mark);
    return at == std::string_view::npos ? 0 : at + 1;
  };
  return last("》") > std::max({last("，"), last("。"), last("；")});
}

/// The first reference to an annex with a number above `count`, or without a number if the document has no annexes:
/// "附件3", "见附件". 《…》附件1 and 该文件的附件 belong to other documents.
std::optional<std::string_view> missing_annex(std::string_view text, std::size_t count) {
  constexpr std::string_view kAnnex = "附件";
  constexpr auto kOfAnother = std::to_array<std::string_view>({"》", "”", "〕", "号", "的", "其", "件", "文"});
  constexpr auto kSee = std::to_array<std::string_view>({"见", "详见", "按", "按照", "参见", "填写"});
  for (std::size_t at = text.find(kAnnex); at != std::string_view::npos; at = text.find(kAnnex, at + 1)) {
    const std::string_view before = text.substr(0, at);
    const std::string_view after = text.substr(at + kAnnex.size());
    if (ends_with_any(before, kOfAnother) || names_another_document(before)) continue;
    const std::size_t number = leading_number(after);
    if (number > count) {
      std::size_t end = at + kAnnex.size();
      while (end < text.size() && end < at + kAnnex.size() + 2 && text[end] >= '0' && text[end] <= '9') ++end;
      if (end == at + kAnnex.size()) end += 3;
      return text.substr(at, end - at);
    }
    if (number == 0 && count == 0 && ends_with_any(before, kSee)) return text.substr(at, kAnnex.size());
  }
  return std::nullopt;
}

/// The number of annexes of a document: `x-annexes` in the schema is that number, or the pointer of their list. Returns
/// nullopt if the schema has neither.
std::optional<std::size_t> count_annexes(const Schema& schema, const data::Value& root) {
  const auto field = known_field(schema, "");
  const auto annexes = field ? find_extension(*field, "x-annexes") : std::nullopt;
  if (!annexes) return std::nullopt;
  if (annexes->type() == data::ValueType::Integer) return static_cast<std::size_t>(annexes->integer());
  // The schema compiler accepts only pointers of one member.
  const std::optional<data::Value> list = root.is_object() ? root.find(annexes->string().substr(1)) : std::nullopt;
  return list && list->is_array() ? list->size() : 0;
}

class TextWalk {
 public:
  TextWalk(const Schema& schema, std::optional<std::size_t> annexes, std::string_view today,
           diagnostics::DiagnosticSink& sink)
      : schema_(schema),
        sink_(sink),
        annexes_(annexes),
        last_year_(std::to_string(std::stoi(std::string(today.substr(0, 4))) + kYearsAhead)) {}

  void walk(const data::Value& value, const std::string& pattern) {
    if (value.is_string()) return look_at(value, expected_at(pattern));
    if (!value.is_object() && !value.is_array()) return;
    for (std::size_t i = 0; i < value.size(); ++i) {
      std::string inner = pattern;
      base::append_pointer_token(inner, value.is_object() ? value.key_at(i) : std::string_view("*"));
      walk(value.at(i), inner);
    }
  }

 private:
  static constexpr int kYearsAhead = 10;

  const Expected& expected_at(const std::string& pattern) {
    const auto [known, fresh] = expected_.try_emplace(pattern);
    if (fresh) {
      if (const auto field = known_field(schema_, pattern)) known->second = wanted_in(*field);
    }
    return known->second;
  }

  void look_at(const data::Value& value, const Expected& expected) {
    const std::string_view text = value.string();
    if (expected.naming == Expected::Naming::Person) look_at_person(value);
    if (expected.naming == Expected::Naming::Organisation && names_several_organisations(text))
      sink_.report(diagnostics::messages::DataSeveralOrganisations, value.origin(), data::shown_text(text));
    if (expected.language != TextLanguage::Unknown) look_at_language(value, expected.language);
    const auto year = year_in(text);
    if (year && (*year < "1900" || *year > last_year_))
      sink_.report(diagnostics::messages::DataDistantDate, value.origin(), data::shown_text(text), *year);
    const auto annex = annexes_ ? missing_annex(text, *annexes_) : std::nullopt;
    if (annex) sink_.report(diagnostics::messages::DataMissingAnnex, value.origin(), *annex, *annexes_);
  }

  void look_at_person(const data::Value& value) {
    const NameDoubt doubt = what_is_beside_name(value.string());
    if (doubt == NameDoubt::None) return;
    sink_.report(
        doubt == NameDoubt::Several ? diagnostics::messages::DataSeveralNames : diagnostics::messages::DataNameRemark,
        value.origin(), data::shown_text(value.string()));
  }

  void look_at_language(const data::Value& value, TextLanguage wanted) {
    const TextLanguage found = guess_language(value.string());
    if (found == wanted) return;
    // Company names may be in Latin letters in any language, but a Chinese title may not.
    if (found == TextLanguage::Unknown && (wanted != TextLanguage::Chinese || !has_words(value.string()))) return;
    const diagnostics::BilingualText words = wanted == TextLanguage::Chinese  ? texts::SchemaInChinese
                                             : wanted == TextLanguage::French ? texts::SchemaInFrench
                                                                              : texts::SchemaInEnglish;
    sink_.report(diagnostics::messages::DataOtherLanguage, value.origin(), data::shown_text(value.string()),
                 words.chinese, words.english);
  }

  /// Whether the text has more letters than an abbreviation.
  static bool has_words(std::string_view text) {
    constexpr std::size_t kLongestAbbreviation = 8;
    const auto letters = std::count_if(text.begin(), text.end(),
                                       [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); });
    return letters > static_cast<std::ptrdiff_t>(kLongestAbbreviation);
  }

  const Schema& schema_;
  diagnostics::DiagnosticSink& sink_;
  std::optional<std::size_t> annexes_;
  std::string last_year_;
  std::map<std::string, Expected> expected_;  // by pointer with `*` for items
};

}  // namespace

NameDoubt what_is_beside_name(std::string_view text) {
  constexpr auto kBetween = std::to_array<std::string_view>({"、", "；", ";", "/", "／", "&", "＆", " and ", "\n"});
  constexpr auto kBrackets = std::to_array<std::string_view>({"（", "(", "【", "[", "［", "〔"});
  text = data::trim_blanks(text);
  const auto is_in = [text](std::string_view sign) {
    return text.find(sign) != std::string_view::npos;
  };
  // `Zhang, Shili` is one person.
  const bool listed = is_chinese(text) && (is_in("，") || is_in(","));
  if (listed || std::any_of(kBetween.begin(), kBetween.end(), is_in)) return NameDoubt::Several;
  const bool bracketed = std::any_of(kBrackets.begin(), kBrackets.end(), [&](std::string_view open) {
    return is_in(open) && !(is_chinese(text) && is_name_in_letters(text, open));
  });
  if (bracketed || ends_with_title(text)) return NameDoubt::Remark;
  return has_two_groups(text) ? NameDoubt::Several : NameDoubt::None;
}

bool names_several_organisations(std::string_view text) {
  text = data::trim_blanks(text);
  const bool chinese = is_chinese(text);
  const auto count = [](const std::vector<std::string_view>& parts, const auto& is_organisation) {
    return std::count_if(parts.begin(), parts.end(), is_organisation);
  };
  if (chinese) {
    // 某某研究院与示例大学联合实验室 is one organisation; 各市市场监管局、公安局 refers to a group as such.
    if (text.starts_with("各") || text.find("联合") != std::string_view::npos) return false;
    if (count(split_at(text, {"、", "；", ";", "，", ",", "\n"}), is_chinese_organisation) > 1) return true;
    return count(split_at(text, {"和", "与", "及", "暨"}),
                 [](std::string_view part) { return ends_with_any(part, kChineseEndings); }) > 1;
  }
  // "Institute of Cybersecurity, Moumou Research Academy" is a department with its parent organisation.
  const auto listed = split_at(text, {";", "\n", " / "});
  if (listed.size() > 1) return true;
  return count(split_at(text, {" and ", " & "}), is_english_organisation) > 1;
}

void report_doubtful_texts(const Schema& schema, const data::Value& root, std::string_view today,
                           diagnostics::DiagnosticSink& sink) {
  TextWalk(schema, count_annexes(schema, root), today, sink).walk(root, {});
}

}  // namespace gongwen::schema
