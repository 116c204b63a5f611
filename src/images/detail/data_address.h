// Addresses that hold their data (RFC 2397): `data:image/png;base64,iVBORw0…`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::images {

bool is_data_address(std::string_view address);
/// The bytes; nothing when the address is ill-formed.
std::optional<std::string> data_of_address(std::string_view address);
/// `%E4` and the like taken back; ill-formed ones stay as they are.
std::string percent_decoded(std::string_view text);
/// What messages call an address: one that holds its data, without them.
std::string shown_address(std::string_view address);

}  // namespace gongwen::images
