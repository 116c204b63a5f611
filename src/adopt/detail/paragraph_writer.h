// ParagraphWriter: writes one paragraph with its runs, links, fields, tabs and annotations.
#pragma once

#include "adopt/detail/paragraph_text.h"
#include "adopt/detail/word_page.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::adopt {

class ParagraphWriter {
 public:
  /// All arguments must outlive the writer.
  ParagraphWriter(WordPage& page, const word::Paragraph& paragraph, const ParagraphText& text,
                  const Surroundings& around)
      : page_(page), paragraph_(paragraph), text_(text), around_(around) {}

  void write();

 private:
  /// Text before a tab, in a box that reaches the stop.
  struct Stretch {
    word::Twips width = 0;
    bool has_line = false;  // the tab is underlined
  };

  void open();
  void close();
  void write_pieces();
  void write_text(std::string_view words);
  void write_item(const Piece& piece);
  void write_field(std::uint32_t index, std::uint32_t character);
  void write_note(std::size_t story);

  /// The stretches before the tabs of a paragraph that begins with tabs to left-aligned stops. CSS has no tab stops, so
  /// the page puts each stretch into a box that reaches to the stop. Returns none if the paragraph contains more than
  /// text and values, because a box could not hold it.
  std::vector<Stretch> stretches_before_stops() const;
  void open_stretch();
  void close_stretch();

  void report_lost_looks(const word::RunFormat& run, std::uint32_t character);
  void use_run(std::uint32_t format);
  void close_run();
  void open_link(std::string_view address, std::uint32_t character);
  void close_link();
  /// Closes elements that the paragraph has left open: a damaged file may not close them, and a link may cross the end
  /// of a page.
  void close_inlines();

  WordPage& page_;
  const word::Paragraph& paragraph_;
  const ParagraphText& text_;
  const Surroundings& around_;
  std::string element_;  // its name; empty in a note, whose paragraphs are lines
  std::string base_css_;
  double base_size_ = 10;
  std::string run_class_;  // of the open span
  bool run_is_open_ = false;
  std::size_t open_begin_ = 0;  // of its tag
  std::size_t content_begin_ = 0;
  std::string rest_tag_;                    // for the rest after a page break: without number and id
  bool is_broken_ = false;                  // a page or column ended in it
  bool has_boxes_before_ = false;           // text boxes of a heading, which are not part of its text
  std::vector<std::string> open_links_;     // their start tags
  std::vector<std::uint32_t> link_fields_;  // fields that have opened a link
  std::optional<std::uint32_t> open_text_;  // the bookmark around the text being written
  bool in_ruby_ = false;
  std::size_t ruby_begin_ = 0;  // of an annotation
  std::string annotation_;
  int skipped_fields_ = 0;          // depth of a field whose result is generated
  std::size_t tabs_ = 0;            // that the paragraph has had so far
  std::vector<Stretch> stretches_;  // see stretches_before_stops()
  bool stretch_has_line_ = false;
  bool stretch_is_open_ = false;
  std::uint32_t last_format_ = 0;  // of the text that is being written
};

}  // namespace gongwen::adopt
