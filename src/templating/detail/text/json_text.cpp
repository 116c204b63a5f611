#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/integers.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"

#include <cmath>
#include <string>
#include <vector>

namespace gongwen::templating {
namespace {

namespace messages = diagnostics::messages;

void append_unit(TextBuilder& out, std::uint32_t unit) {
  out.append("\\u");
  for (int shift = 12; shift >= 0; shift -= 4) out.append(1, "0123456789abcdef"[unit >> shift & 15]);
}

/// All but printable ASCII as UTF-16 escapes.
void append_character(TextBuilder& out, char32_t c) {
  switch (c) {
    case U'"': out.append("\\\""); return;
    case U'\\': out.append("\\\\"); return;
    case U'\n': out.append("\\n"); return;
    case U'\r': out.append("\\r"); return;
    case U'\t': out.append("\\t"); return;
    case U'\f': out.append("\\f"); return;
    case U'\b': out.append("\\b"); return;
    default: break;
  }
  if (c >= 0x20 && c < 0x7F) {
    out.append(1, static_cast<char>(c));
  } else if (c < 0x10000) {
    append_unit(out, c);
  } else {
    append_unit(out, 0xD800 + ((c - 0x10000) >> 10));
    append_unit(out, 0xDC00 + ((c - 0x10000) & 0x3FF));
  }
}

void append_string(TextBuilder& out, std::string_view text) {
  out.append("\"");
  for (const auto& decoded : base::CodePoints(text)) append_character(out, decoded.code_point);
  out.append("\"");
}

std::string float_text(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  return std::string(FloatText(number).view());
}

class JsonWriter {
 public:
  JsonWriter(TextBuilder& out, const JsonLayout& layout) : out_(out), layout_(layout) {}

  void write(const Value& value, Nesting nesting) {
    runtime().charge(1);
    runtime().require_defined(value);
    if (value.is_text()) {
      append_string(out_, value.text());
    } else if (is_sequence(value)) {
      write_sequence(value, nesting);
    } else if (is_mapping(value)) {
      write_mapping(value, nesting);
    } else if (const auto scalar = scalar_text(value)) {
      out_.append(*scalar);
    } else {
      runtime().fail_about(value, messages::TemplatingNotJson, type_name(value));
    }
  }

 private:
  Runtime& runtime() { return out_.runtime(); }

  std::optional<std::string> scalar_text(const Value& value) {
    if (value.is_none()) return "null";
    if (value.is(Kind::Boolean)) return value.boolean() ? "true" : "false";
    if (value.is(Kind::Float)) return float_text(value.number());
    if (!is_integer(value)) return std::nullopt;
    TextBuilder digits(runtime());
    write_value(digits, value);
    return std::string(digits.view());
  }

  void begin_line() {
    if (!layout_.indent) return;
    const auto spaces = static_cast<std::uint64_t>(std::max<std::int64_t>(*layout_.indent, 0)) * depth_;
    runtime().check_text_size(spaces);
    out_.append("\n").append(static_cast<std::size_t>(spaces), ' ');
  }

  /// Writes `count` elements between brackets, each by `write_element(index)`.
  template <typename WriteElement>
  void write_elements(std::string_view brackets, std::size_t count, WriteElement write_element) {
    out_.append(brackets.substr(0, 1));
    ++depth_;
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) out_.append(layout_.indent ? "," : ", ");
      begin_line();
      write_element(i);
    }
    --depth_;
    if (count > 0) begin_line();
    out_.append(brackets.substr(1));
  }

  void write_sequence(const Value& value, Nesting nesting) {
    const SequenceView view(value);
    write_elements("[]", view.size(), [&](std::size_t i) { write(view.at(i), nesting.inner(runtime())); });
  }

  void write_mapping(const Value& value, Nesting nesting) {
    const MappingView view(value);
    std::vector<MappingView::Entry> entries;
    std::size_t cursor = 0;
    while (const auto entry = view.next(cursor)) entries.push_back(*entry);
    sort_by_key(runtime(), std::span(entries), SortOrder::Ascending,
                [](const MappingView::Entry& entry) -> const Value& { return entry.key; });
    write_elements("{}", entries.size(), [&](std::size_t i) {
      write_key(entries[i].key);
      out_.append(": ");
      write(entries[i].value, nesting.inner(runtime()));
    });
  }

  void write_key(const Value& key) {
    const auto scalar = scalar_text(key);
    if (!key.is_text() && !scalar) runtime().fail_about(key, messages::TemplatingNotJson, type_name(key));
    append_string(out_, key.is_text() ? key.text() : *scalar);
  }

  TextBuilder& out_;
  JsonLayout layout_;
  std::uint64_t depth_ = 0;
};

}  // namespace

void write_json(TextBuilder& out, const Value& value, const JsonLayout& layout) {
  JsonWriter(out, layout).write(value, Nesting{});
}

}  // namespace gongwen::templating
