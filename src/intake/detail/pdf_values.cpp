#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/detail/pdf_content.h"
#include "intake/detail/pdf_fields.h"
#include "intake/detail/pdf_font_text.h"
#include "intake/detail/pdf_shown.h"

#include <algorithm>
#include <charconv>

// The value of one field (ISO 32000-2, 12.7.5). Programs disagree about where a value is written (field or widget), how
// an option is named (its value, its label, its number, the state of a button), and in which encoding. Wherever the
// page shows anything, what a person sees decides; every guess is reported.
namespace gongwen::intake {
namespace {

using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;

constexpr std::int64_t kRadio = 1 << 15;  // ISO 32000-2, table 229
constexpr std::int64_t kPushButton = 1 << 16;
constexpr std::int64_t kMultiSelect = 1 << 21;  // table 233

class ValueReader {
 public:
  ValueReader(const PdfField& field, const std::string& pointer, PdfValueReading& reading, ReturnedFile& file)
      : field_(field),
        pointer_(pointer),
        reading_(reading),
        limits_(reading.limits),
        file_(file),
        place_{field.page, {}, {}} {}

  void read() {
    if (field_.type == "Sig" || (field_.type == "Btn" && (field_.flags & kPushButton) != 0)) return;
    const std::size_t before = file_.fields.size();
    read_value();
    if (field_.type != "Btn" && reading_.shown != nullptr) compare_shown(before);
    if (file_.fields.size() == before) file_.blanks.push_back({pointer_, RawType::Text, {}, {}, place_});
  }

  /// The value that a state of a button stands for.
  std::string meaning_of(const std::string& state) {
    const std::optional<std::size_t> index = option_of(state);
    return index && *index < field_.options.size() ? option_at(*index).value : decode_pdf_string(state).text;
  }

 private:
  void read_value() {
    if (field_.type == "Btn") return read_button();
    const PdfObject value = best_value();
    if (field_.type == "Ch") return read_choice(value);
    std::string text = text_of(value);
    // Viewers show a rich text even if no program has written the plain one.
    for (std::size_t i = 0; text.empty() && i < field_.widgets.size(); ++i) {
      text = rich_text_of(field_, field_.widgets[i]);
    }
    if (!text.empty()) add({pointer_, RawType::Text, text});
  }

  void report(DiagnosticId id, std::vector<std::string> arguments = {}) {
    file_.report_field(pointer_, place_, id, std::move(arguments));
  }

  void add(RawField value) {
    value.place = place_;
    file_.fields.push_back(std::move(value));
  }

  /// Compares the values read from `first` on with what the page shows for them. Values that cannot be seen are
  /// dropped.
  void compare_shown(std::size_t first) {
    std::vector<std::string> values;
    for (std::size_t i = first; i < file_.fields.size(); ++i) {
      values.push_back(file_.fields[i].text);
      if (!file_.fields[i].shown.empty()) values.push_back(file_.fields[i].shown);
    }
    const ComparedAppearance compared = compare_appearance(field_, values, *reading_.shown);
    const std::string value = values.empty() ? std::string() : values.back();
    const bool is_other = compared.result == Appearance::Unseen || compared.result == Appearance::Differs;
    if (reading_.is_redrawn && is_other) {
      report(messages::IntakeRedrawn, {compared.shown, value});
    } else if (compared.result == Appearance::Unseen) {
      file_.fields.resize(first);
      return report(messages::IntakeHiddenField, {value});
    } else if (compared.result == Appearance::Differs) {
      report(messages::IntakeShownDiffers, {compared.shown, value});
    } else if (compared.result == Appearance::Unknown) {
      report(messages::IntakeNotCompared);
    } else if (compared.result == Appearance::NotDrawn && !reading_.is_redrawn) {
      report(messages::IntakeNotDrawn);
    }
    if (compared.has_marks) {
      const diagnostics::BilingualText drawing = diagnostics::texts::IntakeADrawing;
      report(messages::IntakeMarkBeside, {std::string(drawing.english), std::string(drawing.chinese)});
    }
  }

  /// Some programs write the typed value into the widget and leave the field's own value unchanged.
  PdfObject best_value() {
    if (field_.kid_values.empty()) return field_.value;
    const std::string first = text_of(field_.kid_values.front());
    for (const PdfObject& other : field_.kid_values) {
      const std::string text = text_of(other);
      if (text != first) report(messages::IntakeConflict, {first, text});
    }
    return field_.kid_values.front();
  }

  std::string text_of(const PdfObject& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return decoded(value.bytes());
    if (value.is_name()) return decoded(value.name());
    if (value.is_stream()) {
      if (const auto bytes = unpacked_bytes(value, limits_.max_string_bytes, limits_)) return decoded(*bytes);
    }
    report(messages::IntakeBadFieldValue);
    return {};
  }

  std::string decoded(const std::string& bytes) {
    if (bytes.size() > limits_.max_string_bytes) return too_long();
    PdfText text = decode_pdf_string(bytes);
    if (base::count_code_points(text.text) > limits_.max_text) return too_long();
    if (text.lost_characters) report(messages::IntakeLostCharacter, {text.text});
    if (text.encoding == PdfEncoding::GuessUtf8) report(messages::IntakeGuessedEncoding, {text.text, "UTF-8"});
    if (text.encoding == PdfEncoding::GuessGbk) report(messages::IntakeGuessedEncoding, {text.text, "GB 18030"});
    return std::move(text.text);
  }

  std::string too_long() {
    report(messages::IntakeTextTooLong, {std::to_string(limits_.max_text)});
    return {};
  }

  struct Option {
    std::string value;
    std::string shown;
  };

  Option option_at(std::size_t index) {
    const PdfObject option = field_.options.at(index);
    if (option.is_array()) return {text_of(option.at(0)), text_of(option.at(1))};
    const std::string text = text_of(option);
    return {text, text};
  }

  void add_option(std::size_t index) {
    const Option option = option_at(index);
    if (!option.value.empty()) add({pointer_, RawType::Choice, option.value, option.shown});
  }

  /// Adds a choice. Programs write the value of the option, its label, or what a person typed.
  void add_chosen(const std::string& text) {
    if (text.empty()) return;
    const std::size_t count = std::min(field_.options.size(), limits_.max_fields);
    for (std::size_t i = 0; i < count; ++i) {
      const Option option = option_at(i);
      if (option.value == text || option.shown == text) return add_option(i);
    }
    add({pointer_, RawType::Choice, text});
  }

  void read_choice(const PdfObject& value) {
    if (value.is_array()) {
      const std::size_t count = std::min(value.size(), limits_.max_fields);
      const std::size_t before = file_.fields.size();
      for (std::size_t i = 0; i < count; ++i) add_chosen(text_of(value.at(i)));
      if ((field_.flags & kMultiSelect) == 0) keep_one(before);
    } else if (!value.is_null()) {
      const std::size_t before = file_.fields.size();
      add_chosen(text_of(value));
      if (file_.fields.size() > before) compare_indices(file_.fields.back());
    } else if (field_.indices.size() > 0) {
      const auto index = field_.indices.at(0).integer();
      if (index && *index >= 0 && static_cast<std::size_t>(*index) < field_.options.size()) {
        add_option(static_cast<std::size_t>(*index));
      }
    }
  }

  /// A choice of one option has one value; of several, the first is used.
  void keep_one(std::size_t first) {
    for (std::size_t i = first + 1; i < file_.fields.size(); ++i) {
      if (file_.fields[i].text == file_.fields[first].text) continue;
      report(messages::IntakeConflict, {file_.fields[first].text, file_.fields[i].text});
      break;
    }
    if (file_.fields.size() > first + 1) file_.fields.resize(first + 1);
  }

  /// Lists show the options with the indices, other choices the value; the two should be the same.
  void compare_indices(const RawField& value) {
    if (field_.indices.size() != 1) return;
    const auto index = field_.indices.at(0).integer();
    if (!index || *index < 0 || static_cast<std::size_t>(*index) >= field_.options.size()) return;
    const Option option = option_at(static_cast<std::size_t>(*index));
    if (option.value == value.text || option.shown == value.text || option.value.empty()) return;
    report(messages::IntakeConflict, {value.text, option.value});
  }

  /// Whether the widget has an appearance for the state.
  static bool has_state(const PdfObject& widget, const std::string& state) {
    for (const std::string& key : widget.get("/AP").get("/N").keys()) {
      if (key.substr(1) == state) return true;
    }
    return false;
  }

  /// The states that widgets show, each once, without Off.
  std::vector<std::string> shown_states() const {
    std::vector<std::string> states;
    for (const PdfObject& widget : field_.widgets) {
      const std::string state = widget.get("/AS").name();
      const bool is_new = std::find(states.begin(), states.end(), state) == states.end();
      if (!state.empty() && state != "Off" && is_new) states.push_back(state);
    }
    return states;
  }

  bool any_shows_state() const {
    for (const PdfObject& widget : field_.widgets) {
      if (widget.get("/AS").is_name()) return true;
    }
    return false;
  }

  bool is_state(const std::string& state) const {
    return std::any_of(field_.widgets.begin(), field_.widgets.end(),
                       [&state](const PdfObject& widget) { return has_state(widget, state); });
  }

  /// The number in the name of a state: alone, or after letters (`a3`). If other states have letters, a mere number is
  /// not a state but an option that a program wrote.
  std::optional<std::size_t> option_of(std::string_view state) const {
    const std::size_t letters = std::min(state.find_first_not_of('a'), state.size());
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(state.data() + letters, state.data() + state.size(), index);
    if (error != std::errc() || end != state.data() + state.size()) return std::nullopt;
    if (letters > 0) return index;
    for (const PdfObject& widget : field_.widgets) {
      for (const std::string& key : widget.get("/AP").get("/N").keys()) {
        if (key.starts_with("/a")) return std::nullopt;
      }
    }
    return index;
  }

  /// The state that stands for an option.
  std::string state_of(std::size_t option) const {
    for (const PdfObject& widget : field_.widgets) {
      for (const std::string& key : widget.get("/AP").get("/N").keys()) {
        const std::string state = key.substr(1);
        if (state != "Off" && option_of(state) == option) return state;
      }
    }
    return std::to_string(option);
  }

  /// The states that a value may mean, the likeliest first: programs write the state, its option, or, like PDFium, the
  /// number of the button.
  std::vector<std::string> meant_states(const std::string& stated) {
    std::vector<std::string> states;
    if (stated.empty()) return {"Off"};
    if (stated == "Off" || is_state(stated)) states.push_back(stated);
    const std::string text = decode_pdf_string(stated).text;
    const std::size_t count = std::min(field_.options.size(), limits_.max_fields);
    for (std::size_t i = 0; i < count; ++i) {
      const Option option = option_at(i);
      if (option.value == text || option.shown == text) states.push_back(state_of(i));
    }
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size() && number < count) states.push_back(state_of(number));
    if (states.empty()) states.push_back(stated);
    return states;
  }

  /// The state that a person sees; if no widget shows one, as after programs that only set values, the stated one.
  std::string button_state() {
    const PdfObject value = field_.kid_values.empty() ? field_.value : field_.kid_values.front();
    const std::vector<std::string> shown = shown_states();
    if (!value.is_null() && !value.is_name() && !value.is_string()) {
      report(messages::IntakeBadFieldValue);
      return shown.empty() ? "Off" : shown.front();
    }
    const std::string stated = value.is_name() ? value.name() : text_of(value);
    const std::vector<std::string> meant = meant_states(stated);
    for (const std::string& state : shown) {
      const bool agrees = std::find(meant.begin(), meant.end(), state) != meant.end() || stated.empty();
      if (agrees && shown.size() == 1) return state;
    }
    const std::string& taken = shown.empty() ? meant.front() : shown.front();
    if (taken != "Off" && any_shows_state()) report(messages::IntakeButtonConflict, {words_of(taken)});
    return taken;
  }

  /// The number of the button with a state, from 0; buttons with the same state count once.
  std::optional<std::size_t> button_of(const std::string& wanted) const {
    std::vector<std::string> states;
    for (const PdfObject& widget : field_.widgets) {
      for (const std::string& key : widget.get("/AP").get("/N").keys()) {
        const std::string state = key.substr(1);
        if (state == "Off" || std::find(states.begin(), states.end(), state) != states.end()) continue;
        if (state == wanted) return states.size();
        states.push_back(state);
      }
    }
    return std::nullopt;
  }

  /// The label that a state stands for, for messages.
  std::string words_of(const std::string& state) {
    const std::optional<std::size_t> index = option_of(state);
    return index && *index < field_.options.size() ? option_at(*index).shown : decode_pdf_string(state).text;
  }

  /// Whether all buttons for the state are invisible although the field itself is not hidden.
  bool is_unseen(const std::string& state) const {
    const auto is_seen = [&state](const PdfWidget& place) {
      return place.is_visible && has_state(place.object, state);
    };
    return !field_.hidden && is_state(state) && !field_.places.empty() &&
           std::none_of(field_.places.begin(), field_.places.end(), is_seen);
  }

  void read_button() {
    const std::string state = button_state();
    if ((field_.flags & kRadio) == 0) {
      add({pointer_, RawType::Boolean, state == "Off" || state.empty() ? "false" : "true"});
      return;
    }
    if (state == "Off" || state.empty()) return;
    if (is_unseen(state)) return report(messages::IntakeHiddenField, {words_of(state)});
    std::optional<std::size_t> index = option_of(state);
    const std::size_t before = file_.fields.size();
    if (index && *index < field_.options.size()) {
      add_option(*index);
    } else {
      add_chosen(decode_pdf_string(state).text);
      index = field_.options.size() == 0 ? button_of(state) : std::nullopt;
    }
    if (index && file_.fields.size() > before) file_.fields.back().button = static_cast<std::uint32_t>(*index + 1);
  }

  const PdfField& field_;
  const std::string& pointer_;
  PdfValueReading& reading_;
  const IntakeLimits& limits_;
  ReturnedFile& file_;
  FieldPlace place_;
};

}  // namespace

std::string meaning_of_state(const PdfField& field, const std::string& state, const IntakeLimits& limits) {
  const std::string pointer;
  ReturnedFile ignored;
  PdfValueReading reading{limits};
  return ValueReader(field, pointer, reading, ignored).meaning_of(state);
}

void read_pdf_value(const PdfField& field, const std::string& pointer, PdfValueReading& reading, ReturnedFile& file) {
  ValueReader(field, pointer, reading, file).read();
}

}  // namespace gongwen::intake
