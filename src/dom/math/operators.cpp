#include "dom/math/operators.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <span>

namespace gongwen::math {
namespace {

/// A stretch of characters, in ascending order in each table.
struct CharacterSpan {
  char32_t first;
  char32_t last;
};

/// Category A, infix.
constexpr CharacterSpan kArrows[] = {
    {0x2190, 0x2195}, {0x219A, 0x21AE}, {0x21B0, 0x21B5}, {0x21B9, 0x21B9}, {0x21BC, 0x21D5}, {0x21DA, 0x21F0},
    {0x21F3, 0x21FF}, {0x2794, 0x2794}, {0x2799, 0x2799}, {0x279B, 0x27A1}, {0x27A5, 0x27A6}, {0x27A8, 0x27AF},
    {0x27B1, 0x27B1}, {0x27B3, 0x27B3}, {0x27B5, 0x27B5}, {0x27B8, 0x27B8}, {0x27BA, 0x27BE}, {0x27F0, 0x27F1},
    {0x27F4, 0x27FF}, {0x2900, 0x2920}, {0x2934, 0x2937}, {0x2942, 0x2975}, {0x297C, 0x297F}, {0x2B04, 0x2B07},
    {0x2B0C, 0x2B11}, {0x2B30, 0x2B3E}, {0x2B40, 0x2B4C}, {0x2B60, 0x2B65}, {0x2B6A, 0x2B6D}, {0x2B70, 0x2B73},
    {0x2B7A, 0x2B7D}, {0x2B80, 0x2B87}, {0x2B95, 0x2B95}, {0x2BA0, 0x2BAF}, {0x2BB8, 0x2BB8},
};

/// B, infix: sums.
constexpr CharacterSpan kBinaries[] = {
    {0x002B, 0x002B}, {0x002D, 0x002D}, {0x00B1, 0x00B1}, {0x00F7, 0x00F7}, {0x0322, 0x0322}, {0x2044, 0x2044},
    {0x2212, 0x2216}, {0x2227, 0x222A}, {0x2236, 0x2236}, {0x2238, 0x2238}, {0x228C, 0x228E}, {0x2293, 0x2296},
    {0x2298, 0x2298}, {0x229D, 0x229F}, {0x22BB, 0x22BD}, {0x22CE, 0x22CF}, {0x22D2, 0x22D3}, {0x2795, 0x2797},
    {0x29B8, 0x29B8}, {0x29BC, 0x29BC}, {0x29C4, 0x29C5}, {0x29F5, 0x29FB}, {0x2A1F, 0x2A2E}, {0x2A38, 0x2A3A},
    {0x2A3E, 0x2A3E}, {0x2A40, 0x2A4F}, {0x2A51, 0x2A63}, {0x2ADB, 0x2ADB}, {0x2AF6, 0x2AF6}, {0x2AFB, 0x2AFB},
    {0x2AFD, 0x2AFD},
};

/// C, infix: products.
constexpr CharacterSpan kProducts[] = {
    {0x0025, 0x0025}, {0x002A, 0x002A}, {0x002E, 0x002E}, {0x003F, 0x0040}, {0x005E, 0x005E}, {0x00B7, 0x00B7},
    {0x00D7, 0x00D7}, {0x0323, 0x0323}, {0x032E, 0x032E}, {0x2022, 0x2022}, {0x2043, 0x2043}, {0x2217, 0x2219},
    {0x2240, 0x2240}, {0x2297, 0x2297}, {0x2299, 0x229B}, {0x22A0, 0x22A1}, {0x22BA, 0x22BA}, {0x22C4, 0x22C7},
    {0x22C9, 0x22CC}, {0x2305, 0x2306}, {0x27CB, 0x27CB}, {0x27CD, 0x27CD}, {0x29C6, 0x29C8}, {0x29D4, 0x29D7},
    {0x29E2, 0x29E2}, {0x2A1D, 0x2A1E}, {0x2A2F, 0x2A37}, {0x2A3B, 0x2A3D}, {0x2A3F, 0x2A3F}, {0x2A50, 0x2A50},
    {0x2A64, 0x2A65}, {0x2ADC, 0x2ADD}, {0x2AFE, 0x2AFE},
};

/// D, prefix.
constexpr CharacterSpan kPrefixes[] = {
    {0x0021, 0x0021}, {0x002B, 0x002B}, {0x002D, 0x002D}, {0x00AC, 0x00AC}, {0x00B1, 0x00B1}, {0x0331, 0x0331},
    {0x2018, 0x2018}, {0x201C, 0x201C}, {0x2200, 0x2201}, {0x2203, 0x2204}, {0x2207, 0x2207}, {0x2212, 0x2213},
    {0x221F, 0x2222}, {0x2234, 0x2235}, {0x223C, 0x223C}, {0x22BE, 0x22BF}, {0x2310, 0x2310}, {0x2319, 0x2319},
    {0x2795, 0x2796}, {0x27C0, 0x27C0}, {0x299B, 0x29AF}, {0x2AEC, 0x2AED},
};

/// E, postfix.
constexpr CharacterSpan kPostfixes[] = {
    {0x0021, 0x0022}, {0x0025, 0x0027}, {0x0060, 0x0060}, {0x00A8, 0x00A8}, {0x00B0, 0x00B0}, {0x00B2, 0x00B4},
    {0x00B8, 0x00B9}, {0x02CA, 0x02CB}, {0x02D8, 0x02DA}, {0x02DD, 0x02DD}, {0x0311, 0x0311}, {0x0320, 0x0320},
    {0x0325, 0x0325}, {0x0327, 0x0327}, {0x0331, 0x0331}, {0x2019, 0x201B}, {0x201D, 0x201F}, {0x2032, 0x2037},
    {0x2057, 0x2057}, {0x20DB, 0x20DC}, {0x23CD, 0x23CD},
};

/// F, prefix.
constexpr CharacterSpan kOpenFences[] = {
    {0x0028, 0x0028}, {0x005B, 0x005B}, {0x007B, 0x007C}, {0x2016, 0x2016}, {0x2308, 0x2308}, {0x230A, 0x230A},
    {0x2329, 0x2329}, {0x2772, 0x2772}, {0x27E6, 0x27E6}, {0x27E8, 0x27E8}, {0x27EA, 0x27EA}, {0x27EC, 0x27EC},
    {0x27EE, 0x27EE}, {0x2980, 0x2980}, {0x2983, 0x2983}, {0x2985, 0x2985}, {0x2987, 0x2987}, {0x2989, 0x2989},
    {0x298B, 0x298B}, {0x298D, 0x298D}, {0x298F, 0x298F}, {0x2991, 0x2991}, {0x2993, 0x2993}, {0x2995, 0x2995},
    {0x2997, 0x2997}, {0x2999, 0x2999}, {0x29D8, 0x29D8}, {0x29DA, 0x29DA}, {0x29FC, 0x29FC},
};

/// G, postfix.
constexpr CharacterSpan kCloseFences[] = {
    {0x0029, 0x0029}, {0x005D, 0x005D}, {0x007C, 0x007D}, {0x2016, 0x2016}, {0x2309, 0x2309}, {0x230B, 0x230B},
    {0x232A, 0x232A}, {0x2773, 0x2773}, {0x27E7, 0x27E7}, {0x27E9, 0x27E9}, {0x27EB, 0x27EB}, {0x27ED, 0x27ED},
    {0x27EF, 0x27EF}, {0x2980, 0x2980}, {0x2984, 0x2984}, {0x2986, 0x2986}, {0x2988, 0x2988}, {0x298A, 0x298A},
    {0x298C, 0x298C}, {0x298E, 0x298E}, {0x2990, 0x2990}, {0x2992, 0x2992}, {0x2994, 0x2994}, {0x2996, 0x2996},
    {0x2998, 0x2999}, {0x29D9, 0x29D9}, {0x29DB, 0x29DB}, {0x29FD, 0x29FD},
};

/// H, prefix.
constexpr CharacterSpan kIntegrals[] = {
    {0x222B, 0x2233},
    {0x2A0B, 0x2A1C},
};

/// I, postfix.
constexpr CharacterSpan kAccents[] = {
    {0x005E, 0x005F}, {0x007E, 0x007E}, {0x00AF, 0x00AF}, {0x02C6, 0x02C7}, {0x02C9, 0x02C9},
    {0x02CD, 0x02CD}, {0x02DC, 0x02DC}, {0x02F7, 0x02F7}, {0x0302, 0x0302}, {0x203E, 0x203E},
    {0x2322, 0x2323}, {0x23B4, 0x23B5}, {0x23DC, 0x23E1},
};

/// J, prefix.
constexpr CharacterSpan kSums[] = {
    {0x220F, 0x2211}, {0x22C0, 0x22C3}, {0x2A00, 0x2A0A}, {0x2A1D, 0x2A1E}, {0x2AFC, 0x2AFC}, {0x2AFF, 0x2AFF},
};

/// K, infix.
constexpr CharacterSpan kTight[] = {
    {0x002F, 0x002F}, {0x005C, 0x005C}, {0x005F, 0x005F}, {0x2061, 0x2064}, {0x2206, 0x2206},
};

/// L, prefix.
constexpr CharacterSpan kDifferentials[] = {
    {0x2145, 0x2146},
    {0x2202, 0x2202},
    {0x221A, 0x221C},
};

/// M, infix.
constexpr CharacterSpan kSeparators[] = {
    {0x002C, 0x002C},
    {0x003A, 0x003B},
};

/// Operators that stretch along the line.
constexpr CharacterSpan kInlineAxis[] = {
    {0x003D, 0x003D}, {0x005E, 0x005F},   {0x007E, 0x007E}, {0x00AF, 0x00AF}, {0x02C6, 0x02C7}, {0x02C9, 0x02C9},
    {0x02CD, 0x02CD}, {0x02DC, 0x02DC},   {0x02F7, 0x02F7}, {0x0302, 0x0302}, {0x0332, 0x0332}, {0x203E, 0x203E},
    {0x20D0, 0x20D1}, {0x20D6, 0x20D7},   {0x20E1, 0x20E1}, {0x2190, 0x2190}, {0x2192, 0x2192}, {0x2194, 0x2194},
    {0x2198, 0x219E}, {0x21A0, 0x21A0},   {0x21A2, 0x21A4}, {0x21A6, 0x21A6}, {0x21A9, 0x21AE}, {0x21B4, 0x21B4},
    {0x21B9, 0x21B9}, {0x21BC, 0x21BD},   {0x21C0, 0x21C1}, {0x21C4, 0x21C4}, {0x21C6, 0x21C7}, {0x21C9, 0x21C9},
    {0x21CB, 0x21D0}, {0x21D2, 0x21D2},   {0x21D4, 0x21D4}, {0x21DA, 0x21DD}, {0x21E0, 0x21E0}, {0x21E2, 0x21E2},
    {0x21E4, 0x21E6}, {0x21E8, 0x21E8},   {0x21F0, 0x21F0}, {0x21F4, 0x21F4}, {0x21F6, 0x21FF}, {0x2322, 0x2323},
    {0x23B4, 0x23B5}, {0x23DC, 0x23E1},   {0x2500, 0x2500}, {0x2794, 0x2794}, {0x2799, 0x2799}, {0x279B, 0x27A1},
    {0x27A5, 0x27A6}, {0x27A8, 0x27AF},   {0x27B1, 0x27B1}, {0x27B3, 0x27B3}, {0x27B5, 0x27B5}, {0x27B8, 0x27B8},
    {0x27BA, 0x27BE}, {0x27F4, 0x27FF},   {0x2900, 0x2907}, {0x290C, 0x2911}, {0x2914, 0x2920}, {0x2942, 0x2948},
    {0x294A, 0x294B}, {0x294E, 0x294E},   {0x2950, 0x2950}, {0x2952, 0x2953}, {0x2956, 0x2957}, {0x295A, 0x295B},
    {0x295E, 0x295F}, {0x2962, 0x2962},   {0x2964, 0x2964}, {0x2966, 0x296D}, {0x2970, 0x2975}, {0x297C, 0x297D},
    {0x2B04, 0x2B05}, {0x2B0C, 0x2B0C},   {0x2B30, 0x2B3E}, {0x2B40, 0x2B4C}, {0x2B60, 0x2B60}, {0x2B62, 0x2B62},
    {0x2B64, 0x2B64}, {0x2B6A, 0x2B6A},   {0x2B6C, 0x2B6C}, {0x2B70, 0x2B70}, {0x2B72, 0x2B72}, {0x2B7A, 0x2B7A},
    {0x2B7C, 0x2B7C}, {0x2B80, 0x2B80},   {0x2B82, 0x2B82}, {0x2B84, 0x2B84}, {0x2B86, 0x2B86}, {0x2B95, 0x2B95},
    {0xFE35, 0xFE38}, {0x1EEF0, 0x1EEF1},
};

/// Operators of two ASCII characters, unless they are spaced as relations.
constexpr std::array<std::u32string_view, 3> kDoublePostfixes{U"!!", U"++", U"--"};

bool is_in(std::span<const CharacterSpan> spans, char32_t c) {
  const auto after = std::upper_bound(spans.begin(), spans.end(), c,
                                      [](char32_t value, const CharacterSpan& span) { return value < span.first; });
  return after != spans.begin() && c <= std::prev(after)->last;
}

/// The single character of an operator. A combining stroke after it, as in ≠ written as two characters, does not count.
std::optional<char32_t> only_character(std::u32string_view text) {
  if (text.size() == 2 && (text[1] == 0x338 || text[1] == 0x20D2)) return text[0];
  return text.size() == 1 ? std::optional(text[0]) : std::nullopt;
}

std::optional<OperatorTraits> entry(std::u32string_view text, OperatorForm form) {
  const std::optional<char32_t> character = only_character(text);
  if (!character) {
    const bool is_tight = form == OperatorForm::Postfix &&
                          std::find(kDoublePostfixes.begin(), kDoublePostfixes.end(), text) != kDoublePostfixes.end();
    return is_tight ? std::optional(OperatorTraits{0, 0}) : std::nullopt;
  }
  const char32_t c = *character;
  switch (form) {
    case OperatorForm::Infix:
      // `X∼N`: a relation, as in browsers; the dictionary has only the sign before its term.
      if (c == 0x223C) return OperatorTraits{};
      if (is_in(kArrows, c)) return OperatorTraits{5, 5, true};
      if (is_in(kBinaries, c)) return OperatorTraits{4, 4};
      if (is_in(kProducts, c)) return OperatorTraits{3, 3};
      if (is_in(kTight, c)) return OperatorTraits{0, 0};
      if (is_in(kSeparators, c)) return OperatorTraits{0, 3};
      break;
    case OperatorForm::Prefix:
      if (is_in(kPrefixes, c)) return OperatorTraits{0, 0};
      if (is_in(kOpenFences, c)) return OperatorTraits{0, 0, true, true};
      if (is_in(kIntegrals, c)) return OperatorTraits{3, 3, false, true, true};
      if (is_in(kSums, c)) return OperatorTraits{3, 3, false, true, true, true};
      if (is_in(kDifferentials, c)) return OperatorTraits{3, 0};
      break;
    case OperatorForm::Postfix:
      if (is_in(kPostfixes, c)) return OperatorTraits{0, 0};
      if (is_in(kCloseFences, c)) return OperatorTraits{0, 0, true, true};
      if (is_in(kAccents, c)) return OperatorTraits{0, 0, true};
      break;
  }
  return std::nullopt;
}

bool may_hold_operator(const Part& part) {
  return part.kind == PartKind::Row || part.kind == PartKind::Padded || part.kind == PartKind::Enclosed ||
         part.kind == PartKind::Phantom || part.kind == PartKind::Error;
}

}  // namespace

OperatorTraits operator_traits(std::u32string_view text, OperatorForm form, bool is_fixed) {
  if (const auto found = entry(text, form)) return *found;
  if (is_fixed) return {};
  for (const OperatorForm other : {OperatorForm::Infix, OperatorForm::Postfix, OperatorForm::Prefix}) {
    if (const auto found = entry(text, other)) return *found;
  }
  return {};
}

StretchAxis stretch_axis(std::u32string_view text) {
  return text.size() == 1 && is_in(kInlineAxis, text[0]) ? StretchAxis::Inline : StretchAxis::Block;
}

const Part* core_operator(const Part& part) {
  switch (part.kind) {
    case PartKind::Operator: return &part;
    case PartKind::Fraction:
    case PartKind::Scripts:
    case PartKind::Limits:
    case PartKind::MultiScripts: return part.parts.empty() ? nullptr : core_operator(part.parts.front());
    case PartKind::Row:
    case PartKind::Padded:
    case PartKind::Enclosed:
    case PartKind::Phantom:
    case PartKind::Error: {
      const Part* found = nullptr;
      for (const Part& child : part.parts) {
        if (is_space_like(child)) continue;
        if (found != nullptr) return nullptr;
        found = core_operator(child);
        if (found == nullptr) return nullptr;
      }
      return found;
    }
    case PartKind::Identifier:
    case PartKind::Number:
    case PartKind::Text:
    case PartKind::Space:
    case PartKind::Root:
    case PartKind::Table:
    case PartKind::TableRow:
    case PartKind::TableCell: return nullptr;
  }
  return nullptr;
}

bool is_space_like(const Part& part) {
  if (part.kind == PartKind::Text || part.kind == PartKind::Space) return true;
  return may_hold_operator(part) && std::all_of(part.parts.begin(), part.parts.end(), is_space_like);
}

OperatorForm form_in_row(const Part& row, std::size_t place) {
  std::size_t first = row.parts.size();
  std::size_t last = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < row.parts.size(); ++i) {
    if (is_space_like(row.parts[i])) continue;
    first = std::min(first, i);
    last = i;
    ++count;
  }
  if (count > 1 && place == first) return OperatorForm::Prefix;
  return count > 1 && place == last ? OperatorForm::Postfix : OperatorForm::Infix;
}

std::optional<OperatorForm> find_operator_form(std::string_view name) {
  if (base::equals_ignoring_ascii_case(name, "infix")) return OperatorForm::Infix;
  if (base::equals_ignoring_ascii_case(name, "prefix")) return OperatorForm::Prefix;
  if (base::equals_ignoring_ascii_case(name, "postfix")) return OperatorForm::Postfix;
  return std::nullopt;
}

LineEnd line_end_after(std::u32string_view text) {
  const std::optional<char32_t> c = only_character(text);
  if (!c) return text.empty() ? LineEnd::None : LineEnd::AfterRelation;
  if (is_in(kBinaries, *c)) return LineEnd::AfterTerm;
  if (is_in(kProducts, *c)) return *c == U'.' || *c == U'%' ? LineEnd::None : LineEnd::AfterTerm;
  if (*c == U',' || *c == U';' || *c == U'，' || *c == U'；') return LineEnd::AfterTerm;
  const bool has_entry =
      entry(text, OperatorForm::Infix) || entry(text, OperatorForm::Prefix) || entry(text, OperatorForm::Postfix);
  if (is_in(kArrows, *c)) return LineEnd::AfterRelation;
  return has_entry ? LineEnd::None : LineEnd::AfterRelation;
}

bool is_invisible(std::u32string_view text) {
  return std::all_of(text.begin(), text.end(), [](char32_t c) { return is_invisible(c); });
}

bool begins_with_relation(const Part& row) {
  const Part* const first = row.parts.empty() ? nullptr : core_operator(row.parts.front());
  return first != nullptr && line_end_after(first->text) == LineEnd::AfterRelation;
}

int bracket_step(std::u32string_view text) {
  const std::optional<char32_t> c = only_character(text);
  if (!c || *c == U'|' || *c == 0x2016) return 0;
  if (is_in(kOpenFences, *c)) return 1;
  return is_in(kCloseFences, *c) ? -1 : 0;
}

}  // namespace gongwen::math
