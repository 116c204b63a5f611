#include "engine/kinds/detail/form/field_words.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/texts/design.h"
#include "diagnostics/catalogue/texts/engine.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

namespace gongwen::engine {
// This file has only tables, and searches through them from the first to the last entry: lists have tens of fields,
// and they are read once. Several words lead to one type, since offices write 手机, 电话 and 联系电话 for the same
// thing.
//   `listed_type("手机")` → `phone`; `find_known_label("工作单位")->name` → `org`; `type_by_ending("入住日期")` →
//   `date`;
//   `listed_limit("60字以内")` → at most 60.
namespace {

using TypeWord = std::pair<std::string_view, std::string_view>;

constexpr TypeWord kTypeWords[] = {{"文字", "text"},
                                   {"文本", "text"},
                                   {"单行文字", "text"},
                                   {"text", "text"},
                                   {"名称", "name"},
                                   {"name", "name"},
                                   {"人名", "person"},
                                   {"姓名", "person"},
                                   {"person", "person"},
                                   {"单位", "organisation"},
                                   {"organisation", "organisation"},
                                   {"organization", "organisation"},
                                   {"长文字", "long"},
                                   {"多行文字", "long"},
                                   {"段落", "long"},
                                   {"long", "long"},
                                   {"long text", "long"},
                                   {"数字", "number"},
                                   {"数", "number"},
                                   {"整数", "number"},
                                   {"number", "number"},
                                   {"日期", "date"},
                                   {"date", "date"},
                                   {"day", "date"},
                                   {"月份", "month"},
                                   {"年月", "month"},
                                   {"month", "month"},
                                   {"电话", "phone"},
                                   {"手机", "phone"},
                                   {"phone", "phone"},
                                   {"telephone", "phone"},
                                   {"邮箱", "email"},
                                   {"电子邮箱", "email"},
                                   {"email", "email"},
                                   {"e-mail", "email"},
                                   {"邮编", "postcode"},
                                   {"postcode", "postcode"},
                                   {"是否", "yes-no"},
                                   {"是非", "yes-no"},
                                   {"yes-no", "yes-no"},
                                   {"yes/no", "yes-no"},
                                   {"意见", "opinion"},
                                   {"意见盖章", "opinion"},
                                   {"opinion", "opinion"},
                                   {"表格", "list"},
                                   {"列表", "list"},
                                   {"table", "list"},
                                   {"list", "list"},
                                   {"若干文字", "texts"},
                                   {"多条文字", "texts"},
                                   {"texts", "texts"},
                                   {"身份证号", "id-card"},
                                   {"id-card", "id-card"},
                                   {"统一社会信用代码", "credit-code"},
                                   {"信用代码", "credit-code"},
                                   {"credit-code", "credit-code"},
                                   {"选择", "choice"},
                                   {"单选", "choice"},
                                   {"choice", "choice"}};

// The columns are: label, name of the field in the data, English title, type, and the value for the autocompletion of
// browsers (the attribute `autocomplete` of HTML). Labels of one meaning share a name, so that data of two forms agree;
// if both are in one form, FieldNames numbers them. Labels such as 年龄 complete nothing, since HTML knows no such
// value.
constexpr KnownLabel kKnownLabels[] = {
    {"姓名", "name", "name", "person", "name"},
    {"申请人", "applicant", "applicant", "person", "name"},
    {"报名人", "participant", "participant", "person", "name"},
    {"联系人", "contact", "contact person", "person", "name"},
    {"负责人", "leader", "leader", "person", ""},
    {"性别", "sex", "sex", "text", "sex"},
    {"民族", "ethnic_group", "ethnic group", "text", ""},
    {"国籍", "nationality", "nationality", "text", ""},
    {"出生日期", "born", "date of birth", "date", ""},
    {"出生年月", "born", "month of birth", "month", ""},
    {"年龄", "age", "age", "number", ""},
    {"身份证号", "id_card", "identity card number", "id-card", ""},
    {"统一社会信用代码", "credit_code", "unified social credit code", "credit-code", ""},
    {"单位", "org", "organisation", "organisation", "organization"},
    {"单位名称", "org", "organisation", "organisation", "organization"},
    {"工作单位", "org", "organisation", "organisation", "organization"},
    {"所在单位", "org", "organisation", "organisation", "organization"},
    {"部门", "department", "department", "text", ""},
    {"职务", "post", "post", "text", "organization-title"},
    {"职称", "title_of_post", "professional title", "text", ""},
    {"职务/职称", "post", "post or title", "text", "organization-title"},
    {"学历", "education", "education", "text", ""},
    {"学位", "degree", "degree", "text", ""},
    {"专业", "major", "field of study", "text", ""},
    {"手机", "mobile", "mobile number", "phone", "tel"},
    {"手机号码", "mobile", "mobile number", "phone", "tel"},
    {"电话", "phone", "telephone", "phone", "tel"},
    {"联系电话", "phone", "telephone", "phone", "tel"},
    {"传真", "fax", "fax", "phone", ""},
    {"邮箱", "email", "e-mail", "email", "email"},
    {"电子邮箱", "email", "e-mail", "email", "email"},
    {"电子邮件", "email", "e-mail", "email", "email"},
    {"通信地址", "address", "postal address", "text", "address-line1"},
    {"通讯地址", "address", "postal address", "text", "address-line1"},
    {"地址", "address", "address", "text", "address-line1"},
    {"邮编", "postcode", "postcode", "postcode", "postal-code"},
    {"邮政编码", "postcode", "postcode", "postcode", "postal-code"},
    {"日期", "date", "date", "date", ""},
    {"时间", "time", "time", "text", ""},
    {"地点", "place", "place", "text", ""},
    {"备注", "remarks", "remarks", "long", ""},
    {"说明", "explanation", "explanation", "long", ""},
    {"单位意见", "opinion", "opinion of the organisation", "opinion", ""},
    {"主管部门意见", "authority_opinion", "opinion of the authority", "opinion", ""},
    {"审核意见", "review_opinion", "opinion of the review", "opinion", ""}};

/// The types of fields whose titles end in this way. Only unambiguous endings are listed. 时间 is absent: it may be a
/// day, an hour or a period.
constexpr TypeWord kTypesByEnding[] = {
    {"日期", "date"},     {"年月", "month"},        {"电话", "phone"},           {"手机", "phone"},
    {"手机号", "phone"},  {"手机号码", "phone"},    {"邮箱", "email"},           {"电子邮件", "email"},
    {"邮编", "postcode"}, {"邮政编码", "postcode"}, {"信用代码", "credit-code"}, {"人数", "number"},
    {"份数", "number"},   {"次数", "number"},       {"天数", "number"},          {"页数", "number"},
    {"e-mail", "email"},  {"email", "email"},       {" date", "date"},           {"date of birth", "date"}};

// They include what a cell of a workbook contains when people tick it: √, x, TRUE, 1. An empty cell means
// optional.
constexpr std::string_view kRequiredWords[] = {"必填",     "是",   "√",   "✓",    "*", "＊",
                                               "required", "must", "yes", "true", "1", "x"};
constexpr std::string_view kOptionalWords[] = {"", "选填", "否", "可选", "-", "—", "optional", "no", "false", "0"};
constexpr std::string_view kSeveralWords[] = {"多选", "可多选", "several", "many"};

constexpr std::pair<std::string_view, FieldColumn> kFieldColumns[] = {
    {"栏目", FieldColumn::Title},        {"栏目名称", FieldColumn::Title},    {"名称", FieldColumn::Title},
    {"标题", FieldColumn::Title},        {"title", FieldColumn::Title},       {"field", FieldColumn::Title},
    {"英文", FieldColumn::English},      {"英文名称", FieldColumn::English},  {"english", FieldColumn::English},
    {"类型", FieldColumn::Type},         {"type", FieldColumn::Type},         {"必填", FieldColumn::Required},
    {"是否必填", FieldColumn::Required}, {"required", FieldColumn::Required}, {"选项", FieldColumn::Options},
    {"options", FieldColumn::Options},   {"choices", FieldColumn::Options},   {"最多", FieldColumn::Most},
    {"最多字数", FieldColumn::Most},     {"max", FieldColumn::Most},          {"most", FieldColumn::Most},
    {"说明", FieldColumn::Hint},         {"填写说明", FieldColumn::Hint},     {"hint", FieldColumn::Hint},
    {"表格", FieldColumn::List},         {"所属表格", FieldColumn::List},     {"table", FieldColumn::List},
    {"list", FieldColumn::List},         {"部分", FieldColumn::Step},         {"步骤", FieldColumn::Step},
    {"step", FieldColumn::Step},         {"section", FieldColumn::Step}};

// Chinese words have no case, so the comparison of ASCII letters is enough for both languages.
bool is_one_of_words(std::string_view word, const auto& words) {
  return std::any_of(std::begin(words), std::end(words),
                     [word](std::string_view one) { return base::equals_ignoring_ascii_case(one, word); });
}

// A phrase before the number or a unit after it makes a limit; both may occur together, `最多60字`. A unit alone means
// an upper limit: `60字`.
constexpr std::string_view kMostBefore[] = {"最多", "至多", "不超过", "at most", "max", "up to"};
constexpr std::string_view kLeastBefore[] = {"至少", "最少", "不少于", "at least", "min"};
// The unit is not checked against the type of the field: `最多3人` for a table are three rows.
constexpr std::string_view kLimitUnits[] = {"字以内", "字", "行", "个", "项", "人", "characters", "rows"};

}  // namespace

std::string_view listed_type(std::string_view word) {
  const auto found = std::find_if(std::begin(kTypeWords), std::end(kTypeWords), [word](const TypeWord& one) {
    return base::equals_ignoring_ascii_case(one.first, word);
  });
  return found == std::end(kTypeWords) ? std::string_view() : found->second;
}

diagnostics::BilingualText type_in_words(std::string_view type) {
  constexpr std::pair<std::string_view, diagnostics::BilingualText> kWords[] = {
      {"text", texts::DesignTypeText},         {"name", texts::DesignTypeName},
      {"person", texts::DesignTypePerson},     {"organisation", texts::DesignTypeOrganisation},
      {"long", texts::DesignTypeLong},         {"number", texts::DesignTypeNumber},
      {"date", texts::DesignTypeDate},         {"month", texts::DesignTypeMonth},
      {"phone", texts::DesignTypePhone},       {"email", texts::DesignTypeEmail},
      {"postcode", texts::DesignTypePostcode}, {"yes-no", texts::DesignTypeYesNo},
      {"id-card", texts::DesignTypeIdCard},    {"credit-code", texts::DesignTypeCreditCode},
      {"opinion", texts::DesignTypeOpinion},   {"list", texts::DesignTypeList},
      {"texts", texts::DesignTypeTexts},       {"choice", texts::EngineOneChoice},
      {"group", texts::EngineGroup},           {"any", texts::EngineAnyValue}};
  const auto* const found =
      std::find_if(std::begin(kWords), std::end(kWords), [type](const auto& one) { return one.first == type; });
  return found == std::end(kWords) ? diagnostics::BilingualText{type, type} : found->second;
}

const KnownLabel* find_known_label(std::string_view label) {
  const auto found = std::find_if(std::begin(kKnownLabels), std::end(kKnownLabels),
                                  [label](const KnownLabel& one) { return one.zh == label; });
  return found == std::end(kKnownLabels) ? nullptr : &*found;
}

std::string_view type_by_ending(std::string_view label) {
  // 联系人及电话 asks for more than its ending tells.
  for (const std::string_view both : {"人及", "人和", "人、", "人与", "姓名及", "姓名和", "姓名、"}) {
    if (label.find(both) != std::string_view::npos) return {};
  }
  const std::string lower = base::ascii_lowercase(label);
  if (lower == "date") return "date";
  const auto found = std::find_if(std::begin(kTypesByEnding), std::end(kTypesByEnding),
                                  [&lower](const TypeWord& one) { return lower.ends_with(one.first); });
  return found == std::end(kTypesByEnding) ? std::string_view() : found->second;
}

bool asks_yes_or_no(std::string_view label, const std::vector<std::string>& options) {
  return label.starts_with("是否") && options == std::vector<std::string>{"是", "否"};
}

bool says_required(std::string_view word) { return is_one_of_words(word, kRequiredWords); }
bool says_optional(std::string_view word) { return is_one_of_words(word, kOptionalWords); }
bool says_several(std::string_view word) { return is_one_of_words(word, kSeveralWords); }

std::optional<ListedLimit> listed_limit(std::string_view word) {
  ListedLimit limit;
  bool says_which = false;
  std::string lower = base::ascii_lowercase(word);
  std::string_view rest = lower;
  const auto take = [&](const auto& words, bool is_least) {
    for (const std::string_view before : words) {
      // The first phrase that fits decides; a second one, as in `最多至少2`, leaves text that is not a number and is
      // refused.
      if (says_which || !rest.starts_with(before)) continue;
      rest = without_blanks(rest.substr(before.size()));
      limit.is_least = is_least;
      says_which = true;
    }
  };
  take(kMostBefore, false);
  take(kLeastBefore, true);
  for (const std::string_view unit : kLimitUnits) {
    if (!rest.ends_with(unit)) continue;
    rest = without_blanks(rest.substr(0, rest.size() - unit.size()));
    says_which = true;
    break;
  }
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), limit.number);
  // The whole rest must be the number: `最多60字左右` and `最多六十字` are not limits and are reported as unknown
  // words.
  const bool is_number = !rest.empty() && error == std::errc() && end == rest.data() + rest.size();
  // A number alone is not a limit: it may be a choice or a mistake.
  return says_which && is_number ? std::optional(limit) : std::nullopt;
}

std::optional<FieldColumn> field_column(std::string_view heading) {
  const auto found = std::find_if(std::begin(kFieldColumns), std::end(kFieldColumns), [heading](const auto& one) {
    return base::equals_ignoring_ascii_case(one.first, heading);
  });
  return found == std::end(kFieldColumns) ? std::nullopt : std::optional(found->second);
}

std::vector<std::string_view> type_words() {
  std::vector<std::string_view> words;
  for (const TypeWord& one : kTypeWords) words.push_back(one.first);
  return words;
}

std::string_view without_blanks(std::string_view text) {
  // ASCII blanks, U+3000 and U+00A0 may alternate, as in text copied from Word, so each round may uncover
  // another one.
  constexpr std::string_view kWide = "\u3000";
  constexpr std::string_view kNoBreak = "\u00a0";
  for (bool goes_on = true; goes_on;) {
    goes_on = false;
    text = base::trim_ascii_space(text);
    for (const std::string_view blank : {kWide, kNoBreak}) {
      if (text.starts_with(blank)) text.remove_prefix(blank.size()), goes_on = true;
      if (text.ends_with(blank)) text.remove_suffix(blank.size()), goes_on = true;
    }
  }
  return text;
}

}  // namespace gongwen::engine
