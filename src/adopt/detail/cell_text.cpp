#include "adopt/detail/cell_text.h"

#include "adopt/detail/form_text.h"
#include "adopt/detail/format_css.h"
#include "adopt/detail/paragraph_text.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace gongwen::adopt {
namespace {

using word::InlineType;

/// Adds the shown text of an item to a text.
void add_part(CellText& cell, const word::Paragraph& paragraph, const word::Inline& item, std::string_view text,
              bool is_whole) {
  const std::size_t begin = cell.text.size();
  cell.text += text;
  cell.parts.push_back({begin, cell.text.size(), &paragraph, &item, is_whole});
}

}  // namespace

void add_paragraph(const word::Document& document, const word::Paragraph& paragraph, CellText& cell) {
  if (cell.lines++ > 0) cell.text += '\n';
  if (cell.paragraph == 0) cell.paragraph = paragraph.number;
  cell.paragraphs.push_back(&paragraph);
  std::size_t depth = 0;              // number of open controls and fields whose content is an answer
  const word::Inline* box = nullptr;  // a control whose box sign has not been read yet
  for (const word::Inline& item : paragraph.inlines) {
    if (item.change == word::Change::Deleted || item.is_code) continue;
    if (item.type == InlineType::ControlStart && item.index < document.controls.size()) {
      const word::Control& control = document.controls[item.index];
      const bool is_answer = control.type != word::ControlType::Group &&
                             control.type != word::ControlType::RepeatingSection &&
                             control.type != word::ControlType::RepeatingItem && control.block_gallery.empty();
      if (is_answer) cell.controls.push_back({&control, nullptr, &paragraph, {}, cell.text.size(), cell.text.size()});
      if (is_answer && control.type == word::ControlType::CheckBox) box = &item;
      depth += is_answer ? 1 : 0;
      continue;
    }
    if (item.type == InlineType::ControlEnd && depth > 0) {
      if (std::exchange(box, nullptr) != nullptr) cell.text += "□";
      --depth;
      continue;
    }
    if (item.type == InlineType::FieldStart && item.index < document.fields.size() &&
        document.fields[item.index].legacy) {
      const word::LegacyField& legacy = *document.fields[item.index].legacy;
      cell.controls.push_back({nullptr, &legacy, &paragraph, {}, cell.text.size(), cell.text.size()});
      if (legacy.type == word::LegacyType::CheckBox) cell.text += "□";
      ++depth;
      continue;
    }
    if (item.type == InlineType::FieldEnd && item.index < document.fields.size() &&
        document.fields[item.index].legacy && depth > 0) {
      --depth;
      continue;
    }
    const bool is_text = item.type == InlineType::Text || item.type == InlineType::Symbol;
    if (depth > 0) {
      if (is_text && std::exchange(box, nullptr) != nullptr)
        add_part(cell, paragraph, item, "□", true);
      else if (is_text && !cell.controls.empty())
        cell.controls.back().shown.push_back({&item, 0, item.text.size()});
      continue;
    }
    const word::RunFormat* const format =
        item.format < document.run_formats.size() ? &document.run_formats[item.format] : nullptr;
    if (format != nullptr && is_hidden(*format)) continue;
    const bool underlined = format != nullptr && format->underline && *format->underline != "none";
    if (is_text) {
      // A single blank between underlined words is not a place for writing.
      if (underlined && trimmed(item.text).empty() && item.text.size() > 1) {
        add_part(cell, paragraph, item, "____", true);
      } else {
        const std::string shown = readable_text(document, item);
        add_part(cell, paragraph, item, shown, shown != item.text);
      }
    } else if (item.type == InlineType::Tab) {
      add_part(cell, paragraph, item, underlined ? "____" : "\t", true);
    } else if (item.type == InlineType::LineBreak) {
      cell.text += '\n';
      ++cell.lines;
    } else if (item.type == InlineType::TextBox) {
      cell.boxes.push_back(item.index);
    }
  }
}

bool FoundControl::is_box() const {
  return control != nullptr ? control->type == word::ControlType::CheckBox : legacy->type == word::LegacyType::CheckBox;
}

bool FoundControl::is_date() const {
  return control != nullptr ? control->type == word::ControlType::Date : legacy->text_type == "date";
}

const std::string& FoundControl::name() const {
  if (control == nullptr) return legacy->name;
  return control->alias.empty() ? control->tag : control->alias;
}

CellText with_blanks(const CellText& cell) {
  CellText out = cell;
  std::size_t added = 0;
  for (FoundControl& one : out.controls) {
    if (one.is_box()) continue;
    const std::size_t at = one.begin + added;
    // Without a space, two blanks would become one.
    std::string blank = out.text.substr(0, at).ends_with('_') || out.text.substr(0, at).ends_with("日") ? " " : "";
    const std::size_t begin = at + blank.size();
    blank += one.is_date() ? "__年__月__日" : "____";
    out.text.insert(at, blank);
    one.begin = begin;
    one.end = at + blank.size();
    added += blank.size();
  }
  // Each blank moves the parts after it.
  for (TextPart& part : out.parts) {
    std::size_t moved = 0;
    for (std::size_t i = 0; i < cell.controls.size(); ++i) {
      if (cell.controls[i].is_box() || cell.controls[i].begin > part.begin) continue;
      moved = out.controls[i].end - cell.controls[i].begin;
    }
    part.begin += moved;
    part.end += moved;
  }
  return out;
}

AnswerPlace place_in(const CellText& cell, std::size_t begin, std::size_t end) {
  AnswerPlace place;
  for (const TextPart& part : cell.parts) {
    if (part.end <= begin || end <= part.begin) continue;
    if (place.paragraph != nullptr && place.paragraph != part.paragraph) return {};
    place.paragraph = part.paragraph;
    if (part.is_whole)
      place.parts.push_back({part.item, 0, part.item->text.size()});
    else
      place.parts.push_back(
          {part.item, std::max(begin, part.begin) - part.begin, std::min(end, part.end) - part.begin});
  }
  return place;
}

CellText text_of(const word::Document& document, const word::Cell& cell) {
  CellText text;
  for (const word::Block& block : cell.blocks) {
    if (const auto* const paragraph = std::get_if<word::Paragraph>(&block.content))
      add_paragraph(document, *paragraph, text);
    else
      text.tables.push_back(&std::get<word::Table>(block.content));
  }
  return text;
}

bool has_text(const CellText& cell, const word::Paragraph& paragraph) {
  return std::any_of(cell.parts.begin(), cell.parts.end(), [&](const TextPart& part) {
    return part.paragraph == &paragraph &&
           !trimmed(std::string_view(cell.text).substr(part.begin, part.end - part.begin)).empty();
  });
}

}  // namespace gongwen::adopt
