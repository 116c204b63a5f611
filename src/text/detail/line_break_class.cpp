#include "text/detail/line_break_class.h"

#include <algorithm>
#include <array>

namespace gongwen::text {
// UAX 14 with tailoring. break_class() gives a character its class, after language and strictness; may_break_between()
// applies the pair rules in the order of the annex. Rules about more than two characters (numbers with measure words,
// names) are in unbreakable_units.cpp.
namespace {

/// The classes of Unicode as ranges, generated from the Unicode database.
struct ClassRange {
  char32_t first;
  char32_t last;
  UnicodeLineBreak value;
};

// The generated file has entries such as `{0x9, 0x9, BA}`; the lambda brings the names of the classes into scope.
constexpr auto kRanges = [] {
  using enum UnicodeLineBreak;
  return std::to_array<ClassRange>({
#include "text/line_break_table.inc"
  });
}();

/// Binary search over the ranges; they cover all code points.
UnicodeLineBreak unicode_class(char32_t code_point) {
  const auto* after = std::upper_bound(kRanges.begin(), kRanges.end(), code_point,
                                       [](char32_t c, const ClassRange& range) { return c < range.first; });
  return after == kRanges.begin() ? UnicodeLineBreak::Unknown : (after - 1)->value;
}

/// Quotation marks are opening or closing in Chinese (as in nearly all Chinese texts; ICU's rules for zh agree). UAX 14
/// leaves them undirected, since other languages use them both ways.
bool find_quotation_class(char32_t code_point, BreakClass& result) {
  const bool is_opening = code_point == 0x2018 || code_point == 0x201C;
  if (!is_opening && code_point != 0x2019 && code_point != 0x201D) return false;
  result = is_opening ? BreakClass::Open : BreakClass::Close;
  return true;
}

/// Punctuation that Chinese treats differently from UAX 14: connectors never start a line (GB/T 15834 5.1.6, 5.1.7),
/// and signs before a number never end one.
bool find_chinese_class(char32_t code_point, BreakClass& result) {
  switch (code_point) {
    case 0x00B7:
    case 0x2027:
    case 0x007E:
    case 0xFF5E: result = BreakClass::Connector; return true;
    // Centred punctuation, which Unicode has as NS.
    case 0xFF1A:
    case 0xFF1B:
    case 0x203C:
    case 0x2047:
    case 0x2048:
    case 0x2049: result = BreakClass::Exclamation; return true;  // not at the start, unlike NS
    case 0x00A7:
    case 0x20AC: result = BreakClass::Prefix; return true;
    case 0xFF0F: result = BreakClass::Solidus; return true;
    default: return false;
  }
}

/// 々 〻 ゝ ゞ ヽ ヾ: css-text-3 §5.3 lists them for `line-break: loose`.
bool is_iteration_mark(char32_t c) {
  return c == 0x3005 || c == 0x303B || c == 0x309D || c == 0x309E || c == 0x30FD || c == 0x30FE;
}

/// Centred punctuation, and ！ ？ (css-text-3 §5.3).
bool is_centered_mark(char32_t c) {
  return c == 0x30FB || c == 0xFF1A || c == 0xFF1B || c == 0xFF65 || c == 0x203C || (c >= 0x2047 && c <= 0x2049) ||
         c == 0xFF01 || c == 0xFF1F;
}

/// Suffixes as wide as a Han character: ° ‰ ′ ″ ℃ ％ ￠.
bool is_wide_suffix(char32_t c) {
  return c == 0xB0 || c == 0x2030 || c == 0x2032 || c == 0x2033 || c == 0x2103 || c == 0xFF05 || c == 0xFFE0;
}

/// Prefixes as wide as a Han character: ± € № － ￡ ￥ ＄.
bool is_wide_prefix(char32_t c) {
  return c == 0xB1 || c == 0x20AC || c == 0x2116 || c == 0xFF04 || c == 0xFFE1 || c == 0xFFE5;
}

/// ‐ and –.
bool is_wide_hyphen(char32_t c) { return c == 0x2010 || c == 0x2013; }

/// Whether `line-break` lets a character start a line outside of Chinese, as a Han character may (css-text-3 §5.3).
bool begins_lines(char32_t c, const BreakRules& rules) {
  const bool is_loose = rules.strictness == BreakStrictness::Loose;
  if (is_loose && (is_iteration_mark(c) || c == 0x2025 || c == 0x2026)) return true;
  // The following characters may start lines only in Japanese below the strict level.
  if (rules.language != TextLanguage::Japanese || rules.strictness == BreakStrictness::Strict) return false;
  if (is_wide_hyphen(c) || c == 0x301C || c == 0x30A0) return true;
  return is_loose && (is_centered_mark(c) || is_wide_suffix(c) || is_wide_prefix(c));
}

/// LB1: resolves classes that depend on language and strictness, and groups those that the pair rules do not
/// distinguish.
BreakClass resolve(UnicodeLineBreak value, const BreakRules& rules) {
  using U = UnicodeLineBreak;
  const bool cjk = is_cjk(rules.language);
  switch (value) {
    // SA (Thai and others) would need a dictionary; words of these scripts stay whole.
    case U::AL:
    case U::HL:
    case U::SA:
    case U::SG:
    case U::RI:
    case U::Unknown: return BreakClass::Alphabetic;
    case U::AI: return cjk ? BreakClass::Ideographic : BreakClass::Alphabetic;  // ① □ ×
    case U::NU: return BreakClass::Numeric;
    case U::ID:
    case U::EB:
    case U::EM:
    case U::H2:
    case U::H3:
    case U::JL:
    case U::JT:
    case U::JV: return BreakClass::Ideographic;
    // Small kana: `strict` keeps them from starting a line (css-text-3 §5.3).
    case U::CJ: return rules.strictness == BreakStrictness::Strict ? BreakClass::NonStarter : BreakClass::Ideographic;
    case U::OP: return BreakClass::Open;
    case U::CL:
    case U::CP: return BreakClass::Close;
    case U::EX: return BreakClass::Exclamation;
    case U::NS: return BreakClass::NonStarter;
    case U::IN: return BreakClass::Inseparable;
    case U::B2: return BreakClass::Dash;
    case U::BA: return BreakClass::BreakAfter;
    case U::BB: return BreakClass::BreakBefore;
    case U::HY: return BreakClass::Hyphen;
    case U::SY: return BreakClass::Solidus;
    case U::IS: return BreakClass::Infix;
    case U::PR: return BreakClass::Prefix;
    case U::PO: return BreakClass::Postfix;
    // Only outside of Chinese and Japanese, see `find_quotation_class`.
    case U::QU: return BreakClass::Quotation;
    case U::GL:
    case U::WJ: return BreakClass::Glue;
    case U::CM:
    case U::ZWJ: return BreakClass::Combining;
    case U::SP: return BreakClass::Space;
    case U::ZW: return BreakClass::ZeroWidthSpace;
    case U::CB: return BreakClass::Object;
    // Line ends have become forced breaks before, so these classes are rare here.
    case U::BK:
    case U::CR:
    case U::LF:
    case U::NL: return BreakClass::Mandatory;
  }
  return BreakClass::Alphabetic;
}

/// Letters and digits.
bool is_word(BreakClass value) { return value == BreakClass::Alphabetic || value == BreakClass::Numeric; }

/// LB13, LB16 and the like: closing marks stay with what is before them, even after spaces.
bool stays_behind_spaces(BreakClass after) {
  return after == BreakClass::Close || after == BreakClass::Exclamation || after == BreakClass::Infix ||
         after == BreakClass::Solidus;
}

/// LB25: keeps the parts of a number together, with signs before and after it: $1,234.56, 95%.
bool joins_number(BreakClass before, BreakClass after, const BreakRules& rules) {
  const bool affix_after = after == BreakClass::Postfix || after == BreakClass::Prefix;
  switch (before) {
    case BreakClass::Close: return affix_after;
    case BreakClass::Numeric: return affix_after || after == BreakClass::Numeric;
    case BreakClass::Postfix:
      // After 95% a Chinese bracket starts something separate: 95%（见图1）.
      return after == BreakClass::Numeric || (after == BreakClass::Open && !is_cjk(rules.language));
    case BreakClass::Prefix: return after == BreakClass::Open || after == BreakClass::Numeric;
    case BreakClass::Hyphen:
    case BreakClass::Infix:
    case BreakClass::Solidus: return after == BreakClass::Numeric;
    // All classes are listed, so that the compiler points here when one is added.
    case BreakClass::Alphabetic:
    case BreakClass::Ideographic:
    case BreakClass::Open:
    case BreakClass::Exclamation:
    case BreakClass::NonStarter:
    case BreakClass::Connector:
    case BreakClass::Inseparable:
    case BreakClass::Dash:
    case BreakClass::BreakAfter:
    case BreakClass::BreakBefore:
    case BreakClass::Quotation:
    case BreakClass::Glue:
    case BreakClass::Combining:
    case BreakClass::Space:
    case BreakClass::ZeroWidthSpace:
    case BreakClass::Object:
    case BreakClass::Mandatory: break;
  }
  return false;
}

/// LB28 to LB30: keeps words together, and words with the brackets that touch them.
bool joins_word(BreakClass before, BreakClass after, const BreakRules& rules) {
  if (is_word(before) && is_word(after)) return true;
  if (before == BreakClass::Infix && after == BreakClass::Alphabetic) return true;
  // Chinese brackets are wide and may be separated from a Latin word; elsewhere brackets belong to the word.
  if (is_cjk(rules.language)) return false;
  return (is_word(before) && after == BreakClass::Open) || (before == BreakClass::Close && is_word(after));
}

/// LB23a and LB24: signs before or after words and ideographs, such as №甲.
bool joins_affix(BreakClass before, BreakClass after) {
  const bool affix_before = before == BreakClass::Prefix || before == BreakClass::Postfix;
  const bool affix_after = after == BreakClass::Prefix || after == BreakClass::Postfix;
  return (before == BreakClass::Prefix && after == BreakClass::Ideographic) ||   // LB23a
         (before == BreakClass::Ideographic && after == BreakClass::Postfix) ||  //
         (affix_before && after == BreakClass::Alphabetic) ||                    // LB24
         (before == BreakClass::Alphabetic && affix_after);
}

}  // namespace

BreakClass break_class(char32_t code_point, const BreakRules& rules) {
  // Nearly all characters of Chinese text, none of which is tailored.
  if (code_point >= 0x4E00 && code_point <= 0x9FFF) return BreakClass::Ideographic;
  BreakClass tailored = BreakClass::Alphabetic;
  // Tailoring first, Unicode's class for everything else.
  if (is_cjk(rules.language) && find_quotation_class(code_point, tailored)) return tailored;
  if (rules.language == TextLanguage::Chinese && find_chinese_class(code_point, tailored)) return tailored;
  if (rules.language != TextLanguage::Chinese && begins_lines(code_point, rules)) return BreakClass::Ideographic;
  return resolve(unicode_class(code_point), rules);
}

bool may_break_between(BreakClass before, BreakClass after, bool spaces_between, const BreakRules& rules) {
  // Most pairs of characters, for which the rules below have the same result.
  if (before == BreakClass::Ideographic && after == BreakClass::Ideographic) {
    return spaces_between || rules.words != WordBreaking::KeepAll || rules.strictness == BreakStrictness::Anywhere;
  }
  // `word-break: break-all`: letters and digits count as ideographs (css-text-3 §5.2).
  if (rules.words == WordBreaking::BreakAll) {
    if (is_word(before)) before = BreakClass::Ideographic;
    if (is_word(after)) after = BreakClass::Ideographic;
  }
  // `line-break: anywhere` ignores even no-break characters (css-text-3 §5.3).
  if (rules.strictness == BreakStrictness::Anywhere) return true;
  if (after == BreakClass::ZeroWidthSpace) return false;  // LB7
  if (before == BreakClass::ZeroWidthSpace) return true;  // LB8
  if (after == BreakClass::Glue && !spaces_between) {     // LB12a
    return before == BreakClass::BreakAfter || before == BreakClass::Hyphen;
  }
  if (before == BreakClass::Glue && !spaces_between) return false;                      // LB12
  if (stays_behind_spaces(after) || before == BreakClass::Open) return false;           // LB13, LB14
  if (before == BreakClass::Close && after == BreakClass::NonStarter) return false;     // LB16
  if (before == BreakClass::Dash && after == BreakClass::Dash) return false;            // LB17
  if (spaces_between) return true;                                                      // LB18
  if (before == BreakClass::Quotation || after == BreakClass::Quotation) return false;  // LB19
  if (before == BreakClass::Object || after == BreakClass::Object) return true;         // LB20
  if (after == BreakClass::BreakAfter || after == BreakClass::Hyphen) return false;     // LB21
  const bool may_start = rules.language == TextLanguage::Chinese && rules.strictness == BreakStrictness::Loose;
  if (after == BreakClass::NonStarter && !may_start) return false;
  if (before == BreakClass::BreakBefore) return false;
  if (after == BreakClass::Connector) return false;
  // CLREQ: an ellipsis may start a line except at the strict level; LB22 always forbids it.
  const bool chinese = rules.language == TextLanguage::Chinese;
  const bool torn = before == BreakClass::Inseparable;
  const bool strict = rules.strictness == BreakStrictness::Strict;
  if (after == BreakClass::Inseparable && (!chinese || torn || strict)) return false;
  // GB/T 15834 5.1.9: a solidus does not end a line.
  if (before == BreakClass::Solidus && chinese && rules.strictness != BreakStrictness::Loose) return false;
  if (after == BreakClass::Dash && rules.strictness == BreakStrictness::Strict) return false;  // CLREQ: strict
  if (joins_number(before, after, rules) || joins_affix(before, after) || joins_word(before, after, rules))
    return false;
  // `keep-all` applies last: it forbids breaks that all other rules allow.
  if (rules.words == WordBreaking::KeepAll) {
    const auto is_letter = [](BreakClass c) {
      return is_word(c) || c == BreakClass::Ideographic;
    };
    return !(is_letter(before) && is_letter(after));
  }
  return true;  // LB31
}

}  // namespace gongwen::text
