#include "adopt/detail/section_writer.h"

#include "adopt/detail/block_writer.h"
#include "adopt/detail/box_writer.h"
#include "adopt/detail/format_css.h"
#include "adopt/detail/paragraph_text.h"
#include "diagnostics/catalogue/adopt.h"

#include <cmath>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace gongwen::adopt {

void SectionWriter::open(std::size_t index) {
  const word::Section& section = page_.document.sections[index];
  const bool is_first = pages_of_sections_[index] == 0;
  const bool continues = index > 0 && page_number_ > 0 && section.start == word::SectionStart::Continuous;
  if (is_first && !continues) ++page_number_;
  if (is_first) pages_of_sections_[index] = page_number_;
  const std::string name = "section" + std::to_string(index + 1);
  const std::string start = "start" + std::to_string(index + 1);
  if (is_first) {
    std::string css = "page:s" + std::to_string(pages_of_sections_[index]) + ";";
    std::string start_css;
    if (section.start == word::SectionStart::EvenPage) start_css += "break-before:left;";
    if (section.start == word::SectionStart::OddPage) start_css += "break-before:right;";
    if (section.columns.count > 1) {
      css += "columns:" + std::to_string(section.columns.count) + ";column-gap:" + points(section.columns.space) + ";";
      // Word fills the columns one after the other, except before a section that continues on the page.
      const bool is_balanced = index + 1 < page_.document.sections.size() &&
                               page_.document.sections[index + 1].start == word::SectionStart::Continuous;
      if (!is_balanced) css += "column-fill:auto;";
      if (section.columns.has_line) css += "column-rule:0.5pt solid;";
    }
    if (section.first_page_number && !continues)
      start_css += "counter-reset:page " + std::to_string(*section.first_page_number) + ";";
    // Passes of a loop have pages of one style, which does not begin a new page.
    if (page_.has_repeated_sections && !continues && start_css.find("break-before") == std::string::npos)
      start_css += "break-before:page;";
    section_css_ += "." + name + "{" + css + (page_.has_repeated_sections ? std::string() : start_css) + "}\n";
    if (page_.has_repeated_sections) section_css_ += "." + start + "{" + start_css + "}\n";
  }
  if (page_.has_repeated_sections)
    page_.out.write("<div class=\"" + name + "{% if gw_section.ended %} " + start +
                    "{% endif %}\">{% set gw_section.ended = 0 %}\n");
  else
    page_.out.write("<div class=\"" + name + "\">\n");
  if (!continues) write_running(pages_of_sections_[index], section, is_first);
}

std::string SectionWriter::page_border(const word::Section& section) {
  if (!section.page_borders) return {};
  const word::Borders& borders = *section.page_borders;
  std::string css;
  std::string art;
  struct Side {
    const char* name;
    const std::optional<word::Border>& border;
    double from;       // the edge from which it is counted, measured from the edge of the page
    double outer = 0;  // its own outer edge
  };
  const bool from_page = section.page_borders_from_page;
  const bool with_head = !page_.document.settings.borders_leave_out_header && !section.headers.empty();
  const bool with_foot = !page_.document.settings.borders_leave_out_footer && !section.footers.empty();
  const double top = with_head ? section.header_distance : std::abs(section.margin_top);
  const double bottom = with_foot ? section.footer_distance : std::abs(section.margin_bottom);
  Side sides[] = {{"top", borders.top, top},
                  {"right", borders.right, static_cast<double>(section.margin_right)},
                  {"bottom", borders.bottom, bottom},
                  {"left", borders.left, static_cast<double>(section.margin_left + section.gutter)}};
  for (Side& side : sides) {
    side.outer = from_page ? 0 : side.from;
    if (!side.border) continue;
    if (!is_line_border(*side.border)) {
      art = side.border->style;
      continue;
    }
    const std::string line = border_css(*side.border);
    if (line == "none") continue;
    put_declaration(css, "border-" + std::string(side.name), line);
    const double space = side.border->space * 20.0;
    side.outer = from_page ? space : side.from - space - std::strtod(line.c_str(), nullptr) * 20;
  }
  if (!art.empty()) page_.out.report_here(diagnostics::messages::AdoptLeftOut, "w:pgBorders “" + art + "”");
  if (css.empty()) return css;
  put_declaration(css, "box-sizing", "border-box");
  put_declaration(css, "width", points(section.page_width - sides[1].outer - sides[3].outer));
  put_declaration(css, "height", points(section.page_height - sides[0].outer - sides[2].outer));
  put_declaration(css, "margin", points(sides[0].outer) + " 0 0 " + points(sides[3].outer));
  return css;
}

void SectionWriter::write_sheet(std::size_t page, const word::Section& section, bool is_first) {
  const std::string border = is_first ? page_border(section) : std::string();
  const std::string name = "s" + std::to_string(page);
  const std::string border_name = name + "-border";
  if (!border.empty()) {
    page_css_ += "." + border_name + "{" + border + "}\n";
    bordered_pages_.insert(page);
  }
  const bool has_border = bordered_pages_.contains(page);
  BoxWriter boxes(page_);
  const std::string& shown_on = section.page_borders_on;
  bool has_default = false;
  const auto write_one = [&](word::HeaderPage which, const std::string& pages, word::HeaderPage story) {
    // The corner box is the only margin box at the edges of the page.
    const std::string element = name + "-sheet" + std::to_string(static_cast<int>(which));
    const std::size_t begin = page_.out.size();
    page_.out.write("<div class=\"" + element + "\">");
    const bool is_first_page = which == word::HeaderPage::First;
    bool has_any = has_border && shown_on != (is_first_page ? "notFirstPage" : "firstPage");
    if (has_any) page_.out.write("<div class=\"gw-flat\"><div class=\"" + border_name + "\"></div></div>");
    Surroundings around;
    around.section = &section;
    has_any = boxes.write_boxes_behind(section.headers, story, around) || has_any;
    around.is_footer = true;
    has_any = boxes.write_boxes_behind(section.footers, story, around) || has_any;
    if (!has_any) page_.out.take_back(begin);
    if (has_any) page_.out.write("</div>\n");
    if (which == word::HeaderPage::Default) has_default = has_any;
    if (!is_first || (!has_any && !has_default)) return;
    page_css_ += "." + element + "{position:running(" + element + ")}\n@page " + name + pages +
                 "{@top-left-corner{content:" + (has_any ? "element(" + element + ")" : std::string("none")) +
                 ";vertical-align:top;z-index:-1}}\n";
  };
  write_one(word::HeaderPage::Default, {}, word::HeaderPage::Default);
  if (page_.document.settings.even_and_odd_headers) write_one(word::HeaderPage::Even, ":left", word::HeaderPage::Even);
  if (section.has_first_page || !shown_on.empty()) {
    write_one(word::HeaderPage::First, ":nth(1 of " + name + ")",
              section.has_first_page ? word::HeaderPage::First : word::HeaderPage::Default);
  }
}

void SectionWriter::write_running(std::size_t page, const word::Section& section, bool is_first) {
  const std::string name = "s" + std::to_string(page);
  const bool mirrored = page_.document.settings.mirror_margins;
  if (is_first) {
    page_css_ += "@page " + name + "{" + adopt::page_css(section, mirrored) +
                 "@footnote{border-top:0.5pt solid;padding-top:2pt}}\n";
  }
  if (mirrored && is_first) {
    page_css_ += "@page " + name + ":left{margin-left:" + points(section.margin_right) +
                 ";margin-right:" + points(section.margin_left + section.gutter) + "}\n";
  }
  write_sheet(page, section, is_first);
  const auto write_one = [&](const std::map<word::HeaderPage, std::size_t>& stories, word::HeaderPage which,
                             bool is_head) {
    const auto at = stories.find(which);
    const std::string_view pages = which == word::HeaderPage::First  ? std::string_view(":first")
                                   : which == word::HeaderPage::Even ? std::string_view(":left")
                                                                     : std::string_view();
    std::string selector = name + std::string(pages);
    if (which == word::HeaderPage::First) selector = name + ":nth(1 of " + name + ")";
    const std::string box = is_head ? "@top-center" : "@bottom-center";
    if (at == stories.end() || at->second >= page_.document.stories.size()) {
      if (which != word::HeaderPage::Default && is_first)
        page_css_ += "@page " + selector + "{" + box + "{content:none}}\n";
      return;
    }
    const std::string element = name + (is_head ? "-head" : "-foot") + std::to_string(static_cast<int>(which));
    // A header that is higher than its margin moves the text, unless the margin is fixed.
    const bool moves_text = (is_head ? section.margin_top : section.margin_bottom) >= 0;
    if (is_first) {
      page_css_ += "." + element + "{position:running(" + element + ")}\n@page " + selector + "{" + box +
                   "{content:element(" + element + ");width:100%;" + (moves_text ? "min-height:max-content;" : "") +
                   (is_head ? "vertical-align:top;padding-top:" + points(section.header_distance)
                            : "vertical-align:bottom;padding-bottom:" + points(section.footer_distance)) +
                   "}}\n";
    }
    page_.out.write("<div class=\"" + element + "\">");
    Surroundings around;
    around.section = &section;
    around.story = story_name(page_.document, at->second);
    around.is_running = true;
    around.is_footer = !is_head;
    const std::vector<word::Block>& blocks = page_.document.stories[at->second].blocks;
    // Counted from the top of the header, and from the foot of the footer: the only lines whose places are known.
    if (is_head) BoxWriter(page_).write_running_boxes(blocks, around);
    BlockWriter(page_).write_blocks(blocks, around);
    if (!is_head) BoxWriter(page_).write_running_boxes(blocks, around);
    page_.out.write("</div>\n");
  };
  for (const bool is_head : {true, false}) {
    const auto& stories = is_head ? section.headers : section.footers;
    write_one(stories, word::HeaderPage::Default, is_head);
    if (page_.document.settings.even_and_odd_headers) write_one(stories, word::HeaderPage::Even, is_head);
    if (section.has_first_page) write_one(stories, word::HeaderPage::First, is_head);
  }
}

}  // namespace gongwen::adopt
