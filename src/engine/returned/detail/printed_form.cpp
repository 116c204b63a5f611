#include "engine/returned/detail/printed_form.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "engine/returned/detail/match_pages.h"
#include "engine/returned/detail/shown_form.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using intake::FieldPlace;
using intake::FormPage;
using intake::FormWidget;
using intake::PageArea;
using intake::PrintedText;
using intake::RawField;
using intake::RawType;
using intake::WidgetType;

constexpr std::int64_t kNearPlace = 2'000;  // thousandths of a point between the same character on two pages

bool is_blank(const PrintedText& text) { return text.text == " " || text.text == "　" || text.text == "\u00A0"; }

/// The characters of a page by what they are.
using Index = std::unordered_map<std::string, std::vector<std::size_t>>;

Index index_of(const FormPage& page) {
  Index index;
  for (std::size_t i = 0; i < page.texts.size(); ++i) {
    if (!is_blank(page.texts[i])) index[page.texts[i].text].push_back(i);
  }
  return index;
}

std::size_t count_printed(const FormPage& page) {
  return static_cast<std::size_t>(
      std::count_if(page.texts.begin(), page.texts.end(), [](const PrintedText& text) { return !is_blank(text); }));
}

/// Which characters of the page are printed by the form; `printed` may be null.
std::size_t count_common(const FormPage& page, const FormPage& form, const Index& index_of_form, const PageShift& shift,
                         std::vector<bool>* printed) {
  std::set<std::size_t> taken;
  std::size_t count = 0;
  for (std::size_t i = 0; i < page.texts.size(); ++i) {
    const PrintedText& text = page.texts[i];
    const auto same = index_of_form.find(text.text);
    if (same == index_of_form.end()) continue;
    const std::int64_t x = shift.apply_x(text.x);
    const std::int64_t y = shift.apply_y(text.y);
    for (const std::size_t other : same->second) {
      if (std::abs(form.texts[other].x - x) > kNearPlace || std::abs(form.texts[other].y - y) > kNearPlace) continue;
      if (!taken.insert(other).second) continue;
      ++count;
      if (printed != nullptr) (*printed)[i] = true;
      break;
    }
  }
  return count;
}

/// Printers move and scale pages: characters that both have once say how.
std::vector<PageShift> possible_shifts(const FormPage& page, const Index& own, const FormPage& form,
                                       const Index& index_of_form) {
  struct Pair {
    const PrintedText* page = nullptr;
    const PrintedText* form = nullptr;
  };
  std::vector<Pair> pairs;
  for (const auto& [text, places] : own) {
    const auto same = index_of_form.find(text);
    if (places.size() != 1 || same == index_of_form.end() || same->second.size() != 1) continue;
    pairs.push_back({&page.texts[places.front()], &form.texts[same->second.front()]});
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

struct PrintedPage {
  std::size_t page = 0;  // of the form, counted from 1; 0: none
  PageShift shift;
  std::size_t common = 0;
};

/// Each page of the file as a page of the form, by what is printed.
std::vector<PrintedPage> match_printed(const FormPages& pages, const FormPages& form) {
  std::vector<Index> indices;
  std::vector<std::size_t> counts;
  for (const FormPage& page : form) {
    indices.push_back(index_of(page));
    counts.push_back(count_printed(page));
  }
  std::vector<PrintedPage> matched(pages.size());
  std::vector<bool> is_taken(form.size());
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const Index own = index_of(pages[i]);
    for (std::size_t j = 0; j < form.size(); ++j) {
      if (is_taken[j] || counts[j] < 10) continue;
      const auto is_it = [&](std::size_t common) {
        return 10 * common >= 7 * counts[j] && common > matched[i].common;
      };
      std::vector<PageShift> shifts = {PageShift()};
      if (!is_it(count_common(pages[i], form[j], indices[j], shifts.front(), nullptr))) {
        const std::vector<PageShift> further = possible_shifts(pages[i], own, form[j], indices[j]);
        shifts.insert(shifts.end(), further.begin(), further.end());
      }
      for (const PageShift& shift : shifts) {
        const std::size_t common = count_common(pages[i], form[j], indices[j], shift, nullptr);
        if (is_it(common)) matched[i] = {j + 1, shift, common};
      }
    }
    if (matched[i].page > 0) is_taken[matched[i].page - 1] = true;
  }
  return matched;
}

/// A text in the place of a field, a line for each line.
class PlacedLines {
 public:
  void add(const PrintedText& text) { texts_.push_back(text); }
  bool is_empty() const { return texts_.empty(); }

  /// `right`: where lines end; text that reaches it continues in the next line.
  std::string text(std::int64_t right) {
    std::stable_sort(texts_.begin(), texts_.end(), [](const PrintedText& a, const PrintedText& b) {
      const bool is_same_line = std::abs(a.y - b.y) <= std::max(a.size, b.size) / 2;
      return is_same_line ? a.x < b.x : a.y > b.y;
    });
    std::string out;
    const PrintedText* before = nullptr;
    for (const PrintedText& text : texts_) {
      if (before != nullptr) out += gap(*before, text, right);
      out += text.text;
      before = &text;
    }
    return out;
  }

 private:
  static bool is_ascii(const PrintedText& text) {
    return text.text.size() == 1 && text.text.front() > ' ' && text.text.front() < 0x7F;
  }

  static std::string_view gap(const PrintedText& before, const PrintedText& after, std::int64_t right) {
    const bool is_latin = is_ascii(before) && is_ascii(after);
    if (std::abs(before.y - after.y) > std::max(before.size, after.size) / 2) {
      const bool is_full = before.x + before.width + before.size * 3 / 2 >= right;
      if (!is_full) return "\n";
      return is_latin ? " " : "";
    }
    return is_latin && after.x - before.x - before.width > before.size / 5 ? " " : "";
  }

  std::vector<PrintedText> texts_;
};

/// What forms print into blank dates.
bool is_place_for_date(std::string_view text) {
  for (const auto& decoded : base::CodePoints(text)) {
    constexpr std::u32string_view kEmpty = U" \n　年月日时分至—–-/.:";
    if (kEmpty.find(decoded.code_point) == std::u32string_view::npos) return false;
  }
  return true;
}

class PrintedReader {
 public:
  PrintedReader(intake::ReturnedFile& file, const FormPages& form, const ShownForm& shown,
                std::vector<intake::Notice>& notices)
      : file_(file), form_(form), shown_(shown), notices_(notices) {}

  bool read() {
    const std::vector<PrintedPage> matched = match_printed(file_.pages, form_);
    std::size_t known = 0;
    for (const PrintedPage& page : matched) known += page.page > 0;
    if (known == 0) return false;
    for (std::size_t i = 0; i < matched.size(); ++i) {
      if (matched[i].page > 0) read_page(i, matched[i]);
    }
    file_.fields = std::move(fields_);
    for (const auto& [pointer, place] : empty_) {
      const bool is_there = std::any_of(file_.fields.begin(), file_.fields.end(),
                                        [&](const RawField& field) { return field.pointer == pointer; });
      if (!is_there) file_.blanks.push_back({pointer, RawType::Text, {}, {}, place});
    }
    notices_.push_back({messages::IntakePrintedForm, {}});
    for (const RawField& field : file_.fields) {
      if (field.type == RawType::Boolean && field.text == "false") continue;
      notices_.push_back({messages::IntakeByPlace, {field.text}, true, field.pointer, field.place});
    }
    std::move(beside_.begin(), beside_.end(), std::back_inserter(notices_));
    return true;
  }

 private:
  void read_page(std::size_t index, const PrintedPage& match) {
    const FormPage& page = file_.pages[index];
    const FormPage& form = form_[match.page - 1];
    const FieldPlace where{index + 1, {}, {}};
    std::vector<bool> printed(page.texts.size());
    count_common(page, form, index_of(form), match.shift, &printed);
    std::vector<PlacedLines> lines(form.widgets.size());
    PlacedLines beside;
    for (std::size_t i = 0; i < page.texts.size(); ++i) {
      if (printed[i]) continue;
      const PrintedText text = shifted(page.texts[i], match.shift);
      const std::optional<std::size_t> place = place_of(text, form);
      if (place) {
        lines[*place].add(text);
      } else if (!is_blank(text)) {
        beside.add(text);
      }
    }
    for (std::size_t i = 0; i < form.widgets.size(); ++i) {
      const FormWidget& widget = form.widgets[i];
      switch (widget.type) {
        case WidgetType::Text:
        case WidgetType::Choice: take_text(widget, lines[i], where); break;
        case WidgetType::Box: take_box(widget, page, match.shift, where); break;
        case WidgetType::Signature:
        case WidgetType::Other: break;
      }
    }
    if (beside.is_empty()) return;
    const diagnostics::TextPair words = texts::IntakePage.pair(where.page);
    beside_.push_back({messages::IntakeTextBeside, {words.english, words.chinese, beside.text(0)}, false, {}, where});
  }

  static PrintedText shifted(PrintedText text, const PageShift& shift) {
    text.x = shift.apply_x(text.x);
    text.y = shift.apply_y(text.y);
    text.size = std::llround(static_cast<double>(text.size) * shift.up);
    text.width = std::llround(static_cast<double>(text.width) * shift.across);
    return text;
  }

  static std::optional<std::size_t> place_of(const PrintedText& text, const FormPage& form) {
    const std::int64_t x = text.x + text.width / 2;
    const std::int64_t y = text.y + text.size / 3;
    for (std::size_t i = 0; i < form.widgets.size(); ++i) {
      if (form.widgets[i].area.has(x, y)) return i;
    }
    return std::nullopt;
  }

  void take_text(const FormWidget& widget, PlacedLines& lines, const FieldPlace& where) {
    const std::string text = lines.text(widget.area.right);
    if (is_place_for_date(text)) {
      empty_.emplace(widget.pointer, where);
    } else if (widget.type == WidgetType::Choice) {
      add({widget.pointer, RawType::Choice, value_of(widget.pointer, text), text, where});
    } else {
      add({widget.pointer, RawType::Text, text, {}, where});
    }
  }

  std::string value_of(const std::string& pointer, const std::string& shown) const {
    const forms::Field* const field = shown_.fields.find(pointer);
    const auto* const choice = field == nullptr ? nullptr : std::get_if<forms::ChoiceField>(&field->type);
    if (choice == nullptr) return shown;
    for (const forms::FieldChoice& known : choice->choices) {
      if (known.label == shown || known.option == shown || known.value == shown) return known.value;
    }
    return shown;
  }

  /// A tick is smaller than the frame around it: whatever is drawn with another program's paths.
  static bool is_ticked(const FormWidget& widget, const FormPage& page, const PageShift& shift) {
    const PageArea& area = widget.area;
    constexpr std::int64_t kRoom = 500;
    for (const PageArea& unshifted : page.marks) {
      const PageArea mark = shift.apply(unshifted);
      const bool is_in = mark.left >= area.left - kRoom && mark.right <= area.right + kRoom &&
                         mark.bottom >= area.bottom - kRoom && mark.top <= area.top + kRoom;
      if (!is_in) continue;
      const std::int64_t size = std::max(mark.width() * 100 / std::max<std::int64_t>(area.width(), 1),
                                         mark.height() * 100 / std::max<std::int64_t>(area.height(), 1));
      const std::int64_t least = std::min(mark.width() * 100 / std::max<std::int64_t>(area.width(), 1),
                                          mark.height() * 100 / std::max<std::int64_t>(area.height(), 1));
      if (size >= 30 && least >= 15 && size < kFrame) return true;
    }
    return false;
  }

  void take_box(const FormWidget& widget, const FormPage& page, const PageShift& shift, const FieldPlace& where) {
    const bool ticked = is_ticked(widget, page, shift);
    if (!widget.is_radio) {
      add({widget.pointer, RawType::Boolean, ticked ? "true" : "false", {}, where});
    } else if (ticked) {
      add({widget.pointer, RawType::Choice, widget.meaning, {}, where});
    } else {
      empty_.emplace(widget.pointer, where);
    }
  }

  void add(RawField field) {
    const auto same = std::find_if(fields_.begin(), fields_.end(),
                                   [&field](const RawField& other) { return other.pointer == field.pointer; });
    if (same == fields_.end()) {
      fields_.push_back(std::move(field));
    } else if (same->text != field.text) {
      beside_.push_back({messages::IntakeConflict, {same->text, field.text}, true, field.pointer, field.place});
    }
  }

  static constexpr std::int64_t kFrame = 75;  // percent of a place that the frame of its box has at least

  intake::ReturnedFile& file_;
  const FormPages& form_;
  const ShownForm& shown_;
  std::vector<intake::Notice>& notices_;
  std::vector<RawField> fields_;
  std::map<std::string, FieldPlace> empty_;
  std::vector<intake::Notice> beside_;
};

}  // namespace

std::string kind_by_print(const intake::ReturnedFile& file, KindLibrary& kinds, FontSource& fonts) {
  std::string found;
  std::size_t most = 0;
  for (const std::string& name : kinds.names()) {
    const auto form = blank_pages(kinds.get(name), kinds, fonts);
    if (!form) continue;
    std::size_t common = 0;
    for (const PrintedPage& page : match_printed(file.pages, *form)) common += page.common;
    if (common > most) {
      most = common;
      found = name;
    }
  }
  return found;
}

bool read_printed_form(intake::ReturnedFile& file, const FormPages& form, const ShownForm& shown,
                       std::vector<intake::Notice>& notices) {
  return PrintedReader(file, form, shown, notices).read();
}

}  // namespace gongwen::engine
