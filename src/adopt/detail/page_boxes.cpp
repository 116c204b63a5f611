// Text boxes, pictures, frames and floating tables: the part of PageWriter that gives them their places.
#include "adopt/detail/box_place.h"
#include "adopt/detail/format_css.h"
#include "adopt/detail/page_writer.h"
#include "diagnostics/catalogue/adopt.h"

#include <numeric>
#include <string>
#include <variant>

namespace gongwen::adopt {
namespace {

using word::InlineType;

bool is_over_text(const BoxPlace& place) {
  return place.kind == BoxPlace::Kind::Here || place.kind == BoxPlace::Kind::Page;
}

std::string size_of(const word::DrawingPlace& place) {
  std::string css;
  put_declaration(css, "width", points(static_cast<double>(place.width) / 635));
  put_declaration(css, "height", points(static_cast<double>(place.height) / 635));
  return css;
}

std::string frame_size(const word::FloatPlace& frame) {
  std::string css;
  if (frame.width && *frame.width > 0) put_declaration(css, "width", points(*frame.width));
  if (frame.height && *frame.height > 0 && frame.height_rule != "auto")
    put_declaration(css, frame.height_rule == "exact" ? "height" : "min-height", points(*frame.height));
  // A box with a height has been put where it is, which the check of margins asks for.
  if (css.find("height:") == std::string::npos) put_declaration(css, "min-height", "1px");
  put_declaration(css, "text-indent", "0");
  return css;
}

}  // namespace

std::optional<BoxPlace> PageWriter::box_place(const word::Inline& item, const word::Paragraph* paragraph,
                                              const Surroundings& around) const {
  const word::DrawingPlace* place = nullptr;
  if (item.type == InlineType::Picture && item.index < document_.pictures.size())
    place = &document_.pictures[item.index].place;
  if (item.type == InlineType::TextBox && item.index < document_.stories.size() && document_.stories[item.index].box)
    place = &document_.stories[item.index].box->place;
  if (place == nullptr || !place->is_anchored) return std::nullopt;
  PlaceSurroundings surroundings = surroundings_of(around);
  surroundings.is_in_table = around.is_in_table && place->is_in_cell;
  if (paragraph != nullptr) {
    const word::ParagraphFormat& format = paragraph_format(*paragraph);
    surroundings.indent_left = length_of(format.indent_left_chars, format.indent_left);
    surroundings.indent_right = length_of(format.indent_right_chars, format.indent_right);
  }
  return adopt::place_box(wanted_place(*place), surroundings);
}

PlaceSurroundings PageWriter::surroundings_of(const Surroundings& around) {
  PlaceSurroundings surroundings;
  surroundings.section = around.section;
  surroundings.is_in_table = around.is_in_table;
  surroundings.is_running = around.is_running;
  surroundings.is_footer = around.is_footer;
  surroundings.is_sheet = around.is_sheet;
  return surroundings;
}

std::string PageWriter::open_box(const BoxPlace& place, const std::string& size, std::string_view element) {
  const std::string name(element);
  std::string end = "</" + name + ">";
  if (is_over_text(place)) {
    write("<" + name + " class=\"" + (place.kind == BoxPlace::Kind::Page ? "gw-page" : "gw-here") + "\">");
    end += end;
  }
  // The size first: a place may say that it is another one.
  write("<" + name + " class=\"" + classes_.name_of(size + place.css) + "\">");
  return end;
}

void PageWriter::write_content(const word::Inline& item, const word::Paragraph& paragraph, const Surroundings& around,
                               const std::string& css) {
  if (item.type == InlineType::Picture) {
    const word::Picture& picture = document_.pictures[item.index];
    return write_picture(picture, paragraph, around, size_of(picture.place) + css);
  }
  const word::Story& story = document_.stories[item.index];
  write("<div class=\"" + classes_.name_of((story.box ? shape_css(*story.box) : std::string()) + css) + "\">");
  Surroundings inside = around;
  inside.story = "textbox";
  inside.is_in_table = false;
  inside.is_body = false;
  // What a paragraph has open is not that of the paragraphs in the box.
  const ParagraphState kept = state();
  state() = ParagraphState{};
  write_blocks(story.blocks, inside);
  state() = kept;
  write("</div>");
}

void PageWriter::write_box(const word::Inline& item, const word::Paragraph& paragraph, const Surroundings& around) {
  const bool is_known =
      item.type == InlineType::Picture ? item.index < document_.pictures.size() : item.index < document_.stories.size();
  if (!is_known) return;
  close_run();
  const std::optional<BoxPlace> place = box_place(item, &paragraph, around);
  if (!place)
    return write_content(item, paragraph, around, item.type == InlineType::Picture ? "" : "display:inline-block;");
  // Those of headers and footers stand before the paragraph.
  if (around.is_running && is_over_text(*place)) return;
  std::string css = place->css;
  if (place->kind == BoxPlace::Kind::Text) css = "display:block;" + css;
  const bool is_picture = item.type == InlineType::Picture;
  tell_place(*place, paragraph, around);
  if (place->kind != BoxPlace::Kind::Page) return write_content(item, paragraph, around, css);
  write(is_picture ? "<span class=\"gw-page\">" : "<div class=\"gw-page\">");
  write_content(item, paragraph, around, css);
  write(is_picture ? "</span>" : "</div>");
}

void PageWriter::write_running_boxes(const std::vector<word::Block>& blocks, const Surroundings& around) {
  for (const word::Block& block : blocks) {
    if (const auto* const paragraph = std::get_if<word::Paragraph>(&block.content))
      write_running_boxes(*paragraph, BoxPlace::Kind::Page, around);
  }
}

void PageWriter::write_running_boxes(const word::Paragraph& paragraph, BoxPlace::Kind kind,
                                     const Surroundings& around) {
  for (const word::Inline& item : paragraph.inlines) {
    if (item.type != InlineType::Picture && item.type != InlineType::TextBox) continue;
    if (item.change == word::Change::Deleted) continue;
    const std::optional<BoxPlace> place = box_place(item, nullptr, around);
    if (!place || place->kind != kind || place->is_behind != around.is_sheet) continue;
    write("<div class=\"gw-flat\">");
    write_content(item, paragraph, around, "display:block;" + place->css);
    write("</div>");
  }
}

bool PageWriter::write_boxes_behind(const std::map<word::HeaderPage, std::size_t>& stories, word::HeaderPage page,
                                    Surroundings around) {
  const auto at = stories.find(page);
  if (at == stories.end() || at->second >= document_.stories.size()) return false;
  around.is_sheet = true;
  around.is_running = true;
  const std::size_t begin = page_.html.size();
  for (const word::Block& block : document_.stories[at->second].blocks) {
    const auto* const paragraph = std::get_if<word::Paragraph>(&block.content);
    if (paragraph != nullptr) write_running_boxes(*paragraph, BoxPlace::Kind::Page, around);
  }
  return page_.html.size() != begin;
}

std::size_t PageWriter::frame_length(const std::vector<word::Block>& blocks, std::size_t first) const {
  const auto frame_of = [&](std::size_t index) -> const word::FloatPlace* {
    const auto* const paragraph = std::get_if<word::Paragraph>(&blocks[index].content);
    if (paragraph == nullptr || !paragraph_format(*paragraph).frame) return nullptr;
    // Tags of paragraphs stand between frames, since they may end in another one.
    if (text_of(document_, *paragraph).has_only_tags(TagScope::Paragraph)) return nullptr;
    return &*paragraph_format(*paragraph).frame;
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

void PageWriter::write_frame(const std::vector<word::Block>& blocks, std::size_t first, std::size_t count,
                             const Surroundings& around) {
  const auto& head = std::get<word::Paragraph>(blocks[first].content);
  const word::FloatPlace& frame = *paragraph_format(head).frame;
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
  tell_place(place, head, around);
  std::string end = "</div>";
  if (around.is_running && is_over_text(place)) {
    write("<div class=\"gw-flat\"><div class=\"" + classes_.name_of(size + place.css) + "\">");
    end += end;
  } else {
    end = open_box(place, size, "div");
  }
  for (std::size_t i = first; i < first + count; ++i)
    write_paragraph(std::get<word::Paragraph>(blocks[i].content), around);
  write(end + "\n");
}

std::string PageWriter::open_floating(const word::Table& table, const TableLooks& looks, const Surroundings& around) {
  if (table.format >= document_.table_formats.size() || !document_.table_formats[table.format].place) return {};
  const word::FloatPlace& written = *document_.table_formats[table.format].place;
  WantedPlace wanted = wanted_place(written);
  const std::vector<double> widths = looks.column_widths();
  const double width = std::accumulate(widths.begin(), widths.end(), 0.0) * 20;
  if (width > 0) wanted.width = width;
  wanted.height.reset();
  // Word has placed the text of the first column there until version 2010, and since then the edge of the table.
  constexpr std::int32_t kEdges = 15;
  if (document_.settings.compatibility < kEdges && wanted.x_align.empty()) wanted.x -= looks.left_margin();
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
  write("<div class=\"gw-flat\"><div class=\"" + classes_.name_of(size + place.css) + "\">");
  return "</div></div>";
}

void PageWriter::tell_place(const BoxPlace& place, const word::Paragraph& paragraph, const Surroundings& around) {
  if (!place.lies_on_text) return;
  note_place(paragraph, 1, around.story);
  sink_.report(diagnostics::messages::AdoptBoxOverText, here());
  write("<!-- -->");
}

}  // namespace gongwen::adopt
