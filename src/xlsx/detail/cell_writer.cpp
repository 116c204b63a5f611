#include "xlsx/detail/cell_writer.h"

#include "sheet/limits.h"

namespace gongwen::xlsx {

void CellWriter::write() {
  std::uint32_t number = first_row_;
  for (const sheet::Row& row : sheet_.rows) {
    if (outcome_.failed()) return;
    base::tick(stop_check_);
    write_row(number++, row);
  }
}

void CellWriter::write_row(std::uint32_t number, const sheet::Row& row) {
  set_row(number, row);
  write_merges(number);
  for (const sheet::Cell& cell : sheet_.cells_of(row)) write_cell(number, cell);
}

void CellWriter::set_row(std::uint32_t number, const sheet::Row& row) {
  const double height = row.height.to_pt();
  if (row.outline_level == 0) {
    outcome_.check(worksheet_set_row(worksheet_, row_number(number), height, nullptr));
    return;
  }
  lxw_row_col_options options{};
  options.level = row.outline_level;
  outcome_.check(worksheet_set_row_opt(worksheet_, row_number(number), height, nullptr, &options));
}

/// Before the cells: what is merged is filled with empty cells of its format, of which the first is then written over.
void CellWriter::write_merges(std::uint32_t row) {
  for (; next_merge_ < sheet_.merges.size() && sheet_.merges[next_merge_].range.first.row == row; ++next_merge_) {
    const sheet::Merge& merge = sheet_.merges[next_merge_];
    outcome_.check(worksheet_merge_range(worksheet_, row_number(row), column_number(merge.range.first.column),
                                         row_number(merge.range.last.row), column_number(merge.range.last.column), "",
                                         formats_.format(merge.format)));
  }
}

void CellWriter::write_cell(std::uint32_t row, const sheet::Cell& cell) {
  const Target target{row_number(row), column_number(cell.column), formats_.format(cell.format)};
  const bool is_link =
      next_link_ < sheet_.links.size() && sheet_.links[next_link_].place == sheet::CellPlace{row, cell.column};
  outcome_.check(is_link ? write_link(target, sheet_.links[next_link_++], cell.value)
                         : write_value(target, cell.value));
}

/// The library writes a link with its own text, which the value then replaces.
lxw_error CellWriter::write_link(const Target& target, const sheet::Hyperlink& link, const sheet::CellValue& value) {
  const bool inside = link.address.starts_with('#');
  const std::string address = inside ? "internal:" + link.address.substr(1) : link.address;
  const auto* const text = std::get_if<sheet::Text>(&value);
  const char* const shown = text == nullptr ? " " : text_.encode(text->text);
  const lxw_error error =
      worksheet_write_url_opt(worksheet_, target.row, target.column, address.c_str(), target.format, shown, nullptr);
  return error != LXW_NO_ERROR || text != nullptr ? error : write_value(target, value);
}

lxw_error CellWriter::write_value(const Target& target, const sheet::CellValue& value) {
  struct Writer {
    CellWriter& self;
    const Target& at;
    lxw_error operator()(const sheet::Empty&) const {
      return worksheet_write_blank(self.worksheet_, at.row, at.column, at.format);
    }
    lxw_error operator()(const sheet::Text& text) const {
      return worksheet_write_string(self.worksheet_, at.row, at.column, self.text_.encode(text.text), at.format);
    }
    lxw_error operator()(const sheet::RichText& rich) const {
      return self.write_runs(at, self.sheet_.rich_texts[rich.index]);
    }
    lxw_error operator()(const sheet::Number& number) const {
      return worksheet_write_number(self.worksheet_, at.row, at.column, number.value, at.format);
    }
    lxw_error operator()(const sheet::Boolean& boolean) const {
      return worksheet_write_boolean(self.worksheet_, at.row, at.column, boolean.value ? 1 : 0, at.format);
    }
    lxw_error operator()(const sheet::Date& date) const {
      return worksheet_write_number(self.worksheet_, at.row, at.column, date.serial, at.format);
    }
    lxw_error operator()(const sheet::Formula& formula) const {
      return self.write_formula(at, self.sheet_.formulas[formula.index]);
    }
  };
  return std::visit(Writer{*this, target}, value);
}

lxw_error CellWriter::write_runs(const Target& target, const sheet::TextRuns& runs) {
  std::vector<std::string> texts;
  texts.reserve(runs.size());
  for (const sheet::TextRun& run : runs) texts.emplace_back(text_.encode(run.text));
  std::vector<lxw_rich_string_tuple> fragments;
  fragments.reserve(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    fragments.push_back({formats_.run_format(runs[i].font), mutable_text(texts[i])});
  }
  std::vector<lxw_rich_string_tuple*> list;
  list.reserve(fragments.size() + 1);
  for (lxw_rich_string_tuple& fragment : fragments) list.push_back(&fragment);
  list.push_back(nullptr);
  return worksheet_write_rich_string(worksheet_, target.row, target.column, list.data(), target.format);
}

/// A result that is not known is written as an empty one: programs then calculate it when they open the file, where a
/// number would be shown as it is.
lxw_error CellWriter::write_formula(const Target& target, const sheet::FormulaText& formula) {
  const char* const expression = formula.expression.c_str();
  return formula.result
             ? worksheet_write_formula_num(worksheet_, target.row, target.column, expression, target.format,
                                           *formula.result)
             : worksheet_write_formula_str(worksheet_, target.row, target.column, expression, target.format, "");
}

const char* CellText::encode(std::string_view text) {
  buffer_.clear();
  for (std::size_t escape = text.find("_x"); escape != std::string_view::npos; escape = text.find("_x")) {
    buffer_ += text.substr(0, escape);
    if (sheet::begins_with_cell_escape(text.substr(escape))) buffer_ += "_x005F";
    buffer_ += '_';
    text.remove_prefix(escape + 1);
  }
  buffer_ += text;
  return buffer_.c_str();
}

}  // namespace gongwen::xlsx
