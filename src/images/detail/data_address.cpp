#include "base/ascii.h"
#include "base/escapes.h"
#include "images/detail/decode.h"

namespace gongwen::images {
namespace {

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  return c == '/' || c == '_' ? 63 : -1;
}

/// RFC 4648 section 4; white space is passed over, as browsers do.
std::optional<std::string> base64_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int count = 0;
  bool padded = false;
  for (const char c : text) {
    if (base::is_ascii_space(c)) continue;
    if (c == '=') {
      padded = true;
      continue;
    }
    const int value = base64_value(c);
    if (value < 0 || padded) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (++count % 4 == 0) {
      for (const int shift : {16, 8, 0}) out.push_back(static_cast<char>(bits >> shift & 0xFF));
      bits = 0;
    }
  }
  if (count % 4 == 1) return std::nullopt;
  if (count % 4 == 2) out.push_back(static_cast<char>(bits >> 4 & 0xFF));
  if (count % 4 == 3) {
    out.push_back(static_cast<char>(bits >> 10 & 0xFF));
    out.push_back(static_cast<char>(bits >> 2 & 0xFF));
  }
  return out;
}

}  // namespace

bool is_data_address(std::string_view address) {
  return address.size() >= 5 && base::equals_ignoring_ascii_case(address.substr(0, 5), "data:");
}

std::optional<std::string> data_of_address(std::string_view address) {
  const std::size_t comma = address.find(',');
  if (!is_data_address(address) || comma == std::string_view::npos) return std::nullopt;
  const std::string_view type = base::trim_ascii_space(address.substr(5, comma - 5));
  std::string data = base::percent_decoded(address.substr(comma + 1));
  constexpr std::string_view kBase64 = ";base64";
  const bool packed = type.size() >= kBase64.size() &&
                      base::equals_ignoring_ascii_case(type.substr(type.size() - kBase64.size()), kBase64);
  if (!packed) return data;
  return base64_decoded(data);
}

std::string shown_address(std::string_view address) {
  if (!is_data_address(address)) return std::string(address);
  return std::string(address.substr(0, std::min<std::size_t>(address.find(','), 32))) + ",…";
}

}  // namespace gongwen::images
