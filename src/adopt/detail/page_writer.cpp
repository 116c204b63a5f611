#include "adopt/detail/page_writer.h"

#include "adopt/detail/block_writer.h"
#include "adopt/detail/format_css.h"
#include "adopt/detail/has_tags.h"
#include "adopt/detail/paragraph_text.h"
#include "base/escapes.h"
#include "diagnostics/catalogue/adopt.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace gongwen::adopt {

AdoptedPage PageWriter::run() {
  const auto title = page_.document.core_properties.find("title");
  made_.has_fields = has_field_tags(page_.document);
  if (made_.has_fields) page_.out.write(page_.request.field_macros);
  if (!page_.targets.empty()) page_.out.write("{%- set gw_seen = namespace(ids=\"\") -%}\n");
  page_.out.write(page_.sequences.declaration());
  if (page_.numbering.restarts()) page_.out.write("{%- set gw_lists = namespace(begun=\"\") -%}\n");
  page_.out.note_title();
  for (std::size_t i = 0; i < page_.contents.size(); ++i)
    page_.out.write("{%- set gw_h" + std::to_string(i) + " = namespace(n=0) -%}\n");
  page_.out.write("<!DOCTYPE html>\n<html lang=\"" + base::escape_attribute(page_.language) +
                  "\"><head><meta charset=\"utf-8\"><title>");
  const bool has_title = title != page_.document.core_properties.end() && !title->second.empty();
  if (has_title)
    page_.out.write_words(title->second);
  else
    page_.out.write_escaped(page_.request.title);
  page_.out.write("</title></head><body>\n");
  write_body();
  page_.out.write("</body></html>\n");
  for (const word::Finding& finding : page_.document.findings) {
    const bool is_part = finding.type == word::FindingType::AlternateChunk ||
                         finding.type == word::FindingType::Embedded ||
                         finding.type == word::FindingType::DamagedPart || finding.type == word::FindingType::Macros;
    if (is_part) page_.out.report_file(diagnostics::messages::AdoptLeftOut, finding.name);
  }
  // ECMA-376-1 §17.15.1.18: marks keep their width unless the file states otherwise.
  const bool keeps_marks = page_.document.settings.punctuation_spacing.find("compressPunctuation") != 0;
  made_.css = "body{margin:0;overflow-wrap:anywhere;-gw-line-ends:office;" +
              std::string(keeps_marks ? "text-spacing-trim:space-all;" : "") + page_.numbering.counters() +
              "}\n.gw-p,p,h1,h2,h3,h4,h5,h6{margin:0;break-after:auto;white-space:pre-wrap;tab-size:" +
              points(page_.document.settings.default_tab) +
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
              sections_.section_css() + page_.classes.rules() + sections_.page_css();
  page_.out.move_into(made_);
  made_.pictures = std::move(page_.pictures);
  made_.is_usable = !page_.out.has_errors;
  return std::move(made_);
}

void PageWriter::write_body() {
  if (page_.document.stories.empty()) return;
  std::optional<std::size_t> open;
  const std::vector<word::Block>& blocks = page_.document.stories.front().blocks;
  const std::vector<bool> crosses = tags_across_sections();
  page_.has_repeated_sections = std::find(crosses.begin(), crosses.end(), true) != crosses.end();
  if (page_.has_repeated_sections) page_.out.write("{%- set gw_section = namespace(ended=1) -%}\n");
  const bool counts_sections = !page_.has_repeated_sections &&
                               std::any_of(page_.document.fields.begin(), page_.document.fields.end(),
                                           [](const word::Field& field) { return field.name() == "SECTIONPAGES"; });
  const auto close = [&] {
    if (!open) return;
    if (counts_sections) page_.out.write("<div id=\"gw-end" + std::to_string(*open + 1) + "\"></div>");
    page_.out.write("</div>\n");
    open.reset();
  };
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const word::Block& block = blocks[i];
    const word::Paragraph* const first = first_paragraph(block);
    const std::size_t section =
        first == nullptr ? open.value_or(0) : std::min<std::size_t>(first->section, page_.document.sections.size() - 1);
    Surroundings around;
    around.section = &page_.document.sections[section];
    around.is_body = true;
    // A statement around whole sections is written between them.
    if (crosses[i]) close();
    if (!crosses[i] && (!open || section != *open)) {
      close();
      if (first != nullptr) page_.out.note_place({*first});
      sections_.open(section);
      open = section;
    }
    i += BlockWriter(page_).write_block(blocks, i, around) - 1;
    const auto* const paragraph = std::get_if<word::Paragraph>(&blocks[i].content);
    if (!page_.has_repeated_sections || paragraph == nullptr || !paragraph->ends_section) continue;
    close();
    page_.out.write("{% set gw_section.ended = 1 %}\n");
  }
  close();
}

std::vector<bool> PageWriter::tags_across_sections() const {
  const std::vector<word::Block>& blocks = page_.document.stories.front().blocks;
  std::vector<bool> crosses(blocks.size());
  std::vector<std::vector<std::size_t>> open;  // blocks with the tags of one statement
  for (std::size_t i = 0; i < blocks.size() && page_.document.sections.size() > 1; ++i) {
    const auto* const paragraph = std::get_if<word::Paragraph>(&blocks[i].content);
    if (paragraph == nullptr) continue;
    const ParagraphText text = text_of(page_.document, *paragraph);
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

}  // namespace gongwen::adopt
