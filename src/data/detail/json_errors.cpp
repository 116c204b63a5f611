#include "data/detail/json_errors.h"

#include "base/nearest_name.h"
#include "base/utf8.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/data.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>

// Two parts: mend_json finds slips by scanning tokens, and corrects them in place; report_json_error inspects the text
// where the parser stopped, and tries the most specific explanation first.

namespace gongwen::data {
namespace {

namespace messages = diagnostics::messages;
using namespace std::string_view_literals;

constexpr std::size_t kMaxSlips = 1'000;
constexpr std::size_t kEscapeLength = 6;  // of an escape, `\u0000`

constexpr bool is_first_half(std::uint32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
constexpr bool is_second_half(std::uint32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

class JsonMender {
 public:
  JsonMender(std::string_view text, NulCharacters nul_characters)
      : text_(text.substr(0, text.find('\0'))),
        mended_{std::string(text), {}},
        refuses_nul_(nul_characters == NulCharacters::Refuse) {}

  MendedJson mend() && {
    while (at_ < text_.size() && mended_.slips.size() < kMaxSlips) {
      const char c = text_[at_];
      if (c == '/') {
        skip_comment();
      } else if (c == '"') {
        skip_string();
      } else {
        if (c == ']' || c == '}') mend_comma(c);
        if (" \t\r\n"sv.find(c) == std::string_view::npos) note_token(c);
        ++at_;
      }
    }
    // A comma comes before the comments that follow it.
    std::sort(mended_.slips.begin(), mended_.slips.end(),
              [](const JsonSlip& a, const JsonSlip& b) { return a.begin < b.begin; });
    return std::move(mended_);
  }

 private:
  void add(JsonSlip::Kind kind, std::size_t begin, std::size_t end) {
    mended_.slips.push_back({kind, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  }
  void blank(JsonSlip::Kind kind, std::size_t begin, std::size_t end) {
    add(kind, begin, end);
    std::fill(mended_.text.begin() + static_cast<std::ptrdiff_t>(begin),
              mended_.text.begin() + static_cast<std::ptrdiff_t>(end), ' ');
  }

  /// `first` is the first character of a token, or a further character of a number or word.
  void note_token(char first) {
    before_last_ = last_;
    last_ = first;
    last_at_ = at_;
  }

  /// A comma before a bracket is superfluous only after a value; otherwise a value is missing.
  void mend_comma(char bracket) {
    if (last_ != ',' || "[{,:\0"sv.find(before_last_) != std::string_view::npos) return;
    blank(bracket == '}' ? JsonSlip::Kind::CommaOfMember : JsonSlip::Kind::CommaOfItem, last_at_, last_at_ + 1);
  }

  void skip_comment() {
    const std::string_view mark = text_.substr(at_, 2);
    std::size_t end = std::string_view::npos;
    if (mark == "//") end = std::min(text_.find('\n', at_), text_.size());
    if (mark == "/*") end = text_.find("*/", at_ + 2);
    if (end == std::string_view::npos) {
      at_ = text_.size();
      return;
    }
    if (mark == "/*") end += 2;
    blank(JsonSlip::Kind::Comment, at_, end);
    at_ = end;
  }

  void skip_string() {
    note_token('"');
    for (++at_; at_ < text_.size() && text_[at_] != '"';) {
      if (text_[at_] != '\\') {
        ++at_;
      } else if (const std::optional<std::uint32_t> unit = unit_at(at_)) {
        skip_unit(*unit);
      } else {
        at_ += 2;
      }
    }
    ++at_;
  }

  void skip_unit(std::uint32_t unit) {
    const bool is_pair = is_first_half(unit) && is_second_half(unit_at(at_ + kEscapeLength).value_or(0));
    if (!is_pair && (is_first_half(unit) || is_second_half(unit))) {
      replace_escape(JsonSlip::Kind::LoneSurrogate);
    } else if (unit == 0 && refuses_nul_) {
      replace_escape(JsonSlip::Kind::NulCharacter);
    }
    at_ += is_pair ? 2 * kEscapeLength : kEscapeLength;
  }

  /// Replaces an escape by one for another character.
  void replace_escape(JsonSlip::Kind kind) {
    add(kind, at_, at_ + kEscapeLength);
    mended_.text.replace(at_, kEscapeLength, "\\uFFFD");
  }

  /// The UTF-16 code unit of an escape `\u0000` at this place.
  std::optional<std::uint32_t> unit_at(std::size_t offset) const {
    if (offset + kEscapeLength > text_.size() || text_.substr(offset, 2) != "\\u") return std::nullopt;
    std::uint32_t unit = 0;
    const char* const end = text_.data() + offset + kEscapeLength;
    const auto read = std::from_chars(text_.data() + offset + 2, end, unit, 16);
    return read.ptr == end ? std::optional(unit) : std::nullopt;
  }

  std::string_view text_;  // up to U+0000, where the parser stops
  MendedJson mended_;
  bool refuses_nul_;
  std::size_t at_ = 0;
  char before_last_ = '\0';  // the first characters of the last two tokens
  char last_ = '\0';
  std::size_t last_at_ = 0;
};

}  // namespace

MendedJson mend_json(std::string_view text, NulCharacters nul_characters) {
  return JsonMender(text, nul_characters).mend();
}

void report_json_slip(const JsonSlip& slip, diagnostics::SourceId source, std::string_view text,
                      diagnostics::DiagnosticSink& sink) {
  const diagnostics::Origin origin{{source, slip.begin, slip.end}, {}};
  switch (slip.kind) {
    case JsonSlip::Kind::Comment: sink.report(messages::DataJsonComment, origin); return;
    case JsonSlip::Kind::CommaOfItem:
      sink.report(messages::DataJsonTrailingComma, origin, texts::DataItem.chinese, texts::DataItem.english);
      return;
    case JsonSlip::Kind::CommaOfMember:
      sink.report(messages::DataJsonTrailingComma, origin, texts::DataMember.chinese, texts::DataMember.english);
      return;
    case JsonSlip::Kind::LoneSurrogate:
      sink.report(messages::DataJsonLoneSurrogate, origin, text.substr(slip.begin, slip.end - slip.begin));
      return;
    case JsonSlip::Kind::NulCharacter: sink.report(messages::DataNulCharacter, origin); return;
  }
}

namespace {

using diagnostics::DiagnosticId;

struct FullWidthForm {
  char32_t code_point;
  std::string_view half_width;
};

/// What a Chinese input method types instead of JSON's own characters.
constexpr std::array kFullWidthForms = {
    FullWidthForm{U'“', "`\"`"},        FullWidthForm{U'”', "`\"`"},       FullWidthForm{U'‘', "`\"`"},
    FullWidthForm{U'’', "`\"`"},        FullWidthForm{U'＂', "`\"`"},      FullWidthForm{U'：', "`:`"},
    FullWidthForm{U'，', "`,`"},        FullWidthForm{U'、', "`,`"},       FullWidthForm{U'｛', "`{`"},
    FullWidthForm{U'｝', "`}`"},        FullWidthForm{U'［', "`[`"},       FullWidthForm{U'］', "`]`"},
    FullWidthForm{U'【', "`[`"},        FullWidthForm{U'】', "`]`"},       FullWidthForm{U'－', "`-`"},
    FullWidthForm{U'\u3000', "U+0020"}, FullWidthForm{U'\u00A0', "U+0020"}};

const FullWidthForm* find_full_width_form(char32_t code_point) {
  const auto found = std::find_if(kFullWidthForms.begin(), kFullWidthForms.end(),
                                  [code_point](const FullWidthForm& form) { return form.code_point == code_point; });
  return found == kFullWidthForms.end() ? nullptr : &*found;
}

bool is_word_character(char32_t c) {
  if (c < 0x80) return base::is_ascii_alnum(static_cast<char>(c)) || c == '_' || c == '$' || c == '-';
  return c != 0xFEFF && c != base::kReplacementCharacter && find_full_width_form(c) == nullptr;
}

bool is_number_character(char c) { return base::is_ascii_alnum(c) || c == '+' || c == '-' || c == '.'; }

bool is_infinite_or_nan(std::string_view word) {
  if (!word.empty() && (word.front() == '-' || word.front() == '+')) word.remove_prefix(1);
  return base::equals_ignoring_ascii_case(word, "nan") || base::equals_ignoring_ascii_case(word, "inf") ||
         base::equals_ignoring_ascii_case(word, "infinity");
}

std::string enclosed(const std::string& text, char quote) {
  std::string out(1, quote);
  out += text;
  out += quote;
  return out;
}

/// The suggested spelling: `true` for `True`, `null` for `None`; the word in quotes if it resembles no value.
std::string suggested_value(std::string_view word) {
  static constexpr std::array<std::string_view, 3> kWords = {"true", "false", "null"};
  const std::string lower = base::ascii_lowercase(word);
  if (lower == "none" || lower == "nil" || lower == "undefined") return "`null`";
  const std::string_view nearest = base::find_nearest_name(lower, kWords);
  return enclosed(nearest.empty() ? enclosed(shown_text(word), '"') : std::string(nearest), '`');
}

class ErrorReporter {
 public:
  ErrorReporter(const InvalidJson& invalid, diagnostics::DiagnosticSink& sink)
      : invalid_(invalid), text_(invalid.text), sink_(sink) {}

  void report() {
    if (!ends_at(invalid_.next) && next() == '/') return report_open_comment();
    switch (invalid_.error) {
      case JsonError::NoValue:
        if (!report_broken_string() && !report_for_any_token()) report_no_value();
        return;
      case JsonError::NoName:
        if (!report_broken_string() && !report_for_any_token()) report_no_name();
        return;
      case JsonError::NoColon:
        if (!report_for_any_token()) report_no_colon();
        return;
      case JsonError::NoComma:
        if (!report_broken_token() && !report_for_any_token()) report_no_comma();
        return;
      case JsonError::ExtraText:
        if (!report_broken_token()) report_extra_text();
        return;
      case JsonError::NumberRange: return report_number_range();
    }
  }

 private:
  diagnostics::Origin at(std::size_t begin, std::size_t end) const {
    return {{invalid_.source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, {}};
  }
  diagnostics::Origin at(std::size_t begin, std::string_view token) const { return at(begin, begin + token.size()); }

  bool ends_at(std::size_t offset) const { return offset >= text_.size(); }
  char next() const { return text_[invalid_.next]; }
  char closing_bracket() const { return invalid_.open->type == ValueType::Object ? '}' : ']'; }

  std::string_view word_at(std::size_t begin) const {
    std::size_t end = begin;
    while (!ends_at(end)) {
      const base::DecodedCodePoint decoded = base::decode_utf8(text_, end);
      if (!decoded.valid || !is_word_character(decoded.code_point)) break;
      end += decoded.length;
    }
    return text_.substr(begin, end - begin);
  }

  std::string_view number_at(std::size_t begin) const {
    std::size_t end = begin;
    while (!ends_at(end) && is_number_character(text_[end])) ++end;
    return text_.substr(begin, end - begin);
  }

  /// The text between quotes of the same kind, including them; up to the end of the line if it is not closed.
  std::string_view quoted_at(std::size_t begin) const {
    const char quote = text_[begin];
    const std::size_t end = text_.find_first_of(std::string{quote, '\n'}, begin + 1);
    if (end == std::string_view::npos) return text_.substr(begin);
    return text_.substr(begin, end - begin + (text_[end] == quote));
  }

  /// A piece that a person sees as one: a word, a quoted text, or one character.
  std::string_view token_at(std::size_t begin) const {
    if (text_[begin] == '"' || text_[begin] == '\'') return quoted_at(begin);
    const std::string_view word = word_at(begin);
    return word.empty() ? text_.substr(begin, base::decode_utf8(text_, begin).length) : word;
  }

  /// Reports errors that can occur wherever a token is expected: the end, a bad byte, a full-width character, the wrong
  /// bracket.
  bool report_for_any_token() {
    if (ends_at(invalid_.next)) {
      report_end();
      return true;
    }
    const base::DecodedCodePoint decoded = base::decode_utf8(text_, invalid_.next);
    const std::string_view character = text_.substr(invalid_.next, decoded.length);
    if (!decoded.valid) {
      report_bad_byte(invalid_.next);
      return true;
    }
    if (decoded.code_point == 0xFEFF) {
      sink_.report(messages::DataJsonByteOrderMark, at(invalid_.next, character));
      return true;
    }
    if (const FullWidthForm* form = find_full_width_form(decoded.code_point)) {
      sink_.report(messages::DataJsonFullWidth, at(invalid_.next, character), shown_text(character), form->half_width);
      return true;
    }
    return report_wrong_bracket();
  }

  bool report_wrong_bracket() {
    const char c = next();
    if (!invalid_.open || (c != ']' && c != '}') || c == closing_bracket()) return false;
    sink_
        .report(messages::DataJsonWrongBracket, at(invalid_.next, invalid_.next + 1), std::string(1, c),
                std::string(1, closing_bracket()))
        .note(messages::DataBeginsHere, at(invalid_.open->begin, invalid_.open->begin + 1));
    return true;
  }

  void report_end() {
    const std::size_t last = text_.find_last_not_of(" \t\r\n");
    const std::size_t end = last == std::string_view::npos ? 0 : last + 1;
    if (!invalid_.open) {
      sink_.report(messages::DataEmpty, at(0, end));
      return;
    }
    const auto& open = invalid_.open->type == ValueType::Object ? texts::DataObject : texts::DataArray;
    sink_.report(messages::DataJsonUnexpectedEnd, at(end, end), open.chinese, open.english)
        .note(messages::DataBeginsHere, at(invalid_.open->begin, invalid_.open->begin + 1));
  }

  void report_no_value() {
    const char c = next();
    if (c == '\'') return report_single_quote();
    if (c == ',' || (invalid_.open && c == closing_bracket())) {
      sink_.report(messages::DataJsonMissingValue, at(invalid_.next, invalid_.next + 1), std::string(1, c));
      return;
    }
    if (base::is_ascii_digit(c) || c == '+' || c == '-' || c == '.') return report_number(number_at(invalid_.next));
    const std::string_view word = word_at(invalid_.next);
    if (word.empty()) return report_unexpected();
    report_word(invalid_.next, word);
  }

  void report_no_name() {
    if (next() == '\'') return report_single_quote();
    if (next() == ',') return report_unexpected();
    const std::string_view word = word_at(invalid_.next);
    if (!word.empty()) {
      sink_.report(messages::DataJsonUnquotedName, at(invalid_.next, word), shown_text(word));
      return;
    }
    const std::string_view token = token_at(invalid_.next);
    sink_.report(messages::DataJsonMissingName, at(invalid_.next, token), shown_text(token));
  }

  void report_no_colon() {
    const std::string_view name =
        text_.substr(invalid_.previous_begin + 1, invalid_.previous_end - invalid_.previous_begin - 2);
    sink_.report(messages::DataJsonMissingColon, at(invalid_.previous_begin, invalid_.previous_end), shown_text(name));
  }

  void report_no_comma() {
    const std::string_view token = token_at(invalid_.next);
    const bool begins_value = token.size() > 1 || base::is_ascii_digit(next()) || next() == '{' || next() == '[' ||
                              !word_at(invalid_.next).empty();
    if (!begins_value) return report_unexpected();
    sink_.report(messages::DataJsonMissingComma, at(invalid_.next, token), shown_text(token));
  }

  void report_extra_text() {
    const std::string_view token = token_at(invalid_.next);
    sink_.report(messages::DataJsonExtraText, at(invalid_.next, token), shown_text(token));
  }

  /// Reports that the last token, which seemed valid, continues without a space: `007`, `1.2.3`, `nullx`, `"a "quoted"
  /// word"`.
  bool report_broken_token() {
    if (invalid_.next != invalid_.previous_end || ends_at(invalid_.next) || invalid_.next == 0) return false;
    const bool goes_on = next() == '.' || !word_at(invalid_.next).empty();
    if (!goes_on) return false;
    const std::size_t begin = invalid_.previous_begin;
    const char first = text_[begin];
    if (first == '"') {
      const std::string_view word = word_at(invalid_.next);
      sink_.report(messages::DataJsonInnerQuote, at(invalid_.next, word), shown_text(word));
    } else if (first == '-' || base::is_ascii_digit(first)) {
      report_number(number_at(begin));
    } else if (base::is_ascii_alpha(first)) {
      report_word(begin, word_at(begin));
    } else {
      return false;
    }
    return true;
  }

  void report_word(std::size_t begin, std::string_view word) {
    if (is_infinite_or_nan(word)) {
      sink_.report(messages::DataNotANumber, at(begin, word), word);
    } else {
      sink_.report(messages::DataJsonUnknownWord, at(begin, word), shown_text(word), suggested_value(word));
    }
  }

  void report_number(std::string_view number) {
    const auto begin = static_cast<std::size_t>(number.data() - text_.data());
    const std::string_view digits = number.substr(number.starts_with('-') ? 1 : 0);
    const bool leading_zero =
        digits.size() > 1 && digits[0] == '0' && digits.find_first_not_of("0123456789") == std::string_view::npos;
    if (is_infinite_or_nan(number)) {
      sink_.report(messages::DataNotANumber, at(begin, number), number);
    } else {
      const DiagnosticId id = leading_zero ? messages::DataLeadingZero : messages::DataJsonNumberForm;
      sink_.report(id, at(begin, number), shown_text(number));
    }
  }

  void report_number_range() {
    const std::string_view number = number_at(invalid_.next);
    sink_.report(messages::DataNumberRange, at(invalid_.next, number), shown_text(number));
  }

  void report_single_quote() {
    const std::string_view quoted = quoted_at(invalid_.next);
    std::string_view inside = quoted.substr(1);
    if (inside.ends_with('\'')) inside.remove_suffix(1);
    sink_.report(messages::DataJsonSingleQuote, at(invalid_.next, quoted), shown_text(quoted),
                 enclosed(shown_text(inside), '"'));
  }

  void report_unexpected() { report_unexpected(invalid_.next); }
  void report_unexpected(std::size_t offset) {
    const std::string_view token = token_at(offset);
    sink_.report(messages::DataJsonUnexpected, at(offset, token), shown_text(token));
  }

  /// Finds the first error in a string, if one is expected and the next character is a quote.
  bool report_broken_string() {
    if (ends_at(invalid_.next) || next() != '"') return false;
    std::size_t offset = invalid_.next + 1;
    while (!ends_at(offset) && static_cast<unsigned char>(text_[offset]) >= ' ') {
      if (text_[offset] == '\\') {
        const std::size_t length = escape_length(offset);
        if (length == 0) {
          report_bad_escape(offset);
          return true;
        }
        offset += length;
      } else {
        const base::DecodedCodePoint decoded = base::decode_utf8(text_, offset);
        if (!decoded.valid) {
          report_bad_byte(offset);
          return true;
        }
        offset += decoded.length;
      }
    }
    if (ends_at(offset) || text_[offset] == '\n' || text_[offset] == '\r') {
      report_unclosed_string(offset);
    } else {
      report_control_character(offset);
    }
    return true;
  }

  /// The length of the escape; 0 if it is not one.
  std::size_t escape_length(std::size_t backslash) const {
    constexpr std::size_t kUnicodeEscapeLength = 6;
    const std::string_view escape = text_.substr(backslash, kUnicodeEscapeLength);
    if (escape.size() < 2) return 0;
    if (std::string_view("\"\\/bfnrt").find(escape[1]) != std::string_view::npos) return 2;
    const bool is_unicode = escape[1] == 'u' && escape.size() == kUnicodeEscapeLength &&
                            std::all_of(escape.begin() + 2, escape.end(), base::is_ascii_hex_digit);
    return is_unicode ? kUnicodeEscapeLength : 0;
  }

  void report_bad_escape(std::size_t backslash) {
    std::size_t end = backslash + 1;
    if (ends_at(end)) return report_unclosed_string(end);
    if (text_[end] == 'u') {
      const std::size_t last = std::min<std::size_t>(text_.size(), backslash + 6);
      for (++end; end < last && base::is_ascii_alnum(text_[end]);) ++end;
    } else {
      end += base::decode_utf8(text_, end).length;
    }
    const std::string_view escape = text_.substr(backslash, end - backslash);
    sink_.report(messages::DataJsonBadEscape, at(backslash, escape), shown_text(escape));
  }

  void report_bad_byte(std::size_t offset) {
    const std::string hexadecimal = shown_code_point(static_cast<unsigned char>(text_[offset]));
    sink_.report(messages::DataNotUtf8, at(offset, offset + 1), "0x" + hexadecimal.substr(4));
  }

  void report_control_character(std::size_t offset) {
    const auto code_point = static_cast<unsigned char>(text_[offset]);
    const std::string shown = shown_code_point(code_point);
    const std::string escape = code_point == '\t' ? "\\t" : "\\u" + shown.substr(2);
    sink_.report(messages::DataJsonControlCharacter, at(offset, offset + 1), shown, escape);
  }

  void report_unclosed_string(std::size_t end) {
    const std::size_t line_end = std::min(text_.find_first_of("\r\n", invalid_.next), end);
    sink_.report(messages::DataJsonUnclosedString, at(invalid_.next, line_end));
  }

  void report_open_comment() {
    if (text_.substr(invalid_.next, 2) != "/*") return report_unexpected();
    const std::size_t nul = text_.find('\0', invalid_.next);
    if (nul != std::string_view::npos) return report_unexpected(nul);
    sink_
        .report(messages::DataJsonUnexpectedEnd, at(text_.size(), text_.size()), texts::DataComment.chinese,
                texts::DataComment.english)
        .note(messages::DataBeginsHere, at(invalid_.next, invalid_.next + 2));
  }

  const InvalidJson& invalid_;
  std::string_view text_;
  diagnostics::DiagnosticSink& sink_;
};

}  // namespace

void report_json_error(const InvalidJson& invalid, diagnostics::DiagnosticSink& sink) {
  ErrorReporter(invalid, sink).report();
}

}  // namespace gongwen::data
