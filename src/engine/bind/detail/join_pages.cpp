#include "engine/bind/detail/join_pages.h"

#include "base/ascii.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/texts/engine.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

using paint::PageLabels;

constexpr std::string_view kAnnexId = "annex-";

/// `annex-2` for 附件2 and Annex 2, `annex-1` for the only annex, which has no number; empty for other labels.
std::string annex_id(std::string_view label) {
  for (const Language language : {Language::Chinese, Language::English}) {
    if (label == texts::EngineOnlyAnnex.in(language)) return std::string(kAnnexId) + "1";
    const std::string word = texts::EngineAnnex.in(language, "");
    if (!label.starts_with(word)) continue;
    const std::string_view number = label.substr(word.size());
    if (std::all_of(number.begin(), number.end(), base::is_ascii_digit)) return std::string(kAnnexId).append(number);
  }
  return {};
}

std::string full_title(const ContentsEntry& entry) {
  return entry.label.empty() ? entry.title : entry.label + "　" + entry.title;
}

}  // namespace

std::string part_id(std::size_t index) { return "part-" + std::to_string(index + 1); }

PageJoiner::PageJoiner(const BindingPlan& plan, diagnostics::OriginTable& origins) : plan_(plan), origins_(origins) {
  paint::DocumentInformation& information = set_.information;
  information.title = plan.title;
  information.author = plan.organization;
  information.language = plan.language == "en" ? "en" : "zh-CN";
  information.date = plan.date;
}

void PageJoiner::add_front(paint::PaintedDocument front, bool left_follows) {
  const base::Size size = front.pages.back().size;
  paint::append_pages(set_, std::move(front), [](diagnostics::OriginId) { return diagnostics::OriginId(); });
  if ((set_.pages.size() % 2 == 1) != left_follows) add_blank_page(size);
  const Language language = plan_.language == "en" ? Language::English : Language::Chinese;
  if (plan_.has_cover) {
    set_.page_labels.push_back({0, PageLabels::Style::None, std::string(texts::EngineCoverLabel.in(language))});
  }
  for (std::size_t page = plan_.has_cover ? 1 : 0; page < set_.pages.size(); ++page) label_front_page(page);
}

/// i, ii …: pages before page 1.
void PageJoiner::label_front_page(std::size_t page) {
  const bool continues = !set_.page_labels.empty() && set_.page_labels.back().style == PageLabels::Style::LowerRoman;
  if (!continues) set_.page_labels.push_back({page, PageLabels::Style::LowerRoman});
}

void PageJoiner::add_blank_page(base::Size size) {
  paint::PageDisplay& page = set_.pages.emplace_back();
  page.size = size;
}

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
  // The writer of the file asks only what comes from the data; everything else was reported by the part itself.
  const diagnostics::OriginId from_data = origins_.add(joined.origin);
  paint::append_pages(set_, std::move(part), [&](diagnostics::OriginId id) {
    return id && joined.origins.at(id).data_place ? from_data : diagnostics::OriginId();
  });
  if (plan_.has_contents) set_.destinations[joined.entry.id] = {first, {}};
  lead_to_annex(joined.entry.label, first);
}

/// Where a document that is not an annex itself names its annexes. The names of the first one stay as they are.
void PageJoiner::note_annexes(const paint::PaintedDocument& part) {
  for (const auto& [id, destination] : part.destinations) {
    if (id.starts_with(kAnnexId) && !set_.destinations.contains(id)) listed_annexes_.insert(id);
  }
}

/// What refers to an annex by its number finds it in its list of annexes; in a set that has the annex, it is the annex.
void PageJoiner::lead_to_annex(std::string_view label, std::size_t page) {
  const std::string id = annex_id(label);
  if (listed_annexes_.erase(id) != 0) set_.destinations[id] = {page, {}};
}

void PageJoiner::label_page(std::size_t page, std::int32_t number) {
  if (!set_.page_labels.empty()) {
    const PageLabels& last = set_.page_labels.back();
    const auto expected = last.start + static_cast<std::int32_t>(page - last.first_page);
    if (last.style == PageLabels::Style::Decimal && expected == number) return;
  }
  set_.page_labels.push_back({page, PageLabels::Style::Decimal, {}, std::max(number, 1)});
}

/// The part's title is the first level. Where the part has its title there and nothing else, this is it.
void PageJoiner::add_outline(paint::PaintedDocument& part, const ContentsEntry& entry) const {
  std::vector<paint::OutlineItem>& items = part.outline;
  const auto at_top = std::count_if(items.begin(), items.end(), [](const auto& item) { return item.level <= 1; });
  const bool has_title = at_top == 1 && items.front().level <= 1 &&
                         data::comparable_text(items.front().title) == data::comparable_text(part.information.title);
  if (has_title) {
    items.erase(items.begin());
  } else {
    for (paint::OutlineItem& item : items) ++item.level;
  }
  paint::OutlineItem title;
  title.title = full_title(entry);
  items.insert(items.begin(), std::move(title));
}

}  // namespace gongwen::engine
