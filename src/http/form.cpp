#include "http/form.h"

#include "base/ascii.h"
#include "base/escapes.h"
#include "base/utf8.h"

#include <algorithm>
#include <utility>

namespace gongwen::http {
namespace {

base::Expected<std::string, FormError> decode(std::string_view encoded) {
  // Browsers encode all but letters, digits and `*-._`; other programs leave more as it is.
  const auto is_sent = [](char c) {
    return c > 0x20 && c < 0x7f;
  };
  if (!std::all_of(encoded.begin(), encoded.end(), is_sent)) return base::Failure{FormError::IllFormed};
  std::string spaced(encoded);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  auto text = base::parse_percent_encoded(spaced);
  if (!text) return base::Failure{FormError::IllFormed};
  if (base::find_invalid_utf8(*text)) return base::Failure{FormError::NotUtf8};
  if (text->find('\0') != std::string::npos) return base::Failure{FormError::Control};
  return *std::move(text);
}

void append_encoded(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (base::is_ascii_alnum(c) || std::string_view("*-._").find(c) != std::string_view::npos) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      base::append_percent_encoded(out, c);
    }
  }
}

}  // namespace

base::Expected<std::vector<FormField>, FormError> parse_form(std::string_view text, const FormLimits& limits) {
  std::vector<FormField> fields;
  while (!text.empty()) {
    const auto ampersand = text.find('&');
    const std::string_view pair = text.substr(0, ampersand);
    text = ampersand == text.npos ? std::string_view() : text.substr(ampersand + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = decode(pair.substr(0, equals));
    if (!name) return base::Failure{name.error()};
    auto value = equals == pair.npos ? std::string() : decode(pair.substr(equals + 1));
    if (!value) return base::Failure{value.error()};
    if (fields.size() == limits.fields) return base::Failure{FormError::TooMany};
    if (name->size() > limits.name_bytes) return base::Failure{FormError::NameTooLong};
    fields.push_back({*std::move(name), *std::move(value)});
  }
  return fields;
}

std::string write_form(std::span<const FormField> fields) {
  std::string text;
  for (const FormField& field : fields) {
    if (!text.empty()) text += '&';
    append_encoded(text, field.name);
    text += '=';
    append_encoded(text, field.value);
  }
  return text;
}

const std::string* find_field(std::span<const FormField> fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const FormField& f) { return f.name == name; });
  return found == fields.end() ? nullptr : &found->value;
}

}  // namespace gongwen::http
