// SvgClipper: clip paths, basic shapes that clip, and masks (CSS Masking 1).
#pragma once

#include "images/detail/svg_drawer.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::images {

class SvgClipper {
 public:
  explicit SvgClipper(SvgDrawer& drawer) : drawer_(drawer) {}

  /// All clips of an element; none if its reference leads nowhere, or its box is unknown.
  std::vector<BeginClip> clips_of(std::size_t target, const SvgContext& context);

  /// A mask of one opaque white shape is a clip, which all formats have.
  struct UsedMask {
    std::optional<std::size_t> number = {};  // index in the drawing
    std::vector<BeginClip> clips = {};       // with its region
    bool hides_all = false;
  };
  /// Section 7. `context` is that of the masked element, in whose space the mask is drawn, with the style of its own
  /// ancestors.
  UsedMask make_mask(std::size_t element, const SvgContext& context);

 private:
  /// The outlines of a clip path.
  struct CollectedClip {
    base::Path path;
    base::FillRule rule = base::FillRule::NonZero;
    std::vector<BeginClip> around = {};  // the clips of its only shape
    bool lacks_text = false;             // it has texts without a font
    void add(const base::Path& placed);
  };
  std::vector<BeginClip> clip_paths(const std::string& id, std::size_t target, const SvgContext& context,
                                    int depth = 0);
  void collect_clip(const SvgElement& element, const SvgContext& context, CollectedClip& out);
  void collect_text_clip(const SvgElement& text, const SvgContext& context, CollectedClip& out);
  std::optional<BeginClip> mask_region(const SvgElement& mask, const SvgDrawer::FillBox& box,
                                       const SvgContext& context);

  SvgDrawer& drawer_;
};

}  // namespace gongwen::images
