#include "paint/svg/write_svg.h"

#include "base/decimal.h"
#include "base/escapes.h"
#include "base/format.h"
#include "base/path.h"
#include "base/utf8.h"
#include "images/image_set.h"
#include "images/pixels.h"
#include "paint/display_list.h"
#include "paint/glyph_placement.h"
#include "style/css/color.h"
#include "text/font_library.h"

#include <cmath>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::svg {

namespace {

// Colours and shapes in SVG syntax. Numbers have up to three decimals: a thousandth of a px is invisible.

/// Writes the stroke attributes except for the colour.
void append_stroke(std::string& out, const base::StrokeStyle& style);

/// ` name="1.5"`.
void append_attribute(std::string& out, std::string_view name, double value) {
  out.push_back(' ');
  out += name;
  out += "=\"";
  base::append_decimal(out, value);
  out.push_back('"');
}

/// ` fill="#d8000f"`, with ` fill-opacity="0.5"` where it is not opaque; `name` is `fill`, `stroke` or `stop`.
void append_color(std::string& out, std::string_view name, css::Color color) {
  const bool is_opaque = color.alpha == 255;
  const double opacity = color.alpha / 255.0;
  color.alpha = 255;
  out.push_back(' ');
  out += name;
  out += (name == "stop" ? "-color=\"" : "=\"") + css::to_text(color) + "\"";
  if (!is_opaque) append_attribute(out, std::string(name) + "-opacity", opacity);
}

/// ` transform="matrix(…)"`; writes no attribute for the identity.
void append_transform(std::string& out, std::string_view name, const base::Transform& transform) {
  if (transform.is_identity()) return;
  const base::Transform& t = transform;
  // Scales of glyphs are small, so errors in their sixth digit would add up along a line.
  fmt::format_to(std::back_inserter(out), " {}=\"matrix({:.8g} {:.8g} {:.8g} {:.8g} {:.8g} {:.8g})\"", name, t.a, t.b,
                 t.c, t.d, t.e, t.f);
}

/// ` d="M…"`, the complete attribute (SVG 1.1 section 8.3), with up to `decimals`.
void append_path_data(std::string& out, const base::Path& path, int decimals = 3) {
  const base::PathPoint* next = path.points.data();
  // A sign is a separator too.
  const auto append_separated = [&](double value) {
    base::append_decimal(out, value, decimals, ' ');
  };
  const auto append_points = [&](char letter, int count) {
    out.push_back(letter);
    for (int i = 0; i < count; ++i, ++next) {
      i == 0 ? base::append_decimal(out, next->x, decimals) : append_separated(next->x);
      append_separated(next->y);
    }
  };
  out += " d=\"";
  for (const base::Path::Verb verb : path.verbs) {
    switch (verb) {
      case base::Path::Verb::Move: append_points('M', 1); break;
      case base::Path::Verb::Line: append_points('L', 1); break;
      case base::Path::Verb::Cubic: append_points('C', 3); break;
      case base::Path::Verb::Close: out.push_back('Z'); break;
    }
  }
  out.push_back('"');
}

/// Writes the language both for XML readers and for HTML pages that embed the element.
void append_language(std::string& out, std::string_view language) {
  const std::string value = base::escape_attribute(std::string(language));
  out += " lang=\"" + value + "\" xml:lang=\"" + value + "\"";
}

void append_fill_rule(std::string& out, std::string_view name, base::FillRule rule) {
  if (rule == base::FillRule::NonZero) return;
  out.push_back(' ');
  out += name;
  out += "=\"evenodd\"";
}

void append_stroke(std::string& out, const base::StrokeStyle& style) {
  append_attribute(out, "stroke-width", style.width);
  switch (style.cap) {
    case base::LineCap::Butt: break;
    case base::LineCap::Round: out += " stroke-linecap=\"round\""; break;
    case base::LineCap::Square: out += " stroke-linecap=\"square\""; break;
  }
  switch (style.join) {
    case base::LineJoin::Miter: append_attribute(out, "stroke-miterlimit", style.miter_limit); break;
    case base::LineJoin::Round: out += " stroke-linejoin=\"round\""; break;
    case base::LineJoin::Bevel: out += " stroke-linejoin=\"bevel\""; break;
  }
  if (style.dashes.empty()) return;
  out += " stroke-dasharray=\"";
  for (std::size_t i = 0; i < style.dashes.size(); ++i) {
    if (i > 0) out.push_back(' ');
    base::append_decimal(out, style.dashes[i]);
  }
  out.push_back('"');
  if (style.dash_offset != 0) append_attribute(out, "stroke-dashoffset", style.dash_offset);
}

// DrawingWriter: writes a drawing of paths as the content of a group, in the drawing's own coordinates.

class Definitions {
 public:
  Definitions(std::string id_prefix, const text::FontLibrary& fonts) : prefix_(std::move(id_prefix)), fonts_(&fonts) {}

  /// Returns the identifier of a glyph's element; empty for blanks. A glyph is in font units, y up.
  const std::string& glyph(text::FaceId face, text::GlyphId glyph);
  /// Returns the identifier of an image's element, which fills the unit square, y down, upright.
  const std::string& image(const images::Image& image);
  std::string clip(const base::Path& path, base::FillRule rule);
  std::string gradient(const images::Gradient& gradient, double opacity);
  /// Adds an element of this name with attributes, content and a new identifier, which it returns.
  std::string add(std::string_view name, const std::string& attributes, const std::string& content);

  const std::string& text() const { return text_; }

 private:
  std::string next_id();
  std::string raster_element(const images::RasterImage& raster) const;
  std::string drawing_element(const images::Drawing& drawing);

  std::string prefix_;
  const text::FontLibrary* fonts_;
  std::string text_;
  std::size_t count_ = 0;
  std::map<std::pair<text::FaceId, text::GlyphId>, std::string> glyphs_;
  std::map<const images::Image*, std::string> images_;  // only for look-ups: the order of pointers is not reproducible
};

/// A complete `<use xlink:href="#…"…/>` element with a transform.
std::string use_element(const std::string& id, const base::Transform& transform);

class DrawingWriter {
 public:
  /// `rasters` are the identifiers of the drawing's raster images.
  DrawingWriter(const images::Drawing& drawing, const std::vector<std::string>& rasters, Definitions& definitions)
      : drawing_(drawing), rasters_(rasters), definitions_(definitions) {}

  std::string write();

 private:
  void play(const images::FillShape& item);
  void play(const images::StrokeShape& item);
  void play(const images::DrawRaster& item);
  void play(const images::BeginClip& item);
  void play(const images::EndClip& item);
  void play(const images::BeginGroup& item);
  void play(const images::EndGroup& item);
  void append_paint(std::string_view name, const images::Paint& paint);
  std::string write_mask(const images::Mask& mask);

  const images::Drawing& drawing_;
  const std::vector<std::string>& rasters_;
  Definitions& definitions_;
  std::string out_;
};

std::string DrawingWriter::write() {
  for (const images::DrawingItem& item : drawing_.items) {
    std::visit([this](const auto& command) { play(command); }, item);
  }
  return std::move(out_);
}

void DrawingWriter::append_paint(std::string_view name, const images::Paint& paint) {
  if (!paint.gradient) {
    append_color(out_, name, paint.color);
    return;
  }
  const std::string id = definitions_.gradient(drawing_.gradients[*paint.gradient], paint.color.alpha / 255.0);
  out_.append(" ").append(name).append("=\"url(#").append(id).append(")\"");
}

void DrawingWriter::play(const images::FillShape& item) {
  out_ += "<path";
  append_paint("fill", item.paint);
  append_fill_rule(out_, "fill-rule", item.rule);
  append_path_data(out_, item.path);
  out_ += "/>";
}

void DrawingWriter::play(const images::StrokeShape& item) {
  out_ += "<path fill=\"none\"";
  append_paint("stroke", item.paint);
  append_stroke(out_, item.style);
  append_transform(out_, "transform", item.transform);
  append_path_data(out_, item.path);
  out_ += "/>";
}

void DrawingWriter::play(const images::DrawRaster& item) { out_ += use_element(rasters_[item.raster], item.transform); }

void DrawingWriter::play(const images::BeginClip& item) {
  out_ += "<g clip-path=\"url(#" + definitions_.clip(item.path, item.rule) + ")\">";
}

void DrawingWriter::play(const images::EndClip&) { out_ += "</g>"; }

void DrawingWriter::play(const images::BeginGroup& item) {
  const std::string mask = item.mask ? write_mask(drawing_.masks[*item.mask]) : std::string();
  out_ += "<g";
  append_attribute(out_, "opacity", item.opacity);
  if (!mask.empty()) out_ += " mask=\"url(#" + mask + ")\"";
  out_ += ">";
}

/// Adds the mask over the whole drawing, and returns its identifier.
std::string DrawingWriter::write_mask(const images::Mask& mask) {
  std::string around = std::exchange(out_, {});
  for (const images::DrawingItem& item : mask.items) {
    std::visit([this](const auto& command) { play(command); }, item);
  }
  const std::string content = std::exchange(out_, std::move(around));
  std::string attributes = " maskUnits=\"userSpaceOnUse\" x=\"0\" y=\"0\"";
  append_attribute(attributes, "width", drawing_.width);
  append_attribute(attributes, "height", drawing_.height);
  if (mask.is_alpha) attributes += " mask-type=\"alpha\"";
  return definitions_.add("mask", attributes, content);
}

void DrawingWriter::play(const images::EndGroup&) { out_ += "</g>"; }

// Definitions: glyphs, images, clips, gradients and patterns of a page, each defined once.

std::string Definitions::next_id() { return prefix_ + std::to_string(++count_); }

std::string Definitions::add(std::string_view name, const std::string& attributes, const std::string& content) {
  std::string id = next_id();
  text_.append("<").append(name).append(" id=\"").append(id).append("\"").append(attributes);
  content.empty() ? text_.append("/>\n") : text_.append(">").append(content).append("</").append(name).append(">\n");
  return id;
}

const std::string& Definitions::glyph(text::FaceId face, text::GlyphId glyph) {
  const auto [found, is_new] = glyphs_.try_emplace({face, glyph});
  if (!is_new) return found->second;
  const text::Face* const opened = fonts_->face(face);
  const base::Path outline = opened == nullptr ? base::Path() : text::glyph_outline(*opened, glyph);
  if (outline.empty()) return found->second;
  std::string data;
  append_path_data(data, outline, 0);  // in thousandths of the font size
  return found->second = add("path", data, {});
}

std::string Definitions::raster_element(const images::RasterImage& raster) const {
  const images::ImageFile file = images::image_file(raster);
  std::string element = "<image width=\"1\" height=\"1\" preserveAspectRatio=\"none\"";
  append_transform(element, "transform", images::orientation_transform(raster.orientation));
  element += " xlink:href=\"data:" + file.media_type + ";base64,";
  base::append_base64(element, file.bytes);
  return element + "\"/>";
}

/// The drawing scaled to the unit square and clipped to its rectangle.
std::string Definitions::drawing_element(const images::Drawing& drawing) {
  std::vector<std::string> rasters;
  for (const images::RasterImage& raster : drawing.rasters) rasters.push_back(add("g", {}, raster_element(raster)));
  base::Path frame;
  frame.add_rect(0, 0, drawing.width, drawing.height);
  std::string element = "<g";
  append_transform(element, "transform", {1 / drawing.width, 0, 0, 1 / drawing.height, 0, 0});
  element += " clip-path=\"url(#" + clip(frame, base::FillRule::NonZero) + ")\">";
  return element + DrawingWriter(drawing, rasters, *this).write() + "</g>";
}

const std::string& Definitions::image(const images::Image& image) {
  const auto known = images_.find(&image);
  if (known != images_.end()) return known->second;
  const auto* const raster = std::get_if<images::RasterImage>(&image.picture);
  const std::string element =
      raster != nullptr ? raster_element(*raster) : drawing_element(std::get<images::Drawing>(image.picture));
  return images_.emplace(&image, add("g", {}, element)).first->second;
}

std::string Definitions::clip(const base::Path& path, base::FillRule rule) {
  std::string element = "<path";
  append_fill_rule(element, "clip-rule", rule);
  append_path_data(element, path);
  return add("clipPath", {}, element + "/>");
}

std::string Definitions::gradient(const images::Gradient& gradient, double opacity) {
  std::string attributes = " gradientUnits=\"userSpaceOnUse\"";
  append_transform(attributes, "gradientTransform", gradient.transform);
  if (gradient.is_radial) {
    append_attribute(attributes, "cx", gradient.to.x);
    append_attribute(attributes, "cy", gradient.to.y);
    append_attribute(attributes, "r", gradient.to_radius);
    append_attribute(attributes, "fx", gradient.from.x);
    append_attribute(attributes, "fy", gradient.from.y);
    if (gradient.from_radius > 0) append_attribute(attributes, "fr", gradient.from_radius);
  } else {
    append_attribute(attributes, "x1", gradient.from.x);
    append_attribute(attributes, "y1", gradient.from.y);
    append_attribute(attributes, "x2", gradient.to.x);
    append_attribute(attributes, "y2", gradient.to.y);
  }
  std::string stops;
  for (const images::Gradient::Stop& stop : gradient.stops) {
    css::Color color = stop.color;
    color.alpha = static_cast<std::uint8_t>(color.alpha * opacity + 0.5);
    stops += "<stop";
    append_attribute(stops, "offset", stop.offset);
    append_color(stops, "stop", color);
    stops += "/>";
  }
  return add(gradient.is_radial ? "radialGradient" : "linearGradient", attributes, stops);
}

std::string use_element(const std::string& id, const base::Transform& transform) {
  std::string element = "<use xlink:href=\"#" + id + "\"";
  append_transform(element, "transform", transform);
  return element + "/>";
}

// TagWriter: writes the meaning of a page's content as far as SVG can express it: links, figures, languages, furniture.

class TagWriter {
 public:
  using AddressOfPage = std::function<std::string(std::size_t page)>;

  TagWriter(const paint::PaintedDocument& document, std::size_t page, AddressOfPage address_of_page);

  /// Ends the element that was started last, and starts one for content of `element`. All content of a link is inside
  /// the link, so that text can be both selected and followed.
  std::string begin(paint::ElementId element);
  std::string begin_hidden();
  std::string end();

 private:
  const paint::LinkArea* link_around(paint::ElementId element) const;
  std::string address_of(const paint::LinkArea& link) const;
  std::string_view language_of(paint::ElementId element) const;
  std::string attributes_of(paint::ElementId element) const;

  const paint::PaintedDocument& document_;
  std::size_t page_;
  AddressOfPage address_of_page_;
  std::map<paint::ElementId, const paint::LinkArea*> links_;
  std::vector<std::string_view> ends_;
};

TagWriter::TagWriter(const paint::PaintedDocument& document, std::size_t page, AddressOfPage address_of_page)
    : document_(document), page_(page), address_of_page_(std::move(address_of_page)) {
  for (const paint::LinkArea& link : document.pages[page].links) links_.emplace(link.element, &link);
}

const paint::LinkArea* TagWriter::link_around(paint::ElementId element) const {
  if (links_.empty()) return nullptr;
  for (; element; element = document_.structure.element(element).parent) {
    const auto found = links_.find(element);
    if (found != links_.end()) return found->second;
  }
  return nullptr;
}

/// The address of a link; empty if it leads nowhere from this file.
std::string TagWriter::address_of(const paint::LinkArea& link) const {
  if (!link.target.starts_with('#')) return link.target;
  const auto found = document_.destinations.find(std::string_view(link.target).substr(1));
  const bool is_elsewhere = found != document_.destinations.end() && found->second.page != page_;
  return is_elsewhere && address_of_page_ ? address_of_page_(found->second.page) : std::string();
}

/// The language of an element; empty if it is that of the document.
std::string_view TagWriter::language_of(paint::ElementId element) const {
  for (; element; element = document_.structure.element(element).parent) {
    const std::string& language = document_.structure.element(element).details->language;
    if (!language.empty()) return language == document_.information.language ? std::string_view() : language;
  }
  return {};
}

std::string TagWriter::attributes_of(paint::ElementId element) const {
  std::string attributes;
  if (const std::string_view language = language_of(element); !language.empty()) append_language(attributes, language);
  const paint::StructureElement& figure = document_.structure.element(element);
  if (figure.role == paint::StructureRole::Figure && !figure.details->alternative.empty()) {
    attributes += " role=\"img\" aria-label=\"" +
                  base::escape_attribute(base::xml_characters(figure.details->alternative)) + "\"";
  }
  return attributes;
}

std::string TagWriter::begin(paint::ElementId element) {
  const std::string attributes = attributes_of(element);
  const paint::LinkArea* const link = link_around(element);
  const std::string address = link == nullptr ? std::string() : address_of(*link);
  if (address.empty()) {
    ends_.emplace_back("</g>\n");
    return "<g" + attributes + ">\n";
  }
  std::string start = "<a xlink:href=\"" + base::escape_attribute(base::xml_characters(address)) + "\">";
  if (!link->description.empty())
    start += "<title>" + base::escape_markup(base::xml_characters(link->description)) + "</title>";
  ends_.emplace_back("</g></a>\n");
  return start + "<g" + attributes + ">\n";
}

std::string TagWriter::begin_hidden() {
  ends_.emplace_back("</g>\n");
  return "<g aria-hidden=\"true\">\n";
}

std::string TagWriter::end() {
  const std::string_view end = ends_.back();
  ends_.pop_back();
  return std::string(end);
}

// TextLines: the text of a page, transparent, for selecting, searching and screen readers.
//   body += lines.add(run);  // for each run
//   body += lines.take();    // before anything else, and at the end

/// Joins the runs of a line into one text, since programs do not find words that span two texts.
class TextLines {
 public:
  /// Appends a run. If the run does not continue the line, returns the text before it.
  std::string add(const paint::DrawGlyphs& item);
  /// Returns the pending text; empty if absent.
  std::string take();

 private:
  bool continues(const paint::DrawGlyphs& item) const;

  std::string first_;  // attributes and characters of the run while it is the only one
  std::string spans_;  // of all runs
  std::size_t count_ = 0;
  base::Point last_;  // where the last run starts
  double end_ = 0;    // where it ends
};

constexpr std::string_view kStart = "<text fill-opacity=\"0\" xml:space=\"preserve\"";

std::string characters_of(const layout::TextRun& run) {
  std::u32string text;
  for (const char32_t c : run.text) {
    if (base::is_xml_character(c)) text.push_back(c);
  }
  return base::escape_markup(base::to_utf8(text));
}

/// The text of a vertical line, rotated to run along it.
std::string turned_text(const paint::DrawGlyphs& item, const std::string& characters) {
  const bool upwards = item.turn == layout::QuarterTurn::Counterclockwise;
  base::Transform turn = paint::turn_transform(upwards ? item.turn : layout::QuarterTurn::Clockwise);
  turn.e = item.position.x.to_px();
  turn.f = item.position.y.to_px();
  std::string text(kStart);
  append_transform(text, "transform", turn);
  append_attribute(text, "font-size", item.run->size.to_px());
  append_attribute(text, "textLength", paint::run_length(*item.run));
  return text + " lengthAdjust=\"spacingAndGlyphs\">" + characters + "</text>\n";
}

bool TextLines::continues(const paint::DrawGlyphs& item) const {
  return count_ > 0 && item.position.y == last_.y && std::abs(item.position.x.to_px() - end_) <= item.run->size.to_px();
}

/// The text gets the length of its outlines, regardless of the font that the program uses for it.
std::string TextLines::add(const paint::DrawGlyphs& item) {
  const std::string characters = characters_of(*item.run);
  if (characters.empty()) return {};
  if (item.turn != layout::QuarterTurn::None || item.run->is_upright) return take() + turned_text(item, characters);
  std::string before;
  if (!continues(item)) before = take();
  const double length = paint::run_length(*item.run) * item.run->x_scale;
  std::string attributes;
  append_attribute(attributes, "x", item.position.x.to_px());
  append_attribute(attributes, "y", item.position.y.to_px());
  append_attribute(attributes, "font-size", item.run->size.to_px());
  append_attribute(attributes, "textLength", length);
  attributes += " lengthAdjust=\"spacingAndGlyphs\">" + characters;
  if (count_ == 0) first_ = attributes;
  spans_ += "<tspan" + attributes + "</tspan>";
  ++count_;
  last_ = item.position;
  end_ = item.position.x.to_px() + length;
  return before;
}

std::string TextLines::take() {
  std::string text;
  if (count_ == 1) text.append(kStart).append(first_).append("</text>\n");
  if (count_ > 1) text.append(kStart).append(">").append(spans_).append("</text>\n");
  spans_.clear();
  count_ = 0;
  return text;
}

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
    // White paper; without it the page would have the background of the viewer.
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
