#include "engine/returned/detail/match_pages.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace gongwen::engine {
namespace {

using intake::FormPage;
using intake::FormWidget;
using intake::PageArea;

constexpr std::int64_t kRoom = 1'500;  // thousandths of a point

using Pair = std::pair<const PageArea*, const PageArea*>;  // a place of the file, and of the form

std::int64_t rounded(double value) { return std::llround(value); }

/// Fields that have one place on each of two pages.
std::vector<Pair> named_pairs(const FormPage& page, const FormPage& form) {
  std::map<std::string_view, std::pair<const FormWidget*, bool>> places;
  for (const FormWidget& widget : form.widgets) {
    const auto [known, added] = places.try_emplace(widget.pointer, &widget, true);
    known->second.second = added;
  }
  std::map<std::string_view, std::size_t> uses;
  for (const FormWidget& widget : page.widgets) ++uses[widget.pointer];
  std::vector<Pair> pairs;
  for (const FormWidget& widget : page.widgets) {
    const auto known = places.find(widget.pointer);
    const bool once = !widget.pointer.empty() && uses[widget.pointer] == 1;
    if (once && known != places.end() && known->second.second) {
      pairs.emplace_back(&widget.area, &known->second.first->area);
    }
  }
  return pairs;
}

std::size_t count_places(const FormPage& page, const FormPage& form, const PageShift& shift) {
  std::size_t count = 0;
  for (const FormWidget& widget : page.widgets) {
    const FormWidget* const place = place_at(shift.apply(widget.area), form);
    count += place != nullptr && is_same_class(widget, *place);
  }
  return count;
}

/// The shift that takes two areas to two others; nothing if they lie too near to say.
std::optional<PageShift> shift_of(const Pair& one, const Pair& other) {
  constexpr double kFar = 100'000;
  const auto axis = [](double from1, double from2, double to1, double to2) -> std::optional<std::pair<double, double>> {
    if (std::abs(from2 - from1) < kFar) return std::nullopt;
    const double scale = (to2 - to1) / (from2 - from1);
    if (scale < 0.2 || scale > 5) return std::nullopt;
    return std::pair(scale, to1 - from1 * scale);
  };
  const auto up = axis(static_cast<double>(one.first->bottom), static_cast<double>(other.first->bottom),
                       static_cast<double>(one.second->bottom), static_cast<double>(other.second->bottom));
  if (!up) return std::nullopt;
  // Pages are scaled alike in both directions, and all fields may be in one column.
  PageShift shift{up->first, up->first, 0, up->second};
  shift.x = static_cast<double>(one.second->left) - static_cast<double>(one.first->left) * shift.across;
  return shift;
}

PageShift best_shift(const FormPage& page, const FormPage& form, std::size_t& count) {
  PageShift best;
  count = count_places(page, form, best);
  if (2 * count > page.widgets.size()) return best;
  constexpr std::size_t kTries = 12;
  const std::vector<Pair> pairs = named_pairs(page, form);
  for (std::size_t i = 0; i < std::min(pairs.size(), kTries); ++i) {
    const std::size_t other = pairs.size() - 1 - i;
    const auto shift = shift_of(pairs[i], pairs[other]);
    if (!shift) continue;
    if (const std::size_t found = count_places(page, form, *shift); found > count) {
      best = *shift;
      count = found;
    }
  }
  return best;
}

bool has_state(const FormWidget& place, const std::string& state) {
  return std::any_of(place.looks.begin(), place.looks.end(),
                     [&state](const intake::WidgetLook& look) { return look.state == state; });
}

/// Whether all places have a counterpart of the same number.
bool is_aligned(const FormPage& page, const FormPage& form) {
  if (page.widgets.size() != form.widgets.size()) return false;
  std::size_t named = 0;
  std::size_t columns = 0;  // places with the same sides
  for (std::size_t i = 0; i < page.widgets.size(); ++i) {
    const FormWidget& widget = page.widgets[i];
    const FormWidget& place = form.widgets[i];
    if (!is_same_class(widget, place)) return false;
    const bool has_name = !widget.pointer.empty();
    if (has_name && widget.pointer != place.pointer) return false;
    for (const intake::WidgetLook& look : widget.looks) {
      if (!has_state(place, look.state)) return false;
    }
    named += has_name;
    columns += std::abs(widget.area.left - place.area.left) <= kRoom &&
               std::abs(widget.area.right - place.area.right) <= kRoom;
  }
  constexpr std::size_t kFewest = 4;
  return 2 * named >= page.widgets.size() || (5 * columns >= 4 * page.widgets.size() && columns >= kFewest);
}

/// How many fields of the page are on that of the form, too.
std::size_t count_names(const FormPage& page, const FormPage& form) {
  std::size_t count = 0;
  for (const FormWidget& widget : page.widgets) {
    count += !widget.pointer.empty() &&
             std::any_of(form.widgets.begin(), form.widgets.end(),
                         [&widget](const FormWidget& other) { return other.pointer == widget.pointer; });
  }
  return count;
}

}  // namespace

bool is_same_class(const FormWidget& widget, const FormWidget& place) {
  const auto class_of = [](intake::WidgetType type) {
    return type == intake::WidgetType::Choice ? intake::WidgetType::Text : type;
  };
  return class_of(widget.type) == class_of(place.type);
}

PageArea PageShift::apply(const PageArea& area) const {
  return {apply_x(area.left), apply_y(area.bottom), apply_x(area.right), apply_y(area.top)};
}

std::int64_t PageShift::apply_x(std::int64_t value) const { return rounded(static_cast<double>(value) * across + x); }
std::int64_t PageShift::apply_y(std::int64_t value) const { return rounded(static_cast<double>(value) * up + y); }

bool is_same_place(const PageArea& one, const PageArea& other) {
  const auto near = [](std::int64_t a, std::int64_t b) {
    return std::abs(a - b) <= kRoom;
  };
  return near(one.left, other.left) && near(one.bottom, other.bottom) && near(one.right, other.right) &&
         near(one.top, other.top);
}

const FormWidget* place_at(const PageArea& area, const FormPage& form) {
  const auto found = std::find_if(form.widgets.begin(), form.widgets.end(),
                                  [&area](const FormWidget& place) { return is_same_place(area, place.area); });
  return found == form.widgets.end() ? nullptr : &*found;
}

std::vector<MatchedPage> match_pages(const std::vector<FormPage>& pages, const std::vector<FormPage>& form,
                                     bool repeats) {
  struct Candidate {
    std::size_t page = 0;
    std::size_t form_page = 0;
    std::size_t score = 0;
    MatchedPage match = {};
  };
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (pages[i].widgets.empty()) continue;
    for (std::size_t j = 0; j < form.size(); ++j) {
      std::size_t count = 0;
      const PageShift shift = best_shift(pages[i], form[j], count);
      // At least half of either page: rows may be missing, or have been added.
      const std::size_t half = (std::min(pages[i].widgets.size(), form[j].widgets.size()) + 1) / 2;
      const std::size_t names = count_names(pages[i], form[j]);
      const bool aligned = is_aligned(pages[i], form[j]);
      if (count < half && names < half && !aligned) continue;
      candidates.push_back(
          {i, j, count + 2 * names + (aligned ? pages[i].widgets.size() : 0), {j + 1, shift, count, aligned}});
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  std::vector<MatchedPage> matched(pages.size());
  std::vector<bool> is_taken(form.size());
  for (const Candidate& candidate : candidates) {
    if (matched[candidate.page].page != 0 || (is_taken[candidate.form_page] && !repeats)) continue;
    matched[candidate.page] = candidate.match;
    is_taken[candidate.form_page] = true;
  }
  return matched;
}

}  // namespace gongwen::engine
