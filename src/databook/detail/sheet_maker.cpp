#include "databook/detail/sheet_maker.h"

#include "sheet/limits.h"
#include "sheet/serial_date.h"
#include "sheet/text_estimate.h"

#include <algorithm>
#include <charconv>

namespace gongwen::databook {
namespace {

using base::LayoutUnit;

constexpr std::uint16_t kHalfPoints = 22;
constexpr int kWidestPageCharacters = 360;  // half-width, on A3
constexpr css::Color kLine{0xBF, 0xBF, 0xBF, 0xFF};
constexpr css::Color kHeadFill{0xDD, 0xE7, 0xF2, 0xFF};
constexpr css::Color kRequiredFill{0xFB, 0xE4, 0xD5, 0xFF};
constexpr css::Color kFormFill{0xED, 0xED, 0xED, 0xFF};
constexpr css::Color kGrey{0x80, 0x80, 0x80, 0xFF};

LayoutUnit width_of(int characters) { return LayoutUnit::from_px(characters * 8 + 5); }

sheet::HeaderLine page_footer() {
  sheet::HeaderLine footer;
  footer[1].font.half_points = 18;
  footer[1].parts = {sheet::PageField::Number, std::string(" / "), sheet::PageField::Count};
  return footer;
}

double number_of(const std::string& text) {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

sheet::CellFormat format_of(Look look) {
  sheet::CellFormat format;
  format.font.half_points = kHalfPoints;
  format.wrap = true;
  format.vertical = sheet::VerticalAlign::Center;
  const sheet::BorderLine line{sheet::LineKind::Thin, kLine};
  format.borders = {line, line, line, line};
  const auto head = [&format](css::Color fill) {
    format.background = fill;
    format.font.bold = true;
    format.horizontal = sheet::HorizontalAlign::Center;
  };
  switch (look) {
    case Look::Key:
      format.borders = {};
      format.wrap = false;
      format.font.color = kGrey;
      break;
    case Look::Head: head(kHeadFill); break;
    case Look::RequiredHead: head(kRequiredFill); break;
    case Look::FormHead: head(kFormFill); break;
    case Look::Title:
      format.borders = {};
      format.font.bold = true;
      format.font.half_points = 28;
      break;
    case Look::Hint: format.font.color = kGrey; break;
    case Look::Number: format.horizontal = sheet::HorizontalAlign::Center; break;
    case Look::Text: format.number_format = "@"; break;
    case Look::Date:
      format.number_format = "yyyy\\-mm\\-dd";
      format.horizontal = sheet::HorizontalAlign::Center;
      break;
    case Look::LongText:
    case Look::Figure: break;
    case Look::Example:
      format.font.color = kGrey;
      format.font.italic = true;
      format.number_format = "@";
      break;
  }
  return format;
}

Look look_of(const schema::SchemaField& field) {
  using schema::SchemaType;
  constexpr std::size_t kShort = 255;
  const bool texts = field.types.has(SchemaType::String);
  const bool numbers = field.types.has(SchemaType::Number) || field.types.has(SchemaType::Integer);
  if (!field.choices.empty()) return Look::Text;
  if (numbers) return Look::Figure;
  if (texts && field.limits.format == schema::Format::Date && field.choices.empty()) return Look::Date;
  const bool is_short =
      !field.choices.empty() || field.limits.format || field.limits.max_length.value_or(kShort + 1) <= kShort;
  return is_short && !field.types.has(SchemaType::Array) ? Look::Text : Look::LongText;
}

Look look_of(const DataCell& cell, Look of_field) {
  if (cell.type == intake::RawType::Date) return Look::Date;
  if (cell.type == intake::RawType::Number) return Look::Figure;
  const bool blank_or_text = cell.text.empty() || of_field == Look::LongText;
  return blank_or_text ? of_field : Look::Text;
}

SheetMaker::SheetMaker(sheet::Workbook& workbook, sheet::FormatTable& formats, std::string name)
    : workbook_(workbook), formats_(formats) {
  sheet_.name = std::move(name);
}

void SheetMaker::add_column(int width, Look look, bool hidden) {
  sheet_.columns.push_back({width_of(width), hidden, formats_.add(format_of(look))});
}

void SheetMaker::begin_row() {
  end_row();
  open_ = true;
  fixed_.reset();
  height_ = LayoutUnit::round_from_pt(18);
  sheet_.rows.emplace_back().first_cell = static_cast<std::uint32_t>(sheet_.cells.size());
  row_ = static_cast<std::uint32_t>(sheet_.rows.size() - 1);
  column_ = 0;
}

void SheetMaker::begin_row_of(LayoutUnit height) {
  begin_row();
  fixed_ = height;
}

void SheetMaker::end_row() {
  if (!open_) return;
  sheet::Row& row = sheet_.rows.back();
  row.cell_count = static_cast<std::uint32_t>(sheet_.cells.size()) - row.first_cell;
  row.height = fixed_.value_or(std::min(height_, LayoutUnit::round_from_pt(sheet::kMaxRowHeightPt)));
  open_ = false;
}

sheet::CellValue SheetMaker::value_of(const DataCell& cell) {
  if (cell.text.empty()) return sheet::Empty{};
  if (cell.type == intake::RawType::Number) return sheet::Number{number_of(cell.text)};
  if (cell.type == intake::RawType::Date) {
    const auto date = sheet::parse_iso_date(cell.text);
    if (const auto serial = date ? sheet::to_serial(*date) : std::nullopt) return sheet::Date{*serial};
  }
  return sheet::Text{workbook_.texts.store(cell.text)};
}

void SheetMaker::add_cell(const DataCell& cell, Look look, sheet::HorizontalAlign align) {
  sheet::CellFormat format = format_of(look);
  if (align != sheet::HorizontalAlign::General) format.horizontal = align;
  // Programs of old show texts of more than 255 characters in cells for texts as ####.
  const bool long_text = sheet::utf16_length(cell.text) > 255;
  if (long_text) format.number_format.clear();
  const LayoutUnit width = column_ < sheet_.columns.size() ? sheet_.columns[column_].width : width_of(10);
  sheet::TextSetting setting;
  setting.half_points = format.font.half_points;
  setting.line_height = LayoutUnit::round_from_pt(format.font.half_points * 0.5 * 1.36);
  setting.horizontal_padding = sheet::kCellPadding + LayoutUnit::from_px(5);
  setting.vertical_padding = LayoutUnit::round_from_pt(4);
  setting.wrap = format.wrap;
  height_ = std::max(height_, sheet::estimate_height(cell.text, width, setting));
  sheet_.cells.push_back({column_, formats_.add(format), {}, value_of(cell)});
  ++column_;
}

void SheetMaker::finish(bool landscape) {
  end_row();
  sheet::PrintSetup& print = sheet_.print;
  print.orientation = landscape ? sheet::Orientation::Landscape : sheet::Orientation::Portrait;
  const LayoutUnit edge = LayoutUnit::round_from_mm(15);
  print.margins = {edge, edge, edge, edge};
  print.header_distance = print.footer_distance = LayoutUnit::round_from_mm(8);
  print.footer = page_footer();
  print.may_grow = true;
  LayoutUnit width;
  for (const sheet::Column& column : sheet_.columns) width += column.hidden ? LayoutUnit() : column.width;
  // What would be too small to read is printed on several sheets of paper.
  if (width > LayoutUnit::from_px(kWidestPageCharacters * 8)) print.fit.reset();
  if (width > LayoutUnit::from_px(kWidestPageCharacters * 4)) print.paper = sheet::Paper::A3;
  const auto rows = static_cast<std::uint32_t>(std::max<std::size_t>(sheet_.rows.size(), 1));
  const auto columns = static_cast<std::uint32_t>(std::max<std::size_t>(sheet_.columns.size(), 1));
  print.area = {{0, 0}, {rows - 1, columns - 1}};
  workbook_.sheets.push_back(std::move(sheet_));
}

}  // namespace gongwen::databook
