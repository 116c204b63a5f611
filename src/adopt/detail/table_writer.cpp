#include "adopt/detail/table_writer.h"

#include "adopt/detail/block_writer.h"
#include "adopt/detail/box_writer.h"
#include "adopt/detail/format_css.h"
#include "adopt/detail/paragraph_text.h"
#include "diagnostics/catalogue/adopt.h"

#include <algorithm>
#include <utility>

namespace gongwen::adopt {

namespace {

std::vector<ScopedTags> tags_of_rows(const word::Document& document, const word::Table& table) {
  std::vector<ScopedTags> tags;
  for (const word::Row& row : table.rows) tags.push_back(tags_of_row(document, row));
  return tags;
}

std::vector<bool> rows_of_tags(const std::vector<ScopedTags>& tags) {
  std::vector<bool> rows;
  for (const ScopedTags& one : tags) rows.push_back(one.replaces);
  return rows;
}

}  // namespace

TableWriter::TableWriter(WordPage& page, const word::Table& table)
    : page_(page),
      table_(table),
      tags_(tags_of_rows(page.document, table)),
      has_only_tags_(rows_of_tags(tags_)),
      looks_(page.document, table, has_only_tags_) {
  std::vector<bool> hidden = has_only_tags_;
  for (std::size_t row = 0; row < hidden.size(); ++row) hidden[row] = hidden[row] || is_deleted(row);
  grid_ = grid_cells(table, hidden);
}

void TableWriter::write(const Surroundings& around) {
  const bool is_gone =
      std::ranges::all_of(table_.rows, [](const word::Row& row) { return row.change == word::Change::Deleted; });
  if (is_gone) return;
  Surroundings inside = around;
  inside.is_in_table = true;
  if (const word::Paragraph* const first = first_paragraph(table_)) page_.out.note_place({*first, 1, around.story});
  const std::string end = BoxWriter(page_).open_floating(table_, looks_, around);
  const bool has_cell_loops = std::any_of(table_.rows.begin(), table_.rows.end(), [&](const word::Row& row) {
    return std::any_of(row.cells.begin(), row.cells.end(),
                       [&](const word::Cell& cell) { return !tags_of_cell(page_.document, cell).tags.empty(); });
  });
  page_.out.write("<table class=\"" + page_.classes.name_of(looks_.table_css(!end.empty(), has_cell_loops)) + "\">");
  // With cells in loops, the number of columns is known only when the document is made: widths are those of cells.
  inside.cells_have_widths = has_cell_loops;
  if (!has_cell_loops) {
    page_.out.write("<colgroup>");
    for (const double width : looks_.column_widths())
      page_.out.write(width > 0 ? "<col style=\"width:" + points(width * 20) + "\">" : "<col>");
    page_.out.write("</colgroup>\n");
  }
  std::size_t row = 0;
  if (const std::size_t heads = head_rows(table_, grid_); heads > 0) {
    page_.out.write("<thead>");
    for (; row < heads; ++row) write_row(row, inside);
    page_.out.write("</thead>");
  }
  page_.out.write("<tbody>");
  for (; row < table_.rows.size(); ++row) write_row(row, inside);
  page_.out.write("</tbody></table>" + end + "\n");
}

void TableWriter::write_row(std::size_t row, const Surroundings& around) {
  if (is_deleted(row)) return;
  const std::vector<GridCell>& cells = grid_[row];
  const ScopedTags& found = tags_[row];
  if (!found.tags.empty() && !found.replaces) {
    // Each pass would begin the cell again, but the rows below it occur only once.
    const bool is_merged = std::ranges::any_of(cells, [](const GridCell& cell) { return cell.rows > 1; });
    if (is_merged) refuse_merged(found.tags.front(), around);
  }
  if (found.replaces) {
    for (const PlacedTag& one : found.tags) {
      // Its dash and its place have not been checked: the row's paragraphs are not written.
      check_tags(page_, *one.paragraph, text_of(page_.document, *one.paragraph), around);
      page_.out.write_tag(one, around.story);
    }
    page_.out.write("\n");
    return;
  }
  for (const PlacedTag& one : found.tags) {
    if (!one.tag.is_end()) page_.out.write_tag(one, around.story);
  }
  const std::string css = TableLooks::row_css(table_.rows[row]);
  page_.out.write(css.empty() ? "<tr>" : "<tr class=\"" + page_.classes.name_of(css) + "\">");
  const std::int32_t skipped = table_.rows[row].format.skipped_before;
  if (skipped > 0) page_.out.write("<td style=\"border:none\" colspan=\"" + std::to_string(skipped) + "\"></td>");
  for (const GridCell& cell : cells) write_cell(row, cell, around);
  page_.out.write("</tr>");
  for (const PlacedTag& one : found.tags) {
    if (one.tag.is_end()) page_.out.write_tag(one, around.story);
  }
  page_.out.write("\n");
}

void TableWriter::refuse_merged(const PlacedTag& tag, const Surroundings& around) {
  page_.out.report(diagnostics::messages::AdoptMergedLoop, {*tag.paragraph, tag.character, around.story}, tag.tag.text);
  page_.out.has_errors = true;
}

std::string TableWriter::count_rows(std::size_t row, const GridCell& cell, const Surroundings& around) {
  std::size_t end = cell.last + 1;
  const auto is_tags = [&](std::size_t at) {
    return tags_[at].replaces;
  };
  // The end of the last loop comes after its rows, where no cell is merged.
  while (end < tags_.size() && is_tags(end) && tags_[end].tags.front().tag.is_end()) ++end;
  std::vector<const PlacedTag*> blocks;  // that are open
  bool has_tags = false;
  for (std::size_t at = row + 1; at < end; ++at) has_tags = has_tags || !tags_[at].tags.empty();
  if (!has_tags) return std::to_string(cell.rows);
  page_.out.write("{%- set gw_rows = namespace(count=1) -%}");
  for (std::size_t at = row + 1; at < end; ++at) {
    bool is_counted = is_tags(at) || is_deleted(at);
    const auto count = [&] {
      if (!std::exchange(is_counted, true)) page_.out.write("{%- set gw_rows.count = gw_rows.count + 1 -%}");
    };
    for (const PlacedTag& one : tags_[at].tags) {
      const bool is_past = at > cell.last && blocks.empty();  // the end of a block that began above the cell
      if (one.tag.type == TagType::Comment || is_past) continue;
      const bool fits = one.tag.type == TagType::Statement &&
                        (one.tag.is_start() || (!blocks.empty() && (one.tag.is_branch() || one.tag.is_end())));
      if (!fits) return refuse_merged(one, around), std::string();
      if (one.tag.is_start()) blocks.push_back(&one);
      if (one.tag.is_end()) {
        blocks.pop_back();
        count();
      }
      page_.out.note_place({*one.paragraph, one.character, around.story});
      page_.out.write(one.tag.text);
    }
    count();
  }
  if (!blocks.empty()) return refuse_merged(*blocks.back(), around), std::string();
  return "{{ gw_rows.count }}";
}

void TableWriter::write_cell(std::size_t row, const GridCell& cell, const Surroundings& around) {
  const ScopedTags found = tags_of_cell(page_.document, *cell.cell);
  for (const PlacedTag& one : found.tags) {
    if (found.replaces || !one.tag.is_end()) page_.out.write_tag(one, around.story);
  }
  if (found.replaces) return;
  const std::string rows = cell.rows > 1 ? count_rows(row, cell, around) : std::string();
  std::string css = looks_.cell_css(row, cell);
  if (around.cells_have_widths) css += looks_.width_css(cell);
  page_.out.write("<td class=\"" + page_.classes.name_of(css) + "\"");
  if (cell.cell->span > 1) page_.out.write(" colspan=\"" + std::to_string(cell.cell->span) + "\"");
  if (!rows.empty()) page_.out.write(" rowspan=\"" + rows + "\"");
  page_.out.write(">");
  BlockWriter(page_).write_blocks(cell.cell->blocks, around);
  page_.out.write("</td>");
  for (const PlacedTag& one : found.tags) {
    if (one.tag.is_end()) page_.out.write_tag(one, around.story);
  }
}

}  // namespace gongwen::adopt
