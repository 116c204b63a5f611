#include "word/detail/story_builder.h"

#include "base/utf8.h"

#include <algorithm>
#include <utility>

namespace gongwen::word {
namespace {

/// The last paragraph of a list of blocks, also of one in a table at its end.
Paragraph* last_of(std::vector<Block>& blocks) {
  if (blocks.empty()) return nullptr;
  if (auto* const paragraph = std::get_if<Paragraph>(&blocks.back().content)) return paragraph;
  Table& table = std::get<Table>(blocks.back().content);
  for (auto row = table.rows.rbegin(); row != table.rows.rend(); ++row) {
    if (!row->cells.empty()) return last_of(row->cells.back().blocks);
  }
  return nullptr;
}

/// The index of a format in a list that has each one once.
template <typename Format>
std::uint32_t index_of_format(const Format& format, std::map<Format, std::uint32_t>& known, std::vector<Format>& all) {
  const auto [found, added] = known.emplace(format, static_cast<std::uint32_t>(all.size()));
  if (added) all.push_back(format);
  return found->second;
}

}  // namespace

std::uint32_t Reading::intern(const RunFormat& format) { return index_of_format(format, runs, document.run_formats); }

std::uint32_t Reading::intern(const TableFormat& format) {
  return index_of_format(format, tables, document.table_formats);
}

std::uint32_t Reading::intern(const CellFormat& format) {
  return index_of_format(format, cells, document.cell_formats);
}

std::uint32_t Reading::intern(const ParagraphFormat& format) {
  return index_of_format(format, paragraphs, document.paragraph_formats);
}

void StoryBuilder::open(StoryType type, std::size_t index) {
  OpenStory& open = stories_.emplace_back();
  open.index = index;
  open.story.type = type;
  open.story.part = part_;
}

void StoryBuilder::close() {
  OpenStory& open = story();
  if (open.paragraph) end_paragraph();
  while (!open.tables.empty()) end_table();
  // Marks after the last paragraph.
  if (!open.pending.empty()) {
    if (last_paragraph() == nullptr) {
      begin_paragraph();
      end_paragraph();
    } else {
      Paragraph& last = *last_paragraph();
      for (Inline& item : open.pending) last.inlines.push_back(std::move(item));
      open.pending.clear();
    }
  }
  for (const OpenField& field : open.fields) {
    if (!field.is_contents) continue;
    release_entries(open.story.blocks, field.index);
    break;
  }
  const std::size_t index = open.index;
  reading_.document.stories[index] = std::move(open.story);
  stories_.pop_back();
}

/// A table of contents without an end would take in the rest of the story, so what follows its start is treated as
/// text.
void StoryBuilder::release_entries(std::vector<Block>& blocks, std::uint32_t field) {
  reading_.document.fields[field].code.clear();
  bool is_behind = false;
  const auto release = [&](const auto& self, std::vector<Block>& all) -> void {
    for (Block& block : all) {
      if (auto* const table = std::get_if<Table>(&block.content)) {
        for (Row& row : table->rows) {
          for (Cell& cell : row.cells) self(self, cell.blocks);
        }
        continue;
      }
      auto& paragraph = std::get<Paragraph>(block.content);
      if (is_behind) paragraph.is_in_contents = false;
      for (Inline& item : paragraph.inlines) {
        is_behind = is_behind || (item.type == InlineType::FieldStart && item.index == field);
        if (is_behind) item.is_contents = false;
      }
    }
  };
  release(release, blocks);
}

std::vector<Block>& StoryBuilder::blocks() {
  OpenStory& open = story();
  for (auto table = open.tables.rbegin(); table != open.tables.rend(); ++table) {
    if (table->cell) return table->cell->blocks;
  }
  return open.story.blocks;
}

Paragraph* StoryBuilder::last_paragraph() {
  OpenStory& open = story();
  if (!open.tables.empty()) {
    OpenTable& table = open.tables.back();
    if (table.cell) return last_of(table.cell->blocks);
    if (table.row && !table.row->cells.empty()) return last_of(table.row->cells.back().blocks);
    for (auto row = table.table.rows.rbegin(); row != table.table.rows.rend(); ++row) {
      if (!row->cells.empty()) return last_of(row->cells.back().blocks);
    }
    return nullptr;
  }
  return last_of(open.story.blocks);
}

void StoryBuilder::begin_paragraph() {
  OpenStory& open = story();
  if (open.paragraph) end_paragraph();
  if (++reading_.paragraph_count > reading_.limits.max_paragraphs)
    reading_.fail(WordLimit::Paragraphs, reading_.limits.max_paragraphs);
  Paragraph& paragraph = open.paragraph.emplace();
  paragraph.number = ++open.paragraphs;
  paragraph.offset = offset_;
  paragraph.is_in_contents = in_contents();
  paragraph.section = static_cast<std::uint32_t>(reading_.document.sections.size());
  for (auto table = open.tables.rbegin(); table != open.tables.rend(); ++table) {
    if (!table->cell) continue;
    paragraph.place = {table->table.number, static_cast<std::uint32_t>(table->table.rows.size() + 1),
                       table->cell->column + 1};
    break;
  }
  paragraph.inlines = std::move(open.pending);
  open.pending.clear();
  open.paragraph_format = {};
  open.mark_format = {};
  open.run_format = {};
  open.run_index.reset();
}

void StoryBuilder::end_paragraph() {
  OpenStory& open = story();
  if (!open.paragraph) return;
  open.paragraph->format = reading_.intern(open.paragraph_format);
  open.paragraph->mark_format = reading_.intern(open.mark_format);
  Paragraph paragraph = *std::move(open.paragraph);
  open.paragraph.reset();
  blocks().push_back({std::move(paragraph)});
}

void StoryBuilder::begin_table() {
  OpenStory& open = story();
  if (open.paragraph) end_paragraph();
  if (open.tables.size() >= reading_.limits.max_table_depth)
    return reading_.fail(WordLimit::TableDepth, reading_.limits.max_table_depth);
  open.tables.emplace_back().table.number = ++open.tables_started;
}

void StoryBuilder::begin_row() {
  if (story().tables.empty()) return;
  end_row();
  OpenTable& table = story().tables.back();
  table.row.emplace().offset = offset_;
  table.next_column = 0;
}

void StoryBuilder::begin_cell() {
  end_cell();
  OpenTable& table = story().tables.back();
  if (++reading_.cell_count > reading_.limits.max_cells) reading_.fail(WordLimit::Cells, reading_.limits.max_cells);
  if (table.row->cells.size() >= reading_.limits.max_columns)
    reading_.fail(WordLimit::Columns, reading_.limits.max_columns);
  if (table.row->cells.empty()) table.next_column = static_cast<std::uint32_t>(table.row->format.skipped_before);
  table.cell.emplace().offset = offset_;
  table.cell_format = {};
  table.cell->column = table.next_column;
}

void StoryBuilder::end_cell() {
  OpenTable& table = story().tables.back();
  if (!table.cell || !table.row) return;
  table.next_column += table.cell->span;
  table.cell->format = reading_.intern(table.cell_format);
  table.row->cells.push_back(*std::move(table.cell));
  table.cell.reset();
}

void StoryBuilder::end_row() {
  if (story().tables.empty()) return;
  OpenTable& table = story().tables.back();
  end_cell();
  if (table.row) table.table.rows.push_back(*std::move(table.row));
  table.row.reset();
}

void StoryBuilder::end_table() {
  OpenStory& open = story();
  if (open.tables.empty()) return;
  if (open.paragraph) end_paragraph();
  end_row();
  Table table = std::move(open.tables.back().table);
  table.format = reading_.intern(open.tables.back().format);
  open.tables.pop_back();
  blocks().push_back({std::move(table)});
}

Change StoryBuilder::change() const {
  if (deleted_ > 0) return Change::Deleted;
  return inserted_ > 0 ? Change::Inserted : Change::None;
}

bool StoryBuilder::in_code() {
  const auto& fields = story().fields;
  return std::any_of(fields.begin(), fields.end(), [](const OpenField& field) { return field.is_code; });
}

bool StoryBuilder::in_contents() const {
  const auto& fields = stories_.back().fields;
  return simple_contents_ > 0 ||
         std::any_of(fields.begin(), fields.end(), [](const OpenField& field) { return field.is_contents; });
}

std::uint32_t StoryBuilder::run_format() {
  OpenStory& open = story();
  if (!open.run_index) open.run_index = reading_.intern(open.run_format);
  return *open.run_index;
}

void StoryBuilder::add(Inline item) {
  if (++reading_.inline_count > reading_.limits.max_inlines)
    reading_.fail(WordLimit::Inlines, reading_.limits.max_inlines);
  OpenStory& open = story();
  item.change = change();
  item.is_code = in_code();
  item.is_contents = in_contents();
  item.offset = offset_;
  if (!open.paragraph) {
    open.pending.push_back(std::move(item));
    return;
  }
  item.format = run_format();
  open.paragraph->inlines.push_back(std::move(item));
}

/// Adds the end of something: to the last paragraph if it ends between paragraphs.
void StoryBuilder::add_end(Inline item) {
  OpenStory& open = story();
  if (open.paragraph || !open.pending.empty()) return add(std::move(item));
  Paragraph* const last = last_paragraph();
  if (last == nullptr) return add(std::move(item));
  if (++reading_.inline_count > reading_.limits.max_inlines)
    reading_.fail(WordLimit::Inlines, reading_.limits.max_inlines);
  item.change = change();
  item.offset = offset_;
  last->inlines.push_back(std::move(item));
}

void StoryBuilder::add_text(std::string text) {
  if (text.empty()) return;
  reading_.text_bytes += text.size();
  if (reading_.text_bytes > reading_.limits.max_text_bytes)
    reading_.fail(WordLimit::Text, reading_.limits.max_text_bytes);
  Inline item;
  item.text = std::move(text);
  add(std::move(item));
}

void StoryBuilder::add_object(std::string name, std::string text) {
  reading_.document.objects.push_back({std::move(name), std::move(text)});
  add({.type = InlineType::Object, .index = static_cast<std::uint32_t>(reading_.document.objects.size() - 1)});
}

ControlLevel StoryBuilder::control_level() {
  OpenStory& open = story();
  if (open.paragraph) return ControlLevel::Run;
  if (open.tables.empty() || open.tables.back().cell) return ControlLevel::Block;
  return open.tables.back().row ? ControlLevel::Cell : ControlLevel::Row;
}

std::uint32_t StoryBuilder::begin_field() {
  OpenStory& open = story();
  if (open.fields.size() >= reading_.limits.max_field_depth) {
    reading_.fail(WordLimit::FieldDepth, reading_.limits.max_field_depth);
    return kNoIndex;
  }
  reading_.document.fields.emplace_back();
  const auto index = static_cast<std::uint32_t>(reading_.document.fields.size() - 1);
  add({.type = InlineType::FieldStart, .index = index});
  open.fields.push_back({index, true});
  return index;
}

void StoryBuilder::end_field_code() {
  if (story().fields.empty()) return;
  OpenField& open = story().fields.back();
  open.is_code = false;
  Field& field = reading_.document.fields[open.index];
  field.code = base::trim_ascii_space(field.code);
  open.is_contents = field.name() == "TOC";
  add({.type = InlineType::FieldResult, .index = open.index});
}

void StoryBuilder::end_field() {
  std::vector<OpenField>& fields = story().fields;
  if (fields.empty()) return;
  const std::uint32_t index = fields.back().index;
  fields.pop_back();
  add({.type = InlineType::FieldEnd, .index = index});
  std::string& code = reading_.document.fields[index].code;
  code = base::trim_ascii_space(code);
}

void StoryBuilder::find(FindingType type, std::string_view name) {
  constexpr std::size_t kMostFindings = 1'000;
  std::vector<Finding>& findings = reading_.document.findings;
  if (findings.size() >= kMostFindings) return;
  const std::size_t at = stories_.empty() ? 0 : story().index;
  findings.push_back({type, std::string(name), at, stories_.empty() ? 0 : story().paragraphs});
}

}  // namespace gongwen::word
