
#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/integers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/loop_state.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"
#include "templating/detail/value/references.h"

namespace gongwen::templating {

namespace messages = diagnostics::messages;

namespace {

/// The containers that are being written: one that contains itself is not written again.
struct Open {
  const Open* outer;
  Value container;
  int depth;
};

void write_repr_at(TextBuilder& out, const Value& value, const Open* outer);

bool is_open(const Open* open, const Value& container) {
  for (; open != nullptr; open = open->outer) {
    if (is_same(open->container, container)) return true;
  }
  return false;
}

Open open_container(Runtime& runtime, const Value& container, const Open* outer) {
  const int depth = outer == nullptr ? 1 : outer->depth + 1;
  if (depth > Nesting::kDeepest) runtime.fail(messages::TemplatingValueTooDeep, Nesting::kDeepest);
  return {outer, container, depth};
}

void write_hex_escape(TextBuilder& out, char32_t code_point) {
  const int digits = code_point < 0x100 ? 2 : code_point < 0x10000 ? 4 : 8;
  out.append(digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U");
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
    out.append(1, "0123456789abcdef"[code_point >> shift & 15]);
}

void write_escaped_character(TextBuilder& out, char32_t code_point) {
  switch (code_point) {
    case U'\\': out.append("\\\\"); return;
    case U'\n': out.append("\\n"); return;
    case U'\r': out.append("\\r"); return;
    case U'\t': out.append("\\t"); return;
    default: break;
  }
  if (has_flag(code_point, CharacterFlag::Printable)) {
    out.append(base::to_utf8(code_point));
    return;
  }
  write_hex_escape(out, code_point);
}

void write_text_repr(TextBuilder& out, std::string_view text) {
  const bool double_quoted = text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
  const std::string_view quote = double_quoted ? "\"" : "'";
  out.append(quote);
  for (const auto& decoded : base::CodePoints(text)) {
    if (decoded.code_point == U'\'' && !double_quoted) {
      out.append("\\'");
    } else {
      write_escaped_character(out, decoded.code_point);
    }
  }
  out.append(quote);
}

void write_sequence(TextBuilder& out, const Value& value, const Open* outer) {
  const Open open = open_container(out.runtime(), value, outer);
  const SequenceView view(value);
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (i > 0) out.append(", ");
    write_repr_at(out, view.at(i), &open);
  }
}

void write_list(TextBuilder& out, const Value& value, const Open* outer) {
  if (is_open(outer, value)) {
    out.append("[...]");
    return;
  }
  out.append("[");
  write_sequence(out, value, outer);
  out.append("]");
}

void write_mapping(TextBuilder& out, const Value& value, const Open* outer) {
  if (is_open(outer, value)) {
    out.append("{...}");
    return;
  }
  const Open open = open_container(out.runtime(), value, outer);
  const MappingView view(value);
  std::size_t cursor = 0;
  bool first = true;
  out.append("{");
  while (const auto entry = view.next(cursor)) {
    if (!first) out.append(", ");
    first = false;
    write_repr_at(out, entry->key, &open);
    out.append(": ");
    write_repr_at(out, entry->value, &open);
  }
  out.append("}");
}

void write_dict_view(TextBuilder& out, const Value& value, const Open* outer) {
  constexpr std::string_view kNames[] = {"dict_keys(", "dict_values(", "dict_items("};
  out.append(kNames[static_cast<std::size_t>(value.as<DictView>().part)]);
  write_list(out, make_list_value(out.runtime(), collect(out.runtime(), value)), outer);
  out.append(")");
}

void write_range(TextBuilder& out, const Range& range) {
  out.append("range(").append(std::to_string(range.start)).append(", ").append(std::to_string(range.stop));
  if (range.step != 1) out.append(", ").append(std::to_string(range.step));
  out.append(")");
}

void write_tuple(TextBuilder& out, const Value& value, const Open* outer) {
  out.append("(");
  write_sequence(out, value, outer);
  out.append(value.as<Tuple>().items.size() == 1 ? ",)" : ")");
}

void write_namespace(TextBuilder& out, const Namespace& space, const Open* outer) {
  out.append("<Namespace ");
  write_mapping(out, Value::of(*space.members), outer);
  out.append(">");
}

void write_loop(TextBuilder& out, LoopState& loop) {
  out.append("<LoopContext ").append(std::to_string(loop.index0 + 1)).append("/");
  out.append(std::to_string(loop_length(out.runtime(), loop))).append(">");
}

void write_big_integer(TextBuilder& out, const Value& value) {
  const BigNumber number = to_big_number(value);
  out.runtime().charge(number.limbs().size() * number.limbs().size());
  out.append(number.to_text());
}

void write_repr_at(TextBuilder& out, const Value& value, const Open* outer) {
  out.runtime().charge(1);
  switch (value.kind()) {
    case Kind::None: out.append("None"); return;
    case Kind::Boolean: out.append(value.boolean() ? "True" : "False"); return;
    case Kind::Integer: out.append(std::to_string(value.integer())); return;
    case Kind::BigInteger: write_big_integer(out, value); return;
    case Kind::Float: out.append(FloatText(value.number()).view()); return;
    case Kind::Text:
      if (value.is_markup()) out.append("Markup(");
      write_text_repr(out, value.text());
      if (value.is_markup()) out.append(")");
      return;
    case Kind::List:
    case Kind::DataArray: write_list(out, value, outer); return;
    case Kind::Tuple: write_tuple(out, value, outer); return;
    case Kind::Dict:
    case Kind::DataObject: write_mapping(out, value, outer); return;
    case Kind::DictView: write_dict_view(out, value, outer); return;
    case Kind::Range: write_range(out, value.as<Range>()); return;
    case Kind::Namespace: write_namespace(out, value.as<Namespace>(), outer); return;
    case Kind::Loop: write_loop(out, value.as<LoopState>()); return;
    case Kind::Macro: out.append(macro_repr(value.as<Macro>())); return;
    case Kind::Undefined: out.append("Undefined"); return;
    case Kind::Missing:
    case Kind::Iterator:
    case Kind::Function:
    case Kind::Method:
    case Kind::Joiner:
    case Kind::Cycler:
    case Kind::Module:
    case Kind::SelfReference:
    case Kind::BlockReference: break;
  }
  const bool forgotten_call = value.is(Kind::Method) || value.is(Kind::Function) || value.is(Kind::BlockReference);
  const auto id = forgotten_call ? messages::TemplatingForgottenCall : messages::TemplatingNotPrintable;
  out.runtime().fail_about(value, id, type_name(value));
}

}  // namespace

void write_value(TextBuilder& out, const Value& value) {
  switch (value.kind()) {
    case Kind::Text: out.append(value.text()); return;
    case Kind::Module: out.append(value.as<Module>().body); return;
    case Kind::Undefined:
      if (!is_lenient(value)) out.runtime().fail_undefined(value);
      return;
    default: write_repr_at(out, value, nullptr);
  }
}

void write_repr(TextBuilder& out, const Value& value) { write_repr_at(out, value, nullptr); }

Value to_text_value(Runtime& runtime, const Value& value) {
  if (value.is_text()) return value;
  TextBuilder text(runtime);
  write_value(text, value);
  return text.build().with_place(value.place());
}

}  // namespace gongwen::templating
