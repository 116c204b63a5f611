// A returned file as a text, on its way from the process that reads it.
#pragma once

#include "intake/returned_file.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::intake {

std::string write_returned_file(const ReturnedFile& file);

/// Nothing for what write_returned_file did not write: the text comes from a process that may have gone wrong.
std::optional<ReturnedFile> parse_returned_file(std::string_view text);

}  // namespace gongwen::intake
