#include "base/ascii.h"
#include "base/escapes.h"
#include "images/detail/decode.h"

namespace gongwen::images {
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
  return base::parse_base64(data);
}

std::string shown_address(std::string_view address) {
  if (!is_data_address(address)) return std::string(address);
  return std::string(address.substr(0, std::min<std::size_t>(address.find(','), 32))) + ",…";
}

}  // namespace gongwen::images
