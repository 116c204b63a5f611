#include "text/detail/whole_font.h"

#include "base/utf8.h"
#include "text/detail/glyph_program.h"
#include "text/detail/harfbuzz.h"

#include <algorithm>
#include <vector>

namespace gongwen::text {
namespace {

constexpr char32_t kLastOfTwoBytes = 0xFFFF;
constexpr unsigned kUnicodePlatform = 0;
constexpr unsigned kWindowsPlatform = 3;

/// Characters in a row whose glyphs are in a row as well.
struct CharacterSpan {
  char32_t first = 0;
  char32_t last = 0;
  GlyphId number = 0;
};

std::vector<CharacterSpan> spans_of(std::span<const NumberedCharacter> characters, char32_t most) {
  std::vector<CharacterSpan> spans;
  for (const NumberedCharacter& character : characters) {
    if (character.code_point > most) break;
    if (!spans.empty()) {
      CharacterSpan& span = spans.back();
      const bool follows =
          character.code_point == span.last + 1 && character.number == span.number + (span.last - span.first) + 1;
      if (follows) {
        span.last = character.code_point;
        continue;
      }
    }
    spans.push_back({character.code_point, character.code_point, character.number});
  }
  return spans;
}

/// Format 4; its last span is that of U+FFFF, which must be there.
std::string two_byte_map(std::span<const NumberedCharacter> characters) {
  std::vector<CharacterSpan> spans = spans_of(characters, kLastOfTwoBytes - 1);
  spans.push_back({kLastOfTwoBytes, kLastOfTwoBytes, 0});
  unsigned exponent = 0;
  while ((std::size_t{2} << exponent) <= spans.size()) ++exponent;
  const unsigned range = 2U << exponent;
  constexpr std::size_t kFixed = 16;
  constexpr std::size_t kSpan = 8;
  std::string out;
  append_number(out, 4);
  append_number(out, static_cast<unsigned>(kFixed + kSpan * spans.size()));
  append_number(out, 0);  // language
  append_number(out, static_cast<unsigned>(2 * spans.size()));
  append_number(out, range);
  append_number(out, exponent);
  append_number(out, static_cast<unsigned>(2 * spans.size()) - range);
  for (const CharacterSpan& span : spans) append_number(out, span.last);
  append_number(out, 0);
  for (const CharacterSpan& span : spans) append_number(out, span.first);
  for (const CharacterSpan& span : spans) {
    // From the character to the glyph, modulo 65,536.
    append_number(out, span.first == kLastOfTwoBytes ? 1 : (span.number - span.first) & 0xFFFF);
  }
  for (std::size_t i = 0; i < spans.size(); ++i) append_number(out, 0);
  return out;
}

/// Format 12.
std::string whole_map(std::span<const NumberedCharacter> characters) {
  const std::vector<CharacterSpan> spans = spans_of(characters, 0x10FFFF);
  constexpr std::size_t kFixed = 16;
  constexpr std::size_t kSpan = 12;
  std::string out;
  append_number(out, 12);
  append_number(out, 0);
  append_word(out, static_cast<std::uint32_t>(kFixed + kSpan * spans.size()));
  append_word(out, 0);  // language
  append_word(out, static_cast<std::uint32_t>(spans.size()));
  for (const CharacterSpan& span : spans) {
    append_word(out, span.first);
    append_word(out, span.last);
    append_word(out, span.number);
  }
  return out;
}

std::string utf16_of(std::string_view text) {
  std::string out;
  for (char32_t c : base::to_utf32(text)) {
    if (c > kLastOfTwoBytes) {
      c -= 0x10000;
      append_number(out, static_cast<unsigned>(0xD800 + (c >> 10)));
      c = 0xDC00 + (c & 0x3FF);
    }
    append_number(out, static_cast<unsigned>(c));
  }
  return out;
}

/// Version 4 from the metrics of a face.
std::string made_os2(const Face& face) {
  const FaceMetrics& metrics = face.metrics();
  constexpr std::size_t kVendor = 58;  // before it rights, small characters, class, ranges: none are stated
  constexpr unsigned kRegular = 0x40;
  constexpr unsigned kItalic = 0x01;
  std::string out;
  append_number(out, 4);
  append_signed(out, metrics.units_per_em / 2);
  append_number(out, static_cast<unsigned>(face.weight()));
  append_number(out, 5);  // of medium width
  out.append(kVendor - out.size(), '\0');
  out += "GONG";
  append_number(out, face.is_italic() ? kItalic : kRegular);
  append_number(out, 0);  // first and last character, set later
  append_number(out, 0);
  for (const std::int32_t value : {metrics.ascent, -metrics.descent, metrics.line_gap, metrics.ascent, metrics.descent})
    append_signed(out, value);
  append_word(out, 0);
  append_word(out, 0);
  append_signed(out, metrics.x_height);
  append_signed(out, metrics.cap_height);
  append_number(out, 0);
  append_number(out, ' ');
  append_number(out, 0);
  return out;
}

}  // namespace

std::string cmap_table(std::span<const NumberedCharacter> characters) {
  const bool is_wide = !characters.empty() && characters.back().code_point > kLastOfTwoBytes;
  constexpr unsigned kUnicodeOfTwoBytes = 3;
  constexpr unsigned kWindowsOfTwoBytes = 1;
  constexpr unsigned kUnicodeWhole = 4;
  constexpr unsigned kWindowsWhole = 10;
  struct Record {
    unsigned platform;
    unsigned encoding;
    bool is_wide;
  };
  std::vector<Record> records = {{kUnicodePlatform, kUnicodeOfTwoBytes, false}};
  if (is_wide) records.push_back({kUnicodePlatform, kUnicodeWhole, true});
  records.push_back({kWindowsPlatform, kWindowsOfTwoBytes, false});
  if (is_wide) records.push_back({kWindowsPlatform, kWindowsWhole, true});
  const std::string narrow = two_byte_map(characters);
  std::string out;
  append_number(out, 0);
  append_number(out, static_cast<unsigned>(records.size()));
  const std::size_t place = 4 + 8 * records.size();
  for (const Record& record : records) {
    append_number(out, record.platform);
    append_number(out, record.encoding);
    append_word(out, static_cast<std::uint32_t>(place + (record.is_wide ? narrow.size() : 0)));
  }
  return is_wide ? out + narrow + whole_map(characters) : out + narrow;
}

std::string name_table(const WholeFont& font) {
  constexpr unsigned kUnicode = 1;
  constexpr unsigned kEnglish = 0x409;
  struct Name {
    unsigned id;
    std::string text;
  };
  const std::string style = utf16_of("Regular");
  const std::string name = utf16_of(font.name);
  // Family, style, identifier, full name, version, PostScript name.
  const std::vector<Name> names = {{1, utf16_of(font.family)},   {2, style}, {3, name}, {4, utf16_of(font.family)},
                                   {5, utf16_of("Version 1.0")}, {6, name}};
  std::string out;
  std::string texts;
  append_number(out, 0);
  append_number(out, static_cast<unsigned>(names.size()));
  append_number(out, static_cast<unsigned>(6 + 12 * names.size()));
  for (const Name& entry : names) {
    append_number(out, kWindowsPlatform);
    append_number(out, kUnicode);
    append_number(out, kEnglish);
    append_number(out, entry.id);
    append_number(out, static_cast<unsigned>(entry.text.size()));
    append_number(out, static_cast<unsigned>(texts.size()));
    texts += entry.text;
  }
  return out + texts;
}

std::string os2_table(const Face& face, std::span<const NumberedCharacter> characters) {
  constexpr std::size_t kFirstCharacter = 64;
  constexpr std::size_t kVersionOne = 86;
  const FaceTable table(face.handle().face, HB_TAG('O', 'S', '/', '2'));
  std::string os2(table.bytes());
  if (os2.size() < kVersionOne) os2 = made_os2(face);
  const auto stated = [](char32_t c) {
    return static_cast<unsigned>(std::min(c, kLastOfTwoBytes));
  };
  put_number(os2, kFirstCharacter, characters.empty() ? 0 : stated(characters.front().code_point));
  put_number(os2, kFirstCharacter + 2, characters.empty() ? 0 : stated(characters.back().code_point));
  return os2;
}

std::string post_table(const Face& face) {
  constexpr std::uint32_t kVersionThree = 0x00030000;
  std::string out;
  append_word(out, kVersionThree);
  append_word(out, 0);  // angle of an italic, for carets only
  append_signed(out, face.metrics().underline_position + face.metrics().underline_thickness / 2);
  append_signed(out, face.metrics().underline_thickness);
  for (int i = 0; i < 5; ++i) append_word(out, 0);  // fixed pitch, memory
  return out;
}

}  // namespace gongwen::text
