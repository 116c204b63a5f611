#include "intake/detail/picture_address.h"

#include "base/escapes.h"
#include "package/media_type.h"

#include <cstddef>

namespace gongwen::intake {

std::string picture_address(std::string_view bytes) {
  constexpr std::size_t kMostBytes = std::size_t{8} << 20;
  const std::string_view type = package::media_type_of(bytes, {});
  if ((type != "image/jpeg" && type != "image/png") || bytes.size() > kMostBytes) return {};
  std::string address = "data:" + std::string(type) + ";base64,";
  base::append_base64(address, bytes);
  return address;
}

}  // namespace gongwen::intake
