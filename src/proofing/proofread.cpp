#include "proofing/proofread.h"

#include "base/format.h"
#include "base/utf8.h"
#include "proofing/detail/rules.h"

#include <algorithm>
#include <array>
#include <set>

namespace gongwen::proofing {
namespace {

using ParagraphRule = void (*)(const Proof&, const Paragraph&);
using PageRule = void (*)(const Proof&);

constexpr std::array<ParagraphRule, 4> kLineRules{
    check_broken_numbers,
    check_lonely_characters,
    check_lonely_lines,
    check_line_fit,
};
constexpr std::array<PageRule, 3> kPageRules{check_type_area, check_lines_per_page, check_characters_per_line};
constexpr std::array<PageRule, 3> kOfficialRules{check_first_page, check_seals, check_imprint};

constexpr std::array kProfiles{
    // GB/T 9704-2012 5.2
    Profile{"gbt9704", 28, 22, 37, 28, 156, 225, true},
    Profile{"tc260-plain", 26, 22, 0, 0, 0, 0, false},
};

}  // namespace

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

/// The texts of a box in the margin: of each block container one, on one line. Leaders are not text.
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

/// Headers and footers; a text that many pages have is reported for the first of them.
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
  if (!has_unfilled_line(page)) return;  // as on most pages, whose text need not be read then
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

}  // namespace gongwen::proofing
