#include "data/detail/json_slips.h"

#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/data.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace gongwen::data {
namespace {

namespace messages = diagnostics::messages;
using namespace std::string_view_literals;

constexpr std::size_t kMaxSlips = 1'000;
constexpr std::size_t kEscapeLength = 6;  // of `\u0000`

constexpr bool is_first_half(std::uint32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
constexpr bool is_second_half(std::uint32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

class JsonMender {
 public:
  JsonMender(std::string_view text, NulCharacters nul_characters)
      : text_(text.substr(0, text.find('\0'))),
        mended_{std::string(text), {}},
        refuses_nul_(nul_characters == NulCharacters::Refuse) {}

  MendedJson mend() && {
    while (at_ < text_.size() && mended_.slips.size() < kMaxSlips) {
      const char c = text_[at_];
      if (c == '/') {
        skip_comment();
      } else if (c == '"') {
        skip_string();
      } else {
        if (c == ']' || c == '}') mend_comma(c);
        if (" \t\r\n"sv.find(c) == std::string_view::npos) note_token(c);
        ++at_;
      }
    }
    // A comma has its place before comments that follow it.
    std::sort(mended_.slips.begin(), mended_.slips.end(),
              [](const JsonSlip& a, const JsonSlip& b) { return a.begin < b.begin; });
    return std::move(mended_);
  }

 private:
  void add(JsonSlip::Kind kind, std::size_t begin, std::size_t end) {
    mended_.slips.push_back({kind, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  }
  void blank(JsonSlip::Kind kind, std::size_t begin, std::size_t end) {
    add(kind, begin, end);
    std::fill(mended_.text.begin() + static_cast<std::ptrdiff_t>(begin),
              mended_.text.begin() + static_cast<std::ptrdiff_t>(end), ' ');
  }

  /// `first` is the first character of a token, or another one of a number or word.
  void note_token(char first) {
    before_last_ = last_;
    last_ = first;
    last_at_ = at_;
  }

  /// A comma is wrong before a bracket only if a value is before it; otherwise the value is missing.
  void mend_comma(char bracket) {
    if (last_ != ',' || "[{,:\0"sv.find(before_last_) != std::string_view::npos) return;
    blank(bracket == '}' ? JsonSlip::Kind::CommaOfMember : JsonSlip::Kind::CommaOfItem, last_at_, last_at_ + 1);
  }

  void skip_comment() {
    const std::string_view mark = text_.substr(at_, 2);
    std::size_t end = std::string_view::npos;
    if (mark == "//") end = std::min(text_.find('\n', at_), text_.size());
    if (mark == "/*") end = text_.find("*/", at_ + 2);
    if (end == std::string_view::npos) {
      at_ = text_.size();
      return;
    }
    if (mark == "/*") end += 2;
    blank(JsonSlip::Kind::Comment, at_, end);
    at_ = end;
  }

  void skip_string() {
    note_token('"');
    for (++at_; at_ < text_.size() && text_[at_] != '"';) {
      if (text_[at_] != '\\') {
        ++at_;
      } else if (const std::optional<std::uint32_t> unit = unit_at(at_)) {
        skip_unit(*unit);
      } else {
        at_ += 2;
      }
    }
    ++at_;
  }

  void skip_unit(std::uint32_t unit) {
    const bool is_pair = is_first_half(unit) && is_second_half(unit_at(at_ + kEscapeLength).value_or(0));
    if (!is_pair && (is_first_half(unit) || is_second_half(unit))) {
      replace_escape(JsonSlip::Kind::LoneSurrogate);
    } else if (unit == 0 && refuses_nul_) {
      replace_escape(JsonSlip::Kind::NulCharacter);
    }
    at_ += is_pair ? 2 * kEscapeLength : kEscapeLength;
  }

  /// With that of another character.
  void replace_escape(JsonSlip::Kind kind) {
    add(kind, at_, at_ + kEscapeLength);
    mended_.text.replace(at_, kEscapeLength, "\\uFFFD");
  }

  /// The UTF-16 code unit of an escape `\u0000` at this place.
  std::optional<std::uint32_t> unit_at(std::size_t offset) const {
    if (offset + kEscapeLength > text_.size() || text_.substr(offset, 2) != "\\u") return std::nullopt;
    std::uint32_t unit = 0;
    const char* const end = text_.data() + offset + kEscapeLength;
    const auto read = std::from_chars(text_.data() + offset + 2, end, unit, 16);
    return read.ptr == end ? std::optional(unit) : std::nullopt;
  }

  std::string_view text_;  // up to U+0000, where the parser stops
  MendedJson mended_;
  bool refuses_nul_;
  std::size_t at_ = 0;
  char before_last_ = '\0';  // what the last two tokens start with
  char last_ = '\0';
  std::size_t last_at_ = 0;
};

}  // namespace

MendedJson mend_json(std::string_view text, NulCharacters nul_characters) {
  return JsonMender(text, nul_characters).mend();
}

void report_json_slip(const JsonSlip& slip, diagnostics::SourceId source, std::string_view text,
                      diagnostics::DiagnosticSink& sink) {
  const diagnostics::Origin origin{{source, slip.begin, slip.end}, {}};
  switch (slip.kind) {
    case JsonSlip::Kind::Comment: sink.report(messages::DataJsonComment, origin); return;
    case JsonSlip::Kind::CommaOfItem:
      sink.report(messages::DataJsonTrailingComma, origin, texts::DataItem.chinese, texts::DataItem.english);
      return;
    case JsonSlip::Kind::CommaOfMember:
      sink.report(messages::DataJsonTrailingComma, origin, texts::DataMember.chinese, texts::DataMember.english);
      return;
    case JsonSlip::Kind::LoneSurrogate:
      sink.report(messages::DataJsonLoneSurrogate, origin, text.substr(slip.begin, slip.end - slip.begin));
      return;
    case JsonSlip::Kind::NulCharacter: sink.report(messages::DataNulCharacter, origin); return;
  }
}

}  // namespace gongwen::data
