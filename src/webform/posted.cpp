#include "webform/posted.h"

#include "base/json_pointer.h"
#include "base/utf8.h"
#include "forms/fill_fields.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace gongwen::webform {
namespace {

using intake::RawField;
using intake::RawType;

/// Browsers send line ends as CR LF.
std::string with_plain_line_ends(std::string_view text) {
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

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// A name beside the data, or the picture itself; no path.
bool is_file_value(std::string_view text) {
  if (text.starts_with("data:image/")) return true;
  return text.find('/') == std::string_view::npos && text.find('\\') == std::string_view::npos && text != "..";
}

class PostedReader {
 public:
  PostedReader(const WebForm& form, const PostedLimits& limits) : form_(form), limits_(limits) {}

  PostedForm read(const TypedValues& values) {
    posted_.file.type = intake::FileType::Pdf;
    std::size_t bytes = 0;
    for (const TypedValue& value : values) {
      for (const std::string& text : value.texts) bytes += text.size();
    }
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
    const auto found = find_field(form_, value.pointer);
    const bool known = found && !found->field->read_only && seen_.insert(value.pointer).second;
    if (!known) return refuse(value);
    if (found->row && *found->row >= limits_.rows) {
      posted_.is_too_much = true;
      return;
    }
    const WebField& field = *found->field;
    const bool is_file = field.type == "file";
    if (is_file != value.is_file && !(is_file && is_all_blank(value))) return refuse(value);
    if (field.type != "choices" && value.texts.size() > 1) return refuse(value);
    if (value.texts.size() > limits_.rows) {
      posted_.is_too_much = true;
      return;
    }
    for (const std::string& text : value.texts) add_text(value.pointer, field, text);
  }

  static bool is_all_blank(const TypedValue& value) {
    return std::all_of(value.texts.begin(), value.texts.end(), [](const std::string& text) { return is_blank(text); });
  }

  void refuse(const TypedValue& value) { posted_.refused.push_back(value.pointer); }

  void add_text(const std::string& pointer, const WebField& field, const std::string& text) {
    const bool is_file = field.type == "file";
    if (text.size() > (is_file ? limits_.file_bytes : limits_.text_bytes)) {
      posted_.is_too_much = true;
      return;
    }
    const bool is_readable = !base::find_invalid_utf8(text) && text.find('\0') == std::string::npos;
    if (!is_readable || (is_file && !is_file_value(text))) {
      posted_.refused.push_back(pointer);
      return;
    }
    if (is_blank(text)) {
      posted_.file.blanks.push_back({pointer, RawType::Text, {}});
      return;
    }
    if (field.type == "check") {
      posted_.file.fields.push_back({pointer, RawType::Boolean, "true"});
      return;
    }
    const bool is_choice = field.type == "choices" || (field.type == "choice" && !field.free_text);
    posted_.file.fields.push_back({pointer, is_choice ? RawType::Choice : RawType::Text, with_plain_line_ends(text)});
  }

  /// Browsers send nothing for a box that is not ticked.
  void add_unticked() {
    for (const WebStep& step : form_.steps) {
      for (const WebGroup& group : step.groups) {
        if (group.is_list) continue;
        for (const WebField& field : group.fields) {
          if (field.type != "check" || field.read_only || seen_.contains(field.pointer)) continue;
          posted_.file.fields.push_back({field.pointer, RawType::Boolean, "false"});
        }
      }
    }
  }

  const WebForm& form_;
  const PostedLimits& limits_;
  PostedForm posted_;
  std::set<std::string> seen_;
};

/// A text of paragraphs and lists as people type it: each on a line, a label before its text.
std::string text_of(const data::Value& value) {
  if (auto text = forms::value_text(value)) return *std::move(text);
  std::string lines;
  for (std::size_t i = 0; (value.is_array() || value.is_object()) && i < value.size(); ++i) {
    if (i > 0) lines += value.is_array() ? "\n" : "：";
    lines += text_of(value.at(i));
  }
  return lines;
}

/// The items of a list of choices, or the text of any other value. Nothing where there is none.
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
  std::string text = text_of(*value);
  if (field.type == "check" && text == "false") return std::nullopt;
  typed.texts.push_back(field.type == "check" ? field.on_value : std::move(text));
  return typed;
}

}  // namespace

PostedForm read_posted(const WebForm& form, const TypedValues& values, const PostedLimits& limits) {
  return PostedReader(form, limits).read(values);
}

TypedValues typed_values(const WebForm& form, const data::Value& data) {
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

TypedValues without_row(const TypedValues& values, std::string_view row) {
  const std::size_t slash = row.rfind('/');
  std::size_t removed = 0;
  const auto number_of = [](std::string_view text, std::size_t& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return !text.empty() && error == std::errc() && end == text.data() + text.size();
  };
  if (slash == std::string_view::npos || !number_of(row.substr(slash + 1), removed)) return values;
  const std::string list(row.substr(0, slash + 1));
  TypedValues left;
  for (TypedValue value : values) {
    if (value.pointer.starts_with(list)) {
      const std::size_t end = std::min(value.pointer.find('/', list.size()), value.pointer.size());
      std::size_t number = 0;
      if (number_of(std::string_view(value.pointer).substr(list.size(), end - list.size()), number)) {
        if (number == removed) continue;
        if (number > removed) value.pointer = list + std::to_string(number - 1) + value.pointer.substr(end);
      }
    }
    left.push_back(std::move(value));
  }
  return left;
}

}  // namespace gongwen
