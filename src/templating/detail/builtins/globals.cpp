#include "templating/detail/builtins/globals.h"

#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/container_methods.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/charts/chart_function.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/number_text.h"
#include "templating/detail/value/objects.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

// Jinja's global functions (range, dict, cycler, joiner, namespace …) and wording(), which is ours.
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

namespace {

namespace messages = diagnostics::messages;

Value function_range(Invocation& call) {
  const bool only_stop = !call.has(1);
  const std::int64_t start = only_stop ? 0 : call.integer(0);
  const std::int64_t stop = only_stop ? call.integer(0) : call.integer(1);
  const std::int64_t step = call.integer(2, 1);
  if (step == 0) call.runtime().fail(messages::TemplatingZeroStep);
  std::uint64_t size = 0;
  if (step > 0 && start < stop) {
    const std::uint64_t distance = static_cast<std::uint64_t>(stop) - static_cast<std::uint64_t>(start);
    size = (distance - 1) / static_cast<std::uint64_t>(step) + 1;
  } else if (step < 0 && stop < start) {
    const std::uint64_t distance = static_cast<std::uint64_t>(start) - static_cast<std::uint64_t>(stop);
    size = (distance - 1) / (~static_cast<std::uint64_t>(step) + 1) + 1;
  }
  const std::uint64_t most = call.runtime().limits().range_size;
  if (size > most) call.runtime().fail(messages::TemplatingRangeTooLong, most);
  return Value::of(call.runtime().arena().make<Range>(start, stop, step, size));
}

Value function_dict(Invocation& call) {
  auto& dict = call.runtime().arena().make<Dict>();
  fill_dict(call, dict);
  return Value::of(dict);
}

Value function_namespace(Invocation& call) {
  auto& members = call.runtime().arena().make<Dict>();
  fill_dict(call, members);
  return Value::of(call.runtime().arena().make<Namespace>(&members));
}

Value function_joiner(Invocation& call) {
  return Value::of(call.runtime().arena().make<Joiner>(call.has(0) ? call.at(0) : Value::text(", ")));
}

Value function_cycler(Invocation& call) {
  if (call.rest().empty()) call.runtime().fail(messages::TemplatingNothingToCycle);
  return Value::of(call.runtime().arena().make<Cycler>(call.runtime().arena().copy(call.rest())));
}

constexpr Builtin kFunctions[] = {
    {"cycler", function_cycler, takes_nothing().and_rest(Rest::Positional)},
    {"dict", function_dict, takes_nothing().and_rest(Rest::Both)},
    {"draw_chart", function_draw_chart, takes({"chart"}).needs(1)},
    {"joiner", function_joiner, takes({"sep"})},
    {"namespace", function_namespace, takes_nothing().and_rest(Rest::Both)},
    {"range", function_range, takes({"start", "stop", "step"}).needs(1).positional_only()},
    {"wording", function_wording, takes({"id"}).needs(1).and_rest(Rest::Keywords)},
};

Value method_next(Invocation& call) {
  auto& cycler = call.value().as<Cycler>();
  const Value current = cycler.items[cycler.position];
  cycler.position = (cycler.position + 1) % cycler.items.size();
  return current;
}

Value method_reset(Invocation& call) {
  call.value().as<Cycler>().position = 0;
  return Value::none();
}

constexpr Builtin kCyclerMethods[] = {
    {"next", method_next, takes_nothing()},
    {"reset", method_reset, takes_nothing()},
};

Value method_is_integer(Invocation& call) {
  if (!call.value().is(Kind::Float)) call.fail_value("number");
  return Value::boolean(call.value().number() == std::trunc(call.value().number()));
}

Value method_bit_length(Invocation& call) {
  if (!is_integer(call.value())) call.fail_value("integer");
  return Value::integer(static_cast<std::int64_t>(to_big_number(call.value()).bit_length()));
}

constexpr Builtin kNumberMethods[] = {
    {"bit_length", method_bit_length, takes_nothing()},
    {"is_integer", method_is_integer, takes_nothing()},
};

}  // namespace

std::span<const Builtin> global_functions() { return kFunctions; }

std::span<const Builtin> cycler_methods() { return kCyclerMethods; }

std::span<const Builtin> number_methods() { return kNumberMethods; }

}  // namespace gongwen::templating
