#include "intake/detail/picture_address.h"

#include "base/escapes.h"

#include <cstddef>

namespace gongwen::intake {

std::string picture_address(std::string_view bytes) {
  constexpr std::size_t kMostBytes = std::size_t{8} << 20;
  const bool is_jpeg = bytes.starts_with("\xFF\xD8\xFF");
  if ((!is_jpeg && !bytes.starts_with("\x89PNG")) || bytes.size() > kMostBytes) return {};
  std::string address = is_jpeg ? "data:image/jpeg;base64," : "data:image/png;base64,";
  base::append_base64(address, bytes);
  return address;
}

}  // namespace gongwen::intake
