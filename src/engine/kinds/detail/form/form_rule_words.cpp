#include "engine/kinds/detail/form/form_rule_words.h"

#include "base/format.h"
#include "data/values.h"

#include <algorithm>

// Example: `"/phone": {"mobile": true}` as a demand, for a phone that may be "", becomes
//   (not (item.phone) or ((item.phone.startswith("+") and …) or …))
// and as a condition `item.phone and (…)`. Values that may be missing from the data are tested by `is defined` first:
// an undefined value is an error in strict templates.
namespace gongwen::engine {
namespace {

using data::Value;

/// `text` is a literal. `contains` tests for a part anywhere in the value.
std::string text_test(const std::string& it, std::string_view word, const std::string& text) {
  if (word == "starts") return fmt::format("{}.startswith({})", it, text);
  if (word == "not_starts") return fmt::format("not {}.startswith({})", it, text);
  return text + (word == "contains" ? " in " : " not in ") + it;
}

/// Tests the letters of a name: `upper` means only capitals; otherwise the first letter is a capital and the others are
/// not all capitals, as in `Zhang`; a single letter, `A`, is both.
std::string case_test(const std::string& it, std::string_view wanted) {
  if (wanted == "upper") return fmt::format("{0} == {0} | upper", it);
  return fmt::format("({0}[:1] == {0}[:1] | upper and ({0} | length <= 1 or {0} != {0} | upper))", it);
}

/// Eleven digits that begin with 1, perhaps after +86. A number of another country, `+49…`, is accepted, since its form
/// is unknown.
std::string mobile_test(const std::string& it) {
  const std::string digits = fmt::format("({} | without_blanks | replace(\"+86\", \"\") | replace(\"-\", \"\"))", it);
  return fmt::format(
      "(({0}.startswith(\"+\") and not {0}.startswith(\"+86\")) or ({1} | length == 11 and {1}.startswith(\"1\")))", it,
      digits);
}

}  // namespace

std::vector<Value> one_or_all(const Value& value) {
  if (!value.is_array()) return {value};
  std::vector<Value> all;
  for (std::size_t i = 0; i < value.size(); ++i) all.push_back(value.at(i));
  return all;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : std::string(between)) + part;
  return all;
}

// rfind() finds the innermost list.
std::pair<std::string, std::string> split_rows(std::string_view pointer) {
  const std::size_t star = pointer.rfind("/*");
  if (star == std::string_view::npos) return {{}, std::string(pointer)};
  return {std::string(pointer.substr(0, star + 2)), std::string(pointer.substr(star + 2))};
}

std::string dotted(std::string_view pointer) {
  std::string path(pointer);
  std::replace(path.begin(), path.end(), '/', '.');
  return path;
}

// Within rows `item` is the row, so fields of the form are reached through `data`.
std::string RuleWords::item(std::string_view pointer) const {
  const auto [rows, rest] = split_rows(pointer);
  if (rows.empty() && !rows_.empty()) return "data" + dotted(rest);
  return "item" + dotted(rest);
}

std::string RuleWords::given(std::string_view pointer) const {
  // A value with default "" is always defined: its truth says whether it was given.
  const FormField& field = *form_.find_value(pointer);
  if (!has_value(field)) return item(pointer) + " is defined";
  if (field.type == FormFieldType::YesNo || field.type == FormFieldType::Number) return {};
  return item(pointer);
}

std::string RuleWords::conditions(const Value& all, bool demands) const {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < all.size(); ++i) parts.push_back(condition(all.key_at(i), all.at(i), demands));
  return joined(parts, " and ");
}

/// Whether the data always has the value, perhaps by a default (form_schema.cpp). An optional choice, yes-no or number
/// has no default: no value is chosen.
bool RuleWords::has_value(const FormField& field) {
  if (field.type == FormFieldType::Photo) return false;
  if (field.given || field.must) return field.must;
  const bool is_chosen = !field.options.empty() && !field.flag("many");
  const bool has_own = field.type != FormFieldType::YesNo && field.type != FormFieldType::Number && !is_chosen;
  return has_own || field.value.find("default").has_value();
}

std::string RuleWords::condition(std::string_view pointer, const Value& value, bool demands) const {
  const std::string is_given = given(pointer);
  if (value.is_string() && value.string() == "given") return is_given.empty() ? "true" : is_given;
  if (value.is_string() && value.string() == "blank") return is_given.empty() ? "false" : "not (" + is_given + ")";
  std::string test = plain_test(pointer, item(pointer), value);
  // A value that the schema demands need not be tested, except by `given` itself.
  const bool is_sure = is_given.empty() || form_.find_value(pointer)->must;
  if (is_sure) return test;
  return demands ? fmt::format("(not ({}) or {})", is_given, test) : fmt::format("{} and {}", is_given, test);
}

/// `true` and `false` compare with a yes-no; a text or number must be equal; an object has words such as `least`, all
/// of which must hold.
std::string RuleWords::plain_test(std::string_view pointer, const std::string& it, const Value& value) const {
  if (value.type() == data::ValueType::Boolean) return value.boolean() ? it : "not " + it;
  if (!value.is_object()) return it + " == " + data::value_json(value);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < value.size(); ++i) parts.push_back(test(pointer, it, value.key_at(i), value.at(i)));
  return joined(parts, " and ");
}

std::string RuleWords::test(std::string_view pointer, const std::string& it, std::string_view word,
                            const Value& value) const {
  if (word == "is") return it + (value.is_array() ? " in " : " == ") + data::value_json(value);
  if (word == "not") return it + (value.is_array() ? " not in " : " != ") + data::value_json(value);
  if (word == "least") return size(pointer, it) + " >= " + data::value_json(value);
  // Limits of a text count its characters, see size().
  if (word == "most") return size(pointer, it) + " <= " + data::value_json(value);
  if (word == "script") {
    // `letters` only refuses Han characters: blanks and hyphens of names are allowed.
    if (value.string() == "letters") return it + " is not containing_han";
    return it + (value.string() == "latin" ? " is not chinese" : " is chinese");
  }
  if (word == "case") return case_test(it, value.string());
  if (word == "mobile") return value.boolean() ? mobile_test(it) : "not " + mobile_test(it);
  if (word == "surname_of") return fmt::format("{} is surname_of({})", it, item(value.string()));
  if (word == "working_day") return it + (value.boolean() ? " is" : " is not") + " working_day(calendar)";
  if (word == "after") return compared(pointer, it, " > ", value);
  if (word == "before") return compared(pointer, it, " < ", value);
  if (word == "not_after") return compared(pointer, it, " <= ", value);
  if (word == "not_before") return compared(pointer, it, " >= ", value);
  // A list of texts: one of them suffices, unless the word is negative: then none may match.
  std::vector<std::string> parts;
  for (const Value& text : one_or_all(value)) parts.push_back(text_test(it, word, data::value_json(text)));
  const bool is_denied = word.starts_with("not_");
  return parts.size() == 1 ? parts.front() : "(" + joined(parts, is_denied ? " and " : " or ") + ")";
}

/// A number itself, the characters of a text, the rows of a list.
std::string RuleWords::size(std::string_view pointer, const std::string& it) const {
  return form_.find_value(pointer)->type == FormFieldType::Number ? it : it + " | length";
}

/// `[:7]` is `2024-02` of `2024-02-19`: a month compares with a day by months.
std::string RuleWords::cut_for(std::string_view pointer, std::string_view other) const {
  const FormFieldType one = form_.find_value(pointer)->type;
  const FormFieldType that = form_.find_value(other)->type;
  const bool is_mixed = one != that && (one == FormFieldType::Month || that == FormFieldType::Month);
  return is_mixed ? "[:7]" : "";
}

/// Days and months are texts in ISO 8601, which sort in the order of time. Values that are not given are not
/// compared.
std::string RuleWords::compared(std::string_view pointer, const std::string& it, std::string_view sign,
                                const Value& other) const {
  const std::string cut = cut_for(pointer, other.string());
  const std::string is_given = given(other.string());
  const std::string test = fmt::format("{}{}{}{}{}", it, cut, sign, item(other.string()), cut);
  const bool is_sure = is_given.empty() || form_.find_value(other.string())->must;
  return is_sure ? test : fmt::format("(not ({}) or {})", is_given, test);
}

std::string plain_words(std::string_view words) {
  std::string escaped;
  for (const char c : words) escaped += c == '{' ? std::string("{{ \"{\" }}") : std::string(1, c);
  return escaped;
}

}  // namespace gongwen::engine
