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

/// Whether it is a file of an office program (.xlsx, .docx) with a password for opening (MS-OFFCRYPTO, 2.3.4).
bool is_encrypted_package(std::string_view bytes);

/// By the first bytes of files that are neither PDF nor package nor JSON.
std::optional<OtherFormat> recognise_bytes(std::string_view bytes);

/// The same by the very first bytes alone, which no text has.
std::optional<OtherFormat> recognise_magic(std::string_view bytes);

/// By the parts of a package that is not a workbook; `has` says whether there is a part.
OtherFormat recognise_package(const std::function<bool(std::string_view)>& has, std::string_view mimetype);

}  // namespace gongwen::intake
