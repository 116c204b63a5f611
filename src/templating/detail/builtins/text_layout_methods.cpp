// Methods of texts that fill them up to a width.
#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/builtins/text_arguments.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/iterate.h"

namespace gongwen::templating {
namespace {

namespace messages = diagnostics::messages;

/// The second argument: one character, a space if it was not given.
std::string_view fill_character(Invocation& call) {
  if (!call.has(1)) return " ";
  const std::string_view fill = own_text_argument(call, 1);
  if (base::count_code_points(fill) != 1) call.runtime().fail_about(call.at(1), messages::TemplatingOneCharacter);
  return fill;
}

Value method_center(Invocation& call) {
  const std::int64_t width = call.integer(0);
  return center_text(call.runtime(), call.value(), width, fill_character(call));
}

enum class Align : std::uint8_t { Left, Right };

template <Align Where>
Value method_justify(Invocation& call) {
  const std::string_view text = call.value().text();
  const std::int64_t width = call.integer(0);
  const auto length = static_cast<std::int64_t>(base::count_code_points(text));
  const std::string_view fill = fill_character(call);
  if (width <= length) return call.value();
  const std::int64_t padding = width - length;
  call.runtime().check_text_size(static_cast<std::uint64_t>(padding));
  TextBuilder out(call.runtime());
  if (Where == Align::Left) out.append(text);
  for (std::int64_t i = 0; i < padding; ++i) out.append(fill);
  if (Where == Align::Right) out.append(text);
  return out.build(call.value().safety());
}

Value method_zfill(Invocation& call) {
  std::string_view text = call.value().text();
  const std::int64_t width = call.integer(0);
  const auto length = static_cast<std::int64_t>(base::count_code_points(text));
  if (width <= length) return call.value();
  const std::int64_t padding = width - length;
  call.runtime().check_text_size(static_cast<std::uint64_t>(padding));
  TextBuilder out(call.runtime());
  if (text.starts_with('-') || text.starts_with('+')) {
    out.append(text.substr(0, 1));
    text.remove_prefix(1);
  }
  return out.append(static_cast<std::size_t>(padding), '0').append(text).build(call.value().safety());
}

Value method_expandtabs(Invocation& call) {
  const std::int64_t tab = call.integer(0, 8);
  TextBuilder out(call.runtime());
  std::int64_t column = 0;
  std::size_t at = 0;
  const std::string_view text = call.value().text();
  while (at < text.size()) {
    const std::size_t length = base::decode_utf8(text, at).length;
    if (text[at] == '\t') {
      const std::int64_t spaces = tab > 0 ? tab - column % tab : 0;
      call.runtime().check_text_size(static_cast<std::uint64_t>(spaces));
      out.append(static_cast<std::size_t>(spaces), ' ');
      column += spaces;
    } else {
      out.append(text.substr(at, length));
      column = text[at] == '\n' || text[at] == '\r' ? 0 : column + 1;
    }
    at += length;
  }
  return out.build(call.value().safety());
}

constexpr Signature kJustify = takes({"width", "fillchar"}).needs(1).positional_only();

constexpr Builtin kTextLayoutMethods[] = {
    {"center", method_center, kJustify},
    {"expandtabs", method_expandtabs, takes({"tabsize"})},
    {"ljust", method_justify<Align::Left>, kJustify},
    {"rjust", method_justify<Align::Right>, kJustify},
    {"zfill", method_zfill, takes({"width"}).needs(1).positional_only()},
};

}  // namespace

std::span<const Builtin> text_layout_methods() { return kTextLayoutMethods; }

}  // namespace gongwen::templating
