#include "engine/returned/detail/match_print.h"

#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace gongwen::engine {
namespace {

using intake::FormPage;
using intake::PrintedText;

std::size_t count_characters(const FormPage& page) {
  return static_cast<std::size_t>(std::count_if(page.texts.begin(), page.texts.end(),
                                                [](const PrintedText& text) { return !is_blank_character(text); }));
}

constexpr std::int64_t kNearPlace = 2'000;  // thousandths of a point between the same character on two pages

}  // namespace

bool is_blank_character(const PrintedText& text) {
  return text.text == " " || text.text == "　" || text.text == "\u00A0";
}

PrintIndex::PrintIndex(const FormPage& form) : form_(form), places_(places_of(form)) {
  for (const auto& [text, places] : places_) size_ += places.size();
}

PrintIndex::Places PrintIndex::places_of(const FormPage& page) {
  Places places;
  for (std::size_t i = 0; i < page.texts.size(); ++i) {
    if (!is_blank_character(page.texts[i])) places[page.texts[i].text].push_back(i);
  }
  return places;
}

std::vector<std::optional<std::size_t>> PrintIndex::find(const FormPage& page, const PageShift& shift) const {
  std::vector<std::optional<std::size_t>> found(page.texts.size());
  std::set<std::size_t> taken;
  for (std::size_t i = 0; i < page.texts.size(); ++i) {
    const PrintedText& text = page.texts[i];
    const auto same = places_.find(text.text);
    if (same == places_.end()) continue;
    const std::int64_t x = shift.apply_x(text.x);
    const std::int64_t y = shift.apply_y(text.y);
    for (const std::size_t other : same->second) {
      const PrintedText& place = form_.texts[other];
      if (std::abs(place.x - x) > kNearPlace || std::abs(place.y - y) > kNearPlace) continue;
      if (!taken.insert(other).second) continue;
      found[i] = other;
      break;
    }
  }
  return found;
}

std::size_t PrintIndex::count(const FormPage& page, const PageShift& shift) const {
  const auto found = find(page, shift);
  return static_cast<std::size_t>(
      std::count_if(found.begin(), found.end(), [](const auto& place) { return place.has_value(); }));
}

std::vector<PageShift> PrintIndex::possible_shifts(const FormPage& page) const {
  struct Pair {
    const PrintedText* page = nullptr;
    const PrintedText* form = nullptr;
  };
  std::vector<Pair> pairs;
  for (const auto& [text, places] : places_of(page)) {
    const auto same = places_.find(text);
    if (places.size() != 1 || same == places_.end() || same->second.size() != 1) continue;
    pairs.push_back({&page.texts[places.front()], &form_.texts[same->second.front()]});
  }
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return std::pair(a.form->y, a.form->x) < std::pair(b.form->y, b.form->x);
  });
  constexpr std::size_t kTries = 10;
  constexpr double kFar = 150'000;
  std::vector<PageShift> shifts;
  for (std::size_t i = 0; i < std::min(pairs.size() / 2, kTries); ++i) {
    const Pair& low = pairs[i];
    const Pair& high = pairs[pairs.size() - 1 - i];
    const auto from = static_cast<double>(high.page->y - low.page->y);
    const auto to = static_cast<double>(high.form->y - low.form->y);
    if (to < kFar || from <= 0) continue;
    const double scale = to / from;
    if (scale < 0.3 || scale > 3) continue;
    shifts.push_back({scale, scale, static_cast<double>(low.form->x) - static_cast<double>(low.page->x) * scale,
                      static_cast<double>(low.form->y) - static_cast<double>(low.page->y) * scale});
  }
  return shifts;
}

std::vector<PrintedPage> match_printed(const FormPages& pages, const FormPages& form) {
  constexpr std::size_t kFewest = 10;  // characters by which a page is known
  std::vector<PrintIndex> indices;
  indices.reserve(form.size());
  for (const FormPage& page : form) indices.emplace_back(page);
  std::vector<PrintedPage> matched(pages.size());
  std::vector<bool> is_taken(form.size());
  std::vector<std::size_t> sizes;
  for (const FormPage& page : pages) sizes.push_back(count_characters(page));
  for (std::size_t i = 0; i < pages.size(); ++i) {
    for (std::size_t j = 0; j < form.size(); ++j) {
      const std::size_t size = indices[j].size();
      if (is_taken[j] || size == 0 || (size < kFewest && sizes[i] != size)) continue;
      const auto is_it = [&](std::size_t common) {
        return 10 * common >= (size < kFewest ? 10 : 7) * size && common > matched[i].common;
      };
      std::vector<PageShift> shifts = {PageShift()};
      if (!is_it(indices[j].count(pages[i], shifts.front()))) {
        const std::vector<PageShift> further = indices[j].possible_shifts(pages[i]);
        shifts.insert(shifts.end(), further.begin(), further.end());
      }
      for (const PageShift& shift : shifts) {
        const std::size_t common = indices[j].count(pages[i], shift);
        if (is_it(common)) matched[i] = {j + 1, shift, common};
      }
    }
    if (matched[i].page > 0) is_taken[matched[i].page - 1] = true;
  }
  return matched;
}

std::set<std::string> stretches_of(const FormPages& pages) {
  constexpr std::size_t kLength = 5;
  std::set<std::string> stretches;
  std::vector<std::string_view> last;
  for (const FormPage& page : pages) {
    for (const PrintedText& text : page.texts) {
      if (is_blank_character(text)) continue;
      last.push_back(text.text);
      if (last.size() > kLength) last.erase(last.begin());
      if (last.size() < kLength) continue;
      std::string stretch;
      for (const std::string_view character : last) stretch += character;
      stretches.insert(std::move(stretch));
    }
  }
  return stretches;
}

std::vector<std::size_t> find_other_pages(const FormPages& pages, const FormPages& form,
                                          const std::vector<bool>& is_known, bool is_exact) {
  constexpr std::size_t kMost = 60;  // percent
  std::vector<std::size_t> others;
  std::optional<std::set<std::string>> of_form;
  std::vector<PrintIndex> indices;
  const auto is_copy = [&](const FormPage& page) {
    if (indices.empty()) {
      for (const FormPage& own : form) indices.emplace_back(own);
    }
    return std::any_of(indices.begin(), indices.end(), [&page](const PrintIndex& index) {
      return index.size() > 0 && 10 * index.count(page, {}) >= 7 * index.size();
    });
  };
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (is_known[i] || (count_characters(pages[i]) == 0 && pages[i].marks.empty())) continue;
    const std::set<std::string> own = stretches_of({pages[i]});
    if (!of_form) of_form = stretches_of(form);
    const auto common = static_cast<std::size_t>(
        std::count_if(own.begin(), own.end(), [&](const std::string& stretch) { return of_form->contains(stretch); }));
    const bool is_of_form = !own.empty() && common * 100 >= own.size() * kMost;
    if (!is_of_form || is_exact || is_copy(pages[i])) others.push_back(i + 1);
  }
  return others;
}

intake::Notice other_pages_notice(const std::vector<std::size_t>& pages) {
  std::string numbers;
  for (const std::size_t page : pages) numbers += (numbers.empty() ? "" : ", ") + std::to_string(page);
  const diagnostics::TextPair words =
      pages.size() == 1 ? diagnostics::texts::IntakePage.pair(numbers) : diagnostics::texts::IntakePages.pair(numbers);
  return {diagnostics::messages::IntakeOtherPages, {words.english, words.chinese}};
}

}  // namespace gongwen::engine
