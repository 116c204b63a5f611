// The media type of a file (RFC 6838), by its content: names of files are often wrong, and programs that read an
// attached invoice rely on its type.
#pragma once

#include <string_view>

namespace gongwen::package {

/// `application/pdf`, `text/xml` …; `application/octet-stream` if the content is not recognised. `name` decides only
/// between formats that look alike: plain text, CSV, Markdown, YAML.
std::string_view media_type_of(std::string_view bytes, std::string_view name);

}  // namespace gongwen::package
