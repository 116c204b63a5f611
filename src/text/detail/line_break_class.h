// Where a line may end: the classes of Unicode Standard Annex 14, and the rules for pairs of them, tailored for Chinese
// (CLREQ, GB/T 15834-2011 clause 5).
#pragma once

#include <cstdint>

namespace gongwen::text {

/// UAX 14, table 1. Hangul counts as ideographic, unassigned characters as alphabetic.
enum class UnicodeLineBreak : std::uint8_t {
  AI,
  AL,
  B2,
  BA,
  BB,
  BK,
  CB,
  CJ,
  CL,
  CM,
  CP,
  CR,
  EB,
  EM,
  EX,
  GL,
  HL,
  HY,
  ID,
  IN,
  IS,
  LF,
  NL,
  NS,
  NU,
  OP,
  PO,
  PR,
  QU,
  RI,
  SA,
  SG,
  SP,
  SY,
  WJ,
  ZW,
  ZWJ,
  H2,
  H3,
  JL,
  JT,
  JV,
  Unknown,
};

/// The classes by which pairs are decided: those of UAX 14 after LB1, with the quotation marks of Chinese resolved.
enum class BreakClass : std::uint8_t {
  Alphabetic,
  Numeric,
  Ideographic,
  Open,         // OP, and “ ‘ in Chinese
  Close,        // CL, CP, and ” ’ in Chinese
  Exclamation,  // EX
  NonStarter,   // NS: 々 ー and the like, which `loose` allows at the start of a line
  Connector,    // ～ · in Chinese
  Inseparable,  // …
  Dash,         // B2: —
  BreakAfter,   // BA: en dash, tab-like blanks
  BreakBefore,  // BB
  Hyphen,       // HY: -
  Solidus,      // SY: /
  Infix,        // IS: , . : ;
  Prefix,       // PR: ￥ № +
  Postfix,      // PO: % ℃
  Quotation,    // QU outside Chinese
  Glue,         // GL, WJ: no break on either side
  Combining,    // CM, ZWJ: belongs to the preceding character
  Space,        // SP
  ZeroWidthSpace,
  Object,     // CB: a box in the line
  Mandatory,  // BK, LF, CR, NL
};

enum class TextLanguage : std::uint8_t { Chinese, Japanese, Korean, Other };
constexpr bool is_cjk(TextLanguage language) { return language != TextLanguage::Other; }
/// Whether “ ” ‘ ’ — … have the width of ideographs. Korean sets them like letters.
constexpr bool has_wide_quotes(TextLanguage language) {
  return language == TextLanguage::Chinese || language == TextLanguage::Japanese;
}

/// `line-break` (css-text-4 section 5.3). For Chinese the values are levels of CLREQ: `Loose` is basic (stops, closing
/// marks, connectors and interpuncts start no line, opening marks end none), `Normal` is GB (a solidus ends no line
/// either), `Strict` also keeps —— and …… from starting a line. `Anywhere` has no such rules.
enum class BreakStrictness : std::uint8_t { Loose, Normal, Strict, Anywhere };
/// `word-break` (css-text-4 section 5.2).
enum class WordBreaking : std::uint8_t { Normal, BreakAll, KeepAll, AutoPhrase };

struct BreakRules {
  TextLanguage language = TextLanguage::Chinese;
  BreakStrictness strictness = BreakStrictness::Normal;
  WordBreaking words = WordBreaking::Normal;
  bool is_as_office = false;  // lines end as in word processors, which keep nothing together
  friend bool operator==(const BreakRules&, const BreakRules&) = default;
};

BreakClass break_class(char32_t code_point, const BreakRules& rules);

/// Whether a line may end between two adjacent characters, or between two with spaces in between. Neither is a Space,
/// Combining or Mandatory: the caller handles those.
bool may_break_between(BreakClass before, BreakClass after, bool spaces_between, const BreakRules& rules);

}  // namespace gongwen::text
