#include "data/decode_text.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/data.h"

#include <array>
#include <cerrno>
#include <optional>

#include <iconv.h>

namespace gongwen::data {
namespace {

constexpr const char* kUtf16Little = "UTF-16LE";
constexpr const char* kUtf16Big = "UTF-16BE";
constexpr const char* kChinese = "GB18030";
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kUtf16LittleMark = "\xFF\xFE";
constexpr std::string_view kUtf16BigMark = "\xFE\xFF";
constexpr std::string_view kCompoundMark = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
constexpr std::string_view kPackageMark = "PK\x03\x04";

/// A conversion of the C library.
class Converter {
 public:
  explicit Converter(const char* encoding) : handle_(iconv_open("UTF-8", encoding)) {}
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() {
    if (is_open()) iconv_close(handle_);
  }

  /// Nothing when the bytes are not of the encoding, or the encoding is not installed.
  std::optional<std::string> convert(std::string_view bytes) {
    if (!is_open()) return std::nullopt;
    std::string out;
    std::array<char, std::size_t{16} * 1024> buffer;
    char* next = const_cast<char*>(bytes.data());  // iconv does not write to its input
    std::size_t left = bytes.size();
    while (left > 0) {
      char* free = buffer.data();
      std::size_t room = buffer.size();
      const std::size_t result = iconv(handle_, &next, &left, &free, &room);
      if (result == static_cast<std::size_t>(-1) && errno != E2BIG) return std::nullopt;
      out.append(buffer.data(), buffer.size() - room);
    }
    return out;
  }

 private:
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the interface of iconv.
  bool is_open() const { return handle_ != reinterpret_cast<iconv_t>(-1); }
  iconv_t handle_;
};

/// In UTF-8 that was cut or changed at a place, nearly all that is not ASCII is still in order. Characters of GB 18030
/// are hardly ever: two bytes each, of which the second is often ASCII.
bool is_damaged_utf8(std::string_view bytes) {
  std::size_t whole = 0;
  std::size_t broken = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const base::DecodedCodePoint decoded = base::decode_utf8(bytes, at);
    whole += decoded.valid && decoded.length >= 3;
    broken += !decoded.valid;
    at += decoded.length;
  }
  return whole > broken;
}

std::optional<std::string> decode(std::string_view bytes) {
  if (bytes.starts_with(kUtf16LittleMark)) return Converter(kUtf16Little).convert(bytes.substr(2));
  if (bytes.starts_with(kUtf16BigMark)) return Converter(kUtf16Big).convert(bytes.substr(2));
  return is_damaged_utf8(bytes) ? std::nullopt : Converter(kChinese).convert(bytes);
}

}  // namespace

base::Expected<std::string> decode_text(std::string bytes, std::string_view name, diagnostics::DiagnosticSink& sink) {
  if (bytes.starts_with(kUtf8Mark)) bytes.erase(0, kUtf8Mark.size());
  if (!base::find_invalid_utf8(bytes)) return bytes;
  if (report_office_file(bytes, name, sink)) return base::kReported;
  std::optional<std::string> decoded = decode_other_encoding(bytes);
  if (decoded) return *std::move(decoded);
  sink.report(diagnostics::messages::DataTableEncoding, diagnostics::Origin(), name);
  return base::kReported;
}

std::optional<std::string> decode_from(const char* encoding, std::string_view bytes) {
  return Converter(encoding).convert(bytes);
}

std::optional<std::string> decode_other_encoding(std::string_view bytes) {
  std::optional<std::string> decoded = decode(bytes);
  if (decoded && base::find_invalid_utf8(*decoded)) decoded.reset();
  return decoded;
}

void keep_encodings() {
  // The library keeps what an open conversion uses.
  static const Converter kept[] = {Converter(kUtf16Little), Converter(kUtf16Big), Converter(kChinese)};
}

bool report_office_file(std::string_view bytes, std::string_view name, diagnostics::DiagnosticSink& sink) {
  const bool old = bytes.starts_with(kCompoundMark);
  const bool packed = bytes.starts_with(kPackageMark);
  if (old) sink.report(diagnostics::messages::DataOldOfficeFile, diagnostics::Origin(), name);
  if (packed) sink.report(diagnostics::messages::DataPackedFile, diagnostics::Origin(), name);
  return old || packed;
}

}  // namespace gongwen::data
