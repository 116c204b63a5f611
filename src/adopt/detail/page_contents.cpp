// Tables of contents: the part of PageWriter that makes their entries.
#include "adopt/detail/contents.h"
#include "adopt/detail/format_css.h"
#include "adopt/detail/page_writer.h"
#include "diagnostics/catalogue/adopt.h"

#include <algorithm>
#include <string>

namespace gongwen::adopt {
namespace {

using word::InlineType;

/// Indent of a level for which the file has no style.
constexpr word::Twips kLevelIndent = 420;

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

void PageWriter::write_contents(const word::Paragraph& paragraph, const Surroundings& around) {
  for (const word::Inline& item : paragraph.inlines) {
    if (item.type != InlineType::FieldStart || item.is_code || item.is_contents) continue;
    const auto found = std::find_if(contents_.begin(), contents_.end(),
                                    [&](const ContentsField& one) { return one.field == item.index; });
    if (found != contents_.end()) write_entries(static_cast<std::size_t>(found - contents_.begin()), paragraph, around);
  }
}

void PageWriter::write_entries(std::size_t contents, const word::Paragraph& paragraph, const Surroundings& around) {
  const ContentsField& field = contents_[contents];
  if (!field.unread.empty()) {
    note_place(paragraph, 1, around.story);
    sink_.report(diagnostics::messages::AdoptLeftOut, here(), "TOC " + field.unread);
    write("<!-- -->");
  }
  const std::string number = std::to_string(contents);
  // Names that the statements set are not those of the document: what they have set is set again behind.
  write("{% for gw_once in [1] %}{% set gw_t" + number + " = namespace(n=0) %}\n");
  const std::size_t loops = loops_;
  for (const ContentsStep& step : contents_steps(document_, field)) {
    if (step.heading == nullptr)
      write_tag(step.tag, {});
    else
      write_entry(contents, step, paragraph, around);
  }
  loops_ = loops;
  write("{% endfor %}\n");
}

void PageWriter::write_entry(std::size_t contents, const ContentsStep& step, const word::Paragraph& paragraph,
                             const Surroundings& around) {
  const std::string number = std::to_string(contents);
  const word::Paragraph* const look = look_of_entry(document_, contents_[contents].caption.empty() ? step.level : 0);
  word::ParagraphFormat format = paragraph_format(look == nullptr ? paragraph : *look);
  if (look == nullptr) format.indent_left = (step.level - 1) * kLevelIndent;
  const word::RunFormat& run = run_format(look == nullptr ? paragraph.mark_format : look->mark_format);
  ParagraphContext context;
  context.size = font_size(run);
  context.grid = around.section == nullptr ? nullptr : &around.section->grid;
  context.is_in_table = around.is_in_table;
  context.grid_in_tables = document_.settings.adjusts_lines_in_tables;
  const std::string link = " href=\"#" + heading_id(contents, "gw_t") + "\"";
  write("{% set gw_t" + number + ".n = gw_t" + number + ".n + 1 %}<p class=\"" +
        classes_.name_of(run_css(run) + paragraph_css(format, context)) + "\">");
  const word::ParagraphFormat& own = paragraph_format(*step.heading);
  const word::List* const list = own.list ? document_.find_list(*own.list) : nullptr;
  const auto level = static_cast<std::size_t>(std::max(0, own.list_level.value_or(0)));
  const bool is_numbered = list != nullptr && level < list->levels.size() && list->levels[level].format != "none" &&
                           list->levels[level].format != "bullet" && !list->levels[level].text.empty();
  write(is_numbered ? "<a class=\"gw-number\"" : "<a");
  write(link + ">");
  const ParagraphText text = text_of(document_, *step.heading);
  const auto write_plain = [&](std::string_view words) {
    std::string line(words);
    std::replace(line.begin(), line.end(), '\n', ' ');
    std::replace(line.begin(), line.end(), '\t', ' ');
    write_escaped(line);
  };
  std::size_t at = 0;
  for (const Tag& tag : text.tags) {
    note_place(*step.heading, characters_in(std::string_view(text.text).substr(0, at)) + 1, {});
    write_plain(std::string_view(text.text).substr(at, tag.begin - at));
    if (tag.scope == TagScope::Inline) {
      write_tag(tag, *step.heading, characters_in(std::string_view(text.text).substr(0, tag.begin)) + 1, {});
    }
    at = tag.end;
  }
  write_plain(std::string_view(text.text).substr(at));
  write("</a>");
  if (contents_[contents].has_pages) {
    const std::size_t section = std::min<std::size_t>(step.heading->section, document_.sections.size() - 1);
    const std::string_view style = counter_style(document_.sections[section].page_number_format);
    write("<span class=\"" + std::string(leader_class(format)) + "\"></span><a class=\"");
    write(style == "decimal"
              ? std::string("gw-ref")
              : classes_.name_of("&::after{content:target-counter(attr(href),page," + std::string(style) + ")}"));
    write("\"" + link + "></a>");
  }
  write("</p>\n");
}

std::string PageWriter::count_heading(const word::Paragraph& paragraph, const ParagraphText& text,
                                      const Surroundings& around) {
  std::string id;
  if (!around.is_body || text.text.find_first_not_of(" \t\n") == std::string::npos) return id;
  for (std::size_t i = 0; i < contents_.size(); ++i) {
    if (contents_level(document_, contents_[i], paragraph) == 0) continue;
    const std::string name = "gw_h" + std::to_string(i);
    write("{% set " + name + ".n = " + name + ".n + 1 %}");
    if (id.empty())
      id = " id=\"" + heading_id(i, "gw_h") + "\"";
    else
      write("<span id=\"" + heading_id(i, "gw_h") + "\"></span>");
  }
  return id;
}

}  // namespace gongwen::adopt
