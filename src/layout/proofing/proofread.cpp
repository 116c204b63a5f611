#include "layout/proofing/proofread.h"

#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/proofing.h"
#include "layout/proofing/detail/characters.h"
#include "layout/proofing/detail/text_rules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

// The rules of proofreading, grouped by what they check. Each rule is one function that reports one message.
// Two steps: Reader walks the fragments of all pages and collects the paragraphs, each with its
// characters, their origins and its lines (read_pages); then the rules look at paragraphs and pages. A
// paragraph is a block container with lines of its own, even if it continues over several pages. Lengths
// are in px unless their names say otherwise.
namespace gongwen::proofing {

/// The document and the profile that rules check.
struct Proof {
  const ProofText& text;
  const layout::DocumentLayout& document;
  const Profile& profile;
  const layout::LayoutContext& context;
  diagnostics::DiagnosticSink& sink;
};

/// Reports a place in a paragraph with page and line: what it contains, and what it should contain.
void report_at(const Proof& proof, diagnostics::DiagnosticId id, const Paragraph& paragraph, std::size_t at,
               std::u32string_view found, std::u32string_view expected = {});

// Lines of a paragraph.
void check_broken_numbers(const Proof& proof, const Paragraph& paragraph);
void check_lonely_characters(const Proof& proof, const Paragraph& paragraph);
void check_lonely_lines(const Proof& proof, const Paragraph& paragraph);
void check_line_fit(const Proof& proof, const Paragraph& paragraph);

// Pages.
void check_type_area(const Proof& proof);
void check_lines_per_page(const Proof& proof);
void check_characters_per_line(const Proof& proof);
void check_first_page(const Proof& proof);
void check_seals(const Proof& proof);
void check_imprint(const Proof& proof);

namespace {

namespace messages = diagnostics::messages;

// `12|34`, `12|.5`, `12.|5` and `50|%` are breaks within a number; `12|元` is not.
bool goes_on_with_number(char32_t before, char32_t after) {
  if (is_digit(before))
    return is_digit(after) || std::u32string_view(U".,%‰℃").find(after) != std::u32string_view::npos;
  return (before == U'.' || before == U',') && is_digit(after);
}

}  // namespace

/// GB/T 15835-2011: a number in Arabic digits is not broken across lines.
void check_broken_numbers(const Proof& proof, const Paragraph& paragraph) {
  const std::u32string_view text = paragraph.text;
  for (std::size_t i = 1; i < paragraph.lines.size(); ++i) {
    const std::size_t at = paragraph.lines[i].begin;
    // A decimal point or comma at the end of the line is looked at together with the digit before it.
    const bool has_number = is_digit(text[at - 1]) || (at > 1 && is_digit(text[at - 2]));
    if (!has_number || !goes_on_with_number(text[at - 1], text[at])) continue;
    // The whole number is shown in the message: 1,234.5% rather than the break alone.
    std::size_t begin = at - 1;
    while (begin > 0 && (is_digit(text[begin - 1]) || text[begin - 1] == U'.' || text[begin - 1] == U',')) --begin;
    std::size_t end = at;
    while (end < text.size() && (is_digit(text[end]) || text[end] == U'.' || text[end] == U',' || text[end] == U'%'))
      ++end;
    report_at(proof, messages::ProofingNumberBroken, paragraph, begin, text.substr(begin, end - begin));
  }
}

/// GB/T 15834-2011 5.1.11, CLREQ 3.4: the last line of a paragraph has more than one character.
void check_lonely_characters(const Proof& proof, const Paragraph& paragraph) {
  if (paragraph.lines.size() < 2 || !(proof.text.is_body(paragraph) || paragraph.is_title)) return;
  const ProofLine& last = paragraph.lines.back();
  const std::u32string_view text = std::u32string_view(paragraph.text).substr(last.begin, last.end - last.begin);
  // Marks do not count as characters: 。 may stand beside the single one.
  const auto is_mark = [](char32_t c) {
    return is_full_width_mark(c) || c == U' ';
  };
  const std::size_t marks = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_mark));
  if (text.size() - marks > 1) return;
  report_at(proof, messages::ProofingLonelyCharacter, paragraph, last.begin, text);
}

/// CLREQ 3.4: the last line of a paragraph must not be alone at the head of a page.
void check_lonely_lines(const Proof& proof, const Paragraph& paragraph) {
  const std::size_t count = paragraph.lines.size();
  if (count < 2 || !proof.text.is_body(paragraph)) return;
  // A paragraph of two lines, one on each page, is reported as well.
  const ProofLine& last = paragraph.lines[count - 1];
  if (last.page == paragraph.lines[count - 2].page) return;
  const std::u32string_view text = paragraph.text;
  report_at(proof, messages::ProofingLonelyLine, paragraph, last.begin, text.substr(last.begin, last.end - last.begin));
}

/// CLREQ, line adjustment: gaps grow only within limits. A line that they cannot fill stays short, which is reported if
/// it is visible.
void check_line_fit(const Proof& proof, const Paragraph& paragraph) {
  // A line that is shorter by less than two characters does not catch the eye.
  constexpr double kSeenShort = 2;  // em
  for (const ProofLine& line : paragraph.lines) {
    if (line.fit == layout::LineFit::Natural) continue;
    const std::string text = base::to_utf8(paragraph.text.substr(line.begin, line.end - line.begin));
    const diagnostics::OriginId origin = paragraph.origins[line.begin];
    if (line.fit == layout::LineFit::Stretched) {
      proof.sink.report(messages::ProofingLineStretched, origin, text, line.page + 1, line.number);
      continue;
    }
    // The size of type may be 0 in a line without text.
    const double lack = line.lack.to_px() / std::max(line.size.to_px(), 1.0);
    if (lack <= kSeenShort) continue;
    proof.sink.report(messages::ProofingLineShort, origin, text, line.page + 1, line.number,
                      fmt::format("{:.1f}", lack));
  }
}

namespace {

using layout::PageLayout;

std::string in_mm(double length) { return fmt::format("{:.1f}", length); }

diagnostics::OriginId origin_of_root(const Proof& proof) {
  return proof.context.box(proof.context.boxes.root()).origin;
}

/// Whether the page is one of running text rather than a named or blank one.
bool is_plain(const PageLayout& page) { return page.context.name.empty() && !page.context.blank; }

/// The number of Han characters on a line that contains only them and marks; 0 for other lines. Lines with marks
/// may be squeezed or stretched, so they do not show the capacity. The indent of a first line counts as
/// characters.
int count_of_full_line(const Proof& proof, const Paragraph& paragraph, const ProofLine& line) {
  int count = 0;
  for (std::size_t i = line.begin; i < line.end; ++i) {
    const char32_t c = paragraph.text[i];
    if (!is_ideograph(c)) return 0;
    ++count;
  }
  // The indent in characters: 2 for `text-indent: 2em`.
  const double left = proof.document.pages[line.page].area.origin.x.to_px();
  return count + static_cast<int>(std::lround((line.left.to_px() - left) / paragraph.size.to_px()));
}

/// The number of Han characters that fit on a line; 0 if it does not have the full width of the page.
int capacity_of_line(const Proof& proof, const Paragraph& paragraph, const ProofLine& line) {
  const style::ComputedStyle& style = proof.context.style_of(paragraph.box);
  // Padding belongs to the box of the paragraph, not to its lines.
  const base::LayoutUnit width =
      line.width - style.padding_left.resolve(line.width) - style.padding_right.resolve(line.width);
  const base::LayoutUnit pitch = paragraph.size.to_length() + style.letter_spacing;
  // A line in a narrower box says nothing about the page.
  if (width != proof.document.pages[line.page].area.size.width || pitch <= base::LayoutUnit()) return 0;
  // There is no letter spacing after the last character.
  return static_cast<int>((width + style.letter_spacing).to_px() / pitch.to_px() + .01);
}

/// If the text has too few lines of only Han characters, determines the capacity from the width of the
/// first line of running text that is not the first of its paragraph. Reports at most once.
void check_room_of_lines(const Proof& proof) {
  for (const Paragraph& paragraph : proof.text.paragraphs) {
    if (!proof.text.is_body(paragraph) || !paragraph.is_indented || paragraph.lines.size() < 2) continue;
    // lines[1]: the first line has the indent.
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

/// GB/T 9704-2012 5.2.1: margins within 1 mm, a type area of 156 by 225 mm.
void check_type_area(const Proof& proof) {
  constexpr double tolerance = 1;
  const Profile& profile = proof.profile;
  // The profile prescribes no type area.
  if (profile.width == 0) return;
  for (const PageLayout& page : proof.document.pages) {
    if (!is_plain(page)) continue;
    // On pages with even numbers the inner margin is at the right (GB/T 9704-2012, 5.2.1: 订口).
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
    // One message is enough: all plain pages have the same rules.
    return;
  }
}

/// GB/T 9704-2012 5.2.3: lines per page, derived from the line pitch of the running text.
void check_lines_per_page(const Proof& proof) {
  for (const Paragraph& paragraph : proof.text.paragraphs) {
    if (!proof.text.is_body(paragraph)) continue;
    for (std::size_t i = 1; i < paragraph.lines.size(); ++i) {
      const ProofLine& line = paragraph.lines[i];
      const PageLayout& page = proof.document.pages[line.page];
      if (!is_plain(page) || line.page != paragraph.lines[i - 1].page) continue;
      // The distance of two baselines in one paragraph is the pitch of the body text.
      const double pitch = (line.baseline - paragraph.lines[i - 1].baseline).to_px();
      // There is no leading below the last line.
      const double leading = std::max(pitch - paragraph.size.to_px(), 0.0);
      // .01: the quotient of a page that holds exactly 22 lines may be a trifle below 22. Both readings
      // of the standard are accepted: with and without leading below the last line.
      const int fitting = pitch <= 0 ? 0 : static_cast<int>((page.area.size.height.to_px() + leading) / pitch + .01);
      const int whole = pitch <= 0 ? 0 : static_cast<int>(page.area.size.height.to_px() / pitch + .01);
      if (fitting == proof.profile.lines || whole == proof.profile.lines) continue;
      proof.sink.report(messages::ProofingLinesPerPage, paragraph.origins[line.begin], line.page + 1, line.number,
                        whole, proof.profile.lines);
      return;
    }
  }
}

/// GB/T 9704-2012 5.2.3: characters per line, derived from lines of only Han characters, if there are any.
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
      // Counts lines by their capacity, and keeps the first one for the message.
      if (example.times++ == 0) example = {1, &paragraph, &line};
    }
  }
  const auto most = std::max_element(counts.begin(), counts.end(),
                                     [](const auto& a, const auto& b) { return a.second.times < b.second.times; });
  // Single lines may be short because of the next words.
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

/// GB/T 9704-2012 7.3.3: the first page shows body text, wherever the title is.
void check_first_page(const Proof& proof) {
  for (const Paragraph& paragraph : proof.text.paragraphs) {
    // Indented paragraphs of body text are the text proper: addressees and headings are not indented.
    if (paragraph.lines.empty() || !proof.text.is_body(paragraph) || !paragraph.is_indented) continue;
    if (paragraph.lines.front().page > 0) {
      proof.sink.report(messages::ProofingNoTextOnFirstPage, paragraph.origins.front());
    }
    return;
  }
}

/// GB/T 9704-2012 7.3.5.5: the page with the signature also has body text.
/// A page has body text if any line of a paragraph outside of signature, imprint and notes is on it.
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

/// GB/T 9704-2012 7.4: 版记 is on the last page, which has an even number.
void check_imprint(const Proof& proof) {
  for (const Place& place : proof.text.imprints) {
    const bool last = place.page + 1 == proof.document.pages.size();
    // Letters (信函格式) have an imprint without rules, whose page need not be even.
    if (last && place.page % 2 == 1) continue;
    const bool ruled = !proof.document.pages[place.page].context.name.starts_with("letter");
    if (last && !ruled) continue;
    proof.sink.report(messages::ProofingImprintPage, proof.context.box(place.box).origin, place.page + 1,
                      proof.document.pages.size());
  }
}

namespace {

using ParagraphRule = void (*)(const Proof&, const Paragraph&);
using PageRule = void (*)(const Proof&);

// In the order of the messages in a report.
constexpr std::array<ParagraphRule, 4> kLineRules{
    check_broken_numbers,
    check_lonely_characters,
    check_lonely_lines,
    check_line_fit,
};
constexpr std::array<PageRule, 3> kPageRules{check_type_area, check_lines_per_page, check_characters_per_line};
constexpr std::array<PageRule, 3> kOfficialRules{check_first_page, check_seals, check_imprint};

// Name, characters per line, lines per page; top, inner margin, width and height of the type area in mm;
// whether rules for official documents apply.
constexpr std::array kProfiles{
    // GB/T 9704-2012 5.2
    Profile{"gbt9704", 28, 22, 37, 28, 156, 225, true},
    Profile{"tc260-plain", 26, 22, 0, 0, 0, 0, false},
};

}  // namespace

// `at` counts characters of the paragraph, which know their origin.
void report_at(const Proof& proof, diagnostics::DiagnosticId id, const Paragraph& paragraph, std::size_t at,
               std::u32string_view found, std::u32string_view expected) {
  const ProofLine& line = paragraph.line_of(at);
  proof.sink.report(id, paragraph.origins[at], base::to_utf8(found), base::to_utf8(expected), line.page + 1,
                    line.number);
}

namespace {

void check_paragraph(const Proof& proof, const Paragraph& paragraph) {
  const auto report = [&](diagnostics::DiagnosticId id, std::size_t at, std::u32string_view found,
                          std::u32string_view expected) {
    const ProofLine& line = paragraph.line_of(at);
    proof.sink.report(id, paragraph.origins[at], base::to_utf8(found), base::to_utf8(expected),
                      fmt::format("page {}, line {}; ", line.page + 1, line.number),
                      fmt::format("第 {} 页第 {} 行：", line.page + 1, line.number));
  };
  check_text({paragraph.text, report});
  for (const ParagraphRule rule : kLineRules) rule(proof, paragraph);
}

/// The texts of a margin box: one for each block container, on one line. Leaders are not text.
class MarginTexts {
 public:
  explicit MarginTexts(const layout::Fragment& box) { add_block(box); }
  const std::vector<Paragraph>& texts() const { return texts_; }

 private:
  void add_block(const layout::Fragment& block) {
    const std::size_t index = texts_.size();
    texts_.emplace_back();
    add_content(block, index);
    if (texts_[index].text.empty()) texts_.erase(texts_.begin() + static_cast<std::ptrdiff_t>(index));
  }

  void add_content(const layout::Fragment& parent, std::size_t index) {
    // Runs of one block container are one text, in their visual order.
    for (const layout::ChildFragment& child : parent.children) {
      const layout::Fragment& fragment = *child.fragment;
      if (fragment.kind == layout::FragmentKind::Text && fragment.run != nullptr) {
        texts_[index].append(fragment);
      } else if (fragment.kind == layout::FragmentKind::Box) {
        add_block(fragment);
      } else {
        add_content(fragment, index);
      }
    }
  }

  std::vector<Paragraph> texts_;
};

/// Checks headers and footers; a text on many pages is reported for the first of them.
/// By text, not by box: the same running title is on every page.
void check_margins(const layout::DocumentLayout& document, diagnostics::DiagnosticSink& sink) {
  std::set<std::u32string> seen;
  for (std::size_t page = 0; page < document.pages.size(); ++page) {
    for (const layout::MarginBoxFragment& box : document.pages[page].margin_boxes) {
      if (box.fragment == nullptr) continue;
      const MarginTexts margin(*box.fragment);
      for (const Paragraph& text : margin.texts()) {
        if (!seen.insert(text.text).second) continue;
        const auto report = [&](diagnostics::DiagnosticId id, std::size_t at, std::u32string_view found,
                                std::u32string_view expected) {
          sink.report(id, text.origins[at], base::to_utf8(found), base::to_utf8(expected),
                      fmt::format("page {}, margin; ", page + 1), fmt::format("第 {} 页页边：", page + 1));
        };
        check_text({text.text, report});
      }
    }
  }
}

}  // namespace

void proofread(const layout::DocumentLayout& document, const Profile& profile, layout::LayoutContext& context) {
  const ProofText text = read_pages(document, context);
  const Proof proof{text, document, profile, context, context.sink};
  for (const Paragraph& paragraph : text.paragraphs) {
    if (!paragraph.lines.empty()) check_paragraph(proof, paragraph);
  }
  check_margins(document, context.sink);
  for (const PageRule rule : kPageRules) rule(proof);
  if (!profile.is_official) return;
  for (const PageRule rule : kOfficialRules) rule(proof);
}

namespace {

bool has_unfilled_line(const layout::Fragment& fragment) {
  if (fragment.fit != layout::LineFit::Natural) return true;
  return std::any_of(fragment.children.begin(), fragment.children.end(),
                     [](const layout::ChildFragment& child) { return has_unfilled_line(*child.fragment); });
}

bool has_unfilled_line(const layout::PageLayout& page) {
  bool found = false;
  for_each_root(page,
                [&](const layout::Fragment& fragment, layout::Point) { found = found || has_unfilled_line(fragment); });
  return found;
}

}  // namespace

void proofread_lines(const layout::PageLayout& page, std::size_t index, layout::LayoutContext& context,
                     diagnostics::DiagnosticSink& sink) {
  if (!has_unfilled_line(page)) return;  // true for most pages, whose text need not be read then
  // The rules of lines need a document: this one has the page alone.
  layout::DocumentLayout document;
  document.pages.push_back(page);
  const ProofText text = read_pages(document, context, index);
  const Proof proof{text, document, kProfiles.front(), context, sink};
  for (const Paragraph& paragraph : text.paragraphs) check_line_fit(proof, paragraph);
}

void proofread_official_pages(const layout::DocumentLayout& document, layout::LayoutContext& context) {
  const ProofText text = read_pages(document, context);
  const Proof proof{text, document, *find_profile("gbt9704"), context, context.sink};
  for (const PageRule rule : kOfficialRules) rule(proof);
}

const Profile* find_profile(std::string_view name) {
  const auto found =
      std::find_if(kProfiles.begin(), kProfiles.end(), [&](const Profile& profile) { return profile.name == name; });
  return found == kProfiles.end() ? nullptr : &*found;
}

std::string_view profile_names() { return "gbt9704, tc260-plain"; }

namespace {

/// Maximum number of reports of each message; this is enough to show a habit of the writer.
constexpr int kMaxOfOne = 50;

}  // namespace

// Recursion: data are at most as deep as the reader of JSON allows.
void DataProofreader::check(const data::Value& value) {
  if (value.is_string()) {
    check_line_feed(value);
    if (may_break_rules(value.string())) check_lines(value);
    return;
  }
  if (value.type() != data::ValueType::Array && value.type() != data::ValueType::Object) return;
  for (std::size_t i = 0; i < value.size(); ++i) check(value.at(i));
}

/// Checks names and similar values; longer texts may have paragraphs.
/// A line feed in a name is a mistake of copying. Bytes are counted first, since counting characters
/// reads the whole text.
void DataProofreader::check_line_feed(const data::Value& value) {
  constexpr std::size_t kShortText = 20;
  constexpr std::size_t kMaxBytes = kShortText * 4;
  const std::string_view text = value.string();
  if (text.size() > kMaxBytes || text.find('\n') == std::string_view::npos) return;
  if (base::count_code_points(text) > kShortText) return;
  std::string shown(text);
  std::replace(shown.begin(), shown.end(), '\n', ' ');
  report(diagnostics::messages::ProofingLineFeed, value, {std::move(shown)});
}

void DataProofreader::check_lines(const data::Value& value) {
  const std::u32string text = base::to_utf32(value.string());
  const auto report_line = [&](diagnostics::DiagnosticId id, std::size_t, std::u32string_view found,
                               std::u32string_view expected) {
    report(id, value, {base::to_utf8(found), base::to_utf8(expected), "", ""});
  };
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(U'\n', begin), text.size());
    check_text({std::u32string_view(text).substr(begin, end - begin), report_line});
    begin = end + 1;
  }
}

void DataProofreader::report(diagnostics::DiagnosticId id, const data::Value& value,
                             std::vector<std::string> arguments) {
  // One counter for each message, so that many of one do not hide the others.
  int& count = counts_[diagnostics::catalogue_entry(id).id];
  if (count < kMaxOfOne) {
    ++count;
    report_(id, value, std::move(arguments));
  }
}

void proofread_data(const data::Value& root, diagnostics::DiagnosticSink& sink) {
  DataProofreader([&](diagnostics::DiagnosticId id, const data::Value& value, std::vector<std::string> arguments) {
    sink.add({id, diagnostics::catalogue_entry(id).severity, {{}, value.place()}, std::move(arguments), {}});
  }).check(root);
}

namespace {

using layout::Fragment;
using layout::FragmentKind;
using layout::Point;

/// Baselines closer than this belong to the same line.
/// Superscripts and other sizes of type shift a baseline by less.
constexpr LayoutUnit kSameLine = LayoutUnit::from_px(4);

bool has_class(std::string_view classes, std::string_view name) {
  while (!classes.empty()) {
    const std::size_t end = std::min(classes.find(' '), classes.size());
    if (classes.substr(0, end) == name) return true;
    classes.remove_prefix(std::min(end + 1, classes.size()));
  }
  return false;
}

bool has_class(BoxId box, std::string_view name, const layout::LayoutContext& context) {
  const boxes::Box& found = context.box(box);
  return found.part == boxes::BoxPart::Element && found.node &&
         has_class(context.dom.attribute_value(found.node, dom::AttributeName::Class), name);
}

bool is_title(BoxId box, const layout::LayoutContext& context) {
  const boxes::Box& found = context.box(box);
  return context.style_of(box).role == style::Role::Title ||
         (found.node && context.dom.is_element(found.node, dom::ElementName::H1));
}

bool is_in_cell(BoxId box, const layout::LayoutContext& context) {
  for (; box; box = context.box(box).parent) {
    if (context.box(box).kind == boxes::BoxKind::Cell) return true;
  }
  return false;
}

/// Collects paragraphs page by page. `container_` is the innermost box around the current line, `width_`
/// its content width.
class Reader {
 public:
  Reader(const layout::LayoutContext& context, std::size_t first_page) : context_(context), page_(first_page) {}

  ProofText read(const layout::DocumentLayout& document) {
    for (const layout::PageLayout& page : document.pages) {
      for_each_root(page, [&](const Fragment& fragment, Point position) { read_box(fragment, position); });
      ++page_;
    }
    number_lines();
    find_sizes();
    return std::move(text_);
  }

 private:
  void read_box(const Fragment& fragment, Point position) {
    // Repeated heads of tables were read where they stood first.
    if (fragment.is_repeated) return;
    if (fragment.kind == FragmentKind::Line) {
      read_line(fragment, position);
      return;
    }
    const BoxId outer = container_;
    if (fragment.kind == FragmentKind::Box && fragment.box) {
      container_ = fragment.box;
      width_ = fragment.size.width;
      note_places(fragment.box);
    }
    for (const layout::ChildFragment& child : fragment.children) {
      // A nested box has changed the width.
      width_ = fragment.size.width;
      read_box(*child.fragment, position + child.offset);
    }
    container_ = outer;
  }

  void note_places(BoxId box) {
    if (has_class(box, "signature", context_)) text_.signatures.push_back({page_, box});
    if (has_class(box, "imprint", context_)) text_.imprints.push_back({page_, box});
  }

  void read_line(const Fragment& line, Point position) {
    if (!container_) return;
    const auto [found, is_new] = by_box_.try_emplace(container_, text_.paragraphs.size());
    // A paragraph that continues from the page before has its entry already.
    if (is_new) {
      text_.paragraphs.push_back({});
      text_.paragraphs.back().box = container_;
      text_.paragraphs.back().is_title = is_title(container_, context_);
      const style::LengthPercentage& indent = context_.style_of(container_).text_indent.length;
      text_.paragraphs.back().is_indented = indent.resolve(width_) > LayoutUnit();
    }
    const std::size_t index = found->second;
    ProofLine read;
    read.page = page_;
    read.width = width_;
    read.baseline = position.y + line.baseline.value_or(line.size.height);
    read.begin = text_.paragraphs[index].text.size();
    // The least left edge and lack of its pieces are found below.
    read.left = LayoutUnit::max();
    read.fit = line.fit;
    line_right_ = position.x + line.size.width;
    read.lack = line.size.width;
    read_pieces(line, position, index, read);
    read.end = text_.paragraphs[index].text.size();
    // Lines without text, such as those of images alone, are no lines of the paragraph.
    if (read.end > read.begin) text_.paragraphs[index].lines.push_back(read);
  }

  /// Reads the texts of the line, and the boxes in it, which are separate containers.
  void read_pieces(const Fragment& fragment, Point position, std::size_t index, ProofLine& line) {
    for (const layout::ChildFragment& child : fragment.children) {
      const Point at = position + child.offset;
      if (child.fragment->kind == FragmentKind::Text && child.fragment->run != nullptr) {
        add_text(*child.fragment, index);
        line.left = std::min(line.left, at.x);
        line.lack = std::min(line.lack, line_right_ - at.x - child.fragment->size.width);
        if (line.size == base::FontSize()) line.size = child.fragment->run->size;
      } else if (child.fragment->kind == FragmentKind::InlineBox) {
        read_pieces(*child.fragment, at, index, line);
      } else if (child.fragment->kind == FragmentKind::Box) {
        line.left = std::min(line.left, at.x);
        line.lack = std::min(line.lack, line_right_ - at.x - child.fragment->size.width);
        // Boxes in the line, such as an inline table, have lines of their own.
        const LayoutUnit right = line_right_;
        read_box(*child.fragment, at);
        line_right_ = right;
      }
    }
  }

  void add_text(const Fragment& fragment, std::size_t index) {
    text_.paragraphs[index].append(fragment);
    sizes_[index][fragment.run->size] += fragment.run->text.size();
  }

  /// Numbers the lines of each page from 1; texts at the same height are one line; 版记 and notes are
  /// included. Sorted by baseline, since columns and cells are read one after the other.
  void number_lines() {
    std::map<std::size_t, std::vector<ProofLine*>> pages;
    for (Paragraph& paragraph : text_.paragraphs) {
      for (ProofLine& line : paragraph.lines) pages[line.page].push_back(&line);
    }
    for (auto& [page, lines] : pages) {
      std::stable_sort(lines.begin(), lines.end(),
                       [](const ProofLine* a, const ProofLine* b) { return a->baseline < b->baseline; });
      int number = 0;
      LayoutUnit last = LayoutUnit::min();
      for (ProofLine* line : lines) {
        if (number == 0 || line->baseline - last > kSameLine) {
          ++number;
          last = line->baseline;
        }
        line->number = number;
      }
    }
  }

  // By the number of characters, not of runs.
  static base::FontSize most_used(const std::map<base::FontSize, std::size_t>& sizes) {
    const auto most =
        std::max_element(sizes.begin(), sizes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == sizes.end() ? base::FontSize() : most->first;
  }

  /// Finds the size of body text. A long list in small type is not body text, unless the document has no other text.
  void find_sizes() {
    std::map<base::FontSize, std::size_t> outside;
    std::map<base::FontSize, std::size_t> in_cells;
    for (auto& [index, sizes] : sizes_) {
      text_.paragraphs[index].size = most_used(sizes);
      if (text_.paragraphs[index].is_title) continue;
      auto& all = is_in_cell(text_.paragraphs[index].box, context_) ? in_cells : outside;
      for (const auto& [size, count] : sizes) all[size] += count;
    }
    text_.body_size = most_used(outside.empty() ? in_cells : outside);
  }

  const layout::LayoutContext& context_;
  ProofText text_;
  std::map<BoxId, std::size_t> by_box_;
  std::map<std::size_t, std::map<base::FontSize, std::size_t>>
      sizes_;  // number of characters of each size, by paragraph
  std::size_t page_;
  BoxId container_;
  LayoutUnit width_;
  LayoutUnit line_right_;  // right edge of the current line
};

}  // namespace

void Paragraph::append(const layout::Fragment& fragment) {
  text += fragment.run->text;
  // All characters of a run have its origin.
  origins.resize(text.size(), fragment.origin);
}

const ProofLine& Paragraph::line_of(std::size_t character) const {
  const auto found =
      std::find_if(lines.begin(), lines.end(), [&](const ProofLine& line) { return character < line.end; });
  return found == lines.end() ? lines.back() : *found;
}

ProofText read_pages(const layout::DocumentLayout& document, const layout::LayoutContext& context,
                     std::size_t first_page) {
  return Reader(context, first_page).read(document);
}

bool is_in_class(BoxId box, std::string_view name, const layout::LayoutContext& context) {
  for (; box; box = context.box(box).parent) {
    if (has_class(box, name, context)) return true;
  }
  return false;
}

}  // namespace gongwen::proofing
