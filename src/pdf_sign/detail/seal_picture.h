// What a seal looks like in a file: one image, drawn by the appearances of a signature and of the parts of a riding
// seal. Text shows through it, as through ink.
#pragma once

#include "images/image_set.h"
#include "pdf/update/file_update.h"

#include <array>

namespace gongwen::pdf_sign {

/// The image as an object. A seal of one colour, however transparent, has a palette of one entry and a mask, which is a
/// fraction of the size.
pdf::ObjectNumber write_seal_image(const images::RasterImage& seal, pdf::FileUpdate& update);

/// How the picture is turned on its page: the first four numbers of a matrix.
using Turn = std::array<int, 4>;
inline constexpr Turn kUpright = {1, 0, 0, 1};

/// A part of a picture that fills a rectangle: where the whole one would be in its space, and what of it is shown.
struct SealAppearance {
  double left = 0;  // of the picture, in points
  double bottom = 0;
  double width = 0;
  double height = 0;
  double shown_width = 0;  // of the appearance, from 0,0
  double shown_height = 0;
  Turn turn = kUpright;
};

/// An appearance (ISO 32000-1 section 12.5.5).
pdf::ObjectNumber write_seal_appearance(pdf::ObjectNumber image, const SealAppearance& look, pdf::FileUpdate& update);
/// One that shows nothing, as every annotation needs one.
pdf::ObjectNumber write_empty_appearance(pdf::FileUpdate& update);

}  // namespace gongwen::pdf_sign
