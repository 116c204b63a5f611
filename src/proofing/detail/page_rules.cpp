#include "base/format.h"
#include "diagnostics/catalogue/proofing.h"
#include "proofing/detail/characters.h"
#include "proofing/detail/rules.h"

#include <cmath>
#include <map>

namespace gongwen::proofing {
namespace {

namespace messages = diagnostics::messages;
using layout::PageLayout;

std::string in_mm(double length) { return fmt::format("{:.1f}", length); }

diagnostics::OriginId origin_of_root(const Proof& proof) {
  return proof.context.box(proof.context.boxes.root()).origin;
}

/// Whether the page is one of running text: without a name that makes it another.
bool is_plain(const PageLayout& page) { return page.context.name.empty() && !page.context.blank; }

/// How many Han characters are on a line that holds nothing else but marks; 0 for other lines.
int count_of_full_line(const Proof& proof, const Paragraph& paragraph, const ProofLine& line) {
  int count = 0;
  for (std::size_t i = line.begin; i < line.end; ++i) {
    const char32_t c = paragraph.text[i];
    if (!is_ideograph(c)) return 0;
    ++count;
  }
  const double left = proof.document.pages[line.page].area.origin.x.to_px();
  return count + static_cast<int>(std::lround((line.left.to_px() - left) / paragraph.size.to_px()));
}

/// How many Han characters a line has room for; 0 when it has not the page's whole width.
int capacity_of_line(const Proof& proof, const Paragraph& paragraph, const ProofLine& line) {
  const style::ComputedStyle& style = proof.context.style_of(paragraph.box);
  const base::LayoutUnit width =
      line.width - style.padding_left.resolve(line.width) - style.padding_right.resolve(line.width);
  const base::LayoutUnit pitch = paragraph.size.to_length() + style.letter_spacing;
  if (width != proof.document.pages[line.page].area.size.width || pitch <= base::LayoutUnit()) return 0;
  // There is no spacing after the last one.
  return static_cast<int>((width + style.letter_spacing).to_px() / pitch.to_px() + .01);
}

/// In a text without enough lines of Han characters alone, the first line of running text that another one follows
/// shows how many fit.
void check_room_of_lines(const Proof& proof) {
  for (const Paragraph& paragraph : proof.text.paragraphs) {
    if (!proof.text.is_body(paragraph) || !paragraph.is_indented || paragraph.lines.size() < 2) continue;
    const ProofLine& line = paragraph.lines[1];
    if (!is_plain(proof.document.pages[line.page])) continue;
    const int capacity = capacity_of_line(proof, paragraph, line);
    if (capacity == 0) continue;
    if (capacity == proof.profile.characters) return;
    proof.sink.report(messages::ProofingCharactersPerLine, paragraph.origins[line.begin], line.page + 1, line.number,
                      capacity, proof.profile.characters);
    return;
  }
}

}  // namespace

/// GB/T 9704-2012 5.2.1: margins within 1 mm, the type area 156 by 225 mm.
void check_type_area(const Proof& proof) {
  constexpr double tolerance = 1;
  const Profile& profile = proof.profile;
  if (profile.width == 0) return;
  for (const PageLayout& page : proof.document.pages) {
    if (!is_plain(page)) continue;
    const bool odd = page.context.number % 2 == 1;
    const double inner = (odd ? page.area.origin.x : page.size.width - page.area.right()).to_mm();
    const double top = page.area.origin.y.to_mm();
    const double width = page.area.size.width.to_mm();
    const double height = page.area.size.height.to_mm();
    const bool fits = std::abs(inner - profile.inner) <= tolerance && std::abs(top - profile.top) <= tolerance &&
                      std::abs(width - profile.width) <= tolerance && std::abs(height - profile.height) <= tolerance;
    if (fits) continue;
    proof.sink.report(messages::ProofingTypeArea, origin_of_root(proof), page.context.number,
                      in_mm(width) + " × " + in_mm(height), in_mm(top), in_mm(inner),
                      fmt::format("{} × {}", profile.width, profile.height), fmt::format("{}", profile.top),
                      fmt::format("{}", profile.inner));
    return;
  }
}

/// GB/T 9704-2012 5.2.3: lines a page, derived from the pitch of the running text.
void check_lines_per_page(const Proof& proof) {
  for (const Paragraph& paragraph : proof.text.paragraphs) {
    if (!proof.text.is_body(paragraph)) continue;
    for (std::size_t i = 1; i < paragraph.lines.size(); ++i) {
      const ProofLine& line = paragraph.lines[i];
      const PageLayout& page = proof.document.pages[line.page];
      if (!is_plain(page) || line.page != paragraph.lines[i - 1].page) continue;
      const double pitch = (line.baseline - paragraph.lines[i - 1].baseline).to_px();
      // The last line needs no leading below it.
      const double leading = std::max(pitch - paragraph.size.to_px(), 0.0);
      const int fitting = pitch <= 0 ? 0 : static_cast<int>((page.area.size.height.to_px() + leading) / pitch + .01);
      const int whole = pitch <= 0 ? 0 : static_cast<int>(page.area.size.height.to_px() / pitch + .01);
      if (fitting == proof.profile.lines || whole == proof.profile.lines) continue;
      proof.sink.report(messages::ProofingLinesPerPage, paragraph.origins[line.begin], line.page + 1, line.number,
                        whole, proof.profile.lines);
      return;
    }
  }
}

/// GB/T 9704-2012 5.2.3: characters a line, derived from the lines that hold Han characters only, if there are some.
void check_characters_per_line(const Proof& proof) {
  struct Example {
    int times = 0;
    const Paragraph* paragraph = nullptr;
    const ProofLine* line = nullptr;
  };
  std::map<int, Example> counts;
  for (const Paragraph& paragraph : proof.text.paragraphs) {
    if (!proof.text.is_body(paragraph)) continue;
    for (std::size_t i = 0; i + 1 < paragraph.lines.size(); ++i) {
      const ProofLine& line = paragraph.lines[i];
      if (!is_plain(proof.document.pages[line.page])) continue;
      const int count = count_of_full_line(proof, paragraph, line);
      if (count == 0) continue;
      Example& example = counts[count];
      if (example.times++ == 0) example = {1, &paragraph, &line};
    }
  }
  const auto most = std::max_element(counts.begin(), counts.end(),
                                     [](const auto& a, const auto& b) { return a.second.times < b.second.times; });
  // A line or two may be short because of what follows them.
  constexpr int enough = 3;
  if (most == counts.end() || most->second.times < enough) {
    check_room_of_lines(proof);
    return;
  }
  if (most->first == proof.profile.characters) return;
  const Example& example = most->second;
  proof.sink.report(messages::ProofingCharactersPerLine, example.paragraph->origins[example.line->begin],
                    example.line->page + 1, example.line->number, most->first, proof.profile.characters);
}

/// GB/T 9704-2012 7.3.3: the first page shows text of the body, wherever the title is.
void check_first_page(const Proof& proof) {
  for (const Paragraph& paragraph : proof.text.paragraphs) {
    if (paragraph.lines.empty() || !proof.text.is_body(paragraph) || !paragraph.is_indented) continue;
    if (paragraph.lines.front().page > 0) {
      proof.sink.report(messages::ProofingNoTextOnFirstPage, paragraph.origins.front());
    }
    return;
  }
}

/// GB/T 9704-2012 7.3.5.5: a page with the signature has text of the body as well.
void check_seals(const Proof& proof) {
  for (const Place& place : proof.text.signatures) {
    bool text = false;
    for (const Paragraph& paragraph : proof.text.paragraphs) {
      if (!proof.text.is_body(paragraph) || is_in_class(paragraph.box, "signature", proof.context)) continue;
      if (is_in_class(paragraph.box, "imprint", proof.context) || is_in_class(paragraph.box, "note", proof.context))
        continue;
      for (const ProofLine& line : paragraph.lines) text = text || line.page == place.page;
    }
    if (text) continue;
    proof.sink.report(messages::ProofingSealAlone, proof.context.box(place.box).origin, place.page + 1);
  }
}

/// GB/T 9704-2012 7.4: 版记 is on the last page, which is an even one.
void check_imprint(const Proof& proof) {
  for (const Place& place : proof.text.imprints) {
    const bool last = place.page + 1 == proof.document.pages.size();
    if (last && place.page % 2 == 1) continue;
    const bool ruled = !proof.document.pages[place.page].context.name.starts_with("letter");
    if (last && !ruled) continue;
    proof.sink.report(messages::ProofingImprintPage, proof.context.box(place.box).origin, place.page + 1,
                      proof.document.pages.size());
  }
}

}  // namespace gongwen::proofing
