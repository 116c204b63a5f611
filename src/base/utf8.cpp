#include "base/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace gongwen::base {

std::string ascii_lowercase(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), to_ascii_lower);
  return out;
}

bool equals_ignoring_ascii_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return to_ascii_lower(x) == to_ascii_lower(y); });
}

std::string_view trim_ascii_space(std::string_view text) {
  while (!text.empty() && is_ascii_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_ascii_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string collapse_ascii_space(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!is_ascii_space(c)) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

namespace {

constexpr DecodedCodePoint kInvalid{kReplacementCharacter, 1, false};

/// The length of the sequence that a lead byte announces; 0 for a byte that cannot lead.
constexpr unsigned sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

/// The Unicode Standard, table 3-7: the range of the second byte is restricted after E0, ED, F0 and F4.
constexpr bool is_second_byte(unsigned char lead, unsigned char second) {
  switch (lead) {
    case 0xE0: return second >= 0xA0 && second <= 0xBF;
    case 0xED: return second >= 0x80 && second <= 0x9F;
    case 0xF0: return second >= 0x90 && second <= 0xBF;
    case 0xF4: return second >= 0x80 && second <= 0x8F;
    default: return is_continuation_byte(static_cast<char>(second));
  }
}

constexpr std::size_t kAsciiBlockSize = sizeof(std::uint64_t);

/// Whether a valid sequence of three bytes whose second byte is not restricted comes next: most Chinese characters.
bool is_common_triple(std::string_view text, std::size_t offset) {
  if (text.size() - offset < 3) return false;
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(text[offset + i]);
  };
  return byte(0) >= 0xE1 && byte(0) <= 0xEC && is_continuation_byte(text[offset + 1]) &&
         is_continuation_byte(text[offset + 2]);
}

DecodedCodePoint decode_triple(std::string_view text, std::size_t offset) {
  const auto bits = [&](std::size_t i) {
    return static_cast<char32_t>(text[offset + i]) & 0x3F;
  };
  return {(static_cast<char32_t>(text[offset]) & 0x0F) << 12 | bits(1) << 6 | bits(2), 3, true};
}

/// Whether the next bytes are a whole block of ASCII.
bool is_ascii_block(std::string_view text, std::size_t offset) {
  if (text.size() - offset < kAsciiBlockSize) return false;
  std::uint64_t block = 0;
  std::memcpy(&block, text.data() + offset, kAsciiBlockSize);
  return (block & 0x8080'8080'8080'8080) == 0;
}

}  // namespace

DecodedCodePoint decode_utf8(std::string_view text, std::size_t offset) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(text[offset + i]);
  };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const unsigned length = sequence_length(lead);
  if (length == 0 || offset + length > text.size() || !is_second_byte(lead, byte(1))) return kInvalid;
  char32_t code_point = lead & (0x7F >> length);
  for (unsigned i = 1; i < length; ++i) {
    if (!is_continuation_byte(text[offset + i])) return kInvalid;
    code_point = (code_point << 6) | (byte(i) & 0x3F);
  }
  return {code_point, static_cast<std::uint8_t>(length), true};
}

void append_utf8(std::string& out, char32_t code_point) {
  const auto push = [&](char32_t bits) {
    out.push_back(static_cast<char>(bits));
  };
  if (code_point < 0x80) {
    push(code_point);
  } else if (code_point < 0x800) {
    push(0xC0 | (code_point >> 6));
    push(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x1'0000) {
    push(0xE0 | (code_point >> 12));
    push(0x80 | ((code_point >> 6) & 0x3F));
    push(0x80 | (code_point & 0x3F));
  } else {
    push(0xF0 | (code_point >> 18));
    push(0x80 | ((code_point >> 12) & 0x3F));
    push(0x80 | ((code_point >> 6) & 0x3F));
    push(0x80 | (code_point & 0x3F));
  }
}

std::string to_utf8(char32_t code_point) {
  std::string out;
  append_utf8(out, code_point);
  return out;
}

std::string to_utf8(std::u32string_view code_points) {
  std::string out;
  out.reserve(code_points.size() * 3);
  for (const char32_t code_point : code_points) append_utf8(out, code_point);
  return out;
}

std::u32string to_utf32(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const DecodedCodePoint decoded =
        is_common_triple(text, offset) ? decode_triple(text, offset) : decode_utf8(text, offset);
    out.push_back(decoded.code_point);
    offset += decoded.length;
  }
  return out;
}

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();) {
    if (is_ascii_block(text, offset)) {
      offset += kAsciiBlockSize;
      continue;
    }
    if (is_common_triple(text, offset)) {
      offset += 3;
      continue;
    }
    const DecodedCodePoint decoded = decode_utf8(text, offset);
    if (!decoded.valid) return offset;
    offset += decoded.length;
  }
  return std::nullopt;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) count += !is_continuation_byte(byte);
  return count;
}

std::string_view first_code_points(std::string_view text, std::size_t count) {
  std::size_t offset = 0;
  while (count-- > 0 && offset < text.size()) offset += decode_utf8(text, offset).length;
  return text.substr(0, offset);
}

std::string_view first_bytes(std::string_view text, std::size_t count) {
  return text.substr(0, code_point_begin(text, count));
}

std::size_t code_point_begin(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return text.size();
  while (offset > 0 && is_continuation_byte(text[offset])) --offset;
  return offset;
}

std::size_t code_point_end(std::string_view text, std::size_t offset) {
  ++offset;
  while (offset < text.size() && is_continuation_byte(text[offset])) ++offset;
  return offset;
}

}  // namespace gongwen::base
