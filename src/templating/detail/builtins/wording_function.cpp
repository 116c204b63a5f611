#include "templating/detail/builtins/wording_function.h"

#include "diagnostics/catalogue/templating.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/number_text.h"

#include <algorithm>
#include <string>
#include <vector>

namespace gongwen::templating {

const Wording& wording_of(const Invocation& call) {
  Runtime& runtime = call.runtime();
  const std::string_view id = call.text(0);
  const Wording* const wording = runtime.find_wording(id);
  if (wording == nullptr) {
    runtime.fail(diagnostics::messages::TemplatingUnknownWording, id, runtime.nearest_wording(id));
  }
  std::vector<std::string> given;
  for (const Keyword& keyword : call.keywords()) given.emplace_back(keyword.name);
  std::sort(given.begin(), given.end());
  if (given != wording->places) {
    runtime.fail(diagnostics::messages::TemplatingWordingValues, id, list_places(wording->places), list_places(given));
  }
  return *wording;
}

Value function_wording(Invocation& call) {
  const Wording& wording = wording_of(call);
  const bool markup = std::any_of(call.keywords().begin(), call.keywords().end(), [](const Keyword& keyword) {
    return keyword.value.is_markup() || keyword.value.is(Kind::Module);
  });
  TextBuilder text(call.runtime());
  for (const Wording::Piece& piece : wording.pieces) {
    if (!piece.is_place && markup) {
      append_escaped(text, piece.text);
    } else if (!piece.is_place) {
      text.append(piece.text);
    } else if (markup) {
      text.append(escape_value(call.runtime(), call.find_keyword(piece.text)->value).text());
    } else {
      write_value(text, call.find_keyword(piece.text)->value);
    }
  }
  return text.build(markup ? Safety::Markup : Safety::Plain);
}

}  // namespace gongwen::templating
