// ContentStream: writes a display list as the operators of a page (ISO 32000-1 sections 8 and 9). The stream first
// scales the page to layout units (1/64 px). Nearly all coordinates are then integers, as they were laid out: they are
// shorter than points with decimals, and relative moves never drift.
#pragma once

#include "paint/display_list.h"
#include "paint/font_usage.h"
#include "pdf/document/detail/drawing_writer.h"
#include "pdf/document/detail/structure_writer.h"

#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace gongwen::pdf {

/// The writers that a page's content needs for everything outside its own stream.
struct ContentObjects {
  FileWriter& file;
  ImageWriter& images;
  const std::map<text::FaceId, ObjectNumber>& fonts;
  StructureWriter& structure;
  std::size_t page = 0;
};

class ContentStream {
 public:
  /// Without `objects`, images and groups are left out.
  ContentStream(const paint::FontUsage& fonts, const paint::StructureTree& structure, base::Size page_size,
                ContentObjects* objects = nullptr, base::LayoutUnit sheet_margin = {});

  /// Returns the operators of the whole page. Call it once.
  std::string write(const paint::PageDisplay& page);

  /// The resources that the written operators refer to; complete after write().
  const ResourceNames& names() const { return names_; }

 private:
  using Units = std::int64_t;  // of layout

  std::size_t play_joined(paint::FillRect joined, std::span<const paint::DisplayItem> behind);
  void play(const paint::FillRect& item);
  void play(const paint::FillPath& item);
  void play(const paint::StrokePath& item);
  void play(const paint::DrawImage& item);
  void play(const paint::TileImage& item);
  void play(const paint::PushClip& item);
  void play(const paint::PopClip&);
  void play(const paint::PushTransform& item);
  void play(const paint::PopTransform&);
  void play(const paint::PushGroup& item);
  void play(const paint::PopGroup&);
  void play(const paint::DrawGlyphs& item);
  void play(const paint::BeginTag& item);
  void play(const paint::BeginArtifact& item);
  void play(const paint::EndTag& item);

  void begin_text();
  void end_text();
  void move_to(Units x, Units y);
  void turn_to(Units x, Units y, const paint::DrawGlyphs& item);
  void place_text(base::Point position, const paint::DrawGlyphs& item);
  void show_downwards(const paint::UsedFont& font, const paint::DrawGlyphs& item);
  void select_font(const paint::UsedFont& font, const paint::DrawGlyphs& item);
  void set_spacing(std::int64_t spacing);
  void show(const paint::UsedFont& font, const layout::TextRun& run, bool ends_word);
  void set_fill(paint::Color color);
  void set_stroke(paint::Color color);
  void set_opacity(int thousandths);
  void place_image(const images::Image& image, const ImageWriter::Written& written, const base::Rect& rect);
  void number(Units value);
  Units x_of(base::LayoutUnit x) const;
  Units y_of(base::LayoutUnit y) const;

  /// What readers keep between operators, and q and Q save and restore.
  struct GraphicsState {
    text::FaceId font;
    base::FontSize size;
    std::int64_t spacing = 0;  // Tc, in 1/100 unit
    bool stroked_text = false;
    paint::Color fill;
    paint::Color stroke;
    int opacity = 1000;
    base::Transform matrix;  // from here to the start of the stream: patterns refer to the latter
  };
  /// A stream suspended while a group in it is written.
  struct OuterStream {
    std::string out;
    ResourceNames names;
    GraphicsState state;
    std::vector<GraphicsState> saved;
    StateLevels levels;
    std::vector<std::uint32_t> contents;
    double opacity = 1;  // of the group
  };
  void save_state(std::string operators);
  void restore_state();
  /// Left, bottom, right, top.
  std::array<Milli, 4> group_box() const;
  ObjectNumber write_group();

  const paint::FontUsage& fonts_;
  const paint::StructureTree& structure_;
  ContentObjects* objects_;
  base::Size page_size_;
  base::LayoutUnit sheet_margin_;
  Units page_height_;
  ContentSpace space_;
  std::string out_;
  ResourceNames names_;
  std::vector<OuterStream> outer_;
  std::vector<std::uint32_t> contents_;  // stretches of elements in the innermost group

  // The state of the page as readers have it.
  bool in_text_ = false;
  bool marked_in_text_ = false;  // the open marked content was started inside the text object
  Units line_x_ = 0;
  Units line_y_ = 0;
  bool pen_moved_ = false;  // something has been shown since the line started
  bool sheared_ = false;
  GraphicsState state_;
  std::vector<GraphicsState> saved_;
  StateLevels levels_;
};

}  // namespace gongwen::pdf
