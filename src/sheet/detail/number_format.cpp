#include "base/ascii.h"
#include "base/utf8.h"
#include "sheet/detail/style_format.h"
#include "sheet/limits.h"

#include <array>

namespace gongwen::sheet {
namespace {

struct NamedFormat {
  std::string_view name;
  std::string_view code;
};

/// The names that Office writes instead of a code.
constexpr std::array kNamedFormats{
    NamedFormat{"General", ""},
    NamedFormat{"Text", "@"},
    NamedFormat{"Fixed", "0.00"},
    NamedFormat{"Standard", "#,##0.00"},
    NamedFormat{"Percent", "0.00%"},
    NamedFormat{"Scientific", "0.00E+00"},
    NamedFormat{"Currency", "\"¥\"#,##0.00"},
    NamedFormat{"General Date", "yyyy/m/d h:mm"},
    NamedFormat{"Short Date", "yyyy/m/d"},
    NamedFormat{"Medium Date", "yyyy-mm-dd"},
    NamedFormat{"Long Date", "yyyy\"年\"m\"月\"d\"日\""},
    NamedFormat{"Short Time", "h:mm"},
    NamedFormat{"Medium Time", "h:mm AM/PM"},
    NamedFormat{"Long Time", "h:mm:ss"},
};

/// Characters that mean something or stand for themselves without quotes.
constexpr std::string_view kPlainCharacters = "0123456789#?.,%/ $-+()':!^&~{}<>=@*_;\\\"[]";
/// Parts of dates and times; e, E: exponents and the year in Asian calendars; g, b, a: eras, Buddhist years, weekdays.
constexpr std::string_view kFormatLetters = "yYmMdDhHsSeEgGbBaA";

/// AD-HOC: Office writes a quote as `\0022` and reads exactly four digits, CSS reads up to six, so that `\0022d`
/// arrives as U+022D. Such characters are in no format code; they are turned back into a quote and the digits after it.
std::string restore_quotes(std::string_view text) {
  std::string out;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    constexpr std::string_view kDigits = "0123456789abcdef";
    if (c >= 0x220 && c <= 0x22F) {
      out += {'"', kDigits[c & 0xF]};
    } else if (c >= 0x2200 && c <= 0x22FF) {
      out += {'"', kDigits[(c >> 4) & 0xF], kDigits[c & 0xF]};
    } else {
      base::append_utf8(out, c);
    }
  }
  return out;
}

class FormatReader {
 public:
  explicit FormatReader(std::string_view code) : code_(code) {}

  std::optional<std::string> read() {
    while (at_ < code_.size()) {
      if (!read_part()) return std::nullopt;
    }
    if (sections_ > 4 || out_.size() > kMaxNumberFormatBytes) return std::nullopt;
    return std::move(out_);
  }

 private:
  bool read_part() {
    const char c = code_[at_];
    if (static_cast<unsigned char>(c) >= 0x80) return quote_literal();
    if (c == '"') return copy_until('"');
    if (c == '[') return copy_until(']');
    if (c == '\\' || c == '_' || c == '*' || c == '!') return copy_pair();
    if (c == ';') ++sections_;
    if (copy_word("General") || copy_word("AM/PM") || copy_word("A/P")) return true;
    const bool known = kPlainCharacters.find(c) != std::string_view::npos;
    if (!known && kFormatLetters.find(c) == std::string_view::npos) return false;
    out_.push_back(c);
    ++at_;
    return true;
  }

  /// A stretch of characters beyond ASCII.
  bool quote_literal() {
    out_.push_back('"');
    while (at_ < code_.size() && static_cast<unsigned char>(code_[at_]) >= 0x80) out_.push_back(code_[at_++]);
    out_.push_back('"');
    return true;
  }

  bool copy_until(char end) {
    const std::size_t close = code_.find(end, at_ + 1);
    if (close == std::string_view::npos) return false;
    if (end == ']' && close == at_ + 1) return false;
    out_ += code_.substr(at_, close + 1 - at_);
    at_ = close + 1;
    return true;
  }

  /// `\-`, `_)`, `* `: a sign and the character that it is about.
  bool copy_pair() {
    if (at_ + 1 >= code_.size()) return false;
    const std::size_t length = 1 + base::decode_utf8(code_, at_ + 1).length;
    out_ += code_.substr(at_, length);
    at_ += length;
    return true;
  }

  bool copy_word(std::string_view word) {
    if (!base::equals_ignoring_ascii_case(code_.substr(at_, word.size()), word)) return false;
    out_ += word;
    at_ += word.size();
    return true;
  }

  std::string_view code_;
  std::size_t at_ = 0;
  std::size_t sections_ = 1;
  std::string out_;
};

}  // namespace

std::optional<std::string> resolve_number_format(std::string_view text) {
  for (const NamedFormat& named : kNamedFormats) {
    if (base::equals_ignoring_ascii_case(text, named.name)) return std::string(named.code);
  }
  if (text.empty()) return std::nullopt;
  const std::string restored = restore_quotes(text);
  if (find_forbidden_character(restored)) return std::nullopt;
  return FormatReader(restored).read();
}

std::string widest_date(std::string_view code) {
  constexpr std::string_view kShortParts = "mdhs";  // one letter shows one digit or two
  std::string shown;
  bool quoted = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == '\\' && i + 1 < code.size()) {
      shown.push_back(code[++i]);
    } else {
      shown.push_back(c);
      const bool alone = (i + 1 >= code.size() || code[i + 1] != c) && (i == 0 || code[i - 1] != c);
      if (!quoted && alone && kShortParts.find(c) != std::string_view::npos) shown.push_back(c);
    }
  }
  return shown;
}

}  // namespace gongwen::sheet
