#include "diagnostics/message_text.h"

#include "base/ascii.h"
#include "base/format.h"
#include "base/mask_passwords.h"
#include "base/terminal_width.h"
#include "base/utf8.h"

#include <algorithm>

namespace gongwen::diagnostics {
namespace {

/// The index in `{n}` at `offset`, which stands on the brace; -1 for anything else. Ten arguments are enough for all.
int argument_index(std::string_view pattern, std::size_t offset) {
  if (pattern[offset] != '{' || offset + 2 >= pattern.size()) return -1;
  if (!base::is_ascii_digit(pattern[offset + 1]) || pattern[offset + 2] != '}') return -1;
  return pattern[offset + 1] - '0';
}

bool is_control(char32_t c) {
  const bool turns_direction =
      c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 || turns_direction;
}

/// OPTIMIZATION: all controls begin with one of these bytes, which few texts have.
bool may_begin_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xE2;
}

}  // namespace

std::string escape_controls(std::string_view text) {
  if (std::none_of(text.begin(), text.end(), may_begin_control)) return std::string(text);
  std::string out;
  const base::CodePoints code_points(text);
  for (auto at = code_points.begin(); at != code_points.end(); ++at) {
    if (is_control(at->code_point)) {
      out += fmt::format("U+{:04X}", static_cast<std::uint32_t>(at->code_point));
    } else {
      out += text.substr(at.offset(), at->length);
    }
  }
  return out;
}

std::string mask_controls(std::string_view line) {
  if (std::none_of(line.begin(), line.end(), may_begin_control)) return std::string(line);
  std::string out;
  const base::CodePoints code_points(line);
  for (auto at = code_points.begin(); at != code_points.end(); ++at) {
    if (!is_control(at->code_point)) {
      out += line.substr(at.offset(), at->length);
    } else if (at->code_point == U'\t') {
      out.push_back(' ');
    } else if (base::terminal_width(at->code_point) > 0) {
      base::append_utf8(out, base::kReplacementCharacter);
    }
  }
  return out;
}

std::string fill_pattern(std::string_view pattern, std::span<const std::string> arguments) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const int index = argument_index(pattern, i);
    if (index >= 0) {
      if (static_cast<std::size_t>(index) < arguments.size()) {
        out += escape_controls(base::mask_passwords(arguments[static_cast<std::size_t>(index)]));
      }
      i += 2;
    } else {
      if (pattern.substr(i, 2) == "{{") ++i;
      out.push_back(pattern[i]);
    }
  }
  return out;
}

bool has_all_arguments(std::string_view pattern, std::span<const std::string> arguments) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const int index = argument_index(pattern, i);
    if (index < 0) continue;
    if (static_cast<std::size_t>(index) >= arguments.size()) return false;
    if (arguments[static_cast<std::size_t>(index)].empty()) return false;
  }
  return true;
}

}  // namespace gongwen::diagnostics
