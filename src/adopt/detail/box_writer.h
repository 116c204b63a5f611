// BoxWriter: writes text boxes and pictures, and the places of frames and floating tables.
#pragma once

#include "adopt/detail/box_place.h"
#include "adopt/detail/table_css.h"
#include "adopt/detail/word_page.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::adopt {

class BoxWriter {
 public:
  explicit BoxWriter(WordPage& page) : page_(page) {}

  /// The place of a text box or picture; nullopt if it runs with the text.
  std::optional<BoxPlace> box_place(const word::Inline& item, const word::Paragraph* paragraph,
                                    const Surroundings& around) const;
  /// Writes a text box or picture of a paragraph.
  void write_box(const word::Inline& item, const word::Paragraph& paragraph, const Surroundings& around);
  /// Writes it before the paragraph: a box in a heading is not part of the heading's text.
  void write_box_before(const word::Inline& item, const word::Paragraph& paragraph, const Surroundings& around);
  /// Writes blank room for something that the page cannot show, so that everything after it keeps its place.
  void write_room(const word::DrawingPlace& place, const Surroundings& around);

  /// Writes boxes of a header or footer that are not placed with their paragraph.
  void write_running_boxes(const std::vector<word::Block>& blocks, const Surroundings& around);
  void write_running_boxes(const word::Paragraph& paragraph, BoxPlace::Kind kind, const Surroundings& around);
  /// Returns whether there were any.
  bool write_boxes_behind(const std::map<word::HeaderPage, std::size_t>& stories, word::HeaderPage page,
                          Surroundings around);

  /// Opens the elements around a box; returns the end tags.
  std::string open_box(const BoxPlace& place, const std::string& size, std::string_view element);
  std::string open_floating(const word::Table& table, const TableLooks& looks, const Surroundings& around);
  void tell_place(const BoxPlace& place, const word::Paragraph& paragraph, const Surroundings& around);

 private:
  void write_content(const word::Inline& item, const word::Paragraph& paragraph, const Surroundings& around,
                     const std::string& css);
  void write_picture(const word::Picture& picture, const word::Paragraph& paragraph, const Surroundings& around,
                     const std::string& css);
  std::string drawing_css(const word::DrawingPlace& place, const Surroundings& around) const;
  static PlaceSurroundings surroundings_of(const Surroundings& around);

  WordPage& page_;
};

}  // namespace gongwen::adopt
