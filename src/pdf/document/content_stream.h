// ContentStream: a display list as the operators of a page (ISO 32000-1 sections 8 and 9). Numbers are counted in
// thousandths of a point, so that relative moves never drift.
#pragma once

#include "paint/display_list.h"
#include "pdf/document/font_usage.h"

#include <map>
#include <string>

namespace gongwen::pdf {

class ContentStream {
 public:
  ContentStream(const FontUsage& fonts, const paint::StructureTree& structure, base::Size page_size);

  /// The operators of the whole page.
  std::string write(const paint::PageDisplay& page);

  /// What the page needs in its resources.
  const std::map<text::FaceId, std::string>& used_fonts() const { return used_fonts_; }
  /// Opacities below 1, by the name of their graphics state: 255 parts.
  const std::map<std::uint8_t, std::string>& used_opacities() const { return used_opacities_; }

 private:
  using MilliPoints = std::int64_t;

  void play(const paint::FillRect& item);
  void play(const paint::StrokeLine& item);
  void play(const paint::DrawGlyphs& item);
  void play(const paint::BeginTag& item);
  void play(const paint::BeginArtifact& item);
  void play(const paint::EndTag& item);

  void begin_text();
  void end_text();
  void move_to(MilliPoints x, MilliPoints y, bool oblique);
  void select_font(const UsedFont& font, const paint::DrawGlyphs& item);
  void set_spacing(std::int64_t spacing);
  void show(const UsedFont& font, const layout::TextRun& run);
  void set_fill(paint::Color color);
  void set_stroke(paint::Color color);
  void set_opacity(std::uint8_t alpha);
  void number(MilliPoints value);
  MilliPoints x_of(base::LayoutUnit x) const;
  MilliPoints y_of(base::LayoutUnit y) const;

  const FontUsage& fonts_;
  const paint::StructureTree& structure_;
  MilliPoints page_height_;
  std::string out_;
  std::map<text::FaceId, std::string> used_fonts_;
  std::map<std::uint8_t, std::string> used_opacities_;

  // The state of the page as readers have it.
  bool in_text_ = false;
  bool marked_in_text_ = false;  // the open marked content was begun inside the text object
  MilliPoints line_x_ = 0;
  MilliPoints line_y_ = 0;
  bool sheared_ = false;
  text::FaceId font_;
  base::FontSize size_;
  std::int64_t spacing_ = 0;  // Tc, in 1/10,000 pt
  bool stroked_text_ = false;
  paint::Color fill_;
  paint::Color stroke_;
  std::uint8_t opacity_ = 255;
};

}  // namespace gongwen::pdf
