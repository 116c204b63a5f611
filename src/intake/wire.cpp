#include "intake/wire.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace gongwen::intake {
namespace {

/// Of a page, in either direction: far more than any has.
constexpr std::int64_t kMaxLength = std::int64_t{1} << 40;

/// Numbers and texts in a row, each with its end: `17,`, and a text with its length before it: `2:ab,`.
class Writer {
 public:
  Writer& number(std::uint64_t value) {
    std::array<char, 24> digits{};
    char* const end = std::to_chars(digits.data(), digits.data() + digits.size() - 1, value).ptr;
    *end = ',';
    out_.append(digits.data(), end + 1);
    return *this;
  }
  Writer& text(std::string_view value) {
    number(value.size()).out_.back() = ':';
    out_.append(value) += ',';
    return *this;
  }
  template <typename Enumeration>
  Writer& one_of(Enumeration value) {
    return number(static_cast<std::uint64_t>(value));
  }
  Writer& place(const FieldPlace& place) { return number(place.page).text(place.sheet).text(place.cell); }
  /// Their number, and each of them.
  template <typename Item>
  Writer& list(const std::vector<Item>& items) {
    number(items.size());
    for (const Item& item : items) add(item);
    return *this;
  }
  std::string finish() { return std::move(out_); }

 private:
  void add(const std::string& value) { text(value); }
  void add(const RawField& field) {
    one_of(field.type).text(field.pointer).text(field.text).text(field.shown).place(field.place).number(field.button);
  }
  void add(const FormPart& part) {
    number(part.first_page).number(part.last_page).number(part.has_given ? 1 : 0).list(part.sheets);
  }
  Writer& length(std::int64_t value) {
    return number(static_cast<std::uint64_t>(std::clamp(value, -kMaxLength, kMaxLength) + kMaxLength));
  }
  void add(const PageArea& area) { length(area.left).length(area.bottom).length(area.right).length(area.top); }
  void add(const WidgetLook& look) { text(look.state).number(look.picture).number(look.marks); }
  void add(const FormWidget& widget) {
    one_of(widget.type).number(widget.is_radio ? 1 : 0).number(widget.is_visible ? 1 : 0);
    text(widget.pointer).text(widget.name).text(widget.state).text(widget.meaning).text(widget.shown);
    number(widget.drawings);
    add(widget.area);
    list(widget.looks);
  }
  void add(const PrintedText& printed) {
    length(printed.x).length(printed.y).length(printed.size).length(printed.width);
    one_of(printed.as).text(printed.text);
  }
  void add(const PrintedMark& mark) {
    add(mark.area);
    one_of(mark.as);
  }
  void add(const FormPage& page) { list(page.widgets).list(page.texts).list(page.marks).number(page.font); }
  void add(const LooseCell& cell) {
    one_of(cell.type).text(cell.sheet).text(cell.text).number(cell.row).number(cell.column);
    one_of(cell.trouble).text(cell.shown);
    for (const bool flag : {cell.is_formula, cell.is_struck, cell.is_unsure}) number(flag ? 1 : 0);
    text(cell.odd_format).text(cell.unseen);
  }
  void add(std::uint32_t value) { number(value); }
  void add(const CellArea& area) {
    number(area.first_row).number(area.first_column).number(area.last_row).number(area.last_column);
  }
  void add(const OverCells& over) { one_of(over.sort).text(over.cell).text(over.text); }
  void add(const SheetView& sheet) {
    text(sheet.name).number(sheet.is_hidden ? 1 : 0).list(sheet.merges).list(sheet.hidden_rows);
    list(sheet.hidden_columns).list(sheet.over);
  }
  void add(const Notice& notice) {
    text(diagnostics::catalogue_entry(notice.id).id).number(notice.of_field ? 1 : 0).text(notice.pointer);
    place(notice.place).list(notice.arguments);
  }

  std::string out_;
};

/// The readers have no other messages.
constexpr std::string_view kOwnMessages = "intake/";
/// Pages, rows, columns, buttons.
constexpr std::uint64_t kSmallNumbers = std::uint64_t{1} << 31;
/// Of the year 9999.
constexpr std::uint64_t kMaxMoment = 253'402'300'800;

/// Takes the values in turn; one that is missing, or of another kind, makes all of it invalid.
class Reader {
 public:
  /// The texts are in UTF-8 if the whole is: before and after each is a character of ASCII.
  explicit Reader(std::string_view text) : left_(text), sound_(!base::find_invalid_utf8(text)) {}

  std::uint64_t number() { return number_before(','); }
  std::string text() {
    const std::uint64_t size = number_before(':');
    if (!sound_ || size >= left_.size() || left_[size] != ',') return fail(std::string());
    std::string value(left_.substr(0, size));
    left_.remove_prefix(size + 1);
    return value;
  }
  /// A number below `end`.
  std::uint64_t number_below(std::uint64_t end) {
    const std::uint64_t value = number();
    return value < end ? value : fail(std::uint64_t{0});
  }
  std::uint32_t small_number() { return static_cast<std::uint32_t>(number_below(kSmallNumbers)); }
  std::int64_t length() { return static_cast<std::int64_t>(number_below(2 * kMaxLength + 1)) - kMaxLength; }
  bool flag() { return number_below(2) == 1; }
  template <typename Enumeration>
  Enumeration one_of(std::uint64_t count) {
    return static_cast<Enumeration>(number_below(count));
  }
  FieldPlace place() {
    FieldPlace place;
    place.page = small_number();
    place.sheet = text();
    place.cell = text();
    return place;
  }
  diagnostics::DiagnosticId message() {
    const std::string name = text();
    const auto id = name.starts_with(kOwnMessages) ? diagnostics::find_message(name) : std::nullopt;
    if (!id) sound_ = false;
    return id.value_or(diagnostics::messages::IntakeDamaged);
  }
  template <typename Item, typename Parse>
  void list(std::vector<Item>& items, Parse parse) {
    for (std::uint64_t count = number(); count > 0 && sound_; --count) items.push_back(parse(*this));
  }
  /// Whether all was as it should be, and this was all.
  bool is_whole() const { return sound_ && left_.empty(); }

 private:
  std::uint64_t number_before(char mark) {
    std::uint64_t value = 0;
    const char* const last = left_.data() + left_.size();
    const auto [end, error] = std::from_chars(left_.data(), last, value);
    if (error != std::errc() || end == last || *end != mark) return fail(std::uint64_t{0});
    left_.remove_prefix(static_cast<std::size_t>(end - left_.data()) + 1);
    return value;
  }
  template <typename Value>
  Value fail(Value value) {
    sound_ = false;
    left_ = {};
    return value;
  }

  std::string_view left_;
  bool sound_;
};

constexpr std::uint64_t kTypes = 5;
constexpr std::uint64_t kTroubles = 8;
constexpr std::uint64_t kOverSorts = 5;
constexpr std::uint64_t kPrintedAs = 3;

RawField parse_field(Reader& in) {
  RawField field;
  field.type = in.one_of<RawType>(kTypes);
  field.pointer = in.text();
  field.text = in.text();
  field.shown = in.text();
  field.place = in.place();
  field.button = in.small_number();
  return field;
}

std::string parse_text(Reader& in) { return in.text(); }

FormPart parse_part(Reader& in) {
  FormPart part;
  part.first_page = in.small_number();
  part.last_page = in.small_number();
  part.has_given = in.flag();
  in.list(part.sheets, parse_text);
  return part;
}

PageArea parse_area(Reader& in) {
  PageArea area;
  area.left = in.length();
  area.bottom = in.length();
  area.right = in.length();
  area.top = in.length();
  return area;
}

WidgetLook parse_look(Reader& in) {
  WidgetLook look;
  look.state = in.text();
  look.picture = in.number();
  look.marks = in.number();
  return look;
}

FormWidget parse_widget(Reader& in) {
  constexpr std::uint64_t kWidgetTypes = 5;
  FormWidget widget;
  widget.type = in.one_of<WidgetType>(kWidgetTypes);
  widget.is_radio = in.flag();
  widget.is_visible = in.flag();
  widget.pointer = in.text();
  widget.name = in.text();
  widget.state = in.text();
  widget.meaning = in.text();
  widget.shown = in.text();
  widget.drawings = in.number();
  widget.area = parse_area(in);
  in.list(widget.looks, parse_look);
  return widget;
}

PrintedText parse_printed(Reader& in) {
  PrintedText printed;
  printed.x = in.length();
  printed.y = in.length();
  printed.size = in.length();
  printed.width = in.length();
  printed.as = in.one_of<PrintedAs>(kPrintedAs);
  printed.text = in.text();
  return printed;
}

PrintedMark parse_mark(Reader& in) {
  PrintedMark mark;
  mark.area = parse_area(in);
  mark.as = in.one_of<PrintedAs>(kPrintedAs);
  return mark;
}

FormPage parse_page(Reader& in) {
  FormPage page;
  in.list(page.widgets, parse_widget);
  in.list(page.texts, parse_printed);
  in.list(page.marks, parse_mark);
  page.font = in.number();
  return page;
}

LooseCell parse_cell(Reader& in) {
  LooseCell cell;
  cell.type = in.one_of<RawType>(kTypes);
  cell.sheet = in.text();
  cell.text = in.text();
  cell.row = in.small_number();
  cell.column = in.small_number();
  cell.trouble = in.one_of<CellTrouble>(kTroubles);
  cell.shown = in.text();
  for (bool* const flag : {&cell.is_formula, &cell.is_struck, &cell.is_unsure}) *flag = in.flag();
  cell.odd_format = in.text();
  cell.unseen = in.text();
  return cell;
}

std::uint32_t parse_small(Reader& in) { return in.small_number(); }

CellArea parse_cell_area(Reader& in) {
  CellArea area;
  area.first_row = in.small_number();
  area.first_column = in.small_number();
  area.last_row = in.small_number();
  area.last_column = in.small_number();
  return area;
}

OverCells parse_over(Reader& in) {
  OverCells over;
  over.sort = in.one_of<OverSort>(kOverSorts);
  over.cell = in.text();
  over.text = in.text();
  return over;
}

SheetView parse_sheet(Reader& in) {
  SheetView sheet;
  sheet.name = in.text();
  sheet.is_hidden = in.flag();
  in.list(sheet.merges, parse_cell_area);
  in.list(sheet.hidden_rows, parse_small);
  in.list(sheet.hidden_columns, parse_small);
  in.list(sheet.over, parse_over);
  return sheet;
}

Notice parse_notice(Reader& in) {
  Notice notice{in.message(), {}};
  notice.of_field = in.flag();
  notice.pointer = in.text();
  notice.place = in.place();
  in.list(notice.arguments, parse_text);
  return notice;
}

}  // namespace

std::string write_returned_file(const ReturnedFile& file) {
  Writer out;
  out.one_of(file.type)
      .text(file.stamp.kind)
      .text(file.stamp.edition)
      .text(file.stamp.hash)
      .text(file.stamp.texts)
      .text(file.given);
  out.text(file.attached_json).number(file.is_data_workbook ? 1 : 0).number(static_cast<std::uint64_t>(file.saved));
  out.list(file.fields).list(file.blanks).list(file.parts).list(file.loose_cells).list(file.notices);
  out.list(file.sheets).list(file.pages).list(file.other_cells);
  for (const bool flag : {file.unsure_parts, file.is_unnamed, file.says_labels}) out.number(flag ? 1 : 0);
  return out.list(file.stated_print).text(file.printed).finish();
}

std::optional<ReturnedFile> parse_returned_file(std::string_view text) {
  Reader in(text);
  ReturnedFile file;
  file.type = in.one_of<FileType>(3);
  file.stamp.kind = in.text();
  file.stamp.edition = in.text();
  file.stamp.hash = in.text();
  file.stamp.texts = in.text();
  file.given = in.text();
  file.attached_json = in.text();
  file.is_data_workbook = in.flag();
  file.saved = static_cast<base::Moment>(in.number_below(kMaxMoment));
  in.list(file.fields, parse_field);
  in.list(file.blanks, parse_field);
  in.list(file.parts, parse_part);
  in.list(file.loose_cells, parse_cell);
  in.list(file.notices, parse_notice);
  in.list(file.sheets, parse_sheet);
  in.list(file.pages, parse_page);
  in.list(file.other_cells, parse_cell);
  for (bool* const flag : {&file.unsure_parts, &file.is_unnamed, &file.says_labels}) *flag = in.flag();
  in.list(file.stated_print, parse_text);
  file.printed = in.text();
  return in.is_whole() ? std::optional(std::move(file)) : std::nullopt;
}

}  // namespace gongwen::intake
