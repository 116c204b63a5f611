#include "text/punctuation.h"

#include <algorithm>

namespace gongwen::text {
namespace {

/// Walks over the units and puts the spacing between each two characters on what is between them.
class LetterSpacer {
 public:
  explicit LetterSpacer(ShapedParagraph& paragraph) : paragraph_(paragraph) {}

  void run() {
    for (std::size_t i = 0; i < paragraph_.units.size(); ++i) {
      const LineUnit& unit = paragraph_.units[i];
      switch (unit.kind) {
        case UnitKind::OpenEdge: ++depth_; break;
        case UnitKind::CloseEdge: pass_close_edge(i); break;
        case UnitKind::Anchor:
        case UnitKind::SoftHyphen: break;
        // What is after a tab starts at its stop.
        case UnitKind::Tab:
          space();
          begin_line();
          break;
        case UnitKind::ForcedBreak:
        case UnitKind::Leader: begin_line(); break;
        case UnitKind::Text:
          if (is_ignored(unit)) {
            if (depth_ == shallowest_) gap_ = i;
            break;
          }
          [[fallthrough]];
        case UnitKind::Space:
        case UnitKind::Object: pass_character(i); break;
      }
    }
  }

 private:
  /// Control and format characters are ignored.
  bool is_ignored(const LineUnit& unit) const {
    return unit.text_length == 1 && is_ignorable(paragraph_.text[unit.text_begin]);
  }

  /// A row of boxes in the line counts as one character.
  void pass_character(std::size_t i) {
    const bool is_object = paragraph_.units[i].kind == UnitKind::Object;
    if (!(is_object && after_object_)) space();
    has_character_ = true;
    after_object_ = is_object;
    gap_ = i;
    deciding_style_ = paragraph_.units[i].style;
    depth_ = shallowest_ = 0;
  }

  /// The spacing is after the boxes that end here, including those without content, and before those that are still
  /// open.
  void pass_close_edge(std::size_t i) {
    --depth_;
    if (depth_ > shallowest_) return;
    gap_ = i;
    if (depth_ == shallowest_) return;
    shallowest_ = depth_;
    deciding_style_ = paragraph_.units[i].style;
  }

  void begin_line() { has_character_ = after_object_ = false; }

  void space() {
    if (!has_character_) return;
    paragraph_.units[gap_].space_after += TextLength::from(paragraph_.styles[deciding_style_].letter_spacing);
  }

  ShapedParagraph& paragraph_;
  bool has_character_ = false;  // before this place of the line
  bool after_object_ = false;
  std::size_t gap_ = 0;  // the unit before the spacing
  // The style that decides is that of the innermost box which holds both neighbours.
  std::uint16_t deciding_style_ = 0;
  int depth_ = 0;
  int shallowest_ = 0;
};

}  // namespace

void space_letters(ShapedParagraph& paragraph) {
  const bool concerned = std::any_of(paragraph.styles.begin(), paragraph.styles.end(),
                                     [](const TextStyle& style) { return !style.letter_spacing.is_zero(); });
  if (concerned) LetterSpacer(paragraph).run();
}

}  // namespace gongwen::text
