#include "adopt/detail/box_writer.h"

#include "adopt/detail/block_writer.h"
#include "adopt/detail/format_css.h"
#include "adopt/detail/paragraph_text.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/adopt.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>

namespace gongwen::adopt {
namespace {

using word::InlineType;

std::string size_of(const word::DrawingPlace& place) {
  std::string css;
  put_declaration(css, "width", points(static_cast<double>(place.width) / 635));
  put_declaration(css, "height", points(static_cast<double>(place.height) / 635));
  return css;
}

}  // namespace

std::optional<BoxPlace> BoxWriter::box_place(const word::Inline& item, const word::Paragraph* paragraph,
                                             const Surroundings& around) const {
  const word::DrawingPlace* place = nullptr;
  if (item.type == InlineType::Picture && item.index < page_.document.pictures.size())
    place = &page_.document.pictures[item.index].place;
  if (item.type == InlineType::TextBox && item.index < page_.document.stories.size() &&
      page_.document.stories[item.index].box)
    place = &page_.document.stories[item.index].box->place;
  if (place == nullptr || !place->is_anchored) return std::nullopt;
  PlaceSurroundings surroundings = surroundings_of(around);
  surroundings.is_in_table = around.is_in_table && place->is_in_cell;
  if (paragraph != nullptr) {
    const word::ParagraphFormat& format = page_.paragraph_format(*paragraph);
    surroundings.indent_left = length_of(format.indent_left_chars, format.indent_left);
    surroundings.indent_right = length_of(format.indent_right_chars, format.indent_right);
  }
  return adopt::place_box(wanted_place(*place), surroundings);
}

PlaceSurroundings BoxWriter::surroundings_of(const Surroundings& around) {
  PlaceSurroundings surroundings;
  surroundings.section = around.section;
  surroundings.is_in_table = around.is_in_table;
  surroundings.is_running = around.is_running;
  surroundings.is_footer = around.is_footer;
  surroundings.is_sheet = around.is_sheet;
  return surroundings;
}

std::string BoxWriter::open_box(const BoxPlace& place, const std::string& size, std::string_view element) {
  const std::string name(element);
  std::string end = "</" + name + ">";
  if (is_over_text(place)) {
    page_.out.write("<" + name + " class=\"" + (place.kind == BoxPlace::Kind::Page ? "gw-page" : "gw-here") + "\">");
    end += end;
  }
  // The size comes first: the declarations of the place may override it.
  page_.out.write("<" + name + " class=\"" + page_.classes.name_of(size + place.css) + "\">");
  return end;
}

void BoxWriter::write_content(const word::Inline& item, const word::Paragraph& paragraph, const Surroundings& around,
                              const std::string& css) {
  if (item.type == InlineType::Picture) {
    const word::Picture& picture = page_.document.pictures[item.index];
    return write_picture(picture, paragraph, around, size_of(picture.place) + css);
  }
  const word::Story& story = page_.document.stories[item.index];
  page_.out.write("<div class=\"" + page_.classes.name_of((story.box ? shape_css(*story.box) : std::string()) + css) +
                  "\">");
  Surroundings inside = around;
  inside.story = "textbox";
  inside.is_in_table = false;
  inside.is_body = false;
  BlockWriter(page_).write_blocks(story.blocks, inside);
  page_.out.write("</div>");
}

void BoxWriter::write_box(const word::Inline& item, const word::Paragraph& paragraph, const Surroundings& around) {
  const bool is_known = item.type == InlineType::Picture ? item.index < page_.document.pictures.size()
                                                         : item.index < page_.document.stories.size();
  if (!is_known) return;
  const std::optional<BoxPlace> place = box_place(item, &paragraph, around);
  if (!place)
    return write_content(item, paragraph, around, item.type == InlineType::Picture ? "" : "display:inline-block;");
  // Boxes of headers and footers are written before the paragraph.
  if (around.is_running && is_over_text(*place)) return;
  std::string css = place->css;
  if (place->kind == BoxPlace::Kind::Text) css = "display:block;" + css;
  const bool is_picture = item.type == InlineType::Picture;
  tell_place(*place, paragraph, around);
  if (place->kind != BoxPlace::Kind::Page) return write_content(item, paragraph, around, css);
  page_.out.write(is_picture ? "<span class=\"gw-page\">" : "<div class=\"gw-page\">");
  write_content(item, paragraph, around, css);
  page_.out.write(is_picture ? "</span>" : "</div>");
}

void BoxWriter::write_box_before(const word::Inline& item, const word::Paragraph& paragraph,
                                 const Surroundings& around) {
  const std::optional<BoxPlace> place = box_place(item, &paragraph, around);
  const bool is_here = place && place->kind == BoxPlace::Kind::Here;
  page_.out.write(is_here ? "<div class=\"gw-here\">" : place ? "" : "<div class=\"gw-p\">");
  write_box(item, paragraph, around);
  page_.out.write(is_here || !place ? "</div>\n" : "\n");
}

void BoxWriter::write_running_boxes(const std::vector<word::Block>& blocks, const Surroundings& around) {
  visit_paragraphs(
      blocks, [&](const word::Paragraph& paragraph) { write_running_boxes(paragraph, BoxPlace::Kind::Page, around); });
}

void BoxWriter::write_running_boxes(const word::Paragraph& paragraph, BoxPlace::Kind kind, const Surroundings& around) {
  for (const word::Inline& item : paragraph.inlines) {
    if (item.type != InlineType::Picture && item.type != InlineType::TextBox) continue;
    if (item.change == word::Change::Deleted) continue;
    const std::optional<BoxPlace> place = box_place(item, nullptr, around);
    if (!place || place->kind != kind || place->is_behind != around.is_sheet) continue;
    page_.out.write("<div class=\"gw-flat\">");
    write_content(item, paragraph, around, "display:block;" + place->css);
    page_.out.write("</div>");
  }
}

bool BoxWriter::write_boxes_behind(const std::map<word::HeaderPage, std::size_t>& stories, word::HeaderPage page,
                                   Surroundings around) {
  const auto at = stories.find(page);
  if (at == stories.end() || at->second >= page_.document.stories.size()) return false;
  around.story = story_name(page_.document, at->second);
  around.is_sheet = true;
  around.is_running = true;
  const std::size_t begin = page_.out.size();
  write_running_boxes(page_.document.stories[at->second].blocks, around);
  return page_.out.size() != begin;
}

std::string BoxWriter::open_floating(const word::Table& table, const TableLooks& looks, const Surroundings& around) {
  if (table.format >= page_.document.table_formats.size() || !page_.document.table_formats[table.format].place)
    return {};
  const word::FloatPlace& written = *page_.document.table_formats[table.format].place;
  WantedPlace wanted = wanted_place(written);
  const std::vector<double> widths = looks.column_widths();
  const double width = std::accumulate(widths.begin(), widths.end(), 0.0) * 20;
  if (width > 0) wanted.width = width;
  wanted.height.reset();
  // Until version 2010 Word placed the text of the first column there, since then the edge of the table.
  constexpr std::int32_t kEdges = 15;
  if (page_.document.settings.compatibility < kEdges && wanted.x_align.empty()) wanted.x -= looks.left_margin();
  const BoxPlace place = place_box(wanted, surroundings_of(around));
  const word::Paragraph* first = nullptr;
  for (const word::Row& row : table.rows) {
    for (const word::Cell& cell : row.cells) {
      if (first == nullptr && !cell.blocks.empty()) first = first_paragraph(cell.blocks.front());
    }
  }
  if (first != nullptr) tell_place(place, *first, around);
  std::string size;
  if (width > 0) put_declaration(size, "width", points(width));
  put_declaration(size, "min-height", "1px");
  if (!around.is_running || !is_over_text(place)) return open_box(place, size, "div");
  page_.out.write("<div class=\"gw-flat\"><div class=\"" + page_.classes.name_of(size + place.css) + "\">");
  return "</div></div>";
}

void BoxWriter::tell_place(const BoxPlace& place, const word::Paragraph& paragraph, const Surroundings& around) {
  if (!place.lies_on_text) return;
  page_.out.report(diagnostics::messages::AdoptBoxOverText, {paragraph, 1, around.story});
}

/// The size of a drawing, and its place.
std::string BoxWriter::drawing_css(const word::DrawingPlace& place, const Surroundings& around) const {
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

/// Keeps the room of an object that the page cannot show, so that everything after it stays in its place.
void BoxWriter::write_room(const word::DrawingPlace& place, const Surroundings& around) {
  if (twips_of(place.width) <= 0 || twips_of(place.height) <= 0) return;
  std::string css = drawing_css(place, around);
  if (!place.is_anchored) css += "display:inline-block;";
  page_.out.write("<span class=\"" + page_.classes.name_of(css) + "\"></span>");
}

void BoxWriter::write_picture(const word::Picture& picture, const word::Paragraph& paragraph,
                              const Surroundings& around, const std::string& css) {
  std::string part = picture.vector_part.empty() ? picture.part : picture.vector_part;
  const std::string ending = base::ascii_lowercase(part.substr(std::min(part.size(), part.rfind('.') + 1)));
  // The formats that the module images supports.
  constexpr std::array<std::string_view, 10> kFormats{"png",  "jpg", "jpeg", "webp", "gif",
                                                      "tiff", "tif", "bmp",  "dib",  "svg"};
  const bool is_known = std::find(kFormats.begin(), kFormats.end(), ending) != kFormats.end();
  if (part.empty() || !is_known) {
    page_.out.report(diagnostics::messages::AdoptPicture, {paragraph, 1, around.story},
                     part.empty() ? picture.description : part,
                     part.empty() ? (picture.link.empty() ? std::string("?") : picture.link) : ending);
    write_room(picture.place, around);
    return;
  }
  const std::string name = page_.request.picture_prefix + part;
  if (std::none_of(page_.pictures.begin(), page_.pictures.end(),
                   [&](const auto& known) { return known.first == part; })) {
    page_.pictures.emplace_back(part, name);
  }
  page_.out.write("<img class=\"" + page_.classes.name_of(css) + "\" src=\"");
  page_.out.write_escaped(name);
  page_.out.write("\" alt=\"");
  page_.out.write_with_tags(picture.description, {paragraph, 1, around.story});
  page_.out.write("\">");
}

}  // namespace gongwen::adopt
