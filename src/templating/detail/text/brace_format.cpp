
#include "base/ascii.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/text/format_spec.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"

namespace gongwen::templating {

namespace messages = diagnostics::messages;

namespace {

/// Fields may be inside the specification of a field, but no deeper.
constexpr int kDeepestField = 2;

class BraceFormatter {
 public:
  BraceFormatter(Runtime& runtime, const Value& format, const Arguments& arguments)
      : runtime_(runtime), markup_(format.is_markup()), arguments_(arguments) {}

  void expand(TextBuilder& out, std::string_view format, int depth) {
    if (depth > kDeepestField) fail_syntax();
    while (!format.empty()) {
      const std::size_t brace = std::min(format.find_first_of("{}"), format.size());
      out.append(format.substr(0, brace));
      format.remove_prefix(brace);
      if (format.empty()) return;
      if (format.size() > 1 && format[0] == format[1] && depth == 1) {
        out.append(format.substr(0, 1));
        format.remove_prefix(2);
      } else {
        format.remove_prefix(expand_field(out, format, depth));
      }
    }
  }

 private:
  [[noreturn]] void fail_syntax() { runtime_.fail(messages::TemplatingFormatIncomplete); }

  /// `format` starts with the field's brace. Returns: bytes of the field.
  std::size_t expand_field(TextBuilder& out, std::string_view format, int depth) {
    if (format[0] == '}') fail_syntax();
    const std::size_t end = find_closing_brace(format);
    std::string_view field = format.substr(1, end - 1);
    const std::size_t name_end = std::min(find_name_end(field), field.size());
    Value value = find_value(field.substr(0, name_end));
    field.remove_prefix(name_end);
    if (field.starts_with('!')) {
      if (field.size() < 2 || (field.size() > 2 && field[2] != ':')) fail_syntax();
      value = convert(value, field[1]);
      field.remove_prefix(2);
    }
    TextBuilder spec(runtime_);
    if (field.starts_with(':')) expand(spec, field.substr(1), depth + 1);
    append_value(out, value, spec.view());
    return end + 1;
  }

  std::size_t find_closing_brace(std::string_view format) {
    int open = 0;
    for (std::size_t i = 0; i < format.size(); ++i) {
      open += format[i] == '{';
      open -= format[i] == '}';
      if (open == 0) return i;
    }
    fail_syntax();
  }

  /// The `!` or `:` that ends the name; those within square brackets belong to it.
  static std::size_t find_name_end(std::string_view field) {
    bool bracket = false;
    for (std::size_t i = 0; i < field.size(); ++i) {
      if (field[i] == '[') bracket = true;
      if (field[i] == ']') bracket = false;
      if (!bracket && (field[i] == '!' || field[i] == ':')) return i;
    }
    return field.size();
  }

  Value find_value(std::string_view name) {
    const std::size_t first_end = std::min(name.find_first_of(".["), name.size());
    Value value = find_argument(name.substr(0, first_end));
    name.remove_prefix(first_end);
    while (!name.empty()) {
      const bool bracket = name[0] == '[';
      const std::size_t end = bracket ? name.find(']') : std::min(name.find_first_of(".[", 1), name.size());
      if (end == std::string_view::npos || end == 1) fail_syntax();
      value = find_part(value, name.substr(1, end - 1), bracket);
      name.remove_prefix(end + bracket);
    }
    return value;
  }

  Value find_part(const Value& value, std::string_view name, bool bracket) {
    Value part;
    if (!bracket) {
      part = find_attribute(runtime_, value, name);
    } else if (const auto index = parse_index(name)) {
      part = find_item(runtime_, value, Value::integer(*index));
    } else {
      part = find_item(runtime_, value, runtime_.make_text(name));
    }
    if (part.is_missing()) runtime_.fail_about(value, messages::TemplatingFormatNoMember, name);
    return part;
  }

  static std::optional<std::int64_t> parse_index(std::string_view text) {
    std::int64_t index = 0;
    for (const char c : text) {
      if (!base::is_ascii_digit(c) || index > 1'000'000'000) return std::nullopt;
      index = index * 10 + (c - '0');
    }
    return text.empty() ? std::nullopt : std::optional(index);
  }

  Value find_argument(std::string_view name) {
    const auto index = name.empty() ? std::optional<std::int64_t>(next_++) : parse_index(name);
    if (index) {
      if (static_cast<std::size_t>(*index) < arguments_.positional.size()) {
        return arguments_.positional[static_cast<std::size_t>(*index)];
      }
      runtime_.fail(messages::TemplatingFormatTooFewValues);
    }
    for (const Keyword& keyword : arguments_.keywords) {
      if (keyword.name == name) return keyword.value;
    }
    runtime_.fail(messages::TemplatingFormatNoMember, name);
  }

  Value convert(const Value& value, char conversion) {
    TextBuilder text(runtime_);
    switch (conversion) {
      case 's': write_value(text, value); break;
      case 'r':
      case 'a': write_repr(text, value); break;
      default: fail_syntax();
    }
    return text.build();
  }

  void append_value(TextBuilder& out, const Value& value, std::string_view spec) {
    if (!markup_) {
      append_formatted(out, value, spec);
    } else if (value.is_markup()) {
      if (!spec.empty()) runtime_.fail_about(value, messages::TemplatingBadFormat, spec, "markup");
      out.append(value.text());
    } else {
      TextBuilder plain(runtime_);
      append_formatted(plain, value, spec);
      append_escaped(out, plain.view());
    }
  }

  Runtime& runtime_;
  bool markup_;
  const Arguments& arguments_;
  std::int64_t next_ = 0;
};

}  // namespace

Value format_braces(Runtime& runtime, const Value& format, const Arguments& arguments) {
  TextBuilder out(runtime);
  BraceFormatter(runtime, format, arguments).expand(out, format.text(), 1);
  return out.build(format.safety());
}

}  // namespace gongwen::templating
