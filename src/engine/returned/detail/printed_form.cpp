#include "engine/returned/detail/printed_form.h"

#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "engine/returned/detail/match_pages.h"
#include "engine/returned/detail/shown_form.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>

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

class PrintedReader {
 public:
  PrintedReader(const intake::ReturnedFile& file, const FormPages& form, const ShownForm& shown)
      : file_(file), form_(form), shown_(shown) {}

  PrintedForm read() {
    const std::vector<PrintedPage> matched = match_printed(file_.pages, form_);
    std::vector<bool> known;
    for (const PrintedPage& page : matched) known.push_back(page.page > 0);
    if (std::find(known.begin(), known.end(), true) == known.end()) return {};
    std::size_t common = 0;
    for (std::size_t i = 0; i < matched.size(); ++i) {
      common += matched[i].common;
      if (matched[i].page > 0) read_page(i, matched[i]);
    }
    std::size_t all = 0;
    for (const FormPage& page : form_) all += PrintIndex(page).size();
    read_.share = std::max<std::size_t>(common * 100 / std::max<std::size_t>(all, 1), 1);
    for (const auto& [pointer, place] : empty_) {
      const bool is_there = std::any_of(read_.fields.begin(), read_.fields.end(),
                                        [&](const RawField& field) { return field.pointer == pointer; });
      if (!is_there) read_.blanks.push_back({pointer, RawType::Text, {}, {}, place});
    }
    read_.notices.push_back({messages::IntakePrintedForm, {}});
    for (const RawField& field : read_.fields) {
      if (field.type == RawType::Boolean && field.text == "false") continue;
      read_.notices.push_back({messages::IntakeByPlace, {field.text}, true, field.pointer, field.place});
    }
    const std::vector<std::size_t> others = find_other_pages(file_.pages, form_, known, read_.share >= kWholePrint);
    if (!others.empty()) read_.notices.push_back(other_pages_notice(others));
    std::move(beside_.begin(), beside_.end(), std::back_inserter(read_.notices));
    return std::move(read_);
  }

 private:
  void read_page(std::size_t index, const PrintedPage& match) {
    const FormPage& page = file_.pages[index];
    const FormPage& form = form_[match.page - 1];
    const FieldPlace where{index + 1, {}, {}};
    const auto printed = PrintIndex(form).find(page, match.shift);
    std::vector<PlacedLines> lines(form.widgets.size());
    PlacedLines beside;
    for (std::size_t i = 0; i < page.texts.size(); ++i) {
      if (printed[i]) continue;
      const PrintedText text = shifted(page.texts[i], match.shift);
      const std::optional<std::size_t> place = place_of(text, form);
      if (place) {
        lines[*place].add(text);
      } else if (!is_blank_character(text)) {
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
    report_beside(messages::IntakeTextBeside, beside, where);
    std::vector<bool> is_there(form.texts.size());
    for (const auto& place : printed) {
      if (place) is_there[*place] = true;
    }
    PlacedLines missing;
    for (std::size_t i = 0; i < is_there.size(); ++i) {
      if (!is_there[i] && !is_blank_character(form.texts[i])) missing.add(form.texts[i]);
    }
    report_beside(messages::IntakePrintMissing, missing, where);
  }

  void report_beside(diagnostics::DiagnosticId id, PlacedLines& lines, const FieldPlace& where) {
    if (lines.is_empty()) return;
    const diagnostics::TextPair words = texts::IntakePage.pair(where.page);
    beside_.push_back({id, {words.english, words.chinese, lines.text(0)}, false, {}, where});
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
    if (is_blank_text(text)) {
      empty_.emplace(widget.pointer, where);
    } else if (widget.type == WidgetType::Choice) {
      add({widget.pointer, RawType::Choice, shown_.value_of(widget.pointer, text), text, where});
    } else {
      add({widget.pointer, RawType::Text, text, {}, where});
    }
  }

  /// A tick is smaller than the frame around it: whatever is drawn with another program's paths.
  static bool is_ticked(const FormWidget& widget, const FormPage& page, const PageShift& shift) {
    const PageArea& area = widget.area;
    constexpr std::int64_t kRoom = 500;
    for (const intake::PrintedMark& unshifted : page.marks) {
      const PageArea mark = shift.apply(unshifted.area);
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
    const auto same = std::find_if(read_.fields.begin(), read_.fields.end(),
                                   [&field](const RawField& other) { return other.pointer == field.pointer; });
    if (same == read_.fields.end()) {
      read_.fields.push_back(std::move(field));
    } else if (same->text != field.text) {
      beside_.push_back({messages::IntakeConflict, {same->text, field.text}, true, field.pointer, field.place});
    }
  }

  static constexpr std::int64_t kFrame = 75;  // percent of a place that the frame of its box has at least

  const intake::ReturnedFile& file_;
  const FormPages& form_;
  const ShownForm& shown_;
  PrintedForm read_;
  std::map<std::string, FieldPlace> empty_;
  std::vector<intake::Notice> beside_;
};

}  // namespace

std::string kind_by_print(const intake::ReturnedFile& file, KindLibrary& kinds, FontSource& fonts) {
  const std::set<std::string> own = stretches_of(file.pages);
  std::string found;
  std::size_t most = 0;
  for (const std::string& name : kinds.names()) {
    const auto form = blank_pages(kinds.get(name), kinds, fonts);
    if (!form) continue;
    // Of any page, since some may be missing.
    std::size_t share = 0;
    for (const FormPage& page : *form) {
      const std::set<std::string> of_form = stretches_of({page});
      const auto common = static_cast<std::size_t>(std::count_if(
          of_form.begin(), of_form.end(), [&own](const std::string& stretch) { return own.contains(stretch); }));
      if (of_form.size() >= 10) share = std::max(share, common * 100 / of_form.size());
    }
    constexpr std::size_t kLeast = 60;
    if (share >= kLeast && share > most) {
      most = share;
      found = name;
    }
  }
  return found;
}

PrintedForm read_printed_form(const intake::ReturnedFile& file, const FormPages& form, const ShownForm& shown) {
  return PrintedReader(file, form, shown).read();
}

}  // namespace gongwen::engine
