#include "adopt/detail/story_edits.h"

#include "adopt/detail/contents_edits.h"
#include "adopt/detail/statement_levels.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <variant>

namespace gongwen::adopt {
namespace {

using word::InlineType;
using word::kNoIndex;
using word::PartElement;

struct Cut {
  std::size_t begin;
  std::size_t end;
};

/// Blanks that the marks `{{-` and `-}}` remove; they act only within a paragraph.
std::vector<Cut> trimmed(const ParagraphText& text) {
  constexpr std::string_view kBlanks = " \t\n";
  std::vector<Cut> cuts;
  for (const Tag& tag : text.tags) {
    if (tag.text.size() < 5) continue;
    if (tag.text[2] == '-') {
      std::size_t begin = tag.begin;
      while (begin > 0 && kBlanks.find(text.text[begin - 1]) != std::string_view::npos) --begin;
      if (begin < tag.begin) cuts.push_back({begin, tag.begin});
    }
    if (tag.text[tag.text.size() - 3] == '-') {
      const std::size_t end = std::min(text.text.find_first_not_of(kBlanks, tag.end), text.text.size());
      if (end > tag.end) cuts.push_back({tag.end, end});
    }
  }
  return cuts;
}

bool overlaps(const TextSource& source, std::size_t begin, std::size_t end) {
  return begin < source.end && source.begin < end;
}

/// The text of a source between two places, without trimmed blanks.
std::string kept_text(const ParagraphText& text, std::size_t begin, std::size_t end, const std::vector<Cut>& cuts) {
  std::string kept;
  for (std::size_t at = begin; at < end; ++at) {
    const bool is_cut =
        std::any_of(cuts.begin(), cuts.end(), [at](const Cut& cut) { return cut.begin <= at && at < cut.end; });
    if (!is_cut) kept += text.text[at];
  }
  return kept;
}

}  // namespace

void StoryEdits::edit(const std::vector<word::Block>& blocks) {
  for (const word::Block& block : blocks) {
    if (const auto* const paragraph = std::get_if<word::Paragraph>(&block.content))
      edit_paragraph(*paragraph);
    else
      edit_table(std::get<word::Table>(block.content));
  }
}

void StoryEdits::edit_table(const word::Table& table) {
  for (const word::Row& row : table.rows) edit_row(row);
}

void StoryEdits::edit_row(const word::Row& row) {
  const std::uint32_t index = part_.at(row.offset);
  if (index == kNoIndex || row.change == word::Change::Deleted) return;
  const PartElement& element = part_.element(index);
  const ScopedTags rows = tags_of_row(document_, row);
  if (rows.replaces) return part_.replace(element, tags_of(rows.tags, true, true));
  for (const word::Cell& cell : row.cells) {
    const std::uint32_t at = part_.at(cell.offset);
    const ScopedTags cells = tags_of_cell(document_, cell);
    if (at != kNoIndex && cells.replaces) {
      part_.replace(part_.element(at), tags_of(cells.tags, true, true));
      continue;
    }
    edit(cell.blocks);
    if (at == kNoIndex || cells.tags.empty()) continue;
    part_.insert(part_.element(at).begin, tags_of(cells.tags, true, false));
    part_.insert(part_.element(at).end, tags_of(cells.tags, false, true));
  }
  if (rows.tags.empty()) return;
  part_.insert(element.begin, tags_of(rows.tags, true, false));
  part_.insert(element.end, tags_of(rows.tags, false, true));
}

TemplateText StoryEdits::tags_of(const std::vector<PlacedTag>& tags, bool takes_starts, bool takes_ends) const {
  TemplateText text;
  for (const PlacedTag& one : tags) {
    if (one.tag.is_end() ? takes_ends : takes_starts) text.add(placed_text(one, story_));
  }
  return text;
}

void StoryEdits::edit_paragraph(const word::Paragraph& paragraph) {
  const std::uint32_t index = part_.at(paragraph.offset);
  if (index == kNoIndex) return;
  ContentsEdits contents(document_, part_, shared_);
  if (contents.edit(paragraph)) return;
  const PartElement& element = part_.element(index);
  const ParagraphText text = text_of(document_, paragraph);
  if (text.has_only_tags(TagScope::Paragraph)) {
    TemplateText tags;
    for (const Tag& tag : text.tags) {
      tags.add(placed_text(placed_tag(paragraph, text, tag), story_));
    }
    tags.add(part_.section_end(paragraph));
    return part_.replace(element, std::move(tags));
  }
  for (const Piece& piece : text.pieces) {
    if (piece.item != nullptr && piece.item->type == InlineType::TextBox) edit_text_box(*piece.item);
  }
  if (paragraph.format < document_.paragraph_formats.size()) {
    const std::int32_t level = document_.paragraph_formats[paragraph.format].outline_level.value_or(9);
    if (const std::string restarts = shared_.sequences.restarts(level); !restarts.empty())
      part_.insert(element.begin, {restarts, {}});
  }
  edit_fields(paragraph, text);
  edit_links(paragraph);
  edit_tags(paragraph, text);
  edit_notes(paragraph);
  edit_bookmarks(paragraph);
  if (story_.empty()) contents.mark_heading(paragraph, text);
}

void StoryEdits::edit_bookmarks(const word::Paragraph& paragraph) {
  std::optional<std::uint32_t> open;
  for (const word::Inline& item : paragraph.inlines) {
    const bool is_start = item.type == InlineType::BookmarkStart;
    if ((!is_start && item.type != InlineType::BookmarkEnd) || item.index >= document_.bookmarks.size()) continue;
    const std::string& name = document_.bookmarks[item.index].name;
    const std::uint32_t index = part_.at(item.offset);
    if (!shared_.shown_texts.contains(name) || index == kNoIndex) continue;
    if (is_start && !open) {
      open = item.index;
      part_.insert(part_.element(index).end, {command('[', in_command(name)), {}});
    } else if (!is_start && open == item.index) {
      open.reset();
      part_.insert(part_.element(index).begin, {command(']', in_command(name)), {}});
    }
  }
}

/// A text box has two copies: one for new programs, one for old. The first is expanded, and its result replaces the
/// second.
void StoryEdits::edit_text_box(const word::Inline& item) {
  if (item.index >= document_.stories.size()) return;
  StoryEdits inside(document_, part_, shared_, "textbox");
  inside.copies = copies;
  inside.edit(document_.stories[item.index].blocks);
  shows_pages = shows_pages || inside.shows_pages;
  const std::uint32_t box = part_.at(item.offset);
  if (box == kNoIndex) return;
  std::uint32_t choice = box;
  while (choice != kNoIndex && part_.element(choice).name != "Choice") choice = part_.element(choice).parent;
  if (choice == kNoIndex || part_.element(choice).parent == kNoIndex) return;
  const PartElement& content = part_.element(box);
  if (part_.written(content.begin, content.end).text == literal_xml(part_.source(content.begin, content.end))) return;
  // The box of the same number among those of the fallback.
  const auto boxes_in = [&](std::uint32_t around) {
    std::vector<std::uint32_t> boxes;
    for (std::uint32_t at = around + 1; at < part_.element(around).after_children; ++at) {
      if (part_.element(at).is("txbxContent")) boxes.push_back(at);
    }
    return boxes;
  };
  const std::vector<std::uint32_t> own = boxes_in(choice);
  const auto number = std::find(own.begin(), own.end(), box) - own.begin();
  const PartElement& alternatives = part_.element(part_.element(choice).parent);
  for (std::uint32_t at = part_.element(choice).after_children; at < alternatives.after_children;
       at = part_.element(at).after_children) {
    const std::vector<std::uint32_t> others = boxes_in(at);
    if (others.size() != own.size()) {
      if (!part_.has_edit_at(part_.element(at).begin, part_.element(at).end)) part_.remove(part_.element(at));
      continue;
    }
    const std::string copy = std::to_string((*copies)++);
    part_.insert(content.inner_begin, {command('(', copy), {}});
    part_.insert(content.inner_end, {command(')', copy), {}});
    const PartElement& other = part_.element(others[static_cast<std::size_t>(number)]);
    part_.replace(other.inner_begin, other.inner_end, {command('=', copy), {}});
  }
}

// Fields.

void StoryEdits::edit_fields(const word::Paragraph& paragraph, const ParagraphText& text) {
  done_.clear();
  for (const FieldRange& range : fields_of(document_, paragraph)) {
    // A deleted field is not shown, and does not count.
    if (paragraph.inlines[range.start].change == word::Change::Deleted) continue;
    const word::Field& field = document_.fields[range.field];
    const std::string name = field.name();
    // Word would recompute a computed field, from data that it does not have.
    const bool has_tags = std::any_of(
        paragraph.inlines.begin() + static_cast<std::ptrdiff_t>(range.start),
        paragraph.inlines.begin() + static_cast<std::ptrdiff_t>(range.result), [&](const word::Inline& item) {
          return item.is_code && item.type == InlineType::FieldStart && item.index < document_.fields.size() &&
                 document_.fields[item.index].name() == "MERGEFIELD";
        });
    const bool has_code_tag = has_tag_in_code(field);
    if (name == "PAGEREF") {
      show(paragraph, range, [&](std::string_view stored) {
        shows_pages = true;
        return TemplateText{command('p', in_command(operand_of(field)) + kCommandSplit + in_command(stored)), {}};
      });
    } else if (name == "HYPERLINK" && has_code_tag) {
      edit_link_field(paragraph, range);
    } else if (shows_text(field) && shared_.shown_texts.contains(operand_of(field))) {
      show(paragraph, range, [&](std::string_view stored) {
        return TemplateText{command('b', in_command(operand_of(field)) + kCommandSplit + in_command(stored)), {}};
      });
    } else if (TemplateText shown = shown_text(field, paragraph); !shown.text.empty()) {
      const bool is_shown = show(paragraph, range, [&](std::string_view /*stored*/) { return shown; });
      // A number that Word has not shown yet counts anyway.
      const std::uint32_t around = part_.at(paragraph.offset);
      if (!is_shown && around != kNoIndex)
        part_.insert(part_.element(around).begin, {shared_.sequences.counting(field), {}});
    } else if (name == "MERGEFIELD" || (is_computed(field) && (has_tags || has_code_tag)))
      dissolve(paragraph, range, text);
  }
}

// Links.

/// A text with tags in an attribute or in the code of a field.
TemplateText StoryEdits::plain_text(std::string_view text, const word::Paragraph& paragraph) const {
  return text_with_tags(text, place_text(paragraph, 1, story_));
}

/// The address of a link is in the relationships of the part, which all passes of a loop share: a link with tags
/// becomes a field with the address.
void StoryEdits::edit_links(const word::Paragraph& paragraph) {
  for (const word::Inline& item : paragraph.inlines) {
    if (item.type != InlineType::LinkStart || item.is_code || item.index >= document_.links.size()) continue;
    const std::string address = address_with_tags(document_.links[item.index].target);
    if (find_tags(address).empty()) continue;
    const std::uint32_t index = part_.at(item.offset);
    if (index == kNoIndex || !part_.element(index).is("hyperlink") || part_.element(index).is_empty()) continue;
    const PartElement& element = part_.element(index);
    const std::string prefix(word::prefix_of(part_.xml(), element));
    TemplateText start{"<" + prefix + "fldSimple " + prefix + "instr=\" HYPERLINK &quot;", {}};
    start.add(plain_text(address, paragraph));
    start.text += "&quot; \">";
    part_.replace(element.begin, element.inner_begin, std::move(start));
    part_.replace(element.inner_end, element.end, {"</" + prefix + "fldSimple>", {}});
  }
}

/// `HYPERLINK "https://{{ site }}/"`: the tags of the code are expanded.
void StoryEdits::edit_link_field(const word::Paragraph& paragraph, const FieldRange& range) {
  const word::Field& field = document_.fields[range.field];
  const std::uint32_t first = part_.at(paragraph.inlines[range.start].offset);
  const std::uint32_t last = part_.at(paragraph.inlines[range.result].offset);
  if (first == kNoIndex || last == kNoIndex) return;
  const TemplateText code = plain_text(address_with_tags(field.code), paragraph);
  if (field.is_simple) {
    const auto place = word::find_attribute(part_.xml(), part_.element(first), "instr");
    if (place) part_.replace(place->begin, place->end, code);
    return;
  }
  bool is_first = true;
  for (std::uint32_t at = first; at <= last; ++at) {
    const PartElement& element = part_.element(at);
    if (!element.is("instrText") || element.is_empty()) continue;
    part_.replace(element.inner_begin, element.inner_end, is_first ? code : TemplateText{});
    is_first = false;
  }
}

TemplateText StoryEdits::shown_text(const word::Field& field, const word::Paragraph& paragraph) const {
  TemplateText text;
  const std::string place = place_text(paragraph, 1, story_);
  if (const std::string tag = shared_.sequences.tag(field); !tag.empty()) text.add_tag(tag, place);
  const auto property = document_.core_properties.find(std::string(property_of(field)));
  if (property != document_.core_properties.end()) text.add(text_with_tags(property->second, place));
  return text;
}

bool StoryEdits::show(const word::Paragraph& paragraph, const FieldRange& range,
                      const std::function<TemplateText(std::string_view stored)>& text) {
  bool is_first = true;
  for (std::size_t i = range.result; i < range.end; ++i) {
    const word::Inline& item = paragraph.inlines[i];
    if (item.type != InlineType::Text || item.is_code) continue;
    const std::uint32_t index = part_.at(item.offset);
    if (index == kNoIndex || !part_.element(index).is("t")) continue;
    const PartElement& element = part_.element(index);
    TemplateText shown;
    if (is_first) {
      const std::string prefix(word::prefix_of(part_.xml(), element));
      shown.text = "<" + prefix + "t xml:space=\"preserve\">";
      shown.add(text(part_.source(element.inner_begin, element.inner_end)));
      shown.text += "</" + prefix + "t>";
    }
    part_.replace(element, std::move(shown));
    done_.insert(&item);
    is_first = false;
  }
  return !is_first;
}

/// Replaces the field by the text that it shows.
void StoryEdits::dissolve(const word::Paragraph& paragraph, const FieldRange& range, const ParagraphText& text) {
  const word::Inline& start = paragraph.inlines[range.start];
  const word::Inline& end = paragraph.inlines[range.end];
  const std::uint32_t first = part_.at(start.offset);
  const std::uint32_t last = part_.at(end.offset);
  if (first == kNoIndex || last == kNoIndex) return;
  if (document_.fields[range.field].is_simple) {
    const PartElement& field = part_.element(first);
    if (field.is_empty()) return;  // a tag takes its place
    part_.replace(field.begin, field.inner_begin, {});
    part_.replace(field.inner_end, field.end, {});
    return;
  }
  const std::uint32_t result = part_.at(paragraph.inlines[range.result].offset);
  constexpr auto kCode = std::to_array<std::string_view>({"fldChar", "instrText", "delInstrText", "t", "tab", "br"});
  for (std::uint32_t at = first; at <= std::min(result, last); ++at) {
    const PartElement& element = part_.element(at);
    const bool is_code = element.is_word && std::find(kCode.begin(), kCode.end(), element.name) != kCode.end();
    if (is_code && at != last) part_.remove(element);
  }
  // The tag of a field without a result is at the end of the field.
  const bool is_tag = std::any_of(text.sources.begin(), text.sources.end(),
                                  [&](const TextSource& source) { return source.item == &end; });
  if (!is_tag) part_.remove(part_.element(last));
}

// Tags.

/// Word would show the bound value of a control instead of its text.
void StoryEdits::free_controls(std::uint32_t element) {
  for (std::uint32_t at = element; at != kNoIndex; at = part_.element(at).parent) {
    if (!part_.element(at).is("sdt")) continue;
    const std::uint32_t properties = part_.elements().child(at, "sdtPr");
    if (properties == kNoIndex) continue;
    const PartElement& all = part_.element(properties);
    for (std::uint32_t one = properties + 1; one < all.after_children; one = part_.element(one).after_children) {
      const PartElement& property = part_.element(one);
      if (property.name != "dataBinding" && !property.is("showingPlcHdr")) continue;
      if (!part_.has_edit_at(property.begin, property.end)) part_.remove(property);
    }
  }
}

void StoryEdits::edit_tags(const word::Paragraph& paragraph, const ParagraphText& text) {
  if (text.tags.empty()) return;
  std::vector<std::uint32_t> elements(text.tags.size(), kNoIndex);
  for (std::size_t i = 0; i < text.tags.size(); ++i) {
    for (const TextSource& source : text.sources) {
      if (source.begin > text.tags[i].begin || text.tags[i].begin >= source.end) continue;
      elements[i] = part_.at(source.item->offset);
      if (elements[i] != kNoIndex) free_controls(elements[i]);
    }
  }
  const std::vector<std::uint32_t> levels = statement_levels(part_, text.tags, elements);
  const std::vector<Cut> cuts = trimmed(text);
  for (const TextSource& source : text.sources) {
    const auto in_source = [&](const auto& range) {
      return overlaps(source, range.begin, range.end);
    };
    const bool is_touched =
        std::any_of(text.tags.begin(), text.tags.end(), in_source) || std::any_of(cuts.begin(), cuts.end(), in_source);
    const std::uint32_t index = part_.at(source.item->offset);
    if (!is_touched || index == kNoIndex || done_.contains(source.item)) continue;
    const PartElement& element = part_.element(index);
    const bool is_end_of_field = source.item->type == InlineType::FieldEnd;
    if (!element.is("t") && !is_end_of_field) {
      part_.remove(element);
      continue;
    }
    const std::string prefix(word::prefix_of(part_.xml(), element));
    TemplateText out;
    out.text = "<" + prefix + "t xml:space=\"preserve\">";
    for (std::size_t at = source.begin; at < source.end;) {
      std::size_t next = 0;
      while (next < text.tags.size() && text.tags[next].end <= at) ++next;
      const Tag* const tag = next < text.tags.size() ? &text.tags[next] : nullptr;
      if (tag == nullptr || tag->begin > at) {
        const std::size_t end = std::min(source.end, tag == nullptr ? source.end : tag->begin);
        out.text += literal_xml(escaped_text(kept_text(text, at, end, cuts)));
        at = end;
        continue;
      }
      if (tag->begin == at && tag->scope == TagScope::Inline && tag->type != TagType::Comment) {
        const TemplateText own = placed_text(placed_tag(paragraph, text, *tag), story_);
        const bool is_between = levels[next] != elements[next] && !is_end_of_field;
        if (is_between) out.text += literal_xml(closing_tags(part_, index, levels[next]));
        out.add(own);
        if (is_between) out.add(opening_tags(part_, index, levels[next]));
      }
      at = std::min(tag->end, source.end);
    }
    out.text += "</" + prefix + "t>";
    const bool is_simple_field = element.is("fldSimple");
    if (is_simple_field) {
      out.text = "<" + prefix + "r>" + out.text + "</" + prefix + "r>";
      for (resources::CellAt& place : out.places) place.begin += static_cast<std::uint32_t>(prefix.size() + 3);
    }
    part_.replace(element, std::move(out));
  }
  // A tag may be typed across a page break, which is removed with the tag.
  for (const Piece& piece : text.pieces) {
    if (piece.item == nullptr) continue;
    const bool is_break = piece.item->type == InlineType::PageBreak || piece.item->type == InlineType::ColumnBreak;
    const bool is_in_tag = std::any_of(text.tags.begin(), text.tags.end(), [&](const Tag& tag) {
      return tag.begin < piece.begin && piece.begin < tag.end;
    });
    const std::uint32_t index = part_.at(piece.item->offset);
    if (is_break && is_in_tag && index != kNoIndex) part_.remove(part_.element(index));
  }
}

void StoryEdits::edit_notes(const word::Paragraph& paragraph) {
  if (!on_note) return;
  for (const word::Inline& item : paragraph.inlines) {
    if (item.type != InlineType::FootnoteMark && item.type != InlineType::EndnoteMark) continue;
    const std::uint32_t index = part_.at(item.offset);
    if (index == kNoIndex || item.index >= document_.stories.size()) continue;
    if (auto text = on_note(item.index, part_.element(index))) part_.replace(part_.element(index), *std::move(text));
  }
}

}  // namespace gongwen::adopt
