// The language of a Word file's texts. Chinese and Latin text share quotation marks, dashes and ellipses, which are set
// according to the language.
#pragma once

#include "adopt/detail/paragraph_text.h"
#include "word/document.h"

#include <string>

namespace gongwen::adopt {

/// The language of the whole document: Chinese, unless none of its texts has a Chinese character.
std::string language_of(const word::Document& document);

/// The language of a paragraph in a Chinese document; empty if it is that of the document, or if a tag may insert text
/// in any language.
std::string language_of(const word::Document& document, const ParagraphText& text);

}  // namespace gongwen::adopt
