// Files that people send instead of forms, and what to do with them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// Arguments of intake/other-format: what the file is, and the way out, each in English and in Chinese.
using OtherFormat = std::vector<std::string>;

/// By the first bytes of files that are neither PDF nor package nor JSON.
std::optional<OtherFormat> recognise_bytes(std::string_view bytes);

/// By the parts of a package that is no workbook; `has` says whether there is a part.
OtherFormat recognise_package(const std::function<bool(std::string_view)>& has, std::string_view mimetype);

}  // namespace gongwen::intake
