#include "adopt/detail/page_writer.h"

#include "adopt/detail/format_css.h"
#include "adopt/detail/has_tags.h"
#include "adopt/detail/merge_field.h"
#include "adopt/detail/paragraph_text.h"
#include "adopt/detail/shown_texts.h"
#include "adopt/detail/tag_scopes.h"
#include "adopt/detail/text_language.h"
#include "base/escapes.h"
#include "base/format.h"
#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/adopt.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

namespace gongwen::adopt {
namespace {

namespace messages = diagnostics::messages;
using word::InlineType;

/// The address of `HYPERLINK "https://…" \l "place"`; empty if it has none.
std::string address_of(const word::Field& field) {
  std::string address = address_with_tags(operand_of(field));
  const std::size_t place = field.code.find("\\l \"");
  if (place == std::string::npos) return address;
  const std::size_t begin = place + 4;
  return address + "#" + field.code.substr(begin, field.code.find('"', begin) - begin);
}

/// Written after a message, so that no other place begins where that of the message does.
constexpr std::string_view kPlace = "<!-- -->";
/// The part of a run's format that text inherits from its paragraph; spans carry everything else.
word::RunFormat inherited_part(const word::RunFormat& format) {
  word::RunFormat base;
  base.ascii_font = format.ascii_font;
  base.high_ansi_font = format.high_ansi_font;
  base.east_asia_font = format.east_asia_font;
  base.half_points = format.half_points;
  base.bold = format.bold;
  return base;
}

/// The style whose text a field shows: `heading 1` of `STYLEREF 1`, which Chinese versions write `STYLEREF "标题 1"`.
/// Empty if it shows a number, or the last one of the page.
std::string shown_style(const word::Field& field) {
  const std::vector<std::string> words = words_of_code(field.code);
  const bool has_format = words.size() == 4 && words[2] == "\\*" && words[3] == "MERGEFORMAT";
  if (field.name() != "STYLEREF" || (words.size() != 2 && !has_format)) return {};
  const std::string name = base::ascii_lowercase(words[1]);
  std::string_view number = name;
  for (const std::string_view word : {"heading ", "标题 ", "标题"}) {
    if (!number.starts_with(word)) continue;
    number.remove_prefix(word.size());
    break;
  }
  if (number.empty()) return "title";
  return number.size() == 1 && number.front() >= '1' && number.front() <= '9' ? "heading " + std::string(number) : name;
}

}  // namespace

PageWriter::PageWriter(const word::Document& document, const PageRequest& request, diagnostics::DiagnosticSink& sink)
    : document_(document),
      request_(request),
      sink_(sink),
      numbering_(document),
      sequences_(document),
      contents_(contents_of(document)) {
  for (const word::Field& field : document.fields) {
    const std::string name = field.name();
    if (name == "PAGEREF" || name == "REF") targets_.insert(operand_of(field));
    if (std::string style = shown_style(field); !style.empty())
      shown_styles_.try_emplace(std::move(style), shown_styles_.size() + 1);
    if (const std::string address = name == "HYPERLINK" ? address_of(field) : ""; address.starts_with('#'))
      targets_.insert(address.substr(1));
  }
  for (const word::Link& link : document.links) {
    if (!link.anchor.empty()) targets_.insert(link.anchor);
  }
  shown_texts_ = shown_texts(document);
  title_ = find_title();
}

const word::Paragraph* PageWriter::find_title() const {
  if (document_.stories.empty()) return nullptr;
  const word::Paragraph* first = nullptr;
  const word::Paragraph* title = nullptr;
  visit_paragraphs(document_.stories.front().blocks, [&](const word::Paragraph& paragraph) {
    const bool has_text = std::ranges::any_of(paragraph.inlines, [](const word::Inline& item) {
      return item.type == InlineType::Text && item.text.find_first_not_of(" \t") != std::string::npos;
    });
    if (!has_text) return;
    if (first == nullptr) first = &paragraph;
    const word::Style* const style = document_.find_style(paragraph_format(paragraph).style.value_or(std::string()));
    if (title == nullptr && style != nullptr && base::ascii_lowercase(style->name) == "title") title = &paragraph;
  });
  const bool is_centred = first != nullptr && first->place.table == 0 &&
                          paragraph_format(*first).alignment.value_or(std::string()) == "center";
  return title != nullptr ? title : is_centred ? first : nullptr;
}

AdoptedPage PageWriter::take() { return std::move(page_); }

bool PageWriter::write() {
  const auto title = document_.core_properties.find("title");
  language_ = language_of(document_);
  page_.has_fields = has_field_tags(document_);
  if (page_.has_fields) write(request_.field_macros);
  if (!targets_.empty()) write("{%- set gw_seen = namespace(ids=\"\") -%}\n");
  write(sequences_.declaration());
  if (numbering_.restarts()) write("{%- set gw_lists = namespace(begun=\"\") -%}\n");
  // What stands before the first paragraph, too, has a place that its author knows.
  if (page_.places.empty()) page_.places.push_back({0, "title"});
  for (std::size_t i = 0; i < contents_.size(); ++i)
    write("{%- set gw_h" + std::to_string(i) + " = namespace(n=0) -%}\n");
  write("<!DOCTYPE html>\n<html lang=\"" + base::escape_attribute(language_) +
        "\"><head><meta charset=\"utf-8\"><title>");
  const bool has_title = title != document_.core_properties.end() && !title->second.empty();
  if (has_title)
    write_words(title->second);
  else
    write_escaped(request_.title);
  write("</title></head><body>\n");
  write_body();
  write("</body></html>\n");
  for (const word::Finding& finding : document_.findings) {
    const bool is_part = finding.type == word::FindingType::AlternateChunk ||
                         finding.type == word::FindingType::Embedded ||
                         finding.type == word::FindingType::DamagedPart || finding.type == word::FindingType::Macros;
    if (is_part) sink_.report(messages::AdoptLeftOut, diagnostics::Origin{}, finding.name);
  }
  // ECMA-376-1 §17.15.1.18: marks keep their width unless the file says otherwise.
  const bool keeps_marks = document_.settings.punctuation_spacing.find("compressPunctuation") != 0;
  page_.css = "body{margin:0;overflow-wrap:anywhere;-gw-line-ends:office;" +
              std::string(keeps_marks ? "text-spacing-trim:space-all;" : "") + numbering_.counters() +
              "}\n.gw-p,p,h1,h2,h3,h4,h5,h6{margin:0;break-after:auto;white-space:pre-wrap;tab-size:" +
              points(document_.settings.default_tab) +
              "}\ntable{break-inside:auto}\n"
              ".gw-break{break-after:page}.gw-column{break-after:column}\n"
              ".gw-line{flex:1;border-bottom:0.5pt solid;position:relative;top:0.15em}\n"
              ".gw-number::before{content:target-text(attr(href),before) \" \"}"
              ".gw-text::after{content:target-text(attr(href))}\n"
              ".gw-leader::after{content:leader(\".\")}.gw-dash::after{content:leader(\"-\")}"
              ".gw-under::after{content:leader(\"_\")}.gw-space::after{content:leader(\" \")}\n"
              ".gw-pages::before{content:counter(pages)}.gw-ref::after{content:target-counter(attr(href),page)}\n"
              ".gw-page{float:top;height:0;margin:0;position:relative;text-indent:0}"
              ".gw-here{position:relative;height:0}.gw-flat{display:flow-root;height:0;position:relative}\n"
              ".gw-note{float:footnote}\na{color:inherit;text-decoration:none}\n" +
              section_css_ + classes_.rules() + page_css_;
  return !has_errors_;
}

// Stories and sections.

void PageWriter::write_body() {
  if (document_.stories.empty()) return;
  std::optional<std::size_t> open;
  const std::vector<word::Block>& blocks = document_.stories.front().blocks;
  const std::vector<bool> crosses = tags_across_sections();
  has_repeated_sections_ = std::find(crosses.begin(), crosses.end(), true) != crosses.end();
  pages_of_sections_.assign(document_.sections.size(), 0);
  if (has_repeated_sections_) write("{%- set gw_section = namespace(ended=1) -%}\n");
  const bool counts_sections =
      !has_repeated_sections_ && std::any_of(document_.fields.begin(), document_.fields.end(),
                                             [](const word::Field& field) { return field.name() == "SECTIONPAGES"; });
  const auto close = [&] {
    if (!open) return;
    if (counts_sections) write("<div id=\"gw-end" + std::to_string(*open + 1) + "\"></div>");
    write("</div>\n");
    open.reset();
  };
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const word::Block& block = blocks[i];
    const word::Paragraph* const first = first_paragraph(block);
    const std::size_t section =
        first == nullptr ? open.value_or(0) : std::min<std::size_t>(first->section, document_.sections.size() - 1);
    Surroundings around;
    around.section = &document_.sections[section];
    around.is_body = true;
    // A statement around whole sections stands between them.
    if (crosses[i]) close();
    if (!crosses[i] && (!open || section != *open)) {
      close();
      if (first != nullptr) note_place(*first, 1, {});
      open_section(section);
      open = section;
    }
    if (const std::size_t framed = frame_length(blocks, i); framed > 0) {
      write_frame(blocks, i, framed, around);
      i += framed - 1;
      continue;
    }
    const auto* const paragraph = std::get_if<word::Paragraph>(&block.content);
    if (paragraph != nullptr)
      write_paragraph(*paragraph, around);
    else
      write_table(std::get<word::Table>(block.content), around);
    if (!has_repeated_sections_ || paragraph == nullptr || !paragraph->ends_section) continue;
    close();
    write("{% set gw_section.ended = 1 %}\n");
  }
  close();
}

std::vector<bool> PageWriter::tags_across_sections() const {
  const std::vector<word::Block>& blocks = document_.stories.front().blocks;
  std::vector<bool> crosses(blocks.size());
  std::vector<std::vector<std::size_t>> open;  // blocks with the tags of one statement
  for (std::size_t i = 0; i < blocks.size() && document_.sections.size() > 1; ++i) {
    const auto* const paragraph = std::get_if<word::Paragraph>(&blocks[i].content);
    if (paragraph == nullptr) continue;
    const ParagraphText text = text_of(document_, *paragraph);
    if (!text.has_only_tags(TagScope::Paragraph)) continue;
    for (const Tag& tag : text.tags) {
      if (tag.is_start()) {
        open.push_back({i});
      } else if (!open.empty() && (tag.is_branch() || tag.is_end())) {
        open.back().push_back(i);
        if (!tag.is_end()) continue;
        const std::vector<std::size_t> whole = std::move(open.back());
        open.pop_back();
        const bool is_across = std::get<word::Paragraph>(blocks[whole.front()].content).section != paragraph->section;
        for (const std::size_t block : whole) crosses[block] = crosses[block] || is_across;
      }
    }
  }
  return crosses;
}

void PageWriter::open_section(std::size_t index) {
  const word::Section& section = document_.sections[index];
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
      const bool is_balanced = index + 1 < document_.sections.size() &&
                               document_.sections[index + 1].start == word::SectionStart::Continuous;
      if (!is_balanced) css += "column-fill:auto;";
      if (section.columns.has_line) css += "column-rule:0.5pt solid;";
    }
    if (section.first_page_number && !continues)
      start_css += "counter-reset:page " + std::to_string(*section.first_page_number) + ";";
    // Passes of a loop have pages of one style, which does not begin a new one.
    if (has_repeated_sections_ && !continues && start_css.find("break-before") == std::string::npos)
      start_css += "break-before:page;";
    section_css_ += "." + name + "{" + css + (has_repeated_sections_ ? std::string() : start_css) + "}\n";
    if (has_repeated_sections_) section_css_ += "." + start + "{" + start_css + "}\n";
  }
  if (has_repeated_sections_)
    write("<div class=\"" + name + "{% if gw_section.ended %} " + start +
          "{% endif %}\">{% set gw_section.ended = 0 %}\n");
  else
    write("<div class=\"" + name + "\">\n");
  if (!continues) write_running(pages_of_sections_[index], section, is_first);
}

std::string PageWriter::page_border(const word::Section& section) {
  if (!section.page_borders) return {};
  const word::Borders& borders = *section.page_borders;
  std::string css;
  std::string art;
  struct Side {
    const char* name;
    const std::optional<word::Border>& border;
    double from;       // the edge that it is counted from, from the edge of the page
    double outer = 0;  // its own outer edge
  };
  const bool from_page = section.page_borders_from_page;
  const bool with_head = !document_.settings.borders_leave_out_header && !section.headers.empty();
  const bool with_foot = !document_.settings.borders_leave_out_footer && !section.footers.empty();
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
  if (!art.empty()) {
    sink_.report(messages::AdoptLeftOut, diagnostics::Origin{}, "w:pgBorders “" + art + "”");
  }
  if (css.empty()) return css;
  put_declaration(css, "box-sizing", "border-box");
  put_declaration(css, "width", points(section.page_width - sides[1].outer - sides[3].outer));
  put_declaration(css, "height", points(section.page_height - sides[0].outer - sides[2].outer));
  put_declaration(css, "margin", points(sides[0].outer) + " 0 0 " + points(sides[3].outer));
  return css;
}

void PageWriter::write_sheet(std::size_t page, const word::Section& section, bool is_first) {
  const std::string border = is_first ? page_border(section) : std::string();
  const std::string name = "s" + std::to_string(page);
  const std::string border_name = name + "-border";
  if (!border.empty()) page_css_ += "." + border_name + "{" + border + "}\n";
  const bool has_border = page_css_.find("." + border_name + "{") != std::string::npos;
  const std::string& shown_on = section.page_borders_on;
  bool has_default = false;
  const auto write_one = [&](word::HeaderPage which, const std::string& pages, word::HeaderPage story) {
    // The corner of the page is the one box of the margins that is at its edges.
    const std::string element = name + "-sheet" + std::to_string(static_cast<int>(which));
    const std::size_t begin = page_.html.size();
    write("<div class=\"" + element + "\">");
    const bool is_first_page = which == word::HeaderPage::First;
    bool has_any = has_border && shown_on != (is_first_page ? "notFirstPage" : "firstPage");
    if (has_any) write("<div class=\"gw-flat\"><div class=\"" + border_name + "\"></div></div>");
    Surroundings around;
    around.section = &section;
    around.story = "header";
    has_any = write_boxes_behind(section.headers, story, around) || has_any;
    around.story = "footer";
    around.is_footer = true;
    has_any = write_boxes_behind(section.footers, story, around) || has_any;
    if (!has_any) take_back(begin);
    if (has_any) write("</div>\n");
    if (which == word::HeaderPage::Default) has_default = has_any;
    if (!is_first || (!has_any && !has_default)) return;
    page_css_ += "." + element + "{position:running(" + element + ")}\n@page " + name + pages +
                 "{@top-left-corner{content:" + (has_any ? "element(" + element + ")" : std::string("none")) +
                 ";vertical-align:top;z-index:-1}}\n";
  };
  write_one(word::HeaderPage::Default, {}, word::HeaderPage::Default);
  if (document_.settings.even_and_odd_headers) write_one(word::HeaderPage::Even, ":left", word::HeaderPage::Even);
  if (section.has_first_page || !shown_on.empty()) {
    write_one(word::HeaderPage::First, ":nth(1 of " + name + ")",
              section.has_first_page ? word::HeaderPage::First : word::HeaderPage::Default);
  }
}

void PageWriter::write_running(std::size_t page, const word::Section& section, bool is_first) {
  const std::string name = "s" + std::to_string(page);
  const bool mirrored = document_.settings.mirror_margins;
  if (is_first) {
    page_css_ +=
        "@page " + name + "{" + page_css(section, mirrored) + "@footnote{border-top:0.5pt solid;padding-top:2pt}}\n";
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
    if (at == stories.end() || at->second >= document_.stories.size()) {
      if (which != word::HeaderPage::Default && is_first)
        page_css_ += "@page " + selector + "{" + box + "{content:none}}\n";
      return;
    }
    const std::string element = name + (is_head ? "-head" : "-foot") + std::to_string(static_cast<int>(which));
    // A header that is higher than its margin moves the text, unless the margin is a fixed one.
    const bool moves_text = (is_head ? section.margin_top : section.margin_bottom) >= 0;
    if (is_first) {
      page_css_ += "." + element + "{position:running(" + element + ")}\n@page " + selector + "{" + box +
                   "{content:element(" + element + ");width:100%;" + (moves_text ? "min-height:max-content;" : "") +
                   (is_head ? "vertical-align:top;padding-top:" + points(section.header_distance)
                            : "vertical-align:bottom;padding-bottom:" + points(section.footer_distance)) +
                   "}}\n";
    }
    write("<div class=\"" + element + "\">");
    Surroundings around;
    around.section = &section;
    around.story = story_name(document_, at->second);
    around.is_running = true;
    around.is_footer = !is_head;
    const std::vector<word::Block>& blocks = document_.stories[at->second].blocks;
    // Counted from the top of the header, and from the foot of the footer: the only lines whose places are known.
    if (is_head) write_running_boxes(blocks, around);
    write_blocks(blocks, around);
    if (!is_head) write_running_boxes(blocks, around);
    write("</div>\n");
  };
  for (const bool is_head : {true, false}) {
    const auto& stories = is_head ? section.headers : section.footers;
    write_one(stories, word::HeaderPage::Default, is_head);
    if (document_.settings.even_and_odd_headers) write_one(stories, word::HeaderPage::Even, is_head);
    if (section.has_first_page) write_one(stories, word::HeaderPage::First, is_head);
  }
}

void PageWriter::write_blocks(const std::vector<word::Block>& blocks, const Surroundings& around) {
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (const std::size_t framed = frame_length(blocks, i); framed > 0) {
      write_frame(blocks, i, framed, around);
      i += framed - 1;
    } else if (const auto* const paragraph = std::get_if<word::Paragraph>(&blocks[i].content)) {
      write_paragraph(*paragraph, around);
    } else {
      write_table(std::get<word::Table>(blocks[i].content), around);
    }
  }
}

// Paragraphs.

const word::RunFormat& PageWriter::run_format(std::uint32_t index) const {
  return index < document_.run_formats.size() ? document_.run_formats[index] : document_.default_run;
}

const word::ParagraphFormat& PageWriter::paragraph_format(const word::Paragraph& paragraph) const {
  return paragraph.format < document_.paragraph_formats.size() ? document_.paragraph_formats[paragraph.format]
                                                               : document_.default_paragraph;
}

bool PageWriter::check_tags(const word::Paragraph& paragraph, const ParagraphText& text, const Surroundings& around) {
  if (text.has_changes && !told_changes_) {
    note_place(paragraph, 1, around.story);
    sink_.report(messages::AdoptChanges, here());
    write(kPlace);
    told_changes_ = true;
  }
  if (const std::size_t wide = find_wide_tag(text.text, text.tags); wide != std::string::npos) {
    note_place(paragraph, characters_in(std::string_view(text.text).substr(0, wide)) + 1, around.story);
    sink_.report(messages::AdoptWideTag, here());
    write(kPlace);
  }
  bool good = true;
  for (const Tag& tag : text.tags) {
    const auto report = [&](diagnostics::DiagnosticId message, auto&&... values) {
      note_place(paragraph, characters_in(std::string_view(text.text).substr(0, tag.begin)) + 1, around.story);
      sink_.report(message, here(), values...);
      write(kPlace);
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
  has_errors_ = has_errors_ || !good;
  return good;
}

void PageWriter::write_paragraph(const word::Paragraph& paragraph, const Surroundings& around) {
  const ContentsRole role = contents_role(document_, paragraph);
  if (role == ContentsRole::Entry) return;
  const ParagraphText text = text_of(document_, paragraph);
  if (!check_tags(paragraph, text, around)) return;
  // Nothing is left of a paragraph that was deleted with its mark.
  const bool is_gone = paragraph.mark_change == word::Change::Deleted && text.text.empty() && text.is_blank_but_tags();
  if (is_gone && !paragraph.ends_section) return;
  if (role == ContentsRole::Start && text.is_blank_but_tags()) return write_contents(paragraph, around);
  if (text.has_only_tags(TagScope::Paragraph)) {
    for (const Tag& tag : text.tags) {
      write_tag(tag, paragraph, characters_in(std::string_view(text.text).substr(0, tag.begin)) + 1, around.story);
    }
    write("\n");
    return;
  }
  if (around.is_running) write_running_boxes(paragraph, BoxPlace::Kind::Here, around);
  open_paragraph(paragraph, text, around);
  write_pieces(paragraph, text, around);
  close_paragraph();
  write("\n");
  if (role == ContentsRole::Start) write_contents(paragraph, around);
}

void PageWriter::open_paragraph(const word::Paragraph& paragraph, const ParagraphText& text,
                                const Surroundings& around) {
  // The format of most of the text is that of the paragraph.
  std::map<std::uint32_t, std::size_t> lengths;
  for (const Piece& piece : text.pieces) {
    if (piece.item == nullptr) lengths[piece.format] += piece.end - piece.begin;
  }
  const auto longest = std::max_element(lengths.begin(), lengths.end(),
                                        [](const auto& a, const auto& b) { return a.second < b.second; });
  const word::RunFormat base =
      inherited_part(run_format(longest == lengths.end() ? paragraph.mark_format : longest->first));
  const word::ParagraphFormat& format = paragraph_format(paragraph);
  base_css_ = run_css(base);
  base_size_ = font_size(base);
  ParagraphContext context;
  context.size = base_size_;
  context.grid = around.section == nullptr ? nullptr : &around.section->grid;
  context.is_in_table = around.is_in_table;
  context.grid_in_tables = document_.settings.adjusts_lines_in_tables;
  const Numbering::Marked marked = numbering_.mark(paragraph, format);
  bool has_boxes = false;
  bool is_broken = false;
  bool is_relative = false;
  for (const Piece& piece : text.pieces) {
    if (piece.item == nullptr) continue;
    has_boxes = has_boxes || piece.item->type == InlineType::TextBox;
    is_broken = is_broken || piece.item->type == InlineType::PageBreak || piece.item->type == InlineType::ColumnBreak;
    const std::optional<BoxPlace> place = box_place(*piece.item, &paragraph, around);
    is_relative = is_relative || (place && place->kind == BoxPlace::Kind::Here);
  }
  // What the tags leave may be nothing: a line without text, as in Word.
  const bool has_statement =
      std::any_of(text.tags.begin(), text.tags.end(), [](const Tag& tag) { return tag.type == TagType::Statement; });
  const bool keeps_line = !text.pieces.empty() && !is_broken && (has_statement || text.is_blank_but_tags(true));
  const std::int32_t level = format.outline_level.value_or(9);
  const word::Style* const style = document_.find_style(format.style.value_or(std::string()));
  const auto shown = shown_styles_.find(style == nullptr ? "heading " + std::to_string(level + 1)
                                                         : base::ascii_lowercase(style->name));
  const auto class_of = [&](const std::string& counters) {
    std::string css = base_css_ + paragraph_css(format, context) + counters;
    if (!marked.marker.empty()) css += "&::before{" + marked.marker + "}";
    if (is_relative && css.find("position:") == std::string::npos) put_declaration(css, "position", "relative");
    if (keeps_line) put_declaration(css, "min-height", points(line_height(format, context) * 20));
    if (shown != shown_styles_.end() && !around.is_running)
      css += fmt::format("string-set:gw-style{} content(text);", shown->second);
    return classes_.name_of(css);
  };
  element_ = around.is_body && !around.is_in_table && level >= 0 && level < 6 ? "h" + std::to_string(level + 1) : "p";
  // Text boxes are blocks, which no `p` can contain.
  const bool is_division = has_boxes && element_ == "p";
  if (is_division) element_ = "div";
  const std::string id = count_heading(paragraph, text, around);
  write(sequences_.restarts(level));
  open_begin_ = page_.html.size();
  std::string name = class_of(marked.css);
  if (!marked.first_css.empty()) {
    name = fmt::format(
        "{{% if \"{0}\" not in gw_lists.begun %}}{1}{{% set gw_lists.begun = gw_lists.begun ~ \"{0}\" %}}"
        "{{% else %}}{2}{{% endif %}}",
        marked.restart_id, class_of(marked.first_css), name);
  }
  write("<" + element_ + id + " class=\"" + name + (is_division ? " gw-p\"" : "\""));
  if (is_title(paragraph)) write(" data-title=\"\"");
  const std::string language = language_of(document_, text);
  if (!language.empty() && language != language_) write(" lang=\"" + base::escape_attribute(language) + "\"");
  write(">");
  content_begin_ = page_.html.size();
  is_broken_ = false;
  skipped_fields_ = 0;
  tabs_ = 0;
  note_place(paragraph, 1, around.story);
}

void PageWriter::close_paragraph() {
  close_inlines();
  // A paragraph without text is as high as a line, but not what is left of one after a break.
  const bool is_empty = page_.html.size() == content_begin_;
  if (is_empty && is_broken_) {
    take_back(open_begin_);
  } else {
    write(is_empty ? "<br>" : "");
    write("</" + element_ + ">");
  }
  element_.clear();
}

void PageWriter::use_run(std::uint32_t format) {
  last_format_ = format;
  const word::RunFormat& run = run_format(format);
  std::string css = run_css(run);
  const double size = font_size(run);
  std::string name;
  if (css != base_css_) {
    // Larger text needs a higher line, as in Word; smaller text does not make it lower.
    if (size > base_size_ && !run.vertical_align) css += "line-height:" + points(size * 1.15 * 20) + ";";
    name = classes_.name_of(css);
  }
  if (run_is_open_ && name == run_class_) return;
  close_run();
  if (name.empty()) return;
  write("<span class=\"" + name + "\">");
  run_class_ = name;
  run_is_open_ = true;
}

void PageWriter::close_inlines() {
  close_run();
  if (in_ruby_) write("</ruby>");
  in_ruby_ = false;
  for (; !open_links_.empty(); open_links_.pop_back()) write("</a>");
  link_fields_.clear();
}

void PageWriter::open_link(std::string_view address, const word::Paragraph& paragraph, std::uint32_t character,
                           std::string_view story) {
  close_run();
  const std::size_t begin = page_.html.size();
  write("<a href=\"");
  write_with_tags(address, paragraph, character, story);
  write("\">");
  open_links_.push_back(page_.html.substr(begin));
}

void PageWriter::close_link() {
  if (open_links_.empty()) return;
  close_run();
  write("</a>");
  open_links_.pop_back();
}

void PageWriter::write_with_tags(std::string_view text, const word::Paragraph& paragraph, std::uint32_t character,
                                 std::string_view story) {
  std::size_t done = 0;
  for (const Tag& tag : find_tags(text)) {
    write_escaped(text.substr(done, tag.begin - done));
    write_tag(tag, paragraph, character, story);
    done = tag.end;
  }
  write_escaped(text.substr(done));
}

void PageWriter::close_run() {
  if (run_is_open_) write("</span>");
  run_is_open_ = false;
  run_class_.clear();
}

/// Where a paragraph begins with tabs to left-aligned stops, the stretches before those tabs. CSS has no tab stops, so
/// the page puts each stretch into a box as wide as the stop is far. Returns none if the paragraph contains more than
/// text and values, because a box could not hold it.
std::vector<PageWriter::Stretch> PageWriter::stretches_before_stops(const word::Paragraph& paragraph,
                                                                    const ParagraphText& text) {
  const word::ParagraphFormat& format = paragraph_format(paragraph);
  const bool is_plain =
      text.text.find('\n') == std::string::npos &&
      std::none_of(text.tags.begin(), text.tags.end(), [](const Tag& tag) { return tag.type == TagType::Statement; }) &&
      std::none_of(text.pieces.begin(), text.pieces.end(), [](const Piece& piece) {
        if (piece.item == nullptr) return false;
        const InlineType type = piece.item->type;
        return type != InlineType::BookmarkStart && type != InlineType::BookmarkEnd && type != InlineType::FieldStart &&
               type != InlineType::FieldResult && type != InlineType::FieldEnd;
      });
  const word::Twips first = format.indent_first.value_or(0);
  std::vector<Stretch> stretches;
  if (!is_plain || !format.tabs || first < 0 || format.indent_first_chars || format.indent_left_chars) return stretches;
  word::Twips at = format.indent_left.value_or(0) + first;
  std::size_t tab = text.text.find('\t');
  for (const word::TabStop& stop : *format.tabs) {
    if (tab == std::string::npos || (stop.align != "left" && stop.align != "start") || stop.at <= at) break;
    const auto piece = std::find_if(text.pieces.begin(), text.pieces.end(), [tab](const Piece& one) {
      return one.item == nullptr && one.begin <= tab && tab < one.end;
    });
    const std::optional<std::string> line =
        piece == text.pieces.end() ? std::nullopt : run_format(piece->format).underline;
    stretches.push_back({stop.at - at, line && *line != "none"});
    at = stop.at;
    tab = text.text.find('\t', tab + 1);
  }
  return stretches;
}

void PageWriter::close_stretch() {
  if (!stretch_is_open_) return;
  close_run();
  // A tab that is underlined is a line to write on.
  if (stretch_has_line_) write("<span class=\"gw-line\"></span>");
  write("</span>");
  stretch_is_open_ = false;
}

void PageWriter::open_stretch() {
  if (tabs_ >= stretches_.size()) return;
  stretch_is_open_ = true;
  stretch_has_line_ = stretches_[tabs_].has_line;
  close_run();
  const std::string display = stretch_has_line_ ? "inline-flex;align-items:baseline" : "inline-block";
  write("<span class=\"" +
        classes_.name_of("display:" + display + ";text-indent:0;min-width:" + points(stretches_[tabs_].width) + ";") +
        "\">");
}

void PageWriter::write_pieces(const word::Paragraph& paragraph, const ParagraphText& text, const Surroundings& around) {
  stretches_ = stretches_before_stops(paragraph, text);
  open_stretch();
  std::size_t next = 0;  // the tag that is not over
  const std::string_view all = text.text;
  for (const Piece& piece : text.pieces) {
    while (next < text.tags.size() && text.tags[next].end <= piece.begin &&
           text.tags[next].end < std::max(piece.end, piece.begin + 1))
      ++next;
    if (piece.item != nullptr) {
      const bool is_in_tag =
          next < text.tags.size() && text.tags[next].begin < piece.begin && piece.begin < text.tags[next].end;
      if (!is_in_tag) write_item(paragraph, piece, around);
      continue;
    }
    for (std::size_t at = piece.begin; at < piece.end;) {
      while (next < text.tags.size() && text.tags[next].end <= at) ++next;
      const Tag* const tag = next < text.tags.size() ? &text.tags[next] : nullptr;
      if (tag == nullptr || tag->begin > at) {
        const std::size_t end = std::min(piece.end, tag == nullptr ? piece.end : tag->begin);
        if (skipped_fields_ == 0) {
          use_run(piece.format);
          note_place(paragraph, piece.character + characters_in(all.substr(piece.begin, at - piece.begin)),
                     around.story);
          write_text(all.substr(at, end - at), paragraph);
        }
        at = end;
        continue;
      }
      if (tag->begin == at && tag->scope == TagScope::Inline && skipped_fields_ == 0) {
        // A statement may leave out one of two halves of a span, so it stands between spans, and between links.
        const bool is_statement = tag->type == TagType::Statement;
        if (tag->type == TagType::Value)
          use_run(piece.format);
        else
          close_run();
        for (std::size_t i = 0; is_statement && i < open_links_.size(); ++i) write("</a>");
        write_tag(*tag, paragraph, piece.character + characters_in(all.substr(piece.begin, at - piece.begin)),
                  around.story);
        for (std::size_t i = 0; is_statement && i < open_links_.size(); ++i) write(open_links_[i]);
      }
      at = std::min(tag->end, piece.end);
    }
  }
  close_stretch();
}

void PageWriter::write_text(std::string_view text, const word::Paragraph& paragraph) {
  const std::optional<std::vector<word::TabStop>>& stops = paragraph_format(paragraph).tabs;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = std::min(text.find_first_of("\t\n", at), text.size());
    write_escaped(text.substr(at, next - at));
    if (next < text.size() && text[next] == '\n') write("<br>");
    if (next < text.size() && text[next] == '\t') {
      const std::size_t index = tabs_++;
      if (index < stretches_.size()) {
        close_stretch();
        open_stretch();
        use_run(last_format_);
        at = next + 1;
        continue;
      }
      const word::TabStop* const stop = stops && index < stops->size() ? &(*stops)[index] : nullptr;
      // A stop at the right edge: what follows is moved there, with or without dots before it.
      if (stop != nullptr && (stop->align == "right" || stop->align == "center" || stop->align == "end")) {
        write(stop->leader.empty() || stop->leader == "none" ? "<span class=\"gw-space\"></span>"
                                                             : "<span class=\"gw-leader\"></span>");
      } else {
        write("\t");
      }
    }
    at = next + 1;
  }
}

void PageWriter::write_item(const word::Paragraph& paragraph, const Piece& piece, const Surroundings& around) {
  const word::Inline& item = *piece.item;
  if (item.type == InlineType::FieldEnd) {
    if (skipped_fields_ > 0) {
      --skipped_fields_;
    } else if (!link_fields_.empty() && link_fields_.back() == item.index) {
      link_fields_.pop_back();
      close_link();
    }
    return;
  }
  if (item.type == InlineType::FieldStart) {
    if (skipped_fields_ > 0)
      ++skipped_fields_;
    else if (item.index < document_.fields.size()) {
      use_run(item.format);
      write_field(item.index, paragraph, piece.character, around);
    }
    return;
  }
  // Also within a field whose result is generated: the element that the bookmark has opened ends there.
  if (item.type == InlineType::BookmarkEnd && open_text_ == item.index) {
    close_run();
    write("</span>");
    open_text_.reset();
    return;
  }
  if (skipped_fields_ > 0) return;
  switch (item.type) {
    case InlineType::PageBreak:
    case InlineType::ColumnBreak: {
      // The text behind the break is another part of the paragraph; one that begins with the break has no first part.
      close_inlines();
      std::string tag = page_.html.substr(open_begin_, content_begin_ - open_begin_);
      if (page_.html.size() == content_begin_) {
        take_back(open_begin_);
      } else {
        write("</" + element_ + ">");
        // The id of a heading stays with its first part.
        if (const std::size_t id = tag.find(" id=\"gw-h"); id != std::string::npos)
          tag.erase(id, tag.find("}}\"", id) + 3 - id);
      }
      write(item.type == InlineType::PageBreak ? "<div class=\"gw-break\"></div>" : "<div class=\"gw-column\"></div>");
      open_begin_ = page_.html.size();
      write(tag);
      content_begin_ = page_.html.size();
      is_broken_ = true;
      break;
    }
    case InlineType::Picture:
    case InlineType::TextBox: write_box(item, paragraph, around); break;
    case InlineType::Object:
      if (item.index < document_.objects.size()) {
        const word::Object& object = document_.objects[item.index];
        note_place(paragraph, piece.character, around.story);
        sink_.report(messages::AdoptLeftOut, here(),
                     object.text.empty() ? object.name : object.name + " “" + first_words(object.text) + "”");
        write_room(object.place, around);
      }
      break;
    case InlineType::BookmarkStart:
      if (item.index < document_.bookmarks.size()) {
        const std::string& name = document_.bookmarks[item.index].name;
        if (targets_.count(name) != 0 && anchors_.insert(name).second) {
          close_run();
          // In a loop the first turn has the place to which references lead.
          const bool is_text = shown_texts_.contains(name);
          const std::string entry = base::json_string("|" + name + "|");
          if (loops_ > 0) write("{% if " + entry + " not in gw_seen.ids %}");
          write("<span id=\"");
          write_escaped(name);
          write(is_text ? "\">" : "\"></span>");
          if (loops_ > 0) write("{% set gw_seen.ids = gw_seen.ids ~ " + entry + " %}");
          if (loops_ > 0) write(is_text ? "{% else %}<span>{% endif %}" : "{% endif %}");
          if (is_text) open_text_ = item.index;
        }
      }
      break;
    case InlineType::FootnoteMark:
    case InlineType::EndnoteMark:
      close_run();
      write_note(item.index, around);
      break;
    case InlineType::LinkStart:
      if (item.index < document_.links.size()) {
        const word::Link& link = document_.links[item.index];
        open_link(address_with_tags(link.target) + (link.anchor.empty() ? "" : "#" + link.anchor), paragraph,
                  piece.character, around.story);
      }
      break;
    case InlineType::LinkEnd: close_link(); break;
    // Word has the annotation first, HTML the annotated text.
    case InlineType::RubyStart:
      close_run();
      ruby_begin_ = page_.html.size();
      break;
    case InlineType::RubyBase:
      close_run();
      if (in_ruby_ || ruby_begin_ < content_begin_) break;
      annotation_ = take_back(ruby_begin_);
      write("<ruby>");
      in_ruby_ = true;
      break;
    case InlineType::RubyEnd:
      if (!in_ruby_) break;
      close_run();
      write("<rt>" + annotation_ + "</rt></ruby>");
      annotation_.clear();
      in_ruby_ = false;
      break;
    case InlineType::Text:
    case InlineType::Tab:
    case InlineType::LineBreak:
    case InlineType::Symbol:
    case InlineType::FieldStart:
    case InlineType::FieldResult:
    case InlineType::FieldEnd:
    case InlineType::ControlStart:
    case InlineType::ControlEnd:
    case InlineType::BookmarkEnd:
    case InlineType::CommentStart:
    case InlineType::CommentEnd:
    case InlineType::CommentMark:
    case InlineType::NoteNumber: break;
  }
}

void PageWriter::write_field(std::uint32_t index, const word::Paragraph& paragraph, std::uint32_t character,
                             const Surroundings& around) {
  const word::Field& field = document_.fields[index];
  const std::string name = field.name();
  if (name == "HYPERLINK") {
    if (const std::string address = address_of(field); !address.empty()) {
      open_link(address, paragraph, character, around.story);
      link_fields_.push_back(index);
    }
    return;
  }
  if (write_live(field, around)) {
    skipped_fields_ = 1;
    return;
  }
  const bool has_tag = field.code.find("{{") != std::string::npos || field.code.find("{%") != std::string::npos;
  if (name == "TOC") return;  // made anew behind the paragraph
  if (is_computed(field) || is_outdated(field) || has_tag || name == "PAGEREF" || name == "SECTIONPAGES") {
    note_place(paragraph, character, around.story);
    sink_.report(messages::AdoptFieldKept, here(), first_words(field.code));
    write(kPlace);
  }
  if (name == "MERGEFIELD") {
    if (const MergeTag tag = merge_tag(field); !tag.unread_switch.empty()) {
      note_place(paragraph, character, around.story);
      sink_.report(messages::AdoptMergeSwitch, here(), tag.unread_switch, tag.text);
      write(kPlace);
    }
  }
  // An equation is drawn from its code alone.
  if (name == "EQ") {
    note_place(paragraph, character, around.story);
    sink_.report(messages::AdoptLeftOut, here(), first_words(field.code));
    write(kPlace);
  }
}

bool PageWriter::write_live(const word::Field& field, const Surroundings& around) {
  const std::string name = field.name();
  const auto write_reference = [&](std::string_view type) {
    write("<a class=\"" + std::string(type) + "\" href=\"#");
    write_escaped(operand_of(field));
    write("\"></a>");
    return true;
  };
  if (name == "PAGE") {
    const std::string_view style =
        counter_style(around.section == nullptr ? std::string() : around.section->page_number_format);
    write("<span class=\"" + classes_.name_of("&::before{content:counter(page," + std::string(style) + ")}") +
          "\"></span>");
    return true;
  }
  if (name == "SECTIONPAGES" && document_.sections.size() > 1) {
    // The number of its last page is that of its pages if they are counted from 1.
    const bool is_counted = around.section != nullptr && !has_repeated_sections_ &&
                            (around.section == document_.sections.data() || around.section->first_page_number == 1) &&
                            around.section->start != word::SectionStart::Continuous;
    if (!is_counted) return false;
    write("<a class=\"gw-ref\" href=\"#gw-end" + std::to_string(around.section - document_.sections.data() + 1) +
          "\"></a>");
    return true;
  }
  if (name == "NUMPAGES" || name == "SECTIONPAGES") {
    write("<span class=\"gw-pages\"></span>");
    return true;
  }
  if (name == "PAGEREF") {
    const bool is_there = std::any_of(document_.bookmarks.begin(), document_.bookmarks.end(),
                                      [&](const word::Bookmark& one) { return one.name == operand_of(field); });
    return is_there && write_reference("gw-ref");
  }
  if (name == "REF" && shows_text(field) && shown_texts_.contains(operand_of(field))) return write_reference("gw-text");
  if (name == "SEQ") {
    const std::string tag = sequences_.tag(field);
    write(tag);
    return !tag.empty();
  }
  const auto shown = shown_styles_.find(shown_style(field));
  if (shown != shown_styles_.end() && around.is_running) {
    const std::string css = fmt::format("&::before{{content:string(gw-style{})}}", shown->second);
    write("<span class=\"" + classes_.name_of(css) + "\"></span>");
    return true;
  }
  const auto property = document_.core_properties.find(std::string(property_of(field)));
  if (property == document_.core_properties.end() || property->second.empty()) return false;
  write_words(property->second);
  return true;
}

void PageWriter::write_words(std::string_view words) {
  std::size_t done = 0;
  for (const Tag& tag : find_tags(words)) {
    write_escaped(words.substr(done, tag.begin - done));
    if (tag.type != TagType::Comment) write(tag.text);
    done = tag.end;
  }
  write_escaped(words.substr(done));
}

/// The size of a drawing, and where it stands.
std::string PageWriter::drawing_css(const word::DrawingPlace& place, const Surroundings& around) const {
  std::string css = "width:" + points(twips_of(place.width)) + ";height:" + points(twips_of(place.height)) + ";";
  if (place.is_anchored) {
    const std::string& align = place.horizontal_align;
    if (place.wrap == "wrapTopAndBottom")
      css += "display:block;margin:0 auto;";
    else if (place.wrap == "wrapNone" || place.wrap.empty()) {
      double x = twips_of(place.x);
      if (place.horizontal_from == "page" && around.section != nullptr) x -= around.section->margin_left;
      const bool from_here = place.vertical_from == "paragraph" || place.vertical_from == "line";
      css += "position:absolute;margin:" + points(from_here ? twips_of(place.y) : 0) + " 0 0 " + points(x) + ";";
      if (place.is_behind) css += "z-index:-1;";
    } else {
      css += align == "right" ? "float:right;margin-left:6pt;" : "float:left;margin-right:6pt;";
    }
  }
  return css;
}

/// The room of what the page cannot have, so that everything behind it stays in its place.
void PageWriter::write_room(const word::DrawingPlace& place, const Surroundings& around) {
  if (twips_of(place.width) <= 0 || twips_of(place.height) <= 0) return;
  std::string css = drawing_css(place, around);
  if (!place.is_anchored) css += "display:inline-block;";
  close_run();
  write("<span class=\"" + classes_.name_of(css) + "\"></span>");
}

void PageWriter::write_picture(const word::Picture& picture, const word::Paragraph& paragraph,
                               const Surroundings& around, const std::string& css) {
  std::string part = picture.vector_part.empty() ? picture.part : picture.vector_part;
  const std::string ending = base::ascii_lowercase(part.substr(std::min(part.size(), part.rfind('.') + 1)));
  // The formats of the module images.
  constexpr std::array<std::string_view, 10> kFormats{"png",  "jpg", "jpeg", "webp", "gif",
                                                      "tiff", "tif", "bmp",  "dib",  "svg"};
  const bool is_known = std::find(kFormats.begin(), kFormats.end(), ending) != kFormats.end();
  if (part.empty() || !is_known) {
    note_place(paragraph, 1, around.story);
    sink_.report(messages::AdoptPicture, here(), part.empty() ? picture.description : part,
                 part.empty() ? (picture.link.empty() ? std::string("?") : picture.link) : ending);
    write_room(picture.place, around);
    return;
  }
  const std::string name = request_.picture_prefix + part;
  if (std::none_of(page_.pictures.begin(), page_.pictures.end(),
                   [&](const auto& known) { return known.first == part; })) {
    page_.pictures.emplace_back(part, name);
  }
  close_run();
  write("<img class=\"" + classes_.name_of(css) + "\" src=\"");
  write_escaped(name);
  write("\" alt=\"");
  write_with_tags(picture.description, paragraph, 1, around.story);
  write("\">");
}

void PageWriter::write_note(std::size_t story, const Surroundings& around) {
  if (story >= document_.stories.size()) return;
  write("<span class=\"gw-note\">");
  bool is_first = true;
  const std::string base_css = base_css_;
  const std::size_t tabs = std::exchange(tabs_, 0);
  const std::vector<Stretch> stretches = std::exchange(stretches_, {});
  // A link or annotation around the mark goes on behind the note.
  const std::vector<std::string> links = std::exchange(open_links_, {});
  const std::vector<std::uint32_t> link_fields = std::exchange(link_fields_, {});
  const int skipped = std::exchange(skipped_fields_, 0);
  const bool in_ruby = std::exchange(in_ruby_, false);
  for (const word::Block& block : document_.stories[story].blocks) {
    const auto* const paragraph = std::get_if<word::Paragraph>(&block.content);
    if (paragraph == nullptr) {
      const word::Paragraph* const inside = first_paragraph(block);
      if (inside != nullptr) note_place(*inside, 1, story_name(document_, story));
      sink_.report(messages::AdoptLeftOut, here(), "w:tbl");
      write(kPlace);
      continue;
    }
    if (!is_first) write("<br>");
    is_first = false;
    const ParagraphText text = text_of(document_, *paragraph);
    Surroundings inside = around;
    inside.story = story_name(document_, story);
    tabs_ = 0;
    if (check_tags(*paragraph, text, inside)) write_pieces(*paragraph, text, inside);
    close_inlines();
    skipped_fields_ = 0;
  }
  open_links_ = links;
  link_fields_ = link_fields;
  skipped_fields_ = skipped;
  in_ruby_ = in_ruby;
  base_css_ = base_css;
  tabs_ = tabs;
  stretches_ = stretches;
  write("</span>");
}

// Tables.

void PageWriter::write_table(const word::Table& table, const Surroundings& around) {
  if (table.rows.empty()) return;
  Surroundings inside = around;
  inside.is_in_table = true;
  OpenTable open{table, TableLooks(document_, table), {}, {}};
  std::vector<bool> are_tags;
  for (const word::Row& one : table.rows) {
    open.tags.push_back(tags_of_row(document_, one));
    are_tags.push_back(open.tags.back().replaces);
  }
  open.grid = grid_cells(table, are_tags);
  if (const word::Paragraph* const first = first_paragraph(table)) note_place(*first, 1, around.story);
  const std::string end = open_floating(table, open.looks, around);
  const bool has_cell_loops = std::any_of(table.rows.begin(), table.rows.end(), [&](const word::Row& row) {
    return std::any_of(row.cells.begin(), row.cells.end(),
                       [&](const word::Cell& cell) { return !tags_of_cell(document_, cell).tags.empty(); });
  });
  write("<table class=\"" + classes_.name_of(open.looks.table_css(!end.empty(), has_cell_loops)) + "\">");
  // With cells in loops the number of columns is known when the document is made: their widths are those of cells.
  inside.cells_have_widths = has_cell_loops;
  if (!has_cell_loops) {
    write("<colgroup>");
    for (const double width : open.looks.column_widths())
      write(width > 0 ? "<col style=\"width:" + points(width * 20) + "\">" : "<col>");
    write("</colgroup>\n");
  }
  std::size_t row = 0;
  if (const std::size_t heads = head_rows(table, open.grid); heads > 0) {
    write("<thead>");
    for (; row < heads; ++row) write_row(open, row, inside);
    write("</thead>");
  }
  write("<tbody>");
  for (; row < table.rows.size(); ++row) write_row(open, row, inside);
  write("</tbody></table>" + end + "\n");
}

void PageWriter::write_row(const OpenTable& open, std::size_t row, const Surroundings& around) {
  const word::Table& table = open.table;
  const std::vector<GridCell>& cells = open.grid[row];
  const ScopedTags& found = open.tags[row];
  if (!found.tags.empty() && !found.replaces) {
    // Each pass would begin the cell anew, but the rows below it come once.
    const bool is_merged = std::ranges::any_of(cells, [](const GridCell& cell) { return cell.rows > 1; });
    if (is_merged) refuse_merged(found.tags.front(), around);
  }
  if (found.replaces) {
    for (const PlacedTag& one : found.tags) {
      // Its dash and its place have not been checked: the row's paragraphs are not written.
      check_tags(*one.paragraph, text_of(document_, *one.paragraph), around);
      write_tag(one, around.story);
    }
    write("\n");
    return;
  }
  for (const PlacedTag& one : found.tags) {
    if (!one.tag.is_end()) write_tag(one, around.story);
  }
  const std::string css = TableLooks::row_css(table.rows[row]);
  write(css.empty() ? "<tr>" : "<tr class=\"" + classes_.name_of(css) + "\">");
  const std::int32_t skipped = table.rows[row].format.skipped_before;
  if (skipped > 0) write("<td style=\"border:none\" colspan=\"" + std::to_string(skipped) + "\"></td>");
  for (const GridCell& cell : cells) write_cell(open, row, cell, around);
  write("</tr>");
  for (const PlacedTag& one : found.tags) {
    if (one.tag.is_end()) write_tag(one, around.story);
  }
  write("\n");
}

void PageWriter::refuse_merged(const PlacedTag& tag, const Surroundings& around) {
  note_place(*tag.paragraph, tag.character, around.story);
  sink_.report(messages::AdoptMergedLoop, here(), tag.tag.text);
  write(kPlace);
  has_errors_ = true;
}

std::string PageWriter::count_rows(const OpenTable& open, std::size_t row, const GridCell& cell,
                                   const Surroundings& around) {
  std::size_t end = cell.last + 1;
  const auto is_tags = [&](std::size_t at) {
    return open.tags[at].replaces;
  };
  // The end of the last loop stands behind its rows, where no cell is merged.
  while (end < open.tags.size() && is_tags(end) && open.tags[end].tags.front().tag.is_end()) ++end;
  std::vector<const PlacedTag*> blocks;  // that are open
  bool has_tags = false;
  for (std::size_t at = row + 1; at < end; ++at) has_tags = has_tags || !open.tags[at].tags.empty();
  if (!has_tags) return std::to_string(cell.rows);
  write("{%- set gw_rows = namespace(count=1) -%}");
  for (std::size_t at = row + 1; at < end; ++at) {
    bool is_counted = is_tags(at);
    const auto count = [&] {
      if (!std::exchange(is_counted, true)) write("{%- set gw_rows.count = gw_rows.count + 1 -%}");
    };
    for (const PlacedTag& one : open.tags[at].tags) {
      const bool is_past = at > cell.last && blocks.empty();  // the end of what began above the cell
      if (one.tag.type == TagType::Comment || is_past) continue;
      const bool fits = one.tag.type == TagType::Statement &&
                        (one.tag.is_start() || (!blocks.empty() && (one.tag.is_branch() || one.tag.is_end())));
      if (!fits) return refuse_merged(one, around), std::string();
      if (one.tag.is_start()) blocks.push_back(&one);
      if (one.tag.is_end()) {
        blocks.pop_back();
        count();
      }
      note_place(*one.paragraph, one.character, around.story);
      write(one.tag.text);
    }
    count();
  }
  if (!blocks.empty()) return refuse_merged(*blocks.back(), around), std::string();
  return "{{ gw_rows.count }}";
}

void PageWriter::write_cell(const OpenTable& open, std::size_t row, const GridCell& cell, const Surroundings& around) {
  const ScopedTags found = tags_of_cell(document_, *cell.cell);
  for (const PlacedTag& one : found.tags) {
    if (found.replaces || !one.tag.is_end()) write_tag(one, around.story);
  }
  if (found.replaces) return;
  const std::string rows = cell.rows > 1 ? count_rows(open, row, cell, around) : std::string();
  std::string css = open.looks.cell_css(row, cell);
  if (around.cells_have_widths) css += open.looks.width_css(cell);
  write("<td class=\"" + classes_.name_of(css) + "\"");
  if (cell.cell->span > 1) write(" colspan=\"" + std::to_string(cell.cell->span) + "\"");
  if (!rows.empty()) write(" rowspan=\"" + rows + "\"");
  write(">");
  write_blocks(cell.cell->blocks, around);
  write("</td>");
  for (const PlacedTag& one : found.tags) {
    if (one.tag.is_end()) write_tag(one, around.story);
  }
}

// Places and messages.

void PageWriter::write_tag(const Tag& tag, const word::Paragraph& paragraph, std::uint32_t character,
                           std::string_view story) {
  if (tag.type == TagType::Comment) return;
  if (tag.keyword() == "for") ++loops_;
  if (tag.keyword() == "endfor" && loops_ > 0) --loops_;
  note_place(paragraph, character, story);
  write(tag.text);
}

void PageWriter::write_tag(const PlacedTag& placed, std::string_view story) {
  write_tag(placed.tag, *placed.paragraph, placed.character, story);
}

void PageWriter::note_place(const word::Paragraph& paragraph, std::uint32_t character, std::string_view story) {
  std::string place = place_text(paragraph, character, story);
  const auto begin = static_cast<std::uint32_t>(page_.html.size());
  if (!page_.places.empty() && page_.places.back().begin == begin)
    page_.places.back().cell = std::move(place);
  else
    page_.places.push_back({begin, std::move(place)});
}

std::string PageWriter::take_back(std::size_t from) {
  std::string taken = page_.html.substr(from);
  page_.html.resize(from);
  while (!page_.places.empty() && page_.places.back().begin > from) page_.places.pop_back();
  return taken;
}

diagnostics::Origin PageWriter::here() const {
  const auto at = static_cast<std::uint32_t>(page_.html.size());
  return {{request_.source, at, at}, {}};
}

void PageWriter::write_escaped(std::string_view text) {
  for (const char sign : text) {
    switch (sign) {
      case '&': page_.html += "&amp;"; break;
      case '<': page_.html += "&lt;"; break;
      case '>': page_.html += "&gt;"; break;
      case '"': page_.html += "&quot;"; break;
      default: page_.html += sign;
    }
  }
}

}  // namespace gongwen::adopt
