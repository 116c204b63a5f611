#include "flow/docx/detail/part_writer.h"

#include "base/format.h"
#include "flow/docx/detail/control_writer.h"
#include "flow/docx/detail/formula_writer.h"
#include "flow/docx/detail/look_writer.h"
#include "flow/docx/detail/numbering_part.h"
#include "flow/docx/detail/repeated_rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <utility>

namespace gongwen::docx {

using base::XmlWriter;
using flow::Block;
using flow::Change;
using flow::Inline;
using flow::Paragraph;
using flow::RunLook;
using flow::Table;

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kNamespaces{{
    {"xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"},
    {"xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"},
    {"xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"},
    {"xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"},
    {"xmlns:pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"},
}};
constexpr long kEmuPerTwip = 635;

constexpr std::string_view kUnknownAuthor = "gongwen";

bool is_mark(const Inline& made) {
  return std::holds_alternative<flow::BookmarkStart>(made.content) ||
         std::holds_alternative<flow::BookmarkEnd>(made.content) ||
         std::holds_alternative<flow::LinkStart>(made.content) || std::holds_alternative<flow::LinkEnd>(made.content) ||
         std::holds_alternative<flow::ControlStart>(made.content) ||
         std::holds_alternative<flow::ControlEnd>(made.content);
}

}  // namespace

long to_emu(base::LayoutUnit length) { return std::lround(length.to_pt() * 12'700); }

void PartWriter::open_root(std::string_view name) {
  xml_.open(name);
  for (const auto& [attribute, uri] : kNamespaces) xml_.attribute(attribute, uri);
  if (document_.form) declare_control_names(xml_, document_.form->repeats_rows);
}

void PartWriter::raw(std::string_view text) {
  if (text.empty()) return;
  xml_.text({});  // ends the start tag
  out_->append(text);
}

std::string PartWriter::add_relationship(std::string_view type, std::string target, bool is_external) {
  const auto [entry, is_new] = known_.try_emplace(fmt::format("{} {}", type, target));
  if (is_new) {
    entry->second = fmt::format("rId{}", relationships_.size() + 1);
    relationships_.push_back({entry->second, std::string(type), std::move(target), is_external});
  }
  return entry->second;
}

bool PartWriter::is_toc(const Block& block) const {
  const auto* const paragraph = std::get_if<Paragraph>(&block);
  return paragraph != nullptr && paragraph->is_contents;
}

void PartWriter::write_blocks(const std::vector<Block>& blocks) {
  for (std::size_t i = 0; i < blocks.size(); ++i) write_block(blocks, i, {});
}

void PartWriter::write_section(const flow::Section& section, const std::string& properties, bool is_last) {
  const std::vector<Block>& blocks = section.content;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const bool starts_contents = is_toc(blocks[i]) && (i == 0 || !is_toc(blocks[i - 1]));
    const bool ends_contents = is_toc(blocks[i]) && (i + 1 == blocks.size() || !is_toc(blocks[i + 1]));
    if (starts_contents) open_contents();
    write_block(blocks, i, i + 1 == blocks.size() && !is_last ? std::string_view(properties) : std::string_view());
    if (ends_contents) xml_.close().close();
  }
  if (is_last) raw(properties);
}

void PartWriter::write_block(const std::vector<Block>& blocks, std::size_t at, std::string_view section) {
  if (const auto* const table = std::get_if<Table>(&blocks[at])) return write_table(*table);
  starts_toc_ = is_toc(blocks[at]) && (at == 0 || !is_toc(blocks[at - 1]));
  ends_toc_ = is_toc(blocks[at]) && (at + 1 == blocks.size() || !is_toc(blocks[at + 1]));
  write_paragraph(std::get<Paragraph>(blocks[at]), section);
}

/// Opens the control with which word processors offer to update the whole contents.
void PartWriter::open_contents() {
  xml_.open("w:sdt").open("w:sdtPr").open("w:docPartObj");
  write_value(xml_, "w:docPartGallery", "Table of Contents");
  xml_.open("w:docPartUnique").close().close().close().open("w:sdtContent");
}

void PartWriter::write_paragraph(const Paragraph& paragraph, std::string_view section) {
  const flow::Style& style = style_of(paragraph);
  const RunLook& style_run = document_.run_looks[style.run];
  xml_.open("w:p");
  std::string properties;
  if (paragraph.style != 0) properties += fmt::format("<w:pStyle w:val=\"{}\"/>", style.id);
  std::string number;
  ListItem item;
  if (paragraph.list) {
    number = number_properties(document_, *paragraph.list);
    item = {number, &document_.lists[*paragraph.list]};
  }
  properties += paragraph_properties(paragraph.look, &style.paragraph, item);
  std::string mark;
  if (paragraph.change != Change::None) {
    mark += fmt::format("<w:{} w:id=\"{}\" w:author=\"{}\"/>", paragraph.change == Change::Added ? "ins" : "del",
                        ++numbers_.changes, base::escape_attribute(author()));
  }
  mark += run_properties(document_.run_looks[paragraph.run], &style_run);
  if (!mark.empty()) properties += "<w:rPr>" + mark + "</w:rPr>";
  properties += section;
  if (!properties.empty()) {
    xml_.open("w:pPr");
    raw(properties);
    xml_.close();
  }
  open_comments(paragraph);
  if (std::exchange(starts_toc_, false)) write_toc_start(paragraph);
  Change open = Change::None;
  for (const Inline& made : paragraph.content) {
    // Links and bookmarks enclose changes.
    const Change change = is_mark(made) ? Change::None : made.change;
    if (change != open) {
      if (open != Change::None) xml_.close();
      open = change;
      open_change(open);
    }
    write_inline(made, style_run);
  }
  if (open != Change::None) xml_.close();
  if (std::exchange(ends_toc_, false)) {
    xml_.open("w:r").open("w:fldChar").attribute("w:fldCharType", "end").close().close();
  }
  close_comments(paragraph.comments.size());
  xml_.close();
}

/// Comments cover the whole paragraph: lines break differently, so places within it would be misleading.
void PartWriter::open_comments(const Paragraph& paragraph) {
  for (const std::string& comment : paragraph.comments) {
    const std::string id = std::to_string(numbers_.comments.size());
    xml_.open("w:commentRangeStart").attribute("w:id", id).close();
    numbers_.comments.push_back(comment);
  }
}

void PartWriter::close_comments(std::size_t count) {
  for (std::size_t i = numbers_.comments.size() - count; i < numbers_.comments.size(); ++i) {
    const std::string id = std::to_string(i);
    xml_.open("w:commentRangeEnd").attribute("w:id", id).close();
    xml_.open("w:r").open("w:commentReference").attribute("w:id", id).close().close();
  }
}

namespace {

/// The level of a style such as `toc 2`, or of its variant `toc 2 3`; 0 for all other names.
int level_in_name(std::string_view name, std::string_view kind) {
  if (!name.starts_with(kind) || name.size() == kind.size()) return 0;
  const char digit = name[kind.size()];
  const bool ends = name.size() == kind.size() + 1 || name[kind.size() + 1] == ' ';
  return ends && digit >= '1' && digit <= '9' ? digit - '0' : 0;
}

}  // namespace

std::string PartWriter::contents_code() const {
  std::map<std::string, std::size_t, std::less<>> styles;  // of the paragraphs in which bookmarks begin
  std::map<std::string, int, std::less<>> targets;         // with the levels of their entries
  for (const flow::Section& section : document_.sections) {
    for (const Block& block : section.content) {
      const auto* const paragraph = std::get_if<Paragraph>(&block);
      if (paragraph == nullptr) continue;
      const int level = std::max(1, level_in_name(style_of(*paragraph).name, "toc "));
      for (const Inline& item : paragraph->content) {
        if (const auto* const mark = std::get_if<flow::BookmarkStart>(&item.content))
          styles.emplace(mark->name, paragraph->style);
        const auto* const link = std::get_if<flow::LinkStart>(&item.content);
        if (link != nullptr && paragraph->is_contents && !link->bookmark.empty())
          targets.emplace(link->bookmark, level);
      }
    }
  }
  std::set<int> headings;                // whose entries are on their own level
  std::map<std::string, int> by_styles;  // all others
  for (const auto& [target, level] : targets) {
    const auto found = styles.find(target);
    if (found == styles.end() || found->second == 0) continue;
    const std::string& name = document_.styles[found->second].name;
    if (level_in_name(name, "heading ") == level && name.size() == std::string_view("heading 1").size()) {
      headings.insert(level);
    } else if (name.find(',') == std::string::npos) {
      by_styles.emplace(name, level);
    }
  }
  std::string code;
  if (!headings.empty()) {
    // `\o` has all levels of its range.
    int last = *headings.begin();
    while (headings.contains(last + 1)) ++last;
    code += fmt::format(" \\o \"{}-{}\"", *headings.begin(), last);
    for (const int level : headings)
      if (level > last) by_styles.emplace(fmt::format("heading {}", level), level);
  }
  std::string list;
  for (const auto& [name, level] : by_styles) list += fmt::format("{}{},{}", list.empty() ? "" : ",", name, level);
  if (!list.empty()) code += " \\t \"" + list + "\"";
  return " TOC" + (code.empty() ? " \\o \"1-3\"" : code) + " \\h \\z ";
}

void PartWriter::write_toc_start(const Paragraph& /*paragraph*/) {
  xml_.open("w:r").open("w:fldChar").attribute("w:fldCharType", "begin").close().close();
  xml_.open("w:r").open("w:instrText").attribute("xml:space", "preserve").text(contents_code());
  xml_.close().close();
  xml_.open("w:r").open("w:fldChar").attribute("w:fldCharType", "separate").close().close();
}

/// The author of changes is that of the document.
std::string PartWriter::author() const {
  const std::string& author = document_.properties.author;
  return author.empty() ? std::string(kUnknownAuthor) : author;
}

void PartWriter::open_change(Change change) {
  if (change == Change::None) return;
  xml_.open(change == Change::Added ? "w:ins" : "w:del").attribute("w:id", std::to_string(++numbers_.changes));
  xml_.attribute("w:author", author());
}

void PartWriter::open_run(const Inline& made, const RunLook& base, bool is_han) {
  xml_.open("w:r");
  std::string properties;
  if (made.style) {
    const flow::Style& style = document_.character_styles[*made.style];
    const RunLook& standard = document_.run_looks[document_.styles.front().run];
    const RunLook styled = flow::styled_look(base, standard, document_.run_looks[style.run]);
    properties = fmt::format("<w:rStyle w:val=\"{}\"/>", style.id);
    properties += run_properties(document_.run_looks[made.look], &styled, is_han);
  } else {
    properties = run_properties(document_.run_looks[made.look], &base, is_han);
  }
  if (properties.empty()) return;
  xml_.open("w:rPr");
  raw(properties);
  xml_.close();
}

void PartWriter::write_text(std::string_view element, std::string_view text) {
  xml_.open(element);
  const bool has_edges = !text.empty() && (text.front() == ' ' || text.back() == ' ' || text.find("  ") != text.npos);
  if (has_edges) xml_.attribute("xml:space", "preserve");
  xml_.text(text).close();
}

void PartWriter::write_inline(const Inline& made, const RunLook& base) {
  const auto write_mark = [&](std::string_view element) {
    open_run(made, base);
    xml_.open(element).close().close();
  };
  if (const auto* const text = std::get_if<flow::Text>(&made.content)) {
    open_run(made, base, text->is_han);
    write_text(made.change == Change::Removed ? "w:delText" : "w:t", text->text);
    xml_.close();
  } else if (std::holds_alternative<flow::LineBreak>(made.content)) {
    write_mark("w:br");
  } else if (std::holds_alternative<flow::PageBreak>(made.content)) {
    open_run(made, base);
    xml_.open("w:br").attribute("w:type", "page").close().close();
  } else if (std::holds_alternative<flow::Tab>(made.content)) {
    write_mark("w:tab");
  } else if (const auto* const field = std::get_if<flow::Field>(&made.content)) {
    write_field(made, *field, base);
  } else if (const auto* const call = std::get_if<flow::NoteCall>(&made.content)) {
    open_run(made, base);
    xml_.open("w:footnoteReference");
    if (call->is_custom()) xml_.attribute("w:customMarkFollows", "1");
    xml_.attribute("w:id", std::to_string(call->note + 1)).close();
    if (call->is_custom()) write_text("w:t", call->mark);
    xml_.close();
  } else if (const auto* const mark = std::get_if<flow::NoteMark>(&made.content)) {
    open_run(made, base);
    if (mark->is_custom()) {
      write_text("w:t", mark->mark);
    } else {
      xml_.open("w:footnoteRef").close();
    }
    xml_.close();
  } else if (const auto* const picture = std::get_if<flow::InlinePicture>(&made.content)) {
    if (!is_shown(picture->picture)) return;
    open_run(made, base);
    write_picture(*picture);
    xml_.close();
  } else if (const auto* const anchored = std::get_if<flow::AnchoredPicture>(&made.content)) {
    if (!is_shown(anchored->picture)) return;
    open_run(made, base);
    write_anchor(*anchored);
    xml_.close();
  } else if (const auto* const ruby = std::get_if<flow::Ruby>(&made.content)) {
    write_ruby(made, *ruby, base);
  } else if (const auto* const formula = std::get_if<flow::Formula>(&made.content)) {
    write_formula(xml_, *formula);
  } else if (const auto* const start = std::get_if<flow::BookmarkStart>(&made.content)) {
    xml_.open("w:bookmarkStart").attribute("w:id", std::to_string(start->number));
    xml_.attribute("w:name", start->name).close();
  } else if (const auto* const end = std::get_if<flow::BookmarkEnd>(&made.content)) {
    xml_.open("w:bookmarkEnd").attribute("w:id", std::to_string(end->number)).close();
  } else if (const auto* const link = std::get_if<flow::LinkStart>(&made.content)) {
    xml_.open("w:hyperlink");
    if (link->bookmark.empty()) {
      xml_.attribute("r:id", add_relationship("hyperlink", link->address, true));
    } else {
      xml_.attribute("w:anchor", link->bookmark);
    }
    xml_.attribute("w:history", "1");
  } else if (const auto* const start_of = std::get_if<flow::ControlStart>(&made.content)) {
    open_control(*start_of, made, base);
  } else if (std::holds_alternative<flow::ControlEnd>(made.content)) {
    close_control();
  } else {
    xml_.close();  // of a link
  }
}

/// The control is in a line and in a bookmark: programs drop controls around cells and rows, but keep bookmarks even if
/// they drop tags.
void PartWriter::open_control(const flow::ControlStart& start, const Inline& made, const RunLook& base) {
  const flow::Control& control = document_.form->controls[start.control];
  open_control_ = start.control;
  xml_.open("w:bookmarkStart").attribute("w:id", std::to_string(control_bookmark_id(start.control)));
  xml_.attribute("w:name", control_bookmark(control, start.control)).close();
  xml_.open("w:sdt").open("w:sdtPr");
  raw(control_properties(*document_.form, start.control, run_properties(document_.run_looks[made.look], &base)));
  xml_.close().open("w:sdtContent");
  if (!control.is_blank) return;
  xml_.open("w:r").open("w:rPr");
  raw(fmt::format("<w:rStyle w:val=\"{}\"/>{}", kPlaceholderStyle,
                  run_properties(document_.run_looks[made.look], &base)));
  xml_.close();
  write_text("w:t", document_.form->placeholders[control.placeholder]);
  xml_.close();
}

void PartWriter::close_control() {
  xml_.close().close();
  xml_.open("w:bookmarkEnd").attribute("w:id", std::to_string(control_bookmark_id(open_control_))).close();
}

void PartWriter::write_field(const Inline& made, const flow::Field& field, const RunLook& base) {
  const std::string format = field.argument.empty() ? std::string() : field.argument + " ";
  const auto code = [&]() -> std::string {
    switch (field.kind) {
      case flow::FieldKind::Page: return " PAGE " + format;
      case flow::FieldKind::PageCount: return " NUMPAGES " + format;
      case flow::FieldKind::PageOf: return fmt::format(" PAGEREF {} \\h ", field.argument);
      case flow::FieldKind::TextOf: return fmt::format(" REF {} \\h ", field.argument);
      case flow::FieldKind::StyleText: return fmt::format(" STYLEREF \"{}\" ", field.argument);
    }
    return {};
  };
  const auto write_char = [&](std::string_view type) {
    open_run(made, base);
    xml_.open("w:fldChar").attribute("w:fldCharType", type).close().close();
  };
  write_char("begin");
  open_run(made, base);
  xml_.open("w:instrText").attribute("xml:space", "preserve").text(code()).close().close();
  write_char("separate");
  open_run(made, base);
  write_text("w:t", field.result);
  xml_.close();
  write_char("end");
}

void PartWriter::write_chart(std::size_t number, flow::PictureId picture, const std::string& alternative) {
  xml_.open("wp:docPr").attribute("id", std::to_string(number)).attribute("name", fmt::format("Chart {}", number));
  xml_.attribute("descr", alternative).close();
  xml_.open("wp:cNvGraphicFramePr").close();
  constexpr std::string_view kChartSpace = "http://schemas.openxmlformats.org/drawingml/2006/chart";
  xml_.open("a:graphic").open("a:graphicData").attribute("uri", kChartSpace);
  xml_.open("c:chart").attribute("xmlns:c", kChartSpace);
  xml_.attribute("r:id", add_relationship("chart", numbers_.charts[picture])).close().close().close();
}

void PartWriter::write_graphic(std::size_t number, flow::PictureId picture, const std::string& alternative) {
  if (!numbers_.charts[picture].empty()) return write_chart(number, picture, alternative);
  const flow::Picture& shown = document_.pictures[picture];
  const std::string width = std::to_string(to_emu(shown.size.width));
  const std::string height = std::to_string(to_emu(shown.size.height));
  const std::string name = fmt::format("Picture {}", number);
  xml_.open("wp:docPr").attribute("id", std::to_string(number)).attribute("name", name);
  xml_.attribute("descr", alternative).close();
  xml_.open("wp:cNvGraphicFramePr").open("a:graphicFrameLocks").attribute("noChangeAspect", "1").close().close();
  xml_.open("a:graphic").open("a:graphicData");
  xml_.attribute("uri", "http://schemas.openxmlformats.org/drawingml/2006/picture");
  xml_.open("pic:pic").open("pic:nvPicPr");
  xml_.open("pic:cNvPr").attribute("id", std::to_string(number)).attribute("name", name).close();
  xml_.open("pic:cNvPicPr").close().close();
  xml_.open("pic:blipFill");
  xml_.open("a:blip").attribute("r:embed", add_relationship("image", numbers_.pictures[picture]));
  // Programs that know SVG show the drawing, all others show a picture of it.
  if (const std::string& drawing = numbers_.drawings_of_pictures[picture]; !drawing.empty()) {
    xml_.open("a:extLst").open("a:ext").attribute("uri", "{96DAC541-7B7A-43D3-8B79-37D633B846F1}");
    xml_.open("asvg:svgBlip");
    xml_.attribute("xmlns:asvg", "http://schemas.microsoft.com/office/drawing/2016/SVG/main");
    xml_.attribute("r:embed", add_relationship("image", drawing)).close().close().close();
  }
  xml_.close();
  xml_.open("a:stretch").open("a:fillRect").close().close().close();
  xml_.open("pic:spPr").open("a:xfrm");
  xml_.open("a:off").attribute("x", "0").attribute("y", "0").close();
  xml_.open("a:ext").attribute("cx", width).attribute("cy", height).close().close();
  xml_.open("a:prstGeom").attribute("prst", "rect").open("a:avLst").close().close().close();
  xml_.close().close().close();
}

void PartWriter::write_picture(const flow::InlinePicture& picture) {
  const flow::Picture& shown = document_.pictures[picture.picture];
  xml_.open("w:drawing").open("wp:inline");
  for (const std::string_view side : {"distT", "distB", "distL", "distR"}) xml_.attribute(side, "0");
  xml_.open("wp:extent").attribute("cx", std::to_string(to_emu(shown.size.width)));
  xml_.attribute("cy", std::to_string(to_emu(shown.size.height))).close();
  write_graphic(++numbers_.drawings, picture.picture, picture.alternative);
  xml_.close().close();
}

/// Beside the text, from the left edge of the column and the top of the paragraph (for seals: other reference points do
/// not follow the text, or differ between programs).
void PartWriter::write_anchor(const flow::AnchoredPicture& picture) {
  const flow::Picture& shown = document_.pictures[picture.picture];
  const std::size_t number = ++numbers_.drawings;
  xml_.open("w:drawing").open("wp:anchor");
  for (const std::string_view side : {"distT", "distB", "distL", "distR"}) xml_.attribute(side, "0");
  xml_.attribute("simplePos", "0").attribute("relativeHeight", std::to_string(number));
  xml_.attribute("behindDoc", "1").attribute("locked", "0").attribute("layoutInCell", "1");
  xml_.attribute("allowOverlap", "1");
  xml_.open("wp:simplePos").attribute("x", "0").attribute("y", "0").close();
  xml_.open("wp:positionH").attribute("relativeFrom", "column");
  xml_.element("wp:posOffset", std::to_string(picture.x * kEmuPerTwip)).close();
  xml_.open("wp:positionV").attribute("relativeFrom", "paragraph");
  xml_.element("wp:posOffset", std::to_string(picture.y * kEmuPerTwip)).close();
  xml_.open("wp:extent").attribute("cx", std::to_string(to_emu(shown.size.width)));
  xml_.attribute("cy", std::to_string(to_emu(shown.size.height))).close();
  xml_.open("wp:effectExtent").attribute("l", "0").attribute("t", "0").attribute("r", "0").attribute("b", "0").close();
  xml_.open("wp:wrapNone").close();
  write_graphic(number, picture.picture, picture.alternative);
  xml_.close().close();
}

void PartWriter::write_ruby(const Inline& made, const flow::Ruby& ruby, const RunLook& base) {
  const RunLook& look = document_.run_looks[made.look];
  const RunLook& small = document_.run_looks[ruby.annotation_look];
  xml_.open("w:r").open("w:ruby").open("w:rubyPr");
  write_value(xml_, "w:rubyAlign", "distributeSpace");
  write_number(xml_, "w:hps", small.half_points);
  write_number(xml_, "w:hpsRaise", look.half_points - 2);
  write_number(xml_, "w:hpsBaseText", look.half_points);
  write_value(xml_, "w:lid", look.language.empty() ? std::string("zh-CN") : look.language);
  xml_.close();
  xml_.open("w:rt").open("w:r").open("w:rPr");
  raw(run_properties(small, &base));
  xml_.close();
  write_text("w:t", ruby.annotation);
  xml_.close().close();
  xml_.open("w:rubyBase");
  open_run(made, base);
  write_text("w:t", ruby.base);
  xml_.close().close().close().close();
}

// Tables.

namespace {

CellPadding padding_of(const flow::Cell& cell) {
  const auto shown = [](flow::Twips value) {
    return std::max<flow::Twips>(value, 0);
  };
  return {shown(cell.padding_top), shown(cell.padding_left), shown(cell.padding_bottom), shown(cell.padding_right)};
}

/// The value of most cells. The table states it, so that added rows and cells have it, too.
CellPadding usual_padding(const Table& table) {
  std::map<CellPadding, std::size_t> counts;
  for (const flow::Row& row : table.rows) {
    for (const flow::Cell& cell : row.cells) ++counts[padding_of(cell)];
  }
  const auto most =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? CellPadding() : most->first;
}

void write_padding(XmlWriter& xml, std::string_view element, const CellPadding& padding) {
  constexpr std::array<std::string_view, 4> kSides{"w:top", "w:left", "w:bottom", "w:right"};
  xml.open(element);
  for (std::size_t side = 0; side < kSides.size(); ++side) {
    xml.open(kSides[side]).attribute("w:w", std::to_string(padding[side])).attribute("w:type", "dxa").close();
  }
  xml.close();
}

}  // namespace

void PartWriter::write_table(const Table& table) {
  long width = 0;
  for (const flow::Twips column : table.columns) width += column;
  xml_.open("w:tbl").open("w:tblPr");
  xml_.open("w:tblW").attribute("w:w", std::to_string(width)).attribute("w:type", "dxa").close();
  xml_.open("w:tblInd").attribute("w:w", std::to_string(table.indent)).attribute("w:type", "dxa").close();
  xml_.open("w:tblLayout").attribute("w:type", "fixed").close();
  const CellPadding usual = usual_padding(table);
  write_padding(xml_, "w:tblCellMar", usual);
  if (!table.title.empty()) write_value(xml_, "w:tblCaption", table.title);
  if (!table.description.empty()) write_value(xml_, "w:tblDescription", table.description);
  xml_.close();
  xml_.open("w:tblGrid");
  for (const flow::Twips column : table.columns) {
    xml_.open("w:gridCol").attribute("w:w", std::to_string(column)).close();
  }
  xml_.close();
  write_rows(table, usual);
  xml_.close();
}

/// Consecutive items of a list are in a section, to which items can be added.
void PartWriter::write_rows(const Table& table, const CellPadding& usual) {
  std::vector<ItemRows> items;
  if (document_.form && document_.form->repeats_rows) items = items_of(table, *document_.form);
  std::size_t row = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    while (row < items[i].first) write_row(table, table.rows[row++], usual);
    const auto follows = [&](std::size_t next) {
      return next < items.size() && items[next].first == items[next - 1].first + items[next - 1].count &&
             items[next].list() == items[next - 1].list();
    };
    if (i == 0 || !follows(i)) open_repeating_section(xml_, ++numbers_.sections);
    open_repeated_item(xml_, ++numbers_.sections);
    while (row < items[i].first + items[i].count) write_row(table, table.rows[row++], usual);
    xml_.close().close();
    if (!follows(i + 1)) xml_.close().close();
  }
  while (row < table.rows.size()) write_row(table, table.rows[row++], usual);
}

void PartWriter::write_row(const Table& table, const flow::Row& row, const CellPadding& usual) {
  xml_.open("w:tr");
  if (!row.may_break || row.height > 0 || row.is_head || row.change != Change::None) {
    xml_.open("w:trPr");
    if (!row.may_break) xml_.open("w:cantSplit").close();
    if (row.height > 0) {
      xml_.open("w:trHeight").attribute("w:val", std::to_string(row.height));
      xml_.attribute("w:hRule", row.is_exact ? "exact" : "atLeast").close();
    }
    if (row.is_head) xml_.open("w:tblHeader").close();
    if (row.change != Change::None) {
      open_change(row.change);
      xml_.close();
    }
    xml_.close();
  }
  for (const flow::Cell& cell : row.cells) write_cell(table, cell, usual);
  xml_.close();
}

/// In the order of CT_TcPr (ECMA-376-1 §17.4.69).
void PartWriter::write_cell(const Table& table, const flow::Cell& cell, const CellPadding& usual) {
  long width = 0;
  for (std::size_t i = cell.column; i < cell.column + cell.columns && i < table.columns.size(); ++i) {
    width += table.columns[i];
  }
  xml_.open("w:tc").open("w:tcPr");
  xml_.open("w:tcW").attribute("w:w", std::to_string(width)).attribute("w:type", "dxa").close();
  if (cell.columns > 1) write_number(xml_, "w:gridSpan", static_cast<long>(cell.columns));
  if (cell.starts_merge) write_value(xml_, "w:vMerge", "restart");
  if (cell.continues_merge) xml_.open("w:vMerge").close();
  if (cell.borders.any()) {
    xml_.open("w:tcBorders");
    const auto write = [&](std::string_view side, const flow::BorderLine& line) {
      if (line.kind != flow::LineKind::None) write_border(xml_, side, line);
    };
    write("w:top", cell.borders.top);
    write("w:left", cell.borders.left);
    write("w:bottom", cell.borders.bottom);
    write("w:right", cell.borders.right);
    xml_.close();
  }
  if (!cell.shading.is_transparent()) {
    xml_.open("w:shd").attribute("w:val", "clear").attribute("w:color", "auto");
    xml_.attribute("w:fill", hex_color(cell.shading)).close();
  }
  if (const CellPadding padding = padding_of(cell); padding != usual) write_padding(xml_, "w:tcMar", padding);
  if (cell.direction == flow::CellDirection::Vertical) write_value(xml_, "w:textDirection", "tbRlV");
  if (cell.alignment != flow::CellAlignment::Top) {
    write_value(xml_, "w:vAlign", cell.alignment == flow::CellAlignment::Center ? "center" : "bottom");
  }
  xml_.close();
  write_blocks(cell.content);
  xml_.close();
}

}  // namespace gongwen::docx
