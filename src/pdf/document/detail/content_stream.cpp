#include "pdf/document/detail/content_stream.h"

#include "paint/glyph_placement.h"
#include "pdf/syntax/syntax.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <span>
#include <utility>

namespace gongwen::pdf {

// First half: paths, images, clips and groups (ISO 32000-1 sections 8.5 to 8.10, 11.4).

namespace {

constexpr double kPointsOfPx = 0.75;
/// Bound for a box, in units: a transform that reduces it to nothing would give it infinite coordinates.
constexpr double kFarthest = 1e9;

const images::RasterImage* as_raster(const images::Image& image) {
  return std::get_if<images::RasterImage>(&image.picture);
}

}  // namespace

void ContentStream::play(const paint::FillPath& item) {
  end_text();
  set_fill(item.color);
  append_path(out_, item.path, space_);
  out_ += item.rule == base::FillRule::EvenOdd ? "f*\n" : "f\n";
}

void ContentStream::play(const paint::StrokePath& item) {
  end_text();
  set_stroke(item.color);
  append_stroke_style(out_, item.style, space_);
  append_path(out_, item.path, space_);
  out_ += "S\n";
}

/// Images fill the unit square; drawings have their own size with y down.
void ContentStream::place_image(const images::Image& image, const ImageWriter::Written& written,
                                const base::Rect& rect) {
  const auto width = static_cast<double>(rect.size.width.raw());
  const auto height = static_cast<double>(rect.size.height.raw());
  const auto left = static_cast<double>(x_of(rect.left()));
  const auto bottom = static_cast<double>(y_of(rect.bottom()));
  base::Transform placed{width, 0, 0, height, left, bottom};
  if (written.page != nullptr) {
    placed = {width / written.page->width, 0, 0, height / written.page->height, left, bottom};
  } else if (const images::RasterImage* const raster = as_raster(image)) {
    placed = placed.after(kUpsideDown).after(images::orientation_transform(raster->orientation)).after(kUpsideDown);
  } else {
    const auto& drawing = std::get<images::Drawing>(image.picture);
    placed = {width / drawing.width, 0, 0, -height / drawing.height, left, bottom + height};
  }
  append_transform(out_, placed);
  names_.has_transparency = names_.has_transparency || written.has_transparency;
  append_name(out_, names_.object(written.object, 'I'));
  out_ += " Do\n";
}

void ContentStream::play(const paint::DrawImage& item) {
  if (objects_ == nullptr) return;
  end_text();
  set_opacity(1000);
  const ImageWriter::Written written = objects_->images.write(*item.image);
  out_ += "q\n";
  place_image(*item.image, written, item.rect);
  out_ += "Q\n";
}

/// Draws repeated images with a tiling pattern (section 8.7.3): one cell is one copy and the gap up to the next.
void ContentStream::play(const paint::TileImage& item) {
  if (objects_ == nullptr) return;
  end_text();
  set_opacity(1000);
  const ImageWriter::Written written = objects_->images.write(*item.image);
  ContentStream cell(fonts_, structure_, {item.first.size.width, item.first.size.height}, objects_);
  cell.place_image(*item.image, written, {{}, item.first.size});
  std::string entries = "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 ";
  append_number(entries, space_.length(item.first.size.width.to_px()));
  append_number(entries, space_.length(item.first.size.height.to_px()));
  entries += "]/XStep ";
  append_number(entries, space_.length(item.step.width.to_px()));
  entries += "/YStep ";
  append_number(entries, space_.length(item.step.height.to_px()));
  // Patterns use the coordinates at the start of the stream, ignoring later transforms (section 8.7.3.1).
  const base::Transform cell_place{
      1, 0, 0, 1, static_cast<double>(x_of(item.first.left())), static_cast<double>(y_of(item.first.bottom()))};
  const base::Transform placed = state_.matrix.after(cell_place);
  entries += "/Matrix[";
  append_numbers(entries, placed);
  entries += "]/Resources ";
  append_reference(entries, objects_->file.add(resource_dictionary(cell.names_, objects_->fonts)));
  const ObjectNumber pattern = objects_->file.add_stream(entries, cell.out_, Compress::Yes);
  names_.has_transparency = names_.has_transparency || written.has_transparency;
  out_ += "q\n/Pattern cs ";
  append_name(out_, names_.pattern(pattern));
  out_ += " scn\n";
  base::Path area;
  area.add_rect(item.area);
  append_path(out_, area, space_);
  out_ += "f\nQ\n";
}

void ContentStream::save_state(std::string operators) {
  saved_.push_back(state_);
  levels_.push(std::move(operators), out_);
}

void ContentStream::restore_state() {
  state_ = saved_[levels_.pop(out_)];
  saved_.pop_back();
}

void ContentStream::play(const paint::PushClip& item) {
  end_text();
  std::string operators;
  append_path(operators, item.path, space_);
  operators += item.rule == base::FillRule::EvenOdd ? "W* n\n" : "W n\n";
  save_state(std::move(operators));
}

void ContentStream::play(const paint::PopClip&) {
  end_text();
  restore_state();
}

/// `item` works in px with y down, PDF in units counted upwards from the foot of the page (ISO 32000-1 8.3.4): map to
/// the former, apply `item`, map back.
void ContentStream::play(const paint::PushTransform& item) {
  end_text();
  const base::Transform& t = item.transform;
  const double scale = space_.scale;
  const auto height = static_cast<double>(page_height_);
  const base::Transform matrix{t.a, -t.b, -t.c, t.d, scale * t.e + t.c * height, height - scale * t.f - t.d * height};
  std::string operators;
  append_transform(operators, matrix);
  save_state(std::move(operators));
  state_.matrix = state_.matrix.after(matrix);
}

void ContentStream::play(const paint::PopTransform&) {
  end_text();
  restore_state();
}

/// A form inherits the graphics state at the place where it is drawn (section 8.10.1); a group inherits all but its
/// opacity (11.6.6).
void ContentStream::play(const paint::PushGroup& item) {
  end_text();
  GraphicsState inner = state_;
  inner.font = {};  // its name may mean another font in the new stream
  inner.opacity = 1000;
  inner.matrix = {};
  OuterStream outer{std::move(out_),   std::move(names_),          std::exchange(state_, inner),
                    std::move(saved_), std::exchange(levels_, {}), std::move(contents_),
                    item.opacity};
  outer_.push_back(std::move(outer));
  out_.clear();
  names_ = {};
  saved_.clear();
  contents_.clear();
}

/// The sheet's box in the coordinates of the innermost group, which may be turned or reduced.
std::array<Milli, 4> ContentStream::group_box() const {
  const double margin = sheet_margin_.to_px();
  const Milli start = -space_.length(margin);
  const Milli right = space_.length(page_size_.width.to_px() + margin);
  const Milli top = space_.length(page_size_.height.to_px() + margin);
  const double points = kPointsOfPx / space_.scale;
  const base::Transform sheet{points, 0, 0, points, 0, 0};
  base::Transform group = outer_.front().state.matrix;
  for (std::size_t i = 1; i < outer_.size(); ++i) group = group.after(outer_[i].state.matrix);
  if (group == sheet || group.determinant() == 0) return {start, start, right, top};
  const base::Transform to_group = paint::inverse(group).after(sheet);
  std::array<double, 4> box{HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
  for (const Milli x : {start, right}) {
    for (const Milli y : {start, top}) {
      const base::PathPoint corner = to_group.apply({static_cast<double>(x) / 1000, static_cast<double>(y) / 1000});
      box = {std::min(box[0], corner.x), std::min(box[1], corner.y), std::max(box[2], corner.x),
             std::max(box[3], corner.y)};
    }
  }
  const auto whole = [](double units) {
    return static_cast<Milli>(std::clamp(units, -kFarthest, kFarthest)) * 1000;
  };
  return {whole(std::floor(box[0])), whole(std::floor(box[1])), whole(std::ceil(box[2])), whole(std::ceil(box[3]))};
}

ObjectNumber ContentStream::write_group() {
  const ObjectNumber form = objects_->file.allocate();
  std::string entries = "/Type/XObject/Subtype/Form/BBox[";
  for (const Milli side : group_box()) append_number(entries, side);
  entries += "]/Group<</S/Transparency/CS/DeviceRGB>>/Resources ";
  append_reference(entries, objects_->file.add(resource_dictionary(names_, objects_->fonts)));
  if (!contents_.empty()) {
    entries += "/StructParents ";
    append_integer(entries, static_cast<std::int64_t>(objects_->structure.add_form(objects_->page, form, contents_)));
  }
  objects_->file.add_stream(form, entries, out_, Compress::Yes);
  return form;
}

void ContentStream::play(const paint::PopGroup&) {
  end_text();
  const ObjectNumber form = objects_ == nullptr ? ObjectNumber() : write_group();
  OuterStream outer = std::move(outer_.back());
  outer_.pop_back();
  out_ = std::move(outer.out);
  names_ = std::move(outer.names);
  state_ = outer.state;
  saved_ = std::move(outer.saved);
  levels_ = std::move(outer.levels);
  contents_ = std::move(outer.contents);
  if (!form) return;
  set_opacity(static_cast<int>(std::lround(outer.opacity * 1000)));
  append_name(out_, names_.object(form, 'G'));
  out_ += " Do\n";
}

namespace {

using base::LayoutUnit;
using layout::RunGlyph;
using layout::TextRun;
using paint::Color;

constexpr int kUnitsOfPx = 64;
/// Converts units to points exactly.
constexpr double kPointsOfUnit = 0.75 / kUnitsOfPx;
constexpr std::string_view kToPoints = ".01171875 0 0 .01171875 0 0 cm\n";
/// Sizes and spacing have two decimals, coordinates of paths one.
constexpr int kFineDecimals = 2;
constexpr Milli kPathGrain = 100;

/// Converts 1/65536 px to 1/100 unit, rounded to nearest.
std::int64_t to_fine(std::int64_t raw) {
  const std::int64_t scaled = raw * 100;
  return (scaled + (scaled < 0 ? -512 : 512)) / 1024;
}

/// Whether two rectangles can be drawn as one, such as the backgrounds of neighbouring cells in a row.
bool continues(const paint::FillRect& left, const paint::FillRect& right) {
  return left.color == right.color && left.rect.top() == right.rect.top() &&
         left.rect.bottom() == right.rect.bottom() && left.rect.right() == right.rect.left();
}

std::string_view artifact_properties(paint::ArtifactKind kind) {
  switch (kind) {
    case paint::ArtifactKind::Layout: return "<</Type/Layout>>";
    case paint::ArtifactKind::Header: return "<</Type/Pagination/Subtype/Header/Attached[/Top]>>";
    case paint::ArtifactKind::Footer: return "<</Type/Pagination/Subtype/Footer/Attached[/Bottom]>>";
    case paint::ArtifactKind::Pagination: return "<</Type/Pagination>>";
  }
  return {};
}

/// In 1/1000.
int opacity_of(Color color) { return (color.alpha * 1000 + 127) / 255; }

/// Whether the marked content that starts here contains nothing but glyphs.
bool is_text_alone(std::span<const paint::DisplayItem> items) {
  const auto other = std::find_if_not(items.begin(), items.end(), [](const paint::DisplayItem& item) {
    return std::holds_alternative<paint::DrawGlyphs>(item);
  });
  return other != items.end() && std::holds_alternative<paint::EndTag>(*other);
}

}  // namespace

ContentStream::ContentStream(const paint::FontUsage& fonts, const paint::StructureTree& structure, base::Size page_size,
                             ContentObjects* objects, LayoutUnit sheet_margin)
    : fonts_(fonts),
      structure_(structure),
      objects_(objects),
      page_size_(page_size),
      sheet_margin_(sheet_margin),
      page_height_(page_size.height.raw()),
      space_{kUnitsOfPx, true, page_height_ * 1000, kPathGrain} {}

std::string ContentStream::write(const paint::PageDisplay& page) {
  // Unpacked once, because joining rectangles and text objects needs to look ahead.
  const std::vector<paint::DisplayItem> page_items(page.items.begin(), page.items.end());
  const std::span<const paint::DisplayItem> items(page_items);
  if (!items.empty()) out_ += kToPoints;
  state_.matrix = {kPointsOfUnit, 0, 0, kPointsOfUnit, 0, 0};
  for (std::size_t i = 0; i < items.size(); ++i) {
    // Marked content with nothing but glyphs goes inside a text object, which its neighbours share; all other marked
    // content ends the text object.
    if (std::holds_alternative<paint::BeginTag>(items[i]))
      is_text_alone(items.subspan(i + 1)) ? begin_text() : end_text();
    if (const auto* const first = std::get_if<paint::FillRect>(&items[i])) {
      i += play_joined(*first, items.subspan(i + 1));
      continue;
    }
    std::visit([this](const auto& command) { play(command); }, items[i]);
  }
  end_text();
  return std::move(out_);
}

/// Draws a rectangle joined with those in `behind` that continue it. Returns how many those are.
std::size_t ContentStream::play_joined(paint::FillRect joined, std::span<const paint::DisplayItem> behind) {
  std::size_t count = 0;
  for (; count < behind.size(); ++count) {
    const auto* const next = std::get_if<paint::FillRect>(&behind[count]);
    if (next == nullptr || !continues(joined, *next)) break;
    joined.rect.size.width = next->rect.right() - joined.rect.left();
  }
  play(joined);
  return count;
}

ContentStream::Units ContentStream::x_of(LayoutUnit x) const { return x.raw(); }
ContentStream::Units ContentStream::y_of(LayoutUnit y) const { return page_height_ - y.raw(); }

void ContentStream::number(Units value) {
  append_integer(out_, value);
  out_.push_back(' ');
}

void ContentStream::set_opacity(int thousandths) {
  if (thousandths == state_.opacity) return;
  state_.opacity = thousandths;
  append_name(out_, names_.opacity(thousandths));
  out_ += " gs\n";
}

void ContentStream::set_fill(Color color) {
  set_opacity(opacity_of(color));
  color.alpha = 255;
  if (color == state_.fill) return;
  state_.fill = color;
  append_fill_color(out_, color);
}

void ContentStream::set_stroke(Color color) {
  set_opacity(opacity_of(color));
  color.alpha = 255;
  if (color == state_.stroke) return;
  state_.stroke = color;
  append_stroke_color(out_, color);
}

void ContentStream::play(const paint::FillRect& item) {
  end_text();
  set_fill(item.color);
  const Units left = x_of(item.rect.left());
  const Units bottom = y_of(item.rect.bottom());
  number(left);
  number(bottom);
  number(x_of(item.rect.right()) - left);
  number(y_of(item.rect.top()) - bottom);
  out_ += "re f\n";
}

void ContentStream::play(const paint::BeginTag& item) {
  append_name(out_, paint::role_name(structure_.element(item.element).role));
  out_ += "<</MCID ";
  append_integer(out_, item.content);
  out_ += ">>BDC\n";
  if (!outer_.empty()) contents_.push_back(item.content);
  marked_in_text_ = in_text_;
}

void ContentStream::play(const paint::BeginArtifact& item) {
  end_text();
  out_ += "/Artifact";
  out_ += artifact_properties(item.kind);
  out_ += "BDC\n";
  marked_in_text_ = false;
}

/// Marked content and text objects must nest; neither may straddle the other (section 14.6.1).
void ContentStream::play(const paint::EndTag&) {
  if (!marked_in_text_) end_text();
  out_ += "EMC\n";
}

void ContentStream::begin_text() {
  if (in_text_) return;
  in_text_ = true;
  out_ += "BT\n";
  line_x_ = line_y_ = 0;
  pen_moved_ = false;
  sheared_ = false;
}

void ContentStream::end_text() {
  if (!in_text_) return;
  in_text_ = false;
  out_ += "ET\n";
}

void ContentStream::place_text(base::Point position, const paint::DrawGlyphs& item) {
  const Units x = x_of(position.x);
  const Units y = y_of(position.y);
  const bool is_level =
      item.turn == layout::QuarterTurn::None && !item.run->synthetic_oblique && item.run->x_scale == 1;
  if (!is_level || sheared_) {
    turn_to(x, y, item);
  } else {
    move_to(x, y);
  }
  sheared_ = !is_level;
  pen_moved_ = false;
  line_x_ = x;
  line_y_ = y;
}

/// A slant that the face lacks is synthesised at 12 degrees.
void ContentStream::turn_to(Units x, Units y, const paint::DrawGlyphs& item) {
  const std::string slant = item.run->synthetic_oblique ? ".2126" : "0";
  std::string wide;
  append_fixed(wide, static_cast<std::int64_t>(item.run->x_scale * 1000 + 0.5), 3);
  switch (item.turn) {
    case layout::QuarterTurn::None: out_ += wide + " 0 " + slant + " 1 "; break;
    case layout::QuarterTurn::Clockwise:
      out_ += "0 -" + wide + " 1 " + (slant == "0" ? slant : "-" + slant) + " ";
      break;
    case layout::QuarterTurn::Counterclockwise: out_ += "0 " + wide + " -1 " + slant + " "; break;
  }
  number(x);
  number(y);
  out_ += "Tm\n";
}

void ContentStream::move_to(Units x, Units y) {
  if (x != line_x_ || y != line_y_ || pen_moved_) {
    // Needed even if this text starts where the last one did: showing glyphs has moved the pen (section 9.4.3).
    number(x - line_x_);
    number(y - line_y_);
    out_ += "Td\n";
  }
}

void ContentStream::select_font(const paint::UsedFont& font, const paint::DrawGlyphs& item) {
  const TextRun& run = *item.run;
  if (state_.font != font.id() || state_.size != run.size) {
    std::string& name = names_.fonts[font.id()];
    if (name.empty()) name = "F" + std::to_string(font.id().value);
    append_name(out_, name);
    out_.push_back(' ');
    append_fixed(out_, to_fine(run.size.raw()), kFineDecimals);
    out_ += " Tf\n";
    state_.font = font.id();
    state_.size = run.size;
  }
  set_fill(item.color);
  if (run.synthetic_bold) {
    // A bold that the face lacks is synthesised by stroking the outlines at 1/36 em.
    set_stroke(item.color);
    append_fixed(out_, to_fine(run.size.raw() / 36), kFineDecimals);
    out_ += " w 0 J[]0 d\n";
  }
  if (run.synthetic_bold != state_.stroked_text) {
    out_ += run.synthetic_bold ? "2 Tr\n" : "0 Tr\n";
    state_.stroked_text = run.synthetic_bold;
  }
}

void ContentStream::play(const paint::DrawGlyphs& item) {
  const paint::UsedFont* const font = fonts_.find(item.run->face);
  if (font == nullptr || item.run->glyphs.empty()) return;
  begin_text();
  select_font(*font, item);
  if (item.run->is_upright) {
    show_downwards(*font, item);
    pen_moved_ = true;
    return;
  }
  place_text(item.position, item);
  // The glyphs are in visual order, which is the reverse of the text (ISO 32000-1 §14.8.2.3.3).
  const bool is_rtl = item.run->is_right_to_left;
  if (is_rtl) out_ += "/ReversedChars BMC\n";
  show(*font, *item.run, item.ends_word);
  if (is_rtl) out_ += "EMC\n";
  pen_moved_ = true;
}

namespace {

/// By how much a glyph's advance exceeds the width in the font dictionary, in 1/65536 px.
std::int64_t extra_advance(const paint::UsedFont& font, paint::CharacterCode code, const RunGlyph& glyph,
                           base::FontSize size) {
  return glyph.advance - std::int64_t{font.stated_width(code)} * size.raw() / 1000;
}

/// The extra advance that all glyphs but the last share, in 1/65536 px; 0 if they differ or it is too small to see.
std::int64_t common_extra(std::span<const std::int64_t> extras, std::int64_t tolerance) {
  if (extras.size() < 2 || std::abs(extras.front()) <= tolerance) return 0;
  const bool uniform = std::all_of(extras.begin(), extras.end() - 1, [&](std::int64_t extra) {
    return std::abs(extra - extras.front()) <= tolerance / 2;
  });
  return uniform ? extras.front() : 0;
}

/// The operand of one text-showing operator: strings of codes with corrections between them (section 9.4.3).
class ShownGlyphs {
 public:
  explicit ShownGlyphs(base::FontSize size) : size_(size) {}

  void add(paint::CharacterCode code) {
    end_correction();
    bytes_.push_back(static_cast<char>(code >> 8));
    bytes_.push_back(static_cast<char>(code & 0xFF));
  }

  /// Moves the following glyphs to the right by 1/65536 px units. Corrections before the same glyph add up to one
  /// number.
  void correct(std::int64_t raw) { correction_ += raw; }

  /// Writes the operator if there is anything to show.
  void write(std::string& out) {
    end_correction();
    end_string();
    if (shown_.empty()) return;
    // A single string needs no array.
    out += corrected_ ? "[" + shown_ + "]TJ\n" : shown_ + "Tj\n";
    shown_.clear();
    corrected_ = false;
  }

 private:
  void end_string() {
    if (!bytes_.empty()) append_literal(shown_, bytes_);
    bytes_.clear();
  }

  void end_correction() {
    if (correction_ == 0) return;
    end_string();
    corrected_ = true;
    // TJ counts in thousandths of an em, to the left.
    append_fixed(shown_, -correction_ * 10'000 / std::max(1, size_.raw()), 1);
    correction_ = 0;
  }

  base::FontSize size_;
  std::string shown_;
  std::string bytes_;
  std::int64_t correction_ = 0;  // pending before the next glyph, in 1/65536 px
  bool corrected_ = false;
};

}  // namespace

void ContentStream::set_spacing(std::int64_t spacing) {
  if (spacing == state_.spacing) return;
  append_fixed(out_, spacing, kFineDecimals);
  out_ += " Tc\n";
  state_.spacing = spacing;
}

/// Shows a run of vertical text, placing each glyph separately.
void ContentStream::show_downwards(const paint::UsedFont& font, const paint::DrawGlyphs& item) {
  const TextRun& run = *item.run;
  const std::int32_t em = font.face().metrics().units_per_em;
  set_spacing(0);
  LayoutUnit begin = item.position.y;
  std::int64_t down = 0;  // 1/65536 px
  std::size_t shown = 0;
  layout::for_each_glyph_text(run, [&](const RunGlyph& glyph, std::u32string_view text) {
    const base::Point place{item.position.x + run.size.length_of(glyph.x_offset, em),
                            begin + base::TextLength::from_raw(down).round() - run.size.length_of(glyph.y_offset, em)};
    place_text(place, item);
    ShownGlyphs glyphs(run.size);
    const bool is_private = std::any_of(text.begin(), text.end(), paint::is_private_character);
    if (is_private) out_ += std::string(kReplacementText) + "\n";
    glyphs.add(font.code(glyph.glyph, text));
    const bool is_last = ++shown == run.glyphs.size();
    const auto blank = is_last && item.ends_word ? paint::blank_after(run, font.face()) : std::nullopt;
    if (blank) glyphs.add(font.code(*blank, U" "));
    glyphs.write(out_);
    if (is_private) out_ += "EMC\n";
    pen_moved_ = true;
    down += glyph.advance;
  });
}

/// Shows a run. Spacing that is the same after every glyph becomes the character spacing (Tc). All other differences
/// become corrections between the glyphs, each as large as the error accumulated so far.
void ContentStream::show(const paint::UsedFont& font, const TextRun& run, bool ends_word) {
  std::vector<paint::CharacterCode> codes;
  std::vector<std::int64_t> extras;
  std::vector<bool> is_private;
  layout::for_each_glyph_text(run, [&](const RunGlyph& glyph, std::u32string_view text) {
    codes.push_back(font.code(glyph.glyph, text));
    is_private.push_back(std::any_of(text.begin(), text.end(), paint::is_private_character));
    extras.push_back(extra_advance(font, codes.back(), glyph, run.size));
  });
  // Half a thousandth of an em: no reader shows a smaller difference.
  const std::int64_t tolerance = run.size.raw() / 1000;
  set_spacing(to_fine(common_extra(extras, tolerance)));
  const std::int64_t spacing_raw = state_.spacing * 1024 / 100;
  const auto scaled = [&](std::int32_t font_units) {
    return std::int64_t{font_units} * run.size.raw() / font.face().metrics().units_per_em;
  };
  ShownGlyphs shown(run.size);
  std::int64_t error = 0;
  std::int64_t rise = 0;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const RunGlyph& glyph = run.glyphs[i];
    if (std::abs(error) > tolerance) shown.correct(std::exchange(error, 0));
    if (const std::int64_t wanted = scaled(glyph.y_offset); wanted != rise) {
      shown.write(out_);
      append_fixed(out_, to_fine(wanted), kFineDecimals);
      out_ += " Ts\n";
      rise = wanted;
    }
    const std::int64_t shift = scaled(glyph.x_offset);
    if (shift != 0) shown.correct(shift);
    if (is_private[i]) {
      shown.write(out_);
      out_ += std::string(kReplacementText) + "\n";
    }
    shown.add(codes[i]);
    if (is_private[i]) {
      shown.write(out_);
      out_ += "EMC\n";
    }
    error += extras[i] - spacing_raw - shift;
  }
  if (const auto blank = ends_word ? paint::blank_after(run, font.face()) : std::nullopt) {
    shown.add(font.code(*blank, U" "));
  }
  shown.write(out_);
  if (rise != 0) out_ += "0 Ts\n";
}

}  // namespace gongwen::pdf
