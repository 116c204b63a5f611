#include "engine/input/detail/word_template.h"

#include "adopt/template_page.h"
#include "data/readers.h"
#include "diagnostics/catalogue/adopt.h"
#include "diagnostics/catalogue/templating.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "diagnostics/printer.h"
#include "engine/input/detail/renewed_kind.h"
#include "engine/kinds/detail/form/field_list.h"
#include "engine/kinds/detail/form/form_file.h"
#include "schema/apply_defaults.h"
#include "schema/schema.h"
#include "schema/validate.h"
#include "templating/render.h"
#include "word/read_document.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace gongwen::engine {
// The page is made in the same way as when the kind is compiled, so that the same errors are found, and names are
// searched in everything that is expanded, including links, heads and notes.
namespace {

namespace messages = diagnostics::messages;
using templating::UsedType;
using templating::UsedValue;

/// Rows of lists in samples.
constexpr std::size_t kSampleRows = 2;

/// Loads only the page: files that it includes are compiled with the kind.
class PageLoader final : public templating::TemplateLoader {
 public:
  explicit PageLoader(const templating::LoadedTemplate& page) : page_(page) {}
  std::optional<templating::LoadedTemplate> load(std::string_view name, const diagnostics::Origin&,
                                                 diagnostics::DiagnosticSink&) override {
    return name == kWordPage ? std::optional(page_) : std::nullopt;
  }
  std::vector<std::string> list() const override { return {}; }

 private:
  templating::LoadedTemplate page_;
};

class NoSink final : public templating::Sink {
 public:
  bool literal(const templating::Literal&) override { return true; }
  bool text(std::string_view, const diagnostics::Origin&) override { return true; }
  bool markup(std::string_view, const diagnostics::Origin&) override { return true; }
};

base::Json both_words(std::string_view text) {
  base::Json json = base::Json::object();
  return std::move(json.set("zh", text).set("en", text));
}

/// A replacement for a name that the language of templates uses.
std::string other_name(const std::string& name) {
  const bool is_plural = name == "items" || name == "keys" || name == "values";
  return is_plural ? name.substr(0, name.size() - 1) + "_list" : name + "_value";
}

}  // namespace

base::Expected<WordTemplate> read_word_template(const std::string& path, const std::string& bytes, Run& run) {
  const auto document = word::read_document(bytes, word::WordLimits{});
  if (!document) {
    run.sink().report(messages::AdoptUnreadable, diagnostics::Origin{}, path);
    return base::kReported;
  }
  const diagnostics::ErrorWatch watch(run.sink());
  const diagnostics::SourceId source = run.sources().reserve();
  adopt::PageRequest request;
  request.source = source;
  adopt::AdoptedPage adopted = adopt::adopt_page(*document, request, run.sink());
  run.sources().fill(source, path, std::move(adopted.html), std::move(adopted.places));
  const templating::LoadedTemplate text{source, run.sources().source_text(source)};
  PageLoader loader(text);
  templating::SyntaxOptions options;
  options.linking = templating::Linking::AsReached;
  const std::array<std::string_view, 1> names{kWordPage};
  WordTemplate page;
  auto templates = templating::TemplateSet::compile(names, loader, options, run.sink());
  if (!templates || watch.saw_errors()) return base::kReported;
  page.templates = *std::move(templates);
  auto data = templating::used_data(text, run.sink());
  if (!data) return base::kReported;
  for (const templating::TakenName& one : data->taken)
    run.sink().report(messages::AdoptNameTaken, diagnostics::Origin{one.place, {}}, one.name, other_name(one.name));
  if (data->unfollowed) run.sink().report(messages::AdoptUnfollowed, diagnostics::Origin{*data->unfollowed, {}});
  if (watch.saw_errors()) return base::kReported;
  page.data = std::move(data->root);
  return page;
}

bool is_required(const UsedValue& member) {
  return member.type != UsedType::YesNo && member.is_always_read && !member.is_tested && !member.is_asked_for;
}

base::Json schema_of_used(const UsedValue& value, const std::string& name) {
  base::Json json = base::Json::object();
  if (!name.empty()) json.set("x-title", both_words(name));
  // Values that the template tests may be missing, and then count as false.
  const bool has_default = value.is_tested && !value.is_asked_for;
  switch (value.type) {
    case UsedType::Text:
      json.set("type", "string");
      if (!value.choices.empty()) {
        json.set("enum", base::Json::list_of(value.choices));
        base::Json titles = base::Json::object();
        for (const std::string& choice : value.choices) titles.set(choice, both_words(choice));
        return std::move(json.set("x-titles", std::move(titles)));
      }
      // Required values are not empty, or the document would have a gap.
      if (has_default) return std::move(json.set("default", ""));
      if (!value.is_tested && !value.is_asked_for) json.set("minLength", 1);
      return json;
    case UsedType::Number:
    case UsedType::WholeNumber:
      json.set("type", value.type == UsedType::Number ? "number" : "integer");
      if (has_default) json.set("default", 0);
      return json;
    case UsedType::YesNo:
      json.set("type", "boolean");
      if (!value.is_asked_for) json.set("default", false);
      return json;
    case UsedType::Date:
      if (!has_default) return std::move(json.set("type", "string").set("format", "date"));
      {
        base::Json date = base::Json::object();
        date.set("format", "date");
        base::Json blank = base::Json::object();
        blank.set("maxLength", 0);
        base::Json either = base::Json::list();
        either.add(std::move(date)).add(std::move(blank));
        return std::move(json.set("type", "string").set("anyOf", std::move(either)).set("default", ""));
      }
    case UsedType::List:
      if (has_default) json.set("default", base::Json::list());
      return std::move(json.set("type", "array").set("items", schema_of_used(value.item.front(), name)));
    case UsedType::Map:
      json.set("type", "object").set("additionalProperties", schema_of_used(value.item.front(), {}));
      if (has_default) json.set("default", base::Json::object());
      return json;
    case UsedType::Row: {
      base::Json places = base::Json::list();
      for (const UsedValue& place : value.members) places.add(schema_of_used(place, {}));
      json.set("type", "array").set("minItems", value.members.size()).set("maxItems", value.members.size());
      return std::move(json.set("prefixItems", std::move(places)));
    }
    case UsedType::Chart:
      json.set("type", "object");
      if (has_default) json.set("default", base::Json::object());
      return json;
    case UsedType::Any: return json;
    case UsedType::Group: break;
  }
  // An object has the members that tags read. An object that may be missing is then {}, which has none of them.
  base::Json required = base::Json::list();
  base::Json properties = base::Json::object();
  for (const UsedValue& member : value.members) {
    if (is_required(member)) required.add(member.name);
    properties.set(member.name, schema_of_used(member, member.name));
  }
  json.set("type", "object");
  if (has_default) json.set("default", base::Json::object());
  if (required.view().size() > 0 && !has_default) json.set("required", std::move(required));
  if (!value.is_open) json.set("additionalProperties", false);
  return std::move(json.set("properties", std::move(properties)));
}

base::Json sample_of_used(const UsedValue& value, const std::string& name) {
  const std::string words = "【" + name + "】";
  switch (value.type) {
    case UsedType::Text:
      return value.choices.empty() ? value.sample.empty() ? words : value.sample : value.choices.front();
    case UsedType::Number: return 100;
    case UsedType::WholeNumber: return 1;
    case UsedType::YesNo: return true;
    case UsedType::Date: return "2026-01-01";
    case UsedType::List: {
      base::Json list = base::Json::list();
      const UsedValue& item = value.item.front();
      // If lists contain lists of their own kind, an empty list ends the recursion.
      const std::size_t rows = item.is_open ? 0 : std::max(kSampleRows, value.least_items);
      for (std::size_t i = 0; i < rows; ++i) list.add(sample_of_used(value.item.front(), name));
      return list;
    }
    case UsedType::Map: {
      base::Json map = base::Json::object();
      for (const std::string_view key : {"A", "B"}) map.set(key, sample_of_used(value.item.front(), name));
      return map;
    }
    case UsedType::Row: {
      base::Json list = base::Json::list();
      for (const UsedValue& place : value.members) list.add(sample_of_used(place, name));
      return list;
    }
    case UsedType::Chart: {
      base::Json chart = *base::parse_json(R"({"kind":"column","labels":["A","B"],"series":[]})");
      base::Json series = *base::parse_json(R"({"values":[1,2]})");
      base::Json list = base::Json::list();
      list.add(std::move(series.set("name", words)));
      chart.set("title", words).set("series", std::move(list));
      for (const UsedValue& member : value.members) {
        if (!chart.view().find(member.name)) chart.set(member.name, sample_of_used(member, member.name));
      }
      return chart;
    }
    case UsedType::Any: return words;
    case UsedType::Group: break;
  }
  base::Json json = base::Json::object();
  for (const UsedValue& member : value.members) json.set(member.name, sample_of_used(member, member.name));
  return json;
}

DraftedData draft_of(const WordTemplate& page) {
  base::Json schema = base::Json::object();
  schema.set("$schema", "https://json-schema.org/draft/2020-12/schema");
  // Without members, as of `{{ 1 + 1 }}` alone, the root is an object without members.
  schema.append(schema_of_used(page.data, {}));
  return {std::move(schema), sample_of_used(page.data, {})};
}

namespace {

/// The sample for the page, with the defaults of the schema; nullopt, after a report, if the schema refuses
/// it.
std::optional<data::Document> completed_sample(const std::string& schema, const std::string& sample, Run& run) {
  diagnostics::DiagnosticSink own;
  const auto read = [&](const std::string& name, const std::string& text) {
    const diagnostics::SourceId source = run.sources().add(name, text);
    return data::read_json(source, run.sources().source_text(source), {}, own);
  };
  auto definition = read("schema.json", schema);
  auto data = read("sample.json", sample);
  if (!definition || !data) return std::nullopt;
  const auto document = std::make_shared<const data::Document>(*std::move(definition));
  const auto compiled = schema::compile_schema({{}, document}, {}, schema::kBundleSchema, own);
  // A schema written by people may have errors, which `check` reports.
  if (!compiled) return std::nullopt;
  if (schema::validate(*compiled, data->root(), {}, own))
    return schema::apply_defaults(*compiled, *std::move(data), {}).document;
  for (const diagnostics::Diagnostic& one : own.diagnostics()) {
    if (one.severity != diagnostics::Severity::Error) continue;
    run.sink().report(messages::AdoptSampleRefused, diagnostics::Origin{},
                      diagnostics::message_text(one, diagnostics::Language::English),
                      diagnostics::message_text(one, diagnostics::Language::Chinese));
    break;
  }
  return std::nullopt;
}

}  // namespace

void check_sample(const WordTemplate& page, const std::string& schema, const std::string& sample, SampleOf sample_of,
                  Run& run) {
  const auto data = completed_sample(schema, sample, run);
  if (!data || !page.templates || !page.templates->is_complete()) return;
  const std::array<templating::Binding, 1> bindings{{{"fillable", false}}};
  templating::RenderInput input;
  input.template_name = kWordPage;
  input.data = data->root();
  input.bindings = bindings;
  input.choice_title = [](diagnostics::DataPlace, std::string_view code) {
    return std::optional(std::string(code));
  };
  NoSink nowhere;
  diagnostics::DiagnosticSink own;
  templating::render(*page.templates, input, nowhere, own);
  for (const diagnostics::Diagnostic& one : own.diagnostics()) {
    if (one.severity != diagnostics::Severity::Error || one.id == messages::TemplatingTemplateNotFound) continue;
    // This is an error of the tag, regardless of the data.
    const bool prints_raw = one.id == messages::TemplatingPrintsObject || one.id == messages::TemplatingPrintsList;
    if (prints_raw && sample_of == SampleOf::Draft) {
      diagnostics::Diagnostic fault = one;
      fault.origin.data_place = {};
      run.sink().add(std::move(fault));
      continue;
    }
    run.sink().report(messages::AdoptSampleMisfit, diagnostics::Origin{one.origin.template_place, {}},
                      diagnostics::message_text(one, diagnostics::Language::English),
                      diagnostics::message_text(one, diagnostics::Language::Chinese));
    return;
  }
}

std::string type_of_used(const UsedValue& value) {
  switch (value.type) {
    case UsedType::Text: return "text";
    case UsedType::Number:
    case UsedType::WholeNumber: return "number";
    case UsedType::YesNo: return "yes-no";
    case UsedType::Date: return "date";
    case UsedType::List:
    case UsedType::Row: return "list";
    case UsedType::Any: return "any";
    case UsedType::Group:
    case UsedType::Map:
    case UsedType::Chart: break;
  }
  return "group";
}

resources::FilesInMemory bundle_of_word_template(const std::string& name, const WordTemplate& word,
                                                 const std::string& bytes, const std::string& title,
                                                 std::vector<FieldGuess>& guesses, Run& run) {
  // Tags are certain, so the confidence is 1.
  for (const UsedValue& member : word.data.members)
    guesses.push_back({member.name, type_of_used(member), {}, "tag", 1});
  const FieldList::Title titles = read_listed_title(title.empty() ? name : title);
  base::Json both = base::Json::object();
  both.set("zh", titles.zh).set("en", titles.en.empty() ? titles.zh : titles.en);
  base::Json page = base::Json::object();
  page.set("template", kWordPage);
  base::Json outputs = base::Json::object();
  outputs.set("page", std::move(page));
  base::Json manifest = base::Json::object();
  manifest.set("kind", name).set("title", std::move(both)).set("version", "1.0").set("language", "zh-CN");
  base::Json origin = base::Json::object();
  origin.set("zh", texts::EngineWordSource.chinese).set("en", texts::EngineWordSource.english);
  manifest.set("source", std::move(origin)).set("file_name", titles.zh).set("outputs", std::move(outputs));
  const DraftedData draft = draft_of(word);
  const auto indented = [](const base::Json& json) {
    return json.indented() + "\n";
  };
  resources::FilesInMemory files;
  files[std::string(kWordPage)] = bytes;
  files["template.json"] = indented(manifest);
  files["sample.json"] = indented(draft.sample);
  files["schema.json"] = indented(with_draft(draft_of(word).schema, draft));
  check_sample(word, files["schema.json"], files["sample.json"], SampleOf::Draft, run);
  return files;
}

}  // namespace gongwen::engine
