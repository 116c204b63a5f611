#include "text/detail/cff_subset.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::text {
namespace {

constexpr unsigned kEscape = 12;
constexpr unsigned kRegistryOrderingSupplement = kEscape << 8 | 30;  // opens the dictionary of a CIDFont
constexpr unsigned kCharset = 15;
constexpr unsigned kLongNumber = 29;  // followed by four bytes
constexpr unsigned kRealNumber = 30;  // followed by half bytes, to one of 15
constexpr unsigned kMinNumber = 28;

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

std::size_t offset_at(std::string_view bytes, std::size_t at, unsigned size) {
  std::size_t value = 0;
  for (unsigned i = 0; i < size; ++i) value = value << 8 | byte_at(bytes, at + i);
  return value;
}

/// An INDEX: where its first object is, and where it ends.
struct Index {
  std::size_t first_begin = 0;
  std::size_t first_end = 0;
  std::size_t end = 0;
};

std::optional<Index> read_index(std::string_view cff, std::size_t at) {
  const std::size_t count = offset_at(cff, at, 2);
  if (count == 0) return Index{at + 2, at + 2, at + 2};
  const unsigned size = byte_at(cff, at + 2);
  if (size < 1 || size > 4) return std::nullopt;
  const std::size_t offsets = at + 3;
  const std::size_t data = offsets + (count + 1) * size - 1;  // offsets count from 1
  const Index index{data + offset_at(cff, offsets, size), data + offset_at(cff, offsets + size, size),
                    data + offset_at(cff, offsets + count * size, size)};
  const bool whole = index.first_begin <= index.first_end && index.first_end <= index.end && index.end <= cff.size();
  return whole ? std::optional(index) : std::nullopt;
}

/// How many bytes the operand at `at` has.
std::size_t operand_length(std::string_view cff, std::size_t at) {
  const unsigned first = byte_at(cff, at);
  if (first == kMinNumber) return 3;
  if (first == kLongNumber) return 5;
  if (first != kRealNumber) return first >= 247 ? 2 : 1;
  std::size_t length = 1;
  while (at + length < cff.size()) {
    const unsigned halves = byte_at(cff, at + length++);
    if ((halves >> 4) == 15 || (halves & 15) == 15) break;
  }
  return length;
}

/// Where the dictionary of the font has the operand of an operator: the last one before it.
struct Found {
  bool is_numbered = false;
  std::optional<std::size_t> charset;  // the place of its operand
};

Found search_dictionary(std::string_view cff, const Index& dictionaries) {
  Found found;
  std::optional<std::size_t> operand;
  for (std::size_t at = dictionaries.first_begin; at < dictionaries.first_end;) {
    const unsigned first = byte_at(cff, at);
    if (first >= kMinNumber) {
      operand = at;
      at += operand_length(cff, at);
      continue;
    }
    const unsigned name = first == kEscape ? kEscape << 8 | byte_at(cff, at + 1) : first;
    if (name == kRegistryOrderingSupplement) found.is_numbered = true;
    if (name == kCharset) found.charset = operand;
    at += first == kEscape ? 2 : 1;
    operand.reset();
  }
  return found;
}

void append_bytes_of(std::string& out, std::size_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift & 0xFF));
}

}  // namespace

bool number_glyphs_by_place(std::string& cff, std::size_t glyph_count) {
  const auto names = read_index(cff, byte_at(cff, 2));  // after the header, which says how long it is
  const auto dictionaries = names ? read_index(cff, names->end) : std::nullopt;
  if (!dictionaries) return false;
  const Found found = search_dictionary(cff, *dictionaries);
  if (!found.is_numbered) return true;
  if (!found.charset || byte_at(cff, *found.charset) != kLongNumber || glyph_count < 2) return glyph_count < 2;
  // Format 2: one range, which starts with glyph 1 and has all that follow.
  const std::size_t charset = cff.size();
  append_bytes_of(cff, 2, 1);
  append_bytes_of(cff, 1, 2);
  append_bytes_of(cff, glyph_count - 2, 2);
  std::string offset;
  append_bytes_of(offset, charset, 4);
  cff.replace(*found.charset + 1, offset.size(), offset);
  return true;
}

}  // namespace gongwen::text
