// The picture that a form shows where a person puts a photo.
#pragma once

#include <string>

namespace gongwen::docx {

/// A PNG file of 5 by 7: the outline of a person in grey. Always the same bytes, by which a returned form is known to
/// have no photo.
std::string picture_frame();

}  // namespace gongwen::docx
