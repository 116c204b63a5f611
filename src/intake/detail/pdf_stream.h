// The bytes of a stream, unpacked within limits.
#pragma once

#include "intake/detail/pdf_library.h"
#include "intake/detail/limits.h"

#include <optional>
#include <string>

namespace gongwen::intake {

/// Unpacks what is not packed or packed with FlateDecode alone, as attachments, metadata and long texts are. Nothing
/// for other filters, and for what is damaged, longer than `most`, or unpacks to more than the limit of ratios allows.
std::optional<std::string> unpacked_bytes(const PdfObject& stream, std::size_t most, const IntakeLimits& limits);

}  // namespace gongwen::intake
