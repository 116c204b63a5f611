// The parts of a DOCX file besides its text: styles, settings, fonts, properties.
#pragma once

#include "flow/document.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::docx {

/// The namespace of WordprocessingML.
inline constexpr std::string_view kWordSpace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

std::string styles_part(const flow::Document& document);
std::string settings_part(const flow::Document& document);
std::string font_table_part(const flow::Document& document);
/// `seconds` is the time when the document was made, since 1970.
std::string core_part(const flow::Properties& properties, std::int64_t seconds);
std::string app_part();
/// Empty if the document has no such properties.
std::string custom_part(const flow::Properties& properties);

/// The properties of a section; `heads` are its references to heads.
std::string section_properties(const flow::Section& section, const std::string& heads);

/// The declaration that starts each part.
std::string xml_declaration();

}  // namespace gongwen::docx
