#include "templating/detail/text/python_text.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"
#include "templating/detail/value/objects.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <iterator>
#include <string>
#include <vector>

// Text operations with the results of Python's str, textwrap, html and json modules, on UTF-8. Positions count code
// points. Searching is linear in the worst case, since both texts may come from strangers.
namespace gongwen::templating {
namespace {

constexpr std::string_view replacement_of(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&#34;";
    case '\'': return "&#39;";
    default: return {};
  }
}

constexpr bool is_special(char c) { return c == '&' || c == '<' || c == '>' || c == '"' || c == '\''; }

/// The offset of the first special character at or after `from`; the text's size if there is none.
std::size_t find_special(std::string_view text, std::size_t from) {
  constexpr std::size_t kBlock = 32;
  std::size_t at = from;
  // OPTIMIZATION: blocks without branches, which compilers vectorise.
  for (; at + kBlock <= text.size(); at += kBlock) {
    unsigned found = 0;
    for (std::size_t i = 0; i < kBlock; ++i) found |= static_cast<unsigned>(is_special(text[at + i]));
    if (found != 0) break;
  }
  while (at < text.size() && !is_special(text[at])) ++at;
  return at;
}

template <typename Text>
void append_escaped_to(Text& out, std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t at = find_special(text, 0); at < text.size(); at = find_special(text, begin)) {
    out.append(text.substr(begin, at - begin));
    out.append(replacement_of(text[at]));
    begin = at + 1;
  }
  out.append(text.substr(begin));
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) { append_escaped_to(out, text); }

void append_escaped(TextBuilder& out, std::string_view text) { append_escaped_to(out, text); }

Value escape_value(Runtime& runtime, const Value& value) {
  if (value.is_markup()) return value;
  if (value.is(Kind::Module)) return Value::markup(value.as<Module>().body);
  const Value text = to_text_value(runtime, value);
  TextBuilder escaped(runtime);
  append_escaped(escaped, text.text());
  return escaped.build(Safety::Markup).with_place(value.place());
}

namespace {

/// Without pointers, which the loader would have to relocate at each start.
struct CharacterReference {
  char text[34];  // the name, with its semicolon, if it has one
  char32_t first;
  char32_t second;  // 0: none
  constexpr std::string_view name() const { return text; }
};

constexpr CharacterReference kReferences[] = {
#include "templating/detail/text/character_references.inc"
};

constexpr std::size_t kLongestReference = 33;

const CharacterReference* find_reference(std::string_view name) {
  const auto found =
      std::lower_bound(std::begin(kReferences), std::end(kReferences), name,
                       [](const CharacterReference& entry, std::string_view wanted) { return entry.name() < wanted; });
  return found != std::end(kReferences) && found->name() == name ? found : nullptr;
}

/// HTML 5, numeric character reference end state: the numbers 0x80 to 0x9F mean the characters of
/// Windows-1252.
constexpr std::array<char32_t, 32> kWindows1252{0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

/// Numbers that are not characters.
bool is_noncharacter(char32_t number) {
  if (number >= 0xFDD0 && number <= 0xFDEF) return true;
  if (number >= 0xFFFE && (number & 0xFFFE) == 0xFFFE) return true;
  if (number == 0x0B) return true;
  return (number >= 1 && number <= 8) || (number >= 0x0E && number <= 0x1F) || (number >= 0x7F && number <= 0x9F);
}

void append_number(std::string& out, char32_t number) {
  if (number >= 0x80 && number <= 0x9F) {
    base::append_utf8(out, kWindows1252[number - 0x80]);
  } else if (number == 0 || (number >= 0xD800 && number <= 0xDFFF) || number > 0x10FFFF) {
    base::append_utf8(out, base::kReplacementCharacter);
  } else if (!is_noncharacter(number)) {
    base::append_utf8(out, number);
  }
}

/// Both return the number of bytes that the reference takes; 0 if there is no reference. `text` starts after the
/// ampersand.

std::size_t append_numeric_reference(std::string& out, std::string_view text) {
  const bool hexadecimal = text.size() > 1 && base::to_ascii_lower(text[1]) == 'x';
  const std::size_t begin = hexadecimal ? 2 : 1;
  std::size_t end = begin;
  char32_t number = 0;
  for (; end < text.size(); ++end) {
    const bool digit = hexadecimal ? base::is_ascii_hex_digit(text[end]) : base::is_ascii_digit(text[end]);
    if (!digit) break;
    const auto value = static_cast<char32_t>(base::hex_digit_value(text[end]));
    number = std::min<char32_t>(number * (hexadecimal ? 16 : 10) + value, 0x110000);
  }
  if (end == begin) return 0;
  append_number(out, number);
  return end + (end < text.size() && text[end] == ';');
}

std::size_t append_named_reference(std::string& out, std::string_view text) {
  const std::size_t stop = std::min({text.find_first_of("\t\n\f <&#;"), text.size(), kLongestReference - 1});
  const std::size_t longest = stop + (stop < text.size() && text[stop] == ';');
  for (std::size_t length = longest; length > 1; --length) {
    const CharacterReference* reference = find_reference(text.substr(0, length));
    if (reference == nullptr) continue;
    base::append_utf8(out, reference->first);
    if (reference->second != 0) base::append_utf8(out, reference->second);
    return length;
  }
  return 0;
}

/// Removes everything from `open` to the next `close`; an `open` without `close` stays.
std::string without_stretches(std::string_view text, std::string_view open, std::string_view close) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = text.find(open, at);
    const std::size_t end = begin == std::string_view::npos ? begin : text.find(close, begin + open.size());
    if (end == std::string_view::npos) break;
    out.append(text.substr(at, begin - at));
    at = end + close.size();
  }
  return out.append(text.substr(at));
}

}  // namespace

std::string unescape_html(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t mark = std::min(text.find('&'), text.size());
    out.append(text.substr(0, mark));
    text.remove_prefix(mark);
    if (text.empty()) break;
    const std::string_view rest = text.substr(1);
    const std::size_t length =
        rest.starts_with('#') ? append_numeric_reference(out, rest) : append_named_reference(out, rest);
    if (length == 0) out.push_back('&');
    text = rest.substr(length);
  }
  return out;
}

std::string strip_tags(std::string_view text) {
  const std::string without_tags = without_stretches(without_stretches(text, "<!--", "-->"), "<", ">");
  std::string joined;
  for (const std::string_view word : split_text(without_tags, std::nullopt, -1, Side::Left)) {
    if (!joined.empty()) joined.push_back(' ');
    joined.append(word);
  }
  return unescape_html(joined);
}

namespace {

namespace messages = diagnostics::messages;

void append_unit(TextBuilder& out, std::uint32_t unit) {
  out.append("\\u");
  for (int shift = 12; shift >= 0; shift -= 4) out.append(1, "0123456789abcdef"[unit >> shift & 15]);
}

/// Everything except printable ASCII as UTF-16 escapes.
void append_character(TextBuilder& out, char32_t c) {
  switch (c) {
    case U'"': out.append("\\\""); return;
    case U'\\': out.append("\\\\"); return;
    case U'\n': out.append("\\n"); return;
    case U'\r': out.append("\\r"); return;
    case U'\t': out.append("\\t"); return;
    case U'\f': out.append("\\f"); return;
    case U'\b': out.append("\\b"); return;
    default: break;
  }
  if (c >= 0x20 && c < 0x7F) {
    out.append(1, static_cast<char>(c));
  } else if (c < 0x10000) {
    append_unit(out, c);
  } else {
    append_unit(out, 0xD800 + ((c - 0x10000) >> 10));
    append_unit(out, 0xDC00 + ((c - 0x10000) & 0x3FF));
  }
}

void append_string(TextBuilder& out, std::string_view text) {
  out.append("\"");
  for (const auto& decoded : base::CodePoints(text)) append_character(out, decoded.code_point);
  out.append("\"");
}

std::string float_text(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  return std::string(FloatText(number).view());
}

class JsonWriter {
 public:
  JsonWriter(TextBuilder& out, const JsonLayout& layout) : out_(out), layout_(layout) {}

  void write(const Value& value, Nesting nesting) {
    runtime().charge(1);
    runtime().require_defined(value);
    if (value.is_text()) {
      append_string(out_, value.text());
    } else if (is_sequence(value)) {
      write_sequence(value, nesting);
    } else if (is_mapping(value)) {
      write_mapping(value, nesting);
    } else if (const auto scalar = scalar_text(value)) {
      out_.append(*scalar);
    } else {
      runtime().fail_about(value, messages::TemplatingNotJson, type_name(value));
    }
  }

 private:
  Runtime& runtime() { return out_.runtime(); }

  std::optional<std::string> scalar_text(const Value& value) {
    if (value.is_none()) return "null";
    if (value.is(Kind::Boolean)) return value.boolean() ? "true" : "false";
    if (value.is(Kind::Float)) return float_text(value.number());
    if (!is_integer(value)) return std::nullopt;
    TextBuilder digits(runtime());
    write_value(digits, value);
    return std::string(digits.view());
  }

  void begin_line() {
    if (!layout_.indent) return;
    const auto spaces = static_cast<std::uint64_t>(std::max<std::int64_t>(*layout_.indent, 0)) * depth_;
    runtime().check_text_size(spaces);
    out_.append("\n").append(static_cast<std::size_t>(spaces), ' ');
  }

  /// Writes `count` elements between brackets, each by `write_element(index)`.
  template <typename WriteElement>
  void write_elements(std::string_view brackets, std::size_t count, WriteElement write_element) {
    out_.append(brackets.substr(0, 1));
    ++depth_;
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) out_.append(layout_.indent ? "," : ", ");
      begin_line();
      write_element(i);
    }
    --depth_;
    if (count > 0) begin_line();
    out_.append(brackets.substr(1));
  }

  void write_sequence(const Value& value, Nesting nesting) {
    const SequenceView view(value);
    write_elements("[]", view.size(), [&](std::size_t i) { write(view.at(i), nesting.inner(runtime())); });
  }

  void write_mapping(const Value& value, Nesting nesting) {
    const MappingView view(value);
    std::vector<MappingView::Entry> entries;
    std::size_t cursor = 0;
    while (const auto entry = view.next(cursor)) entries.push_back(*entry);
    sort_by_key(runtime(), std::span(entries), SortOrder::Ascending,
                [](const MappingView::Entry& entry) -> const Value& { return entry.key; });
    write_elements("{}", entries.size(), [&](std::size_t i) {
      write_key(entries[i].key);
      out_.append(": ");
      write(entries[i].value, nesting.inner(runtime()));
    });
  }

  void write_key(const Value& key) {
    const auto scalar = scalar_text(key);
    if (!key.is_text() && !scalar) runtime().fail_about(key, messages::TemplatingNotJson, type_name(key));
    append_string(out_, key.is_text() ? key.text() : *scalar);
  }

  TextBuilder& out_;
  JsonLayout layout_;
  std::uint64_t depth_ = 0;
};

}  // namespace

void write_json(TextBuilder& out, const Value& value, const JsonLayout& layout) {
  JsonWriter(out, layout).write(value, Nesting{});
}

std::size_t find_text(std::string_view text, std::string_view wanted, std::size_t from) {
  if (from > text.size()) return std::string_view::npos;
  if (wanted.empty()) return from;
  if (wanted.size() > text.size() - from) return std::string_view::npos;
  // memmem is linear (two-way search); std::string_view::find is not.
  const void* found = memmem(text.data() + from, text.size() - from, wanted.data(), wanted.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::size_t find_last_text(std::string_view text, std::string_view wanted) {
  if (wanted.empty()) return text.size();
  if (wanted.size() > text.size()) return std::string_view::npos;
  // Knuth, Morris and Pratt's search, from the back.
  const auto from_back = [](std::string_view view, std::size_t index) {
    return view[view.size() - 1 - index];
  };
  std::vector<std::size_t> border(wanted.size(), 0);
  for (std::size_t i = 1, matched = 0; i < wanted.size(); ++i) {
    while (matched > 0 && from_back(wanted, i) != from_back(wanted, matched)) matched = border[matched - 1];
    matched += from_back(wanted, i) == from_back(wanted, matched);
    border[i] = matched;
  }
  for (std::size_t i = 0, matched = 0; i < text.size(); ++i) {
    while (matched > 0 && from_back(text, i) != from_back(wanted, matched)) matched = border[matched - 1];
    matched += from_back(text, i) == from_back(wanted, matched);
    if (matched == wanted.size()) return text.size() - 1 - i;
  }
  return std::string_view::npos;
}

std::size_t count_text(std::string_view text, std::string_view wanted) {
  if (wanted.empty()) return base::count_code_points(text) + 1;
  std::size_t count = 0;
  for (std::size_t at = find_text(text, wanted); at != std::string_view::npos;
       at = find_text(text, wanted, at + wanted.size())) {
    ++count;
  }
  return count;
}

namespace {

using Characters = std::u32string_view;

/// Only ASCII white space separates words for textwrap.
bool is_wrap_space(char32_t c) { return c == U' ' || (c >= 9 && c <= 13); }

/// `[^\\d\\W]`: letters, and the underscore.
bool is_letter(char32_t c) { return is_word_character(c) && !has_flag(c, CharacterFlag::Decimal); }

bool is_word_punctuation(char32_t c) {
  return is_word_character(c) || c == U'!' || c == U'"' || c == U'\'' || c == U'&' || c == U'.' || c == U',' ||
         c == U'?';
}

/// Splits a text where lines may break: words, white space, dashes between words, and parts of compound words after
/// hyphens, by the rules of `wordsep_re` in Python's textwrap.
class ChunkReader {
 public:
  ChunkReader(Characters text, bool break_on_hyphens) : text_(text), hyphens_(break_on_hyphens) {}

  std::vector<Characters> read_all() {
    std::vector<Characters> chunks;
    for (std::size_t begin = 0; begin < text_.size();) {
      const std::size_t end = end_of_chunk(begin);
      chunks.push_back(text_.substr(begin, end - begin));
      begin = end;
    }
    return chunks;
  }

 private:
  char32_t at(std::size_t index) const { return index < text_.size() ? text_[index] : U'\0'; }
  bool has(std::size_t index, bool (*question)(char32_t)) const {
    return index < text_.size() && question(text_[index]);
  }

  std::size_t end_of_chunk(std::size_t begin) const {
    std::size_t end = begin;
    if (is_wrap_space(text_[begin])) {
      while (has(end, is_wrap_space)) ++end;
      return end;
    }
    if (!hyphens_) {
      while (end < text_.size() && !is_wrap_space(text_[end])) ++end;
      return end;
    }
    if (const std::size_t dash = end_of_dash(begin);
        dash != begin && begin > 0 && is_word_punctuation(text_[begin - 1])) {
      return dash;
    }
    // The shortest prefix of the word after which a line may break.
    for (end = begin + 1; end < text_.size() && !is_wrap_space(text_[end]); ++end) {
      if (breaks_after_hyphen(end)) return end + 1;
      if (is_word_punctuation(text_[end - 1]) && end_of_dash(end) != end) return end;
    }
    return end;
  }

  /// The end of two or more hyphens before a word character; `begin` if there are no such hyphens.
  std::size_t end_of_dash(std::size_t begin) const {
    std::size_t end = begin;
    while (at(end) == U'-') ++end;
    return end - begin >= 2 && has(end, is_word_character) ? end : begin;
  }

  /// Whether there is a hyphen at `hyphen` with letters around it.
  bool breaks_after_hyphen(std::size_t hyphen) const {
    if (at(hyphen) != U'-') return false;
    const bool two_letters = hyphen >= 2 && is_letter(text_[hyphen - 1]) && is_letter(text_[hyphen - 2]);
    const bool letter_hyphen_sign = hyphen >= 3 && is_letter(text_[hyphen - 3]) && text_[hyphen - 2] == U'-' &&
                                    is_word_punctuation(text_[hyphen - 1]);
    if (!two_letters && !letter_hyphen_sign) return false;
    const std::size_t next = hyphen + 1;
    if (!has(next, is_letter)) return false;
    return has(next + 1, is_letter) || (at(next + 1) == U'-' && has(next + 2, is_letter));
  }

  Characters text_;
  bool hyphens_;
};

bool is_blank(Characters chunk) { return std::all_of(chunk.begin(), chunk.end(), is_space); }

/// Fills lines with chunks. The chunks are kept in reverse, so that the next one is at the back.
class LineFiller {
 public:
  LineFiller(std::vector<Characters> chunks, const WrapOptions& options)
      : chunks_(std::move(chunks)), options_(options), width_(static_cast<std::size_t>(options.width)) {
    std::reverse(chunks_.begin(), chunks_.end());
  }

  std::vector<std::string> fill() {
    std::vector<std::string> lines;
    while (!chunks_.empty()) {
      if (is_blank(chunks_.back()) && !lines.empty()) chunks_.pop_back();
      fill_line();
      if (line_.empty()) continue;
      std::string& text = lines.emplace_back();
      for (const Characters chunk : line_) text += base::to_utf8(chunk);
      line_.clear();
    }
    return lines;
  }

 private:
  void fill_line() {
    std::size_t length = 0;
    while (!chunks_.empty() && length + chunks_.back().size() <= width_) {
      length += chunks_.back().size();
      line_.push_back(chunks_.back());
      chunks_.pop_back();
    }
    if (!chunks_.empty() && chunks_.back().size() > width_) place_long_word(length);
    if (!line_.empty() && is_blank(line_.back())) line_.pop_back();
  }

  void place_long_word(std::size_t length) {
    Characters& word = chunks_.back();
    if (options_.break_long_words) {
      const std::size_t end = end_of_part(word, width_ - length);
      line_.push_back(word.substr(0, end));
      word.remove_prefix(end);
    } else if (line_.empty()) {
      line_.push_back(word);
      chunks_.pop_back();
    }
  }

  /// How much of a long word fits: up to its last hyphen, if words may be broken at hyphens.
  std::size_t end_of_part(Characters word, std::size_t room) const {
    if (!options_.break_on_hyphens || room == 0) return room;
    const std::size_t hyphen = word.rfind(U'-', room - 1);
    if (hyphen == Characters::npos || hyphen == 0) return room;
    const Characters before = word.substr(0, hyphen);
    return before.find_first_not_of(U'-') == Characters::npos ? room : hyphen + 1;
  }

  std::vector<Characters> chunks_;
  WrapOptions options_;
  std::size_t width_;
  std::vector<Characters> line_;
};

}  // namespace

std::vector<std::string> wrap_words(std::string_view text, const WrapOptions& options) {
  const std::u32string characters = base::to_utf32(text);
  return LineFiller(ChunkReader(characters, options.break_on_hyphens).read_all(), options).fill();
}

namespace {

bool is_line_end(char32_t c) {
  return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

std::vector<std::string_view> split_at_space(std::string_view text, std::int64_t max_splits) {
  std::vector<std::string_view> parts;
  std::string_view rest = strip_text(text, std::nullopt, Side::Left);
  while (!rest.empty()) {
    std::size_t end = 0;
    while (end < rest.size() && !is_space(base::decode_utf8(rest, end).code_point)) {
      end += base::decode_utf8(rest, end).length;
    }
    if (max_splits >= 0 && static_cast<std::int64_t>(parts.size()) == max_splits) {
      parts.push_back(strip_text(rest, std::nullopt, Side::Right));
      break;
    }
    parts.push_back(rest.substr(0, end));
    rest = strip_text(rest.substr(end), std::nullopt, Side::Left);
  }
  return parts;
}

std::vector<std::string_view> split_at_space_from_right(std::string_view text, std::int64_t max_splits) {
  std::vector<std::string_view> parts;
  std::string_view rest = strip_text(text, std::nullopt, Side::Right);
  while (!rest.empty()) {
    if (max_splits >= 0 && static_cast<std::int64_t>(parts.size()) == max_splits) {
      parts.push_back(strip_text(rest, std::nullopt, Side::Left));
      break;
    }
    std::size_t begin = rest.size();
    while (begin > 0 && !is_space(base::decode_utf8(rest, base::code_point_begin(rest, begin - 1)).code_point)) {
      begin = base::code_point_begin(rest, begin - 1);
    }
    parts.push_back(rest.substr(begin));
    rest = strip_text(rest.substr(0, begin), std::nullopt, Side::Right);
  }
  std::reverse(parts.begin(), parts.end());
  return parts;
}

std::vector<std::string_view> split_at(std::string_view text, std::string_view separator, std::int64_t max_splits) {
  std::vector<std::string_view> parts;
  while (max_splits < 0 || static_cast<std::int64_t>(parts.size()) < max_splits) {
    const std::size_t at = find_text(text, separator);
    if (at == std::string_view::npos) break;
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + separator.size());
  }
  parts.push_back(text);
  return parts;
}

std::vector<std::string_view> split_at_from_right(std::string_view text, std::string_view separator,
                                                  std::int64_t max_splits) {
  std::vector<std::string_view> parts;
  while (max_splits < 0 || static_cast<std::int64_t>(parts.size()) < max_splits) {
    const std::size_t at = find_last_text(text, separator);
    if (at == std::string_view::npos) break;
    parts.push_back(text.substr(at + separator.size()));
    text = text.substr(0, at);
  }
  parts.push_back(text);
  std::reverse(parts.begin(), parts.end());
  return parts;
}

/// isupper() and islower(): at least one letter of the wanted case, and none of the other.
bool has_only_case(std::string_view text, CharacterFlag wanted, CharacterFlag other) {
  bool found = false;
  for (const auto& decoded : base::CodePoints(text)) {
    if (has_flag(decoded.code_point, other) || has_flag(decoded.code_point, CharacterFlag::TitleLetter)) return false;
    found = found || has_flag(decoded.code_point, wanted);
  }
  return found;
}

}  // namespace

SliceRange resolve_slice(std::optional<std::int64_t> start, std::optional<std::int64_t> stop, std::int64_t step,
                         std::int64_t size) {
  const std::int64_t lowest = step < 0 ? -1 : 0;
  const std::int64_t highest = step < 0 ? size - 1 : size;
  const auto clamp_index = [&](std::optional<std::int64_t> index, std::int64_t otherwise) {
    if (!index) return otherwise;
    if (*index < 0) return std::max(*index + size, lowest);
    return std::min(*index, highest);
  };
  SliceRange range;
  range.step = step;
  range.start = clamp_index(start, step < 0 ? highest : lowest);
  range.end = clamp_index(stop, step < 0 ? lowest : highest);
  if (step > 0 && range.start < range.end) range.count = (range.end - range.start - 1) / step + 1;
  if (step < 0 && range.end < range.start) {
    range.count = (range.start - range.end - 1) / -(step + (step == INT64_MIN)) + 1;
  }
  return range;
}

std::size_t offset_of_character(std::string_view text, std::size_t index) {
  std::size_t offset = 0;
  for (; index > 0 && offset < text.size(); --index) offset = base::code_point_end(text, offset);
  return offset;
}

std::optional<std::string_view> character_at(std::string_view text, std::int64_t index) {
  if (index < 0) index += static_cast<std::int64_t>(base::count_code_points(text));
  if (index < 0) return std::nullopt;
  const std::size_t offset = offset_of_character(text, static_cast<std::size_t>(index));
  if (offset >= text.size()) return std::nullopt;
  return text.substr(offset, base::decode_utf8(text, offset).length);
}

std::string slice_text(std::string_view text, const SliceRange& range) {
  if (range.count == 0) return {};
  if (range.step == 1) {
    const std::size_t begin = offset_of_character(text, static_cast<std::size_t>(range.start));
    const std::string_view rest = text.substr(begin);
    return std::string(rest.substr(0, offset_of_character(rest, static_cast<std::size_t>(range.count))));
  }
  const std::u32string characters = base::to_utf32(text);
  std::string out;
  for (std::int64_t i = 0; i < range.count; ++i) {
    base::append_utf8(out, characters[static_cast<std::size_t>(range.start + i * range.step)]);
  }
  return out;
}

std::string_view strip_text(std::string_view text, std::optional<std::string_view> set, Side side) {
  const std::u32string characters = set ? base::to_utf32(*set) : std::u32string();
  const auto is_stripped = [&](std::size_t offset) {
    const char32_t c = base::decode_utf8(text, offset).code_point;
    return set ? characters.find(c) != std::u32string::npos : is_space(c);
  };
  std::size_t begin = 0;
  if (side != Side::Right) {
    while (begin < text.size() && is_stripped(begin)) begin += base::decode_utf8(text, begin).length;
  }
  std::size_t end = text.size();
  if (side != Side::Left) {
    while (end > begin && is_stripped(base::code_point_begin(text, end - 1)))
      end = base::code_point_begin(text, end - 1);
  }
  return text.substr(begin, end - begin);
}

std::vector<std::string_view> split_text(std::string_view text, std::optional<std::string_view> separator,
                                         std::int64_t max_splits, Side from) {
  if (!separator) {
    return from == Side::Right ? split_at_space_from_right(text, max_splits) : split_at_space(text, max_splits);
  }
  return from == Side::Right ? split_at_from_right(text, *separator, max_splits)
                             : split_at(text, *separator, max_splits);
}

std::vector<std::string_view> split_lines(std::string_view text, LineEnds ends) {
  std::vector<std::string_view> lines;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const base::DecodedCodePoint decoded = base::decode_utf8(text, at);
    const std::size_t line_end = at;
    at += decoded.length;
    if (!is_line_end(decoded.code_point)) continue;
    if (decoded.code_point == U'\r' && at < text.size() && text[at] == '\n') ++at;
    lines.push_back(text.substr(begin, (ends == LineEnds::Keep ? at : line_end) - begin));
    begin = at;
  }
  if (begin < text.size()) lines.push_back(text.substr(begin));
  return lines;
}

bool all_characters(std::string_view text, bool (*question)(char32_t)) {
  for (const auto& decoded : base::CodePoints(text)) {
    if (!question(decoded.code_point)) return false;
  }
  return !text.empty();
}

bool all_flagged(std::string_view text, CharacterFlag flag) {
  for (const auto& decoded : base::CodePoints(text)) {
    if (!has_flag(decoded.code_point, flag)) return false;
  }
  return !text.empty();
}

bool is_upper_text(std::string_view text) { return has_only_case(text, CharacterFlag::Upper, CharacterFlag::Lower); }

bool is_lower_text(std::string_view text) { return has_only_case(text, CharacterFlag::Lower, CharacterFlag::Upper); }

bool is_title_text(std::string_view text) {
  bool found = false;
  bool after_cased = false;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    const bool begins = has_flag(c, CharacterFlag::Upper) || has_flag(c, CharacterFlag::TitleLetter);
    const bool continues = has_flag(c, CharacterFlag::Lower);
    if ((begins && after_cased) || (continues && !after_cased)) return false;
    after_cased = begins || continues;
    found = found || after_cased;
  }
  return found;
}

}  // namespace gongwen::templating
