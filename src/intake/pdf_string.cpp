#include "intake/pdf_string.h"

#include "base/utf8.h"
#include "data/decode_text.h"

#include <array>

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

/// Letters of scripts that no Chinese text takes a single letter of: Armenian to Vedic, Glagolitic to Ethiopic, Yi to
/// Meetei, Hangul. What is left of U+2CC56 when a program keeps 16 of its bits is the Korean U+CC56; what becomes
/// another Chinese character cannot be told.
bool is_of_far_script(char32_t c) {
  return (c >= 0x0530 && c <= 0x1CFF) || (c >= 0x2C00 && c <= 0x2DDF) || (c >= 0xA000 && c <= 0xA71F) ||
         (c >= 0xA800 && c <= 0xD7FF);
}

/// Takes code points, drops what is no text, and remembers what was lost.
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
    if (has_lone_far_letter_ && has_han_) lost_ = true;
    return {std::move(text_), encoding, lost_};
  }

 private:
  void keep(char32_t c) {
    if (c == 0) return lose();
    if (is_of_far_script(c)) {
      ++far_letters_;
    } else {
      end_far_word();
    }
    has_han_ = has_han_ || (c >= 0x3400 && c <= 0x9FFF) || c >= 0x20000;
    base::append_utf8(text_, c);
  }
  void end_far_word() {
    has_lone_far_letter_ = has_lone_far_letter_ || far_letters_ == 1;
    far_letters_ = 0;
  }

  std::string text_;
  std::u32string mark_;
  bool in_language_ = false;
  bool lost_ = false;
  bool has_han_ = false;
  bool has_lone_far_letter_ = false;
  std::size_t far_letters_ = 0;  // since the last other character
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
      if (unit != 0xFEFF) out.add(unit);
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
