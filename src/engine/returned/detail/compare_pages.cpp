#include "engine/returned/detail/compare_pages.h"

#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "engine/core/detail/field_words.h"
#include "engine/returned/detail/match_pages.h"

#include <algorithm>
#include <map>
#include <set>

// A field's name in a PDF can be changed, and fields can be moved, copied or hidden, without people seeing it. So each
// place on the pages is compared with the form: by its area if the file was made from the same data, otherwise by its
// order and column, since data moves fields up and down. Numbers such as 60 % are tolerances found with forms saved by
// real programs. Areas are in thousandths of a point.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using intake::FieldPlace;
using intake::FormPage;
using intake::FormWidget;
using intake::RawField;
using intake::RawType;
using intake::WidgetLook;
using intake::WidgetType;

constexpr std::string_view kOff = "Off";

/// Without a state the box is off.
bool is_on(const FormWidget& widget) { return !widget.state.empty() && widget.state != kOff; }

/// Null if the box has no picture for the state.
const WidgetLook* look_of(const FormWidget& widget, std::string_view state) {
  const auto found = std::find_if(widget.looks.begin(), widget.looks.end(),
                                  [state](const WidgetLook& look) { return look.state == state; });
  return found == widget.looks.end() ? nullptr : &*found;
}

/// The look of the state besides Off; null if the box has none.
const WidgetLook* on_look(const FormWidget& widget) {
  const auto found =
      std::find_if(widget.looks.begin(), widget.looks.end(), [](const WidgetLook& look) { return look.state != kOff; });
  return found == widget.looks.end() ? nullptr : &*found;
}

/// Whether a place is a ticked box, or has text beyond that of blank dates.
bool has_content(const FormWidget& widget) {
  return widget.type == WidgetType::Box ? is_on(widget) : !is_blank_text(widget.shown);
}

/// How much of one area is inside the other, in percent of the former.
std::int64_t overlap(const intake::PageArea& one, const intake::PageArea& other) {
  const std::int64_t across = std::min(one.right, other.right) - std::max(one.left, other.left);
  const std::int64_t up = std::min(one.top, other.top) - std::max(one.bottom, other.bottom);
  const std::int64_t all = one.width() * one.height();
  return across <= 0 || up <= 0 || all <= 0 ? 0 : across * up * 100 / all;
}

/// Compares one file with one version of the form.
class Comparison {
 public:
  Comparison(intake::ReturnedFile& file, const FormPages& form, const ShownForm& shown, const schema::Schema& schema)
      : file_(file), form_(form), shown_(shown), schema_(schema) {
    for (const FormPage& page : form) {
      for (const FormWidget& widget : page.widgets) places_of_[widget.pointer].push_back(&widget);
    }
  }

  /// Collects the moves first, then decides whether this is the form at all, and only then changes anything.
  ComparedPages run() {
    // Named places come first: whether they are where they belong. Only if the form is proved to be the same can places
    // without names, looks and drawings be interpreted.
    const std::vector<MatchedPage> pages = match_pages(file_.pages, form_, false);
    std::size_t named = 0;
    for (std::size_t i = 0; i < pages.size(); ++i) {
      for (const FormWidget& widget : file_.pages[i].widgets) {
        if (widget.pointer.empty() || !widget.is_visible || !places_of_.contains(widget.pointer)) continue;
        ++named;
        look_at(widget, i, pages[i]);
      }
    }
    // A field counts as displaced if it is neither in its place nor in its order among others: data of a form moves
    // everything below it.
    const std::set<std::string> displaced = find_displaced(pages);
    const std::set<std::string> surplus = find_surplus();
    for (auto& [pointer, moves] : moves_) {
      // Moves that data explains are removed: in order, not doubled, not on top of another field, and together with
      // everything below and with the print beside the field.
      compared_.moved += std::erase_if(moves.elsewhere, [&](const Move& move) {
        const std::string name = name_of(*move.widget);
        return !displaced.contains(name) && !surplus.contains(name) && !lies_over_another(move) &&
               !was_moved_alone(move, pages[move.page - 1]) && !left_its_print(move, pages[move.page - 1]);
      });
    }
    const PlaceCount counted = count_places(pages);
    compared_.is_exact = counted.most();
    compared_.off_place = counted.all - counted.matching;
    compared_.is_same_form = compared_.is_exact || (named > 0 && 5 * displaced.size() <= named && has_most_names() &&
                                                    2 * count_in_columns(pages) >= named);
    if (compared_.is_same_form) {
      apply_moves();
      check_looks(pages);
      check_drawings();
      report_missing_buttons();
    }
    for (std::size_t i = 0; i < pages.size(); ++i) {
      for (std::size_t k = 0; k < file_.pages[i].widgets.size(); ++k) {
        const FormWidget& widget = file_.pages[i].widgets[k];
        if (widget.pointer.empty() && widget.is_visible) take_nameless(widget, i, k, pages[i]);
      }
    }
    finish_nameless();
    compared_.matched = pages;
    return std::move(compared_);
  }

 private:
  /// A field that is not at its place in the form.
  struct Move {
    const FormWidget* widget = nullptr;
    const FormWidget* place = nullptr;  // of the form; null for none
    std::size_t page = 0;               // of the file
  };
  /// All places of one field.
  struct Moves {
    std::vector<Move> elsewhere;
    bool is_at_home = false;  // one of its places is where it belongs
  };

  /// Counts the places, and those that are exactly at places of the form. Pages without any field of the form were
  /// added and do not count.
  PlaceCount count_places(const std::vector<MatchedPage>& pages) const {
    PlaceCount counted;
    for (std::size_t i = 0; i < pages.size(); ++i) {
      const auto& widgets = file_.pages[i].widgets;
      // Pages of other documents that were joined to the form do not count against it.
      const bool is_own = pages[i].page > 0 || std::any_of(widgets.begin(), widgets.end(), [this](const auto& widget) {
                            return places_of_.contains(widget.pointer) && !widget.pointer.empty();
                          });
      if (!is_own) continue;
      counted.all += widgets.size();
      counted.matching += pages[i].matching;
    }
    return counted;
  }

  /// Whether nearly all names are those of the form, and there are enough of them for that conclusion.
  bool has_most_names() const {
    std::size_t known = 0;
    std::size_t all = 0;
    for (const FormPage& page : file_.pages) {
      for (const FormWidget& widget : page.widgets) {
        all += !widget.pointer.empty();
        known += !widget.pointer.empty() && shown_.has_field(widget.pointer);
      }
    }
    return 10 * known >= 9 * all && known >= 5;
  }

  // ---- forms whose fields are moved by the data from which they were made

  /// Number of fields with the left and right sides that they have in the form; data only moves them up and down.
  std::size_t count_in_columns(const std::vector<MatchedPage>& pages) const {
    constexpr std::int64_t kSame = 1'500;
    std::size_t count = 0;
    for (std::size_t i = 0; i < pages.size(); ++i) {
      for (const FormWidget& widget : file_.pages[i].widgets) {
        const auto known = places_of_.find(widget.pointer);
        if (widget.pointer.empty() || known == places_of_.end()) continue;
        const intake::PageArea area = pages[i].shift.apply(widget.area);
        count += std::any_of(known->second.begin(), known->second.end(), [&](const FormWidget* place) {
          return std::abs(place->area.left - area.left) <= kSame && std::abs(place->area.right - area.right) <= kSame;
        });
      }
    }
    return count;
  }

  /// A name for a place: buttons of one field are distinguished by their meanings.
  static std::string name_of(const FormWidget& widget) {
    return widget.is_radio ? widget.pointer + "\n" + widget.meaning : widget.pointer;
  }

  /// The names of places in reading order, line by line; names that occur twice are left out.
  static std::vector<std::string> in_reading_order(const FormPages& pages) {
    std::map<std::string, std::size_t> uses;
    for (const FormPage& page : pages) {
      for (const FormWidget& widget : page.widgets) ++uses[name_of(widget)];
    }
    std::vector<std::string> names;
    for (const FormPage& page : pages) {
      // Only fields that occur once have a place in the order.
      std::vector<const FormWidget*> widgets;
      for (const FormWidget& widget : page.widgets) {
        if (!widget.pointer.empty() && widget.is_visible && uses[name_of(widget)] == 1) widgets.push_back(&widget);
      }
      // A line consists of the places whose middle is above the bottom of its first one.
      std::stable_sort(widgets.begin(), widgets.end(),
                       [](const FormWidget* a, const FormWidget* b) { return a->area.top > b->area.top; });
      for (std::size_t begin = 0; begin < widgets.size();) {
        std::size_t end = begin + 1;
        // A row is the topmost field, and every further one whose middle is above its lower side; within a row the
        // order is from the left.
        const std::int64_t bottom = widgets[begin]->area.bottom;
        while (end < widgets.size() && (widgets[end]->area.top + widgets[end]->area.bottom) / 2 > bottom) ++end;
        std::stable_sort(widgets.begin() + static_cast<std::ptrdiff_t>(begin),
                         widgets.begin() + static_cast<std::ptrdiff_t>(end),
                         [](const FormWidget* a, const FormWidget* b) { return a->area.left < b->area.left; });
        for (; begin < end; ++begin) names.push_back(name_of(*widgets[begin]));
      }
    }
    return names;
  }

  /// The pages of the file in the order of the form, so that their order in the file does not matter.
  FormPages in_order_of_form(const std::vector<MatchedPage>& pages) const {
    FormPages ordered(form_.size());
    for (std::size_t i = 0; i < pages.size(); ++i) {
      if (pages[i].page > 0) ordered[pages[i].page - 1] = file_.pages[i];
    }
    return ordered;
  }

  /// Fields that occur more often in the file than in the form.
  std::set<std::string> find_surplus() const {
    std::map<std::string, std::size_t> uses;
    for (const FormPage& page : file_.pages) {
      for (const FormWidget& widget : page.widgets) uses[name_of(widget)] += widget.is_visible;
    }
    for (const FormPage& page : form_) {
      for (const FormWidget& widget : page.widgets) {
        if (std::size_t& count = uses[name_of(widget)]; count > 0) --count;
      }
    }
    std::set<std::string> surplus;
    for (const auto& [name, count] : uses) {
      if (count > 0) surplus.insert(name);
    }
    return surplus;
  }

  /// Whether a field is on top of another one; data never causes that.
  bool lies_over_another(const Move& move) const {
    constexpr std::int64_t kMuch = 50;
    const auto& widgets = file_.pages[move.page - 1].widgets;
    return std::any_of(widgets.begin(), widgets.end(), [&move](const FormWidget& other) {
      return !other.pointer.empty() && other.is_visible && other.pointer != move.widget->pointer &&
             std::max(overlap(move.widget->area, other.area), overlap(other.area, move.widget->area)) >= kMuch;
    });
  }

  /// Whether a field was moved without the fields below it: data moves everything below, so the next field below must
  /// have moved, too.
  bool was_moved_alone(const Move& move, const MatchedPage& page) const {
    const auto& places = form_[page.page - 1].widgets;
    const auto home = std::find_if(places.begin(), places.end(),
                                   [&move](const FormWidget& place) { return is_own(*move.widget, place); });
    if (home == places.end() || move.widget->type != WidgetType::Text) return false;
    const auto is_home = [&](const FormWidget& place) {
      const auto& widgets = file_.pages[move.page - 1].widgets;
      return std::any_of(widgets.begin(), widgets.end(), [&](const FormWidget& widget) {
        return !widget.pointer.empty() && is_own(widget, place) &&
               is_same_place(page.shift.apply(widget.area), place.area);
      });
    };
    const FormWidget* next = nullptr;
    for (const FormWidget& place : places) {
      const bool is_below = place.area.top <= home->area.bottom && place.pointer != home->pointer;
      if (is_below && (next == nullptr || place.area.top > next->area.top)) next = &place;
    }
    return next != nullptr && is_home(*next);
  }

  /// Whether a field left the words that are printed beside it. Data moves both; so if the page prints everything where
  /// the form does, around both the old and the new place of the field, a person must have moved the field.
  bool left_its_print(const Move& move, const MatchedPage& page) {
    const intake::PageArea area = page.shift.apply(move.widget->area);
    constexpr std::int64_t kMost = 60;  // percent: a field may have grown with its content
    std::vector<intake::PageArea> bands = {area};
    for (const FormWidget& place : form_[page.page - 1].widgets) {
      if (!is_own(*move.widget, place)) continue;
      if (overlap(place.area, area) >= kMost) return false;
      bands.push_back(place.area);
    }
    if (bands.size() == 1) return page_has_all_print(move.page - 1, page);  // it is of another page
    return page_has_all_print(move.page - 1, page) && std::all_of(bands.begin(), bands.end(), [&](const auto& band) {
             const auto& moved = moved_print_[move.page - 1];
             return std::none_of(moved.begin(), moved.end(), [&band](const auto& line) {
               return line.first < band.top && line.second > band.bottom;
             });
           });
  }

  /// Whether the page prints nearly everything where the form does. Remembers the heights of print that is elsewhere.
  bool page_has_all_print(std::size_t index, const MatchedPage& page) {
    if (const auto known = has_all_print_.find(index); known != has_all_print_.end()) return known->second;
    constexpr std::size_t kFewest = 10;  // characters
    const FormPage& form = form_[page.page - 1];
    const FormPage& own = file_.pages[index];
    const PrintIndex print(form);
    const auto found = print.find(own, page.shift);
    auto& moved = moved_print_[index];
    std::vector<bool> is_there(form.texts.size());
    std::size_t common = 0;
    const auto add = [&moved](std::int64_t y, std::int64_t size) {
      moved.emplace_back(y - size / 5, y + size);
    };
    for (std::size_t i = 0; i < found.size(); ++i) {
      const intake::PrintedText& text = own.texts[i];
      if (found[i]) {
        is_there[*found[i]] = true;
        ++common;
      } else if (text.as != intake::PrintedAs::Loose && !is_blank_character(text)) {
        // Loose text was added by people; only text of the program shows how data moved the page.
        add(page.shift.apply_y(text.y), text.size);
      }
    }
    for (std::size_t i = 0; i < is_there.size(); ++i) {
      if (!is_there[i] && !is_blank_character(form.texts[i])) add(form.texts[i].y, form.texts[i].size);
    }
    return has_all_print_[index] = print.size() >= kFewest && 20 * common >= 19 * print.size();
  }

  /// Names that are out of order. If there are many, one name that was moved far may be the cause, so the smallest set
  /// is searched.
  std::set<std::string> find_displaced(const std::vector<MatchedPage>& pages) const {
    std::vector<std::string> own = in_reading_order(in_order_of_form(pages));
    std::vector<std::string> wanted = in_reading_order(form_);
    // Only names that both sides have are compared: missing and added fields do not disturb the order.
    const std::set<std::string> there(own.begin(), own.end());
    std::erase_if(wanted, [&there](const std::string& name) { return !there.contains(name); });
    const std::set<std::string> known(wanted.begin(), wanted.end());
    std::erase_if(own, [&known](const std::string& name) { return !known.contains(name); });
    std::set<std::string> displaced;
    for (std::size_t i = 0; i < own.size(); ++i) {
      if (own[i] != wanted[i]) displaced.insert(own[i]);
    }
    constexpr std::size_t kFew = 4;  // that were exchanged; one that was moved far shifts all others
    if (displaced.size() > kFew) displaced = not_in_order(own, wanted);
    return displaced;
  }

  /// The smallest set of names whose removal leaves the rest in order: everything outside a longest increasing
  /// subsequence.
  static std::set<std::string> not_in_order(const std::vector<std::string>& own,
                                            const std::vector<std::string>& wanted) {
    // The longest increasing subsequence keeps its order; all others were displaced. Forms have few fields, so the
    // quadratic method is enough.
    std::map<std::string_view, std::size_t> rank;
    for (std::size_t i = 0; i < wanted.size(); ++i) rank[wanted[i]] = i;
    std::vector<std::size_t> length(own.size(), 1);
    std::vector<std::size_t> before(own.size(), own.size());
    std::size_t last = own.size();
    for (std::size_t i = 0; i < own.size(); ++i) {
      for (std::size_t k = 0; k < i; ++k) {
        // Quadratic, but forms have at most some hundred fields.
        if (rank[own[k]] < rank[own[i]] && length[k] + 1 > length[i]) {
          length[i] = length[k] + 1;
          before[i] = k;
        }
      }
      if (last == own.size() || length[i] > length[last]) last = i;
    }
    std::set<std::string> rest(own.begin(), own.end());
    for (std::size_t i = last; i < own.size(); i = before[i]) rest.erase(own[i]);
    return rest;
  }

  /// The place of the form at the same area; null if the form has none there.
  const FormWidget* place_of(const FormWidget& widget, const MatchedPage& page) const {
    return page.page == 0 ? nullptr : place_at(page.shift.apply(widget.area), form_[page.page - 1]);
  }

  /// Whether a place of the form belongs to the field, with the meaning of its box.
  static bool is_own(const FormWidget& widget, const FormWidget& place) {
    if (place.pointer != widget.pointer) return false;
    // A value that differs only in the file and not on the page is reported by judge_form.
    return !widget.is_radio || !place.is_radio || widget.meaning == place.meaning ||
           own_state(widget) == own_state(place);
  }

  /// Notes whether a place of a field is where it belongs.
  void look_at(const FormWidget& widget, std::size_t index, const MatchedPage& page) {
    // A page that does not belong to the form has no places for comparison.
    if (page.page == 0) return;
    Moves& moves = moves_[widget.pointer];
    const FormWidget* const place = place_of(widget, page);
    // A field that lies on the place of another one was moved there. A field on no place at all may only have been
    // stretched.
    const bool is_home = place != nullptr ? is_own(widget, *place) : lies_nearly_right(widget, page);
    if (is_home) {
      moves.is_at_home = true;
    } else {
      moves.elsewhere.push_back({&widget, place, index + 1});
    }
  }

  /// Whether the place is nearly right: some programs change the size of a field a little.
  bool lies_nearly_right(const FormWidget& widget, const MatchedPage& page) const {
    constexpr std::int64_t kMost = 60;
    const intake::PageArea area = page.shift.apply(widget.area);
    const auto& places = form_[page.page - 1].widgets;
    return std::any_of(places.begin(), places.end(), [&](const FormWidget& place) {
      return is_own(widget, place) && overlap(area, place.area) >= kMost;
    });
  }

  // ---- fields that lie elsewhere

  /// Whether all displaced buttons of a field are in places of the same field.
  static bool are_exchanged(const std::string& pointer, const Moves& moves) {
    return std::all_of(moves.elsewhere.begin(), moves.elsewhere.end(), [&pointer](const Move& move) {
      return move.place != nullptr && move.place->pointer == pointer && move.place->is_radio;
    });
  }

  /// Reads exchanged buttons by the words printed beside the ticked one.
  void read_exchanged(const std::string& pointer, const Moves& moves) {
    for (const Move& move : moves.elsewhere) {
      // Only the pressed button determines the value: the choice printed at its present place.
      if (!is_on(*move.widget)) continue;
      for (RawField& field : file_.fields) {
        if (field.pointer != pointer) continue;
        compared_.notices.push_back(
            {messages::IntakeGivenDiffers, {move.place->meaning, field.text}, true, pointer, field.place});
        field.text = move.place->meaning;
        field.shown.clear();
        // The position in the file no longer says what was meant.
        field.button = 0;
      }
    }
  }

  /// Decides how to read each displaced field: text as the field whose place it is in; otherwise it is not read.
  void apply_moves() {
    std::map<std::string, std::string> other;  // names of fields, and those as which they are read
    for (const auto& [pointer, moves] : moves_) {
      if (moves.elsewhere.empty()) continue;
      ++compared_.changes;
      if (compared_.is_exact && are_exchanged(pointer, moves)) {
        read_exchanged(pointer, moves);
        continue;
      }
      const std::size_t page = moves.elsewhere.front().page;
      // On pages that data has moved, the place of another field means nothing. The words printed beside a place tell
      // what a person meant to write there, so a text is read as the field whose place it took; boxes, or fields that
      // are in several places, are not read at all.
      const FormWidget* const place = compared_.is_exact ? moves.elsewhere.front().place : nullptr;
      const bool is_text = moves.elsewhere.size() == 1 && !moves.is_at_home && place != nullptr &&
                           place->type != WidgetType::Box && places_of_.at(pointer).front()->type != WidgetType::Box;
      const FieldPlace where{page, {}, {}};
      diagnostics::TextPair outcome = texts::EngineNotReadThere;
      if (is_text) {
        const BilingualWords title = field_title(schema_, place->pointer);
        outcome = texts::EngineReadAsOther.pair(title);
        other[pointer] = place->pointer;
      } else if (place != nullptr && place->pointer != pointer) {
        outcome = texts::EngineNotReadAtOther.pair(field_title(schema_, place->pointer));
      }
      if (!is_text) lost_.insert(pointer);
      compared_.notices.push_back({messages::IntakeFieldElsewhere,
                                   {std::move(outcome.english), std::move(outcome.chinese)},
                                   true,
                                   pointer,
                                   where});
    }
    for (auto* const fields : {&file_.fields, &file_.blanks}) {
      std::erase_if(*fields, [this](const RawField& field) { return lost_.contains(field.pointer); });
      for (RawField& field : *fields) {
        // People see the words beside the place, so the text is an answer to those.
        if (const auto known = other.find(field.pointer); known != other.end()) field.pointer = known->second;
      }
    }
  }

  // ---- boxes

  /// Whether a box is shown as ticked; nullopt if that cannot be decided.
  static std::optional<bool> shows_tick(const FormWidget& widget, const FormWidget& place) {
    const WidgetLook* const shown = look_of(widget, widget.state.empty() ? kOff : widget.state);
    const WidgetLook* const ticked = on_look(place);
    const WidgetLook* const empty = look_of(place, kOff);
    if (shown == nullptr || ticked == nullptr || empty == nullptr) return std::nullopt;
    // Pictures are compared as hashes: an unchanged one is the form's own.
    if (shown->picture == ticked->picture) return true;
    if (shown->picture == empty->picture) return false;
    // Another program has drawn the box again: the ticked state has more marks.
    const WidgetLook* const other = look_of(widget, is_on(widget) ? kOff : own_state(widget));
    const std::uint64_t others = other == nullptr ? 0 : other->marks;
    if (shown->marks == others) return is_on(widget) && shown->marks == 0 ? std::optional(false) : std::nullopt;
    return shown->marks > others;
  }

  /// The state that ticks the box.
  static std::string_view own_state(const FormWidget& widget) {
    const WidgetLook* const look = on_look(widget);
    return look == nullptr ? std::string_view() : look->state;
  }

  /// A box that shows something other than its value is not read at all.
  void check_looks(const std::vector<MatchedPage>& pages) {
    for (std::size_t i = 0; i < pages.size(); ++i) {
      for (const FormWidget& widget : file_.pages[i].widgets) {
        if (widget.type != WidgetType::Box || widget.pointer.empty() || !widget.is_visible) continue;
        const FormWidget* const place = place_of(widget, pages[i]);
        if (place == nullptr || !is_own(widget, *place) || lost_.contains(widget.pointer)) continue;
        const std::optional<bool> ticked = shows_tick(widget, *place);
        // If the drawing cannot be judged, the value counts. If the picture contradicts the value, a person saw one and
        // a program would read the other, so neither is taken.
        if (!ticked || *ticked == is_on(widget)) continue;
        const std::string_view shown = *ticked ? "☑" : "☐";
        const std::string words = std::string(is_on(widget) ? "☑" : "☐") + meaning_words(widget);
        lose(widget.pointer);
        compared_.notices.push_back({messages::IntakeShownDiffers,
                                     {std::string(shown) + meaning_words(widget), words},
                                     true,
                                     widget.pointer,
                                     {i + 1, {}, {}}});
      }
    }
  }

  /// Reports drawings in fields. Letters in a blank field are allowed: the form draws some itself, such as those of a
  /// date.
  void check_drawings() {
    std::set<std::string_view> told;
    for (std::size_t i = 0; i < file_.pages.size(); ++i) {
      for (const FormWidget& widget : file_.pages[i].widgets) {
        const auto known = places_of_.find(widget.pointer);
        if (widget.drawings == 0 || widget.pointer.empty() || known == places_of_.end()) continue;
        // The form's own drawings are counted, not compared: programs redraw them.
        const bool is_of_form = std::any_of(known->second.begin(), known->second.end(),
                                            [&](const auto* place) { return place->drawings >= widget.drawings; });
        if (is_of_form || !told.insert(widget.pointer).second) continue;
        const diagnostics::BilingualText drawing = texts::IntakeADrawing;
        compared_.notices.push_back({messages::IntakeMarkBeside,
                                     {std::string(drawing.english), std::string(drawing.chinese)},
                                     true,
                                     widget.pointer,
                                     {i + 1, {}, {}}});
      }
    }
  }

  /// Reports buttons that a choice has lost: a person could not choose these values.
  void report_missing_buttons() {
    std::map<std::string_view, std::set<std::string_view>> there;
    std::map<std::string_view, std::size_t> counts;
    for (const FormPage& page : file_.pages) {
      for (const FormWidget& widget : page.widgets) {
        if (!widget.is_radio) continue;
        there[widget.pointer].insert(widget.meaning);
        ++counts[widget.pointer];
      }
    }
    std::size_t all = 0;
    std::size_t missing = 0;
    BilingualWords words;
    for (const auto& [pointer, places] : places_of_) {
      if (pointer.empty() || !places.front()->is_radio) continue;
      all += places.size();
      // A choice that is missing entirely is reported with the missing fields.
      if (const std::size_t count = counts[pointer]; count == 0 || count >= places.size()) continue;
      for (const FormWidget* const place : places) {
        if (there[pointer].contains(place->meaning)) continue;
        if (++missing > 1) words += texts::ListComma;
        words += texts::EngineFieldValue.pair(field_title(schema_, pointer), place->meaning);
      }
    }
    if (missing == 0) return;
    compared_.notices.push_back(
        {messages::IntakeFieldsMissing, {std::to_string(missing), std::to_string(all), words.english, words.chinese}});
  }

  /// Empty for boxes without a meaning.
  static std::string meaning_words(const FormWidget& widget) {
    return widget.meaning.empty() ? std::string() : " " + widget.meaning;
  }

  /// Removes a field that cannot be trusted.
  void lose(const std::string& pointer) {
    lost_.insert(pointer);
    for (auto* const fields : {&file_.fields, &file_.blanks}) {
      std::erase_if(*fields, [&pointer](const RawField& field) { return field.pointer == pointer; });
    }
  }

  // ---- places without a field

  /// Reads a place without a name as the field of the form at that place.
  void take_nameless(const FormWidget& widget, std::size_t index, std::size_t number, const MatchedPage& page) {
    // On pages that differ from the form, a matching area may be a coincidence.
    const bool is_exact_page = 5 * page.matching >= 4 * file_.pages[index].widgets.size();
    const FormWidget* place = is_exact_page ? place_of(widget, page) : nullptr;
    // On an aligned page, places correspond by their numbers wherever they are.
    if (place == nullptr && page.is_aligned) place = &form_[page.page - 1].widgets[number];
    const FieldPlace where{index + 1, {}, {}};
    const bool fits = place != nullptr && is_same_class(widget, *place) && !place->pointer.empty();
    if (widget.type == WidgetType::Signature || widget.type == WidgetType::Other) return;
    if (!fits) {
      if (has_content(widget)) report_nameless(widget, where);
      ++compared_.changes;
      return;
    }
    if (!has_content(widget)) {
      if (place->is_radio || widget.type != WidgetType::Box) {
        // A button that is off does not determine the choice; another one may be on.
        empty_.push_back({place->pointer, RawType::Text, {}, {}, where});
      } else {
        add(place->pointer, {place->pointer, RawType::Boolean, "false", {}, where});
      }
      return;
    }
    if (widget.type == WidgetType::Box) {
      const bool is_known = look_of(*place, widget.state) != nullptr && shows_tick(widget, *place).value_or(true);
      if (!is_known) return report_nameless(widget, where);
      if (place->is_radio) return add(place->pointer, {place->pointer, RawType::Choice, place->meaning, {}, where});
      return add(place->pointer, {place->pointer, RawType::Boolean, "true", {}, where});
    }
    if (place->type == WidgetType::Choice) {
      return add(place->pointer,
                 {place->pointer, RawType::Choice, shown_.value_of(place->pointer, widget.shown), widget.shown, where});
    }
    add(place->pointer, {place->pointer, RawType::Text, widget.shown, {}, where});
  }

  /// Adds a value; a second one for the same field must be equal.
  void add(const std::string& pointer, RawField field) {
    const auto same = std::find_if(file_.fields.begin(), file_.fields.end(),
                                   [&pointer](const RawField& other) { return other.pointer == pointer; });
    // The first value stays; a second one that differs is a conflict for people to settle.
    if (same == file_.fields.end()) {
      by_place_.push_back(pointer);
      file_.fields.push_back(std::move(field));
      return;
    }
    if (same->text == field.text || same->shown == field.text) return;
    compared_.notices.push_back({messages::IntakeConflict, {same->text, field.text}, true, pointer, field.place});
  }

  /// Content that belongs to no field is reported with its page.
  void report_nameless(const FormWidget& widget, const FieldPlace& where) {
    const diagnostics::TextPair page = texts::IntakePage.pair(where.page);
    std::string content = widget.type == WidgetType::Box ? "☑" + meaning_words(widget) : widget.shown;
    compared_.notices.push_back(
        {messages::IntakeNamelessField, {page.english, page.chinese, std::move(content)}, false, {}, where});
  }

  /// Fields read by place are reported.
  void finish_nameless() {
    std::set<std::string> there;
    for (const auto* const fields : {&file_.fields, &file_.blanks}) {
      for (const RawField& field : *fields) there.insert(field.pointer);
    }
    // A place that is empty is a blank only if no other place of the field has a value.
    for (RawField& field : empty_) {
      if (there.insert(field.pointer).second) file_.blanks.push_back(std::move(field));
    }
    for (const std::string& pointer : by_place_) {
      const auto field = std::find_if(file_.fields.begin(), file_.fields.end(),
                                      [&pointer](const RawField& known) { return known.pointer == pointer; });
      // An empty box is the usual state and is not worth a message.
      if (field->type == RawType::Boolean && field->text == "false") continue;
      compared_.notices.push_back({messages::IntakeByPlace, {field->text}, true, pointer, field->place});
    }
  }

  intake::ReturnedFile& file_;
  const FormPages& form_;
  const ShownForm& shown_;
  const schema::Schema& schema_;
  std::map<std::string, std::vector<const FormWidget*>> places_of_;  // by pointers
  std::map<std::string, Moves> moves_;
  std::map<std::size_t, bool> has_all_print_;                                              // by indices of pages
  std::map<std::size_t, std::vector<std::pair<std::int64_t, std::int64_t>>> moved_print_;  // heights, from below
  std::set<std::string> lost_;
  std::vector<std::string> by_place_;
  std::vector<RawField> empty_;
  ComparedPages compared_;
};

}  // namespace

ComparedPages compare_pages(intake::ReturnedFile& file, const FormPages& form, const ShownForm& shown,
                            const schema::Schema& schema) {
  return Comparison(file, form, shown, schema).run();
}

/// Counts without names, for files whose fields are all renamed.
PlaceCount count_places(const FormPages& pages, const FormPages& form) {
  PlaceCount counted;
  const std::vector<MatchedPage> matched = match_pages(pages, form, true);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    counted.all += pages[i].widgets.size();
    counted.matching += matched[i].matching;
  }
  return counted;
}

}  // namespace gongwen::engine
