#include "adopt/detail/contents_writer.h"

#include "adopt/detail/format_css.h"
#include "diagnostics/catalogue/adopt.h"

#include <algorithm>
#include <string_view>

namespace gongwen::adopt {
namespace {

using word::InlineType;

std::string_view leader_class(const word::ParagraphFormat& format) {
  if (!format.tabs || format.tabs->empty()) return "gw-leader";
  const std::string& leader = format.tabs->back().leader;
  if (leader == "hyphen") return "gw-dash";
  if (leader == "underscore" || leader == "heavy") return "gw-under";
  return leader.empty() || leader == "none" ? "gw-space" : "gw-leader";
}

/// `gw-h0-3`: the third heading of the first contents. `count` is the name that counts.
std::string heading_id(std::size_t contents, std::string_view count) {
  const std::string number = std::to_string(contents);
  return "gw-h" + number + "-{{ " + std::string(count) + number + ".n }}";
}

}  // namespace

void ContentsWriter::write(const word::Paragraph& paragraph, const Surroundings& around) {
  for (const word::Inline& item : paragraph.inlines) {
    const bool is_start = item.type == InlineType::FieldStart && !item.is_code && !item.is_contents;
    if (!is_start || item.change == word::Change::Deleted || item.index >= page_.document.fields.size()) continue;
    const auto found = std::find_if(page_.contents.begin(), page_.contents.end(),
                                    [&](const ContentsField& one) { return one.field == item.index; });
    if (found != page_.contents.end())
      write_entries(static_cast<std::size_t>(found - page_.contents.begin()), paragraph, around);
    else if (page_.document.fields[item.index].name() == "TOC")
      page_.out.report(diagnostics::messages::AdoptLeftOut, {paragraph, 1, around.story},
                       first_words(page_.document.fields[item.index].code));
  }
}

void ContentsWriter::write_entries(std::size_t contents, const word::Paragraph& paragraph, const Surroundings& around) {
  const ContentsField& field = page_.contents[contents];
  if (!field.unread.empty()) {
    page_.out.report(diagnostics::messages::AdoptLeftOut, {paragraph, 1, around.story}, "TOC " + field.unread);
  }
  const std::string number = std::to_string(contents);
  // The loop gives the statements a separate scope, so that they do not change names of the document.
  page_.out.write("{% for gw_once in [1] %}{% set gw_t" + number + " = namespace(n=0) %}\n");
  const std::size_t loops = page_.out.loops;
  for (const ContentsStep& step : contents_steps(page_.document, field, page_.sequences)) {
    if (step.heading == nullptr)
      page_.out.write_tag(step.tag, {});
    else
      write_entry(contents, step, paragraph, around);
  }
  page_.out.loops = loops;
  page_.out.write("{% endfor %}\n");
}

void ContentsWriter::write_entry(std::size_t contents, const ContentsStep& step, const word::Paragraph& paragraph,
                                 const Surroundings& around) {
  const std::string number = std::to_string(contents);
  const word::Paragraph* const look = look_of_entry(page_.document, page_.contents[contents], step.level);
  word::ParagraphFormat format = page_.paragraph_format(look == nullptr ? paragraph : *look);
  if (look == nullptr) format.indent_left = (step.level - 1) * kLevelIndent;
  const word::RunFormat& run = page_.run_format(look == nullptr ? paragraph.mark_format : look->mark_format);
  ParagraphContext context;
  context.size = font_size(run);
  context.grid = around.section == nullptr ? nullptr : &around.section->grid;
  context.is_in_table = around.is_in_table;
  context.grid_in_tables = page_.document.settings.adjusts_lines_in_tables;
  const std::string link = " href=\"#" + heading_id(contents, "gw_t") + "\"";
  page_.out.write(
      "{% set gw_t" + number + ".n = gw_t" + number + ".n + 1 %}<p class=\"" +
      page_.classes.name_of(run_css(run) + paragraph_css(format, context) + paragraph_borders_css(format, context)) +
      "\">");
  const word::ParagraphFormat& own = page_.paragraph_format(*step.heading);
  const word::List* const list = own.list ? page_.document.find_list(*own.list) : nullptr;
  const auto level = static_cast<std::size_t>(std::max(0, own.list_level.value_or(0)));
  const bool is_numbered = list != nullptr && level < list->levels.size() && list->levels[level].format != "none" &&
                           list->levels[level].format != "bullet" && !list->levels[level].text.empty();
  page_.out.write(is_numbered ? "<a class=\"gw-number\"" : "<a");
  page_.out.write(link + ">");
  page_.out.note_place({*step.heading});
  for (const EntryPart& part : entry_parts(page_.document, *step.heading, page_.sequences)) {
    if (part.tag.paragraph != nullptr)
      page_.out.write_tag(part.tag, {});
    else
      page_.out.write_escaped(part.words);
  }
  page_.out.write("</a>");
  if (page_.contents[contents].has_pages) {
    const std::size_t section = std::min<std::size_t>(step.heading->section, page_.document.sections.size() - 1);
    const std::string_view style = counter_style(page_.document.sections[section].page_number_format);
    page_.out.write("<span class=\"" + std::string(leader_class(format)) + "\"></span><a class=\"");
    page_.out.write(style == "decimal" ? std::string("gw-ref")
                                       : page_.classes.name_of("&::after{content:target-counter(attr(href),page," +
                                                               std::string(style) + ")}"));
    page_.out.write("\"" + link + "></a>");
  }
  page_.out.write("</p>\n");
}

std::string ContentsWriter::count_heading(const word::Paragraph& paragraph, const ParagraphText& text,
                                          const Surroundings& around) {
  std::string id;
  if (!around.is_body || text.text.find_first_not_of(" \t\n") == std::string::npos) return id;
  for (std::size_t i = 0; i < page_.contents.size(); ++i) {
    if (contents_level(page_.document, page_.contents[i], paragraph) == 0) continue;
    const std::string name = "gw_h" + std::to_string(i);
    page_.out.write("{% set " + name + ".n = " + name + ".n + 1 %}");
    if (id.empty())
      id = " id=\"" + heading_id(i, "gw_h") + "\"";
    else
      page_.out.write("<span id=\"" + heading_id(i, "gw_h") + "\"></span>");
  }
  return id;
}

}  // namespace gongwen::adopt
