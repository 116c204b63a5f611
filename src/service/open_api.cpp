#include "base/ascii.h"
#include "base/json.h"
#include "service/detail/routes.h"
#include "service/serve.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace gongwen::service {
namespace {

using base::Json;

/// Schemas of what is answered. What the engine says is described in docs/CLI.md; here is what programs rely on.
constexpr std::string_view kSchemas = R"({
  "Problem": {"type": "object", "required": ["type", "title", "status"], "properties": {
    "type": {"type": "string", "pattern": "^/problems/[a-z-]+$"}, "title": {"type": "string"},
    "status": {"type": "integer"}, "detail": {"type": "string"}, "reference": {"type": "string"},
    "report": {"$ref": "#/components/schemas/Report"}}},
  "Report": {"type": "object", "required": ["diagnostics", "errors", "warnings"], "properties": {
    "diagnostics": {"type": "array", "items": {"$ref": "#/components/schemas/Message"}},
    "errors": {"type": "integer"}, "warnings": {"type": "integer"}}},
  "Message": {"type": "object", "required": ["id", "severity", "message"], "properties": {
    "id": {"type": "string"}, "severity": {"enum": ["error", "warning", "note"]}, "message": {"type": "string"},
    "hint": {"type": "string"}, "template": {"type": "object"}, "data": {"type": "object", "properties": {
      "pointer": {"type": "string", "description": "JSON pointer of the value, also of one that is missing"},
      "line": {"type": "integer"}, "column": {"type": "integer"}}}}},
  "Kinds": {"type": "object", "required": ["kinds"], "properties": {"kinds": {"type": "array", "items": {
    "type": "object", "required": ["kind", "title", "outputs"], "properties": {"kind": {"type": "string"},
      "title": {"type": "object", "properties": {"zh": {"type": "string"}, "en": {"type": "string"}}},
      "version": {"type": "string"}, "outputs": {"type": "array", "items": {"enum": ["pdf", "xlsx"]}}}}}}},
  "Forms": {"type": "object", "required": ["files", "report"], "properties": {
    "files": {"type": "array", "items": {"type": "object"}}, "report": {"$ref": "#/components/schemas/Report"}}},
  "Submissions": {"type": "object", "required": ["submissions"], "properties": {
    "submissions": {"type": "array", "items": {"$ref": "#/components/schemas/Submission"}},
    "before": {"type": "integer", "description": "of the next page, when there is one"}}},
  "Submission": {"type": "object", "required": ["id", "receipt", "kind", "state", "revision", "versions"], "properties": {
    "id": {"type": "string"}, "receipt": {"type": "string"}, "kind": {"type": "string"},
    "state": {"enum": ["submitted", "in_review", "returned", "accepted", "rejected", "withdrawn"]},
    "revision": {"type": "integer", "description": "in quotes the ETag"}, "versions": {"type": "integer"},
    "person": {"type": "string"}, "organisation": {"type": "string"}, "assignee": {"type": "string"},
    "created": {"type": "integer", "description": "seconds since 1970"}, "changed": {"type": "integer"},
    "signatures": {"type": "array", "items": {"$ref": "#/components/schemas/Signature"},
      "description": "of the returned form; missing where it has none"},
    "remarks": {"type": "array", "items": {"type": "object"}}, "events": {"type": "array", "items": {"type": "object"}}}},
  "Signature": {"type": "object", "required": ["field", "signer", "time", "timeFrom", "verdict", "changed"], "properties": {
    "field": {"type": "string"}, "signer": {"type": "string", "description": "whom the certificate names"},
    "time": {"type": "string"}, "timeFrom": {"enum": ["token", "computer"], "description": "computer: nobody vouches for it"},
    "verdict": {"enum": ["valid", "unknown", "invalid"],
      "description": "unknown: it fits the form, and nobody vouches for the signer"},
    "reason": {"type": "object", "properties": {"zh": {"type": "string"}, "en": {"type": "string"}}},
    "changed": {"type": "array", "items": {"type": "string"}, "description": "pointers of values that were changed after signing"}}},
  "Imports": {"type": "object", "required": ["forms", "report"], "properties": {
    "forms": {"type": "array", "items": {"type": "object", "required": ["kind"], "properties": {
      "kind": {"type": "string"}, "new": {"type": "boolean", "description": "false: the same form was entered before"},
      "submission": {"$ref": "#/components/schemas/Submission", "description": "missing where forms of the kind are not received"}}}},
    "report": {"$ref": "#/components/schemas/Any"}}},
  "Scans": {"type": "object", "required": ["scans"], "properties": {
    "scans": {"type": "array", "items": {"type": "object", "required": ["file", "pages", "outcome"], "properties": {
      "file": {"type": "string"}, "pages": {"type": "array", "items": {"type": "integer"}, "description": "of the file; empty: all"},
      "outcome": {"enum": ["added", "known", "no-code", "unread", "unknown", "no-place", "no-scan", "mixed", "failed"],
        "description": "added, or known before; no-scan: neither PDF nor picture; all others are kept for the office"},
      "submission": {"$ref": "#/components/schemas/Submission"},
      "id": {"type": "string", "description": "of a scan that is kept for the office"}}}}}},
  "Command": {"type": "object", "properties": {
    "note": {"type": "string", "description": "for the history"},
    "account": {"type": "string", "description": "of assign"},
    "until": {"type": "string", "description": "of return: the last day to hand in again, such as 2026-12-01"},
    "remarks": {"type": "array", "items": {"type": "object", "required": ["text"], "properties": {
      "pointer": {"type": "string", "description": "of the value; empty: of the whole"}, "text": {"type": "string"}}}}}},
  "JobStart": {"type": "object", "required": ["id", "state"], "properties": {"id": {"type": "string"},
    "state": {"$ref": "#/components/schemas/JobState"}}},
  "JobState": {"enum": ["queued", "running", "done", "failed", "stopped"]},
  "Job": {"type": "object", "required": ["id", "kind", "state", "made", "failed", "skipped", "share", "seconds", "created"],
    "properties": {"id": {"type": "string"}, "kind": {"type": "string"},
    "state": {"$ref": "#/components/schemas/JobState"}, "made": {"type": "integer"}, "failed": {"type": "integer"},
    "skipped": {"type": "integer", "description": "made before the job was interrupted"},
    "of": {"type": "integer", "description": "records, once it is known how many there are"},
    "workers": {"type": "integer", "description": "that take from the queue, where workers of other machines make the documents"},
    "share": {"type": "number", "description": "of the records that has been read, 0 to 1"},
    "seconds": {"type": "number"}, "created": {"type": "integer", "description": "seconds since 1970"},
    "started": {"type": "integer"}, "ended": {"type": "integer"},
    "status": {"type": "integer", "description": "what the exit status of gongwen batch would be"},
    "reason": {"enum": ["bad-input", "environment", "too-many-records", "too-many-bytes", "too-long", "crashed",
      "not-started"]},
    "report": {"$ref": "#/components/schemas/Report"}}},
  "Status": {"type": "object", "required": ["status"], "properties": {"status": {"enum": ["ok", "ready"]}}},
  "Any": {}
})";

Json reference(std::string_view schema) {
  Json json = Json::object();
  json.set("$ref", "#/components/schemas/" + std::string(schema));
  return json;
}

Json content(std::string_view type, Json schema) {
  Json media = Json::object();
  media.set("schema", std::move(schema));
  Json json = Json::object();
  json.set(type, std::move(media));
  return json;
}

/// Bytes, as OpenAPI 3.1 has them: nothing is said of them but their type.
Json bytes_content(std::span<const std::string_view> types) {
  Json json = Json::object();
  for (const std::string_view type : types) json.append(content(type, Json::object()));
  return json;
}

Json words_schema(std::string_view words) {
  Json list = Json::list();
  while (!words.empty()) {
    const std::size_t end = std::min(words.find('|'), words.size());
    list.add(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  Json schema = Json::object();
  schema.set("enum", std::move(list));
  return schema;
}

Json schema_of(const Parameter& parameter) {
  Json schema = Json::object();
  switch (parameter.type) {
    case ParameterType::Flag: return words_schema("0|1|false|true");
    case ParameterType::Word:
      if (!parameter.words.empty()) return words_schema(parameter.words);
      schema.set("type", "string").set("pattern", "^[A-Za-z0-9_-]+$");
      break;
    case ParameterType::Text: schema.set("type", "string"); break;
    case ParameterType::Whole:
      schema.set("type", "integer").set("minimum", parameter.min).set("maximum", parameter.max);
      break;
  }
  return schema;
}

Json header_parameter(std::string_view name, std::string_view summary) {
  Json schema = Json::object();
  schema.set("type", "string");
  Json json = Json::object();
  json.set("name", name).set("in", "header").set("description", summary);
  return std::move(json.set("schema", std::move(schema)));
}

Json parameters_of(const Route& route) {
  Json list = Json::list();
  for (const std::string_view place : places_of(route.path)) {
    Json schema = Json::object();
    schema.set("type", "string");
    if (place == "action" && !route.actions.empty()) schema = words_schema(route.actions);
    Json json = Json::object();
    json.set("name", place).set("in", "path").set("required", true).set("schema", std::move(schema));
    list.add(std::move(json));
  }
  if (route.body == BodyType::Command) {
    Json schema = Json::object();
    schema.set("type", "string");
    Json json = Json::object();
    json.set("name", "If-Match").set("in", "header").set("required", true).set("schema", std::move(schema));
    list.add(std::move(json.set("description", "the ETag of the submission that was decided on")));
  }
  if (route.once) list.add(header_parameter("Idempotency-Key", "requests with the same one are done once"));
  if (route.once && route.target == Target::Engine) {
    list.add(header_parameter("Prefer", "respond-async makes it a job, where jobs are offered"));
  }
  for (const Parameter& parameter : route.parameters) {
    Json json = Json::object();
    json.set("name", parameter.name).set("in", "query").set("description", parameter.summary);
    json.set("schema", schema_of(parameter));
    list.add(std::move(json));
  }
  return list;
}

/// Data in one body, or as the first of several parts.
Json body_of(const Route& route) {
  constexpr std::array<std::string_view, 2> kOtherData{
      "application/yaml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
  constexpr std::array<std::string_view, 4> kForms{"application/pdf",
                                                   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                                   "application/zip", "application/octet-stream"};
  constexpr std::array<std::string_view, 5> kScans{"application/pdf", "image/jpeg", "image/png", "application/zip",
                                                   "application/octet-stream"};
  constexpr std::array<std::string_view, 3> kRecords{"application/x-ndjson", "text/csv", "application/json"};
  Json parts = Json::object();
  parts.set("type", "object");
  Json types = Json::object();
  if (route.body == BodyType::Records) {
    Json records = Json::object();
    return std::move(records.set("required", true).set("content", bytes_content(kRecords)));
  }
  if (route.body == BodyType::Command) {
    Json command = Json::object();
    return std::move(command.set("required", true).set("content", content("application/json", reference("Command"))));
  }
  if (route.body == BodyType::Data) {
    types = content("application/json", reference("Any"));
    types.append(bytes_content(kOtherData));
  } else {
    types = route.body == BodyType::Scans ? bytes_content(kScans) : bytes_content(kForms);
  }
  types.append(content("multipart/form-data", std::move(parts)));
  Json body = Json::object();
  body.set("required", true).set("content", std::move(types));
  return body;
}

/// The types of the formats that may be asked for.
Json document_content(const Route& route) {
  Json json = Json::object();
  for (const Parameter& parameter : route.parameters) {
    if (parameter.name != "format") continue;
    for (const FormatInfo& known : known_formats()) {
      if (parameter.words.find(known.name) != std::string_view::npos) {
        json.append(content(known.media_type, Json::object()));
      }
    }
  }
  return json;
}

Json answer_of(const Route& route) {
  Json answer = Json::object();
  answer.set("description", route.summary);
  if (route.type == "-") return answer;
  if (!route.type.empty()) return std::move(answer.set("content", content(route.type, Json::object())));
  answer.set("content",
             route.answer.empty() ? document_content(route) : content("application/json", reference(route.answer)));
  return answer;
}

Json operation_of(const Route& route) {
  Json problem = Json::object();
  problem.set("description", "a problem (RFC 9457)");
  problem.set("content", content("application/problem+json", reference("Problem")));
  Json answers = Json::object();
  answers.set(route.status, answer_of(route));
  answers.set("default", std::move(problem));
  Json operation = Json::object();
  operation.set("operationId", route.id).set("summary", route.summary).set("parameters", parameters_of(route));
  if (route.body != BodyType::None) operation.set("requestBody", body_of(route));
  operation.set("responses", std::move(answers));
  if (route.open) operation.set("security", Json::list());
  return operation;
}

}  // namespace

std::string open_api_json() {
  Json info = Json::object();
  info.set("title", "gongwen").set("version", GONGWEN_VERSION);
  info.set("description",
           "Official documents from structured data: rendering, checking, and reading of returned forms.");
  Json paths = Json::object();
  const auto routes = all_routes();
  for (std::size_t i = 0; i < routes.size();) {
    // Routes of one path are adjacent in the table.
    const std::string_view path = routes[i].path;
    Json item = Json::object();
    for (; i < routes.size() && routes[i].path == path; ++i) {
      item.set(base::ascii_lowercase(routes[i].method), operation_of(routes[i]));
    }
    paths.set(path, std::move(item));
  }
  Json key = Json::object();
  key.set("type", "http").set("scheme", "bearer");
  Json schemes = Json::object();
  schemes.set("key", std::move(key));
  Json components = Json::object();
  components.set("schemas", Json::written(kSchemas)).set("securitySchemes", std::move(schemes));
  Json required = Json::object();
  required.set("key", Json::list());
  Json security = Json::list();
  security.add(std::move(required));
  security.add(Json::object());
  Json document = Json::object();
  document.set("openapi", "3.1.0").set("info", std::move(info)).set("security", std::move(security));
  document.set("paths", std::move(paths)).set("components", std::move(components));
  return document.text();
}

}  // namespace gongwen::service
