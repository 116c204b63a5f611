#include "templating/detail/builtins/text_arguments.h"

#include "base/utf8.h"
#include "templating/detail/text/python_text.h"

namespace gongwen::templating {
namespace {

Value insert_between_characters(Runtime& runtime, const Value& text, const Replacement& replacement) {
  TextBuilder out(runtime);
  std::int64_t left = replacement.most;
  const auto insert = [&] {
    if (left == 0) return;
    --left;
    out.append(replacement.new_text);
  };
  std::size_t begin = 0;
  for (auto it = base::CodePoints(text.text()).begin(); begin < text.text().size(); ++it) {
    insert();
    out.append(text.text().substr(begin, it->length));
    begin += it->length;
  }
  insert();
  return out.build(text.safety());
}

}  // namespace

std::string_view own_text_argument(Invocation& call, std::size_t parameter) {
  const std::string_view text = call.text(parameter);
  return call.value().is_markup() ? escape_value(call.runtime(), call.at(parameter)).text() : text;
}

Value replace_text(Runtime& runtime, const Value& text, const Replacement& replacement) {
  if (replacement.old_text.empty()) return insert_between_characters(runtime, text, replacement);
  runtime.charge(text.text().size() / 64);
  TextBuilder out(runtime);
  std::string_view rest = text.text();
  for (std::int64_t left = replacement.most; left != 0; --left) {
    const std::size_t at = find_text(rest, replacement.old_text);
    if (at == std::string_view::npos) break;
    out.append(rest.substr(0, at)).append(replacement.new_text);
    rest.remove_prefix(at + replacement.old_text.size());
  }
  return out.append(rest).build(text.safety());
}

Value center_text(Runtime& runtime, const Value& text, std::int64_t width, std::string_view fill) {
  const auto length = static_cast<std::int64_t>(base::count_code_points(text.text()));
  if (width <= length) return text;
  const auto padding = static_cast<std::uint64_t>(width - length);
  runtime.check_text_size(padding);
  // Python puts the odd space on the left if the width is odd as well.
  const std::uint64_t before = padding / 2 + (padding & static_cast<std::uint64_t>(width) & 1);
  TextBuilder out(runtime);
  for (std::uint64_t i = 0; i < before; ++i) out.append(fill);
  out.append(text.text());
  for (std::uint64_t i = before; i < padding; ++i) out.append(fill);
  return out.build(text.safety());
}

Value change_case(Runtime& runtime, const Value& text, CaseMap append) {
  ScratchText changed(runtime);
  append(*changed, text.text());
  return runtime.make_text(*changed, text.safety());
}

}  // namespace gongwen::templating
