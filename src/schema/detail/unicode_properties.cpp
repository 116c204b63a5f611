#include "base/ascii.h"
#include "schema/detail/ecma_pattern.h"

#include <algorithm>
#include <array>

namespace gongwen::schema {
namespace {

struct Category {
  std::string_view short_name;
  std::string_view long_name;
  std::string_view alias;
};

constexpr std::array kCategories = {Category{"LC", "Cased_Letter", ""},
                                    Category{"Pe", "Close_Punctuation", ""},
                                    Category{"Pc", "Connector_Punctuation", ""},
                                    Category{"Cc", "Control", "cntrl"},
                                    Category{"Sc", "Currency_Symbol", ""},
                                    Category{"Pd", "Dash_Punctuation", ""},
                                    Category{"Nd", "Decimal_Number", "digit"},
                                    Category{"Me", "Enclosing_Mark", ""},
                                    Category{"Pf", "Final_Punctuation", ""},
                                    Category{"Cf", "Format", ""},
                                    Category{"Pi", "Initial_Punctuation", ""},
                                    Category{"L", "Letter", ""},
                                    Category{"Nl", "Letter_Number", ""},
                                    Category{"Zl", "Line_Separator", ""},
                                    Category{"Ll", "Lowercase_Letter", ""},
                                    Category{"M", "Mark", "Combining_Mark"},
                                    Category{"Sm", "Math_Symbol", ""},
                                    Category{"Lm", "Modifier_Letter", ""},
                                    Category{"Sk", "Modifier_Symbol", ""},
                                    Category{"Mn", "Nonspacing_Mark", ""},
                                    Category{"N", "Number", ""},
                                    Category{"Ps", "Open_Punctuation", ""},
                                    Category{"C", "Other", ""},
                                    Category{"Lo", "Other_Letter", ""},
                                    Category{"No", "Other_Number", ""},
                                    Category{"Po", "Other_Punctuation", ""},
                                    Category{"So", "Other_Symbol", ""},
                                    Category{"Zp", "Paragraph_Separator", ""},
                                    Category{"Co", "Private_Use", ""},
                                    Category{"P", "Punctuation", "punct"},
                                    Category{"Z", "Separator", ""},
                                    Category{"Zs", "Space_Separator", ""},
                                    Category{"Mc", "Spacing_Mark", ""},
                                    Category{"Cs", "Surrogate", ""},
                                    Category{"S", "Symbol", ""},
                                    Category{"Lt", "Titlecase_Letter", ""},
                                    Category{"Cn", "Unassigned", ""},
                                    Category{"Lu", "Uppercase_Letter", ""}};

constexpr std::array<std::string_view, 50> kBinaryProperties = {"ASCII",
                                                                "ASCII_Hex_Digit",
                                                                "AHex",
                                                                "Alphabetic",
                                                                "Alpha",
                                                                "Any",
                                                                "Bidi_Control",
                                                                "Bidi_C",
                                                                "Bidi_Mirrored",
                                                                "Bidi_M",
                                                                "Case_Ignorable",
                                                                "CI",
                                                                "Cased",
                                                                "Dash",
                                                                "Default_Ignorable_Code_Point",
                                                                "DI",
                                                                "Deprecated",
                                                                "Dep",
                                                                "Diacritic",
                                                                "Dia",
                                                                "Emoji",
                                                                "Emoji_Component",
                                                                "EComp",
                                                                "Emoji_Modifier",
                                                                "EMod",
                                                                "Emoji_Modifier_Base",
                                                                "EBase",
                                                                "Emoji_Presentation",
                                                                "EPres",
                                                                "Extended_Pictographic",
                                                                "ExtPict",
                                                                "Extender",
                                                                "Ext",
                                                                "Hex_Digit",
                                                                "Hex",
                                                                "ID_Continue",
                                                                "IDC",
                                                                "ID_Start",
                                                                "IDS",
                                                                "Ideographic",
                                                                "Ideo",
                                                                "Lowercase",
                                                                "Lower",
                                                                "Math",
                                                                "Unified_Ideograph",
                                                                "UIdeo",
                                                                "Uppercase",
                                                                "Upper",
                                                                "White_Space",
                                                                "space"};

std::optional<std::string> find_category(std::string_view name) {
  for (const Category& category : kCategories) {
    const bool alias = !category.alias.empty() && category.alias == name;
    if (!alias && category.short_name != name && category.long_name != name) continue;
    // PCRE2 writes L& for the letters that have case.
    return std::string(category.short_name == "LC" ? "L&" : category.short_name);
  }
  return std::nullopt;
}

bool is_property_name(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return base::is_ascii_alnum(c) || c == '_'; });
}

}  // namespace

std::optional<std::string> translate_unicode_property(std::string_view name) {
  const std::size_t equals = name.find('=');
  if (equals == std::string_view::npos) {
    if (const auto category = find_category(name)) return category;
    const bool known = std::find(kBinaryProperties.begin(), kBinaryProperties.end(), name) != kBinaryProperties.end();
    return known ? std::optional(std::string(name)) : std::nullopt;
  }
  const std::string_view property = name.substr(0, equals);
  const std::string_view value = name.substr(equals + 1);
  if (property == "General_Category" || property == "gc") return find_category(value);
  if (!is_property_name(value)) return std::nullopt;
  if (property == "Script" || property == "sc") return "sc:" + std::string(value);
  if (property == "Script_Extensions" || property == "scx") return "scx:" + std::string(value);
  return std::nullopt;
}

}  // namespace gongwen::schema
