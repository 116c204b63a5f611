#include "engine/webform/posted.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "diagnostics/printer.h"
#include "engine/webform/detail/shown_fields.h"
#include "engine/webform/page.h"
#include "forms/fill_fields.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <set>

// Converts posted values to a returned form, and data back to the values of controls. Browsers post the contents of the
// page: pointers of rows that people added, nothing for boxes that are not ticked, CR LF at the ends of lines. Anyone
// can post anything, so names are looked up in the form, and sizes are checked before a value is stored.
namespace gongwen::webform {
namespace {

namespace messages = diagnostics::messages;
using intake::RawType;

// Whether the text has only ASCII blanks; other blanks count as typed characters.
bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// Whether a text is an embedded picture, or a file name without a path.
bool is_file_value(std::string_view text) {
  // The name is that of a file that the service has stored for this draft.
  if (text.starts_with("data:image/")) return true;
  return text.find('/') == std::string_view::npos && text.find('\\') == std::string_view::npos && text != "..";
}

class PostedReader {
 public:
  PostedReader(const WebForm& form, const TypedValues& values, const PostedLimits& limits)
      : form_(form), limits_(limits), shown_(form, &values) {}

  // The total is checked first: values beyond it are not read, and the caller refuses the whole request.
  PostedForm read(const TypedValues& values) {
    // A posted form is processed further like a returned PDF: fields by pointer with raw texts.
    posted_.file.type = intake::FileType::Pdf;
    std::size_t bytes = 0;
    for (const TypedValue& value : values) {
      for (const std::string& text : value.texts) bytes += text.size();
    }
    // One value may have several texts, so bytes are counted over all of them.
    if (values.size() > limits_.values || bytes > limits_.all_bytes) {
      posted_.is_too_much = true;
      return std::move(posted_);
    }
    for (const TypedValue& value : values) add(value);
    add_unticked();
    return std::move(posted_);
  }

 private:
  void add(const TypedValue& value) {
    // Lookup by pointer: names that are not fields of the form are refused below.
    const auto found = find_field(form_, value.pointer);
    // Values fixed by the form are set from the form; posted ones are ignored.
    if (found && found->field->read_only) return;
    // A second value of the same name is refused like an unknown one.
    const bool known = found && seen_.insert(value.pointer).second;
    if (!known) return refuse(value);
    // A row number is an index of a list that will be built, so it is limited before it is used.
    if (found->row && *found->row >= limits_.rows) return add_too_much(found->group->pointer);
    // The value stays in the draft, but it is not part of the form while its field is not shown.
    if (!shown_.is_shown(value.pointer)) {
      // Added as a blank, so that a value of an earlier version of the data is removed.
      posted_.file.blanks.push_back({value.pointer, RawType::Text, {}});
      return;
    }
    if (found->row && !is_all_blank(value)) filled_rows_[found->group].insert(*found->row);
    const WebField& field = *found->field;
    const bool is_file = field.type == "file";
    // Browsers post an empty text for a file control in which nothing was chosen; that is a blank, not an error.
    if (is_file != value.is_file && !(is_file && is_all_blank(value))) return refuse(value);
    // Only tick boxes of one name post several values.
    if (field.type != "choices" && value.texts.size() > 1) return refuse(value);
    // Ticked choices are items of a list, and limited like its rows.
    if (value.texts.size() > limits_.rows) return add_too_much(value.pointer);
    if (field.type == "choices" && field.choices.empty()) return add_text(value.pointer, field, joined(value.texts));
    for (const std::string& text : value.texts) add_text(value.pointer, field, text);
  }

  /// A list without choices is typed into one field, one item per line.
  static std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i) all.append(i == 0 ? "" : "\n").append(texts[i]);
    return all;
  }

  static bool is_all_blank(const TypedValue& value) {
    return std::all_of(value.texts.begin(), value.texts.end(), [](const std::string& text) { return is_blank(text); });
  }

  void refuse(const TypedValue& value) { posted_.refused.push_back(value.pointer); }

  void add_fault(const std::string& pointer, diagnostics::DiagnosticId id) { posted_.faults.push_back({pointer, id}); }

  void add_too_much(const std::string& pointer) {
    posted_.is_too_much = true;
    add_fault(pointer, messages::IntakePostedTooMuch);
  }

  void add_text(const std::string& pointer, const WebField& field, const std::string& text) {
    const bool is_file = field.type == "file";
    if (text.size() > (is_file ? limits_.file_bytes : limits_.text_bytes)) return add_too_much(pointer);
    // Data cannot contain NUL or invalid UTF-8; a person who pasted such a text is told at the field.
    const bool is_readable = !base::find_invalid_utf8(text) && text.find('\0') == std::string::npos;
    if (!is_readable) return add_fault(pointer, messages::DataNulCharacter);
    // A path would let a posted form name a file of the server.
    if (is_file && !is_file_value(text)) {
      posted_.refused.push_back(pointer);
      return;
    }
    // A blank is kept as such: it shows that the person saw the field, and replaces a former value.
    if (is_blank(text)) {
      posted_.file.blanks.push_back({pointer, RawType::Text, {}});
      return;
    }
    // CR LF of browsers becomes LF, as in data.
    posted_.file.fields.push_back({pointer, type_of(field, text), with_plain_line_ends(text)});
  }

  /// A tick box has its own value when ticked; other texts, such as 否, are read as in any form.
  static RawType type_of(const WebField& field, const std::string& text) {
    if (field.type == "check") {
      if (text != field.on_value) return RawType::Text;
      return is_plain_box(field) ? RawType::Boolean : RawType::Choice;
    }
    // The value of a choice that accepts free text may be any text, so it is read as a text.
    const bool one_of_list = field.type == "choices" || (field.type == "choice" && !field.free_text);
    return one_of_list && !field.choices.empty() ? RawType::Choice : RawType::Text;
  }

  /// Whether a box means true, not a word.
  static bool is_plain_box(const WebField& field) { return field.on_value == "true"; }

  /// Adds unticked boxes, which browsers do not post. In rows, only if the row has any value.
  void add_unticked() {
    for (const WebStep& step : form_.steps) {
      for (const WebGroup& group : step.groups) {
        // Boxes outside of lists are always on the page; in lists only rows with a value count.
        if (!group.is_list) {
          for (const WebField& field : group.fields) add_unticked(field, field.pointer);
          continue;
        }
        for (const std::size_t row : filled_rows_[&group]) {
          for (const WebField& field : group.fields) add_unticked(field, pointer_in_row(group, field, row));
        }
      }
    }
  }

  void add_unticked(const WebField& field, const std::string& pointer) {
    const bool is_box = field.type == "check";
    const bool has_boxes = is_box || (field.type == "choices" && !field.choices.empty());
    if (!has_boxes || field.read_only || seen_.contains(pointer) || !shown_.is_shown(pointer)) return;
    // An unticked box for true is the value false. An unticked box for a word is no value: the field stays empty.
    if (is_box && is_plain_box(field)) {
      posted_.file.fields.push_back({pointer, RawType::Boolean, "false"});
    } else {
      posted_.file.blanks.push_back({pointer, RawType::Text, {}});
    }
  }

  const WebForm& form_;
  const PostedLimits& limits_;
  ShownFields shown_;
  PostedForm posted_;
  std::set<std::string> seen_;
  std::map<const WebGroup*, std::set<std::size_t>> filled_rows_;
};

/// A text of paragraphs and lists as people would type it: one per line, labels before their texts.
std::string text_of(const data::Value& value) {
  if (auto text = forms::value_text(value)) return *std::move(text);
  // An object with exactly a label and a text is an item of a list of paragraphs: `经费：10 万元`.
  std::string lines;
  const auto label = value.is_object() ? value.find("label") : std::nullopt;
  const auto text = value.is_object() ? value.find("text") : std::nullopt;
  // The full-width colon, as typed in Chinese.
  if (label && text && value.size() == 2) return text_of(*label) + "：" + text_of(*text);
  for (std::size_t i = 0; (value.is_array() || value.is_object()) && i < value.size(); ++i) {
    if (i > 0) lines += value.is_array() ? "\n" : "：";
    lines += text_of(value.at(i));
  }
  return lines;
}

/// The items of a list of choices, or the text of any other value; nullopt if there is no value.
std::optional<TypedValue> typed_value(const std::string& pointer, const WebField& field, const data::Value& data) {
  const auto value = data.resolve(pointer);
  if (!value) return std::nullopt;
  TypedValue typed{pointer, {}, field.type == "file"};
  if (field.type == "choices" && value->is_array()) {
    for (std::size_t i = 0; i < value->size(); ++i) {
      if (auto text = forms::value_text(value->at(i))) typed.texts.push_back(*std::move(text));
    }
    return typed;
  }
  // Controls have no value for false: an unticked box is not posted.
  if (field.type == "check" && value->type() == data::ValueType::Boolean) {
    if (!value->boolean()) return std::nullopt;
    typed.texts.push_back(field.on_value);
    return typed;
  }
  if (field.is_json && (value->is_object() || value->is_array())) {
    typed.texts.emplace_back();
    data::append_value_json(typed.texts.back(), *value);
    return typed;
  }
  typed.texts.push_back(text_of(*value));
  return typed;
}

}  // namespace

// Values under kLeftMark were left over when the form changed (page.cpp, left_values).
SplitValues split_left(const TypedValues& values) {
  SplitValues split;
  for (const TypedValue& value : values) {
    const bool is_left = value.pointer.starts_with(kLeftMark);
    TypedValue& added = (is_left ? split.left : split.typed).emplace_back(value);
    if (is_left) added.pointer.erase(0, kLeftMark.size());
  }
  return split;
}

std::string with_plain_line_ends(std::string_view text) {
  // A lone CR is also a line end; CR LF is one line end, and its LF is kept.
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      plain += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      plain += '\n';
    }
  }
  return plain;
}

PostedForm read_posted(const WebForm& form, const TypedValues& values, const PostedLimits& limits) {
  return PostedReader(form, values, limits).read(values);
}

std::vector<FormMessage> messages_of_faults(const WebForm& form, const PostedForm& posted) {
  std::vector<FormMessage> messages;
  for (const PostedForm::Fault& fault : posted.faults) {
    const std::string label = label_at(form, fault.pointer);
    // Applicants get the message in their wording, with the label instead of a pointer.
    const diagnostics::Diagnostic diagnostic{fault.id, diagnostics::Severity::Error, {}, {}, {}};
    messages.push_back({fault.pointer, diagnostics::applicant_message(diagnostic, {label, label}, form.language),
                        Severity::Error, label});
  }
  return messages;
}

void report_refused(const PostedForm& posted, const std::string& name, diagnostics::DiagnosticSink& sink) {
  // A forged request may have thousands of them.
  constexpr std::size_t kMaxTold = 5;
  for (std::size_t i = 0; i < std::min(kMaxTold, posted.refused.size()); ++i) {
    sink.report(diagnostics::messages::IntakePostedStrange, diagnostics::Origin{}, name, posted.refused[i]);
  }
  // Errors at a field have their message there; a NUL character may be in any value.
  for (const PostedForm::Fault& fault : posted.faults) {
    if (fault.id == diagnostics::messages::DataNulCharacter) sink.report(fault.id, diagnostics::Origin{});
  }
  if (!posted.is_too_much) return;
  const diagnostics::TextPair limits = texts::EnginePostedLimits.pair(PostedLimits{}.values);
  sink.report(diagnostics::messages::IntakePostedTooMuch, diagnostics::Origin{}, name, limits.english, limits.chinese);
}

TypedValues typed_values(const WebForm& form, const data::Value& data) {
  // The reverse: converts the values of the data into those that the page posts. Rows are counted in the data: the form
  // knows their fields, but not how many there are.
  TypedValues values;
  const auto add = [&](const std::string& pointer, const WebField& field) {
    if (auto value = typed_value(pointer, field, data)) values.push_back(*std::move(value));
  };
  for (const WebStep& step : form.steps) {
    for (const WebGroup& group : step.groups) {
      const auto list = group.is_list ? data.resolve(group.pointer) : std::nullopt;
      const std::size_t rows = list && list->is_array() ? list->size() : 0;
      for (std::size_t row = 0; row < rows; ++row) {
        for (const WebField& field : group.fields) add(pointer_in_row(group, field, row), field);
      }
      if (group.is_list) continue;
      for (const WebField& field : group.fields) add(field.pointer, field);
    }
  }
  return values;
}

}  // namespace gongwen::webform

namespace gongwen {

namespace {

/// A row of a list: the pointer of the list with a slash at its end, and the number.
struct Row {
  std::string list;
  std::size_t number = 0;
};

bool number_of(std::string_view text, std::size_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

std::optional<Row> parse_row(std::string_view pointer) {
  const std::size_t slash = pointer.rfind('/');
  Row row;
  if (slash == std::string_view::npos || !number_of(pointer.substr(slash + 1), row.number)) return std::nullopt;
  row.list = pointer.substr(0, slash + 1);
  return row;
}

/// A number is the part between the list's pointer and the next stroke; other pointers are kept. Renumbers the rows of
/// a list in the values; rows without a new number are removed.
TypedValues with_numbers(const TypedValues& values, const std::string& list,
                         const std::function<std::optional<std::size_t>(std::size_t)>& number_now) {
  TypedValues changed;
  for (TypedValue value : values) {
    std::size_t number = 0;
    const std::size_t end = std::min(value.pointer.find('/', list.size()), value.pointer.size());
    if (value.pointer.starts_with(list) &&
        number_of(std::string_view(value.pointer).substr(list.size(), end - list.size()), number)) {
      const std::optional<std::size_t> now = number_now(number);
      if (!now) continue;
      value.pointer = list + std::to_string(*now) + value.pointer.substr(end);
    }
    changed.push_back(std::move(value));
  }
  return changed;
}

}  // namespace

/// Later rows move up: without `/list/1`, `/list/2/name` becomes `/list/1/name`. If `row` is not the pointer of a row,
/// all values are returned unchanged.
TypedValues without_row(const TypedValues& values, std::string_view row) {
  const std::optional<Row> removed = parse_row(row);
  if (!removed) return values;
  return with_numbers(values, removed->list, [&](std::size_t number) -> std::optional<std::size_t> {
    if (number == removed->number) return std::nullopt;
    return number > removed->number ? number - 1 : number;
  });
}

TypedValues with_row_up(const TypedValues& values, std::string_view row) {
  const std::optional<Row> moved = parse_row(row);
  if (!moved || moved->number == 0) return values;
  return with_numbers(values, moved->list, [&](std::size_t number) -> std::optional<std::size_t> {
    if (number == moved->number) return number - 1;
    return number + 1 == moved->number ? moved->number : number;
  });
}

}  // namespace gongwen
