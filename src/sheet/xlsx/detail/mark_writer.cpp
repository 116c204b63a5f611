#include "sheet/xlsx/detail/mark_writer.h"

#include <array>
#include <cstdint>

namespace gongwen::xlsx {
namespace {

using sheet::Comparison;
using sheet::ConditionalFormat;

std::uint8_t criteria_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::Equal: return LXW_CONDITIONAL_CRITERIA_EQUAL_TO;
    case Comparison::NotEqual: return LXW_CONDITIONAL_CRITERIA_NOT_EQUAL_TO;
    case Comparison::Greater: return LXW_CONDITIONAL_CRITERIA_GREATER_THAN;
    case Comparison::Less: return LXW_CONDITIONAL_CRITERIA_LESS_THAN;
    case Comparison::AtLeast: return LXW_CONDITIONAL_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
    case Comparison::AtMost: return LXW_CONDITIONAL_CRITERIA_LESS_THAN_OR_EQUAL_TO;
    case Comparison::Between: return LXW_CONDITIONAL_CRITERIA_BETWEEN;
    case Comparison::NotBetween: return LXW_CONDITIONAL_CRITERIA_NOT_BETWEEN;
  }
  return LXW_CONDITIONAL_CRITERIA_NONE;
}

std::uint8_t icons_of(sheet::IconKind kind) {
  switch (kind) {
    case sheet::IconKind::Arrows: return LXW_CONDITIONAL_ICONS_3_ARROWS_COLORED;
    case sheet::IconKind::Lights: return LXW_CONDITIONAL_ICONS_3_TRAFFIC_LIGHTS_UNRIMMED;
    case sheet::IconKind::Flags: return LXW_CONDITIONAL_ICONS_3_FLAGS;
    case sheet::IconKind::Signs: return LXW_CONDITIONAL_ICONS_3_SIGNS;
    case sheet::IconKind::Symbols: return LXW_CONDITIONAL_ICONS_3_SYMBOLS_CIRCLED;
    case sheet::IconKind::Ratings: return LXW_CONDITIONAL_ICONS_4_RATINGS;
  }
  return LXW_CONDITIONAL_ICONS_3_ARROWS_COLORED;
}

/// A rule of the library, with the texts that it points to.
class MarkRuleWriter {
 public:
  MarkRuleWriter(const ConditionalFormat& model, FormatWriter& formats) : model_(model) {
    library_.format = formats.mark_format(model.look);
    std::visit([this](const auto& rule) { set(rule); }, model.rule);
  }

  lxw_error write(lxw_worksheet* worksheet) {
    const sheet::CellRange& range = model_.range;
    return worksheet_conditional_format_range(worksheet, row_number(range.first.row), column_number(range.first.column),
                                              row_number(range.last.row), column_number(range.last.column), &library_);
  }

 private:
  void set(const sheet::CompareMark& rule) {
    library_.type = LXW_CONDITIONAL_TYPE_CELL;
    library_.criteria = criteria_of(rule.comparison);
    if (rule.comparison == Comparison::Between || rule.comparison == Comparison::NotBetween) {
      set_operand(rule.first, first_, library_.min_value, library_.min_value_string);
      set_operand(rule.second, second_, library_.max_value, library_.max_value_string);
    } else {
      set_operand(rule.first, first_, library_.value, library_.value_string);
    }
  }

  /// `Text` is `char`, but `const char` from version 1.2 of the library on.
  template <typename Text>
  static void set_operand(const sheet::MarkOperand& operand, std::string& text, double& number, Text*& formula) {
    if (const auto* const value = std::get_if<double>(&operand)) {
      number = *value;
    } else {
      text = std::get<std::string>(operand);
      formula = mutable_text(text);
    }
  }

  void set(const sheet::TextMark& rule) {
    constexpr std::array<std::uint8_t, 4> kPlaces{
        LXW_CONDITIONAL_CRITERIA_TEXT_CONTAINING, LXW_CONDITIONAL_CRITERIA_TEXT_NOT_CONTAINING,
        LXW_CONDITIONAL_CRITERIA_TEXT_BEGINS_WITH, LXW_CONDITIONAL_CRITERIA_TEXT_ENDS_WITH};
    library_.type = LXW_CONDITIONAL_TYPE_TEXT;
    library_.criteria = kPlaces[static_cast<std::size_t>(rule.place)];
    first_ = rule.text;
    library_.value_string = mutable_text(first_);
  }

  void set(const sheet::ClassMark& rule) {
    constexpr std::array<std::uint8_t, 4> kTypes{LXW_CONDITIONAL_TYPE_DUPLICATE, LXW_CONDITIONAL_TYPE_UNIQUE,
                                                 LXW_CONDITIONAL_TYPE_BLANKS, LXW_CONDITIONAL_TYPE_NO_BLANKS};
    library_.type = kTypes[static_cast<std::size_t>(rule.of)];
  }

  void set(const sheet::RankMark& rule) {
    library_.type = rule.lowest ? LXW_CONDITIONAL_TYPE_BOTTOM : LXW_CONDITIONAL_TYPE_TOP;
    library_.value = rule.count;
    if (rule.percent) library_.criteria = LXW_CONDITIONAL_CRITERIA_TOP_OR_BOTTOM_PERCENT;
  }

  void set(const sheet::FormulaMark& rule) {
    library_.type = LXW_CONDITIONAL_TYPE_FORMULA;
    first_ = rule.formula;
    library_.value_string = mutable_text(first_);
  }

  void set(const sheet::BarMark& rule) {
    library_.type = LXW_CONDITIONAL_DATA_BAR;
    library_.bar_color = color_number(rule.color);
    library_.data_bar_2010 = LXW_TRUE;
    library_.bar_solid = LXW_TRUE;
  }

  void set(const sheet::ScaleMark& rule) {
    const bool has_middle = rule.colors.size() == 3;
    library_.type = has_middle ? LXW_CONDITIONAL_3_COLOR_SCALE : LXW_CONDITIONAL_2_COLOR_SCALE;
    library_.min_color = color_number(rule.colors.front());
    if (has_middle) library_.mid_color = color_number(rule.colors[1]);
    library_.max_color = color_number(rule.colors.back());
  }

  void set(const sheet::IconMark& rule) {
    library_.type = LXW_CONDITIONAL_TYPE_ICON_SETS;
    library_.icon_style = icons_of(rule.kind);
    library_.reverse_icons = rule.reversed ? LXW_TRUE : LXW_FALSE;
  }

  const ConditionalFormat& model_;
  lxw_conditional_format library_{};
  std::string first_;
  std::string second_;
};

std::uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size && at + i < bytes.size(); ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

PictureSize png_size(std::string_view file) {
  PictureSize size;
  constexpr std::size_t kHeader = 8;
  for (std::size_t at = kHeader; at + 12 <= file.size();) {
    const std::uint32_t length = big_endian(file, at, 4);
    const std::string_view type = file.substr(at + 4, 4);
    if (type == "IHDR") {
      size.width = big_endian(file, at + 8, 4);
      size.height = big_endian(file, at + 12, 4);
    }
    if (type == "pHYs" && file.substr(at + 16, 1) == std::string_view("\1", 1)) {
      constexpr double kInchesPerMetre = 0.0254;
      size.x_dpi = big_endian(file, at + 8, 4) * kInchesPerMetre;
      size.y_dpi = big_endian(file, at + 12, 4) * kInchesPerMetre;
    }
    at += 12 + std::size_t{length};
  }
  return size;
}

PictureSize jpeg_size(std::string_view file) {
  PictureSize size;
  for (std::size_t at = 2; at + 9 < file.size();) {
    const std::uint32_t marker = big_endian(file, at, 2);
    const std::uint32_t length = big_endian(file, at + 2, 2);
    const bool is_frame = (marker & 0xFFF0) == 0xFFC0 && marker != 0xFFC4 && marker != 0xFFC8 && marker != 0xFFCC;
    if (is_frame) {
      size.height = big_endian(file, at + 5, 2);
      size.width = big_endian(file, at + 7, 2);
      return size;
    }
    if (marker == 0xFFE0) {
      const std::uint32_t unit = big_endian(file, at + 11, 1);
      const double factor = unit == 1 ? 1 : unit == 2 ? 2.54 : 0;
      if (factor > 0) {
        size.x_dpi = big_endian(file, at + 12, 2) * factor;
        size.y_dpi = big_endian(file, at + 14, 2) * factor;
      }
    }
    at += 2 + std::size_t{length};
  }
  return size;
}

}  // namespace

void write_marks(const sheet::Sheet& sheet, lxw_worksheet* worksheet, FormatWriter& formats, Outcome& outcome) {
  for (const ConditionalFormat& mark : sheet.marks) outcome.check(MarkRuleWriter(mark, formats).write(worksheet));
}

PictureSize picture_size(std::string_view file) {
  PictureSize size = file.starts_with("\x89PNG") ? png_size(file) : jpeg_size(file);
  if (size.x_dpi <= 0) size.x_dpi = 96;
  if (size.y_dpi <= 0) size.y_dpi = 96;
  return size;
}

void write_pictures(const sheet::Sheet& sheet, lxw_worksheet* worksheet, Outcome& outcome) {
  // The library assumes digits of 7 px in columns, not 8.
  constexpr double kLibraryColumns = 7.0 / 8;
  for (const sheet::Picture& picture : sheet.pictures) {
    const PictureSize size = picture_size(picture.file);
    if (size.width <= 0 || size.height <= 0) continue;
    lxw_image_options options{};
    options.x_offset = static_cast<std::int32_t>(picture.x.to_px() * kLibraryColumns + 0.5);
    options.y_offset = static_cast<std::int32_t>(picture.y.to_px() + 0.5);
    options.x_scale = picture.width.to_px() * kLibraryColumns / (size.width * 96 / size.x_dpi);
    options.y_scale = picture.height.to_px() / (size.height * 96 / size.y_dpi);
    options.object_position = LXW_OBJECT_MOVE_AND_SIZE;
    options.description = optional_text(picture.description);
    options.decorative = picture.description.empty() ? LXW_TRUE : LXW_FALSE;
    const auto* const bytes = reinterpret_cast<const unsigned char*>(picture.file.data());
    outcome.check(worksheet_insert_image_buffer_opt(worksheet, row_number(picture.place.row),
                                                    column_number(picture.place.column), bytes, picture.file.size(),
                                                    &options));
  }
}

}  // namespace gongwen::xlsx
