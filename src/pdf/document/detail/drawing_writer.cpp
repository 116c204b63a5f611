#include "pdf/document/detail/drawing_writer.h"

#include "pdf/syntax/syntax.h"
#include "resources/deflate.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gongwen::pdf {
namespace {

/// Readers take numbers up to this size without loss (ISO 32000-1 annex C).
constexpr double kMaxMilli = 2e10;

Milli milli(double value) { return std::llround(std::clamp(value * 1000, -kMaxMilli, kMaxMilli)); }

void append_color(std::string& out, css::Color color, std::string_view gray, std::string_view rgb) {
  const auto channel = [&](std::uint8_t value) {
    append_fixed(out, (std::int64_t{value} * 1000 + 127) / 255, 3);
    out.push_back(' ');
  };
  channel(color.red);
  if (color.red == color.green && color.green == color.blue) {
    out += gray;
  } else {
    channel(color.green);
    channel(color.blue);
    out += rgb;
  }
  out.push_back('\n');
}

}  // namespace

Milli ContentSpace::x(double px) const { return scaled(px); }
Milli ContentSpace::y(double px) const { return y_up ? height - scaled(px) : scaled(px); }
Milli ContentSpace::length(double px) const { return scaled(px); }
Milli ContentSpace::scaled(double px) const {
  const Milli fine = milli(px * scale);
  return (fine + (fine < 0 ? -grain : grain) / 2) / grain * grain;
}

void append_number(std::string& out, Milli value) {
  append_fixed(out, value, 3);
  out.push_back(' ');
}

void append_fill_color(std::string& out, css::Color color) { append_color(out, color, "g", "rg"); }
void append_stroke_color(std::string& out, css::Color color) { append_color(out, color, "G", "RG"); }

void append_path(std::string& out, const base::Path& path, const ContentSpace& space) {
  std::size_t next = 0;
  const auto points = [&](int count) {
    for (int i = 0; i < count; ++i) {
      append_number(out, space.x(path.points[next].x));
      append_number(out, space.y(path.points[next].y));
      ++next;
    }
  };
  for (const base::Path::Verb verb : path.verbs) {
    switch (verb) {
      case base::Path::Verb::Move:
        points(1);
        out += "m\n";
        break;
      case base::Path::Verb::Line:
        points(1);
        out += "l\n";
        break;
      case base::Path::Verb::Cubic:
        points(3);
        out += "c\n";
        break;
      case base::Path::Verb::Close: out += "h\n"; break;
    }
  }
}

void append_stroke_style(std::string& out, const base::StrokeStyle& style, const ContentSpace& space) {
  append_number(out, space.length(style.width));
  out += "w ";
  append_integer(out, static_cast<int>(style.cap));
  out += " J ";
  append_integer(out, static_cast<int>(style.join));
  out += " j ";
  append_number(out, milli(std::max(1.0, style.miter_limit)));
  out += "M [";
  for (std::size_t i = 0; i < style.dashes.size(); ++i) {
    if (i > 0) out.push_back(' ');
    append_fixed(out, space.length(style.dashes[i]), 3);
  }
  out += "]";
  append_fixed(out, space.length(style.dash_offset), 3);
  out += " d\n";
}

void append_numbers(std::string& out, const base::Transform& transform) {
  for (const double part : {transform.a, transform.b, transform.c, transform.d, transform.e, transform.f}) {
    append_fixed(out, std::llround(std::clamp(part, -2e7, 2e7) * 1e6), 6);
    out.push_back(' ');
  }
}

void append_transform(std::string& out, const base::Transform& transform) {
  append_numbers(out, transform);
  out += "cm\n";
}

void StateLevels::push(std::string operators, std::string& out) {
  if (levels_.size() < kMaxLevels) out += "q\n";
  out += operators;
  levels_.push_back(std::move(operators));
}

std::size_t StateLevels::pop(std::string& out) {
  levels_.pop_back();
  out += "Q\n";
  if (levels_.size() < kMaxLevels) return levels_.size();
  out += "q\n";
  std::for_each(levels_.begin() + (kMaxLevels - 1), levels_.end(), [&out](const std::string& level) { out += level; });
  return kMaxLevels - 1;
}

namespace {

using images::ColorModel;
using images::PixelCoding;
using images::RasterImage;

void add_size(DictionaryWriter& dictionary, const RasterImage& raster, int bits) {
  dictionary.name("Type", "XObject");
  dictionary.name("Subtype", "Image");
  dictionary.integer("Width", raster.width);
  dictionary.integer("Height", raster.height);
  dictionary.integer("BitsPerComponent", bits);
}

/// Declares rows filtered as in PNG; the reader undoes the filters (section 7.4.4.4).
void add_predictor(const RasterImage& raster, int channels, int bits, DictionaryWriter&& parameters) {
  parameters.integer("Predictor", 15);
  parameters.integer("Colors", channels);
  parameters.integer("BitsPerComponent", bits);
  parameters.integer("Columns", raster.width);
}

/// FileWriter expects the entries of a dictionary without its brackets.
std::string without_brackets(const std::string& dictionary) { return dictionary.substr(2, dictionary.size() - 4); }

}  // namespace

ObjectNumber ImageWriter::write_profile(const std::string& profile, int channels) {
  ObjectNumber& number = profiles_[profile];
  if (!number) number = file_.add_stream("/N " + std::to_string(channels), profile, Compress::Yes);
  return number;
}

std::string ImageWriter::color_space(const RasterImage& raster) {
  const int channels = raster.model == ColorModel::Palette ? 3 : raster.channels();
  std::string space = raster.model == ColorModel::Gray ? "/DeviceGray" : "/DeviceRGB";
  if (!raster.color_profile.empty()) {
    space = "[/ICCBased ";
    append_reference(space, write_profile(raster.color_profile, channels));
    space += "]";
  }
  if (raster.model != ColorModel::Palette) return space;
  std::string palette;
  append_hex(palette, raster.palette);
  return "[/Indexed " + space + " " + std::to_string(raster.palette.size() / 3 - 1) + palette + "]";
}

ObjectNumber ImageWriter::write_alpha(const RasterImage& raster) {
  std::string entries;
  {
    DictionaryWriter dictionary(entries);
    add_size(dictionary, raster, 8);
    dictionary.name("ColorSpace", "DeviceGray");
    dictionary.name("Filter", "FlateDecode");
    add_predictor(raster, 1, 8, dictionary.dictionary("DecodeParms"));
  }
  return file_.add_stream(without_brackets(entries), resources::deflate(raster.alpha), Compress::No);
}

ImageWriter::Written ImageWriter::write(const RasterImage& raster) {
  std::string entries;
  {
    DictionaryWriter dictionary(entries);
    add_size(dictionary, raster, raster.bits);
    dictionary.spelled("ColorSpace", color_space(raster));
    if (raster.is_inverted) dictionary.integers("Decode", {1, 0, 1, 0, 1, 0, 1, 0});
    if (!raster.alpha.empty()) dictionary.reference("SMask", write_alpha(raster));
    dictionary.name("Filter", raster.coding == PixelCoding::Jpeg ? "DCTDecode" : "FlateDecode");
    if (raster.coding != PixelCoding::Jpeg) {
      add_predictor(raster, raster.channels(), raster.bits, dictionary.dictionary("DecodeParms"));
    }
  }
  const ObjectNumber object =
      raster.coding == PixelCoding::UnpackedRows
          ? file_.add_stream(without_brackets(entries), resources::deflate(raster.pixels), Compress::No)
          : file_.add_kept_stream(without_brackets(entries), raster.pixels);
  return {object, !raster.alpha.empty()};
}

const ImageWriter::Written& ImageWriter::write(const images::Image& image) {
  const auto known = written_.find(&image);
  if (known != written_.end()) return known->second;
  Written written;
  const ImportedPage* const page = imported_ == nullptr ? nullptr : imported_->find(image);
  if (page != nullptr) {
    written = {imported_->form(*page), page->has_transparency, page};
  } else if (const auto* const raster = std::get_if<RasterImage>(&image.picture)) {
    written = write(*raster);
  } else {
    const auto& drawing = std::get<images::Drawing>(image.picture);
    written = {DrawingWriter(drawing, *this, file_).write(), drawing.has_transparency};
  }
  return written_.emplace(&image, written).first->second;
}

namespace {

std::string named(std::map<std::string, ObjectNumber>& names, char prefix, ObjectNumber number) {
  std::string name = prefix + std::to_string(number.value);
  names.emplace(name, number);
  return name;
}

void add_references(std::string_view key, const std::map<std::string, ObjectNumber>& names,
                    DictionaryWriter& dictionary) {
  DictionaryWriter references = dictionary.dictionary(key);
  for (const auto& [name, number] : names) references.reference(name, number);
}

void add_states(const ResourceNames& names, DictionaryWriter&& states) {
  for (const auto& [thousandths, name] : names.opacities) {
    DictionaryWriter state = states.dictionary(name);
    state.fixed("ca", thousandths, 3);
    state.fixed("CA", thousandths, 3);
  }
  for (const auto& [name, number] : names.states) states.reference(name, number);
}

}  // namespace

const std::string& ResourceNames::opacity(int thousandths) {
  std::string& name = opacities[thousandths];
  if (name.empty()) name = "A" + std::to_string(thousandths);
  has_transparency = has_transparency || thousandths < 1000;
  return name;
}

std::string ResourceNames::object(ObjectNumber number, char prefix) { return named(objects, prefix, number); }
std::string ResourceNames::pattern(ObjectNumber number) { return named(patterns, 'P', number); }

std::string resource_dictionary(const ResourceNames& names, const std::map<text::FaceId, ObjectNumber>& fonts) {
  std::string body;
  DictionaryWriter dictionary(body);
  if (!names.fonts.empty()) {
    std::map<std::string, ObjectNumber> used;
    for (const auto& [face, name] : names.fonts) used.emplace(name, fonts.at(face));
    add_references("Font", used, dictionary);
  }
  if (!names.opacities.empty() || !names.states.empty()) {
    add_states(names, dictionary.dictionary("ExtGState"));
  }
  if (!names.objects.empty()) add_references("XObject", names.objects, dictionary);
  if (!names.patterns.empty()) add_references("Pattern", names.patterns, dictionary);
  return body;
}

namespace {

using base::FillRule;
using images::Gradient;

constexpr ContentSpace kDrawingSpace{};

std::string numbers(std::initializer_list<double> values) {
  std::string out = "[";
  for (const double value : values) {
    if (out.size() > 1) out.push_back(' ');
    append_fixed(out, std::llround(std::clamp(value, -2e7, 2e7) * 1e6), 6);
  }
  return out + "]";
}

std::string color_numbers(css::Color color, bool of_alpha) {
  if (of_alpha) return numbers({color.alpha / 255.0});
  return numbers({color.red / 255.0, color.green / 255.0, color.blue / 255.0});
}

/// Interpolates between two colours (section 7.10.3).
std::string step_function(css::Color from, css::Color to, bool of_alpha) {
  return "<</FunctionType 2/Domain[0 1]/N 1/C0" + color_numbers(from, of_alpha) + "/C1" + color_numbers(to, of_alpha) +
         ">>";
}

/// Stitches one function per pair of stops (section 7.10.4). Before the first stop and after the last, their colours
/// continue. Two stops at the same place make a hard edge and need no function between them.
std::string stops_function(const Gradient& gradient, bool of_alpha) {
  const std::vector<Gradient::Stop>& stops = gradient.stops;
  std::string functions;
  std::string bounds;
  std::string encode;
  double end = 0;
  const auto add = [&](css::Color from, css::Color to, double until) {
    if (until <= end) return;
    if (end > 0) {
      if (!bounds.empty()) bounds.push_back(' ');
      append_fixed(bounds, std::llround(end * 1e6), 6);
    }
    functions += step_function(from, to, of_alpha);
    encode += encode.empty() ? "0 1" : " 0 1";
    end = until;
  };
  add(stops.front().color, stops.front().color, stops.front().offset);
  for (std::size_t i = 0; i + 1 < stops.size(); ++i) add(stops[i].color, stops[i + 1].color, stops[i + 1].offset);
  add(stops.back().color, stops.back().color, 1);
  return "<</FunctionType 3/Domain[0 1]/Functions[" + functions + "]/Bounds[" + bounds + "]/Encode[" + encode + "]>>";
}

bool has_alpha(const Gradient& gradient) {
  return std::any_of(gradient.stops.begin(), gradient.stops.end(),
                     [](const Gradient::Stop& stop) { return stop.color.alpha != 255; });
}

int thousandths(double opacity) { return static_cast<int>(std::lround(std::clamp(opacity, 0.0, 1.0) * 1000)); }

/// The luminance of a colour by the formula for masks of SVG: PDF gives red, green and blue other weights.
css::Color gray_of(css::Color color) {
  const double share = 0.2125 * color.red + 0.7154 * color.green + 0.0721 * color.blue;
  const auto gray = static_cast<std::uint8_t>(std::lround(share));
  return {gray, gray, gray, color.alpha};
}

std::string matrix(const base::Transform& t) { return numbers({t.a, t.b, t.c, t.d, t.e, t.f}); }

}  // namespace

ObjectNumber DrawingWriter::write() {
  rasters_.resize(drawing_.rasters.size());
  masks_.resize(drawing_.masks.size());
  levels_.emplace_back();
  for (const images::DrawingItem& item : drawing_.items) {
    std::visit([this](const auto& command) { play(command); }, item);
  }
  return write_form(levels_.front(), drawing_.has_transparency);
}

ObjectNumber DrawingWriter::write_form(const Level& level, bool is_group) {
  const ObjectNumber resources = file_.add(resource_dictionary(level.names, {}));
  std::string entries = "/Type/XObject/Subtype/Form/BBox" + numbers({0, 0, drawing_.width, drawing_.height});
  // Without blend modes it makes no difference whether groups are isolated, but in masks poppler draws those that are
  // not isolated too light.
  const std::string_view isolated = drawing_.masks.empty() ? "" : "/I true";
  if (is_group) entries.append("/Group<</S/Transparency").append(isolated).append("/CS/DeviceRGB>>");
  entries += "/Resources ";
  append_reference(entries, resources);
  return file_.add_stream(entries, level.content, Compress::Yes);
}

void DrawingWriter::set_opacity(int opacity) {
  append_name(out(), names().opacity(opacity));
  out() += " gs\n";
}

void DrawingWriter::set_state(ObjectNumber state) {
  const std::string name = "M" + std::to_string(state.value);
  names().states.emplace(name, state);
  append_name(out(), name);
  out() += " gs\n";
}

/// A soft mask of what the items draw (section 11.6.5.3); the backdrop of a luminosity mask is black.
ObjectNumber DrawingWriter::mask_state(std::size_t mask) {
  if (masks_[mask]) return masks_[mask];
  const bool around = std::exchange(in_luminance_, !drawing_.masks[mask].is_alpha);
  levels_.emplace_back();
  for (const images::DrawingItem& item : drawing_.masks[mask].items) {
    std::visit([this](const auto& command) { play(command); }, item);
  }
  const Level level = std::move(levels_.back());
  levels_.pop_back();
  in_luminance_ = around;
  std::string entries = drawing_.masks[mask].is_alpha ? "<</SMask<</S/Alpha/G " : "<</SMask<</S/Luminosity/G ";
  append_reference(entries, write_form(level, true));
  return masks_[mask] = file_.add(entries + ">>>>");
}

std::string DrawingWriter::shading(const Gradient& gradient, bool of_alpha) {
  std::string out = "<</ShadingType " + std::string(gradient.is_radial ? "3" : "2");
  out += of_alpha ? "/ColorSpace/DeviceGray" : "/ColorSpace/DeviceRGB";
  out += "/Coords";
  out += gradient.is_radial ? numbers({gradient.from.x, gradient.from.y, gradient.from_radius, gradient.to.x,
                                       gradient.to.y, gradient.to_radius})
                            : numbers({gradient.from.x, gradient.from.y, gradient.to.x, gradient.to.y});
  return out + "/Extend[true true]/Function" + stops_function(gradient, of_alpha) + ">>";
}

ObjectNumber DrawingWriter::gradient_pattern(const Gradient& gradient, const base::Transform& transform) {
  return file_.add("<</Type/Pattern/PatternType 2/Matrix" + matrix(transform) + "/Shading" + shading(gradient, false) +
                   ">>");
}

/// A soft mask that paints the gradient's opacities as gray (section 11.6.5.3).
ObjectNumber DrawingWriter::gradient_mask(const Gradient& gradient) {
  const std::string pattern =
      "<</Type/Pattern/PatternType 2/Matrix" + matrix(gradient.transform) + "/Shading" + shading(gradient, true) + ">>";
  std::string content = "/Pattern cs /P0 scn\n";
  base::Path all;
  all.add_rect(0, 0, drawing_.width, drawing_.height);
  append_path(content, all, kDrawingSpace);
  content += "f\n";
  std::string entries = "/Type/XObject/Subtype/Form/BBox" + numbers({0, 0, drawing_.width, drawing_.height}) +
                        "/Group<</S/Transparency/CS/DeviceGray>>/Resources<</Pattern<</P0 ";
  append_reference(entries, file_.add(pattern));
  const ObjectNumber form = file_.add_stream(entries + ">>>>", content, Compress::Yes);
  std::string state = "<</SMask<</S/Luminosity/G ";
  append_reference(state, form);
  return file_.add(state + ">>>>");
}

void DrawingWriter::set_paint(const images::Paint& paint, Use use) {
  if (paint.color.alpha != 255) set_opacity(thousandths(paint.color.alpha / 255.0));
  if (!paint.gradient) {
    const css::Color color = in_luminance_ ? gray_of(paint.color) : paint.color;
    use == Use::Fill ? append_fill_color(out(), color) : append_stroke_color(out(), color);
    return;
  }
  Gradient gray;
  if (in_luminance_) {
    gray = drawing_.gradients[*paint.gradient];
    for (Gradient::Stop& stop : gray.stops) stop.color = gray_of(stop.color);
  }
  const Gradient& gradient = in_luminance_ ? gray : drawing_.gradients[*paint.gradient];
  if (has_alpha(gradient)) {
    const ObjectNumber mask = gradient_mask(gradient);
    set_state(mask);
  }
  out() += use == Use::Fill ? "/Pattern cs " : "/Pattern CS ";
  append_name(out(), names().pattern(gradient_pattern(gradient, gradient.transform)));
  out() += use == Use::Fill ? " scn\n" : " SCN\n";
}

void DrawingWriter::play(const images::FillShape& item) {
  out() += "q\n";
  set_paint(item.paint, Use::Fill);
  append_path(out(), item.path, kDrawingSpace);
  out() += item.rule == FillRule::EvenOdd ? "f*\nQ\n" : "f\nQ\n";
}

void DrawingWriter::play(const images::StrokeShape& item) {
  out() += "q\n";
  set_paint(item.paint, Use::Stroke);
  if (!item.transform.is_identity()) append_transform(out(), item.transform);
  append_stroke_style(out(), item.style, kDrawingSpace);
  append_path(out(), item.path, kDrawingSpace);
  out() += "S\nQ\n";
}

void DrawingWriter::play(const images::DrawRaster& item) {
  const images::RasterImage& raster = drawing_.rasters[item.raster];
  ObjectNumber& object = rasters_[item.raster];
  if (!object) object = images_.write(raster).object;
  out() += "q\n";
  append_transform(out(), item.transform);
  append_transform(out(), images::orientation_transform(raster.orientation).after(kUpsideDown));
  append_name(out(), names().object(object, 'I'));
  out() += " Do\nQ\n";
}

void DrawingWriter::play(const images::BeginClip& item) {
  std::string operators;
  append_path(operators, item.path, kDrawingSpace);
  operators += item.rule == FillRule::EvenOdd ? "W* n\n" : "W n\n";
  levels_.back().states.push(std::move(operators), out());
}

void DrawingWriter::play(const images::EndClip&) { levels_.back().states.pop(out()); }

void DrawingWriter::play(const images::BeginGroup& item) {
  levels_.emplace_back();
  levels_.back().opacity = item.opacity;
  levels_.back().mask = item.mask;
}

void DrawingWriter::play(const images::EndGroup&) {
  const Level group = std::move(levels_.back());
  levels_.pop_back();
  const ObjectNumber form = write_form(group, true);
  out() += "q\n";
  set_opacity(thousandths(group.opacity));
  if (group.mask) set_state(mask_state(*group.mask));
  append_name(out(), names().object(form, 'G'));
  out() += " Do\nQ\n";
}

}  // namespace gongwen::pdf
