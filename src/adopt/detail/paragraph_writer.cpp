#include "adopt/detail/paragraph_writer.h"

#include "adopt/detail/block_writer.h"
#include "adopt/detail/box_writer.h"
#include "adopt/detail/contents_writer.h"
#include "adopt/detail/field_writer.h"
#include "adopt/detail/format_css.h"
#include "adopt/detail/text_language.h"
#include "base/escapes.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/adopt.h"

#include <algorithm>
#include <map>
#include <variant>

namespace gongwen::adopt {
namespace {

using word::InlineType;

/// The part of a run's format that text inherits from its paragraph; spans carry the rest.
word::RunFormat inherited_part(const word::RunFormat& format) {
  word::RunFormat base;
  base.ascii_font = format.ascii_font;
  base.high_ansi_font = format.high_ansi_font;
  base.east_asia_font = format.east_asia_font;
  base.half_points = format.half_points;
  base.bold = format.bold;
  return base;
}

}  // namespace

void ParagraphWriter::write() {
  open();
  write_pieces();
  close();
}

void ParagraphWriter::open() {
  // The format of most of the text is that of the paragraph.
  std::map<std::uint32_t, std::size_t> lengths;
  for (const Piece& piece : text_.pieces) {
    if (piece.item == nullptr) lengths[piece.format] += piece.end - piece.begin;
  }
  const auto longest = std::max_element(lengths.begin(), lengths.end(),
                                        [](const auto& a, const auto& b) { return a.second < b.second; });
  const word::RunFormat base =
      inherited_part(page_.run_format(longest == lengths.end() ? paragraph_.mark_format : longest->first));
  const word::ParagraphFormat& format = page_.paragraph_format(paragraph_);
  base_css_ = run_css(base);
  base_size_ = font_size(base);
  ParagraphContext context;
  context.size = base_size_;
  context.grid = around_.section == nullptr ? nullptr : &around_.section->grid;
  context.is_in_table = around_.is_in_table;
  context.grid_in_tables = page_.document.settings.adjusts_lines_in_tables;
  const Numbering::Marked marked = page_.numbering.mark(paragraph_, format);
  bool has_boxes = false;
  bool is_broken = false;
  bool is_relative = false;
  for (const Piece& piece : text_.pieces) {
    if (piece.item == nullptr) continue;
    has_boxes = has_boxes || piece.item->type == InlineType::TextBox;
    is_broken = is_broken || piece.item->type == InlineType::PageBreak || piece.item->type == InlineType::ColumnBreak;
    const std::optional<BoxPlace> place = BoxWriter(page_).box_place(*piece.item, &paragraph_, around_);
    is_relative = is_relative || (place && place->kind == BoxPlace::Kind::Here);
  }
  // After the tags are expanded, nothing may be left: a line without text, as in Word.
  const bool has_statement =
      std::any_of(text_.tags.begin(), text_.tags.end(), [](const Tag& tag) { return tag.type == TagType::Statement; });
  const bool keeps_line = !text_.pieces.empty() && !is_broken && (has_statement || text_.is_blank_but_tags(true));
  const std::int32_t level = format.outline_level.value_or(9);
  const auto shown = page_.shown_styles.find(page_.style_name(format));
  const auto class_of = [&](const std::string& counters, bool is_rest = false) {
    std::string css = base_css_ + paragraph_css(format, context) + counters;
    if (!marked.marker.empty() && !is_rest) css += "&::before{" + marked.marker + "}";
    // The text after a break continues without first-line indent and room above.
    if (is_rest) css += "text-indent:0;margin-top:0;";
    if (is_relative && css.find("position:") == std::string::npos) put_declaration(css, "position", "relative");
    if (keeps_line) put_declaration(css, "min-height", points(line_height(format, context) * 20));
    if (shown != page_.shown_styles.end() && !around_.is_running && !is_rest)
      css += fmt::format("string-set:gw-style{} content(text);", shown->second);
    std::string names = page_.classes.name_of(css);
    if (const std::string borders = paragraph_borders_css(format, context); !borders.empty())
      names += " " + page_.classes.name_of(borders);
    return names;
  };
  element_ = around_.is_body && !around_.is_in_table && level >= 0 && level < 6 ? "h" + std::to_string(level + 1) : "p";
  // Text boxes are blocks, which no `p` can contain.
  const bool is_division = has_boxes && element_ == "p";
  if (is_division) element_ = "div";
  has_boxes_before_ = has_boxes && !is_division;
  for (const Piece& piece : text_.pieces) {
    if (has_boxes_before_ && piece.item != nullptr && piece.item->type == InlineType::TextBox)
      BoxWriter(page_).write_box_before(*piece.item, paragraph_, around_);
  }
  const std::string id = ContentsWriter(page_).count_heading(paragraph_, text_, around_);
  page_.out.write(page_.sequences.restarts(level));
  open_begin_ = page_.out.size();
  std::string name = class_of(marked.css);
  if (!marked.first_css.empty()) {
    name = fmt::format(
        "{{% if \"{0}\" not in gw_lists.begun %}}{1}{{% set gw_lists.begun = gw_lists.begun ~ \"{0}\" %}}"
        "{{% else %}}{2}{{% endif %}}",
        marked.restart_id, class_of(marked.first_css), name);
  }
  const std::string language = language_of(page_.document, text_);
  const bool is_other = !language.empty() && language != page_.language;
  const std::string end = std::string(is_division ? " gw-p\"" : "\"") +
                          (is_other ? " lang=\"" + base::escape_attribute(language) + "\"" : std::string());
  page_.out.write("<" + element_ + id + " class=\"" + name + end);
  if (page_.title == &paragraph_) page_.out.write(" data-title=\"\"");
  page_.out.write(">");
  if (is_broken) rest_tag_ = "<" + element_ + " class=\"" + class_of({}, true) + end + ">";
  content_begin_ = page_.out.size();
  page_.out.note_place({paragraph_, 1, around_.story});
}

void ParagraphWriter::close() {
  close_inlines();
  // A paragraph without text is one line high, but not an empty rest of a paragraph after a break.
  const bool is_empty = page_.out.size() == content_begin_;
  if (is_empty && is_broken_) {
    page_.out.take_back(open_begin_);
  } else {
    page_.out.write(is_empty ? "<br>" : "");
    page_.out.write("</" + element_ + ">");
  }
  element_.clear();
}

/// Reports each look of characters that CSS cannot express once, at the first text that has it.
void ParagraphWriter::report_lost_looks(const word::RunFormat& run, std::uint32_t character) {
  const auto report = [&](bool is_set, const std::string& name) {
    if (!is_set || !page_.told_looks.insert(name).second) return;
    page_.out.report(diagnostics::messages::AdoptPlainCharacters, {paragraph_, character, around_.story}, name);
  };
  const std::int32_t scale = run.scale.value_or(100);
  report(scale != 100, fmt::format("w:w {} %", scale));
  report(run.outline.value_or(false), "w:outline");
  report(run.shadow.value_or(false), "w:shadow");
  report(run.emboss.value_or(false), "w:emboss");
  report(run.imprint.value_or(false), "w:imprint");
}

void ParagraphWriter::use_run(std::uint32_t format) {
  last_format_ = format;
  const word::RunFormat& run = page_.run_format(format);
  std::string css = run_css(run);
  const double size = font_size(run);
  std::string name;
  if (css != base_css_) {
    // Larger text needs a higher line, as in Word; smaller text does not make it lower.
    if (size > base_size_ && !run.vertical_align) css += "line-height:" + points(size * 1.15 * 20) + ";";
    name = page_.classes.name_of(css);
  }
  if (run_is_open_ && name == run_class_) return;
  close_run();
  if (name.empty()) return;
  page_.out.write("<span class=\"" + name + "\">");
  run_class_ = name;
  run_is_open_ = true;
}

void ParagraphWriter::close_inlines() {
  close_run();
  if (in_ruby_) page_.out.write("</ruby>");
  in_ruby_ = false;
  for (; !open_links_.empty(); open_links_.pop_back()) page_.out.write("</a>");
  link_fields_.clear();
}

void ParagraphWriter::open_link(std::string_view address, std::uint32_t character) {
  close_run();
  const std::size_t begin = page_.out.size();
  page_.out.write("<a href=\"");
  page_.out.write_with_tags(address, {paragraph_, character, around_.story});
  page_.out.write("\">");
  open_links_.push_back(page_.out.text().substr(begin));
}

void ParagraphWriter::close_link() {
  if (open_links_.empty()) return;
  close_run();
  page_.out.write("</a>");
  open_links_.pop_back();
}

void ParagraphWriter::close_run() {
  if (run_is_open_) page_.out.write("</span>");
  run_is_open_ = false;
  run_class_.clear();
}

std::vector<ParagraphWriter::Stretch> ParagraphWriter::stretches_before_stops() const {
  const word::ParagraphFormat& format = page_.paragraph_format(paragraph_);
  const bool is_plain = text_.text.find('\n') == std::string::npos &&
                        std::none_of(text_.tags.begin(), text_.tags.end(),
                                     [](const Tag& tag) { return tag.type == TagType::Statement; }) &&
                        std::none_of(text_.pieces.begin(), text_.pieces.end(), [](const Piece& piece) {
                          if (piece.item == nullptr) return false;
                          const InlineType type = piece.item->type;
                          return type != InlineType::BookmarkStart && type != InlineType::BookmarkEnd &&
                                 type != InlineType::FieldStart && type != InlineType::FieldResult &&
                                 type != InlineType::FieldEnd;
                        });
  const word::Twips first = format.indent_first.value_or(0);
  std::vector<Stretch> stretches;
  if (!is_plain || !format.tabs || first < 0 || format.indent_first_chars || format.indent_left_chars) return stretches;
  word::Twips at = format.indent_left.value_or(0) + first;
  std::size_t tab = text_.text.find('\t');
  for (const word::TabStop& stop : *format.tabs) {
    if (tab == std::string::npos || (stop.align != "left" && stop.align != "start") || stop.at <= at) break;
    const auto piece = std::find_if(text_.pieces.begin(), text_.pieces.end(), [tab](const Piece& one) {
      return one.item == nullptr && one.begin <= tab && tab < one.end;
    });
    const std::optional<std::string> line =
        piece == text_.pieces.end() ? std::nullopt : page_.run_format(piece->format).underline;
    stretches.push_back({stop.at - at, line && *line != "none"});
    at = stop.at;
    tab = text_.text.find('\t', tab + 1);
  }
  return stretches;
}

void ParagraphWriter::close_stretch() {
  if (!stretch_is_open_) return;
  close_run();
  // A tab that is underlined is a line to write on.
  if (stretch_has_line_) page_.out.write("<span class=\"gw-line\"></span>");
  page_.out.write("</span>");
  stretch_is_open_ = false;
}

void ParagraphWriter::open_stretch() {
  if (tabs_ >= stretches_.size()) return;
  stretch_is_open_ = true;
  stretch_has_line_ = stretches_[tabs_].has_line;
  close_run();
  const std::string display = stretch_has_line_ ? "inline-flex;align-items:baseline" : "inline-block";
  page_.out.write("<span class=\"" +
                  page_.classes.name_of("display:" + display +
                                        ";text-indent:0;min-width:" + points(stretches_[tabs_].width) + ";") +
                  "\">");
}

void ParagraphWriter::write_pieces() {
  stretches_ = stretches_before_stops();
  open_stretch();
  std::size_t next = 0;  // the first tag that has not ended
  const std::string_view all = text_.text;
  for (const Piece& piece : text_.pieces) {
    while (next < text_.tags.size() && text_.tags[next].end <= piece.begin &&
           text_.tags[next].end < std::max(piece.end, piece.begin + 1))
      ++next;
    if (piece.item != nullptr) {
      const bool is_in_tag =
          next < text_.tags.size() && text_.tags[next].begin < piece.begin && piece.begin < text_.tags[next].end;
      if (!is_in_tag) write_item(piece);
      continue;
    }
    for (std::size_t at = piece.begin; at < piece.end;) {
      while (next < text_.tags.size() && text_.tags[next].end <= at) ++next;
      const Tag* const tag = next < text_.tags.size() ? &text_.tags[next] : nullptr;
      if (tag == nullptr || tag->begin > at) {
        const std::size_t end = std::min(piece.end, tag == nullptr ? piece.end : tag->begin);
        if (skipped_fields_ == 0) {
          use_run(piece.format);
          const std::uint32_t character = piece.character + characters_in(all.substr(piece.begin, at - piece.begin));
          report_lost_looks(page_.run_format(piece.format), character);
          page_.out.note_place({paragraph_, character, around_.story});
          write_text(all.substr(at, end - at));
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
        for (std::size_t i = 0; is_statement && i < open_links_.size(); ++i) page_.out.write("</a>");
        page_.out.write_tag(
            *tag,
            {paragraph_, piece.character + characters_in(all.substr(piece.begin, at - piece.begin)), around_.story});
        for (std::size_t i = 0; is_statement && i < open_links_.size(); ++i) page_.out.write(open_links_[i]);
      }
      at = std::min(tag->end, piece.end);
    }
  }
  close_stretch();
}

void ParagraphWriter::write_text(std::string_view words) {
  const std::optional<std::vector<word::TabStop>>& stops = page_.paragraph_format(paragraph_).tabs;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t next = std::min(words.find_first_of("\t\n", at), words.size());
    page_.out.write_escaped(words.substr(at, next - at));
    if (next < words.size() && words[next] == '\n') page_.out.write("<br>");
    if (next < words.size() && words[next] == '\t') {
      const std::size_t index = tabs_++;
      if (index < stretches_.size()) {
        close_stretch();
        open_stretch();
        use_run(last_format_);
        at = next + 1;
        continue;
      }
      const word::TabStop* const stop = stops && index < stops->size() ? &(*stops)[index] : nullptr;
      // A stop at the right edge: the text after it is moved there, with or without dots before it.
      if (stop != nullptr && (stop->align == "right" || stop->align == "center" || stop->align == "end")) {
        page_.out.write(stop->leader.empty() || stop->leader == "none" ? "<span class=\"gw-space\"></span>"
                                                                       : "<span class=\"gw-leader\"></span>");
      } else {
        page_.out.write("\t");
      }
    }
    at = next + 1;
  }
}

void ParagraphWriter::write_item(const Piece& piece) {
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
    else if (item.index < page_.document.fields.size()) {
      use_run(item.format);
      write_field(item.index, piece.character);
    }
    return;
  }
  // Done even within a field whose result is generated: the element that the bookmark has opened ends there.
  if (item.type == InlineType::BookmarkEnd && open_text_ == item.index) {
    close_run();
    page_.out.write("</span>");
    open_text_.reset();
    return;
  }
  if (skipped_fields_ > 0) return;
  switch (item.type) {
    case InlineType::PageBreak:
    case InlineType::ColumnBreak: {
      if (element_.empty()) break;
      // The text after the break is another part of the paragraph; a paragraph that begins with the break has no first
      // part.
      close_inlines();
      std::string tag = rest_tag_;
      if (page_.out.size() == content_begin_) {
        tag = page_.out.take_back(open_begin_);
      } else {
        page_.out.write("</" + element_ + ">");
      }
      page_.out.write(item.type == InlineType::PageBreak ? "<div class=\"gw-break\"></div>"
                                                         : "<div class=\"gw-column\"></div>");
      open_begin_ = page_.out.size();
      page_.out.write(tag);
      content_begin_ = page_.out.size();
      is_broken_ = true;
      break;
    }
    case InlineType::Picture:
    case InlineType::TextBox: {
      if (item.type == InlineType::TextBox && has_boxes_before_) break;
      close_run();
      BoxWriter(page_).write_box(item, paragraph_, around_);
      break;
    }
    case InlineType::Object:
      if (item.index < page_.document.objects.size()) {
        const word::Object& object = page_.document.objects[item.index];
        page_.out.report(diagnostics::messages::AdoptLeftOut, {paragraph_, piece.character, around_.story},
                         object.text.empty() ? object.name : object.name + " “" + first_words(object.text) + "”");
        close_run();
        BoxWriter(page_).write_room(object.place, around_);
      }
      break;
    case InlineType::BookmarkStart:
      if (item.index < page_.document.bookmarks.size()) {
        const std::string& name = page_.document.bookmarks[item.index].name;
        if (page_.targets.count(name) != 0 && page_.anchors.insert(name).second) {
          close_run();
          // In a loop, references lead to the first pass.
          const bool is_text = page_.shown_texts.contains(name);
          const std::string entry = base::json_string("|" + name + "|");
          if (page_.out.loops > 0) page_.out.write("{% if " + entry + " not in gw_seen.ids %}");
          page_.out.write("<span id=\"");
          page_.out.write_escaped(name);
          page_.out.write(is_text ? "\">" : "\"></span>");
          if (page_.out.loops > 0) page_.out.write("{% set gw_seen.ids = gw_seen.ids ~ " + entry + " %}");
          if (page_.out.loops > 0) page_.out.write(is_text ? "{% else %}<span>{% endif %}" : "{% endif %}");
          if (is_text) open_text_ = item.index;
        }
      }
      break;
    case InlineType::FootnoteMark:
    case InlineType::EndnoteMark:
      close_run();
      write_note(item.index);
      break;
    case InlineType::LinkStart:
      if (item.index < page_.document.links.size()) {
        const word::Link& link = page_.document.links[item.index];
        open_link(address_with_tags(link.target) + (link.anchor.empty() ? "" : "#" + link.anchor), piece.character);
      }
      break;
    case InlineType::LinkEnd: close_link(); break;
    // In Word the annotation comes first, in HTML the annotated text.
    case InlineType::RubyStart:
      close_run();
      ruby_begin_ = page_.out.size();
      break;
    case InlineType::RubyBase:
      close_run();
      if (in_ruby_ || ruby_begin_ < content_begin_) break;
      annotation_ = page_.out.take_back(ruby_begin_);
      page_.out.write("<ruby>");
      in_ruby_ = true;
      break;
    case InlineType::RubyEnd:
      if (!in_ruby_) break;
      close_run();
      page_.out.write("<rt>" + annotation_ + "</rt></ruby>");
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

void ParagraphWriter::write_field(std::uint32_t index, std::uint32_t character) {
  const word::Field& field = page_.document.fields[index];
  FieldWriter fields(page_);
  if (field.name() == "HYPERLINK") {
    if (const std::string address = address_of(field); !address.empty()) {
      open_link(address, character);
      link_fields_.push_back(index);
    }
  } else if (fields.write_live(field, around_)) {
    skipped_fields_ = 1;
  } else {
    fields.tell_kept(field, {paragraph_, character, around_.story});
  }
}

void ParagraphWriter::write_note(std::size_t story) {
  if (story >= page_.document.stories.size()) return;
  page_.out.write("<span class=\"gw-note\">");
  bool is_first = true;
  Surroundings inside = around_;
  inside.story = story_name(page_.document, story);
  for (const word::Block& block : page_.document.stories[story].blocks) {
    const auto* const paragraph = std::get_if<word::Paragraph>(&block.content);
    if (paragraph == nullptr) {
      if (const word::Paragraph* const first = first_paragraph(block))
        page_.out.report(diagnostics::messages::AdoptLeftOut, {*first, 1, inside.story}, "w:tbl");
      continue;
    }
    if (!is_first) page_.out.write("<br>");
    is_first = false;
    const ParagraphText text = text_of(page_.document, *paragraph);
    if (!check_tags(page_, *paragraph, text, inside)) continue;
    ParagraphWriter line(page_, *paragraph, text, inside);
    line.base_css_ = base_css_;
    line.base_size_ = base_size_;
    line.write_pieces();
    line.close_inlines();
  }
  page_.out.write("</span>");
}

}  // namespace gongwen::adopt
