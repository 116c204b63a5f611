// Recognises other files that people send instead of forms, and gives advice.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// Arguments of intake/other-format: what the file is, and what to do, each in English and Chinese.
using OtherFormat = std::vector<std::string>;

/// Whether it is a password-protected office file (.xlsx, .docx; MS-OFFCRYPTO, 2.3.4).
bool is_encrypted_package(std::string_view bytes);

/// Recognises files that are neither PDF, package nor JSON by their first bytes.
std::optional<OtherFormat> recognise_bytes(std::string_view bytes);

/// Does the same, but only by magic numbers with which no text can start.
std::optional<OtherFormat> recognise_magic(std::string_view bytes);

/// Recognises a package that is not a workbook by its parts; `has` says whether a part exists.
OtherFormat recognise_package(const std::function<bool(std::string_view)>& has, std::string_view mimetype);

}  // namespace gongwen::intake
