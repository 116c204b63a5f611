#include "adopt/detail/page_writer.h"

#include "adopt/detail/format_css.h"
#include "adopt/detail/merge_field.h"
#include "adopt/detail/paragraph_text.h"
#include "adopt/detail/shown_texts.h"
#include "adopt/detail/tag_scopes.h"
#include "adopt/detail/text_language.h"
#include "adopt/detail/has_tags.h"
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

/// A length of DrawingML (914,400 units per inch) in twentieths of a point.
double twips_of(std::int64_t emu) { return static_cast<double>(emu) / 635; }

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
    : document_(document), request_(request), sink_(sink), numbering_(document), sequences_(document) {
  for (const word::Field& field : document.fields) {
    const std::string name = field.name();
    if (name == "PAGEREF" || name == "REF") targets_.insert(operand_of(field));
    if (std::string style = shown_style(field); !style.empty())
      shown_styles_.try_emplace(std::move(style), shown_styles_.size() + 1);
    if (const std::string address = name == "HYPERLINK" ? address_of(field) : ""; address.starts_with('#'))
      targets_.insert(address.substr(1));
    has_page_references_ = has_page_references_ || name == "PAGEREF";
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
  page_.css = "body{margin:0;" + numbering_.counters() +
              "}\np,h1,h2,h3,h4,h5,h6{margin:0;break-after:auto;white-space:pre-wrap;tab-size:" +
              points(document_.settings.default_tab) +
              "}\ntable{break-inside:auto}\n"
              ".gw-break{break-after:page}.gw-column{break-after:column}\n"
              ".gw-line{flex:1;border-bottom:0.5pt solid;position:relative;top:0.15em}\n"
              ".gw-leader::after{content:leader(\".\")}.gw-space::after{content:leader(\" \")}\n"
              ".gw-text::after{content:target-text(attr(href))}\n"
              ".gw-pages::before{content:counter(pages)}.gw-ref::after{content:target-counter(attr(href),page)}\n"
              ".gw-note{float:footnote}\na{color:inherit;text-decoration:none}\n" +
              section_css_ + classes_.rules() + page_css_;
  return !has_errors_;
}

// Stories and sections.

void PageWriter::write_body() {
  if (document_.stories.empty()) return;
  std::optional<std::size_t> open;
  for (const word::Block& block : document_.stories.front().blocks) {
    const word::Paragraph* const first = first_paragraph(block);
    const std::size_t section =
        first == nullptr ? open.value_or(0) : std::min<std::size_t>(first->section, document_.sections.size() - 1);
    if (!open || section != *open) {
      if (open) write("</div>\n");
      if (first != nullptr) note_place(*first, 1, {});
      open_section(section);
      open = section;
    }
    Surroundings around;
    around.section = &document_.sections[section];
    around.is_body = true;
    if (const auto* const paragraph = std::get_if<word::Paragraph>(&block.content))
      write_paragraph(*paragraph, around);
    else
      write_table(std::get<word::Table>(block.content), around);
  }
  if (open) write("</div>\n");
}

void PageWriter::open_section(std::size_t index) {
  const word::Section& section = document_.sections[index];
  const bool continues = index > 0 && page_number_ > 0 && section.start == word::SectionStart::Continuous;
  if (!continues) ++page_number_;
  const std::string page = "s" + std::to_string(page_number_);
  std::string css = "page:" + page + ";";
  if (section.start == word::SectionStart::EvenPage) css += "break-before:left;";
  if (section.start == word::SectionStart::OddPage) css += "break-before:right;";
  if (section.columns.count > 1) {
    css += "columns:" + std::to_string(section.columns.count) + ";column-gap:" + points(section.columns.space) + ";";
    // Word fills the columns one after the other, except before a section that continues on the page.
    const bool is_balanced =
        index + 1 < document_.sections.size() && document_.sections[index + 1].start == word::SectionStart::Continuous;
    if (!is_balanced) css += "column-fill:auto;";
    if (section.columns.has_line) css += "column-rule:0.5pt solid;";
  }
  if (section.first_page_number && !continues)
    css += "counter-reset:page " + std::to_string(*section.first_page_number) + ";";
  const std::string name = "section" + std::to_string(index + 1);
  section_css_ += "." + name + "{" + css + "}\n";
  write("<div class=\"" + name + "\">\n");
  if (!continues) write_running(page_number_, section);
}

void PageWriter::write_running(std::size_t page, const word::Section& section) {
  const std::string name = "s" + std::to_string(page);
  const bool mirrored = document_.settings.mirror_margins;
  page_css_ +=
      "@page " + name + "{" + page_css(section, mirrored) + "@footnote{border-top:0.5pt solid;padding-top:2pt}}\n";
  if (mirrored) {
    page_css_ += "@page " + name + ":left{margin-left:" + points(section.margin_right) +
                 ";margin-right:" + points(section.margin_left + section.gutter) + "}\n";
  }
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
      if (which != word::HeaderPage::Default) page_css_ += "@page " + selector + "{" + box + "{content:none}}\n";
      return;
    }
    const std::string element = name + (is_head ? "-head" : "-foot") + std::to_string(static_cast<int>(which));
    page_css_ += "." + element + "{position:running(" + element + ")}\n@page " + selector + "{" + box +
                 "{content:element(" + element + ");width:100%;" +
                 (is_head ? "vertical-align:top;padding-top:" + points(section.header_distance)
                          : "vertical-align:bottom;padding-bottom:" + points(section.footer_distance)) +
                 "}}\n";
    write("<div class=\"" + element + "\">");
    Surroundings around;
    around.section = &section;
    around.story = story_name(document_, at->second);
    around.is_running = true;
    write_blocks(document_.stories[at->second].blocks, around);
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
  for (const word::Block& block : blocks) {
    if (const auto* const paragraph = std::get_if<word::Paragraph>(&block.content))
      write_paragraph(*paragraph, around);
    else
      write_table(std::get<word::Table>(block.content), around);
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
  const ParagraphText text = text_of(document_, paragraph);
  if (!check_tags(paragraph, text, around)) return;
  // Nothing is left of a paragraph that was deleted with its mark.
  const bool is_gone = paragraph.mark_change == word::Change::Deleted && text.text.empty() && text.is_blank_but_tags();
  if (is_gone && !paragraph.ends_section) return;
  if (text.has_only_tags(TagScope::Paragraph)) {
    for (const Tag& tag : text.tags) {
      write_tag(tag, paragraph, characters_in(std::string_view(text.text).substr(0, tag.begin)) + 1, around.story);
    }
    write("\n");
    return;
  }
  // Text boxes are blocks, which no paragraph can contain.
  for (const Piece& piece : text.pieces) {
    if (piece.item == nullptr || piece.item->type != InlineType::TextBox ||
        piece.item->index >= document_.stories.size())
      continue;
    write("<div class=\"gw-box\">");
    Surroundings inside = around;
    inside.story = "textbox";
    write_blocks(document_.stories[piece.item->index].blocks, inside);
    write("</div>");
  }
  open_paragraph(paragraph, text, around);
  write_pieces(paragraph, text, around);
  close_paragraph();
  write("\n");
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
  const std::int32_t level = format.outline_level.value_or(9);
  const word::Style* const style = document_.find_style(format.style.value_or(std::string()));
  const auto shown = shown_styles_.find(style == nullptr ? "heading " + std::to_string(level + 1)
                                                         : base::ascii_lowercase(style->name));
  const auto class_of = [&](const std::string& counters) {
    std::string css = base_css_ + paragraph_css(format, context) + counters;
    if (!marked.marker.empty()) css += "&::before{" + marked.marker + "}";
    if (shown != shown_styles_.end() && !around.is_running)
      css += fmt::format("string-set:gw-style{} content(text);", shown->second);
    return classes_.name_of(css);
  };
  element_ = around.is_body && !around.is_in_table && level >= 0 && level < 6 ? "h" + std::to_string(level + 1) : "p";
  write(sequences_.restarts(level));
  open_begin_ = page_.html.size();
  std::string name = class_of(marked.css);
  if (!marked.first_css.empty()) {
    name = fmt::format(
        "{{% if \"{0}\" not in gw_lists.begun %}}{1}{{% set gw_lists.begun = gw_lists.begun ~ \"{0}\" %}}"
        "{{% else %}}{2}{{% endif %}}",
        marked.restart_id, class_of(marked.first_css), name);
  }
  write("<" + element_ + " class=\"" + name + "\"");
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
  if (skipped_fields_ > 0) return;
  switch (item.type) {
    case InlineType::PageBreak:
    case InlineType::ColumnBreak: {
      // The text behind the break is another part of the paragraph; one that begins with the break has no first part.
      close_inlines();
      const std::string tag = page_.html.substr(open_begin_, content_begin_ - open_begin_);
      if (page_.html.size() == content_begin_)
        take_back(open_begin_);
      else
        write("</" + element_ + ">");
      write(item.type == InlineType::PageBreak ? "<div class=\"gw-break\"></div>" : "<div class=\"gw-column\"></div>");
      open_begin_ = page_.html.size();
      write(tag);
      content_begin_ = page_.html.size();
      is_broken_ = true;
      break;
    }
    case InlineType::Picture:
      if (item.index < document_.pictures.size()) write_picture(document_.pictures[item.index], paragraph, around);
      break;
    case InlineType::Object:
      if (item.index < document_.objects.size()) {
        const word::Object& object = document_.objects[item.index];
        note_place(paragraph, piece.character, around.story);
        sink_.report(messages::AdoptLeftOut, here(),
                     object.text.empty() ? object.name : object.name + " “" + first_words(object.text) + "”");
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
    case InlineType::TextBox:
    case InlineType::FieldStart:
    case InlineType::FieldResult:
    case InlineType::FieldEnd:
    case InlineType::ControlStart:
    case InlineType::ControlEnd:
    case InlineType::BookmarkEnd:
      if (open_text_ != item.index) break;
      close_run();
      write("</span>");
      open_text_.reset();
      break;
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
  // Entries of a contents that do not refer to pages by fields are plain text.
  const bool is_plain_contents = name == "TOC" && !has_page_references_;
  if (is_computed(field) || is_outdated(field) || has_tag || is_plain_contents || name == "PAGEREF") {
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

void PageWriter::write_picture(const word::Picture& picture, const word::Paragraph& paragraph,
                               const Surroundings& around) {
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
    return;
  }
  const std::string name = request_.picture_prefix + part;
  if (std::none_of(page_.pictures.begin(), page_.pictures.end(),
                   [&](const auto& known) { return known.first == part; })) {
    page_.pictures.emplace_back(part, name);
  }
  std::string css =
      "width:" + points(twips_of(picture.place.width)) + ";height:" + points(twips_of(picture.place.height)) + ";";
  if (picture.place.is_anchored) {
    const std::string& align = picture.place.horizontal_align;
    if (picture.place.wrap == "wrapTopAndBottom")
      css += "display:block;margin:0 auto;";
    else if (picture.place.wrap == "wrapNone" || picture.place.wrap.empty()) {
      double x = twips_of(picture.place.x);
      if (picture.place.horizontal_from == "page" && around.section != nullptr) x -= around.section->margin_left;
      const bool from_here = picture.place.vertical_from == "paragraph" || picture.place.vertical_from == "line";
      css +=
          "position:absolute;margin:" + points(from_here ? twips_of(picture.place.y) : 0) + " 0 0 " + points(x) + ";";
      if (picture.place.is_behind) css += "z-index:-1;";
    } else {
      css += align == "right" ? "float:right;margin-left:6pt;" : "float:left;margin-right:6pt;";
    }
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
    close_run();
  }
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
  write("<table class=\"" + classes_.name_of(open.looks.table_css()) + "\"><colgroup>");
  for (const double width : open.looks.column_widths())
    write(width > 0 ? "<col style=\"width:" + points(width * 20) + "\">" : "<col>");
  write("</colgroup>\n");
  std::size_t row = 0;
  if (const std::size_t heads = head_rows(table, open.grid); heads > 0) {
    write("<thead>");
    for (; row < heads; ++row) write_row(open, row, inside);
    write("</thead>");
  }
  write("<tbody>");
  for (; row < table.rows.size(); ++row) write_row(open, row, inside);
  write("</tbody></table>\n");
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
  write("<td class=\"" + classes_.name_of(open.looks.cell_css(row, cell)) + "\"");
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
