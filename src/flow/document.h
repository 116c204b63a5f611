// Document: a flowing document, in the model of word processors: sections of paragraphs and tables with named styles.
// It has no pages; word processors break lines and pages themselves. build_document() makes it from boxes, docx/ writes
// it.
#pragma once

#include "base/geometry.h"
#include "data/charts/description.h"
#include "diagnostics/origin.h"
#include "dom/math/formula.h"
#include "forms/field_model.h"
#include "images/image_set.h"
#include "style/css/color.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gongwen::flow {

/// The unit of word processors: 1/20 pt, so that equal looks compare equal after rounding.
using Twips = std::int32_t;
inline constexpr Twips kTwipsPerPoint = 20;

Twips to_twips(base::LayoutUnit length);

enum class LineKind : std::uint8_t { None, Single, Double, Dotted, Dashed };

/// One side of a border.
struct BorderLine {
  LineKind kind = LineKind::None;
  std::uint8_t eighths = 0;  // of a point: the width
  std::uint8_t space = 0;    // points between line and text; at most 31
  css::Color color;
  friend bool operator==(const BorderLine&, const BorderLine&) = default;
  friend auto operator<=>(const BorderLine& a, const BorderLine& b) { return a.key() <=> b.key(); }

 private:
  std::uint64_t key() const {
    const std::uint64_t rgb = std::uint64_t{color.red} << 16 | std::uint64_t{color.green} << 8 | color.blue;
    return std::uint64_t{static_cast<std::uint8_t>(kind)} << 48 | std::uint64_t{eighths} << 40 |
           std::uint64_t{space} << 32 | rgb << 8 | color.alpha;
  }
};

struct Borders {
  BorderLine top, right, bottom, left;
  bool any() const {
    return top.kind != LineKind::None || right.kind != LineKind::None || bottom.kind != LineKind::None ||
           left.kind != LineKind::None;
  }
  friend bool operator==(const Borders&, const Borders&) = default;
};

enum class Alignment : std::uint8_t { Left, Center, Right, Justify, Distribute };
enum class LineRule : std::uint8_t { Auto, AtLeast, Exact };
enum class TabAlignment : std::uint8_t { Left, Center, Right };
enum class TabLeader : std::uint8_t { None, Dots, Line, Middle };

struct TabStop {
  Twips position = 0;  // from the left edge of the column
  TabAlignment alignment = TabAlignment::Left;
  TabLeader leader = TabLeader::None;
  friend bool operator==(const TabStop&, const TabStop&) = default;
};

/// The place of a paragraph outside the text. Neighbours with the same place are in one frame.
struct FramePlace {
  Twips width = 0;
  Twips height = 0;         // at least; 0: that of the text
  Twips x = 0;              // from the left edge of the sheet
  Twips y = 0;              // from its upper edge
  bool is_at_foot = false;  // at the foot of the type area, and as wide: x and y are ignored
  friend bool operator==(const FramePlace&, const FramePlace&) = default;
};

/// The setting of a paragraph. Lengths counted in characters (1/100) grow with the size of the text.
struct ParagraphLook {
  Alignment alignment = Alignment::Left;
  Twips left = 0;
  Twips right = 0;
  Twips first_line = 0;  // negative: hanging
  std::int32_t first_line_characters = 0;
  Twips before = 0;
  Twips after = 0;
  Twips line = 240;  // for LineRule::Auto in 1/240 of a line
  LineRule line_rule = LineRule::Auto;
  Borders borders;
  css::Color shading = css::kTransparent;
  bool keeps_next = false;
  bool keeps_lines = false;
  bool page_break_before = false;
  bool controls_widows = true;
  bool hyphenates = true;
  bool snaps_to_grid = false;      // its lines are those of the section's grid
  std::uint8_t outline_level = 0;  // 1 to 9; 0: body text
  std::vector<TabStop> tabs;
  std::optional<FramePlace> frame = std::nullopt;
  friend bool operator==(const ParagraphLook&, const ParagraphLook&) = default;
};

enum class Underline : std::uint8_t { None, Single, Double, Dotted, Dashed, Wave };
enum class Script : std::uint8_t { Normal, Superscript, Subscript };
enum class Emphasis : std::uint8_t { None, Dot, UnderDot, Comma, Circle };

/// The look of characters.
struct RunLook {
  std::string latin_font;
  std::string han_font;
  std::uint16_t half_points = 21;
  bool bold = false;
  bool italic = false;
  bool strike = false;
  bool small_caps = false;
  bool capitals = false;
  bool hidden = false;
  Underline underline = Underline::None;
  Script script = Script::Normal;
  Emphasis emphasis = Emphasis::None;
  css::Color color;
  css::Color shading = css::kTransparent;
  Twips spacing = 0;        // between characters
  std::int16_t raised = 0;  // half points
  bool is_upright = false;  // several characters share an em of a vertical line
  std::string language;     // `zh-CN`
  friend bool operator==(const RunLook&, const RunLook&) = default;
};

/// The look of text in a paragraph with the look `base` that has a character style, which sets what distinguishes
/// `style` from `standard`.
RunLook styled_look(const RunLook& base, const RunLook& standard, const RunLook& style);

/// A look is stored once and known by its number.
using LookId = std::uint32_t;

enum class StyleKind : std::uint8_t { Paragraph, Character };

/// A named style. Names of built-in styles are English in the file; word processors show them in the language of the
/// user (`heading 1`, 标题 1).
struct Style {
  StyleKind kind = StyleKind::Paragraph;
  std::string id;
  std::string name;
  bool is_built_in = false;
  std::optional<std::size_t> based_on;  // none: the standard style, which has number 0
  ParagraphLook paragraph;
  LookId run = 0;
};

/// A chart that the word processor draws from numbers.
struct Chart {
  charts::ChartDescription description;  // has values
  bool shows_title = false;              // if no caption states it
  friend bool operator==(const Chart&, const Chart&) = default;
};

/// Number of a picture in the document.
using PictureId = std::size_t;

struct Picture {
  /// Lives in the ImageSet of the run. Null: the frame for a photo that is not there yet.
  const images::Image* image = nullptr;
  base::Size size;  // the size in which it is shown
  /// Word processors that draw charts show this chart in place of the picture. Null: no chart.
  std::shared_ptr<const Chart> chart = nullptr;
};

/// The value that a field of a word processor shows.
enum class FieldKind : std::uint8_t {
  Page,       // number of the page
  PageCount,  // of the document
  PageOf,     // number of the page of a bookmark
  TextOf,     // text of a bookmark
  StyleText,  // the nearest text in a style
};

struct Text {
  std::string text;
  bool is_han = false;  // marks that both fonts have are taken from the Chinese one
};
struct LineBreak {};
struct PageBreak {};
struct Tab {};
struct Field {
  FieldKind kind = FieldKind::Page;
  std::string argument;  // bookmark, style, or the format of a number: `\* ROMAN`
  std::string result;    // the text shown until the field is updated
};
struct NoteCall {
  std::size_t note = 0;  // number in Document::notes
  std::string mark;      // as the page shows it
  /// Whether word processors would number the note differently: the mark is then written as text.
  bool is_custom() const { return mark != std::to_string(note + 1); }
};
/// At the start of a note: the mark of its call.
struct NoteMark : NoteCall {};
struct InlinePicture {
  PictureId picture = 0;
  std::string alternative;  // empty: decorative
};
/// A picture at a place that moves with its paragraph, such as a seal.
struct AnchoredPicture {
  PictureId picture = 0;
  std::string alternative;
  Twips x = 0;  // from the left edge of the column
  Twips y = 0;  // from the top of the paragraph
  bool is_behind = false;
};
struct Ruby {
  std::string base;
  std::string annotation;
  LookId annotation_look = 0;
};
/// A formula, with the elements from which it was read.
struct FormulaSource {
  dom::Tree tree;
  math::Part content;
  std::map<dom::NodeId, css::Color> colors;  // of the text of each element
};
struct Formula {
  std::shared_ptr<const FormulaSource> source;
  std::string text;           // in linear form
  bool is_alone = false;      // is alone in its paragraph
  bool is_displayed = false;  // is set as on a separate line, anywhere: limits above and below
};
struct BookmarkStart {
  std::size_t number = 0;
  std::string name;
};
struct BookmarkEnd {
  std::size_t number = 0;
};
/// The runs until LinkEnd lead to a bookmark of the document, or to an address.
struct LinkStart {
  std::string bookmark;
  std::string address;
};
struct LinkEnd {};
/// The runs until ControlEnd are the value that a person fills in; no runs if it is blank.
struct ControlStart {
  std::size_t control = 0;  // number in Form::controls
};
struct ControlEnd {};

using InlineContent =
    std::variant<Text, LineBreak, PageBreak, Tab, Field, NoteCall, NoteMark, InlinePicture, AnchoredPicture, Ruby,
                 Formula, BookmarkStart, BookmarkEnd, LinkStart, LinkEnd, ControlStart, ControlEnd>;

/// Whether a draft marks content as added or removed.
enum class Change : std::uint8_t { None, Added, Removed };

struct Inline {
  LookId look = 0;
  Change change = Change::None;
  std::optional<std::size_t> style = std::nullopt;  // number in Document::character_styles
  InlineContent content;
};

enum class NumberFormat : std::uint8_t {
  Bullet,
  Decimal,
  LowerLetter,
  UpperLetter,
  LowerRoman,
  UpperRoman,
  Chinese,  // 一, 十一, 一百二十
  Circled,  // ①
};

/// A list whose markers word processors generate: a sign, or numbers that count up from `start`.
struct List {
  NumberFormat format = NumberFormat::Bullet;
  std::string before, after;  // of the number; the sign of a bullet is `before`
  std::int32_t start = 1;
  std::uint8_t level = 0;                           // the number of lists around it
  std::optional<std::size_t> outer = std::nullopt;  // number of the list around it
  bool is_placed = false;                           // the indent is known
  Twips left = 0;                                   // indent of its items' text
  Twips hang = 0;                                   // the distance of markers before it
  LookId look = 0;
};

struct Paragraph {
  ParagraphLook look;
  LookId run = 0;           // of its mark and most of its text
  std::string role;         // of its style: `h1`, `p.addressees`; paragraphs with the same role share styles
  std::string title;        // name of the style if it gets its own: 发文字号
  std::string named_style;  // name of the style from the page (`-gw-office-style`); empty: by the role
  std::size_t style = 0;
  Change change = Change::None;                    // of its mark
  bool is_contents = false;                        // an entry of the contents
  std::optional<std::size_t> list = std::nullopt;  // number of the list whose item starts here
  bool is_small = false;                           // keeps a table apart from the next one, or fills a cell
  std::vector<Inline> content;
  std::vector<std::string> comments;  // of proofreading
  diagnostics::OriginId origin;
};

struct Table;
using Block = std::variant<Paragraph, Table>;

enum class CellAlignment : std::uint8_t { Top, Center, Bottom };
enum class CellDirection : std::uint8_t { Horizontal, Vertical };

struct Cell {
  std::size_t column = 0;  // first grid column
  std::size_t columns = 1;
  /// Merged downwards: the first one of the merged cells has the content, the others continue it.
  bool starts_merge = false;
  bool continues_merge = false;
  bool is_head = false;
  Borders borders;
  css::Color shading = css::kTransparent;
  Twips padding_top = 0, padding_right = 0, padding_bottom = 0, padding_left = 0;
  CellAlignment alignment = CellAlignment::Top;
  CellDirection direction = CellDirection::Horizontal;
  std::vector<Block> content;  // ends with a paragraph
};

struct Row {
  std::vector<Cell> cells;  // ordered by column, without gaps
  bool is_head = false;     // repeated on each page
  bool may_break = true;
  Twips height = 0;  // at least; 0: by content
  bool is_exact = false;
  Change change = Change::None;
};

struct Table {
  std::vector<Twips> columns;  // widths
  std::vector<Row> rows;
  Twips indent = 0;        // of its left edge
  bool is_frame = false;   // one cell around blocks
  bool is_layout = false;  // only places blocks beside each other, like flexible boxes: no data
  std::string title;
  std::string description;
  diagnostics::OriginId origin;
};

struct PageSetup {
  Twips width = 11906;
  Twips height = 16838;
  Twips top = 1440, right = 1440, bottom = 1440, left = 1440;
  Twips header = 720, footer = 720;  // from the edges of the sheet
  bool is_landscape = false;
  friend bool operator==(const PageSetup&, const PageSetup&) = default;
};

enum class HeadKind : std::uint8_t { Default, First, Even };

/// The content at the top or the bottom of the pages of a section.
struct RunningHead {
  bool is_footer = false;
  HeadKind kind = HeadKind::Default;
  std::vector<Block> content;
};

enum class SectionStart : std::uint8_t { NextPage, OddPage, EvenPage, Continuous };

struct Section {
  PageSetup page;
  SectionStart start = SectionStart::NextPage;
  std::vector<RunningHead> heads;
  bool has_first_page = false;
  std::optional<std::int32_t> first_number;  // page numbers start again with it
  std::int32_t columns = 1;
  Twips column_gap = 0;
  bool has_column_rule = false;
  bool is_vertical = false;
  Twips line_pitch = 0;     // of the grid of lines; 0: none
  bool is_on_grid = false;  // its lines are those of the grid
  std::vector<Block> content;
};

struct Note {
  std::vector<Block> content;
};

/// The kind of input: a line or lines of text, a date, one of several texts, one of them or another text, a box to
/// tick, a picture.
enum class ControlKind : std::uint8_t { Line, Lines, Date, Month, List, ListOrText, Box, Picture };

/// A field of a form, or one of the boxes of a field.
struct Control {
  ControlKind kind = ControlKind::Line;
  std::string pointer;                               // of the value in the data
  std::optional<std::string> choice = std::nullopt;  // of a box: its value
  std::string label;
  std::size_t placeholder = 0;     // number in Form::placeholders; boxes and pictures have none
  std::vector<std::string> items;  // of a list
  std::string day;                 // of a date: ISO 8601; empty: none, or not a date
  std::string date_format;         // of a date: `yyyy年M月d日`
  std::string language;            // of a date: `zh-CN`
  bool is_blank = false;
  bool is_ticked = false;
  bool is_read_only = false;
  std::string box, ticked_box;  // the signs of a box
  PictureId picture = 0;        // the picture shown
  /// Whether an earlier control has the same pointer and choice, because the field is shown at several places.
  bool is_repeated = false;
};

/// A document that is filled in and read back. The file carries its origin, the list of its fields, and the texts that
/// it prints, so that a reader notices additions.
struct Form {
  forms::FormStamp stamp;
  std::string given;  // data that the fields cannot express: see intake/given_values.h
  std::vector<Control> controls;
  std::vector<std::string> placeholders;  // texts that controls show while they are empty
  std::vector<std::string> printed;       // texts between fields and ends of paragraphs, without numbers of pages
  std::vector<std::string> pictures;      // descriptions of the pictures that it prints; empty for decorations
  bool repeats_rows = false;              // the word processor can add rows to lists
  bool is_protected = false;              // only the fields can be changed
};

struct Properties {
  std::string title, author, subject, keywords, language;
  std::string date;  // ISO 8601; empty: unknown
  std::vector<std::pair<std::string, std::string>> custom;
};

struct Document {
  Properties properties;
  std::vector<Style> styles;  // of paragraphs; the first is the standard style
  std::vector<Style> character_styles;
  std::deque<RunLook> run_looks;
  std::vector<Section> sections;
  std::vector<Note> notes;
  std::vector<List> lists;
  std::vector<Picture> pictures;
  std::optional<Form> form = std::nullopt;
  bool mirrors_margins = false;
  bool has_even_heads = false;
  bool hyphenates = false;
  std::size_t last_bookmark = 0;  // the highest number of a bookmark
};

}  // namespace gongwen::flow
