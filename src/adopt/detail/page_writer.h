// PageWriter: walks through the stories of a Word file and writes the template.
#pragma once

#include "adopt/detail/box_place.h"
#include "adopt/detail/class_names.h"
#include "adopt/detail/contents.h"
#include "adopt/detail/numbering.h"
#include "adopt/detail/paragraph_text.h"
#include "adopt/detail/sequence_field.h"
#include "adopt/detail/table_css.h"
#include "adopt/detail/tag_scopes.h"
#include "adopt/template_page.h"
#include "diagnostics/diagnostic.h"
#include "word/document.h"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace gongwen::adopt {

class PageWriter {
 public:
  PageWriter(const word::Document& document, const PageRequest& request, diagnostics::DiagnosticSink& sink);

  /// The whole page. Returns false after an error.
  bool write();
  AdoptedPage take();

 private:
  /// Where a paragraph stands.
  struct Surroundings {
    const word::Section* section = nullptr;
    std::string story;  // its name in messages; empty for the body
    bool is_in_table = false;
    bool is_body = false;
    bool is_running = false;  // in a header or footer
    bool is_footer = false;
    bool is_sheet = false;           // of what is behind the text of the page
    bool cells_have_widths = false;  // since nothing else says that of the columns
  };

  // Stories and sections.
  void write_body();
  void open_section(std::size_t index);
  void write_running(std::size_t page, const word::Section& section, bool is_first);
  std::string page_border(const word::Section& section);
  /// What is behind the text of each page: its border, and boxes of its header and footer.
  void write_sheet(std::size_t page, const word::Section& section, bool is_first);
  /// Whether tags of paragraphs begin in one section and end in another: by block of the body.
  std::vector<bool> tags_across_sections() const;
  void write_blocks(const std::vector<word::Block>& blocks, const Surroundings& around);

  // Paragraphs.
  void write_paragraph(const word::Paragraph& paragraph, const Surroundings& around);
  bool check_tags(const word::Paragraph& paragraph, const ParagraphText& text, const Surroundings& around);
  void open_paragraph(const word::Paragraph& paragraph, const ParagraphText& text, const Surroundings& around);
  void close_paragraph();
  void write_pieces(const word::Paragraph& paragraph, const ParagraphText& text, const Surroundings& around);
  /// Text before a tab, in a box that reaches the stop.
  struct Stretch {
    word::Twips width = 0;
    bool has_line = false;  // the tab is underlined
  };
  std::vector<Stretch> stretches_before_stops(const word::Paragraph& paragraph, const ParagraphText& text);
  void open_stretch();
  void close_stretch();
  void write_text(std::string_view text, const word::Paragraph& paragraph);
  void write_item(const word::Paragraph& paragraph, const Piece& piece, const Surroundings& around);
  void write_field(std::uint32_t index, const word::Paragraph& paragraph, std::uint32_t character,
                   const Surroundings& around);
  /// Where the field shows what is known only in the document that is made: numbers of pages, texts of others,
  /// properties. Returns false where its stored result is what can be shown.
  bool write_live(const word::Field& field, const Surroundings& around);
  /// A text with tags, such as a property of the file.
  void write_words(std::string_view words);
  void write_picture(const word::Picture& picture, const word::Paragraph& paragraph, const Surroundings& around,
                     const std::string& css);
  std::string drawing_css(const word::DrawingPlace& place, const Surroundings& around) const;
  void write_room(const word::DrawingPlace& place, const Surroundings& around);

  // Tables of contents: page_contents.cpp.
  void write_contents(const word::Paragraph& paragraph, const Surroundings& around);
  void write_entries(std::size_t contents, const word::Paragraph& paragraph, const Surroundings& around);
  void write_entry(std::size_t contents, const ContentsStep& step, const word::Paragraph& paragraph,
                   const Surroundings& around);
  /// Counts the headings as their entries are counted; returns the id of a heading as an attribute.
  std::string count_heading(const word::Paragraph& paragraph, const ParagraphText& text, const Surroundings& around);

  // Boxes with a place of their own: page_boxes.cpp.
  /// Where a text box or picture goes; nullopt: it runs with the text.
  std::optional<BoxPlace> box_place(const word::Inline& item, const word::Paragraph* paragraph,
                                    const Surroundings& around) const;
  static PlaceSurroundings surroundings_of(const Surroundings& around);
  void write_box(const word::Inline& item, const word::Paragraph& paragraph, const Surroundings& around);
  void write_content(const word::Inline& item, const word::Paragraph& paragraph, const Surroundings& around,
                     const std::string& css);
  /// Boxes of a header or footer, whose place is not that of their paragraph.
  void write_running_boxes(const std::vector<word::Block>& blocks, const Surroundings& around);
  void write_running_boxes(const word::Paragraph& paragraph, BoxPlace::Kind kind, const Surroundings& around);
  /// Whether there are any.
  bool write_boxes_behind(const std::map<word::HeaderPage, std::size_t>& stories, word::HeaderPage page,
                          Surroundings around);
  /// The number of paragraphs from there on that are in one frame.
  std::size_t frame_length(const std::vector<word::Block>& blocks, std::size_t first) const;
  void write_frame(const std::vector<word::Block>& blocks, std::size_t first, std::size_t count,
                   const Surroundings& around);
  /// Opens the elements around a box; returns what closes them.
  std::string open_box(const BoxPlace& place, const std::string& size, std::string_view element);
  std::string open_floating(const word::Table& table, const TableLooks& looks, const Surroundings& around);
  void tell_place(const BoxPlace& place, const word::Paragraph& paragraph, const Surroundings& around);
  void write_note(std::size_t story, const Surroundings& around);
  void open_link(std::string_view address, const word::Paragraph& paragraph, std::uint32_t character,
                 std::string_view story);
  void close_link();
  void write_with_tags(std::string_view text, const word::Paragraph& paragraph, std::uint32_t character,
                       std::string_view story);
  void use_run(std::uint32_t format);
  void close_run();
  /// Ends what the paragraph has opened: a damaged file need not do so, and a link may cross the end of a page.
  void close_inlines();
  const word::RunFormat& run_format(std::uint32_t index) const;
  const word::ParagraphFormat& paragraph_format(const word::Paragraph& paragraph) const;
  /// Whether a paragraph is the title of the document: the first of the style Title or, in a file without one, the
  /// first paragraph with text if it is centred.
  bool is_title(const word::Paragraph& paragraph) const { return &paragraph == title_; }
  const word::Paragraph* find_title() const;

  // Tables.
  void write_table(const word::Table& table, const Surroundings& around);
  struct OpenTable {
    const word::Table& table;
    TableLooks looks;
    std::vector<ScopedTags> tags;             // by row
    std::vector<std::vector<GridCell>> grid;  // by row
  };
  void write_row(const OpenTable& open, std::size_t row, const Surroundings& around);
  /// Reports that the number of rows of a merged cell cannot be known.
  void refuse_merged(const PlacedTag& tag, const Surroundings& around);
  void write_cell(const OpenTable& open, std::size_t row, const GridCell& cell, const Surroundings& around);
  /// Counts the rows of a cell that repeated rows continue: for each pass of their loop one more. Returns the
  /// expression of the count; empty if loops or conditions begin or end within the cell, which has been reported.
  std::string count_rows(const OpenTable& open, std::size_t row, const GridCell& cell, const Surroundings& around);

  // Places and messages.
  void write_tag(const Tag& tag, const word::Paragraph& paragraph, std::uint32_t character, std::string_view story);
  void write_tag(const PlacedTag& placed, std::string_view story);
  void note_place(const word::Paragraph& paragraph, std::uint32_t character, std::string_view story);
  diagnostics::Origin here() const;
  /// Takes back what was written after this place.
  std::string take_back(std::size_t from);
  void write(std::string_view markup) { page_.html += markup; }
  void write_escaped(std::string_view text);

  const word::Document& document_;
  const PageRequest& request_;
  diagnostics::DiagnosticSink& sink_;
  AdoptedPage page_;
  ClassNames classes_{"w"};
  Numbering numbering_;
  Sequences sequences_;
  std::set<std::string, std::less<>> shown_texts_;  // bookmarks whose text something shows, each an element
  std::optional<std::uint32_t> open_text_;          // the bookmark around what is written now
  std::map<std::string, std::size_t, std::less<>> shown_styles_;  // that fields show, numbered
  std::set<std::string, std::less<>> targets_;                    // bookmarks to which something refers
  std::set<std::string, std::less<>> anchors_;                    // those that were written
  std::string page_css_;
  std::string section_css_;
  const word::Paragraph* title_ = nullptr;
  std::vector<ContentsField> contents_;
  bool has_repeated_sections_ = false;
  std::vector<std::size_t> pages_of_sections_;  // numbers of page styles, from 1; 0: the section has not begun yet
  std::size_t loops_ = 0;                       // that are open at the tag that was written last
  std::size_t page_number_ = 0;                 // of the page style that holds
  bool has_errors_ = false;
  bool told_changes_ = false;
  // State of the open paragraph; see state().
  std::string element_;   // its name; empty: none is open
  std::string language_;  // of the document
  std::string base_css_;
  double base_size_ = 10;
  std::string run_class_;  // of the open span
  bool run_is_open_ = false;
  std::size_t open_begin_ = 0;  // of its tag
  std::size_t content_begin_ = 0;
  bool is_broken_ = false;                  // a page or column ended in it
  std::vector<std::string> open_links_;     // their start tags
  std::vector<std::uint32_t> link_fields_;  // fields that have opened a link
  bool in_ruby_ = false;
  std::size_t ruby_begin_ = 0;  // of an annotation
  std::string annotation_;
  int skipped_fields_ = 0;          // depth of a field whose result is generated
  std::size_t tabs_ = 0;            // that the paragraph has had
  std::vector<Stretch> stretches_;  // see stretches_before_stops()
  bool stretch_has_line_ = false;
  bool stretch_is_open_ = false;
  std::uint32_t last_format_ = 0;  // of the text that is being written

  using ParagraphState =
      std::tuple<std::string, std::string, double, std::string, bool, std::size_t, std::size_t, bool,
                 std::vector<std::string>, bool, std::size_t, std::string, int, std::size_t, std::vector<Stretch>, bool,
                 bool, std::uint32_t, std::vector<std::uint32_t>, std::optional<std::uint32_t>>;
  /// That of the open paragraph, which has to be kept while the paragraphs of a box in it are written.
  auto state() {
    return std::tie(element_, base_css_, base_size_, run_class_, run_is_open_, open_begin_, content_begin_, is_broken_,
                    open_links_, in_ruby_, ruby_begin_, annotation_, skipped_fields_, tabs_, stretches_,
                    stretch_has_line_, stretch_is_open_, last_format_, link_fields_, open_text_);
  }
};

}  // namespace gongwen::adopt
