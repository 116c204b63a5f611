#include "templating/detail/builtins/input_types.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace gongwen::templating {
namespace {

struct TypedName {
  std::string_view name;
  FilterTypes types;
};

constexpr auto kAnyInput = InputType::Anything;
constexpr auto kTextInput = InputType::Text;
constexpr auto kNumberInput = InputType::Number;
constexpr auto kWholeInput = InputType::WholeNumber;
constexpr auto kDateInput = InputType::Date;
constexpr auto kListInput = InputType::List;
constexpr auto kTextOrListInput = InputType::TextOrList;
constexpr auto kMapInput = InputType::Map;
constexpr auto kYesNoInput = InputType::YesNo;
constexpr auto kAskedInput = InputType::Asked;
constexpr auto kNewOutput = OutputType::New;
constexpr auto kNumberOutput = OutputType::Number;
constexpr auto kSameOutput = OutputType::Same;
constexpr auto kItemOutput = OutputType::Item;

constexpr TypedName kFilterTypes[] = {
    {"abs", {kNumberInput, kNumberOutput}},
    {"attr", {kAnyInput}},
    {"batch", {kListInput}},
    {"capitalize", {kTextInput}},
    {"center", {kTextInput}},
    {"choice", {kAnyInput}},
    {"choice_title", {kAnyInput, kSameOutput}},
    {"circled", {kWholeInput}},
    {"cn_amount", {kNumberInput}},
    {"cn_counts", {kTextInput}},
    {"cn_date", {kDateInput}},
    {"cn_month", {kDateInput}},
    {"cn_number", {kWholeInput}},
    {"cn_ordinal", {kWholeInput}},
    {"cn_references", {kTextInput}},
    {"cn_year", {kDateInput}},
    {"code128", {kTextInput, kNewOutput, "A-001"}},
    {"comparable", {kTextInput}},
    {"count", {kTextOrListInput, kNumberOutput}},
    {"d", {kAskedInput, kSameOutput}},
    {"datamatrix", {kTextInput}},
    {"date_range", {kDateInput}},
    {"days_between", {kDateInput, kNumberOutput}},
    {"default", {kAskedInput, kSameOutput}},
    {"dictsort", {kMapInput}},
    {"e", {kAnyInput, kSameOutput}},
    {"ean13", {kTextInput, kNewOutput, "6901234567892"}},
    {"enumerate_cn", {kListInput}},
    {"escape", {kAnyInput, kSameOutput}},
    {"filesizeformat", {kNumberInput}},
    {"first", {kListInput, kItemOutput}},
    {"first_like", {kListInput, kNumberOutput}},
    {"float", {kNumberInput, kNumberOutput}},
    {"forceescape", {kAnyInput, kSameOutput}},
    {"format", {kTextInput}},
    {"groupby", {kListInput}},
    {"indent", {kTextInput}},
    {"int", {kNumberInput, kNumberOutput}},
    {"iso_reference", {kTextInput, kNewOutput, "ISO/IEC 27001:2022"}},
    {"items", {kMapInput}},
    {"join", {kListInput}},
    {"last", {kListInput, kItemOutput}},
    {"latex_math", {kTextInput, kNewOutput, "x^2"}},
    {"length", {kTextOrListInput, kNumberOutput}},
    {"list", {kListInput, kSameOutput}},
    {"lower", {kTextInput}},
    {"map", {kListInput}},
    {"markdown", {kTextInput}},
    {"markdown_inline", {kTextInput}},
    {"marks", {kTextInput}},
    {"mask", {kTextInput}},
    {"mathml", {kTextInput, kNewOutput, "<math><mi>x</mi></math>"}},
    {"max", {kListInput, kItemOutput}},
    {"min", {kListInput, kItemOutput}},
    {"next_working_day", {kDateInput, kSameOutput}},
    {"qr", {kTextInput}},
    {"reject", {kListInput, kSameOutput}},
    {"rejectattr", {kListInput, kSameOutput}},
    {"replace", {kTextInput}},
    {"reverse", {kTextOrListInput, kSameOutput}},
    {"round", {kNumberInput, kNumberOutput}},
    {"safe", {kAnyInput, kSameOutput}},
    {"safe_html", {kTextInput}},
    {"select", {kListInput, kSameOutput}},
    {"selectattr", {kListInput, kSameOutput}},
    {"slice", {kListInput}},
    {"sort", {kListInput, kSameOutput}},
    {"std_no", {kTextInput, kNewOutput, "GB/T 22239-2019"}},
    {"string", {kAnyInput, kSameOutput}},
    {"striptags", {kTextInput}},
    {"sum", {kListInput, kNumberOutput}},
    {"surname", {kTextInput}},
    {"title", {kTextInput}},
    {"tojson", {kAnyInput}},
    {"trim", {kTextInput}},
    {"truncate", {kTextInput}},
    {"unique", {kListInput, kSameOutput}},
    {"unsaid", {kMapInput}},
    {"upper", {kTextInput}},
    {"urlencode", {kTextInput}},
    {"without_blanks", {kTextInput}},
    {"wordcount", {kTextInput, kNumberOutput}},
    {"wordwrap", {kTextInput}},
    {"xmlattr", {kMapInput}},
};

constexpr TypedName kTestTypes[] = {
    {"!=", {kAnyInput}},
    {"<", {kAnyInput}},
    {"<=", {kAnyInput}},
    {"==", {kAnyInput}},
    {">", {kAnyInput}},
    {">=", {kAnyInput}},
    {"alike", {kTextInput}},
    {"boolean", {kAnyInput}},
    {"callable", {kAnyInput}},
    {"chinese", {kTextInput}},
    {"containing_han", {kTextInput}},
    {"defined", {kAskedInput}},
    {"divisibleby", {kWholeInput}},
    {"eq", {kAnyInput}},
    {"equalto", {kAnyInput}},
    {"escaped", {kAnyInput}},
    {"even", {kWholeInput}},
    {"false", {kYesNoInput}},
    {"filter", {kTextInput}},
    {"float", {kAnyInput}},
    {"ge", {kAnyInput}},
    {"greaterthan", {kAnyInput}},
    {"gt", {kAnyInput}},
    {"in", {kAnyInput}},
    {"in_calendar", {kDateInput}},
    {"integer", {kAnyInput}},
    {"iterable", {kAnyInput}},
    {"later_stage_than", {kTextInput}},
    {"le", {kAnyInput}},
    {"lessthan", {kAnyInput}},
    {"lower", {kTextInput}},
    {"lt", {kAnyInput}},
    {"mapping", {kAnyInput}},
    {"ne", {kAnyInput}},
    {"none", {kAskedInput}},
    {"number", {kAnyInput}},
    {"odd", {kWholeInput}},
    {"of_stage", {kTextInput}},
    {"sameas", {kAnyInput}},
    {"sequence", {kAnyInput}},
    {"string", {kAnyInput}},
    {"surname_of", {kTextInput}},
    {"test", {kTextInput}},
    {"true", {kYesNoInput}},
    {"undefined", {kAskedInput}},
    {"upper", {kTextInput}},
    {"working_day", {kDateInput}},
};

constexpr bool by_name(const TypedName& a, const TypedName& b) { return a.name < b.name; }
static_assert(std::is_sorted(std::begin(kFilterTypes), std::end(kFilterTypes), by_name));
static_assert(std::is_sorted(std::begin(kTestTypes), std::end(kTestTypes), by_name));

template <std::size_t Size>
std::optional<FilterTypes> find_types(const TypedName (&table)[Size], std::string_view name) {
  const auto* const found = std::lower_bound(std::begin(table), std::end(table), TypedName{name, {}}, by_name);
  if (found == std::end(table) || found->name != name) return std::nullopt;
  return found->types;
}

}  // namespace

std::optional<FilterTypes> types_of_filter(std::string_view name) { return find_types(kFilterTypes, name); }
std::optional<FilterTypes> types_of_test(std::string_view name) { return find_types(kTestTypes, name); }

}  // namespace gongwen::templating
