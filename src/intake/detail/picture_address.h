// Pictures that people put into forms and data workbooks, as values of data.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::intake {

/// A JPEG or PNG file of up to 8 MB as a `data:` address; empty for any other file.
std::string picture_address(std::string_view bytes);

}  // namespace gongwen::intake
