// PagePlaces: finds the place in the sources of what is shown at a point of a page.
//   const PagePlaces places(painted);
//   if (const PagePlace* place = places.at(0, {300, 200})) … place->origin …
#pragma once

#include "base/path.h"
#include "paint/display_list.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace gongwen::engine {

/// Something that is drawn, in px of the picture of its page (paint::PagePicture).
struct PagePlace {
  std::uint32_t page = 0;  // from 0
  float left = 0;
  float top = 0;
  float right = 0;
  float bottom = 0;
  diagnostics::OriginId origin;
  bool is_content = false;  // texts, images and fields, rather than backgrounds and lines
};

class PagePlaces {
 public:
  explicit PagePlaces(const paint::PaintedDocument& document);

  /// What lies uppermost at a point of a page. Besides what is drawn there, texts and fields nearby; null in the blank
  /// margin of a page.
  const PagePlace* at(std::size_t page, base::PathPoint point) const;

  /// The first place whose origin is the best: `rank` returns 0 for those that are not meant, and more for better ones.
  /// Null if none is meant.
  const PagePlace* best(const std::function<int(diagnostics::OriginId)>& rank) const;
  /// What is around all places of an origin on the page of this one: the lines of a text.
  PagePlace around(const PagePlace& place) const;

 private:
  std::vector<PagePlace> places_;  // in the order of painting
};

}  // namespace gongwen::engine
