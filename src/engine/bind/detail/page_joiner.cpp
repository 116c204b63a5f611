#include "engine/bind/detail/page_joiner.h"

#include "base/utf8.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/texts/engine.h"

#include <algorithm>
#include <utility>

namespace gongwen::engine {

using paint::PageLabels;

namespace {

constexpr std::string_view kAnnexId = "annex-";

/// 附件2 专家申报表: label and title are separated by a full-width blank.
std::string full_title(const ContentsEntry& entry) {
  return entry.label.empty() ? entry.title : entry.label + "　" + entry.title;
}

}  // namespace

std::string annex_id(std::string_view label) {
  for (const Language language : {Language::Chinese, Language::English}) {
    // `附件2` gives `annex-2`; a document with a single annex calls it `附件`.
    if (label == texts::EngineOnlyAnnex.in(language)) return std::string(kAnnexId) + "1";
    const std::string word = texts::EngineAnnex.in(language, "");
    if (!label.starts_with(word)) continue;
    const std::string_view number = label.substr(word.size());
    if (std::all_of(number.begin(), number.end(), base::is_ascii_digit)) return std::string(kAnnexId).append(number);
  }
  return {};
}

/// The information of the set replaces that of the parts.
PageJoiner::PageJoiner(const BindingPlan& plan, diagnostics::OriginTable& origins) : plan_(plan), origins_(origins) {
  paint::DocumentInformation& information = set_.information;
  information.title = plan.title;
  information.author = plan.organization;
  information.language = plan.language == "en" ? "en" : "zh-CN";
  information.date = plan.date;
}

/// A blank page is added if the front ends on the wrong side.
void PageJoiner::add_front(paint::PaintedDocument front, bool left_follows) {
  const base::Size size = front.pages.back().size;
  paint::append_pages(set_, std::move(front), [](diagnostics::OriginId) { return diagnostics::OriginId(); });
  // Page 1 is a right-hand page, so after an odd number of pages a left-hand one follows.
  if ((set_.pages.size() % 2 == 1) != left_follows) add_blank_page(size);
  const Language language = plan_.language == "en" ? Language::English : Language::Chinese;
  if (plan_.has_cover) {
    set_.page_labels.push_back({0, PageLabels::Style::None, std::string(texts::EngineCoverLabel.in(language))});
  }
  for (std::size_t page = plan_.has_cover ? 1 : 0; page < set_.pages.size(); ++page) label_front_page(page);
}

/// Pages before page 1 have the labels i, ii …
void PageJoiner::label_front_page(std::size_t page) {
  const bool continues = !set_.page_labels.empty() && set_.page_labels.back().style == PageLabels::Style::LowerRoman;
  if (!continues) set_.page_labels.push_back({page, PageLabels::Style::LowerRoman});
}

/// Blank pages are as large as the page before.
void PageJoiner::add_blank_page(base::Size size) {
  paint::PageDisplay& page = set_.pages.emplace_back();
  page.size = size;
}

/// Appends a part, with page labels, bookmarks and destinations.
void PageJoiner::add_part(paint::PaintedDocument part, const JoinedPart& joined) {
  if (joined.place.has_blank_before) {
    label_page(set_.pages.size(), joined.place.number_before);
    add_blank_page(set_.pages.back().size);
  }
  const std::size_t first = set_.pages.size();
  for (std::size_t i = 0; i < joined.layout.pages.size(); ++i) {
    const bool is_before_page_1 = static_cast<std::int32_t>(i) < joined.unnumbered_pages;
    is_before_page_1 ? label_front_page(first + i) : label_page(first + i, joined.layout.pages[i].number());
  }
  add_outline(part, joined.entry);
  if (joined.entry.label.empty()) note_annexes(part);
  // The writer needs origins only for messages about data; everything else has been reported by the part.
  const diagnostics::OriginId from_data = origins_.add(joined.origin);
  paint::append_pages(set_, std::move(part), [&](diagnostics::OriginId id) {
    return id && joined.origins.at(id).data_place ? from_data : diagnostics::OriginId();
  });
  if (plan_.has_contents) set_.destinations[joined.entry.id] = {first, {}};
  lead_to_annex(joined.entry.label, first);
}

/// Collects destinations of annexes in a document that is not an annex. The first document with a name keeps it.
void PageJoiner::note_annexes(const paint::PaintedDocument& part) {
  for (const auto& [id, destination] : part.destinations) {
    if (id.starts_with(kAnnexId) && !set_.destinations.contains(id)) listed_annexes_.insert(id);
  }
}

/// References to an annex lead to the list of annexes; if the set contains the annex, they lead to it.
void PageJoiner::lead_to_annex(std::string_view label, std::size_t page) {
  const std::string id = annex_id(label);
  if (listed_annexes_.erase(id) != 0) set_.destinations[id] = {page, {}};
}

/// A range of labels continues while numbers follow each other.
void PageJoiner::label_page(std::size_t page, std::int32_t number) {
  if (!set_.page_labels.empty()) {
    const PageLabels& last = set_.page_labels.back();
    const auto expected = last.start + static_cast<std::int32_t>(page - last.first_page);
    if (last.style == PageLabels::Style::Decimal && expected == number) return;
  }
  set_.page_labels.push_back({page, PageLabels::Style::Decimal, {}, std::max(number, 1)});
}

/// Puts the part's title at the first level of the outline. If the part has its title as its only first-level entry,
/// that is replaced.
void PageJoiner::add_outline(paint::PaintedDocument& part, const ContentsEntry& entry) const {
  std::vector<paint::OutlineItem>& items = part.outline;
  const auto at_top = std::count_if(items.begin(), items.end(), [](const auto& item) { return item.level <= 1; });
  const bool has_title = at_top == 1 && items.front().level <= 1 &&
                         data::comparable_text(items.front().title) == data::comparable_text(part.information.title);
  if (has_title) {
    items.erase(items.begin());
  } else {
    // The part's own outline moves one level down, below its title.
    for (paint::OutlineItem& item : items) ++item.level;
  }
  paint::OutlineItem title;
  title.title = full_title(entry);
  items.insert(items.begin(), std::move(title));
}

}  // namespace gongwen::engine
