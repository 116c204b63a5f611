#include "templating/detail/text/python_text.h"
#include "templating/detail/value/number_text.h"
#include "templating/detail/value/references.h"

namespace gongwen::templating {
namespace {

constexpr std::string_view replacement_of(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&#34;";
    case '\'': return "&#39;";
    default: return {};
  }
}

constexpr bool is_special(char c) { return c == '&' || c == '<' || c == '>' || c == '"' || c == '\''; }

/// Offset of the first special character at or after `from`; the text's size when there is none.
std::size_t find_special(std::string_view text, std::size_t from) {
  constexpr std::size_t kBlock = 32;
  std::size_t at = from;
  // OPTIMIZATION: blocks without branches, which the compiler turns into vector instructions.
  for (; at + kBlock <= text.size(); at += kBlock) {
    unsigned found = 0;
    for (std::size_t i = 0; i < kBlock; ++i) found |= static_cast<unsigned>(is_special(text[at + i]));
    if (found != 0) break;
  }
  while (at < text.size() && !is_special(text[at])) ++at;
  return at;
}

template <typename Text>
void append_escaped_to(Text& out, std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t at = find_special(text, 0); at < text.size(); at = find_special(text, begin)) {
    out.append(text.substr(begin, at - begin));
    out.append(replacement_of(text[at]));
    begin = at + 1;
  }
  out.append(text.substr(begin));
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) { append_escaped_to(out, text); }

void append_escaped(TextBuilder& out, std::string_view text) { append_escaped_to(out, text); }

Value escape_value(Runtime& runtime, const Value& value) {
  if (value.is_markup()) return value;
  if (value.is(Kind::Module)) return Value::markup(value.as<Module>().body);
  const Value text = to_text_value(runtime, value);
  TextBuilder escaped(runtime);
  append_escaped(escaped, text.text());
  return escaped.build(Safety::Markup).with_place(value.place());
}

Value escape_if_text(Runtime& runtime, const Value& value) {
  return value.is_text() || value.is(Kind::Module) ? escape_value(runtime, value) : value;
}

}  // namespace gongwen::templating
