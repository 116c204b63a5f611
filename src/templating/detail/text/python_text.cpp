#include "templating/detail/text/python_text.h"

#include "base/utf8.h"

#include <algorithm>

namespace gongwen::templating {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Offset of the character that ends before `end`.
std::size_t previous_character(std::string_view text, std::size_t end) {
  std::size_t begin = end - 1;
  while (begin > 0 && is_continuation(text[begin])) --begin;
  return begin;
}

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
    while (begin > 0 && !is_space(base::decode_utf8(rest, previous_character(rest, begin)).code_point)) {
      begin = previous_character(rest, begin);
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

/// isupper() and islower(): one letter with the wanted case, and none with the other.
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
  for (; index > 0 && offset < text.size(); --index) {
    ++offset;
    while (offset < text.size() && is_continuation(text[offset])) ++offset;
  }
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
    while (end > begin && is_stripped(previous_character(text, end))) end = previous_character(text, end);
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
