// Tables of contents: the part of StoryEdits that makes their entries, as page_contents.cpp does for the page.
#include "adopt/detail/contents.h"
#include "adopt/detail/story_edits.h"

#include <algorithm>
#include <string>

namespace gongwen::adopt {
namespace {

using word::InlineType;
using word::kNoIndex;
using word::PartElement;

constexpr int kFirstMark = 900'000;  // ids of bookmarks; those that are used already are numbered anew

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

std::string StoryEdits::field_start(std::size_t contents, std::string_view p) const {
  const std::string w(p);
  const std::string code = escaped_text(document_.fields[contents_[contents].field].code);
  return command('f', number_text(contents) + "|" + field_sign(p, "begin") + "<" + w + "r><" + w +
                          "instrText xml:space=\"preserve\"> " + in_command(code) + " </" + w + "instrText></" + w +
                          "r>" + field_sign(p, "separate"));
}

TemplateText StoryEdits::entry(std::size_t contents, const ContentsStep& step, std::string_view p,
                               word::Twips width) const {
  const std::string w(p);
  const word::Paragraph* const look = look_of_entry(document_, contents_[contents].caption.empty() ? step.level : 0);
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
    out.text += "<" + w + "ind " + w + "left=\"" + std::to_string((step.level - 1) * 420) + "\"/>";
  out.text += "</" + w + "pPr>" + field_start(contents, p) + "<" + w + "hyperlink " + w + "anchor=\"" +
              mark_name(contents, 'a') + "\" " + w + "history=\"1\"><" + w + "r><" + w + "t xml:space=\"preserve\">";
  const ParagraphText text = text_of(document_, *step.heading);
  const auto add_plain = [&](std::string_view words) {
    std::string line(words);
    std::replace(line.begin(), line.end(), '\n', ' ');
    std::replace(line.begin(), line.end(), '\t', ' ');
    out.text += literal_xml(escaped_text(line));
  };
  std::size_t at = 0;
  for (const Tag& tag : text.tags) {
    add_plain(std::string_view(text.text).substr(at, tag.begin - at));
    if (tag.scope == TagScope::Inline)
      out.add(placed({tag, step.heading, characters_in(std::string_view(text.text).substr(0, tag.begin)) + 1}));
    at = tag.end;
  }
  add_plain(std::string_view(text.text).substr(at));
  out.text += "</" + w + "t></" + w + "r>";
  if (contents_[contents].has_pages) {
    out.text += "<" + w + "r><" + w + "tab/></" + w + "r>" + field_sign(p, "begin") + "<" + w + "r><" + w +
                "instrText xml:space=\"preserve\"> PAGEREF " + mark_name(contents, 'a') + " \\h </" + w +
                "instrText></" + w + "r>" + field_sign(p, "separate") + "<" + w + "r><" + w + "t>" +
                command('c', number_text(contents)) + "</" + w + "t></" + w + "r>" + field_sign(p, "end");
  }
  out.text += "</" + w + "hyperlink></" + w + "p>";
  return out;
}

TemplateText StoryEdits::entries(std::size_t contents, const word::Paragraph& paragraph, std::string_view p) const {
  const std::size_t index = std::min<std::size_t>(paragraph.section, document_.sections.size() - 1);
  const word::Section& section = document_.sections[index];
  const word::Twips width = section.page_width - section.margin_left - section.gutter - section.margin_right;
  // A loop may write the contents again, each time from their start.
  TemplateText out{command('s', number_text(contents)) + "{% for gw_once in [1] %}", {}};
  for (const ContentsStep& step : contents_steps(document_, contents_[contents]))
    out.add(step.heading == nullptr ? placed(step.tag) : entry(contents, step, p, width));
  out.text += "{% endfor %}";
  return out;
}

bool StoryEdits::edit_contents(const word::Paragraph& paragraph) {
  const ContentsRole role = contents_role(document_, paragraph);
  if (role == ContentsRole::None) return false;
  const std::uint32_t index = part_.at(paragraph.offset);
  const PartElement& element = part_.element(index);
  const std::string w(word::prefix_of(part_.xml(), element));
  std::size_t begun = contents_.size();
  std::size_t ended = contents_.size();
  for (const word::Inline& item : paragraph.inlines) {
    if (item.is_code || item.is_contents) continue;
    const auto found = std::find_if(contents_.begin(), contents_.end(),
                                    [&](const ContentsField& one) { return one.field == item.index; });
    if (found == contents_.end()) continue;
    const auto number = static_cast<std::size_t>(found - contents_.begin());
    if (item.type == InlineType::FieldStart) begun = number;
    if (item.type == InlineType::FieldEnd) ended = number;
  }
  if (role == ContentsRole::End) {
    if (ended == contents_.size()) return true;
    const std::uint32_t properties = part_.elements().child(index, "pPr");
    part_.insert(properties == kNoIndex ? element.inner_begin : part_.element(properties).end,
                 {field_start(ended, w), {}});
    // What the paragraph has besides the end of the field is text like any other.
    return text_of(document_, paragraph).is_blank_but_tags();
  }
  TemplateText out;
  if (begun != contents_.size()) {
    out = entries(begun, paragraph, w);
    shows_pages = true;
  }
  if (ended != contents_.size()) {
    // The end of the field needs a paragraph that is behind all entries.
    out.text += "<" + w + "p><" + w + "pPr><" + w + "spacing " + w + "before=\"0\" " + w + "after=\"0\" " + w +
                "line=\"20\" " + w + "lineRule=\"exact\"/></" + w + "pPr>" + field_start(ended, w) +
                field_sign(w, "end") + "</" + w + "p>";
  }
  out.add(section_end(paragraph, index));
  part_.replace(element, std::move(out));
  return true;
}

void StoryEdits::mark_heading(const word::Paragraph& paragraph, const ParagraphText& text) {
  if (text.text.find_first_not_of(" \t\n") == std::string::npos) return;
  const std::uint32_t index = part_.at(paragraph.offset);
  for (std::size_t i = 0; i < contents_.size() && index != kNoIndex; ++i) {
    if (contents_level(document_, contents_[i], paragraph) == 0) continue;
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
