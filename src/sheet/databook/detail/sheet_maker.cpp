#include "sheet/databook/detail/sheet_maker.h"

#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/databook.h"
#include "schema/describe_fields.h"
#include "schema/starter.h"
#include "schema/table_cells.h"
#include "sheet/databook/cell_value.h"
#include "sheet/limits.h"
#include "sheet/serial_date.h"
#include "sheet/text_estimate.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gongwen::databook {
namespace {

using diagnostics::Language;
using schema::SchemaField;
using schema::SchemaType;

constexpr std::size_t kMaxChoicesInWords = 8;

bool takes(const SchemaField& field, SchemaType type) { return field.types.has(type); }
bool is_list(const SchemaField& field) {
  return field.choices.empty() && takes(field, SchemaType::Array) && !takes(field, SchemaType::Object);
}
bool is_number(const SchemaField& field) {
  return (takes(field, SchemaType::Number) || takes(field, SchemaType::Integer)) && !takes(field, SchemaType::String);
}

std::string choice_words(const std::vector<std::string>& choices, Language language) {
  if (choices.size() > kMaxChoicesInWords) return std::string(texts::DatabookChooseFromList.in(language));
  std::string words;
  for (const std::string& choice : choices) {
    if (!words.empty()) words += texts::ListComma.in(language);
    words += choice;
  }
  return words;
}

std::string value_words(const SchemaField& field, Language language) {
  const std::vector<std::string> choices = offered_choices(field, language);
  return choices.empty() ? schema::limit_words(field, language) : choice_words(choices, language);
}

std::string list_words(const SchemaField& field, Language language) {
  const bool takes_text = takes(field, SchemaType::String);
  std::string words((takes_text ? texts::DatabookTextOrList : texts::DatabookList).in(language));
  if (field.parts.size() == 1) {
    words.append(texts::DatabookEachItem.in(language)).append(value_words(field.parts.front(), language));
  }
  return words;
}

std::string cut(const std::string& text, std::size_t most) {
  if (sheet::utf16_length(text) <= most) return text;
  return std::string(sheet::first_utf16_units(text, most - 1)) + "…";
}

std::optional<double> number_of(const std::optional<data::Value>& value) {
  return value ? std::optional(value->number()) : std::nullopt;
}

sheet::ValidationRule rule_of(const SchemaField& field, Language language) {
  const std::vector<std::string> choices = offered_choices(field, language);
  if (!choices.empty()) return sheet::ListRule{choices};
  if (takes(field, SchemaType::Array)) return sheet::AnyRule{};
  if (is_number(field)) {
    const bool whole = !takes(field, SchemaType::Number);
    return sheet::NumberRule{whole, number_of(field.limits.minimum), number_of(field.limits.maximum)};
  }
  if (!takes(field, SchemaType::String) || is_number(field)) return sheet::AnyRule{};
  if (field.limits.format == schema::Format::Date) {
    return sheet::DateRule{sheet::kFirstPlausibleDay, sheet::kLastPlausibleDay};
  }
  if (field.limits.max_length && *field.limits.max_length <= sheet::kMaxTextUnits) {
    return sheet::LengthRule{static_cast<std::uint32_t>(*field.limits.max_length)};
  }
  return sheet::AnyRule{};
}

}  // namespace

std::vector<std::string> offered_choices(const SchemaField& field, Language language) {
  std::vector<std::string> offered;
  const bool truth = takes(field, SchemaType::Boolean) && !takes(field, SchemaType::String);
  if (field.choices.empty()) return truth ? std::vector<std::string>{kYes, kNo} : offered;
  for (const schema::FieldChoice& choice : field.choices) {
    std::string text = choice.value.type() == data::ValueType::Boolean ? (choice.value.boolean() ? kYes : kNo)
                                                                       : choice_text(choice, language);
    const bool blank = text.empty() || choice.value.is_null();
    if (!blank && std::find(offered.begin(), offered.end(), text) == offered.end()) offered.push_back(std::move(text));
  }
  return offered;
}

std::string entry_words(const Column& column, Language language) {
  const SchemaField& field = column.field;
  std::string words = is_list(field) ? list_words(field, language) : value_words(field, language);
  if (column.required) words += texts::DatabookRequired.in(language);
  return words;
}

std::string note_words(const Column& column, Language language) {
  std::string words = column.title.in(language) + "\n" + entry_words(column, language);
  const std::string_view description = column.field.description.in(language);
  if (!description.empty()) words.append("\n").append(description);
  if (column.field.default_value && !column.required) {
    const std::string text = encode_cell(*column.field.default_value, column.field, language).text;
    const bool plain = !text.starts_with(kLiteralMark);
    if (plain) words.append(texts::DatabookLeftBlank.in(language)).append(cut(text, 120));
  }
  const std::string example = example_text(column, language);
  if (!example.empty()) words.append(texts::DatabookExample.in(language)).append(example);
  return words;
}

sheet::DataValidation validation_of(const Column& column, Language language) {
  sheet::DataValidation validation;
  validation.rule = rule_of(column.field, language);
  const std::string_view description = column.field.description.in(language);
  std::string words = entry_words(column, language);
  validation.error = {std::string(texts::DatabookNotAsWanted.in(language)), cut(words, sheet::kMaxPromptUnits)};
  if (!description.empty()) words.append("\n").append(description);
  validation.prompt = {cut(column.title.in(language), sheet::kMaxPromptTitleUnits), cut(words, sheet::kMaxPromptUnits)};
  return validation;
}

std::string example_text(const Column& column, Language language) {
  const SchemaField& field = column.field;
  if (!field.examples.empty()) {
    std::string text = encode_cell(field.examples.front(), field, language).text;
    return text.starts_with(kLiteralMark) ? std::string() : text;
  }
  const std::vector<std::string> choices = offered_choices(field, language);
  if (!choices.empty()) return choices.front();
  return is_list(field) ? std::string() : schema::expectation_of(field).example;
}

namespace {

using Lines = std::vector<HelpLine>;

struct Rule {
  diagnostics::BilingualText title;
  diagnostics::BilingualText rule;
  bool of_nested = false;  // shown only if some rows contain lists
};

constexpr Rule kRules[] = {
    {texts::DatabookFillTitle, texts::DatabookFillRule},
    {texts::DatabookBlankTitle, texts::DatabookBlankRule},
    {texts::DatabookExamplesTitle, texts::DatabookExamplesRule},
    {texts::DatabookListsTitle, texts::DatabookListsRule},
    {texts::DatabookNestedTitle, texts::DatabookNestedRule, true},
    {texts::DatabookDatesTitle, texts::DatabookDatesRule},
    {texts::DatabookJsonTitle, texts::DatabookJsonRule},
};

void add_rules(Lines& lines, bool nested, Language language) {
  for (const Rule& rule : kRules) {
    if (rule.of_nested && !nested) continue;
    lines.push_back({{std::string(rule.title.in(language)), std::string(rule.rule.in(language))}});
  }
}

/// What one form of a row requires and accepts.
struct FormWords {
  std::string title;
  std::vector<std::string> required;
  std::vector<std::string> optional;
};

std::string joined(const std::vector<std::string>& words, Language language) {
  std::string all;
  for (const std::string& word : words) {
    all.append(all.empty() ? std::string_view() : texts::ListComma.in(language)).append(word);
  }
  return all;
}

bool holds(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Removes the entries that all forms share, and returns them.
std::vector<std::string> take_common(std::vector<FormWords>& forms, std::vector<std::string> FormWords::*words) {
  std::vector<std::string> common;
  if (forms.size() < 2) return common;
  for (const std::string& word : forms.front().*words) {
    const bool everywhere =
        std::all_of(forms.begin(), forms.end(), [&](const FormWords& form) { return holds(form.*words, word); });
    if (everywhere) common.push_back(word);
  }
  for (FormWords& form : forms) {
    std::erase_if(form.*words, [&common](const std::string& word) { return holds(common, word); });
  }
  return common;
}

class FormLines {
 public:
  FormLines(const schema::Schema& schema, Language language) : schema_(schema), language_(language) {}

  void add(const Table& table, Lines& lines) {
    for (const std::string& name : table.deciding) {
      const auto column = std::find_if(table.columns.begin(), table.columns.end(), [&name](const Column& candidate) {
        return candidate.path.size() == 1 && candidate.path.front() == name;
      });
      if (column == table.columns.end()) continue;
      std::vector<FormWords> forms;
      for (const schema::FieldChoice& choice : column->field.choices) add_form(table, *column, choice, forms);
      write(*column, forms, lines);
    }
  }

 private:
  void write(const Column& column, std::vector<FormWords>& forms, Lines& lines) const {
    lines.push_back({{column.title.in(language_), std::string(texts::DatabookFormRequired.in(language_)),
                      std::string(texts::DatabookFormOptional.in(language_))},
                     true});
    const std::vector<std::string> required = take_common(forms, &FormWords::required);
    const std::vector<std::string> optional = take_common(forms, &FormWords::optional);
    lines.push_back({{std::string(texts::DatabookAllForms.in(language_)), joined(required, language_),
                      joined(optional, language_)}});
    for (const FormWords& form : forms) {
      lines.push_back({{form.title, joined(form.required, language_), joined(form.optional, language_)}});
    }
  }

  void add_form(const Table& table, const Column& column, const schema::FieldChoice& choice,
                std::vector<FormWords>& forms) const {
    if (!choice.value.is_string()) return;
    const std::string item = table.pointer + "/0";
    schema::StarterOptions options;
    options.optional_fields = schema::OptionalFields::Present;
    options.values.push_back({item + column.pointer, std::string(choice.value.string())});
    const schema::Starter starter = schema::make_starter(schema_, options);
    const schema::StarterPart* const object = find(starter.root, item);
    if (object == nullptr) return;
    FormWords form{choice_text(choice, language_), {}, {}};
    for (const schema::StarterPart& part : object->parts) {
      if (part.decides || part.field.name == column.path.front()) continue;
      const std::string_view title = part.field.title.in(language_);
      (part.field.required ? form.required : form.optional).emplace_back(title.empty() ? part.field.name : title);
    }
    forms.push_back(std::move(form));
  }

  static const schema::StarterPart* find(const schema::StarterPart& part, std::string_view pointer) {
    if (part.field.pointer == pointer) return &part;
    for (const schema::StarterPart& below : part.parts) {
      if (!pointer.starts_with(below.field.pointer)) continue;
      if (const schema::StarterPart* const found = find(below, pointer)) return found;
    }
    return nullptr;
  }

  const schema::Schema& schema_;
  Language language_;
};

}  // namespace

std::string help_sheet_name(Language language) { return std::string(texts::DatabookHelpSheet.in(language)); }

Lines help_lines(const TablePlan& plan, const schema::Schema& schema, const BookOptions& options) {
  Lines lines = {{{options.title}}};
  const bool nested =
      std::any_of(plan.tables.begin(), plan.tables.end(), [](const Table& table) { return table.has_children; });
  add_rules(lines, nested, options.language);
  FormLines forms(schema, options.language);
  for (const Table& table : plan.tables) {
    // Rows in nested tables would need their parent's form as well, so these are left out.
    if (!table.pointer.empty() && table.parent == 0) forms.add(table, lines);
  }
  return lines;
}

namespace {

/// Leaves room for a number at the end.
constexpr std::size_t kMaxUnits = sheet::kMaxSheetNameUnits - 3;

std::string cleaned(std::string_view title) {
  std::string name;
  for (const char c : title) name += std::string_view("[]:*?/\\").find(c) == std::string_view::npos ? c : '-';
  name = sheet::first_utf16_units(name, kMaxUnits);
  while (!name.empty() && (name.front() == '\'' || name.front() == ' ' || name.front() == '_')) name.erase(0, 1);
  while (!name.empty() && (name.back() == '\'' || name.back() == ' ')) name.pop_back();
  return name.empty() || base::equals_ignoring_ascii_case(name, "History") ? "list" : name;
}

class Namer {
 public:
  Namer(const TablePlan& plan, Language language) : plan_(plan), language_(language) {}

  std::vector<std::string> run() {
    names_.emplace_back(texts::DatabookRecordSheet.in(language_));
    for (std::size_t i = 1; i < plan_.tables.size(); ++i) names_.push_back(name_for(i));
    for (const Detail& detail : plan_.details) names_.push_back(name_for(detail));
    return std::move(names_);
  }

 private:
  bool is_taken(std::string_view text) const {
    return is_either(text, texts::DatabookHelpSheet) ||
           std::any_of(names_.begin(), names_.end(),
                       [text](const std::string& name) { return base::equals_ignoring_ascii_case(name, text); });
  }

  std::string name_for(const Detail& detail) const {
    const Table& table = plan_.tables[detail.table];
    const std::string_view title = detail.column ? std::string_view(table.columns[*detail.column].title.in(language_))
                                                 : texts::DatabookDetailSheet.in(language_);
    std::string plain = cleaned(title);
    if (!is_taken(plain) && (detail.column || detail.table == 0)) return plain;
    const std::string& owner = names_[detail.table];
    std::string longer = cleaned(owner + "-" + std::string(title));
    for (int number = 2; is_taken(longer); ++number) {
      longer = std::string(sheet::first_utf16_units(cleaned(owner + "-" + std::string(title)), kMaxUnits - 6)) + "-" +
               std::to_string(number);
    }
    return longer;
  }

  std::string name_for(std::size_t index) const {
    const Table& table = plan_.tables[index];
    std::string plain = cleaned(table.title.in(language_));
    if (!is_taken(plain)) return plain;
    const std::string longer = cleaned(plan_.tables[table.parent].title.in(language_) + "-" + plain);
    if (!is_taken(longer)) return longer;
    for (int number = 2;; ++number) {
      std::string numbered = plain + std::to_string(number);
      if (!is_taken(numbered)) return numbered;
    }
  }

  const TablePlan& plan_;
  Language language_;
  std::vector<std::string> names_;  // of the tables so far
};

}  // namespace

void name_sheets(TablePlan& plan) {
  const std::vector<std::string> english = Namer(plan, Language::English).run();
  const std::vector<std::string> chinese = Namer(plan, Language::Chinese).run();
  for (std::size_t i = 0; i < plan.tables.size(); ++i) plan.tables[i].names = {english[i], chinese[i]};
  for (std::size_t i = 0; i < plan.details.size(); ++i) {
    plan.details[i].names = {english[plan.tables.size() + i], chinese[plan.tables.size() + i]};
  }
}

namespace {

using base::LayoutUnit;

constexpr std::uint16_t kHalfPoints = 22;
constexpr int kWidestPageCharacters = 360;  // in half-width characters, on A3
constexpr int kNumberColumnWidth = 6;
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

bool takes_dates(const schema::SchemaField& field) {
  using schema::SchemaType;
  const bool is_list =
      field.types.has(SchemaType::Array) && field.parts.size() == 1 && field.parts.front().name.empty();
  const schema::SchemaField& value = is_list && !field.types.has(SchemaType::String) ? field.parts.front() : field;
  return value.types.has(SchemaType::String) && value.limits.format == schema::Format::Date && value.choices.empty();
}

Look look_of(const schema::SchemaField& field) {
  using schema::SchemaType;
  constexpr std::size_t kShort = 255;
  const bool numbers = field.types.has(SchemaType::Number) || field.types.has(SchemaType::Integer);
  if (!field.choices.empty()) return Look::Text;
  if (numbers) return Look::Figure;
  if (takes_dates(field)) return Look::Date;
  const bool is_short =
      !field.choices.empty() || field.limits.format || field.limits.max_length.value_or(kShort + 1) <= kShort;
  return is_short && !field.types.has(SchemaType::Array) ? Look::Text : Look::LongText;
}

Look look_of(const DataCell& cell, Look of_field) {
  if (cell.type == intake::RawType::Date) return Look::Date;
  if (cell.type == intake::RawType::Number || cell.type == intake::RawType::Boolean) return Look::Figure;
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

void SheetMaker::collapse_column() {
  sheet_.columns.back().hidden = true;
  sheet_.columns.back().outline_level = 1;
}

void SheetMaker::end_collapsed_columns() {
  if (sheet_.columns.back().outline_level > 0) sheet_.columns.push_back({width_of(kNumberColumnWidth)});
  for (std::size_t i = 1; i < sheet_.columns.size(); ++i) {
    const bool follows = sheet_.columns[i].outline_level == 0 && sheet_.columns[i - 1].outline_level > 0;
    sheet_.columns[i].is_collapsed = follows;
  }
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
  row.fits_content = !fixed_;
  open_ = false;
}

sheet::CellValue SheetMaker::value_of(const DataCell& cell) {
  if (cell.text.empty()) return sheet::Empty{};
  if (cell.type == intake::RawType::Number) return sheet::Number{number_of(cell.text)};
  if (cell.type == intake::RawType::Boolean) return sheet::Boolean{cell.text == "true"};
  if (cell.type == intake::RawType::Date) {
    const auto date = sheet::parse_iso_date(cell.text);
    if (const auto serial = date ? sheet::to_serial(*date) : std::nullopt) return sheet::Date{*serial};
  }
  return sheet::Text{workbook_.texts.store(cell.text)};
}

void SheetMaker::add_cell(const DataCell& cell, Look look, sheet::HorizontalAlign align) {
  sheet::CellFormat format = format_of(look);
  if (align != sheet::HorizontalAlign::General) format.horizontal = align;
  // Older programs show texts of more than 255 characters in text cells as ####.
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
  // Rather than shrinking a wide sheet until it is illegible, print it across several pages.
  const double pages = std::ceil(width.to_px() / (kWidestPageCharacters * 8));
  print.fit->wide = static_cast<std::uint16_t>(std::clamp(pages, 1.0, 32'767.0));
  if (print.fit->wide == 1) print.repeated_columns = 0;
  if (width > LayoutUnit::from_px(kWidestPageCharacters * 4)) print.paper = sheet::Paper::A3;
  const auto rows = static_cast<std::uint32_t>(std::max<std::size_t>(sheet_.rows.size(), 1));
  const auto columns = static_cast<std::uint32_t>(std::max<std::size_t>(sheet_.columns.size(), 1));
  print.area = {{0, 0}, {rows - 1, columns - 1}};
  workbook_.sheets.push_back(std::move(sheet_));
}

}  // namespace gongwen::databook
