// Filters that arrange the lines of a text: indent and wordwrap.
#include "templating/detail/builtins/registry.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/arithmetic.h"

namespace gongwen::templating {
namespace {

/// `a + b` for texts: markup if one of them is.
Value add_texts(Invocation& call, const Value& a, const Value& b) {
  return apply(call.runtime(), BinaryOperator::Add, a, b);
}

Value indentation(Invocation& call) {
  if (call.has(0) && call.at(0).is_text()) return call.at(0);
  const std::int64_t width = std::max<std::int64_t>(call.integer(0, 4), 0);
  call.runtime().check_text_size(static_cast<std::uint64_t>(width));
  return call.make_text(std::string(static_cast<std::size_t>(width), ' '));
}

/// Each line but the first, and but empty ones, moved to the right; arguments ask for those too.
Value filter_indent(Invocation& call) {
  const bool first = call.truth(1, false);
  const bool blank = call.truth(2, false);
  if (!call.value().is_text()) call.fail_value("string");
  const Value value = call.value();
  Value indent = indentation(call);
  if (value.is_markup()) indent = Value::markup(indent.text());
  // Markup put before plain lines escapes them; put between them (`blank`), it makes markup of the
  // whole.
  const bool escapes = indent.is_markup() && !value.is_markup();
  TextBuilder out(call.runtime());
  bool is_first_line = true;
  // The line end at the end makes the last line a line, as Jinja's does.
  const std::string text = std::string(value.text()) + "\n";
  for (const std::string_view line : split_lines(text, LineEnds::Drop)) {
    if (!is_first_line) out.append("\n");
    const bool moved = !is_first_line && (blank || !line.empty());
    if (moved) out.append(indent.text());
    if (escapes && (moved || blank)) {
      append_escaped(out, line);
    } else {
      out.append(line);
    }
    is_first_line = false;
  }
  const Value lines = out.build(escapes && blank ? Safety::Markup : value.safety());
  return first ? add_texts(call, indent, lines) : lines;
}

Value filter_wordwrap(Invocation& call) {
  if (!call.value().is_text()) call.fail_value("string");
  WrapOptions options;
  options.width = call.integer(0, 79);
  options.break_long_words = call.truth(1, true);
  options.break_on_hyphens = call.truth(3, true);
  if (options.width <= 0 && !call.value().text().empty()) call.fail_argument(0, "integer > 0");
  const Value separator = call.is_none(2) ? Value::text("\n") : call.at(2);
  if (!separator.is_text()) call.fail_argument(2, "string");
  TextBuilder out(call.runtime());
  bool first = true;
  for (const std::string_view paragraph : split_lines(call.value().text(), LineEnds::Drop)) {
    call.runtime().charge(paragraph.size());
    // An empty paragraph stays an empty line.
    std::vector<std::string> lines = wrap_words(paragraph, options);
    if (lines.empty()) lines.emplace_back();
    for (const std::string& line : lines) {
      if (!first) out.append(separator.text());
      first = false;
      if (separator.is_markup()) {
        append_escaped(out, line);
      } else {
        out.append(line);
      }
    }
  }
  return out.build(separator.safety());
}

constexpr Builtin kLayoutFilters[] = {
    {"indent", filter_indent, takes({"width", "first", "blank"})},
    {"wordwrap", filter_wordwrap, takes({"width", "break_long_words", "wrapstring", "break_on_hyphens"})},
};

}  // namespace

std::span<const Builtin> layout_filters() { return kLayoutFilters; }

}  // namespace gongwen::templating
