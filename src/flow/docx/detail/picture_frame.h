// The picture that a form shows in the place for a photo.
#pragma once

#include <string>

namespace gongwen::docx {

/// A PNG file of 5 by 7: the outline of a person in grey. The bytes are always the same, so that a returned form
/// without a photo can be recognised.
std::string picture_frame();

}  // namespace gongwen::docx
