// PageWriter: walks through the stories of a Word file and writes the template.
#pragma once

#include "adopt/detail/class_names.h"
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
    bool is_running = false;  // a head or foot of pages
  };

  // Stories and sections.
  void write_body();
  void open_section(std::size_t index);
  void write_running(std::size_t page, const word::Section& section);
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
  void write_picture(const word::Picture& picture, const word::Paragraph& paragraph, const Surroundings& around);
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
  bool has_page_references_ = false;
  std::size_t loops_ = 0;        // that are open at the tag that was written last
  std::size_t page_number_ = 0;  // of the page style that holds
  bool has_errors_ = false;
  bool told_changes_ = false;
  // State of the open paragraph.
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
};

}  // namespace gongwen::adopt
