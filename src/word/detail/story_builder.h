// Puts the stories of a Word file together: blocks from paragraphs, tables, rows and cells as they begin and end, and
// the inline items of their paragraphs. The elements of a story arrive in reading order. Tables and text boxes are put
// together on stacks and handed to what contains them when they end, so that no pointer into a growing list is kept.
// Marks between paragraphs (of controls, bookmarks and comments) go to the next paragraph if they begin something,
// otherwise to the last one.
#pragma once

#include "word/detail/controls.h"
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

/// A story whose end has not been read. Its formats are those of the innermost paragraph and run.
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
  std::uint32_t shape_story = kNoIndex;    // the story of the shape being read, once it has text
  std::uint32_t shape_picture = kNoIndex;  // its picture
};

class StoryBuilder {
 public:
  /// `part`: the part of the package that has the stories.
  StoryBuilder(Reading& reading, std::string part) : reading_(reading), part_(std::move(part)) {}

  bool is_empty() const { return stories_.empty(); }
  /// The innermost open story; there must be one for all that follows, except for find() and set_offset().
  OpenStory& story() { return stories_.back(); }
  void open(StoryType type, std::size_t index);
  /// Ends all open elements of the story, and stores it.
  void close();

  /// Sets the offset in its part of the element that starts or ends.
  void set_offset(std::uint32_t offset) { offset_ = offset; }

  void begin_paragraph();
  void end_paragraph();
  void begin_table();
  void end_table();
  void begin_row();
  void end_row();
  /// There must be an open row.
  void begin_cell();
  void end_cell();

  void add(Inline item);
  void add_end(Inline item);
  void add_text(std::string text);
  void add_object(std::string name, std::string text = {});
  /// A field from its first character to its last one: its code, then its result. Returns its index, `kNoIndex` beyond
  /// the limit of depth.
  std::uint32_t begin_field();
  void end_field_code();
  void end_field();
  void begin_change(Change change) { ++(change == Change::Deleted ? deleted_ : inserted_); }
  void end_change(Change change) { --(change == Change::Deleted ? deleted_ : inserted_); }
  /// A table of contents that is one element.
  void begin_contents() { ++simple_contents_; }
  void end_contents() { simple_contents_ -= simple_contents_ > 0 ? 1 : 0; }
  ControlLevel control_level();
  void find(FindingType type, std::string_view name);

 private:
  void release_entries(std::vector<Block>& blocks, std::uint32_t field);
  std::vector<Block>& blocks();
  Paragraph* last_paragraph();
  std::uint32_t run_format();
  bool in_code();
  bool in_contents() const;
  Change change() const;

  Reading& reading_;
  std::string part_;
  std::deque<OpenStory> stories_;
  std::uint32_t offset_ = 0;
  std::size_t inserted_ = 0;
  std::size_t deleted_ = 0;
  std::size_t simple_contents_ = 0;
};

}  // namespace gongwen::word
