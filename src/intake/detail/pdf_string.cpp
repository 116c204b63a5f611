#include "base/utf8.h"
#include "data/decode_text.h"
#include "intake/detail/pdf_font_text.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace gongwen::intake {
namespace {

constexpr char32_t kEscape = 0x1B;

// ISO 32000-1 annex D.3: where the encoding differs from Latin-1. Codes without a character are 0.
constexpr std::array<char32_t, 8> kPdfDoc18 = {0x02D8, 0x02C7, 0x02C6, 0x02D9, 0x02DD, 0x02DB, 0x02DA, 0x02DC};
constexpr std::array<char32_t, 33> kPdfDoc80 = {0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044, 0x2039,
                                                0x203A, 0x2212, 0x2030, 0x201E, 0x201C, 0x201D, 0x2018, 0x2019, 0x201A,
                                                0x2122, 0xFB01, 0xFB02, 0x0141, 0x0152, 0x0160, 0x0178, 0x017D, 0x0131,
                                                0x0142, 0x0153, 0x0161, 0x017E, 0,      0x20AC};

char32_t pdf_doc_character(unsigned char byte) {
  if (byte >= 0x18 && byte <= 0x1F) return kPdfDoc18[byte - 0x18];
  if (byte >= 0x80 && byte <= 0xA0) return kPdfDoc80[byte - 0x80];
  return byte;
}

bool is_surrogate(char32_t unit) { return unit >= 0xD800 && unit <= 0xDFFF; }

struct ScriptRange {
  char32_t first;
  char32_t last;
};

// Scripts of more than one block of 128 characters that no Chinese text takes a single letter of.
constexpr ScriptRange kLargeScripts[] = {{0x0600, 0x08FF},   // Arabic and its neighbours
                                         {0x0F00, 0x0FFF},   // Tibetan
                                         {0x1200, 0x139F},   // Ethiopic
                                         {0x1400, 0x167F},   // Canadian Aboriginal
                                         {0x1800, 0x18AF},   // Mongolian
                                         {0xA000, 0xA4CF},   // Yi
                                         {0xAC00, 0xD7FF}};  // Hangul
constexpr ScriptRange kFarLetters[] = {{0x0530, 0x1CFF}, {0x2C00, 0x2DDF}, {0xA000, 0xA71F}, {0xA800, 0xD7FF}};

// The characters of 《通用规范汉字表》 beyond U+FFFF, without their upper bits.
constexpr std::uint16_t kCutCharacters[] = {
#include "intake/astral_table.inc"
};

/// Whether a program that keeps 16 bits of a character may have made this of one that names have.
bool may_be_cut(char32_t c) {
  return c <= 0xFFFF &&
         std::binary_search(std::begin(kCutCharacters), std::end(kCutCharacters), static_cast<std::uint16_t>(c));
}

/// A number for the script of a letter that is far from Chinese; 0 for others.
char32_t far_script(char32_t c) {
  const auto holds = [c](const ScriptRange& range) {
    return c >= range.first && c <= range.last;
  };
  if (std::none_of(std::begin(kFarLetters), std::end(kFarLetters), holds)) return 0;
  const auto* const large = std::find_if(std::begin(kLargeScripts), std::end(kLargeScripts), holds);
  constexpr char32_t kBlock = 0x80;
  return large != std::end(kLargeScripts) ? large->first : c / kBlock * kBlock;
}

/// Takes code points, drops what is not text, and remembers what was lost.
class Collector {
 public:
  void add(char32_t c) {
    if (c == kEscape) {
      in_language_ = !in_language_;
      mark_.clear();
      return;
    }
    if (in_language_ && mark_.size() < 8) {
      mark_ += c;  // ISO 32000-1, 7.9.2.2: two letters of a language, perhaps two of a country
      return;
    }
    if (in_language_) {  // no mark after all: a lone escape
      in_language_ = false;
      for (const char32_t kept : mark_) keep(kept);
    }
    keep(c);
  }
  void lose() { lost_ = true; }

  PdfText finish(PdfEncoding encoding) {
    if (in_language_) {
      for (const char32_t kept : mark_) keep(kept);
    }
    end_far_word();
    // U+2CC56 cut to 16 bits is the Korean U+CC56, alone among Chinese characters or beside others of its kind. What
    // becomes another Chinese character cannot be detected.
    if (has_odd_letters_ && has_han_) lost_ = true;
    return {std::move(text_), encoding, lost_};
  }

 private:
  void keep(char32_t c) {
    if (c == 0) return lose();
    const char32_t script = far_script(c);
    if (script != script_) end_far_word();
    script_ = script;
    if (script != 0) {
      ++far_letters_;
      cut_letters_ += may_be_cut(c);
    }
    has_han_ = has_han_ || (c >= 0x3400 && c <= 0x9FFF) || c >= 0x20000;
    base::append_utf8(text_, c);
  }
  void end_far_word() {
    has_odd_letters_ = has_odd_letters_ || far_letters_ == 1 || (far_letters_ > 0 && cut_letters_ == far_letters_);
    far_letters_ = 0;
    cut_letters_ = 0;
  }

  std::string text_;
  std::u32string mark_;
  bool in_language_ = false;
  bool lost_ = false;
  bool has_han_ = false;
  bool has_odd_letters_ = false;
  char32_t script_ = 0;          // of the last character
  std::size_t far_letters_ = 0;  // of it in a row
  std::size_t cut_letters_ = 0;  // those of them that may be cut
};

PdfText decode_utf16(std::string_view bytes, bool big_endian) {
  Collector out;
  const auto unit_at = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  std::size_t i = 0;
  for (; i + 1 < bytes.size(); i += 2) {
    const char32_t unit = unit_at(i);
    if (!is_surrogate(unit)) {
      if (unit != 0xFEFF || i > 0) out.add(unit);  // a second mark of the byte order, as some programs write
      continue;
    }
    const char32_t next = i + 3 < bytes.size() ? unit_at(i + 2) : 0;
    if (unit > 0xDBFF || next < 0xDC00 || next > 0xDFFF) {
      out.lose();
      continue;
    }
    out.add(0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00));
    i += 2;
  }
  if (i < bytes.size()) out.lose();
  return out.finish(PdfEncoding::Utf16);
}

PdfText decode_utf8(std::string_view bytes, PdfEncoding encoding) {
  Collector out;
  for (const auto& decoded : base::CodePoints(bytes)) {
    if (decoded.valid) {
      out.add(decoded.code_point);
    } else {
      out.lose();
    }
  }
  return out.finish(encoding);
}

bool has_high_bytes(std::string_view bytes) {
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) >= 0x80) return true;
  }
  return false;
}

/// Chinese characters, their punctuation and full-width forms.
bool is_chinese(char32_t c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF) || (c >= 0x3000 && c <= 0x303F) ||
         (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x2010 && c <= 0x2026) || c == 0x00B7;
}

/// The bytes as GB 18030, when that gives Chinese and ASCII only.
std::string decode_gbk(std::string_view bytes) {
  diagnostics::DiagnosticSink ignored;
  const auto text = data::decode_text(std::string(bytes), {}, ignored);
  if (!text) return {};
  for (const auto& decoded : base::CodePoints(*text)) {
    if (!decoded.valid || (decoded.code_point >= 0x80 && !is_chinese(decoded.code_point))) return {};
  }
  return *text;
}

PdfText decode_pdf_doc(std::string_view bytes) {
  Collector out;
  for (const char c : bytes) {
    const char32_t character = pdf_doc_character(static_cast<unsigned char>(c));
    if (character == 0) {
      out.lose();
    } else {
      out.add(character);
    }
  }
  return out.finish(PdfEncoding::PdfDoc);
}

}  // namespace

PdfText decode_pdf_string(std::string_view bytes) {
  if (bytes.starts_with("\xFE\xFF")) return decode_utf16(bytes.substr(2), true);
  if (bytes.starts_with("\xFF\xFE")) return decode_utf16(bytes.substr(2), false);
  if (bytes.starts_with("\xEF\xBB\xBF")) return decode_utf8(bytes.substr(3), PdfEncoding::Utf8);
  if (!has_high_bytes(bytes)) return decode_pdf_doc(bytes);
  if (!base::find_invalid_utf8(bytes)) return decode_utf8(bytes, PdfEncoding::GuessUtf8);
  const std::string gbk = decode_gbk(bytes);
  return gbk.empty() ? decode_pdf_doc(bytes) : decode_utf8(gbk, PdfEncoding::GuessGbk);
}

}  // namespace gongwen::intake
