#include "intake/detail/plain_syntax.h"

#include "intake/detail/pdf_content.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

// A recursive descent over the objects of PDF (ISO 32000-2, 7.3). Values are views of the file and of one store, so
// reading copies only what has escapes. Members are sorted by key for fast search.
namespace gongwen::intake {
namespace {

constexpr int kMaxValueDepth = 50;

bool is_ordinary(char c) { return content_byte(c) == ContentByte::Ordinary; }

void append_hexadecimal_byte(std::string& out, unsigned char byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_whole(std::string_view word) { return !word.empty() && std::all_of(word.begin(), word.end(), is_digit); }

std::int64_t to_whole(std::string_view word) {
  std::int64_t number = 0;
  if (word.starts_with('+')) word.remove_prefix(1);
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size()) throw PlainRefused();
  return number;
}

}  // namespace

const PlainValue* PlainValue::find(const PdfKey& key) const {
  // Most dictionaries are small; going through one takes less time than a binary search.
  constexpr std::size_t kFew = 16;  // looked at one after the other
  const auto* found = members.data();
  const auto* const end = found + members.size();
  if (members.size() > kFew) {
    found =
        std::lower_bound(found, end, key, [](const PlainMember& member, const PdfKey& k) { return member.key < k; });
    return found == end || !(found->key == key) ? nullptr : &found->value;
  }
  for (; found != end; ++found) {
    if (found->key == key) return &found->value;
  }
  return nullptr;
}

std::string written_name(std::string_view name) {
  std::string out = "/";
  for (const char c : name.substr(1)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > '!' && byte < 0x7F && c != '#' && is_ordinary(c)) {
      out.push_back(c);
    } else {
      append_hexadecimal_byte(out += '#', byte);
    }
  }
  return out;
}

namespace {

void append_written(std::string& out, const PlainValue& value) {
  if (value.is_reference) {
    out += std::to_string(value.number) + " 0 R";
    return;
  }
  // `switch` over a number: newer versions of the library have further types, which files cannot contain.
  switch (static_cast<int>(value.type)) {
    case ot_boolean: out += value.number != 0 ? "true" : "false"; return;
    case ot_integer:
    case ot_real: out += value.text; return;
    case ot_name: out += written_name(value.text); return;
    case ot_string:
      out += '<';
      for (const char c : value.text) append_hexadecimal_byte(out, static_cast<unsigned char>(c));
      out += '>';
      return;
    case ot_array:
      out += '[';
      for (const PlainValue& item : value.items) {
        if (out.back() != '[') out += ' ';
        append_written(out, item);
      }
      out += ']';
      return;
    case ot_dictionary:
    case ot_stream:
      out += "<<";
      for (const PlainMember& member : value.members) {
        out += written_name(member.key.text()) + ' ';
        append_written(out, member.value);
      }
      out += ">>";
      return;
    default: break;
  }
  out += "null";
}

}  // namespace

std::string written_value(const PlainValue& value) {
  std::string out;
  append_written(out, value);
  return out;
}

void PlainParser::skip_space() {
  while (at_ < text_.size() && is_content_space(text_[at_])) ++at_;
}

bool PlainParser::take_bytes(std::string_view bytes) {
  if (text_.substr(at_, bytes.size()) != bytes) return false;
  at_ += bytes.size();
  return true;
}

bool PlainParser::take_word(std::string_view word) {
  skip_space();
  const std::size_t end = at_ + word.size();
  if (text_.substr(at_, word.size()) != word || (end < text_.size() && is_ordinary(text_[end]))) return false;
  at_ = end;
  return true;
}

std::string_view PlainParser::word() {
  const std::size_t begin = at_;
  while (at_ < text_.size() && is_ordinary(text_[at_])) ++at_;
  return text_.substr(begin, at_ - begin);
}

std::int64_t PlainParser::count() {
  skip_space();
  const std::string_view digits = word();
  if (!is_whole(digits)) throw PlainRefused();
  return to_whole(digits);
}

PlainValue PlainParser::value_in(int depth) {
  skip_space();
  if (at_ >= text_.size() || depth > kMaxValueDepth) throw PlainRefused();
  switch (text_[at_]) {
    case '<': return text_.substr(at_, 2) == "<<" ? dictionary(depth) : hexadecimal_string();
    case '(': return literal_string();
    case '[': return array(depth);
    case '/': {
      PlainValue value;
      value.type = ot_name;
      value.text = name();
      return value;
    }
    case 't':
    case 'f':
    case 'n': return keyword();
    default: return number_or_reference();
  }
}

namespace {

/// Copies members sorted by key. Throws PlainRefused if a key occurs twice, because readers differ in which one they
/// take.
void copy_sorted(std::span<const PlainMember> members, PlainMember* to) {
  std::span<PlainMember> sorted(to, members.size());
  std::size_t count = 0;
  constexpr std::size_t kFew = 24;
  if (members.size() > kFew) {
    std::uninitialized_copy(members.begin(), members.end(), to);
    std::sort(sorted.begin(), sorted.end(), [](const PlainMember& a, const PlainMember& b) { return a.key < b.key; });
  } else {
    // An insertion sort of indices, since members are large to move.
    std::array<std::uint8_t, kFew> order;
    for (; count < members.size(); ++count) {
      std::size_t at = count;
      for (; at > 0 && members[count].key < members[order[at - 1]].key; --at) order[at] = order[at - 1];
      order[at] = static_cast<std::uint8_t>(count);
    }
    for (std::size_t i = 0; i < count; ++i) std::construct_at(to + i, members[order[i]]);
  }
  const auto is_same = [](const PlainMember& a, const PlainMember& b) {
    return a.key == b.key;
  };
  if (std::adjacent_find(sorted.begin(), sorted.end(), is_same) != sorted.end()) throw PlainRefused();
}

/// The number of bytes at the start of a literal string that stand for themselves.
std::size_t plain_length(std::string_view text) {
  static constexpr std::array<bool, 256> kSpecial = [] {
    std::array<bool, 256> special{};
    for (const char c : {'(', ')', '\\', '\r'}) special[static_cast<unsigned char>(c)] = true;
    return special;
  }();
  std::size_t length = 0;
  while (length < text.size() && !kSpecial[static_cast<unsigned char>(text[length])]) ++length;
  return length;
}

}  // namespace

PlainValue PlainParser::keyword() {
  PlainValue value;
  const std::string_view text = word();
  if (text == "null") return value;
  if (text != "true" && text != "false") throw PlainRefused();
  value.type = ot_boolean;
  value.number = text == "true" ? 1 : 0;
  return value;
}

PlainValue PlainParser::number_or_reference() {
  PlainValue value;
  const std::string_view first = word();
  const std::string_view digits = first.substr(!first.empty() && (first[0] == '+' || first[0] == '-') ? 1 : 0);
  value.text = first;
  if (!is_whole(digits)) {
    const std::size_t dot = digits.find('.');
    const bool is_real = digits.size() > 1 && dot != std::string_view::npos &&
                         digits.find_first_not_of("0123456789.") == std::string_view::npos &&
                         digits.find('.', dot + 1) == std::string_view::npos;
    if (!is_real) throw PlainRefused();
    value.type = ot_real;
    return value;
  }
  value.type = ot_integer;
  value.number = to_whole(first);
  // A reference is written `7 0 R`, without a sign. Otherwise it is a single number.
  const std::size_t end = at_;
  skip_space();
  if (first.size() == digits.size() && is_whole(word()) && take_word("R")) {
    const std::string_view generation = text_.substr(end, at_ - end);
    // Generations other than 0 are rare, and would need a separate table.
    if (generation.find_first_of("123456789") != std::string_view::npos || value.number == 0) throw PlainRefused();
    value.type = ot_null;
    value.is_reference = true;
    value.text = {};
    return value;
  }
  at_ = end;
  return value;
}

PlainValue PlainParser::array(int depth) {
  PlainValue value;
  value.type = ot_array;
  // All arrays share one stack for their items while they are read; each copies its part when it ends.
  std::vector<PlainValue>& items = store_.items_;
  const std::size_t first = items.size();
  ++at_;
  for (;;) {
    skip_space();
    if (take_bytes("]")) break;
    const PlainValue item = value_in(depth + 1);
    items.push_back(item);
  }
  const std::size_t count = items.size() - first;
  auto* const own = store_.room<PlainValue>(count);
  std::uninitialized_copy_n(items.data() + first, count, own);
  items.resize(first);
  value.items = {own, count};
  return value;
}

PlainValue PlainParser::dictionary(int depth) {
  PlainValue value;
  value.type = ot_dictionary;
  std::vector<PlainMember>& members = store_.members_;
  const std::size_t first = members.size();
  at_ += 2;
  for (;;) {
    skip_space();
    if (take_bytes(">>")) break;
    if (at_ >= text_.size() || text_[at_] != '/') throw PlainRefused();
    const PdfKey key(name());
    members.push_back({key, value_in(depth + 1)});
  }
  const std::size_t count = members.size() - first;
  auto* const own = store_.room<PlainMember>(count);
  copy_sorted({members.data() + first, count}, own);
  members.resize(first);
  value.members = {own, count};
  return value;
}

std::string_view PlainParser::name() {
  const std::size_t begin = at_++;
  bool is_plain = true;
  while (at_ < text_.size() && is_ordinary(text_[at_])) is_plain = text_[at_++] != '#' && is_plain;
  const std::string_view written = text_.substr(begin, at_ - begin);
  return is_plain ? written : decoded_name(written);
}

std::string_view PlainParser::decoded_name(std::string_view written) {
  char* const text = store_.room<char>(written.size());
  char* to = text;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (written[i] != '#') {
      *to++ = written[i];
      continue;
    }
    const int high = i + 2 < written.size() ? hexadecimal_digit(written[i + 1]) : -1;
    const int low = high >= 0 ? hexadecimal_digit(written[i + 2]) : -1;
    if (low < 0 || high * 16 + low == 0) throw PlainRefused();
    *to++ = static_cast<char>(high * 16 + low);
    i += 2;
  }
  return {text, to};
}

PlainValue PlainParser::hexadecimal_string() {
  PlainValue value;
  value.type = ot_string;
  const std::size_t end = text_.find('>', ++at_);
  if (end == std::string_view::npos) throw PlainRefused();
  char* const text = store_.room<char>((end - at_ + 1) / 2);
  char* to = text;
  int high = -1;
  for (; at_ < end; ++at_) {
    const char c = text_[at_];
    if (is_content_space(c)) continue;
    const int digit = hexadecimal_digit(c);
    if (digit < 0) throw PlainRefused();
    if (high < 0) {
      high = digit;
    } else {
      *to++ = static_cast<char>(high * 16 + digit);
      high = -1;
    }
  }
  ++at_;
  if (high >= 0) *to++ = static_cast<char>(high * 16);
  value.text = {text, to};
  return value;
}

PlainValue PlainParser::literal_string() {
  PlainValue value;
  value.type = ot_string;
  ++at_;
  const std::size_t special = at_ + plain_length(text_.substr(at_));
  if (special < text_.size() && text_[special] == ')') {
    value.text = text_.substr(at_, special - at_);
    at_ = special + 1;
  } else {
    value.text = decoded_literal();
  }
  return value;
}

/// Decodes a literal string with escapes, brackets or line ends.
std::string_view PlainParser::decoded_literal() {
  std::string& bytes = store_.bytes_;
  bytes.clear();
  int depth = 1;
  for (;; ++at_) {
    if (at_ >= text_.size()) throw PlainRefused();
    char c = text_[at_];
    if (c == '\\') {
      escape(bytes);
      continue;
    }
    if (c == '\r') {  // every end of line is one character (7.3.4.2)
      if (text_.substr(at_ + 1, 1) == "\n") ++at_;
      c = '\n';
    }
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (depth == 0) break;
    bytes += c;
  }
  ++at_;
  return store_.keep(bytes);
}

/// Decodes an escape, and leaves its last character for the caller's loop to skip.
void PlainParser::escape(std::string& bytes) {
  static constexpr std::string_view kNames = "nrtbf()\\";
  static constexpr std::string_view kValues = "\n\r\t\b\f()\\";
  if (++at_ >= text_.size()) throw PlainRefused();
  const char c = text_[at_];
  if (const std::size_t place = kNames.find(c); place != std::string_view::npos) {
    bytes += kValues[place];
    return;
  }
  if (c == '\n') return;
  if (c == '\r') {
    if (text_.substr(at_ + 1, 1) == "\n") ++at_;
    return;
  }
  if (c < '0' || c > '7') throw PlainRefused();
  int code = 0;
  for (int digits = 0; digits < 3 && at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '7'; ++digits, ++at_) {
    code = code * 8 + (text_[at_] - '0');
  }
  --at_;
  if (code > 0xFF) throw PlainRefused();
  bytes += static_cast<char>(code);
}

}  // namespace gongwen::intake
