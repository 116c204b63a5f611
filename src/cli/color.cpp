#include "cli/color.h"

#include "cli/environment.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/diagnostics.h"

#include <algorithm>
#include <array>

#include <unistd.h>

namespace gongwen::cli {
namespace {

namespace texts = diagnostics::texts;

constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kYellow = "\x1b[1;33m";
constexpr std::string_view kBlue = "\x1b[1;34m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kPlain = "\x1b[0m";

std::string in(std::string_view color, std::string_view text) {
  return std::string(color) + std::string(text) + std::string(kPlain);
}

/// `   | ^^^^`: where the carets are; npos in other lines.
std::size_t carets_in(std::string_view line) {
  const std::size_t bar = line.find_first_not_of(' ');
  if (bar == std::string_view::npos || line[bar] != '|') return std::string_view::npos;
  const std::size_t caret = line.find_first_not_of(' ', bar + 1);
  const bool is_caret = caret != std::string_view::npos && line.find_first_not_of('^', caret) == std::string_view::npos;
  return is_caret ? caret : std::string_view::npos;
}

class MessageColors {
 public:
  explicit MessageColors(Language language)
      : severities_{{{texts::DiagnosticsError.in(language), kRed},
                     {texts::DiagnosticsWarning.in(language), kYellow},
                     {texts::DiagnosticsNote.in(language), kBlue}}},
        hint_(std::string(texts::DiagnosticsHint.in(language)) + std::string(texts::Colon.in(language))),
        note_(std::string(texts::DiagnosticsNote.in(language)) + std::string(texts::Colon.in(language))) {}

  std::string color(std::string_view line) const {
    for (const auto& [name, color] : severities_) {
      // `error[data/wrong-type]: …`
      if (!line.starts_with(name) || line.size() == name.size() || line[name.size()] != '[') continue;
      const std::size_t end = std::min(line.find(']'), line.size() - 1) + 1;
      return in(color, line.substr(0, end)) + std::string(line.substr(end));
    }
    constexpr std::string_view kArrow = "  --> ";
    if (line.starts_with(kArrow)) return in(kBlue, kArrow) + in(kBold, line.substr(kArrow.size()));
    constexpr std::string_view kIndent = "  ";
    for (const std::string& word : {hint_, note_}) {
      if (!line.starts_with(kIndent) || !line.substr(kIndent.size()).starts_with(word)) continue;
      return std::string(kIndent) + in(kBlue, word) + std::string(line.substr(kIndent.size() + word.size()));
    }
    const std::size_t carets = carets_in(line);
    if (carets == std::string_view::npos) return std::string(line);
    return std::string(line.substr(0, carets)) + in(kRed, line.substr(carets));
  }

 private:
  std::array<std::pair<std::string_view, std::string_view>, 3> severities_;
  std::string hint_;
  std::string note_;
};

}  // namespace

bool shows_colors() {
  return ::isatty(STDERR_FILENO) == 1 && !environment_variable("NO_COLOR") &&
         environment_variable("TERM").value_or("dumb") != "dumb";
}

std::string colored_messages(std::string_view text, Language language) {
  const MessageColors colors(language);
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += colors.color(text.substr(0, end));
    text.remove_prefix(end);
    if (!text.empty()) {
      out += '\n';
      text.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace gongwen::cli
