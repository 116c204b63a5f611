// The OpenAPI 3.1 document of /api/v1. Paths, parameters, bodies and statuses come from the table of routes; only the
// schemas of answers and the examples are written here, as JSON, since no code produces them.
// tests/service/test_open_api.py sends every example to a service and checks the answers against the schemas.
#include "service/open_api.h"

#include "base/json.h"
#include "base/utf8.h"
#include "gongwen/format.h"
#include "service/detail/routes.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace gongwen::service {
namespace {

using base::Json;

// Examples by operationId. `request` is a JSON body, `lines` a body of JSON Lines, `forms` the parts of returned forms,
// `file` the address at which the service itself has an example of the body, `query` the parameters to send with it,
// `answer` a typical answer. tests/service/test_open_api.py sends each of them, and checks all answers against the
// document.

constexpr std::string_view kExamples = R"({
  "listKinds": {"answer": {"kinds": [{"kind": "commitment-letter", "title": {"zh": "\u627f\u8bfa\u4e66", "en": "letter of commitment"},
    "version": "1.0", "source": {"zh": "", "en": ""}, "outputs": ["pdf", "xlsx"]}]}},
  "describeKind": {"answer": [{"pointer": "/org", "type": "string", "required": true}]},
  "getSchema": {"answer": {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}},
  "getForm": {"answer": {"title": "\u627f\u8bfa\u4e66", "audience": "applicant", "steps": []}},
  "getBlankForm": {"query": {"fillable": "1"}},
  "checkData": {"query": {"depth": "values"}, "request": {"org": "\u793a\u4f8b\u7814\u7a76\u9662", "wg": 9},
    "answer": {"diagnostics": [{"id": "data/not-in-list", "severity": "error", "message": "`9` is not one of the values",
      "data": {"pointer": "/wg", "line": 1, "column": 30}}], "errors": 1, "warnings": 0}},
  "renderDocument": {"query": {"format": "pdf"},
    "request": {"org": "\u793a\u4f8b\u7814\u7a76\u9662", "title": {"zh": "\u793a\u4f8b", "en": "Example"}, "wg": 1, "leader": "\u7532"}},
  "startBatch": {"query": {"format": "pdf"},
    "lines": "{\"org\": \"\u793a\u4f8b\u7814\u7a76\u9662\", \"title\": {\"zh\": \"\u793a\u4f8b\", \"en\": \"Example\"}, \"wg\": 1, \"leader\": \"\u7532\"}\n",
    "answer": {"id": "j-7lpo2xksj37kbcx7coij5jkdtq", "state": "queued"}},
  "collectForms": {"query": {"titles": "en"},
    "forms": {"forms": ["{\"org\": \"\u793a\u4f8b\u7814\u7a76\u9662\", \"title\": {\"zh\": \"\u793a\u4f8b\", \"en\": \"Example\"}, \"wg\": 1, \"leader\": \"\u7532\"}"]},
    "answer": {"id": "j-6a2xksj37kbcx7coij5jkdtq7", "state": "queued"}},
  "getJob": {"answer": {"id": "j-7lpo2xksj37kbcx7coij5jkdtq", "work": "batch", "kind": "commitment-letter", "state": "done",
    "made": 1, "failed": 0, "skipped": 0, "of": 1, "share": 1.0, "seconds": 0.2, "created": 1790000000, "started": 1790000000,
    "ended": 1790000001, "status": 0}},
  "extractForm": {"file": "/api/v1/kinds/commitment-letter/blank?fillable=1",
    "answer": {"files": [{"input": "form.pdf", "kind": "commitment-letter", "edition": "1.0", "ok": false}],
      "report": {"diagnostics": [], "errors": 0, "warnings": 0}}},
  "listSubmissions": {"query": {"state": "submitted", "from": "2026-01-01"}, "answer": {"submissions": [
    {"id": "k2x7qa3mfe5b4ysd", "receipt": "CN-2026-000001-7", "kind": "commitment-letter", "state": "submitted", "revision": 1,
      "versions": 1, "person": "\u7532", "organisation": "\u793a\u4f8b\u7814\u7a76\u9662", "assignee": "", "created": 1790000000, "changed": 1790000000}]}},
  "getSubmission": {"answer": {"id": "k2x7qa3mfe5b4ysd", "receipt": "CN-2026-000001-7", "kind": "commitment-letter",
    "state": "submitted", "revision": 1, "versions": 1, "person": "\u7532", "organisation": "\u793a\u4f8b\u7814\u7a76\u9662", "assignee": "",
    "created": 1790000000, "changed": 1790000000, "remarks": [],
    "events": [{"time": 1790000000, "actor": "", "action": "submit", "state": "submitted", "detail": "web"}]}},
  "compareVersions": {"answer": {"from": 1, "to": 2, "differences": [
    {"pointer": "/leader", "label": "leader", "before": "\u7532", "after": "\u4e59"}]}},
  "exportSubmissions": {"query": {"state": "submitted"}},
  "getVersion": {"answer": {"org": "\u793a\u4f8b\u7814\u7a76\u9662", "title": {"zh": "\u793a\u4f8b", "en": "Example"}, "wg": 1, "leader": "\u7532"}},
  "changeSubmission": {"request": {"note": "\u6750\u6599\u9f50\u5168"},
    "answer": {"id": "k2x7qa3mfe5b4ysd", "receipt": "CN-2026-000001-7", "kind": "commitment-letter", "state": "in_review",
      "revision": 2, "versions": 1, "person": "\u7532", "organisation": "\u793a\u4f8b\u7814\u7a76\u9662", "assignee": "", "created": 1790000000,
      "changed": 1790000100, "remarks": [], "events": []}},
  "importForms": {"query": {"kind": "commitment-letter"},
    "request": {"org": "\u793a\u4f8b\u7814\u7a76\u9662", "title": {"zh": "\u793a\u4f8b", "en": "Example"}, "wg": 1, "leader": "\u7532"},
    "answer": {"forms": [{"file": "form.json", "kind": "commitment-letter", "new": true}], "unread": [], "report": {"diagnostics": [], "errors": 0, "warnings": 0}}},
  "listCalls": {"query": {"kind": "commitment-letter"}, "answer": {"calls": [{"id": "k2x7qa3mfe5b4ysd", "kind": "commitment-letter",
    "state": "open", "from": "2026-12-01", "until": "2026-12-31", "limit": 100, "submitted": 3, "invited": false,
    "text": {"zh": "", "en": ""}, "revision": 1, "created": 1790000000, "form": "/forms/commitment-letter"}]}},
  "openCall": {"request": {"kind": "commitment-letter", "from": "2026-12-01", "until": "2099-12-31", "limit": 100,
      "text": {"zh": "\u8bf7\u4e8e\u5e74\u5e95\u524d\u63d0\u4ea4\u3002", "en": "Please submit by the end of the year."}, "invitations": ["\u793a\u4f8b\u7814\u7a76\u9662"]},
    "answer": {"id": "k2x7qa3mfe5b4ysd", "kind": "commitment-letter", "state": "early", "from": "2026-12-01", "until": "2099-12-31",
      "limit": 100, "submitted": 0, "invited": true, "text": {"zh": "\u8bf7\u4e8e\u5e74\u5e95\u524d\u63d0\u4ea4\u3002", "en": "Please submit by the end of the year."},
      "revision": 1, "created": 1790000000, "form": "/forms/commitment-letter", "invitations": [{"name": "\u793a\u4f8b\u7814\u7a76\u9662",
        "code": "a2x7qa3mfe5b4ysdk2x7qa3mfe", "link": "/forms/commitment-letter#a2x7qa3mfe5b4ysdk2x7qa3mfe"}]}},
  "getCall": {"answer": {"id": "k2x7qa3mfe5b4ysd", "kind": "commitment-letter", "state": "open", "from": "2026-12-01",
    "until": "2099-12-31", "limit": 100, "submitted": 3, "invited": true, "revision": 1,
    "invitations": [{"name": "\u793a\u4f8b\u7814\u7a76\u9662", "used": true}]}},
  "changeCall": {"request": {"limit": 200}, "answer": {"id": "k2x7qa3mfe5b4ysd", "kind": "commitment-letter", "state": "open",
    "from": "2026-12-01", "until": "2099-12-31", "limit": 200, "submitted": 3, "invited": true, "revision": 2}},
  "closeCall": {"answer": {"id": "k2x7qa3mfe5b4ysd", "kind": "commitment-letter", "state": "closed", "from": "2026-12-01",
    "until": "2099-12-31", "limit": 200, "submitted": 3, "invited": true, "revision": 3}},
  "invite": {"request": {"invitations": ["\u67d0\u5927\u5b66"]}, "answer": {"id": "k2x7qa3mfe5b4ysd", "kind": "commitment-letter",
    "state": "open", "from": "2026-12-01", "until": "2099-12-31", "limit": 200, "submitted": 3, "invited": true, "revision": 2,
    "invitations": [{"name": "\u67d0\u5927\u5b66", "code": "b2x7qa3mfe5b4ysdk2x7qa3mfe",
      "link": "/forms/commitment-letter#b2x7qa3mfe5b4ysdk2x7qa3mfe"}]}},
  "addScans": {"file": "/api/v1/kinds/commitment-letter/blank",
    "answer": {"scans": [{"file": "scan.pdf", "pages": [], "outcome": "no-code", "id": "k2x7qa3mfe5b4ysd"}]}},
  "getOpenApi": {"answer": {"openapi": "3.1.0"}},
  "getHealth": {"answer": {"status": "ok"}},
  "getReadiness": {"answer": {"status": "ready"}}
})";

/// Schemas of the answers: the members that programs may rely on. Reports of the engine are described in docs/CLI.md.
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

/// A reference to one of `kSchemas`.
Json reference(std::string_view schema) {
  Json json = Json::object();
  json.set("$ref", "#/components/schemas/" + std::string(schema));
  return json;
}

/// The example `name` of an operation; nullopt if it has none.
std::optional<base::JsonView> find_example(const Route& route, std::string_view name) {
  static const std::optional<Json> kAll = base::parse_json(kExamples);
  const auto operation = kAll ? kAll->view().find(route.id) : std::nullopt;
  return operation ? operation->find(name) : std::nullopt;
}

std::optional<Json> example_of(const Route& route, std::string_view name) {
  const auto example = find_example(route, name);
  if (!example) return std::nullopt;
  return Json::written(example->json());
}

/// The content of a body or an answer: one media type with its schema (OpenAPI 3.1, Media Type Object).
Json content(std::string_view type, Json schema, std::optional<Json> example = std::nullopt) {
  Json media = Json::object();
  media.set("schema", std::move(schema));
  if (example) media.set("example", *std::move(example));
  Json json = Json::object();
  json.set(type, std::move(media));
  return json;
}

/// A body of which the service itself has an example, at `address`.
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

/// Binary bodies. OpenAPI 3.1 describes them by the media type alone, with an empty schema.
Json bytes_content(std::span<const std::string_view> types) {
  Json json = Json::object();
  for (const std::string_view type : types) json.append(content(type, Json::object()));
  return json;
}

/// The schema of `a|b|c`, the form in which the table of routes lists words.
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

/// An example for a segment of a path; empty for ids, which only an earlier answer can give.
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
    // Where a route lists words, they are those of its last segment, such as the command of a submission.
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
  // A request that one task answers can also become a job: `Prefer: respond-async` (RFC 7240).
  if (route.once && route.needs == Needs::Nothing) {
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

/// The parts of a body with returned forms, named like the options of `gongwen collect`.
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

/// The body of a request: the data alone, or a multipart body whose first part is the data and whose others are its
/// files.
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

/// The media types of the formats that the route offers in its parameter `format`.
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
  // `-` in the table: an answer without a body.
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
  // An empty list of requirements: no key, even if the rest of the interface asks for one.
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
  for (std::size_t i = 0; i < routes.size() && routes[i].area() == Area::Programs;) {
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
  // Two alternatives: with a key, or without one, since only an operator decides whether keys are required.
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
