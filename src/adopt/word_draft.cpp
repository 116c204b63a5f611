#include "adopt/word_draft.h"

#include "adopt/detail/has_tags.h"
#include "base/json.h"
#include "word/read_document.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace gongwen::adopt {
namespace {

constexpr std::size_t kMostDraftBytes = std::size_t{16} << 20;
constexpr std::size_t kMostDraftDepth = 64;
constexpr std::size_t kMostDraftValues = 1'000'000;
constexpr std::uint64_t kPercent = 100;

base::Json json_of(const GuessedField& field) {
  base::Json columns = base::Json::list();
  for (const GuessedField& column : field.columns) columns.add(json_of(column));
  base::Json json = base::Json::object();
  json.set("title", field.title).set("type", static_cast<int>(field.type)).set("must", field.is_required);
  json.set("note", field.note).set("label", field.label).set("base", field.base);
  json.set("sign", field.sign).set("sealed", field.is_sealed);
  json.set("options", base::Json::list_of(field.options)).set("columns", std::move(columns)).set("rows", field.rows);
  json.set("place", field.place).set("reason", static_cast<int>(field.reason));
  return std::move(json.set("confidence", static_cast<int>(field.confidence * kPercent + 0.5)));
}

/// Numbers beyond the last value are refused.
template <typename Value>
bool read_value(const base::JsonView& json, std::string_view name, Value last, Value& value) {
  const auto number = json.number_of(name);
  if (!number || *number > static_cast<std::uint64_t>(last)) return false;
  value = static_cast<Value>(*number);
  return true;
}

std::optional<GuessedField> guessed_field_of(const base::JsonView& json) {
  GuessedField field;
  field.title = json.text_of("title");
  field.label = json.text_of("label");
  field.base = json.text_of("base");
  field.sign = json.text_of("sign");
  field.is_sealed = json.flag_of("sealed");
  field.place = json.text_of("place");
  field.is_required = json.flag_of("must");
  field.note = json.text_of("note");
  field.rows = json.number_of("rows").value_or(0);
  if (!read_value(json, "type", GuessedType::List, field.type)) return std::nullopt;
  if (!read_value(json, "reason", GuessReason::LegacyField, field.reason)) return std::nullopt;
  const std::uint64_t confidence = json.number_of("confidence").value_or(0);
  field.confidence = static_cast<double>(std::min(confidence, kPercent)) / static_cast<double>(kPercent);
  const auto options = json.find("options");
  for (std::size_t i = 0; options && i < options->size(); ++i) field.options.emplace_back(options->at(i).text());
  const auto columns = json.find("columns");
  for (std::size_t i = 0; columns && i < columns->size(); ++i) {
    auto column = guessed_field_of(columns->at(i));
    if (!column) return std::nullopt;
    field.columns.push_back(*std::move(column));
  }
  return field;
}

}  // namespace

std::optional<WordDraft> draft_of(std::string_view bytes) {
  const auto document = word::read_document(bytes, word::WordLimits{});
  if (!document) return std::nullopt;
  WordDraft draft;
  draft.has_tags = has_tags(*document);
  if (!draft.has_tags) draft.form = guess_fields(*document);
  return draft;
}

std::string write_draft(const std::optional<WordDraft>& draft) {
  if (!draft) return {};
  base::Json fields = base::Json::list();
  for (const GuessedField& field : draft->form.fields) fields.add(json_of(field));
  base::Json left_out = base::Json::list();
  for (const LeftOut& one : draft->form.left_out) {
    base::Json json = base::Json::object();
    left_out.add(std::move(json.set("text", one.text).set("place", one.place).set("is_place", one.is_place)));
  }
  base::Json json = base::Json::object();
  json.set("tags", draft->has_tags).set("title", draft->form.title);
  json.set("printed", base::Json::list_of(draft->form.printed));
  json.set("lines", base::Json::list_of(draft->form.lines));
  return json.set("fields", std::move(fields)).set("left", std::move(left_out)).text();
}

std::optional<WordDraft> parse_draft(std::string_view text) {
  const auto json = base::parse_json(text, {kMostDraftBytes, kMostDraftDepth, kMostDraftValues});
  if (!json || !json->view().is_object()) return std::nullopt;
  const base::JsonView view = json->view();
  WordDraft draft;
  draft.has_tags = view.flag_of("tags");
  draft.form.title = view.text_of("title");
  const auto fields = view.find("fields");
  for (std::size_t i = 0; fields && i < fields->size(); ++i) {
    auto field = guessed_field_of(fields->at(i));
    if (!field) return std::nullopt;
    draft.form.fields.push_back(*std::move(field));
  }
  const auto left_out = view.find("left");
  for (std::size_t i = 0; left_out && i < left_out->size(); ++i)
    draft.form.left_out.push_back(
        {left_out->at(i).text_of("text"), left_out->at(i).text_of("place"), left_out->at(i).flag_of("is_place")});
  const auto printed = view.find("printed");
  for (std::size_t i = 0; printed && i < printed->size(); ++i) draft.form.printed.emplace_back(printed->at(i).text());
  const auto lines = view.find("lines");
  for (std::size_t i = 0; lines && i < lines->size(); ++i) draft.form.lines.emplace_back(lines->at(i).text());
  return draft;
}

}  // namespace gongwen::adopt
