// Reads the stories of a Word file: the body, headers, footers, notes and comments.
#pragma once

#include "package/relationships.h"
#include "word/detail/controls.h"
#include "word/detail/elements.h"
#include "word/detail/properties.h"
#include "word/detail/shapes.h"
#include "word/document.h"
#include "word/read_document.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::word {

/// A header or footer that a section names.
struct HeaderReference {
  std::size_t section = 0;
  bool is_footer = false;
  HeaderPage page = HeaderPage::Default;
  std::string relationship;
};

/// State that the readers of all parts share while a document is read.
struct Reading {
  const WordLimits& limits;
  Document& document;
  ThemeFonts theme = {};
  BuildingBlocks blocks = {};
  std::map<RunFormat, std::uint32_t> runs = {};  // formats as written, with their indexes in the document
  std::map<ParagraphFormat, std::uint32_t> paragraphs = {};
  std::map<TableFormat, std::uint32_t> tables = {};
  std::map<CellFormat, std::uint32_t> cells = {};
  std::map<std::string, std::uint32_t, std::less<>> comments = {};  // by id
  std::map<std::string, std::size_t, std::less<>> footnotes = {};   // story by id
  std::map<std::string, std::size_t, std::less<>> endnotes = {};
  std::map<std::string, std::uint32_t, std::less<>> symbol_fonts = {};
  std::vector<HeaderReference> headers = {};
  std::size_t paragraph_count = 0;
  std::size_t inline_count = 0;
  std::size_t cell_count = 0;
  std::size_t text_bytes = 0;
  std::optional<WordFailure> failure = {};

  void fail(WordLimit limit, std::size_t most) {
    if (!failure) failure = WordFailure{WordError::TooLarge, package::ZipError::Damaged, limit, most};
  }
  std::uint32_t intern(const RunFormat& format);
  std::uint32_t intern(const ParagraphFormat& format);
  std::uint32_t intern(const TableFormat& format);
  std::uint32_t intern(const CellFormat& format);
};

class StoryReader final : public package::XmlHandler {
 public:
  /// `type` is that of the stories of `part`; the first one of a body, header or footer gets the index `story`.
  StoryReader(Reading& reading, StoryType type, std::size_t story, std::string part,
              const package::RelationshipReader& relationships);

  void start(std::string_view name, const package::XmlAttributes& attributes) override;
  void end(std::string_view name) override;
  void text(std::string_view piece) override;
  bool wants_more() const override { return !reading_.failure; }
  /// Closes what a damaged part has left open, and stores the story.
  void finish();

 private:
  struct OpenTable {
    Table table;
    TableFormat format = {};
    std::optional<Row> row = {};
    std::optional<Cell> cell = {};
    CellFormat cell_format = {};
    std::uint32_t next_column = 0;
  };
  struct OpenField {
    std::uint32_t index = 0;
    bool is_code = true;
    bool is_contents = false;  // a table of contents, whose stored entries have begun
  };
  struct OpenStory {
    std::size_t index = 0;
    Story story = {};
    std::deque<OpenTable> tables = {};  // properties are written into them while others are opened
    std::optional<Paragraph> paragraph = {};
    ParagraphFormat paragraph_format = {};
    RunFormat mark_format = {};
    RunFormat run_format = {};
    std::optional<std::uint32_t> run_index = {};  // of `run_format`
    std::vector<Inline> pending = {};             // marks before the next paragraph
    std::vector<OpenField> fields = {};
    std::uint32_t paragraphs = 0;
    std::uint32_t tables_started = 0;
    ShapeReader shape = {};
    std::uint32_t shape_story = kNoIndex;    // that of the shape being read, as soon as it has text
    std::uint32_t shape_picture = kNoIndex;  // its picture
  };
  struct Frame {
    Name name = Name::None;
    std::uint32_t index = kNoIndex;  // of the control, field, link …
    bool is_open = false;            // a mark at its end is needed
    std::size_t count = 0;           // inline items and stories at its start
    std::uint32_t offset = 0;        // of its element
  };

  OpenStory& story() { return stories_.back(); }
  Name parent() const { return frames_.size() < 2 ? Name::None : frames_[frames_.size() - 2].name; }
  Name grandparent() const { return frames_.size() < 3 ? Name::None : frames_[frames_.size() - 3].name; }

  void open_story(StoryType type, std::size_t index);
  void close_story();
  void release_entries(std::vector<Block>& blocks, std::uint32_t field);
  void start_element(Name name, const package::XmlAttributes& attributes, Frame& frame);
  bool start_block(Name name, const package::XmlAttributes& attributes, Frame& frame);
  bool start_inline(Name name, const package::XmlAttributes& attributes, Frame& frame);
  bool start_drawing(Name name, const package::XmlAttributes& attributes, Frame& frame);
  bool start_mark(Name name, const package::XmlAttributes& attributes, Frame& frame);
  void end_element(const Frame& frame);
  bool start_property(Name name, const package::XmlAttributes& attributes);
  void start_note(const package::XmlAttributes& attributes, StoryType type);
  void start_alternative(Name name, const package::XmlAttributes& attributes);
  void start_field_character(const package::XmlAttributes& attributes, Frame& frame);
  void add_picture(const package::XmlAttributes& attributes, bool is_vml);
  void update_shape();
  void end_shape(const Frame& frame);
  void report_element(std::string_view name, bool is_known);
  void find(FindingType type, std::string_view name);

  void begin_paragraph();
  void end_paragraph();
  void begin_table();
  void end_table();
  void end_row();
  void end_cell();
  void end_section();
  std::vector<Block>& blocks();
  Paragraph* last_paragraph();
  void add(Inline item);
  void add_end(Inline item);
  void add_text(std::string text);
  void add_object(std::string name, std::string text = {});
  std::uint32_t run_format();
  bool in_code();
  bool in_contents() const;
  Change change() const;
  ControlLevel control_level();

  Reading& reading_;
  StoryType type_;
  std::string part_;
  const package::RelationshipReader& relationships_;
  PropertyReader properties_;
  PropertyTargets targets_;
  std::deque<OpenStory> stories_;
  std::vector<Frame> frames_;
  std::uint32_t offset_ = 0;        // of the element that starts or ends
  std::vector<bool> alternatives_;  // whether a choice was taken
  std::size_t skipped_ = 0;         // depth inside of an element that is left out
  std::size_t inserted_ = 0;
  std::size_t deleted_ = 0;
  std::size_t simple_contents_ = 0;  // tables of contents that are one element
  bool collects_ = false;            // text is wanted
  bool keeps_space_ = false;
  std::string text_;
  std::string* into_ = nullptr;  // a number or a word of a drawing
  std::size_t math_ = 0;
  std::string math_text_;
  bool is_math_row_ = true;
  std::string drawing_text_;
  bool is_horizontal_ = false;
  RunFormat scratch_run_;
  Section section_;
  bool reads_section_ = false;
  std::map<std::string, std::uint32_t> bookmarks_;  // open ones by id
};

}  // namespace gongwen::word
