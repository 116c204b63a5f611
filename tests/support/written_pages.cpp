#include "support/written_pages.h"

#include "base/utf8.h"
#include "ofd/ofd_check/part_contents.h"
#include "ofd/write_ofd.h"
#include "package/zip_archive.h"
#include "paint/glyph_placement.h"
#include "paint/svg/write_svg.h"
#include "pdf/write_pdf.h"
#include "support/strict_pdf.h"
#include "text/punctuation.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <sstream>

namespace gongwen::tests {
namespace {

using base::PathPoint;
using base::to_utf8;
using base::Transform;
using ofd_check::Element;

constexpr double kPointsOfPx = 0.75;
constexpr double kMmOfPx = 25.4 / 96;
/// Less than anybody sees, and more than what the digits of a file leave out.
constexpr double kExactPx = 0.1;

/// A glyph as it was laid out: its origin in px of the page, y down.
struct Placed {
  std::u32string text;
  PathPoint at;
  text::FaceId face;
  text::GlyphId glyph = 0;
  double size = 0;
  bool is_hidden = false;  // off the page, or where clips leave nothing
};

/// What clips leave of a page, as a rectangle around it.
struct Seen {
  double left, top, right, bottom;
};

Seen cut_to(Seen seen, const base::Path& path, const Transform& to_page) {
  Seen box{HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
  for (const PathPoint& point : path.points) {
    const PathPoint at = to_page.apply(point);
    box = {std::min(box.left, at.x), std::min(box.top, at.y), std::max(box.right, at.x), std::max(box.bottom, at.y)};
  }
  return {std::max(seen.left, box.left), std::max(seen.top, box.top), std::min(seen.right, box.right),
          std::min(seen.bottom, box.bottom)};
}

/// Whether an em around a glyph, at whatever side its ink is, is seen for certain.
bool is_within(const Seen& seen, PathPoint at, double size) {
  return at.x - size > seen.left && at.x + size < seen.right && at.y - size > seen.top && at.y + size < seen.bottom;
}

bool is_blank(std::u32string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char32_t c) { return c == U' ' || c == 0xA0 || c == 0x3000; });
}

/// The glyphs of a page in the order of painting, each moved as the groups around it say.
std::vector<Placed> placed_glyphs(const paint::PageDisplay& page) {
  std::vector<Placed> out;
  std::vector<Transform> outer = {{}};
  const double margin = page.margin.width.to_px();
  std::vector<Seen> seen = {{-margin, -margin, page.size.width.to_px() + margin, page.size.height.to_px() + margin}};
  for (const paint::DisplayItem& item : page.items) {
    if (const auto* push = std::get_if<paint::Apart<paint::PushTransform>>(&item)) {
      const paint::PushTransform& transform = *push;
      outer.push_back(outer.back().after(transform.transform));
    }
    if (std::holds_alternative<paint::PopTransform>(item)) outer.pop_back();
    if (const auto* push = std::get_if<paint::Apart<paint::PushClip>>(&item)) {
      const paint::PushClip& clip = *push;
      seen.push_back(cut_to(seen.back(), clip.path, outer.back()));
    }
    if (std::holds_alternative<paint::PopClip>(item)) seen.pop_back();
    const auto* const draw = std::get_if<paint::DrawGlyphs>(&item);
    if (draw == nullptr) continue;
    const layout::TextRun& run = *draw->run;
    const text::Face* const face = test_fonts().face(run.face);
    if (face == nullptr) continue;
    const std::int32_t em = face->metrics().units_per_em;
    const Transform to_page = outer.back().after(paint::run_transform(*draw, em));
    std::vector<PathPoint> places;
    paint::for_each_placed_glyph(run, em, [&](const layout::RunGlyph&, PathPoint at) { places.push_back(at); });
    std::size_t next = 0;
    layout::for_each_glyph_text(run, [&](const layout::RunGlyph& glyph, std::u32string_view text) {
      const PathPoint at = to_page.apply(places[next++]);
      const double size = run.size.to_px();
      out.push_back({std::u32string(text), at, run.face, glyph.glyph, size, !is_within(seen.back(), at, size)});
    });
  }
  return out;
}

bool is_near(PathPoint a, PathPoint b, double size) {
  const double exact = kExactPx + size / 500;
  return std::abs(a.x - b.x) <= exact && std::abs(a.y - b.y) <= exact;
}

std::string shown(const Placed& glyph) {
  std::ostringstream out;
  out << "«" << to_utf8(glyph.text) << "» at " << glyph.at.x << " " << glyph.at.y;
  return out.str();
}

/// Names the first glyph that differs.
void compare(const std::string& where, const std::vector<Placed>& meant, const std::vector<Placed>& read,
             std::vector<std::string>& out) {
  const std::size_t common = std::min(meant.size(), read.size());
  for (std::size_t i = 0; i < common; ++i) {
    const bool is_same = meant[i].text == read[i].text && is_near(meant[i].at, read[i].at, meant[i].size);
    if (is_same) continue;
    out.push_back(where + ": meant " + shown(meant[i]) + ", read " + shown(read[i]));
    return;
  }
  if (meant.size() > common) out.push_back(where + ": " + shown(meant[common]) + " is lost");
  if (read.size() > common) out.push_back(where + ": " + shown(read[common]) + " was not laid out");
}

std::vector<Placed> without_blanks(std::vector<Placed> glyphs) {
  std::erase_if(glyphs, [](const Placed& glyph) { return is_blank(glyph.text); });
  return glyphs;
}

void compare_pdf(const LaidOut& laid_out, const std::string& bytes, std::vector<std::string>& out) {
  const StrictPdf read = read_strictly(bytes);
  for (const std::string& error : read.errors) out.push_back("PDF, " + error);
  const std::vector<paint::PageDisplay>& pages = laid_out.painted.pages;
  if (read.pages.size() != pages.size()) out.push_back("PDF: another number of pages");
  for (std::size_t i = 0; i < std::min(read.pages.size(), pages.size()); ++i) {
    std::vector<Placed> found;
    for (const StrictGlyph& glyph : read.pages[i].glyphs) {
      const double height = pages[i].size.height.to_px();
      // A further glyph of the same characters has no text (section 9.10.3).
      const std::u32string text = glyph.text == U"\u200B" ? std::u32string() : glyph.text;
      found.push_back({text, {glyph.x / kPointsOfPx, height - glyph.y / kPointsOfPx}, {}, 0, 0, false});
    }
    compare("PDF, page " + std::to_string(i + 1), without_blanks(placed_glyphs(pages[i])),
            without_blanks(std::move(found)), out);
  }
}

double number(const Element& element, std::string_view name, double otherwise = 0) {
  const std::string* const value = element.attribute(name);
  return value == nullptr ? otherwise : std::strtod(value->c_str(), nullptr);
}

std::vector<double> numbers(const std::string* text) {
  std::vector<double> out;
  std::istringstream words(text == nullptr ? "" : *text);
  for (double value = 0; words >> value;) out.push_back(value);
  return out;
}

// SVG: outlines by `use` in groups, and transparent text over them.

class SvgReader {
 public:
  std::vector<Placed> glyphs;  // with ink; their texts are not known
  std::u32string text;

  void read(const Element& element, const Transform& outer) {
    if (element.name == "defs" || element.name == "title") return;
    Transform to_page = outer;
    if (const std::string* const transform = element.attribute("transform")) {
      std::string digits = *transform;
      for (char& c : digits) c = c == '(' || c == ')' || (c >= 'a' && c <= 'z' && c != 'e') ? ' ' : c;
      const std::vector<double> n = numbers(&digits);
      if (transform->starts_with("matrix(") && n.size() == 6)
        to_page = outer.after({n[0], n[1], n[2], n[3], n[4], n[5]});
    }
    if (element.name == "use" && is_in_run_)
      glyphs.push_back({{}, to_page.apply({number(element, "x"), number(element, "y")}), {}, 0, 0, false});
    if (element.name == "text" || element.name == "tspan") text += base::to_utf32(element.text);
    const bool was_in_run = is_in_run_;
    is_in_run_ = element.name == "g" && element.attribute("fill") != nullptr;
    for (const Element& child : element.children) read(child, to_page);
    is_in_run_ = was_in_run;
  }

 private:
  bool is_in_run_ = false;
};

bool has_ink(const Placed& glyph) {
  const text::Face* const face = test_fonts().face(glyph.face);
  return face != nullptr && !text::glyph_outline(*face, glyph.glyph).empty();
}

std::u32string in_order(std::u32string text) {
  std::erase_if(text, [](char32_t c) { return is_blank(std::u32string_view(&c, 1)) || c < 0x20; });
  std::sort(text.begin(), text.end());
  return text;
}

std::u32string text_of(const std::vector<Placed>& glyphs) {
  std::u32string out;
  for (const Placed& glyph : glyphs) out += glyph.text;
  return out;
}

void compare_svg(const LaidOut& laid_out, std::size_t page, std::vector<std::string>& out) {
  const std::string where = "SVG, page " + std::to_string(page + 1);
  std::size_t room = 10'000'000;
  const auto tree = ofd_check::read_tree(svg::write_svg(laid_out.painted, page, test_fonts()), room);
  if (!tree) return out.push_back(where + ": not XML");
  SvgReader reader;
  reader.read(*tree, {});
  std::vector<Placed> meant = placed_glyphs(laid_out.painted.pages[page]);
  if (in_order(reader.text) != in_order(text_of(meant))) out.push_back(where + ": other text");
  std::erase_if(meant, [](const Placed& glyph) { return !has_ink(glyph); });
  for (Placed& glyph : meant) glyph.text.clear();
  compare(where, meant, reader.glyphs, out);
}

// OFD: objects of text, with steps from glyph to glyph.

std::vector<double> steps(const std::string* text) {
  std::vector<double> out;
  std::istringstream words(text == nullptr ? "" : *text);
  for (std::string word; words >> word;) {
    int count = 1;
    if (word == "g") words >> count >> word;
    out.insert(out.end(), static_cast<std::size_t>(count), std::strtod(word.c_str(), nullptr));
  }
  return out;
}

class OfdReader {
 public:
  std::vector<Placed> glyphs;  // without their texts
  std::u32string text;

  void read(const Element& element) {
    if (element.name == "TextObject") return read_text(element);
    for (const Element& child : element.children) read(child);
  }

 private:
  void read_text(const Element& element) {
    const std::vector<double> boundary = numbers(element.attribute("Boundary"));
    const std::vector<double> m = numbers(element.attribute("CTM"));
    const Transform own = m.size() == 6 ? Transform{m[0], m[1], m[2], m[3], m[4], m[5]} : Transform{};
    const Element* const code = element.child("TextCode");
    if (code == nullptr || boundary.size() != 4) return;
    const std::u32string characters = base::to_utf32(code->text);
    text += characters;
    std::size_t count = characters.size();
    if (const Element* const stated = element.child("CGTransform"))
      count = static_cast<std::size_t>(number(*stated, "GlyphCount"));
    const std::vector<double> across = steps(code->attribute("DeltaX"));
    const std::vector<double> down = steps(code->attribute("DeltaY"));
    PathPoint at{number(*code, "X"), number(*code, "Y")};
    for (std::size_t i = 0; i < count; ++i) {
      const PathPoint on_page = own.apply(at);
      // Blanks are known by their characters where those are as many as the glyphs.
      const std::u32string own_text = count == characters.size() ? characters.substr(i, 1) : std::u32string();
      glyphs.push_back(
          {own_text, {(boundary[0] + on_page.x) / kMmOfPx, (boundary[1] + on_page.y) / kMmOfPx}, {}, 0, 0, false});
      at.x += i < across.size() ? across[i] : 0;
      at.y += i < down.size() ? down[i] : 0;
    }
  }
};

bool take(std::multimap<long, PathPoint>& by_line, PathPoint place, double size) {
  for (long line = std::lround(place.y) - 1; line <= std::lround(place.y) + 1; ++line) {
    const auto [begin, end] = by_line.equal_range(line);
    const auto found = std::find_if(begin, end, [&](const auto& entry) { return is_near(entry.second, place, size); });
    if (found == end) continue;
    by_line.erase(found);
    return true;
  }
  return false;
}

/// In whatever order: OFD puts equal texts of a page together. A narrow form of an opening mark is the mark itself
/// there, moved by its blank half.
void compare_places(const std::string& where, const std::vector<Placed>& meant, const std::vector<Placed>& read,
                    std::vector<std::string>& out) {
  std::multimap<long, PathPoint> by_line;
  for (const Placed& glyph : read) by_line.emplace(std::lround(glyph.at.y), glyph.at);
  std::string lost;
  std::size_t count = 0;
  for (const Placed& glyph : meant) {
    if (is_blank(glyph.text)) continue;
    const PathPoint moved{glyph.at.x - glyph.size / 2, glyph.at.y};
    const bool may_move =
        text::mark_side(glyph.text.empty() ? U' ' : glyph.text.front()) == text::MarkSide::BlankBefore;
    if (take(by_line, glyph.at, glyph.size) || (may_move && take(by_line, moved, glyph.size))) continue;
    ++count;
    if (lost.empty()) lost = shown(glyph);
  }
  if (count > 0) out.push_back(where + ": " + std::to_string(count) + " glyphs are elsewhere or lost, first " + lost);
}

/// What is invisible is not in the file.
void compare_ofd(LaidOut& laid_out, std::vector<std::string>& out) {
  const std::string bytes = ofd::write_ofd(laid_out.painted, test_fonts(), {}, laid_out.sink);
  auto archive = package::ZipArchive::open(bytes, {});
  if (!archive) return out.push_back("OFD: not a package");
  for (std::size_t i = 0; i < laid_out.painted.pages.size(); ++i) {
    const std::string where = "OFD, page " + std::to_string(i + 1);
    const auto part = archive->read("Doc_0/Pages/Page_" + std::to_string(i) + "/Content.xml");
    std::size_t room = 10'000'000;
    if (!part) return out.push_back(where + ": no such part");
    const auto tree = ofd_check::read_tree(*part, room);
    if (!tree) return out.push_back(where + ": not XML");
    OfdReader reader;
    reader.read(*tree);
    const paint::PageDisplay& page = laid_out.painted.pages[i];
    std::vector<Placed> meant = placed_glyphs(page);
    const Transform shown = paint::picture_of(page).shown;
    for (Placed& glyph : meant) glyph.at = shown.apply(glyph.at);
    const std::u32string all = in_order(text_of(meant));
    std::erase_if(meant, [](const Placed& glyph) { return glyph.is_hidden; });
    const std::u32string seen = in_order(text_of(meant));
    const std::u32string read = in_order(reader.text);
    const bool has_same_text = std::includes(all.begin(), all.end(), read.begin(), read.end()) &&
                               std::includes(read.begin(), read.end(), seen.begin(), seen.end());
    if (!has_same_text) out.push_back(where + ": other text");
    compare_places(where, meant, reader.glyphs, out);
  }
}

}  // namespace

std::vector<std::string> differences_of_files(LaidOut& laid_out) {
  std::vector<std::string> out;
  compare_pdf(laid_out, pdf::write_pdf(laid_out.painted, test_fonts(), {}, laid_out.sink), out);
  for (std::size_t page = 0; page < laid_out.painted.pages.size(); ++page) compare_svg(laid_out, page, out);
  compare_ofd(laid_out, out);
  return out;
}

}  // namespace gongwen::tests
