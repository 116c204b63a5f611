#include "engine/returned/detail/match_pages.h"

#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>

// Matching pages: by fields (places and names), or by print. Programs that print or join files may scale and shift
// pages, so each attempt includes finding a scale and an offset.
// Coordinates are thousandths of a point from the lower left corner. A shift maps x → x·across + shift.x,
// y → y·up + shift.y, from the page of the file to that of the form.
namespace gongwen::engine {
namespace {

using intake::FormPage;
using intake::PrintedText;

std::size_t count_characters(const FormPage& page) {
  return static_cast<std::size_t>(std::count_if(page.texts.begin(), page.texts.end(),
                                                [](const PrintedText& text) { return !is_blank_character(text); }));
}

constexpr std::int64_t kNearPlace = 2'000;  // thousandths of a point between a character's places on two pages

}  // namespace

bool is_blank_character(const PrintedText& text) {
  return text.text == " " || text.text == "　" || text.text == "\u00A0";
}

/// `size_` counts visible characters only: programs differ in the blanks that they print.
PrintIndex::PrintIndex(const FormPage& form) : form_(form), places_(places_of(form)) {
  for (const auto& [text, places] : places_) size_ += places.size();
}

/// Places by character, so that a lookup does not search the whole page.
PrintIndex::Places PrintIndex::places_of(const FormPage& page) {
  Places places;
  for (std::size_t i = 0; i < page.texts.size(); ++i) {
    if (!is_blank_character(page.texts[i])) places[page.texts[i].text].push_back(i);
  }
  return places;
}

/// Each character of the form is used once: a repeated one on the page is an addition. Greedy: takes the first free
/// place of the same character.
std::vector<std::optional<std::size_t>> PrintIndex::find(const FormPage& page, const PageShift& shift) const {
  std::vector<std::optional<std::size_t>> found(page.texts.size());
  std::set<std::size_t> taken;
  for (std::size_t i = 0; i < page.texts.size(); ++i) {
    const PrintedText& text = page.texts[i];
    const auto same = places_.find(text.text);
    if (same == places_.end()) continue;
    // Coordinates of the page are moved to those of the form; a character counts if it is within kNearPlace.
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

/// How well the page fits with a shift.
std::size_t PrintIndex::count(const FormPage& page, const PageShift& shift) const {
  const auto found = find(page, shift);
  return static_cast<std::size_t>(
      std::count_if(found.begin(), found.end(), [](const auto& place) { return place.has_value(); }));
}

/// Tries pairs of characters that occur once on both pages: two far apart determine scale and offset.
std::vector<PageShift> PrintIndex::possible_shifts(const FormPage& page) const {
  struct Pair {
    const PrintedText* page = nullptr;
    const PrintedText* form = nullptr;
  };
  std::vector<Pair> pairs;
  for (const auto& [text, places] : places_of(page)) {
    const auto same = places_.find(text);
    // A character that occurs twice could belong to two places.
    if (places.size() != 1 || same == places_.end() || same->second.size() != 1) continue;
    pairs.push_back({&page.texts[places.front()], &form_.texts[same->second.front()]});
  }
  // By height: the pairs taken from both ends are far apart.
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return std::pair(a.form->y, a.form->x) < std::pair(b.form->y, b.form->x);
  });
  constexpr std::size_t kTries = 10;
  // Characters close to each other would determine the scale inaccurately.
  constexpr double kFar = 150'000;
  std::vector<PageShift> shifts;
  // The topmost with the lowest, and so on inwards: the farther apart, the smaller the error of the scale.
  for (std::size_t i = 0; i < std::min(pairs.size() / 2, kTries); ++i) {
    const Pair& low = pairs[i];
    const Pair& high = pairs[pairs.size() - 1 - i];
    const auto from = static_cast<double>(high.page->y - low.page->y);
    const auto to = static_cast<double>(high.form->y - low.form->y);
    if (to < kFar || from <= 0) continue;
    const double scale = to / from;
    // Printing several pages on a sheet scales them, but hardly more than that.
    if (scale < 0.3 || scale > 3) continue;
    // x follows from the same scale: pages are scaled alike in both directions.
    shifts.push_back({scale, scale, static_cast<double>(low.form->x) - static_cast<double>(low.page->x) * scale,
                      static_cast<double>(low.form->y) - static_cast<double>(low.page->y) * scale});
  }
  return shifts;
}

/// A page must have 70 % of the form's print; a page with few characters must have all of them and no others.
std::vector<PrintedPage> match_printed(const FormPages& pages, const FormPages& form) {
  constexpr std::size_t kFewest = 10;  // characters needed to recognise a page
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
      // `common` characters of `size` that the form prints.
      const auto is_it = [&](std::size_t common) {
        // It must also match better than earlier pages of the form.
        return 10 * common >= (size < kFewest ? 10 : 7) * size && common > matched[i].common;
      };
      std::vector<PageShift> shifts = {PageShift()};
      // Most pages are not moved, so other shifts are tried only if necessary.
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

/// The stretches of five characters by which pages with another layout are recognised: specific enough, and they
/// survive other line breaks.
std::set<std::string> stretches_of(const FormPages& pages) {
  constexpr std::size_t kLength = 5;
  std::set<std::string> stretches;
  std::vector<std::string_view> last;
  for (const FormPage& page : pages) {
    for (const PrintedText& text : page.texts) {
      if (is_blank_character(text)) continue;
      last.push_back(text.text);
      // A window over the characters, across lines and pages.
      if (last.size() > kLength) last.erase(last.begin());
      if (last.size() < kLength) continue;
      std::string stretch;
      for (const std::string_view character : last) stretch += character;
      stretches.insert(std::move(stretch));
    }
  }
  return stretches;
}

/// Pages with a majority of the form's text belong to it, unless they repeat a page.
std::vector<std::size_t> find_other_pages(const FormPages& pages, const FormPages& form,
                                          const std::vector<bool>& is_known, bool is_exact) {
  constexpr std::size_t kMost = 60;  // percent
  std::vector<std::size_t> others;
  std::optional<std::set<std::string>> of_form;
  std::vector<PrintIndex> indices;
  // Built only if there is an unknown page.
  const auto is_copy = [&](const FormPage& page) {
    if (indices.empty()) {
      for (const FormPage& own : form) indices.emplace_back(own);
    }
    return std::any_of(indices.begin(), indices.end(), [&page](const PrintIndex& index) {
      // The share is that of `match_printed`: such a page would have matched if its place had not been taken.
      return index.size() > 0 && 10 * index.count(page, {}) >= 7 * index.size();
    });
  };
  for (std::size_t i = 0; i < pages.size(); ++i) {
    // A blank page adds nothing that is worth a message.
    if (is_known[i] || (count_characters(pages[i]) == 0 && pages[i].marks.empty())) continue;
    const std::set<std::string> own = stretches_of({pages[i]});
    // The stretches of the form are found once, for the first unknown page.
    if (!of_form) of_form = stretches_of(form);
    const auto common = static_cast<std::size_t>(
        std::count_if(own.begin(), own.end(), [&](const std::string& stretch) { return of_form->contains(stretch); }));
    const bool is_of_form = !own.empty() && common * 100 >= own.size() * kMost;
    if (!is_of_form || is_exact || is_copy(pages[i])) others.push_back(i + 1);
  }
  return others;
}

namespace {

using intake::PrintedAs;

/// The characters of a page in the coordinates of its form.
class PrintedPlaces {
 public:
  PrintedPlaces(const FormPage& page, const PageShift& shift) {
    // Words are compared without blanks.
    for (const PrintedText& text : page.texts) {
      if (is_blank_character(text)) continue;
      places_[text.text].emplace_back(shift.apply_x(text.x), shift.apply_y(text.y));
      words_ += text.text;
    }
  }

  /// Whether a character is at the height of a character of the form, and at most `room` beside it.
  bool has(const PrintedText& text, std::int64_t room) const {
    const auto known = places_.find(text.text);
    return known != places_.end() && std::any_of(known->second.begin(), known->second.end(), [&](const auto& place) {
             return std::abs(place.first - text.x) <= room && std::abs(place.second - text.y) <= kNearPlace;
           });
  }

  /// Whether the page prints the words anywhere, one after the other.
  bool prints(const std::string& words) const { return words_.find(words) != std::string::npos; }

 private:
  std::map<std::string_view, std::vector<std::pair<std::int64_t, std::int64_t>>> places_;  // across, up
  std::string words_;
};

/// Characters of a line that are printed one after the other, as indices.
using PrintedWords = std::vector<std::size_t>;

/// The words of a page, without running heads and the like.
std::vector<PrintedWords> printed_words(const FormPage& form) {
  std::vector<PrintedWords> all;
  const PrintedText* before = nullptr;
  for (std::size_t i = 0; i < form.texts.size(); ++i) {
    const PrintedText& text = form.texts[i];
    if (is_blank_character(text) || text.as == PrintedAs::Artifact) continue;
    const bool goes_on = before != nullptr && text.y == before->y && text.x >= before->x &&
                         text.x - before->x - before->width <= 2 * text.size;
    // Two characters of room: a tabulator or a wider gap begins new words.
    if (!goes_on) all.emplace_back();
    all.back().push_back(i);
    before = &text;
  }
  return all;
}

}  // namespace

bool left_its_fields(const FormPage& page, const FormPage& form, const PageShift& shift) {
  constexpr std::size_t kFewest = 10;  // characters
  if (page.texts.empty()) return false;
  const PrintedPlaces placed(page, shift);
  std::size_t all = 0;
  std::size_t there = 0;
  for (const PrintedText& text : form.texts) {
    // At the height of a field: its label, or other words of its row.
    const bool is_beside = std::any_of(form.widgets.begin(), form.widgets.end(), [&](const auto& place) {
      return text.y >= place.area.bottom - kNearPlace && text.y <= place.area.top;
    });
    if (!is_beside || text.as == PrintedAs::Artifact || is_blank_character(text)) continue;
    ++all;
    // At any place of the line: text may have been shifted sideways.
    there += placed.has(text, INT64_MAX / 2);
  }
  return all >= kFewest && 10 * there < 6 * all;
}

std::vector<bool> find_displaced_texts(const FormPage& page, const FormPage& form, const PageShift& shift) {
  std::vector<bool> displaced(form.texts.size());
  const PrintedPlaces placed(page, shift);
  for (const PrintedWords& words : printed_words(form)) {
    if (words.size() < 2) continue;
    const PrintedText& first = form.texts[words.front()];
    const PrintedText& last = form.texts[words.back()];
    // 15 % of the length: other fonts set the same words wider or narrower.
    const std::int64_t room = kNearPlace + (last.x + last.width - first.x) * 15 / 100;
    const auto there = static_cast<std::size_t>(std::count_if(
        words.begin(), words.end(), [&](std::size_t index) { return placed.has(form.texts[index], room); }));
    // Three tenths at their places: words that only became wider are not displaced.
    if (10 * there >= 3 * words.size()) continue;
    std::string text;
    for (const std::size_t index : words) text += form.texts[index].text;
    if (!placed.prints(text)) continue;
    for (const std::size_t index : words) displaced[index] = true;
  }
  return displaced;
}

/// One notice for all pages: `pages 3, 4`.
intake::Notice other_pages_notice(const std::vector<std::size_t>& pages) {
  std::string numbers;
  for (const std::size_t page : pages) numbers += (numbers.empty() ? "" : ", ") + std::to_string(page);
  const diagnostics::TextPair words =
      pages.size() == 1 ? diagnostics::texts::IntakePage.pair(numbers) : diagnostics::texts::IntakePages.pair(numbers);
  return {diagnostics::messages::IntakeOtherPages, {words.english, words.chinese}};
}

namespace {

using intake::FormWidget;
using intake::PageArea;

constexpr std::int64_t kRoom = 1'500;  // thousandths of a point

using Pair = std::pair<const PageArea*, const PageArea*>;  // a place of the file, and of the form

std::int64_t rounded(double value) { return std::llround(value); }

/// Fields that have exactly one place on both pages.
std::vector<Pair> named_pairs(const FormPage& page, const FormPage& form) {
  std::map<std::string_view, std::pair<const FormWidget*, bool>> places;
  for (const FormWidget& widget : form.widgets) {
    const auto [known, added] = places.try_emplace(widget.pointer, &widget, true);
    // A second place of the same field makes it ambiguous: it cannot determine a shift.
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

/// Counts the places that have a counterpart of the same class.
std::size_t count_places(const FormPage& page, const FormPage& form, const PageShift& shift) {
  std::size_t count = 0;
  for (const FormWidget& widget : page.widgets) {
    const FormWidget* const place = place_at(shift.apply(widget.area), form);
    count += place != nullptr && is_same_class(widget, *place);
  }
  return count;
}

/// The shift that maps two areas to two others; nullopt if they are too close to each other for that.
std::optional<PageShift> shift_of(const Pair& one, const Pair& other) {
  // 100 pt: places close to each other would give a wrong scale, since they are rounded.
  constexpr double kFar = 100'000;
  const auto axis = [](double from1, double from2, double to1, double to2) -> std::optional<std::pair<double, double>> {
    if (std::abs(from2 - from1) < kFar) return std::nullopt;
    const double scale = (to2 - to1) / (from2 - from1);
    // No print setting scales so far, so such a pair is a wrong match.
    if (scale < 0.2 || scale > 5) return std::nullopt;
    return std::pair(scale, to1 - from1 * scale);
  };
  const auto up = axis(static_cast<double>(one.first->bottom), static_cast<double>(other.first->bottom),
                       static_cast<double>(one.second->bottom), static_cast<double>(other.second->bottom));
  if (!up) return std::nullopt;
  // Pages are scaled equally in both directions, and all fields may be in one column, so the vertical scale is used.
  PageShift shift{up->first, up->first, 0, up->second};
  shift.x = static_cast<double>(one.second->left) - static_cast<double>(one.first->left) * shift.across;
  return shift;
}

/// The identity first; then shifts from pairs of fields far apart.
PageShift best_shift(const FormPage& page, const FormPage& form, std::size_t& count) {
  PageShift best;
  count = count_places(page, form, best);
  // If a majority is in place, the page was neither scaled nor moved.
  if (2 * count > page.widgets.size()) return best;
  constexpr std::size_t kTries = 12;
  const std::vector<Pair> pairs = named_pairs(page, form);
  for (std::size_t i = 0; i < std::min(pairs.size(), kTries); ++i) {
    // The first field with the last, and so on: pairs far apart give an exact scale.
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

/// Whether the places of both pages correspond by their numbers, with the same classes, names and states.
bool is_aligned(const FormPage& page, const FormPage& form) {
  if (page.widgets.size() != form.widgets.size()) return false;
  std::size_t named = 0;
  std::size_t columns = 0;  // places with the same sides
  for (std::size_t i = 0; i < page.widgets.size(); ++i) {
    const FormWidget& widget = page.widgets[i];
    const FormWidget& place = form.widgets[i];
    if (!is_same_class(widget, place)) return false;
    const bool has_name = !widget.pointer.empty();
    // A contradicting name is decisive; a lost name contradicts nothing.
    if (has_name && widget.pointer != place.pointer) return false;
    for (const intake::WidgetLook& look : widget.looks) {
      if (!has_state(place, look.state)) return false;
    }
    named += has_name;
    columns += std::abs(widget.area.left - place.area.left) <= kRoom &&
               std::abs(widget.area.right - place.area.right) <= kRoom;
  }
  // Places without names may correspond by chance if they are few.
  constexpr std::size_t kFewest = 4;
  return 2 * named >= page.widgets.size() || (5 * columns >= 4 * page.widgets.size() && columns >= kFewest);
}

/// Counts the fields of the page that are on the page of the form.
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

/// Some programs turn lists into text fields.
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

/// Programs round coordinates, so the sides may differ a little.
bool is_same_place(const PageArea& one, const PageArea& other) {
  const auto near = [](std::int64_t a, std::int64_t b) {
    return std::abs(a - b) <= kRoom;
  };
  return near(one.left, other.left) && near(one.bottom, other.bottom) && near(one.right, other.right) &&
         near(one.top, other.top);
}

/// The first place whose four sides are all near; null if none is.
const FormWidget* place_at(const PageArea& area, const FormPage& form) {
  const auto found = std::find_if(form.widgets.begin(), form.widgets.end(),
                                  [&area](const FormWidget& place) { return is_same_place(area, place.area); });
  return found == form.widgets.end() ? nullptr : &*found;
}

/// All combinations are scored, and the best ones taken first.
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
      // Half of the smaller page is required: rows may have been removed or added.
      // A page is a candidate if half of its places or half of its names agree. Names count double, since places of
      // several pages may coincide.
      // Rounded up: one of one, two of three.
      const std::size_t half = (std::min(pages[i].widgets.size(), form[j].widgets.size()) + 1) / 2;
      const std::size_t names = count_names(pages[i], form[j]);
      const bool aligned = is_aligned(pages[i], form[j]);
      if (count < half && names < half && !aligned) continue;
      candidates.push_back(
          {i, j, count + 2 * names + (aligned ? pages[i].widgets.size() : 0), {j + 1, shift, count, aligned}});
    }
  }
  // Stable, so that with equal scores the earlier page of the file gets the earlier page of the form.
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  std::vector<MatchedPage> matched(pages.size());
  std::vector<bool> is_taken(form.size());
  for (const Candidate& candidate : candidates) {
    // A page that has its partner is not available for worse pairs.
    if (matched[candidate.page].page != 0 || (is_taken[candidate.form_page] && !repeats)) continue;
    matched[candidate.page] = candidate.match;
    is_taken[candidate.form_page] = true;
  }
  return matched;
}

}  // namespace gongwen::engine
