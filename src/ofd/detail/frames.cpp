#include "ofd/detail/strokes.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace gongwen::ofd {
namespace {

constexpr std::size_t kSides = 4;
/// Lines are a separate object, which is longer than the numbers of a few frames.
constexpr std::size_t kMinFrames = 4;

struct Frame {
  Box outer;
  Box inner;

  /// Of the four sides in whole micrometres; 0 where they differ.
  Micrometres width() const {
    const Micrometres width = to_micrometres(inner.left - outer.left);
    const bool is_even = width == to_micrometres(inner.top - outer.top) &&
                         width == to_micrometres(outer.right - inner.right) &&
                         width == to_micrometres(outer.bottom - inner.bottom);
    return is_even ? width : 0;
  }
};

/// The frame that four boxes are, in the order in which borders are painted: top, bottom, left, right.
std::optional<Frame> frame_of(const Box* sides) {
  const Box& top = sides[0];
  const Box& bottom = sides[1];
  const Box& left = sides[2];
  const Box& right = sides[3];
  const bool is_level = top.left == bottom.left && top.right == bottom.right && left.left == top.left &&
                        right.right == top.right && left.top == top.bottom && right.top == top.bottom &&
                        left.bottom == bottom.top && right.bottom == bottom.top;
  const Box space{left.right, top.bottom, right.left, bottom.top};
  if (!is_level || space.empty()) return std::nullopt;
  return Frame{{top.left, top.top, top.right, bottom.bottom}, space};
}

void add_frame(base::Path& path, const Frame& frame) {
  path.add_rect(frame.outer.left, frame.outer.top, frame.outer.right, frame.outer.bottom);
  path.move_to({frame.inner.left, frame.inner.top});
  path.line_to({frame.inner.left, frame.inner.bottom});
  path.line_to({frame.inner.right, frame.inner.bottom});
  path.line_to({frame.inner.right, frame.inner.top});
  path.close();
}

}  // namespace

DrawnBoxes split_frames(const std::vector<Box>& boxes) {
  DrawnBoxes drawn;
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < boxes.size();) {
    const auto frame = i + kSides <= boxes.size() ? frame_of(&boxes[i]) : std::nullopt;
    if (frame) {
      frames.push_back(*frame);
    } else {
      drawn.boxes.add_rect(boxes[i].left, boxes[i].top, boxes[i].right, boxes[i].bottom);
    }
    i += frame ? kSides : 1;
  }
  if (frames.empty()) return drawn;
  const Micrometres width = frames.front().width();
  const auto is_usual = [&](const Frame& frame) {
    return width != 0 && frame.width() == width;
  };
  const bool has_lines = std::ranges::count_if(frames, is_usual) >= static_cast<std::ptrdiff_t>(kMinFrames);
  for (const Frame& frame : frames) {
    if (!has_lines || !is_usual(frame)) {
      add_frame(drawn.boxes, frame);
      continue;
    }
    const Box& outer = frame.outer;
    const Box& inner = frame.inner;
    drawn.frames.width = inner.left - outer.left;
    drawn.frames.lines.add_rect((outer.left + inner.left) / 2, (outer.top + inner.top) / 2,
                                (outer.right + inner.right) / 2, (outer.bottom + inner.bottom) / 2);
  }
  return drawn;
}

}  // namespace gongwen::ofd
