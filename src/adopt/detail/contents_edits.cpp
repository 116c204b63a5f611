#include "adopt/detail/contents_edits.h"

#include <algorithm>
#include <array>
#include <string>

namespace gongwen::adopt {
namespace {

using word::InlineType;
using word::kNoIndex;
using word::PartElement;

constexpr int kFirstMark = 900'000;  // ids of bookmarks; used ones are renumbered later

std::string number_text(std::size_t contents) { return std::to_string(contents); }

/// The bookmark of a heading: its name ends with a count, which the expansion knows.
std::string mark_name(std::size_t contents, char count) {
  return "_TocGw" + number_text(contents) + "x" + command(count, number_text(contents));
}

/// `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
std::string field_sign(std::string_view p, std::string_view type) {
  const std::string w(p);
  return "<" + w + "r><" + w + "fldChar " + w + "fldCharType=\"" + std::string(type) + "\"/></" + w + "r>";
}

std::string attribute_text(std::string_view text) {
  std::string out;
  for (const char sign : escaped_text(text)) {
    if (sign == '"')
      out += "&quot;";
    else
      out += sign;
  }
  return literal_xml(out);
}

}  // namespace

std::string ContentsEdits::field_start(std::size_t contents, std::string_view p) const {
  const std::string w(p);
  const std::string code = escaped_text(document_.fields[shared_.contents[contents].field].code);
  return command('f', number_text(contents) + "|" + field_sign(p, "begin") + "<" + w + "r><" + w +
                          "instrText xml:space=\"preserve\"> " + in_command(code) + " </" + w + "instrText></" + w +
                          "r>" + field_sign(p, "separate"));
}

TemplateText ContentsEdits::entry(std::size_t contents, const ContentsStep& step, std::string_view p,
                                  word::Twips width) const {
  const std::string w(p);
  const word::Paragraph* const look = look_of_entry(document_, shared_.contents[contents], step.level);
  const word::ParagraphFormat* const format = look == nullptr || look->format >= document_.paragraph_formats.size()
                                                  ? nullptr
                                                  : &document_.paragraph_formats[look->format];
  TemplateText out;
  out.text = command('e', number_text(contents)) + "<" + w + "p><" + w + "pPr>";
  if (format != nullptr && format->style)
    out.text += "<" + w + "pStyle " + w + "val=\"" + attribute_text(*format->style) + "\"/>";
  if (format == nullptr || !format->tabs || format->tabs->empty()) {
    out.text += "<" + w + "tabs><" + w + "tab " + w + "val=\"right\" " + w + "leader=\"dot\" " + w + "pos=\"" +
                std::to_string(width) + "\"/></" + w + "tabs>";
  }
  if (format == nullptr && step.level > 1)
    out.text += "<" + w + "ind " + w + "left=\"" + std::to_string((step.level - 1) * kLevelIndent) + "\"/>";
  out.text += "</" + w + "pPr>" + field_start(contents, p) + "<" + w + "hyperlink " + w + "anchor=\"" +
              mark_name(contents, 'a') + "\" " + w + "history=\"1\"><" + w + "r><" + w + "t xml:space=\"preserve\">";
  for (const EntryPart& part : entry_parts(document_, *step.heading, shared_.sequences)) {
    if (part.tag.paragraph != nullptr)
      out.add(placed_text(part.tag, {}));
    else
      out.text += literal_xml(escaped_text(part.words));
  }
  out.text += "</" + w + "t></" + w + "r>";
  if (shared_.contents[contents].has_pages) {
    out.text += "<" + w + "r><" + w + "tab/></" + w + "r>" + field_sign(p, "begin") + "<" + w + "r><" + w +
                "instrText xml:space=\"preserve\"> PAGEREF " + mark_name(contents, 'a') + " \\h </" + w +
                "instrText></" + w + "r>" + field_sign(p, "separate") + "<" + w + "r><" + w + "t>" +
                command('c', number_text(contents)) + "</" + w + "t></" + w + "r>" + field_sign(p, "end");
  }
  out.text += "</" + w + "hyperlink></" + w + "p>";
  return out;
}

TemplateText ContentsEdits::entries(std::size_t contents, const word::Paragraph& paragraph, std::string_view p) const {
  const std::size_t index = std::min<std::size_t>(paragraph.section, document_.sections.size() - 1);
  const word::Section& section = document_.sections[index];
  const word::Twips width = section.page_width - section.margin_left - section.gutter - section.margin_right;
  // A loop may write the contents repeatedly, each time from their start.
  TemplateText out{command('s', number_text(contents)) + "{% for gw_once in [1] %}", {}};
  for (const ContentsStep& step : contents_steps(document_, shared_.contents[contents], shared_.sequences))
    out.add(step.heading == nullptr ? placed_text(step.tag, {}) : entry(contents, step, p, width));
  out.text += "{% endfor %}";
  return out;
}

ContentsEdits::Ends ContentsEdits::ends_in(const word::Paragraph& paragraph) const {
  Ends ends;
  for (const word::Inline& item : paragraph.inlines) {
    if (item.is_code || item.is_contents || item.change == word::Change::Deleted) continue;
    const auto found = std::find_if(shared_.contents.begin(), shared_.contents.end(),
                                    [&](const ContentsField& one) { return one.field == item.index; });
    if (found == shared_.contents.end()) continue;
    const auto number = static_cast<std::size_t>(found - shared_.contents.begin());
    if (item.type == InlineType::FieldStart) ends.begun = number;
    if (item.type == InlineType::FieldEnd) ends.ended = number;
  }
  return ends;
}

void ContentsEdits::remove_stored(const word::Paragraph& paragraph, bool keeps_end) {
  constexpr auto kStored =
      std::to_array<std::string_view>({"fldChar", "instrText", "delInstrText", "t", "delText", "tab", "br", "sym"});
  const auto is_contents = [&](const word::Inline& item) {
    return item.index < document_.fields.size() && document_.fields[item.index].name() == "TOC";
  };
  std::uint32_t from = kNoIndex;
  std::uint32_t to = part_.element(part_.at(paragraph.offset)).after_children;
  for (const word::Inline& item : paragraph.inlines) {
    const bool is_start = item.type == InlineType::FieldStart && !item.is_contents && is_contents(item);
    if (from == kNoIndex && (is_start || item.is_contents)) from = part_.at(item.offset);
    if (item.type != InlineType::FieldEnd || item.is_contents || !is_contents(item)) continue;
    const std::uint32_t end = part_.at(item.offset);
    if (end == kNoIndex) continue;
    if (from == kNoIndex) from = end;
    to = keeps_end ? end : end + 1;
  }
  for (std::uint32_t at = from; from != kNoIndex && at < to; ++at) {
    const PartElement& element = part_.element(at);
    if (!element.is_word || std::find(kStored.begin(), kStored.end(), element.name) == kStored.end()) continue;
    if (!part_.has_edit_at(element.begin, element.end)) part_.remove(element);
  }
}

bool ContentsEdits::edit(const word::Paragraph& paragraph) {
  const ContentsRole role = contents_role(document_, paragraph);
  if (role == ContentsRole::None) return false;
  const std::uint32_t index = part_.at(paragraph.offset);
  const PartElement& element = part_.element(index);
  const std::string w(word::prefix_of(part_.xml(), element));
  const Ends ends = ends_in(paragraph);
  // The rest of the paragraph besides the field is ordinary text.
  const bool is_all = text_of(document_, paragraph).is_blank_but_tags();
  if (role == ContentsRole::End) {
    remove_stored(paragraph, ends.ended.has_value());
    const std::uint32_t properties = part_.elements().child(index, "pPr");
    if (ends.ended) {
      part_.insert(properties == kNoIndex ? element.inner_begin : part_.element(properties).end,
                   {field_start(*ends.ended, w), {}});
    }
    return is_all;
  }
  TemplateText out;
  if (ends.begun) out = entries(*ends.begun, paragraph, w);
  if (ends.ended) {
    // The end of the field needs a paragraph after all entries.
    out.text += "<" + w + "p><" + w + "pPr><" + w + "spacing " + w + "before=\"0\" " + w + "after=\"0\" " + w +
                "line=\"20\" " + w + "lineRule=\"exact\"/></" + w + "pPr>" + field_start(*ends.ended, w) +
                field_sign(w, "end") + "</" + w + "p>";
  }
  if (role == ContentsRole::Start && !is_all) {
    remove_stored(paragraph, false);
    part_.insert(element.end, std::move(out));
    return false;
  }
  out.add(part_.section_end(paragraph));
  part_.replace(element, std::move(out));
  return true;
}

void ContentsEdits::mark_heading(const word::Paragraph& paragraph, const ParagraphText& text) {
  if (text.text.find_first_not_of(" \t\n") == std::string::npos) return;
  const std::uint32_t index = part_.at(paragraph.offset);
  for (std::size_t i = 0; i < shared_.contents.size() && index != kNoIndex; ++i) {
    if (contents_level(document_, shared_.contents[i], paragraph) == 0) continue;
    const PartElement& element = part_.element(index);
    const std::string w(word::prefix_of(part_.xml(), element));
    const std::uint32_t properties = part_.elements().child(index, "pPr");
    const std::string id = " " + w + "id=\"" + std::to_string(kFirstMark + static_cast<int>(i)) + "\"";
    part_.insert(properties == kNoIndex ? element.inner_begin : part_.element(properties).end,
                 {"<" + w + "bookmarkStart" + id + " " + w + "name=\"" + mark_name(i, 'h') + "\"/>", {}});
    part_.insert(element.inner_end, {"<" + w + "bookmarkEnd" + id + "/>", {}});
  }
}

}  // namespace gongwen::adopt
