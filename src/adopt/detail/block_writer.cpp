#include "adopt/detail/block_writer.h"

#include "adopt/detail/box_writer.h"
#include "adopt/detail/contents_writer.h"
#include "adopt/detail/format_css.h"
#include "adopt/detail/paragraph_writer.h"
#include "adopt/detail/table_writer.h"
#include "diagnostics/catalogue/adopt.h"

#include <string>
#include <string_view>
#include <variant>

namespace gongwen::adopt {
namespace {

namespace messages = diagnostics::messages;

std::string frame_size(const word::FloatPlace& frame) {
  std::string css;
  if (frame.width && *frame.width > 0) put_declaration(css, "width", points(*frame.width));
  if (frame.height && *frame.height > 0 && frame.height_rule != "auto")
    put_declaration(css, frame.height_rule == "exact" ? "height" : "min-height", points(*frame.height));
  // The check of margins treats a box with a height as placed on purpose, so each frame gets one.
  if (css.find("height:") == std::string::npos) put_declaration(css, "min-height", "1px");
  put_declaration(css, "text-indent", "0");
  return css;
}

}  // namespace

bool check_tags(WordPage& page, const word::Paragraph& paragraph, const ParagraphText& text,
                const Surroundings& around) {
  if (text.has_changes && !page.told_changes) {
    page.out.report(messages::AdoptChanges, {paragraph, 1, around.story});
    page.told_changes = true;
  }
  if (const std::size_t wide = find_wide_tag(text.text, text.tags); wide != std::string::npos) {
    page.out.report(messages::AdoptWideTag,
                    {paragraph, characters_in(std::string_view(text.text).substr(0, wide)) + 1, around.story});
  }
  bool good = true;
  for (const Tag& tag : text.tags) {
    const auto report = [&](diagnostics::DiagnosticId message, auto&&... values) {
      page.out.report(message, {paragraph, placed_tag(paragraph, text, tag).character, around.story}, values...);
      good = false;
    };
    if (tag.dash != std::string::npos) report(messages::AdoptDash, tag.text);
    if (const std::string_view word = tag.reserved_word(); !word.empty())
      report(messages::AdoptNameTaken, word, std::string(word) + "_value");
    if ((tag.scope == TagScope::Row || tag.scope == TagScope::Cell) && !around.is_in_table)
      report(messages::AdoptTagPlace, tag.text);
    if (tag.scope == TagScope::Paragraph && !text.has_only_tags(TagScope::Paragraph)) {
      std::string rest = text.without_tags();
      const std::size_t begin = rest.find_first_not_of(" \t\n");
      report(messages::AdoptTagNotAlone, tag.text,
             begin == std::string::npos ? std::string() : first_words(std::string_view(rest).substr(begin)));
      break;
    }
  }
  page.out.has_errors = page.out.has_errors || !good;
  return good;
}

void BlockWriter::write_blocks(const std::vector<word::Block>& blocks, const Surroundings& around) {
  for (std::size_t i = 0; i < blocks.size();) i += write_block(blocks, i, around);
}

std::size_t BlockWriter::write_block(const std::vector<word::Block>& blocks, std::size_t index,
                                     const Surroundings& around) {
  if (const std::size_t framed = frame_length(blocks, index); framed > 0) {
    write_frame(blocks, index, framed, around);
    return framed;
  }
  if (const auto* const paragraph = std::get_if<word::Paragraph>(&blocks[index].content))
    write_paragraph(*paragraph, around);
  else
    TableWriter(page_, std::get<word::Table>(blocks[index].content)).write(around);
  return 1;
}

void BlockWriter::write_paragraph(const word::Paragraph& paragraph, const Surroundings& around) {
  const ContentsRole role = contents_role(page_.document, paragraph);
  if (role == ContentsRole::Entry) return;
  const ParagraphText text = text_of(page_.document, paragraph);
  if (!check_tags(page_, paragraph, text, around)) return;
  // A paragraph that was deleted together with its mark disappears.
  const bool is_gone = paragraph.mark_change == word::Change::Deleted && text.text.empty() && text.is_blank_but_tags();
  if (is_gone && !paragraph.ends_section) return;
  if (role == ContentsRole::Start && text.is_blank_but_tags()) return ContentsWriter(page_).write(paragraph, around);
  if (text.has_only_tags(TagScope::Paragraph)) {
    for (const Tag& tag : text.tags) {
      page_.out.write_tag(placed_tag(paragraph, text, tag), around.story);
    }
    page_.out.write("\n");
    return;
  }
  if (around.is_running) BoxWriter(page_).write_running_boxes(paragraph, BoxPlace::Kind::Here, around);
  ParagraphWriter(page_, paragraph, text, around).write();
  page_.out.write("\n");
  if (role == ContentsRole::Start) ContentsWriter(page_).write(paragraph, around);
}

std::size_t BlockWriter::frame_length(const std::vector<word::Block>& blocks, std::size_t first) const {
  const auto frame_of = [&](std::size_t index) -> const word::FloatPlace* {
    const auto* const paragraph = std::get_if<word::Paragraph>(&blocks[index].content);
    if (paragraph == nullptr || !page_.paragraph_format(*paragraph).frame) return nullptr;
    // Tags of paragraphs are written between frames, since their blocks may end in another one.
    if (text_of(page_.document, *paragraph).has_only_tags(TagScope::Paragraph)) return nullptr;
    return &*page_.paragraph_format(*paragraph).frame;
  };
  const word::FloatPlace* const frame = frame_of(first);
  if (frame == nullptr) return 0;
  const std::uint32_t section = std::get<word::Paragraph>(blocks[first].content).section;
  std::size_t count = 1;
  for (; first + count < blocks.size(); ++count) {
    const word::FloatPlace* const next = frame_of(first + count);
    if (next == nullptr || *next != *frame) break;
    if (std::get<word::Paragraph>(blocks[first + count].content).section != section) break;
  }
  return count;
}

void BlockWriter::write_frame(const std::vector<word::Block>& blocks, std::size_t first, std::size_t count,
                              const Surroundings& around) {
  const auto& head = std::get<word::Paragraph>(blocks[first].content);
  const word::FloatPlace& frame = *page_.paragraph_format(head).frame;
  BoxWriter boxes(page_);
  BoxPlace place =
      place_box(wanted_place(frame), {around.section, around.is_in_table, around.is_running, around.is_footer, {}, {}});
  if (!frame.drop_cap.empty()) {
    const bool is_in_margin = frame.drop_cap == "margin";
    place.kind = is_in_margin ? BoxPlace::Kind::Here : BoxPlace::Kind::Float;
    place.css = is_in_margin ? "position:absolute;top:0;right:100%;"
                             : "float:left;margin-right:" + points(frame.room_right.value_or(0)) + ";";
  }
  std::string size = frame_size(frame);
  if (place.kind == BoxPlace::Kind::Text && !frame.width) size += "width:fit-content;";
  boxes.tell_place(place, head, around);
  std::string end = "</div>";
  if (around.is_running && is_over_text(place)) {
    page_.out.write("<div class=\"gw-flat\"><div class=\"" + page_.classes.name_of(size + place.css) + "\">");
    end += end;
  } else {
    end = boxes.open_box(place, size, "div");
  }
  for (std::size_t i = first; i < first + count; ++i)
    write_paragraph(std::get<word::Paragraph>(blocks[i].content), around);
  page_.out.write(end + "\n");
}

}  // namespace gongwen::adopt
