// Which way up a picture was taken: the one thing of Exif that is looked at.
#pragma once

#include "images/image.h"

#include <string_view>

namespace gongwen::images {

/// Of a TIFF header and its first directory, as JPEG and PNG carry them; 1 when it does not say.
Orientation exif_orientation(std::string_view tiff);

}  // namespace gongwen::images
