#include "svg/write_svg.h"

#include "base/decimal.h"
#include "base/escapes.h"
#include "base/xml_writer.h"
#include "paint/glyph_placement.h"
#include "svg/detail/definitions.h"
#include "svg/detail/svg_text.h"
#include "svg/detail/tag_writer.h"
#include "svg/detail/text_lines.h"

#include <utility>

namespace gongwen::svg {
namespace {

using base::Rect;
using base::Transform;

void append_rect(std::string& out, const Rect& rect) {
  append_attribute(out, "x", rect.left().to_px());
  append_attribute(out, "y", rect.top().to_px());
  append_attribute(out, "width", rect.size.width.to_px());
  append_attribute(out, "height", rect.size.height.to_px());
}

Transform onto(const Rect& rect) {
  return {rect.size.width.to_px(), 0, 0, rect.size.height.to_px(), rect.left().to_px(), rect.top().to_px()};
}

class PageWriter {
 public:
  PageWriter(const paint::PaintedDocument& document, std::size_t page, const text::FontLibrary& fonts,
             const SvgOptions& options)
      : page_(document.pages[page]),
        information_(document.information),
        fonts_(fonts),
        definitions_(options.id_prefix, fonts),
        tags_(document, page, options.address_of_page),
        shows_fields_(options.shows_fields) {}

  std::string write() {
    for (const paint::DisplayItem& item : page_.items) {
      if (!std::holds_alternative<paint::DrawGlyphs>(item)) body_ += text_.take();
      std::visit([this](const auto& command) { play(command); }, item);
    }
    body_ += text_.take();
    if (shows_fields_) tint_fields();
    if (page_.rotation != 0) {
      std::string turned = "<g";
      append_transform(turned, "transform", paint::turn_of_sheet(page_));
      body_ = turned + ">\n" + body_ + "</g>\n";
    }
    std::string file = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    append_root(file);
    if (!definitions_.text().empty()) file += "<defs>\n" + definitions_.text() + "</defs>\n";
    return file + body_ + "</svg>\n";
  }

 private:
  void append_root(std::string& file) const {
    const paint::PagePicture picture = paint::picture_of(page_);
    const double left = -picture.shown.e;
    const double top = -picture.shown.f;
    file += "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\"";
    append_attribute(file, "width", picture.width);
    append_attribute(file, "height", picture.height);
    file += " viewBox=\"";
    base::append_decimal(file, left);
    file.push_back(' ');
    base::append_decimal(file, top);
    file.push_back(' ');
    base::append_decimal(file, picture.width);
    file.push_back(' ');
    base::append_decimal(file, picture.height);
    file += "\"";
    append_language(file, information_.language);
    file += ">\n";
    if (!information_.title.empty())
      file += "<title>" + base::escape_markup(base::xml_characters(information_.title)) + "</title>\n";
    // Paper; otherwise the page would be black where the background of a viewer is.
    file += "<rect";
    if (left != 0) append_attribute(file, "x", left);
    if (top != 0) append_attribute(file, "y", top);
    file += " width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
  }

  void tint_fields() {
    for (const paint::FieldArea& field : page_.fields) {
      body_ += "<rect fill=\"#2f6fd0\" fill-opacity=\"0.12\" stroke=\"#2f6fd0\" stroke-opacity=\"0.5\"";
      append_rect(body_, field.rect);
      body_ += "/>\n";
    }
  }

  void play(const paint::FillRect& item) {
    body_ += "<rect";
    append_rect(body_, item.rect);
    append_color(body_, "fill", item.color);
    body_ += "/>\n";
  }

  void play(const paint::FillPath& item) {
    body_ += "<path";
    append_color(body_, "fill", item.color);
    append_fill_rule(body_, "fill-rule", item.rule);
    append_path_data(body_, item.path);
    body_ += "/>\n";
  }

  void play(const paint::StrokePath& item) {
    body_ += "<path fill=\"none\"";
    append_color(body_, "stroke", item.color);
    append_stroke(body_, item.style);
    append_path_data(body_, item.path);
    body_ += "/>\n";
  }

  void play(const paint::DrawImage& item) {
    body_ += use_element(definitions_.image(*item.image), onto(item.rect)) + "\n";
  }

  void play(const paint::TileImage& item) {
    std::string attributes = " patternUnits=\"userSpaceOnUse\"";
    append_rect(attributes, {item.first.origin, item.step});
    const std::string cell = use_element(definitions_.image(*item.image), onto({{}, item.first.size}));
    body_ += "<rect";
    append_rect(body_, item.area);
    body_ += " fill=\"url(#" + definitions_.add("pattern", attributes, cell) + ")\"/>\n";
  }

  void play(const paint::DrawGlyphs& item) {
    const text::Face* const face = fonts_.face(item.run->face);
    if (face == nullptr || item.run->glyphs.empty()) return;
    draw_outlines(item, face->metrics().units_per_em);
    body_ += text_.add(item);
  }

  void draw_outlines(const paint::DrawGlyphs& item, std::int32_t units_per_em) {
    const std::size_t begin = body_.size();
    bool has_ink = false;
    body_ += "<g";
    append_transform(body_, "transform", paint::run_transform(item, units_per_em));
    append_color(body_, "fill", item.color);
    if (item.run->synthetic_bold) {
      append_color(body_, "stroke", item.color);
      append_attribute(body_, "stroke-width", paint::kBoldStroke * units_per_em);
    }
    body_ += ">";
    paint::for_each_placed_glyph(*item.run, units_per_em, [&](const layout::RunGlyph& glyph, base::PathPoint at) {
      const std::string& id = definitions_.glyph(item.run->face, glyph.glyph);
      if (id.empty()) return;
      has_ink = true;
      body_ += "<use xlink:href=\"#" + id + "\"";
      if (at.x != 0) append_attribute(body_, "x", at.x);
      if (at.y != 0) append_attribute(body_, "y", at.y);
      body_ += "/>";
    });
    if (has_ink) {
      body_ += "</g>\n";
    } else {
      body_.resize(begin);
    }
  }

  void play(const paint::PushClip& item) {
    body_ += "<g clip-path=\"url(#" + definitions_.clip(item.path, item.rule) + ")\">\n";
  }
  void play(const paint::PopClip&) { body_ += "</g>\n"; }

  void play(const paint::PushTransform& item) {
    body_ += "<g";
    append_transform(body_, "transform", item.transform);
    body_ += ">\n";
  }
  void play(const paint::PopTransform&) { body_ += "</g>\n"; }

  void play(const paint::PushGroup& item) {
    body_ += "<g";
    append_attribute(body_, "opacity", item.opacity);
    body_ += ">\n";
  }
  void play(const paint::PopGroup&) { body_ += "</g>\n"; }

  void play(const paint::BeginTag& item) { body_ += tags_.begin(item.element); }
  void play(const paint::BeginArtifact&) { body_ += tags_.begin_hidden(); }
  void play(const paint::EndTag&) { body_ += tags_.end(); }

  const paint::PageDisplay& page_;
  const paint::DocumentInformation& information_;
  const text::FontLibrary& fonts_;
  Definitions definitions_;
  TagWriter tags_;
  TextLines text_;
  bool shows_fields_;
  std::string body_;
};

}  // namespace

std::string write_svg(const paint::PaintedDocument& document, std::size_t page, const text::FontLibrary& fonts,
                      const SvgOptions& options) {
  return PageWriter(document, page, fonts, options).write();
}

}  // namespace gongwen::svg
