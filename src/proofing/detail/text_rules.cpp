#include "proofing/detail/text_rules.h"

#include <array>
#include <cstdint>

namespace gongwen::proofing {
namespace {

using TextRule = void (*)(const TextProof&);

constexpr std::array<TextRule, 9> kRules{
    check_document_numbers,     check_dates,    check_han_years,     check_level_marks,
    check_marks_between_titles, check_brackets, check_doubled_marks, check_full_width_letters,
    check_half_width_marks,
};

enum class ByteKind : std::uint8_t { Plain, Wide, Mark, Sign, Lead };

/// Marks of ASCII count beside wide characters only; brackets count anywhere.
constexpr auto kByteKinds = [] {
  std::array<ByteKind, 256> kinds{};
  for (std::size_t byte = 0x80; byte < kinds.size(); ++byte) kinds[byte] = ByteKind::Wide;
  for (const char mark : std::string_view(",;:?!.")) kinds[static_cast<unsigned char>(mark)] = ByteKind::Mark;
  for (const char sign : std::string_view("([)")) kinds[static_cast<unsigned char>(sign)] = ByteKind::Sign;
  for (const std::size_t lead : {0xE2, 0xE3, 0xE6, 0xE9, 0xEF}) kinds[lead] = ByteKind::Lead;
  return kinds;
}();

/// Of the characters of three bytes: quotes, CJK punctuation except for the blank and 〇, 月, 零, full-width forms.
bool is_sign(unsigned char lead, unsigned char second, unsigned char third) {
  switch (lead) {
    case 0xE2: return second == 0x80 && third >= 0x98 && third <= 0x9D;
    case 0xE3: return second == 0x80 && third != 0x80 && third != 0x87;
    case 0xE6: return second == 0x9C && third == 0x88;
    case 0xE9: return second == 0x9B && third == 0xB6;
    default: return second == 0xB9 || second == 0xBC || second == 0xBD;
  }
}

}  // namespace

bool may_break_rules(std::string_view text) {
  bool wide = false;
  bool sign = false;
  const auto byte = [&](std::size_t at) -> unsigned char {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : '\0';
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    switch (kByteKinds[byte(at)]) {
      case ByteKind::Plain: break;
      case ByteKind::Wide: wide = true; break;
      case ByteKind::Mark: sign = sign || (at > 0 && byte(at - 1) >= 0x80) || byte(at + 1) >= 0x80; break;
      case ByteKind::Sign: sign = true; break;
      case ByteKind::Lead:
        wide = true;
        sign = sign || is_sign(byte(at), byte(at + 1), byte(at + 2));
        at += 2;
        break;
    }
    if (wide && sign) return true;
  }
  return false;
}

void check_text(const TextProof& proof) {
  for (const TextRule rule : kRules) rule(proof);
}

}  // namespace gongwen::proofing
