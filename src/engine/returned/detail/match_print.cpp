#include "engine/returned/detail/match_print.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace gongwen::engine {
namespace {

using intake::FormPage;
using intake::PrintedText;

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
  for (std::size_t i = 0; i < pages.size(); ++i) {
    for (std::size_t j = 0; j < form.size(); ++j) {
      if (is_taken[j] || indices[j].size() < kFewest) continue;
      const auto is_it = [&](std::size_t common) {
        return 10 * common >= 7 * indices[j].size() && common > matched[i].common;
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

}  // namespace gongwen::engine
