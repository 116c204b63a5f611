// Filters of texts for Chinese documents: enumerate_cn, std_no, mask, choice, qr.
#include "base/nearest_name.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/chinese/references.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/number_text.h"

#include <algorithm>

namespace gongwen::templating {
namespace {

namespace messages = diagnostics::messages;

/// What a reader sees of a text: of markup, without its tags.
std::string visible_text(const Value& text) {
  return text.is_markup() ? strip_tags(text.text()) : std::string(text.text());
}

/// 甲、乙、丙, or 甲、乙和丙 with a word for the last; 《甲》《乙》 without a mark between.
Value filter_enumerate_cn(Invocation& call) {
  Runtime& runtime = call.runtime();
  std::vector<Value> items;
  bool markup = false;
  PlaceMerge places(runtime);
  for_each_element(runtime, call.value(), [&](const Value& element) {
    items.push_back(to_text_value(runtime, element));
    places.add(element.place());
    markup = markup || items.back().is_markup();
    return true;
  });
  const std::string_view last = call.has(0) ? call.text(0) : "";
  TextBuilder out(runtime);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool is_last = i + 1 == items.size();
    if (i > 0 && is_last && !last.empty()) {
      out.append(last);
    } else if (i > 0 && !joins_without_mark(visible_text(items[i - 1]), visible_text(items[i]))) {
      out.append("、");
    }
    out.append(markup ? escape_value(runtime, items[i]).text() : items[i].text());
  }
  return out.build(markup ? Safety::Markup : Safety::Plain).with_place(places.result());
}

Value filter_std_no(Invocation& call) {
  const Value text = to_text_value(call.runtime(), call.value());
  return call.make_text(dash_standard_numbers(text.text()), text.safety());
}

Value filter_mask(Invocation& call) {
  const Value text = to_text_value(call.runtime(), call.value());
  const std::string_view hidden = call.has(0) ? call.text(0) : "*";
  if (base::count_code_points(hidden) != 1) {
    call.runtime().fail_about(call.at(0), messages::TemplatingOneCharacter);
  }
  return call.make_text(mask_number(text.text(), base::decode_utf8(hidden, 0).code_point));
}

struct Option {
  Value value;
  Value label;
};

/// `['甲', '乙']`, or `{'a': '甲', 'b': '乙'}` where values and labels differ, or pairs of both.
std::vector<Option> read_options(Invocation& call) {
  Runtime& runtime = call.runtime();
  std::vector<Option> options;
  if (is_mapping(call.at(0))) {
    const MappingView view(call.at(0));
    std::size_t cursor = 0;
    while (const auto entry = view.next(cursor)) options.push_back({entry->key, entry->value});
    return options;
  }
  for_each_element(runtime, call.at(0), [&](const Value& element) {
    if (is_sequence(element)) {
      const std::span<const Value> pair = collect(runtime, element);
      if (pair.size() != 2) runtime.fail_about(element, messages::TemplatingNotPair, pair.size());
      options.push_back({pair[0], pair[1]});
    } else {
      options.push_back({element, element});
    }
    return true;
  });
  return options;
}

[[noreturn]] void fail_choice(Invocation& call, const Value& chosen, const std::vector<Option>& options) {
  Runtime& runtime = call.runtime();
  std::vector<std::string_view> known;
  std::string all;
  for (const Option& option : options) {
    const std::string_view text = to_text_value(runtime, option.value).text();
    known.push_back(text);
    all.append(all.empty() ? "" : ", ").append(text);
  }
  const std::string_view text = to_text_value(runtime, chosen).text();
  runtime.fail_about(chosen, messages::TemplatingBadChoice, text, all, base::find_nearest_name(text, known));
}

/// ☑甲　☐乙: each option with a box. The value is one of them, several in a list, or none.
Value filter_choice(Invocation& call) {
  Runtime& runtime = call.runtime();
  const std::vector<Option> options = read_options(call);
  std::vector<Value> chosen;
  if (is_sequence(call.value())) {
    for (const Value& value : collect(runtime, call.value())) chosen.push_back(value);
  } else if (!call.value().is_none() && !is_blank(call.value())) {
    chosen.push_back(call.value());
  }
  const auto is_chosen = [&](const Option& option) {
    return std::any_of(chosen.begin(), chosen.end(),
                       [&](const Value& value) { return equals(runtime, value, option.value); });
  };
  for (const Value& value : chosen) {
    const bool known = std::any_of(options.begin(), options.end(),
                                   [&](const Option& option) { return equals(runtime, value, option.value); });
    if (!known) fail_choice(call, value, options);
  }
  const std::string_view separator = call.has(1) ? call.text(1) : "　";
  TextBuilder out(runtime);
  for (const Option& option : options) {
    if (!out.empty()) out.append(separator);
    out.append(is_chosen(option) ? "☑" : "☐");
    write_value(out, option.label);
  }
  return out.build();
}

/// 出席 for `present`: the title that the schema gives a choice, in the language of the documents.
Value filter_choice_title(Invocation& call) {
  Runtime& runtime = call.runtime();
  if (is_blank(call.value())) return call.value();
  const Value code = to_text_value(runtime, call.value());
  const std::optional<std::string> title = runtime.choice_title(call.value().place(), code.text());
  if (!title) runtime.fail_about(call.value(), messages::TemplatingNoChoiceTitle, code.text());
  return call.make_text(*title);
}

/// A QR code as an image, to be drawn by the layout. The alternative text is the content unless
/// another is given.
Value filter_qr(Invocation& call) {
  Runtime& runtime = call.runtime();
  if (is_blank(call.value())) return call.value();
  const Value content = to_text_value(runtime, call.value());
  const Value alternative = call.has(0) ? to_text_value(runtime, call.at(0)) : content;
  TextBuilder out(runtime);
  out.append("<img data-qr=\"");
  append_escaped(out, content.text());
  out.append("\" alt=\"");
  append_escaped(out, alternative.text());
  out.append("\">");
  return out.build(Safety::Markup);
}

constexpr Builtin kChineseTextFilters[] = {
    {"choice", filter_choice, takes({"options", "separator"}).needs(1)},
    {"choice_title", filter_choice_title, takes_nothing()},
    {"enumerate_cn", filter_enumerate_cn, takes({"last"})},
    {"mask", filter_mask, takes({"hidden"})},
    {"qr", filter_qr, takes({"alt"})},
    {"std_no", filter_std_no, takes_nothing()},
};

}  // namespace

std::span<const Builtin> chinese_text_filters() { return kChineseTextFilters; }

}  // namespace gongwen::templating
