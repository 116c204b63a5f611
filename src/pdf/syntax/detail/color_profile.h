// The sRGB profile of the output intent: ICC version 2, a matrix and one tone curve for all three channels.
#pragma once

#include <string>

namespace gongwen::pdf {

/// The profile's bytes; always the same.
std::string srgb_profile();

}  // namespace gongwen::pdf
