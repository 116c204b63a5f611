// Filters that have to do with markup: escaping, marking safe, attributes, URLs, JSON.
#include "base/ascii.h"
#include "base/escapes.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"
#include "templating/detail/value/references.h"

#include <algorithm>

namespace gongwen::templating {
namespace {

namespace messages = diagnostics::messages;

Value filter_escape(Invocation& call) { return escape_value(call.runtime(), call.value()); }

Value filter_forceescape(Invocation& call) {
  const Value text = to_text_value(call.runtime(), call.value());
  return escape_value(call.runtime(), Value::text(text.text()));
}

Value filter_safe(Invocation& call) { return Value::markup(to_text_value(call.runtime(), call.value()).text()); }

Value filter_striptags(Invocation& call) {
  return call.make_text(strip_tags(to_text_value(call.runtime(), call.value()).text()));
}

/// ` name="value"` for each entry, but those that are none or undefined.
Value filter_xmlattr(Invocation& call) {
  Runtime& runtime = call.runtime();
  if (!is_mapping(call.value())) call.fail_value("object");
  const bool leading_space = call.truth(0, true);
  const MappingView view(call.value());
  TextBuilder out(runtime);
  std::size_t cursor = 0;
  while (const auto entry = view.next(cursor)) {
    if (entry->value.is_none() || entry->value.is_undefined()) continue;
    if (!entry->key.is_text())
      runtime.fail_about(call.value(), messages::TemplatingBadAttributeName, type_name(entry->key));
    const std::string_view name = entry->key.text();
    if (name.find_first_of(" \t\n\r\f\v/>=") != std::string_view::npos) {
      runtime.fail_about(call.value(), messages::TemplatingBadAttributeName, name);
    }
    if (leading_space || !out.empty()) out.append(" ");
    out.append(escape_value(runtime, entry->key).text()).append("=\"");
    out.append(escape_value(runtime, entry->value).text()).append("\"");
  }
  return out.build(Safety::Markup);
}

enum class UrlPart : std::uint8_t { Path, Query };

void append_quoted(TextBuilder& out, const Value& value, UrlPart part) {
  const Value text = to_text_value(out.runtime(), value);
  for (const char c : text.text()) {
    const bool plain = base::is_ascii_alnum(c) || std::string_view("_.-~").find(c) != std::string_view::npos;
    if (plain || (c == '/' && part == UrlPart::Path)) {
      out.append(1, c);
    } else if (c == ' ' && part == UrlPart::Query) {
      out.append("+");
    } else {
      std::string triple;
      base::append_percent_encoded(triple, c);
      out.append(triple);
    }
  }
}

void append_query_pair(TextBuilder& out, const Value& name, const Value& value) {
  if (!out.empty()) out.append("&");
  append_quoted(out, name, UrlPart::Query);
  out.append("=");
  append_quoted(out, value, UrlPart::Query);
}

Value filter_urlencode(Invocation& call) {
  Runtime& runtime = call.runtime();
  runtime.require_defined(call.value());
  TextBuilder out(runtime);
  if (is_mapping(call.value())) {
    const MappingView view(call.value());
    std::size_t cursor = 0;
    while (const auto entry = view.next(cursor)) append_query_pair(out, entry->key, entry->value);
  } else if (call.value().is_text() || !is_iterable(call.value())) {
    append_quoted(out, call.value(), UrlPart::Path);
  } else {
    for_each_element(runtime, call.value(), [&](const Value& pair) {
      const std::span<const Value> parts = collect(runtime, pair);
      if (parts.size() != 2) runtime.fail_about(pair, messages::TemplatingNotPair, parts.size());
      append_query_pair(out, parts[0], parts[1]);
      return true;
    });
  }
  return out.build();
}

/// JSON that can be in a script, or between single quotes in an attribute.
Value filter_tojson(Invocation& call) {
  Runtime& runtime = call.runtime();
  JsonLayout layout;
  if (!call.is_none(0)) layout.indent = call.integer(0);
  TextBuilder json(runtime);
  write_json(json, call.value(), layout);
  TextBuilder out(runtime);
  for (const char c : json.view()) {
    switch (c) {
      case '<': out.append("\\u003c"); break;
      case '>': out.append("\\u003e"); break;
      case '&': out.append("\\u0026"); break;
      case '\'': out.append("\\u0027"); break;
      default: out.append(1, c);
    }
  }
  return out.build(Safety::Markup);
}

constexpr Builtin kHtmlFilters[] = {
    {"e", filter_escape, takes_nothing()},
    {"escape", filter_escape, takes_nothing()},
    {"forceescape", filter_forceescape, takes_nothing()},
    {"safe", filter_safe, takes_nothing()},
    {"striptags", filter_striptags, takes_nothing()},
    {"tojson", filter_tojson, takes({"indent"})},
    {"urlencode", filter_urlencode, takes_nothing()},
    {"xmlattr", filter_xmlattr, takes({"autospace"})},
};

}  // namespace

std::span<const Builtin> html_filters() { return kHtmlFilters; }

}  // namespace gongwen::templating
