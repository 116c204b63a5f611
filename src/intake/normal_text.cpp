#include "intake/normal_text.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>

namespace gongwen::intake {
namespace {

struct Pair {
  char32_t from;
  char32_t to;
};

constexpr auto kPairs = std::to_array<Pair>({
#include "intake/compatibility_table.inc"
});

char32_t standard_character(char32_t c) {
  if (c < kPairs.front().from) return c;
  const auto found = std::lower_bound(kPairs.begin(), kPairs.end(), c,
                                      [](const Pair& pair, char32_t code) { return pair.from < code; });
  return found != kPairs.end() && found->from == c ? found->to : c;
}

bool is_blank(char32_t c) { return c == ' ' || c == '\t' || c == 0xA0 || c == 0x3000; }

bool is_control(char32_t c) { return (c < 0x20 && c != '\t') || (c >= 0x7F && c < 0xA0) || c == 0xFFFE || c == 0xFFFF; }

void cut_blanks(std::u32string& line) {
  while (!line.empty() && is_blank(line.back())) line.pop_back();
}

}  // namespace

std::string normal_text(std::string_view text) {
  std::string out;
  std::u32string line;
  std::size_t blank_lines = 0;  // not written yet, for they may be the last
  const auto end_line = [&] {
    cut_blanks(line);
    if (line.empty()) {
      ++blank_lines;
      return;
    }
    out.append(blank_lines, '\n');
    out += base::to_utf8(line);
    line.clear();
    blank_lines = 1;
  };
  bool after_return = false;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    const bool returned = after_return;
    after_return = c == '\r';
    if (c == '\n' && returned) continue;
    // U+2028 and the vertical tab are line ends inside a paragraph.
    if (c == '\n' || c == '\r' || c == 0x0B || c == 0x2028 || c == 0x2029) {
      end_line();
    } else if (!is_control(c)) {
      line += standard_character(c);
    }
  }
  end_line();
  return out;
}

std::string narrow_text(std::string_view text) {
  std::string out;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    if (c >= 0xFF01 && c <= 0xFF5E) {
      out += static_cast<char>(c - 0xFF01 + '!');
    } else if (c == 0x3000 || c == 0xA0) {
      out += ' ';
    } else {
      base::append_utf8(out, c);
    }
  }
  return out;
}

std::string_view trim_blanks(std::string_view text) {
  const auto trim_one = [&text](std::string_view blank) {
    if (text.starts_with(blank)) {
      text.remove_prefix(blank.size());
      return true;
    }
    if (text.ends_with(blank)) {
      text.remove_suffix(blank.size());
      return true;
    }
    return false;
  };
  while (trim_one(" ") || trim_one("\t") || trim_one("\n") || trim_one("\xC2\xA0") || trim_one("\xE3\x80\x80")) {
  }
  return text;
}

}  // namespace gongwen::intake
