#include "intake/detail/pdf_values.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "intake/detail/pdf_stream.h"
#include "intake/pdf_string.h"

#include <algorithm>
#include <charconv>

namespace gongwen::intake {
namespace {

using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;

constexpr std::int64_t kRadio = 1 << 15;  // ISO 32000-1, table 226
constexpr std::int64_t kPushButton = 1 << 16;

class ValueReader {
 public:
  ValueReader(const PdfField& field, const std::string& pointer, const IntakeLimits& limits, ReturnedFile& file)
      : field_(field), pointer_(pointer), limits_(limits), file_(file), place_{field.page, {}, {}} {}

  void read() {
    if (field_.type == "Sig" || (field_.type == "Btn" && (field_.flags & kPushButton) != 0)) return;
    if (field_.type == "Btn") return read_button();
    const PdfObject value = best_value();
    if (field_.type == "Ch") return read_choice(value);
    const std::string text = text_of(value);
    if (!text.empty()) add({pointer_, RawType::Text, text});
  }

 private:
  void tell(DiagnosticId id, std::vector<std::string> arguments = {}) {
    file_.tell_of(pointer_, place_, id, std::move(arguments));
  }

  void add(RawField value) {
    value.place = place_;
    file_.fields.push_back(std::move(value));
  }

  /// Some programs write what was typed into the widget, and leave the field's own value as it was.
  PdfObject best_value() {
    if (field_.kid_values.empty()) return field_.value;
    const std::string first = text_of(field_.kid_values.front());
    for (const PdfObject& other : field_.kid_values) {
      const std::string text = text_of(other);
      if (text != first) tell(messages::IntakeConflict, {first, text});
    }
    return field_.kid_values.front();
  }

  std::string text_of(const PdfObject& value) {
    switch (value.type()) {
      case ot_null: return {};
      case ot_string: return decoded(value.bytes());
      case ot_name: return decoded(value.name());
      case ot_stream:
        if (const auto bytes = unpacked_bytes(value, limits_.most_string_bytes, limits_)) return decoded(*bytes);
        break;
      default: break;
    }
    tell(messages::IntakeBadFieldValue);
    return {};
  }

  std::string decoded(const std::string& bytes) {
    if (bytes.size() > limits_.most_string_bytes) return too_long();
    PdfText text = decode_pdf_string(bytes);
    if (base::count_code_points(text.text) > limits_.most_text) return too_long();
    if (text.lost_characters) tell(messages::IntakeLostCharacter, {text.text});
    if (text.encoding == PdfEncoding::GuessUtf8) tell(messages::IntakeGuessedEncoding, {text.text, "UTF-8"});
    if (text.encoding == PdfEncoding::GuessGbk) tell(messages::IntakeGuessedEncoding, {text.text, "GB 18030"});
    return std::move(text.text);
  }

  std::string too_long() {
    tell(messages::IntakeTextTooLong, {std::to_string(limits_.most_text)});
    return {};
  }

  // ---- choices

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

  /// Programs write the value of an option, or what is shown for it, or what a person typed.
  void add_chosen(const std::string& text) {
    if (text.empty()) return;
    const std::size_t count = std::min(field_.options.size(), limits_.most_fields);
    for (std::size_t i = 0; i < count; ++i) {
      const Option option = option_at(i);
      if (option.value == text || option.shown == text) return add_option(i);
    }
    add({pointer_, RawType::Choice, text});
  }

  void read_choice(const PdfObject& value) {
    if (value.is_array()) {
      const std::size_t count = std::min(value.size(), limits_.most_fields);
      for (std::size_t i = 0; i < count; ++i) add_chosen(text_of(value.at(i)));
    } else if (!value.is_null()) {
      add_chosen(text_of(value));
    } else if (field_.indices.size() > 0) {
      const auto index = field_.indices.at(0).integer();
      if (index && *index >= 0 && static_cast<std::size_t>(*index) < field_.options.size()) {
        add_option(static_cast<std::size_t>(*index));
      }
    }
  }

  // ---- buttons

  /// The states that a widget can be in, besides Off.
  static bool has_state(const PdfObject& widget, const std::string& state) {
    for (const std::string& key : widget.get("/AP").get("/N").keys()) {
      if (key.substr(1) == state) return true;
    }
    return false;
  }

  /// The state of the first widget that is not Off.
  std::string shown_state() const {
    for (const PdfObject& widget : field_.widgets) {
      const std::string state = widget.get("/AS").name();
      if (!state.empty() && state != "Off") return state;
    }
    return "Off";
  }

  bool any_shows_state() const {
    for (const PdfObject& widget : field_.widgets) {
      if (widget.get("/AS").is_name()) return true;
    }
    return false;
  }

  std::string button_state() {
    const PdfObject value = field_.kid_values.empty() ? field_.value : field_.kid_values.front();
    const std::string shown = shown_state();
    if (!value.is_null() && !value.is_name() && !value.is_string()) {
      tell(messages::IntakeBadFieldValue);
      return shown;
    }
    const std::string stated = value.is_name() ? value.name() : text_of(value);
    if (stated.empty()) return shown;
    if (stated == "Off" || !any_shows_state()) {
      if (shown != stated && any_shows_state()) tell(messages::IntakeButtonConflict);
      return stated;
    }
    bool known = false;
    for (const PdfObject& widget : field_.widgets) known = known || has_state(widget, stated);
    if (!known && shown != "Off") return shown;
    if (shown != stated) tell(messages::IntakeButtonConflict);
    return stated;
  }

  bool is_known_state(const std::string& state) const {
    return std::any_of(field_.widgets.begin(), field_.widgets.end(),
                       [&state](const PdfObject& widget) { return has_state(widget, state); });
  }

  bool is_option(const std::string& text) {
    const std::size_t count = std::min(field_.options.size(), limits_.most_fields);
    for (std::size_t i = 0; i < count; ++i) {
      if (option_at(i).value == text) return true;
    }
    return false;
  }

  /// The number in the name of a state: behind letters (`a3`), in older forms alone.
  static std::optional<std::size_t> option_of(std::string_view state) {
    const std::size_t letters = std::min(state.find_first_not_of('a'), state.size());
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(state.data() + letters, state.data() + state.size(), index);
    if (error != std::errc() || end != state.data() + state.size()) return std::nullopt;
    return index;
  }

  void read_button() {
    const std::string state = button_state();
    if ((field_.flags & kRadio) == 0) {
      add({pointer_, RawType::Boolean, state == "Off" || state.empty() ? "false" : "true"});
      return;
    }
    if (state == "Off" || state.empty()) return;
    // Some programs write the option instead of the state.
    const std::string text = decode_pdf_string(state).text;
    const std::optional<std::size_t> index =
        is_known_state(state) || !is_option(text) ? option_of(state) : std::nullopt;
    if (index && *index < field_.options.size()) return add_option(*index);
    add_chosen(text);
  }

  const PdfField& field_;
  const std::string& pointer_;
  const IntakeLimits& limits_;
  ReturnedFile& file_;
  FieldPlace place_;
};

}  // namespace

void read_pdf_value(const PdfField& field, const std::string& pointer, const IntakeLimits& limits, ReturnedFile& file) {
  ValueReader(field, pointer, limits, file).read();
}

}  // namespace gongwen::intake
