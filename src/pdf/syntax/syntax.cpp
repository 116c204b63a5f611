#include "pdf/syntax/syntax.h"

#include "base/utf8.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gongwen::pdf {

// ICC.1:2001-04. Sampling the curve at 26 points keeps the error below 0.001 of full scale; all three channels share
// it.

namespace {

void append_16(std::string& out, std::uint32_t value) {
  out.push_back(static_cast<char>(value >> 8));
  out.push_back(static_cast<char>(value & 0xFF));
}
void append_32(std::string& out, std::uint32_t value) {
  append_16(out, value >> 16);
  append_16(out, value & 0xFFFF);
}
/// s15Fixed16Number
void append_fixed_16(std::string& out, double value) {
  append_32(out, static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(value * 65536))));
}
void pad_to_4(std::string& out) {
  while (out.size() % 4 != 0) out.push_back('\0');
}

std::string xyz_tag(double x, double y, double z) {
  std::string tag("XYZ \0\0\0\0", 8);
  append_fixed_16(tag, x);
  append_fixed_16(tag, y);
  append_fixed_16(tag, z);
  return tag;
}

std::string text_tag(std::string_view text) {
  std::string tag("text\0\0\0\0", 8);
  tag += text;
  tag.push_back('\0');
  return tag;
}

std::string description_tag(std::string_view text) {
  std::string tag("desc\0\0\0\0", 8);
  append_32(tag, static_cast<std::uint32_t>(text.size() + 1));
  tag += text;
  tag.append(1 + 8 + 3 + 67, '\0');  // no Unicode or ScriptCode description
  return tag;
}

/// IEC 61966-2-1
double srgb_to_linear(double value) {
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

std::string curve_tag() {
  constexpr std::uint32_t kPoints = 26;
  std::string tag("curv\0\0\0\0", 8);
  append_32(tag, kPoints);
  for (std::uint32_t i = 0; i < kPoints; ++i) {
    const double linear = srgb_to_linear(static_cast<double>(i) / (kPoints - 1));
    append_16(tag, static_cast<std::uint32_t>(std::lround(linear * 65535)));
  }
  return tag;
}

struct Tag {
  std::string_view signature;
  std::string_view same_as;  // the tag whose data it shares, if any
  std::string data;
};

std::string header(std::size_t size) {
  std::string out;
  append_32(out, static_cast<std::uint32_t>(size));
  append_32(out, 0);           // no preferred engine
  append_32(out, 0x02100000);  // version 2.1
  out += "mntrRGB XYZ ";
  for (const std::uint32_t part : {2024U, 1U, 1U, 0U, 0U, 0U}) append_16(out, part);  // fixed date, for stable bytes
  out += "acsp";
  append_32(out, 0);
  append_32(out, 0);
  append_32(out, 0);
  append_32(out, 0);
  append_32(out, 0);
  append_32(out, 0);
  append_32(out, 0);             // perceptual
  append_fixed_16(out, 0.9642);  // D50
  append_fixed_16(out, 1.0);
  append_fixed_16(out, 0.8249);
  out.append(128 - out.size(), '\0');
  return out;
}

}  // namespace

std::string srgb_profile() {
  // Primaries, adapted to D50.
  const std::vector<Tag> tags{{"desc", {}, description_tag("sRGB")},
                              {"cprt", {}, text_tag("No copyright")},
                              {"wtpt", {}, xyz_tag(0.9505, 1.0, 1.0891)},
                              {"rXYZ", {}, xyz_tag(0.43607, 0.22249, 0.01392)},
                              {"gXYZ", {}, xyz_tag(0.38515, 0.71687, 0.09708)},
                              {"bXYZ", {}, xyz_tag(0.14307, 0.06061, 0.71410)},
                              {"rTRC", {}, curve_tag()},
                              {"gTRC", "rTRC", {}},
                              {"bTRC", "rTRC", {}}};
  std::string table;
  std::string data;
  const std::size_t data_begin = 128 + 4 + tags.size() * 12;
  append_32(table, static_cast<std::uint32_t>(tags.size()));
  std::size_t shared_offset = 0;
  std::size_t shared_size = 0;
  for (const Tag& tag : tags) {
    if (tag.same_as.empty()) {
      pad_to_4(data);
      shared_offset = data_begin + data.size();
      shared_size = tag.data.size();
      data += tag.data;
    }
    table += tag.signature;
    append_32(table, static_cast<std::uint32_t>(shared_offset));
    append_32(table, static_cast<std::uint32_t>(shared_size));
  }
  pad_to_4(data);
  return header(data_begin + data.size()) + table + data;
}

namespace {

constexpr char kHex[] = "0123456789ABCDEF";

using ByteSet = std::array<bool, 256>;

/// Bytes that a name must escape.
constexpr ByteSet kIrregular = [] {
  ByteSet set{};
  for (std::size_t byte = 0; byte < set.size(); ++byte) set[byte] = byte <= ' ' || byte >= 0x7F;
  for (const char c : std::string_view("()<>[]{}/%#")) set[static_cast<unsigned char>(c)] = true;
  return set;
}();

/// Bytes that a literal string must escape.
constexpr ByteSet kEscaped = [] {
  ByteSet set{};
  for (const char c : std::string_view("()\\\r")) set[static_cast<unsigned char>(c)] = true;
  return set;
}();

/// Appends bytes up to the first one in `set`. Returns how many.
std::size_t append_until(std::string& out, std::string_view bytes, const ByteSet& set) {
  std::size_t count = 0;
  while (count < bytes.size() && !set[static_cast<unsigned char>(bytes[count])]) ++count;
  out.append(bytes.substr(0, count));
  return count;
}

void append_utf16_unit(std::string& out, std::uint32_t unit) {
  out.push_back(static_cast<char>(unit >> 8));
  out.push_back(static_cast<char>(unit & 0xFF));
}

void append_hex_unit(std::string& out, std::uint32_t unit) {
  const std::array<char, 4> digits{kHex[unit >> 12], kHex[(unit >> 8) & 15], kHex[(unit >> 4) & 15], kHex[unit & 15]};
  out.append(digits.data(), digits.size());
}

void append_utf16(std::string& out, char32_t c) {
  if (c >= 0x10000) {
    append_utf16_unit(out, 0xD800 + ((c - 0x10000) >> 10));
    append_utf16_unit(out, 0xDC00 + ((c - 0x10000) & 0x3FF));
  } else {
    append_utf16_unit(out, c);
  }
}

bool is_plain_ascii(std::string_view text) {
  for (const char c : text) {
    if (c < ' ' || c > '~') return false;
  }
  return true;
}

}  // namespace

void append_integer(std::string& out, std::int64_t value) {
  if (value >= 0 && value < 10) {
    out.push_back(static_cast<char>('0' + value));
    return;
  }
  std::array<char, 24> digits{};
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), result.ptr);
}

void append_fixed(std::string& out, std::int64_t value, int decimals) {
  if (value < 0) {
    out.push_back('-');
    value = -value;
  }
  std::int64_t unit = 1;
  for (int i = 0; i < decimals; ++i) unit *= 10;
  const std::int64_t whole = value / unit;
  std::int64_t fraction = value % unit;
  if (whole != 0 || fraction == 0) append_integer(out, whole);
  if (fraction == 0) return;
  std::array<char, 24> digits{};
  int count = decimals;
  while (fraction % 10 == 0) {
    fraction /= 10;
    --count;
  }
  for (int i = count; i-- > 0; fraction /= 10)
    digits[static_cast<std::size_t>(i)] = static_cast<char>('0' + fraction % 10);
  out.push_back('.');
  out.append(digits.data(), static_cast<std::size_t>(count));
}

void append_name(std::string& out, std::string_view name) {
  out.push_back('/');
  for (;;) {
    name.remove_prefix(append_until(out, name, kIrregular));
    if (name.empty()) return;
    const auto byte = static_cast<unsigned char>(name.front());
    out.push_back('#');
    out.push_back(kHex[byte >> 4]);
    out.push_back(kHex[byte & 15]);
    name.remove_prefix(1);
  }
}

void append_literal(std::string& out, std::string_view bytes) {
  out.push_back('(');
  for (;;) {
    bytes.remove_prefix(append_until(out, bytes, kEscaped));
    if (bytes.empty()) break;
    out.push_back('\\');
    // Readers would turn a bare carriage return into a line feed.
    out.push_back(bytes.front() == '\r' ? 'r' : bytes.front());
    bytes.remove_prefix(1);
  }
  out.push_back(')');
}

void append_hex(std::string& out, std::string_view bytes) {
  out.push_back('<');
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(kHex[byte >> 4]);
    out.push_back(kHex[byte & 15]);
  }
  out.push_back('>');
}

void append_text(std::string& out, std::string_view utf8) {
  if (is_plain_ascii(utf8)) {
    append_literal(out, utf8);
    return;
  }
  std::string units = "\xFE\xFF";
  for (const auto& decoded : base::CodePoints(utf8)) append_utf16(units, decoded.code_point);
  append_literal(out, units);
}

void append_utf16_units(std::string& out, char32_t c) { append_utf16(out, c); }

void append_reference(std::string& out, ObjectNumber object) {
  append_integer(out, object.value);
  out.append(" 0 R", 4);
}

void append_utf16_hex(std::string& out, std::u32string_view text) {
  out.push_back('<');
  for (const char32_t c : text) {
    if (c >= 0x10000) {
      append_hex_unit(out, 0xD800 + ((c - 0x10000) >> 10));
      append_hex_unit(out, 0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
      append_hex_unit(out, c);
    }
  }
  out.push_back('>');
}

void ArrayWriter::separate() {
  const char last = out_.back();
  if (last != '[' && last != ']' && last != '>' && last != ')') out_.push_back(' ');
}

void ArrayWriter::integer(std::int64_t value) {
  separate();
  append_integer(out_, value);
}

void ArrayWriter::fixed(std::int64_t value, int decimals) {
  separate();
  append_fixed(out_, value, decimals);
}

void ArrayWriter::reference(ObjectNumber object) {
  separate();
  append_reference(out_, object);
}

void ArrayWriter::null() {
  separate();
  out_ += "null";
}

DictionaryWriter ArrayWriter::dictionary() { return DictionaryWriter(out_); }

std::string& DictionaryWriter::key(std::string_view key) {
  append_name(out_, key);
  return out_;
}

void DictionaryWriter::name(std::string_view key_name, std::string_view value) { append_name(key(key_name), value); }

void DictionaryWriter::integer(std::string_view key_name, std::int64_t value) {
  key(key_name).push_back(' ');
  append_integer(out_, value);
}

void DictionaryWriter::fixed(std::string_view key_name, std::int64_t value, int decimals) {
  key(key_name).push_back(' ');
  append_fixed(out_, value, decimals);
}

void DictionaryWriter::boolean(std::string_view key_name, bool value) { key(key_name) += value ? " true" : " false"; }

void DictionaryWriter::integers(std::string_view key_name, std::initializer_list<std::int64_t> values) {
  ArrayWriter numbers(key(key_name));
  for (const std::int64_t value : values) numbers.integer(value);
}

void DictionaryWriter::fixed_numbers(std::string_view key_name, std::span<const std::int64_t> values, int decimals) {
  ArrayWriter numbers(key(key_name));
  for (const std::int64_t value : values) numbers.fixed(value, decimals);
}

void DictionaryWriter::references(std::string_view key_name, std::span<const ObjectNumber> objects) {
  ArrayWriter all(key(key_name));
  for (const ObjectNumber object : objects) all.reference(object);
}

void DictionaryWriter::text(std::string_view key_name, std::string_view utf8) { append_text(key(key_name), utf8); }

void DictionaryWriter::reference(std::string_view key_name, ObjectNumber object) {
  key(key_name).push_back(' ');
  append_reference(out_, object);
}

void DictionaryWriter::spelled(std::string_view key_name, std::string_view value) {
  key(key_name);
  const char first = value.empty() ? ' ' : value.front();
  if (first != '<' && first != '[' && first != '(' && first != '/') out_.push_back(' ');
  out_ += value;
}

}  // namespace gongwen::pdf
