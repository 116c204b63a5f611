#include "base/format.h"
#include "base/mask_passwords.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "diagnostics/printer.h"

#include <algorithm>
#include <cstdint>

namespace gongwen::diagnostics {
namespace {

/// The index in `{n}`, whose brace is at `offset`; -1 for anything else. No message has more than ten arguments.
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

/// OPTIMIZATION: all characters to escape start with one of these bytes, which are rare in texts.
bool may_begin_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xE2;
}

enum class Script : std::uint8_t { Other, Han, Latin };

/// Han, and punctuation that is as wide.
Script script_of(char32_t c) {
  const bool wide = (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF01 && c <= 0xFF60) ||
                    (c >= 0x20000 && c <= 0x3FFFF);
  if (wide) return Script::Han;
  const bool alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return alnum ? Script::Latin : Script::Other;
}

bool is_wide_mark(char32_t c) { return (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFFEF); }

char32_t first_of(std::string_view text) { return text.empty() ? U'\0' : base::decode_utf8(text, 0).code_point; }

char32_t last_of(std::string_view text) {
  return text.empty() ? U'\0' : first_of(text.substr(base::last_code_point(text)));
}

/// Appends `next`, with a blank between Han and Latin letters or digits, and without one between Han and Han. The
/// pattern cannot provide it, since it does not know which script the argument has.
void join(std::string& out, std::string_view next) {
  if (out.empty() || next.empty()) return;
  const char32_t after = first_of(next);
  if (out.ends_with(' ')) {
    const char32_t before = last_of(std::string_view(out).substr(0, out.size() - 1));
    if (script_of(before) == Script::Han && script_of(after) == Script::Han) out.pop_back();
    return;
  }
  const char32_t before = last_of(out);
  const bool meet = (script_of(before) == Script::Han && script_of(after) == Script::Latin) ||
                    (script_of(before) == Script::Latin && script_of(after) == Script::Han);
  if (meet && !is_wide_mark(before) && !is_wide_mark(after)) out.push_back(' ');
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
  bool behind_argument = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const int index = argument_index(pattern, i);
    if (index >= 0) {
      if (static_cast<std::size_t>(index) < arguments.size()) {
        const std::string argument = escape_controls(base::mask_passwords(arguments[static_cast<std::size_t>(index)]));
        join(out, argument);
        out += argument;
      }
      i += 2;
      behind_argument = true;
    } else {
      if (behind_argument) {
        // Also drops a blank of the pattern between two Han.
        const bool blank = pattern[i] == ' ' && i + 1 < pattern.size() && argument_index(pattern, i + 1) < 0 &&
                           script_of(last_of(out)) == Script::Han &&
                           script_of(first_of(pattern.substr(i + 1))) == Script::Han;
        behind_argument = false;
        if (blank) continue;
        join(out, pattern.substr(i));
      }
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
