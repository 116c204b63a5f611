#include "service/serve.h"

#include "base/json.h"
#include "base/mask_passwords.h"
#include "base/utf8.h"
#include "resources/confine.h"
#include "resources/file_tree.h"
#include "service/detail/failure_store.h"
#include "service/detail/front.h"
#include "service/detail/jobs_api.h"
#include "service/detail/metrics.h"
#include "service/detail/purging.h"
#include "service/detail/routes.h"
#include "service/detail/scan_task.h"
#include "service/detail/worker_pool.h"
#include "service/inbox/accounts.h"
#include "service/inbox/audit.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <optional>
#include <span>
#include <utility>

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

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
      "version": {"type": "string"}, "source": {"type": "object", "description": "what the form follows"},
      "gathers": {"type": "array", "items": {"type": "string"}, "description": "of a register: the kinds that it gathers"},
      "web": {"type": "boolean", "description": "people fill it in at `/forms/KIND`; missing where they do not"},
      "outputs": {"type": "array", "items": {"enum": ["pdf", "xlsx"]}}}}}}},
  "Forms": {"type": "object", "required": ["files", "report"], "properties": {
    "files": {"type": "array", "items": {"$ref": "#/components/schemas/Form"}}, "report": {"$ref": "#/components/schemas/Report"}}},
  "Form": {"type": "object", "required": ["input", "kind", "edition", "ok"], "properties": {
    "input": {"type": "string"}, "part": {"type": "string", "description": "which of several forms of the file"},
    "kind": {"type": "string"}, "edition": {"type": "string"}, "ok": {"type": "boolean"},
    "bytes": {"type": "integer", "description": "of the file that was sent"},
    "sha256": {"type": "string", "description": "of the file that was sent"},
    "data_bytes": {"type": "integer"}, "data_sha256": {"type": "string"}, "data": {"type": "object"},
    "signatures": {"type": "array", "items": {"$ref": "#/components/schemas/Signature"}}}},
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
  "Calls": {"type": "object", "required": ["calls"], "properties": {
    "calls": {"type": "array", "items": {"$ref": "#/components/schemas/Call"}}}},
  "Call": {"type": "object", "required": ["id", "kind", "state", "from", "until", "limit", "submitted", "invited", "revision"],
    "properties": {"id": {"type": "string"}, "kind": {"type": "string"},
    "state": {"enum": ["early", "open", "full", "closed"]}, "from": {"$ref": "#/components/schemas/Day"},
    "until": {"$ref": "#/components/schemas/Day"}, "limit": {"type": "integer", "description": "of submissions; 0: none"},
    "submitted": {"type": "integer", "description": "not counting what was withdrawn"}, "invited": {"type": "boolean"},
    "text": {"$ref": "#/components/schemas/CallText"}, "revision": {"type": "integer", "description": "in quotes the ETag"},
    "created": {"type": "integer", "description": "seconds since 1970"},
    "form": {"type": "string", "description": "the address of the page"},
    "invitations": {"type": "array", "items": {"type": "object", "required": ["name"], "properties": {
      "name": {"type": "string"}, "used": {"type": "boolean", "description": "a form was started with it"},
      "code": {"type": "string", "description": "of one that was made just now"},
      "link": {"type": "string", "description": "the same: the address of the page with the code"}}}}}},
  "Day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "in Beijing, with all its hours"},
  "CallText": {"type": "object", "description": "for applicants, on the first page",
    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}}},
  "CallOrder": {"type": "object", "required": ["kind", "from", "until"], "properties": {"kind": {"type": "string"},
    "from": {"type": "string", "description": "the first day, such as 2026-12-01"}, "until": {"type": "string"},
    "limit": {"type": "integer", "minimum": 0, "maximum": 1000000}, "text": {"$ref": "#/components/schemas/CallText"},
    "invitations": {"$ref": "#/components/schemas/Names"}}},
  "CallChange": {"type": "object", "properties": {"from": {"type": "string"}, "until": {"type": "string"},
    "limit": {"type": "integer", "minimum": 0, "maximum": 1000000}, "text": {"$ref": "#/components/schemas/CallText"}}},
  "InvitationOrder": {"type": "object", "required": ["invitations"], "properties": {
    "invitations": {"$ref": "#/components/schemas/Names"}}},
  "Names": {"type": "array", "minItems": 1, "maxItems": 1000, "items": {"type": "string"},
    "description": "whom invitations are for, one each"},
  "Differences": {"type": "object", "required": ["from", "to", "differences"], "properties": {
    "from": {"type": "integer"}, "to": {"type": "integer"}, "differences": {"type": "array", "items": {
      "type": "object", "required": ["pointer", "label", "before", "after"], "properties": {
        "pointer": {"type": "string"}, "label": {"type": "string", "description": "in the language of the client"},
        "before": {"type": "string", "description": "as people read it; of a picture its SHA-256"},
        "after": {"type": "string"}}}}}},
  "Imports": {"type": "object", "required": ["forms", "report"], "properties": {
    "forms": {"type": "array", "items": {"type": "object", "required": ["kind"], "properties": {
      "file": {"type": "string", "description": "with the archive that it was in"},
      "kind": {"type": "string"}, "new": {"type": "boolean", "description": "false: the same form was entered before"},
      "submission": {"$ref": "#/components/schemas/Submission", "description": "missing where forms of the kind are not received"}}}},
    "unread": {"type": "array", "items": {"type": "string"}, "description": "files in which there is no form"},
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
    "despite_errors": {"type": "boolean", "description": "of accept: also a form with errors; otherwise 422, `has-errors`"},
    "account": {"type": "string", "description": "of assign"},
    "until": {"type": "string", "description": "of return: the last day to hand in again, such as 2026-12-01"},
    "remarks": {"type": "array", "items": {"type": "object", "required": ["text"], "properties": {
      "pointer": {"type": "string", "description": "of the value; empty: of the whole"}, "text": {"type": "string"}}}}}},
  "JobStart": {"type": "object", "required": ["id", "state"], "properties": {"id": {"type": "string"},
    "state": {"$ref": "#/components/schemas/JobState"}}},
  "JobState": {"enum": ["queued", "running", "done", "failed", "stopped"]},
  "Job": {"type": "object", "required": ["id", "work", "kind", "state", "made", "failed", "skipped", "share", "seconds", "created"],
    "properties": {"id": {"type": "string"}, "work": {"enum": ["batch", "collect"]}, "kind": {"type": "string"},
    "state": {"$ref": "#/components/schemas/JobState"}, "made": {"type": "integer", "description": "documents, or forms that were read"},
    "failed": {"type": "integer"},
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

/// What is known of an operation: an example of this name; nothing where there is none.
std::optional<base::JsonView> find_example(const Route& route, std::string_view name) {
  static const std::optional<Json> kAll = base::parse_json(api_examples());
  const auto operation = kAll ? kAll->view().find(route.id) : std::nullopt;
  return operation ? operation->find(name) : std::nullopt;
}

std::optional<Json> example_of(const Route& route, std::string_view name) {
  const auto example = find_example(route, name);
  if (!example) return std::nullopt;
  return Json::written(example->json());
}

Json content(std::string_view type, Json schema, std::optional<Json> example = std::nullopt) {
  Json media = Json::object();
  media.set("schema", std::move(schema));
  if (example) media.set("example", *std::move(example));
  Json json = Json::object();
  json.set(type, std::move(media));
  return json;
}

/// Bytes of which the service itself has an example.
Json sample_content(std::string_view type, Json address) {
  Json example = Json::object();
  example.set("summary", "to be fetched from the service").set("externalValue", std::move(address));
  Json examples = Json::object();
  examples.set("sample", std::move(example));
  Json media = Json::object();
  media.set("schema", Json::object()).set("examples", std::move(examples));
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

/// The words between `|`.
std::vector<std::string_view> words_of(std::string_view words) {
  std::vector<std::string_view> list;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find('|'), words.size());
    list.push_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return list;
}

Json words_schema(std::string_view words) {
  Json list = Json::list();
  for (const std::string_view word : words_of(words)) list.add(word);
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

/// Of the value of a place; empty for what only an answer says.
std::string_view example_of_place(std::string_view place) {
  if (place == "kind") return "commitment-letter";
  return place == "number" || place == "from" || place == "to" ? "1" : std::string_view();
}

Json parameters_of(const Route& route) {
  Json list = Json::list();
  const std::vector<std::string_view> places = places_of(route.path);
  for (const std::string_view place : places) {
    Json schema = Json::object();
    schema.set("type", "string");
    if (place == places.back() && !route.words.empty()) schema = words_schema(route.words);
    Json json = Json::object();
    if (const std::string_view example = example_of_place(place); !example.empty()) json.set("example", example);
    json.set("name", place).set("in", "path").set("required", true).set("schema", std::move(schema));
    list.add(std::move(json));
  }
  if (route.matched) {
    Json schema = Json::object();
    schema.set("type", "string");
    Json json = Json::object();
    json.set("name", "If-Match").set("in", "header").set("required", true).set("schema", std::move(schema));
    list.add(std::move(json.set("description", "the ETag of what was seen: of the submission or of the call")));
  }
  if (route.once) list.add(header_parameter("Idempotency-Key", "requests with the same one are done once"));
  if (route.once && route.target == Target::Engine) {
    list.add(header_parameter("Prefer", "respond-async makes it a job, where jobs are offered"));
  }
  for (const Parameter& parameter : route.parameters) {
    Json json = Json::object();
    json.set("name", parameter.name).set("in", "query").set("description", parameter.summary);
    json.set("schema", schema_of(parameter));
    const auto query = find_example(route, "query");
    const auto example = query ? query->find(parameter.name) : std::nullopt;
    if (example) json.set("example", example->text());
    list.add(std::move(json));
  }
  return list;
}

/// Of a body with returned forms.
Json returned_parts() {
  const auto file = [](std::string_view description) {
    Json json = Json::object();
    json.set("type", "string").set("contentMediaType", "application/octet-stream");
    if (!description.empty()) json.set("description", description);
    return json;
  };
  const auto list_of = [](Json item, std::string_view description) {
    Json json = Json::object();
    return std::move(json.set("type", "array").set("description", description).set("items", std::move(item)));
  };
  Json text = Json::object();
  text.set("type", "string").set("pattern", "^/.*=");
  Json json = Json::object();
  json.set("forms", list_of(file({}), "files that came back; other names of parts that are not below are taken, too"));
  json.set("corrections", file("as `--corrections` of `gongwen collect`"));
  json.set("expected", file("as `--expected`"));
  json.set("from", file("the previous register, as `--from`"));
  json.set("set", list_of(std::move(text), "values of the register, `POINTER=VALUE`, as `--set`"));
  return json;
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
  constexpr std::array<std::string_view, 1> kArchives{"application/zip"};
  Json parts = Json::object();
  parts.set("type", "object");
  Json types = Json::object();
  if (route.body == BodyType::Records) {
    Json records = Json::object();
    Json content_of_records = content(kRecords.front(), Json::object(), example_of(route, "lines"));
    content_of_records.append(bytes_content(std::span(kRecords).subspan(1)));
    return std::move(records.set("required", true).set("content", std::move(content_of_records)));
  }
  if (route.body == BodyType::Command) {
    Json command = Json::object();
    return std::move(
        command.set("required", true)
            .set("content", content("application/json", reference(route.order), example_of(route, "request"))));
  }
  if (route.body == BodyType::Data) {
    types = content("application/json", reference("Any"), example_of(route, "request"));
    types.append(bytes_content(kOtherData));
  } else if (route.body == BodyType::Returned) {
    types = bytes_content(kArchives);
    parts.set("properties", returned_parts());
  } else {
    const auto known = route.body == BodyType::Scans ? std::span<const std::string_view>(kScans) : kForms;
    // Plain data is a form, too, where the request says of which kind.
    if (auto data = example_of(route, "request")) types = content("application/json", Json::object(), std::move(data));
    auto file = example_of(route, "file");
    types.append(file ? sample_content(known.front(), *std::move(file)) : bytes_content(known.first(1)));
    types.append(bytes_content(known.subspan(1)));
  }
  types.append(content("multipart/form-data", std::move(parts), example_of(route, "forms")));
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
  if (!route.type.empty()) return std::move(answer.set("content", bytes_content(words_of(route.type))));
  answer.set("content", route.answer.empty()
                            ? document_content(route)
                            : content("application/json", reference(route.answer), example_of(route, "answer")));
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

namespace {

using http::EventLoop;

constexpr std::chrono::hours kBetweenPurges{1};

PoolOptions pool_options(const ServeOptions& options) {
  PoolOptions pool;
  pool.program = options.worker_program;
  pool.arguments = options.worker_arguments;
  pool.rooms = options.spool_folder;
  pool.workers = options.workers;
  return pool;
}

/// Of documents: what they are asked may be done twice.
PoolOptions document_workers(const ServeOptions& options) {
  PoolOptions pool = pool_options(options);
  pool.successor_arguments = options.successor_arguments;
  return pool;
}

/// A worker for only one type of task: passwords, each of which takes a tenth of a second and 64 MB, or the store of
/// facts, which has one writer. Few wait.
PoolOptions single_worker(const ServeOptions& options) {
  PoolOptions pool = pool_options(options);
  pool.workers = 1;
  pool.max_waiting = ServeLimits().single_waiting;
  return pool;
}

/// The same, and it may open connections and start programs: the store may be on a server, and what scans attachments
/// is the operator's.
PoolOptions unconfined_worker(const ServeOptions& options) {
  PoolOptions pool = single_worker(options);
  pool.arguments = options.records_arguments;
  return pool;
}

/// The same for the store of facts: who publishes waits for who publishes before.
PoolOptions records_worker(const ServeOptions& options) {
  PoolOptions pool = unconfined_worker(options);
  pool.max_wait = ServeLimits().publish_wait;
  return pool;
}

/// Of scans, each of which takes long: who sends one can wait as long as a task may take.
PoolOptions scan_reader(const ServeOptions& options) {
  PoolOptions pool = single_worker(options);
  pool.max_wait = options.task_time;
  return pool;
}

/// What the audit has, for the log: a copy that whoever changes the database does not change.
std::string audit_line_json(const inbox::AuditLine& line, bool kept) {
  base::Json json = base::Json::object();
  json.set("event", "audit").set("number", line.number).set("time", line.time).set("who", line.who);
  json.set("address", line.address).set("action", line.action).set("object", line.object);
  json.set("result", line.result).set("hash", line.hash);
  if (!kept) json.set("kept", false);
  return json.text();
}

FrontOptions front_options(const ServeOptions& options) {
  FrontOptions front;
  front.open_api = options.open_api;
  front.language = options.language;
  front.task_time = options.task_time;
  front.programs = program_limits(options);
  return front;
}

http::ServerOptions server_options(const ServeOptions& options) {
  http::ServerOptions server;
  if (!options.spool_folder.empty()) server.spool_folder = options.spool_folder;
  server.trusted_proxies = options.trusted_proxies;
  server.clock = options.clock;
  return server;
}

/// What the manager of services is notified of (sd_notify): one datagram for each word.
class Notifier {
 public:
  /// A path, or `@` and an abstract name; empty: nobody is notified.
  explicit Notifier(std::string socket) : socket_(std::move(socket)) {}

  /// `READY=1`. Nothing happens when nobody listens.
  void say(std::string_view word) const {
    sockaddr_un address{};
    if (socket_.empty() || socket_.size() >= sizeof address.sun_path) return;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, socket_.data(), socket_.size());
    if (socket_.front() == '@') address.sun_path[0] = '\0';
    const resources::FileDescriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket) return;
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
    // Whoever does not listen any more need not know.
    static_cast<void>(::sendto(socket.number(), word.data(), word.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                               reinterpret_cast<const sockaddr*>(&address), length));
  }

 private:
  std::string socket_;
};

/// The service from its start to its end.
class Service {
 public:
  explicit Service(ServeOptions options)
      : options_(std::move(options)),
        notifier_(options_.notify_socket),
        pool_(loop_, watched(document_workers(options_))),
        logins_(loop_, timed(single_worker(options_))),
        records_(loop_, timed(records_worker(options_))),
        scanners_(loop_, timed(unconfined_worker(options_))),
        readers_(loop_, watched(scan_reader(options_))),
        front_(pool_, keyed_options(), options_.log),
        server_(loop_, front_, server_options(options_)),
        metrics_handler_([this] { return metrics_text(); }),
        metrics_server_(loop_, metrics_handler_, server_options(options_)) {}

  base::Expected<int, ServeError> run() {
    if (!options_.failures_folder.empty()) {
      failures_.emplace(options_.failures_folder, FailureLimits());
      if (const std::error_code error = failures_->open()) {
        return base::Failure{ServeError{ServeError::Kind::NoFailures, options_.failures_folder, error, {}}};
      }
    }
    if (std::optional<ServeError> error = open_inbox()) return base::Failure{*std::move(error)};
    // Before workers are started: signals that come from now on wait for the loop.
    const EventLoop::Watch terminated = loop_.on_signal(SIGTERM, [this] { stop(); });
    const EventLoop::Watch interrupted = loop_.on_signal(SIGINT, [this] { stop(); });
    const EventLoop::Watch renewed = loop_.on_signal(SIGHUP, [this] { renew(); });
    if (const std::optional<ServeError> error = listen()) return base::Failure{*error};
    std::error_code not_started = pool_.start();
    if (!not_started && office_pages_ && options_.user_header.empty()) not_started = logins_.start();
    if (!not_started && office_pages_ && !options_.store.empty()) not_started = records_.start();
    if (!not_started && form_pages_ && !options_.scan_command.empty()) not_started = scanners_.start();
    if (!not_started && form_pages_) not_started = readers_.start();
    if (const std::error_code error = not_started) {
      return base::Failure{ServeError{ServeError::Kind::CannotStartWorker, options_.worker_program, error, {}}};
    }
    if (options_.log && !resources::can_refuse_calls()) options_.log(R"({"event":"workers-may-make-all-calls"})");
    if (options_.log && inbox_ && !resources::path_exists(kPagePictures)) options_.log(R"({"event":"no-pdftoppm"})");
    if (options_.ready) options_.ready(addresses_);
    notifier_.say("READY=1");
    if (options_.watchdog.count() > 0) look_alive();
    if (inbox_) purge();
    loop_.run();
    return 0;
  }

 private:
  /// Of workers that see what people send, but no passwords: when one dies, the log says so, and the input is kept
  /// where that was asked for.
  PoolOptions watched(PoolOptions pool) {
    pool.died = [this](Operation operation, const std::string& reference, const std::string& messages) {
      const bool is_kept = failures_ && failures_->keep(reference, messages);
      if (!options_.log) return;
      base::Json line = base::Json::object();
      line.set("event", "worker-died").set("reference", reference).set("operation", operation_name(operation));
      options_.log(line.set("kept", is_kept).text());
    };
    return timed(std::move(pool));
  }

  PoolOptions timed(PoolOptions pool) {
    pool.timed = [this](Operation operation, std::uint64_t milliseconds) {
      metrics_.add(operation, milliseconds);
    };
    return pool;
  }

  std::string metrics_text() const {
    const std::string of_jobs = jobs_ ? jobs_->metrics() : std::string();
    return metrics_.text(server_, {{"documents", &pool_},
                                   {"logins", &logins_},
                                   {"records", &records_},
                                   {"scanners", &scanners_},
                                   {"readers", &readers_}}) +
           of_jobs;
  }

  /// Keys are looked up when a request comes: one that is revoked opens nothing from then on.
  FrontOptions keyed_options() {
    FrontOptions front = front_options(options_);
    if (options_.inbox) {
      front.find_key = [this](std::string_view key) -> std::optional<inbox::ApiKey> {
        auto found = inbox::ApiKeys(*inbox_).find(key, options_.clock());
        if (!found) return std::nullopt;
        return *std::move(found);
      };
      front.database_writes = [this] {
        return !inbox_->try_write(ServeLimits().database_time);
      };
      front.takes_files = [this] {
        return !inbox_->try_files();
      };
    }
    return front;
  }

  std::optional<ServeError> open_inbox() {
    if (!options_.site.empty()) front_.set_site(&site_.emplace(options_.site, options_.language));
    if (!options_.inbox) return std::nullopt;
    auto opened = inbox::Inbox::open(*options_.inbox);
    if (!opened) {
      ServeError error{ServeError::Kind::BadInbox, base::mask_passwords(options_.inbox->database), {}};
      error.fault = opened.error();
      return error;
    }
    inbox_ = *std::move(opened);
    if (options_.log) {
      inbox_->on_audit([this](const inbox::AuditLine& line, bool kept) { options_.log(audit_line_json(line, kept)); });
    }
    inbox_api_.emplace(*inbox_, options_.clock);
    purging_.emplace(pool_, *inbox_, options_.clock);
    front_.set_inbox_api(&*inbox_api_);
    front_.set_calls_api(&calls_api_.emplace(*inbox_, options_.clock));
    front_.set_export_api(&export_api_.emplace(pool_, *inbox_, options_.clock, options_.task_time));
    front_.set_repeated(&repeated_.emplace(*inbox_, options_.clock));
    if (const auto fault = repeated_->prepare()) {
      ServeError error{ServeError::Kind::BadInbox, base::mask_passwords(options_.inbox->database), {}};
      error.fault = *fault;
      return error;
    }
    if (auto error = open_jobs()) return error;
    PageOptions pages;
    pages.language = options_.language;
    pages.clock = options_.clock;
    pages.task_time = options_.task_time;
    if (options_.forms) {
      DraftLimits limits;
      limits.scan_command = options_.scan_command;
      form_pages_ = std::make_unique<FormPages>(pool_, *inbox_, pages, std::move(limits));
      if (!options_.scan_command.empty()) form_pages_->set_scanners(&scanners_);
      form_pages_->set_readers(&readers_);
      front_.set_form_pages(form_pages_.get());
    }
    if (options_.office) {
      OfficeOptions office;
      office.user_header = base::ascii_lowercase(options_.user_header);
      office.store = options_.store;
      office.site = options_.site;
      office.signing = options_.signing;
      office.secret_file = options_.secret_file;
      office_pages_ = std::make_unique<OfficePages>(pool_, logins_, *inbox_, pages, std::move(office));
      if (!options_.store.empty()) office_pages_->set_records(&records_);
      front_.set_office_pages(office_pages_.get());
    }
    return std::nullopt;
  }

  std::optional<ServeError> open_jobs() {
    if (options_.jobs_folder.empty()) return std::nullopt;
    ServeError error{ServeError::Kind::BadInbox, options_.jobs_folder, {}};
    JobOptions options{options_.worker_program, options_.job_arguments, options_.jobs_folder, {},
                       options_.clock,          options_.jobs_queue};
    jobs_ = std::make_unique<Jobs>(loop_, std::move(options));
    jobs_api_ = std::make_unique<JobsApi>(loop_, *jobs_, *inbox_, options_.clock);
    if (const std::error_code code = jobs_->open()) {
      error.fault = {inbox::Fault::Kind::Files, code.message()};
      return error;
    }
    front_.set_jobs_api(jobs_api_.get());
    return std::nullopt;
  }

  std::optional<ServeError> take(const base::Expected<std::string, http::ListenError>& listening, std::string address) {
    if (!listening) return serve_error(listening.error(), std::move(address));
    addresses_.push_back(*listening);
    return std::nullopt;
  }

  std::optional<ServeError> listen() {
    for (resources::FileDescriptor& socket : options_.sockets) {
      if (auto error = take(server_.listen_on(std::move(socket)), {})) return error;
    }
    for (const std::string& address : options_.addresses) {
      if (auto error = take(server_.listen(address), address)) return error;
    }
    if (!options_.metrics_address.empty()) {
      if (auto error = take(metrics_server_.listen(options_.metrics_address), options_.metrics_address)) return error;
    }
    return std::nullopt;
  }

  /// A second signal, or half a minute, ends what is still being done.
  void stop() {
    if (std::exchange(stopping_, true)) {
      loop_.stop();
      return;
    }
    notifier_.say("STOPPING=1");
    front_.stop();
    server_.stop_accepting();
    server_.when_idle([this] { loop_.stop(); });
    limit_ = loop_.after(ServeLimits().finish_time, [this] { loop_.stop(); });
  }

  void look_alive() {
    notifier_.say("WATCHDOG=1");
    constexpr int kTwiceInTime = 2;
    alive_ = loop_.after(options_.watchdog / kTwiceInTime, [this] { look_alive(); });
  }

  void renew() {
    pool_.renew();
    if (office_pages_) office_pages_->forget_kinds();
  }

  void purge() {
    purging_->run();
    if (jobs_) jobs_->purge();
    if (repeated_) repeated_->purge();
    purge_timer_ = loop_.after(kBetweenPurges, [this] { purge(); });
  }

  ServeOptions options_;
  Notifier notifier_;
  std::unique_ptr<inbox::Inbox> inbox_;
  EventLoop loop_;
  Metrics metrics_;
  std::optional<FailureStore> failures_;
  WorkerPool pool_;
  WorkerPool logins_;
  WorkerPool records_;
  WorkerPool scanners_;
  WorkerPool readers_;
  Front front_;
  std::unique_ptr<FormPages> form_pages_;
  std::unique_ptr<OfficePages> office_pages_;
  std::optional<InboxApi> inbox_api_;
  std::optional<ExportApi> export_api_;
  std::optional<CallsApi> calls_api_;
  std::optional<Purging> purging_;
  std::optional<RepeatedRequests> repeated_;
  std::unique_ptr<Jobs> jobs_;
  std::unique_ptr<JobsApi> jobs_api_;
  std::optional<SiteFiles> site_;
  http::Server server_;
  MetricsHandler metrics_handler_;
  http::Server metrics_server_;
  std::vector<std::string> addresses_;
  EventLoop::Timer limit_;
  EventLoop::Timer alive_;
  EventLoop::Timer purge_timer_;
  bool stopping_ = false;
};

}  // namespace

base::Expected<int, ServeError> serve(ServeOptions options) { return Service(std::move(options)).run(); }

}  // namespace gongwen::service
