#include "data/decode_text.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/data.h"

#include <array>
#include <cerrno>
#include <optional>

#include <iconv.h>

namespace gongwen::data {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kUtf16LittleMark = "\xFF\xFE";
constexpr std::string_view kUtf16BigMark = "\xFE\xFF";

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

std::optional<std::string> decode(std::string_view bytes) {
  if (bytes.starts_with(kUtf16LittleMark)) return Converter("UTF-16LE").convert(bytes.substr(2));
  if (bytes.starts_with(kUtf16BigMark)) return Converter("UTF-16BE").convert(bytes.substr(2));
  return Converter("GB18030").convert(bytes);
}

}  // namespace

base::Expected<std::string> decode_text(std::string bytes, std::string_view name, diagnostics::DiagnosticSink& sink) {
  if (bytes.starts_with(kUtf8Mark)) bytes.erase(0, kUtf8Mark.size());
  if (!base::find_invalid_utf8(bytes)) return bytes;
  std::optional<std::string> decoded = decode(bytes);
  if (decoded && !base::find_invalid_utf8(*decoded)) return *std::move(decoded);
  sink.report(diagnostics::messages::DataTableEncoding, diagnostics::Origin(), name);
  return base::kReported;
}

}  // namespace gongwen::data
