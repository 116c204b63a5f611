#include "templating/detail/text/escape.h"

#include <array>

#include "templating/detail/value/references.h"
#include "templating/detail/value/write_value.h"

namespace gongwen::templating {
namespace {

constexpr std::array<std::string_view, 256> make_replacements() {
  std::array<std::string_view, 256> table{};
  table['&'] = "&amp;";
  table['<'] = "&lt;";
  table['>'] = "&gt;";
  table['"'] = "&#34;";
  table['\''] = "&#39;";
  return table;
}
constexpr std::array<std::string_view, 256> kReplacements = make_replacements();

template <typename Text>
void append_escaped_to(Text& out, std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view replacement = kReplacements[static_cast<unsigned char>(text[i])];
    if (replacement.empty()) continue;
    out.append(text.substr(begin, i - begin));
    out.append(replacement);
    begin = i + 1;
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
