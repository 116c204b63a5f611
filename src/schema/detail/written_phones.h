// Phone numbers as people write them.
#pragma once

#include "schema/written_values.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::schema {

/// Mobiles as 13800000000, landlines as 010-64102222-8305, service numbers as 400-810-0000, numbers abroad with their
/// country: +49 30 1234567. Nothing when there is more in the text than one number.
std::optional<std::string> read_phone(std::string_view text);

Advice advise_phone(std::string_view text);

}  // namespace gongwen::schema
