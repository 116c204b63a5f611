// The content controls of a form (ECMA-376-1 §17.5.2), and the parts of the file that describe the form.
#pragma once

#include "base/escapes.h"
#include "flow/document.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::docx {

/// The id of the character style of texts that are shown in place of a missing value.
inline constexpr std::string_view kPlaceholderStyle = "PlaceholderText";

/// Declares the names that tick boxes and, if there are any, repeated rows need, on the root element of a part.
void declare_control_names(base::XmlWriter& xml, bool repeats_rows);

/// The id of the bookmark around a control, different from those of the text.
std::size_t control_bookmark_id(std::size_t control);
/// The name of that bookmark: see forms/word_names.h.
std::string control_bookmark(const flow::Control& control, std::size_t number);

/// The content of w:sdtPr; `run` is the look of typed text.
std::string control_properties(const flow::Form& form, std::size_t control, const std::string& run);

/// The style of placeholders.
void write_placeholder_style(base::XmlWriter& xml);

/// word/glossary/document.xml: the texts that programs show again in a control that was emptied.
std::string glossary_part(const flow::Form& form);

/// customXml/item1.xml: stamp, list of the fields, former data and printed texts; see forms::kWordFormSpace.
/// `picture_hashes`: SHA-256 of the files of the document's pictures, by PictureId.
std::string form_part(const flow::Document& document, const std::vector<std::string>& picture_hashes);
/// customXml/itemProps1.xml: programs keep a part that has properties.
std::string form_part_properties();

}  // namespace gongwen::docx
