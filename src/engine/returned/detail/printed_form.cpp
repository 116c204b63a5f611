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

// Without fields, the values are the print inside the places of the form that does not come from the form itself.
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

/// Collects the text in the place of a field, line by line.
class PlacedLines {
 public:
  void add(const PrintedText& text) { texts_.push_back(text); }
  bool is_empty() const { return texts_.empty(); }

  /// `right` is the end of lines: a line that reaches it continues in the next one.
  std::string text(std::int64_t right) {
    std::stable_sort(texts_.begin(), texts_.end(), [](const PrintedText& a, const PrintedText& b) {
      // Half a character's height: superscripts and rounding stay in the line. y grows upwards on pages of PDF.
      // Reading order: lines from the top, characters from the left. Baselines of one line differ with the fonts.
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

  /// Latin words need a blank where a line continues; Chinese text does not.
  static std::string_view gap(const PrintedText& before, const PrintedText& after, std::int64_t right) {
    const bool is_latin = is_ascii(before) && is_ascii(after);
    if (std::abs(before.y - after.y) > std::max(before.size, after.size) / 2) {
      // A line with room for another character ended on purpose: the line end belongs to the value.
      const bool is_full = before.x + before.width + before.size * 3 / 2 >= right;
      if (!is_full) return "\n";
      return is_latin ? " " : "";
    }
    // Programs may move the pen instead of printing a blank.
    return is_latin && after.x - before.x - before.width > before.size / 5 ? " " : "";
  }

  std::vector<PrintedText> texts_;
};

/// Reads one file with one version of the form.
class PrintedReader {
 public:
  PrintedReader(const intake::ReturnedFile& file, const FormPages& form, const ShownForm& shown)
      : file_(file), form_(form), shown_(shown) {}

  /// Pages are matched by print first; without any match there is nothing to read.
  PrintedForm read() {
    // The print of the form is subtracted; the remaining characters belong to the field in whose place they are.
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
    // In percent of the whole form; at least 1, since a page did match.
    read_.share = std::max<std::size_t>(common * 100 / std::max<std::size_t>(all, 1), 1);
    // A field may have several places; it is blank if none of them has a value.
    for (const auto& [pointer, place] : empty_) {
      const bool is_there = std::any_of(read_.fields.begin(), read_.fields.end(),
                                        [&name = pointer](const RawField& field) { return field.pointer == name; });
      if (!is_there) read_.blanks.push_back({pointer, RawType::Text, {}, {}, place});
    }
    read_.notices.push_back({messages::IntakePrintedForm, {}});
    for (const RawField& field : read_.fields) {
      // An empty box was not read by place but found empty.
      if (field.type == RawType::Boolean && field.text == "false") continue;
      read_.notices.push_back({messages::IntakeByPlace, {field.text}, true, field.pointer, field.place});
    }
    const std::vector<std::size_t> others = find_other_pages(file_.pages, form_, known, read_.share >= kWholePrint);
    if (!others.empty()) read_.notices.push_back(other_pages_notice(others));
    std::move(beside_.begin(), beside_.end(), std::back_inserter(read_.notices));
    return std::move(read_);
  }

 private:
  /// Reads the values of one page, and collects print elsewhere.
  void read_page(std::size_t index, const PrintedPage& match) {
    const FormPage& page = file_.pages[index];
    const FormPage& form = form_[match.page - 1];
    const FieldPlace where{index + 1, {}, {}};
    const auto printed = PrintIndex(form).find(page, match.shift);
    // Characters of the page that are not the form's: by field, or beside all fields.
    std::vector<PlacedLines> lines(form.widgets.size());
    PlacedLines beside;
    for (std::size_t i = 0; i < page.texts.size(); ++i) {
      // Printed by the form.
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
        // A signature on paper is a drawing, which is not judged here.
        case WidgetType::Signature:
        case WidgetType::Other: break;
      }
    }
    report_beside(messages::IntakeTextBeside, beside, where);
    // Print of the form that this page lacks: a person may have covered or removed it.
    std::vector<bool> is_there(form.texts.size());
    for (const auto& place : printed) {
      if (place) is_there[*place] = true;
    }
    // Print of the form that the page lacks, in its reading order, so that the message quotes words.
    PlacedLines missing;
    for (std::size_t i = 0; i < is_there.size(); ++i) {
      if (!is_there[i] && !is_blank_character(form.texts[i])) missing.add(form.texts[i]);
    }
    report_beside(messages::IntakePrintMissing, missing, where);
  }

  /// One message for all texts of a page.
  void report_beside(diagnostics::DiagnosticId id, PlacedLines& lines, const FieldPlace& where) {
    if (lines.is_empty()) return;
    const diagnostics::TextPair words = texts::IntakePage.pair(where.page);
    beside_.push_back({id, {words.english, words.chinese, lines.text(0)}, false, {}, where});
  }

  /// Converts to the coordinates of the form.
  static PrintedText shifted(PrintedText text, const PageShift& shift) {
    text.x = shift.apply_x(text.x);
    text.y = shift.apply_y(text.y);
    text.size = std::llround(static_cast<double>(text.size) * shift.up);
    text.width = std::llround(static_cast<double>(text.width) * shift.across);
    return text;
  }

  /// The place that contains the middle of the character.
  static std::optional<std::size_t> place_of(const PrintedText& text, const FormPage& form) {
    const std::int64_t x = text.x + text.width / 2;
    // The baseline plus a third of the size is about the middle of a letter.
    const std::int64_t y = text.y + text.size / 3;
    for (std::size_t i = 0; i < form.widgets.size(); ++i) {
      if (form.widgets[i].area.has(x, y)) return i;
    }
    return std::nullopt;
  }

  /// Letters of blank dates are not values.
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

  /// Whether a tick is drawn in the box: a drawing inside it that is smaller than its frame. Programs draw ticks with
  /// their own paths.
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
      // In percent of the place: larger than a speck, not as thin as a line, smaller than the frame.
      if (size >= 30 && least >= 15 && size < kFrame) return true;
    }
    return false;
  }

  /// For a choice, the meaning of the ticked box is taken.
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

  /// A field may be on several pages; its values must agree.
  void add(RawField field) {
    const auto same = std::find_if(read_.fields.begin(), read_.fields.end(),
                                   [&field](const RawField& other) { return other.pointer == field.pointer; });
    if (same == read_.fields.end()) {
      read_.fields.push_back(std::move(field));
      // The first value is kept, and the conflict is reported.
    } else if (same->text != field.text) {
      beside_.push_back({messages::IntakeConflict, {same->text, field.text}, true, field.pointer, field.place});
    }
  }

  static constexpr std::int64_t kFrame = 75;  // percent of a place that the frame of its box covers at least

  const intake::ReturnedFile& file_;
  const FormPages& form_;
  const ShownForm& shown_;
  PrintedForm read_;
  std::map<std::string, FieldPlace> empty_;
  std::vector<intake::Notice> beside_;
};

}  // namespace

/// One page is enough, since others may be missing. Short pages prove nothing.
std::string kind_by_print(const intake::ReturnedFile& file, KindLibrary& kinds, FontSource& fonts) {
  const std::set<std::string> own = stretches_of(file.pages);
  std::string found;
  std::size_t most = 0;
  for (const std::string& name : kinds.names()) {
    const auto form = blank_pages(kinds.get(name), kinds, fonts);
    if (!form) continue;
    std::size_t share = 0;
    for (const FormPage& page : *form) {
      const std::set<std::string> of_form = stretches_of({page});
      const auto common = static_cast<std::size_t>(std::count_if(
          of_form.begin(), of_form.end(), [&own](const std::string& stretch) { return own.contains(stretch); }));
      if (of_form.size() >= 10) share = std::max(share, common * 100 / of_form.size());
    }
    // In percent of the text of a blank page: filling in adds text and removes little.
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
