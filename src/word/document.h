// Document: the contents of a Word file (WordprocessingML, ECMA-376-1, 17) as a typed model, in reading order.
//   const auto document = word::read_document(bytes, {});
//   for (const word::Block& block : document->stories.front().blocks) …
//
// A document is made of stories: the body, headers, footers, notes, comments, text boxes. A story is a list of
// paragraphs and tables, a paragraph a list of inline items. Everything that may cross the bounds of paragraphs
// (content controls, fields, bookmarks, comments) is a pair of marks among the inline items; the thing itself is in a
// list of the document, by index.
#pragma once

#include "word/formats.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gongwen::word {

inline constexpr std::uint32_t kNoIndex = 0xFFFF'FFFF;

// Inline items.

enum class InlineType : std::uint8_t {
  Text,
  Tab,
  LineBreak,
  PageBreak,
  ColumnBreak,
  Symbol,       // a character of a symbol font: `text`; its font is `symbol_font` of the document at `index`
  Picture,      // index in `pictures`
  TextBox,      // index in `stories`
  Object,       // index in `objects`: a chart, an embedded file, a formula and the like
  FieldStart,   // index in `fields`, as the next two
  FieldResult,  // what follows is the stored result
  FieldEnd,
  ControlStart,  // index in `controls`
  ControlEnd,
  BookmarkStart,  // index in `bookmarks`
  BookmarkEnd,
  CommentStart,  // index in `comments`
  CommentEnd,
  CommentMark,
  FootnoteMark,  // index in `stories`
  EndnoteMark,
  NoteNumber,  // the number at the start of a note
  LinkStart,   // index in `links`
  LinkEnd,
  RubyStart,  // what follows is the annotation
  RubyBase,   // what follows is annotated
  RubyEnd
};

/// Whether a text is in the document, or was inserted or deleted with changes recorded.
enum class Change : std::uint8_t { None, Inserted, Deleted };

struct Inline {
  InlineType type = InlineType::Text;
  Change change = Change::None;
  bool is_code = false;      // in the instruction of a field, which is not shown
  bool is_contents = false;  // in the stored entries of a table of contents
  std::uint32_t format = 0;  // index in Document::run_formats
  std::uint32_t index = kNoIndex;
  std::string text = {};     // of texts and symbols
  std::uint32_t offset = 0;  // of its element in the XML of its part, in bytes, as of paragraphs, rows and cells
};

// Blocks.

/// Where a paragraph is in a table: that of the innermost one, all from 1. 0: in no table.
struct TablePlace {
  std::uint32_t table = 0;  // counted in the story by the starts of tables
  std::uint32_t row = 0;
  std::uint32_t column = 0;  // in the grid
  friend bool operator==(const TablePlace&, const TablePlace&) = default;
};

struct Paragraph {
  std::uint32_t number = 0;  // from 1, in its story, including those in tables
  TablePlace place = {};
  std::uint32_t format = 0;       // index in Document::paragraph_formats
  std::uint32_t mark_format = 0;  // that of the mark at its end, in run_formats
  Change mark_change = Change::None;
  std::uint32_t section = 0;  // index in Document::sections
  bool ends_section = false;
  bool is_in_contents = false;  // begins in the stored entries of a table of contents
  std::uint32_t offset = 0;
  /// The number or bullet before it: `（一）`, `•`; empty if none. Not among the inline items.
  std::string marker = {};
  std::vector<Inline> inlines = {};
};

struct Block;

enum class VerticalMerge : std::uint8_t { None, Start, Continued };

struct Cell {
  std::uint32_t column = 0;  // in the grid, from 0
  std::uint32_t span = 1;    // columns of the grid
  VerticalMerge merge = VerticalMerge::None;
  Change change = Change::None;
  std::uint32_t format = 0;  // index in Document::cell_formats, as written
  std::uint32_t offset = 0;
  std::vector<Block> blocks;
};

struct Row {
  RowFormat format = {};
  Change change = Change::None;
  std::uint32_t offset = 0;
  std::vector<Cell> cells = {};
};

struct Table {
  std::uint32_t number = 0;  // see TablePlace
  std::uint32_t format = 0;  // index in Document::table_formats, as written; its style is in `styles`
  std::vector<Twips> grid = {};
  std::vector<Row> rows = {};
};

struct Block {
  std::variant<Paragraph, Table> content;
};

/// The place of a picture or text box.
struct DrawingPlace {
  bool is_anchored = false;
  bool is_behind = false;
  std::int64_t width = 0;  // EMU, 914,400 per inch
  std::int64_t height = 0;
  std::string horizontal_from = {};
  std::string vertical_from = {};
  std::string horizontal_align = {};
  std::string vertical_align = {};
  std::int64_t x = 0;
  std::int64_t y = 0;
  std::string wrap = {};  // `wrapSquare`, `wrapNone` …
  // Around it, if text flows there.
  std::int64_t distance_top = 0;
  std::int64_t distance_right = 0;
  std::int64_t distance_bottom = 0;
  std::int64_t distance_left = 0;
  bool is_in_cell = true;  // of a table: counted from there
};

/// The look of a shape, which may be a text box.
struct ShapeLook {
  std::string form = {};        // `rect`, `line` …
  std::int64_t line = 0;        // width in EMU; 0: none
  std::string line_color = {};  // RRGGBB
  std::string line_style = {};  // as in the file: `dash`, `sysDot`; empty: solid
  std::string fill = {};        // RRGGBB; empty: none
  // Between line and text, in EMU.
  std::int64_t inset_left = 91'440;
  std::int64_t inset_top = 45'720;
  std::int64_t inset_right = 91'440;
  std::int64_t inset_bottom = 45'720;
  std::string anchor = {};   // of the text: `t`, `ctr`, `b`
  bool grows = false;        // with its text
  bool is_vertical = false;  // its lines run from top to bottom
};

struct ShapeBox {
  DrawingPlace place = {};
  ShapeLook look = {};
};

enum class StoryType : std::uint8_t { Body, Header, Footer, Footnote, Endnote, Comment, TextBox };

struct Story {
  StoryType type = StoryType::Body;
  std::vector<Block> blocks;
  std::string part = {};  // name of its part in the package
  /// Of text boxes: the story and the paragraph in which they are anchored.
  std::size_t anchor_story = 0;
  std::uint32_t anchor_paragraph = 0;
  std::optional<ShapeBox> box = {};  // of text boxes; shapes without text have no blocks
  std::string id = {};               // of notes and comments
  std::string author = {};           // of comments
  bool is_separator = false;         // a note that is the line above notes
};

// Things to which inline items refer.

enum class ControlType : std::uint8_t {
  RichText,
  Text,
  Date,
  DropDown,
  ComboBox,
  CheckBox,
  Picture,
  RepeatingSection,
  RepeatingItem,
  Group,
  Other  // bibliographies, equations, building blocks
};

enum class ControlLevel : std::uint8_t { Run, Block, Row, Cell };

/// A content control (17.5.2).
struct Control {
  ControlType type = ControlType::RichText;
  ControlLevel level = ControlLevel::Run;
  std::string tag = {};
  std::string alias = {};
  std::string id = {};
  std::string lock = {};
  bool is_multiline = false;
  bool shows_placeholder = false;
  std::string placeholder = {};  // the text of its building block; empty if unknown
  bool is_bound = false;
  std::vector<std::pair<std::string, std::string>> items = {};  // displayed text and value
  std::string last_value = {};                                  // of the item that was chosen, as the file records it
  std::string full_date = {};
  std::string date_format = {};
  std::optional<bool> checked = {};
  char32_t checked_sign = 0x2612;
  char32_t unchecked_sign = 0x2610;
  std::string block_gallery = {};  // of a building block: `Table of Contents`
};

enum class LegacyType : std::uint8_t { Text, CheckBox, DropDown };

/// A legacy form field (17.16): the data at the start of a field.
struct LegacyField {
  LegacyType type = LegacyType::Text;
  std::string name = {};
  std::string default_text = {};
  std::string text_type = {};
  std::optional<bool> checked = {};
  std::optional<bool> default_checked = {};
  std::vector<std::string> entries = {};
  std::optional<std::uint32_t> result = {};
  std::optional<std::uint32_t> default_entry = {};
};

struct Field {
  std::string code = {};  // the instruction, without blanks around it
  bool is_simple = false;
  std::optional<LegacyField> legacy = {};
  /// `PAGE`, `TOC`, in upper case.
  std::string name() const;
};

struct Bookmark {
  std::string name = {};
  bool is_closed = false;  // its end is in the document
};

struct Comment {
  std::string id = {};
  std::size_t story = 0;
  bool has_story = false;
};

struct Link {
  std::string target = {};  // outside of the file
  std::string anchor = {};  // a bookmark
};

struct Picture {
  std::string part = {};         // name in the package; empty if it is outside of the file or missing
  std::string vector_part = {};  // the same picture as SVG
  std::string link = {};         // a picture outside of the file, which is never fetched
  std::string description = {};
  DrawingPlace place = {};
};

struct Object {
  std::string name = {};  // of the element: `chart`, `OLEObject`, `oMath`, `ink`
  std::string text = {};  // what of it can be read
  bool is_row = false;    // of a formula: all of it is its text, one sign after the other
  std::string description = {};
  DrawingPlace place = {};  // of a chart: its size; empty for drawings within the text
};

// Styles and numbering.

enum class StyleType : std::uint8_t { Paragraph, Character, Table, Numbering };

struct ConditionalFormat {
  RunFormat run = {};
  ParagraphFormat paragraph = {};
  TableFormat table = {};
  RowFormat row = {};
  CellFormat cell = {};
};

struct Style {
  std::string id;
  std::string name;  // `heading 1`, in lower case for built-in ones
  StyleType type = StyleType::Paragraph;
  std::string based_on = {};
  std::string next = {};
  bool is_default = false;
  RunFormat run = {};  // as written; see resolved formats in the document
  ParagraphFormat paragraph = {};
  TableFormat table = {};
  RowFormat row = {};
  CellFormat cell = {};
  std::map<std::string, ConditionalFormat> conditions = {};  // `firstRow`, `band1Horz` …
};

struct ListLevel {
  std::int32_t start = 1;
  std::string format = "decimal";  // numFmt
  std::string text = {};           // `%1.%2`
  std::string follow = "tab";      // `tab`, `space`, `nothing`
  std::string alignment = {};
  bool is_legal = false;  // all numbers in Arabic digits
  std::optional<std::int32_t> restart_after = {};
  std::string style = {};  // of paragraphs that have this level
  RunFormat run = {};
  ParagraphFormat paragraph = {};
};

/// A numbering instance with its levels, overrides applied.
struct List {
  std::int32_t number = 0;
  std::int32_t definition = 0;  // lists with one definition continue each other
  std::vector<ListLevel> levels = {};
  std::vector<std::optional<std::int32_t>> restarts = {};  // by level: startOverride
};

// Properties of the file.

struct Settings {
  bool even_and_odd_headers = false;
  bool mirror_margins = false;
  Twips default_tab = 720;
  std::string punctuation_spacing = {};  // characterSpacingControl
  std::string protection = {};           // `forms`, `readOnly`; empty: none, or not enforced
  bool hyphenates = false;
  std::int32_t compatibility = 12;  // compatibilityMode
  bool adjusts_lines_in_tables = false;
  bool breaks_shift_return_loosely = false;  // doNotExpandShiftReturn
  bool no_east_asian_breaks = false;
  std::string theme_language = {};  // East Asian one, of theme fonts
  // Borders of the page that are counted from its text.
  bool borders_leave_out_header = false;
  bool borders_leave_out_footer = false;
};

/// Something that was left out, or that people should know of.
enum class FindingType : std::uint8_t {
  Macros,
  External,        // `name`: the address of a picture, template or frame outside of the file; never fetched
  Embedded,        // `name`: an embedded file, chart or control, which was not opened
  AlternateChunk,  // a part in another format, not read
  UnknownElement,  // `name`
  DamagedPart,     // `name`: a part other than the main one that cannot be read
  TooMany          // `name`: of what there are more than are read
};

struct Finding {
  FindingType type;
  std::string name = {};
  std::size_t story = 0;
  std::uint32_t paragraph = 0;  // 0: not at a paragraph
};

/// A part of customXml/, in which programs store data beside the document.
struct CustomPart {
  std::string name = {};
  std::string xml = {};
};

struct Document {
  std::vector<Story> stories;  // the first one is the body
  std::vector<RunFormat> run_formats;
  std::vector<ParagraphFormat> paragraph_formats;
  std::vector<TableFormat> table_formats;
  std::vector<CellFormat> cell_formats;
  std::vector<Section> sections;  // at least one
  std::vector<Control> controls;
  std::vector<Field> fields;
  std::vector<Bookmark> bookmarks;
  std::vector<Comment> comments;
  std::vector<Link> links;
  std::vector<Picture> pictures;
  std::vector<Object> objects;
  std::vector<std::string> symbol_fonts;
  std::vector<Style> styles;
  std::vector<List> lists;
  RunFormat default_run;              // docDefaults
  ParagraphFormat default_paragraph;  // likewise
  /// Paragraphs without text in the styles `toc 1` to `toc 9`, by level, and at 0 in the style `table of figures`, as
  /// far as there are such styles.
  std::map<std::int32_t, Paragraph> contents_looks;
  Settings settings;
  std::map<std::string, std::string> core_properties;    // `created`, `modified`, `title` …
  std::map<std::string, std::string> custom_properties;  // by name
  std::vector<CustomPart> custom_parts;
  std::vector<Finding> findings;
  std::string main_part;

  /// Null if there is no such style.
  const Style* find_style(std::string_view id) const;
  const List* find_list(std::int32_t number) const;
};

}  // namespace gongwen::word
