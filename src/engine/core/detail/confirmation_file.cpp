#include "engine/core/detail/confirmation_file.h"

#include "base/json.h"
#include "base/sha256.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "resources/read_file.h"
#include "schema/schema.h"
#include "schema/validate.h"

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;

constexpr std::string_view kSchemaText =
#include "confirmed_schema.inc"
    ;

/// A value of more bytes is kept as its hash.
constexpr std::size_t kLongestValue = 200;
constexpr std::string_view kHashMark = "sha256:";

const schema::Schema& confirmed_schema() {
  static const schema::Schema schema = schema::built_in_schema(kSchemaText);
  return schema;
}

std::string member_text(const data::Value& entry, std::string_view name) {
  const auto member = entry.find(name);
  return member ? std::string(member->string()) : std::string();
}

Confirmation read_entry(const data::Value& entry) {
  Confirmation read;
  read.id = member_text(entry, "id");
  read.file = member_text(entry, "file");
  read.record = member_text(entry, "record");
  read.pointer = member_text(entry, "pointer");
  read.profile = member_text(entry, "profile");
  read.message = member_text(entry, "message");
  read.by = member_text(entry, "by");
  read.time = member_text(entry, "time");
  if (const auto value = entry.find("value")) read.value = value_key(&*value);
  if (const std::string hash = member_text(entry, "value_sha256"); !hash.empty()) {
    read.value = std::string(kHashMark) + hash;
  }
  if (const auto list = entry.find("arguments")) {
    for (std::size_t i = 0; i < list->size(); ++i) read.arguments.emplace_back(list->at(i).string());
  }
  read.origin = entry.origin();
  return read;
}

/// Only what the program reports as a warning can have been confirmed.
bool check_id(const data::Value& id, diagnostics::DiagnosticSink& sink) {
  const auto message = diagnostics::find_message(id.string());
  if (!message) {
    sink.report(messages::EngineConfirmedUnknownId, id.origin(), id.string());
    return false;
  }
  if (diagnostics::catalogue_entry(*message).severity == diagnostics::Severity::Error) {
    sink.report(messages::EngineConfirmedError, id.origin(), id.string());
    return false;
  }
  return true;
}

void set_text(base::Json& object, std::string_view name, const std::string& text) {
  if (!text.empty()) object.set(name, text);
}

/// In one line, as people have it in their files.
base::Json arguments_json(const std::vector<std::string>& arguments) {
  std::string list;
  for (const std::string& argument : arguments) {
    if (!list.empty()) list += ", ";
    base::append_json_string(list, argument);
  }
  return base::Json::written("[" + list + "]");
}

base::Json json_of(const Confirmation& entry) {
  base::Json object = base::Json::object();
  object.set("id", entry.id);
  set_text(object, "message", entry.message);
  set_text(object, "file", entry.file);
  set_text(object, "record", entry.record);
  object.set("pointer", entry.pointer);
  if (entry.value.starts_with(kHashMark)) {
    object.set("value_sha256", entry.value.substr(kHashMark.size()));
  } else if (!entry.value.empty()) {
    object.set("value", base::Json::written(entry.value));
  }
  if (!entry.arguments.empty()) object.set("arguments", arguments_json(entry.arguments));
  set_text(object, "profile", entry.profile);
  set_text(object, "by", entry.by);
  set_text(object, "time", entry.time);
  return object;
}

}  // namespace

std::string value_key(const data::Value* value) {
  std::string json;
  if (value == nullptr) return json;
  data::append_value_json(json, *value);
  return json.size() <= kLongestValue ? json : std::string(kHashMark) + base::sha256(json);
}

base::Expected<std::vector<Confirmation>> read_confirmations(const std::string& path, Run& run) {
  const auto source = resources::read_text(path, {}, run.sources(), run.sink());
  if (!source) return base::kReported;
  run.mark_data(*source);
  auto read = data::read_json(*source, run.sources().source_text(*source), {}, run.sink());
  if (!read) return base::kReported;
  const auto document = std::make_shared<const data::Document>(*std::move(read));
  run.documents().add(document);
  if (!schema::validate(confirmed_schema(), document->root(), {}, run.sink())) return base::kReported;
  std::vector<Confirmation> entries;
  bool sound = true;
  const data::Value list = *document->root().find("confirmed");
  for (std::size_t i = 0; i < list.size(); ++i) {
    sound = check_id(*list.at(i).find("id"), run.sink()) && sound;
    entries.push_back(read_entry(list.at(i)));
  }
  if (!sound) return base::kReported;
  return entries;
}

std::string confirmations_json(const std::vector<Confirmation>& confirmations) {
  base::Json list = base::Json::list();
  for (const Confirmation& entry : confirmations) list.add(json_of(entry));
  base::Json object = base::Json::object();
  object.set("confirmed", std::move(list));
  return object.indented() + "\n";
}

}  // namespace gongwen::engine
