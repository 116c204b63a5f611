// The OpenAPI 3.1 document of /api/v1. Paths, parameters, bodies and statuses come from the table of routes;
// only the schemas of answers and the examples are written as JSON, since no code produces them. Besides the
// standard it considers what generators of clients understand: they type a body by `format: binary`, and take
// the answer `default` for a success, so each refusal has its status. tests/service/test_open_api.py sends every
// example to a service and checks the answers against the schemas; test_open_api_clients.py generates clients,
// and uses one.
//
// From the table of routes: a row with an `id` is an operation. Schemas are named by the row (`answer`, `order`),
// examples by its `id` in open_api_schemas.cpp.
#include "service/open_api.h"

#include "base/json.h"
#include "base/utf8.h"
#include "gongwen/format.h"
#include "service/detail/open_api_schemas.h"
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

constexpr std::string_view kJsonMedia = "application/json";

/// Returns a reference to one of `kOpenApiSchemas`.
Json reference(std::string_view schema) {
  Json json = Json::object();
  json.set("$ref", "#/components/schemas/" + std::string(schema));
  return json;
}

/// Returns the example `name` of an operation; nullopt if it has none. Parsed once, since the text is part of the
/// program.
std::optional<base::JsonView> find_example(const Route& route, std::string_view name) {
  static const std::optional<Json> kAll = base::parse_json(kOpenApiExamples);
  const auto operation = kAll ? kAll->view().find(route.id) : std::nullopt;
  return operation ? operation->find(name) : std::nullopt;
}

std::optional<Json> example_of(const Route& route, std::string_view name) {
  const auto example = find_example(route, name);
  if (!example) return std::nullopt;
  return Json::written(example->json());
}

/// Returns the content of a body or an answer: one media type with its schema (OpenAPI 3.1, Media Type Object).
Json content(std::string_view type, Json schema, std::optional<Json> example = std::nullopt) {
  Json media = Json::object();
  media.set("schema", std::move(schema));
  if (example) media.set("example", *std::move(example));
  Json json = Json::object();
  json.set(type, std::move(media));
  return json;
}

/// Returns the schema of bytes. By OpenAPI 3.1 the media type would be enough, but generators would type them as
/// unknown.
Json bytes_schema() {
  Json schema = Json::object();
  return std::move(schema.set("type", "string").set("format", "binary"));
}

/// Returns the schema of a body that is not JSON. Generated clients can show texts; everything else is
/// bytes.
Json schema_of_type(std::string_view type) {
  constexpr std::array<std::string_view, 5> kTexts{"application/x-ndjson", "application/yaml", "text/event-stream",
                                                   "text/markdown", "text/plain"};
  if (std::find(kTexts.begin(), kTexts.end(), type) == kTexts.end()) return bytes_schema();
  Json schema = Json::object();
  return std::move(schema.set("type", "string"));
}

/// Returns a body of which the service itself has an example, at `address`. The member is our own, since generators
/// look up `externalValue` as if it were a file beside the document.
Json sample_content(std::string_view type, Json address) {
  Json media = Json::object();
  media.set("schema", bytes_schema()).set("x-sample", std::move(address));
  Json json = Json::object();
  json.set(type, std::move(media));
  return json;
}

/// Bodies that are not JSON.
Json bytes_content(std::span<const std::string_view> types) {
  Json json = Json::object();
  for (const std::string_view type : types) json.append(content(type, schema_of_type(type)));
  return json;
}

/// Returns the schema of `a|b|c`, the form in which the table of routes lists words. `kinds|json` gives
/// `{"type":"string","enum":["kinds","json"]}`.
Json words_schema(std::string_view words) {
  Json list = Json::list();
  for (const std::string_view word : words_of(words)) list.add(word);
  Json schema = Json::object();
  schema.set("type", "string").set("enum", std::move(list));
  return schema;
}

Json schema_of(const Parameter& parameter) {
  Json schema = Json::object();
  switch (parameter.type) {
    case ParameterType::Flag: schema.set("type", "boolean"); break;
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

/// Returns the parameter for a segment of a path. Ids have no example, since only an earlier answer can give one. Names
/// of placeholders in the table decide the schema; `{id}` and other names are texts.
Json place_parameter(const Route& route, std::string_view place, bool is_last) {
  Json json = Json::object();
  Json schema = Json::object();
  if (place == "number" || place == "from" || place == "to") {
    json.set("example", 1);
    schema.set("type", "integer").set("minimum", 1);
  } else {
    if (place == "kind") json.set("example", "commitment-letter");
    if (place == "type") json.set("example", "project");
    schema.set("type", "string");
  }
  // If a route lists words, they are those of its last segment, such as the command of a submission.
  if (is_last && !route.words.empty()) schema = words_schema(route.words);
  json.set("name", place).set("in", "path").set("required", true);
  return std::move(json.set("schema", std::move(schema)));
}

Json parameters_of(const Route& route) {
  Json list = Json::list();
  const std::vector<std::string_view> places = places_of(route.path);
  for (const std::string_view place : places) list.add(place_parameter(route, place, place == places.back()));
  // `matched` routes answer 428 without If-Match, hence required.
  if (route.matched) {
    Json json = header_parameter("If-Match", "the ETag of what was seen: of the submission, the call or the draft");
    list.add(std::move(json.set("required", true)));
  }
  if (route.may_match) list.add(header_parameter("If-Match", "the ETag of the record, in place of `revision`"));
  // Optional: without a key a repeated request is carried out again.
  if (route.once) list.add(header_parameter("Idempotency-Key", "requests with the same one are done once"));
  // `Prefer: respond-async` (RFC 7240; docs/SERVICE.md) is not described: because of its second answer, 202, generators
  // would type each document as "a file or a job", for all callers. Clients that want jobs have the operations for
  // them.
  for (const Parameter& parameter : route.parameters) {
    Json json = Json::object();
    json.set("name", parameter.name).set("in", "query").set("description", parameter.summary);
    json.set("schema", schema_of(parameter));
    const auto query = find_example(route, "query");
    const auto example = query ? query->find(parameter.name) : std::nullopt;
    if (example) json.set("example", Json::written(example->json()));
    list.add(std::move(json));
  }
  return list;
}

/// Returns the parts of a body with returned forms, named like the options of `gongwen collect`. Parts of
/// multipart/form-data. OpenAPI describes them as properties of an object; a part that may come several times is a
/// list.
Json returned_parts() {
  const auto file = [](std::string_view description) {
    Json json = Json::object();
    json = bytes_schema();
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

/// Returns the parts of a body with data: the data itself first, then the files that it names.
Json data_parts() {
  Json data = bytes_schema();
  data.set("description", "the data, with its Content-Type; without one it is JSON");
  Json properties = Json::object();
  properties.set("data", std::move(data));
  Json required = Json::list();
  required.add("data");
  Json parts = Json::object();
  parts.set("type", "object").set("required", std::move(required)).set("properties", std::move(properties));
  return std::move(parts.set("additionalProperties", bytes_schema()));
}

/// Returns the parts of a form to be filled in.
Json filling_parts(const Route& route) {
  Json form = bytes_schema();
  form.set("description", "the PDF form");
  if (auto file = example_of(route, "file")) form.set("x-sample", *std::move(file));
  Json data = bytes_schema();
  data.set("description", "the values by the names of the fields: JSON, or YAML by the file name or the Content-Type");
  if (auto values = example_of(route, "values")) data.set("x-value", *std::move(values));
  Json map = bytes_schema();
  map.set("description", "as `--map`: JSON pointers into the data by the names of the fields");
  Json properties = Json::object();
  properties.set("form", std::move(form)).set("data", std::move(data)).set("map", std::move(map));
  Json required = Json::list();
  required.add("form").add("data");
  Json parts = Json::object();
  return std::move(
      parts.set("type", "object").set("required", std::move(required)).set("properties", std::move(properties)));
}

/// Returns the body of a request: the data alone, or a multipart body whose first part is the data and whose others are
/// its files.
Json body_of(const Route& route) {
  constexpr std::array<std::string_view, 2> kOtherData{
      "application/yaml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
  constexpr std::array<std::string_view, 5> kForms{
      "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      // Media types by BodyType, as read_request() accepts them. Clients that know no better send
      // `application/octet-stream`; the bytes decide then.
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/zip",
      "application/octet-stream"};
  constexpr std::array<std::string_view, 5> kScans{"application/pdf", "image/jpeg", "image/png", "application/zip",
                                                   "application/octet-stream"};
  constexpr std::array<std::string_view, 3> kRecords{"application/x-ndjson", "text/csv", "application/json"};
  constexpr std::array<std::string_view, 3> kFacts{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                                   "text/csv", "application/yaml"};
  constexpr std::array<std::string_view, 5> kFieldLists{
      "text/markdown", "text/plain", "text/csv",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
  constexpr std::array<std::string_view, 1> kArchives{"application/zip"};
  Json parts = Json::object();
  parts.set("type", "object");
  Json types = Json::object();
  // Three forms of a body without parts; the first of each list is the preferred one.
  if (route.body == BodyType::Records) {
    Json records = Json::object();
    Json content_of_records = content(kRecords.front(), schema_of_type(kRecords.front()), example_of(route, "lines"));
    content_of_records.append(bytes_content(std::span(kRecords).subspan(1, 1)));
    content_of_records.append(content(kRecords.back(), reference("Records")));
    return std::move(records.set("required", true).set("content", std::move(content_of_records)));
  }
  if (route.body == BodyType::Command) {
    Json command = Json::object();
    return std::move(command.set("required", true)
                         .set("content", content(kJsonMedia, reference(route.order), example_of(route, "request"))));
  }
  // A document of foreign origin: the body is the file itself, or parts for a form with its values.
  if (route.body == BodyType::Filling || route.body == BodyType::PdfForm || route.body == BodyType::Ofd) {
    constexpr std::array<std::string_view, 2> kPdf{"application/pdf", "application/octet-stream"};
    constexpr std::array<std::string_view, 2> kOfd{"application/ofd", "application/octet-stream"};
    const std::span<const std::string_view> known = route.body == BodyType::Ofd ? kOfd : kPdf;
    if (route.body == BodyType::Filling) {
      types = content("multipart/form-data", filling_parts(route));
    } else if (auto file = example_of(route, "file")) {
      types = sample_content(known.front(), *std::move(file));
      types.append(bytes_content(known.subspan(1)));
    }
    Json body = Json::object();
    return std::move(body.set("required", true).set("content", std::move(types)));
  }
  // All others may come alone or, with further files, in parts.
  if (route.body == BodyType::Data) {
    types = content(kJsonMedia, reference("DocumentData"), example_of(route, "request"));
    types.append(bytes_content(kOtherData));
    parts = data_parts();
  } else if (route.body == BodyType::Facts) {
    types = content(kJsonMedia, reference("FactsFile"), example_of(route, "request"));
    types.append(content("application/x-ndjson", schema_of_type("application/x-ndjson")));
    types.append(bytes_content(kFacts));
    parts.set("additionalProperties", bytes_schema());
  } else if (route.body == BodyType::Draft) {
    types = content(kFieldLists.front(), schema_of_type(kFieldLists.front()), example_of(route, "request"));
    types.append(bytes_content(std::span(kFieldLists).subspan(1)));
    parts.set("additionalProperties", bytes_schema());
  } else if (route.body == BodyType::Returned) {
    types = bytes_content(kArchives);
    parts.set("properties", returned_parts());
  } else {
    const auto known = route.body == BodyType::Scans ? std::span<const std::string_view>(kScans) : kForms;
    // Plain data is a form, too, if the request states its kind.
    if (auto data = example_of(route, "request"))
      types = content(kJsonMedia, reference("DocumentData"), std::move(data));
    auto file = example_of(route, "file");
    types.append(file ? sample_content(known.front(), *std::move(file)) : bytes_content(known.first(1)));
    types.append(bytes_content(known.subspan(1)));
    parts.set("additionalProperties", bytes_schema());
  }
  types.append(content("multipart/form-data", std::move(parts), example_of(route, "forms")));
  Json body = Json::object();
  body.set("required", true).set("content", std::move(types));
  return body;
}

/// Returns the media types of the formats that the route offers in its parameter `format`. `parameter.words` is
/// `pdf|docx|…`: the formats that this route offers.
Json document_content(const Route& route) {
  Json json = Json::object();
  for (const Parameter& parameter : route.parameters) {
    if (parameter.name != "format") continue;
    for (const FormatInfo& known : known_formats()) {
      if (parameter.words.find(known.name) != std::string_view::npos) {
        json.append(content(known.media_type, bytes_schema()));
      }
    }
  }
  return json;
}

/// Headers of answers with a document.
Json document_headers() {
  const auto header = [](std::string_view type, std::string_view description) {
    Json schema = Json::object();
    schema.set("type", type);
    Json json = Json::object();
    return std::move(json.set("description", description).set("schema", std::move(schema)));
  };
  Json headers = Json::object();
  headers.set("Content-Disposition", header("string", "with a name for the file"));
  headers.set("ETag", header("string", "the same for the same document"));
  headers.set("X-Gongwen-Pages", header("integer", "how many pages or sheets the document has"));
  return std::move(headers.set("X-Gongwen-Warnings", header("integer", "how many warnings the data has")));
}

Json answer_of(const Route& route) {
  Json answer = Json::object();
  answer.set("description", route.summary);
  // `-` in the table: an answer without a body.
  if (route.type == "-") return answer;
  if (!route.type.empty()) {
    Json types = Json::object();
    for (const std::string_view type : words_of(route.type)) {
      types.append(type == kJsonMedia ? content(type, reference("DocumentData"), example_of(route, "answer"))
                                      : content(type, schema_of_type(type)));
    }
    return std::move(answer.set("content", std::move(types)));
  }
  if (route.answer.empty()) {
    // Neither a type nor a schema: the answer is a document.
    return std::move(answer.set("headers", document_headers()).set("content", document_content(route)));
  }
  return std::move(answer.set("content", content(kJsonMedia, reference(route.answer), example_of(route, "answer"))));
}

/// Returns the word for a group of operations: that after `/api/v1/`, or `service`.
std::string_view tag_of(const Route& route) {
  constexpr std::string_view kStart = "/api/v1/";
  // `kinds/{kind}/…` serves three groups: the kind itself, its editing, and documents made from it.
  if (!route.path.starts_with(kStart)) return "service";
  const std::string_view word = route.path.substr(kStart.size());
  const std::string_view first = word.substr(0, word.find('/'));
  if (first == "fill" || first == "convert") return "documents";
  if (first == "kinds" && route.operation == Operation::Render) return "documents";
  if (first == "kinds" && route.scope == "forms.write") return "kinds";
  if (first == "kinds" && route.body != BodyType::None) return "documents";
  if (first == "extract" || first == "imports" || first == "scans") return "forms";
  if (first == "exports") return "submissions";
  if (first == "records:import") return "records";
  return first == "openapi.json" ? "service" : first;
}

Json tags() {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kTags{{
      {"kinds", "kinds of document: their fields, schemas and forms"},
      {"documents", "documents of data: checked, made, many at a time; forms and files of others"},
      {"jobs", "what takes longer than a request"},
      {"forms", "returned forms and scans"},
      {"submissions", "what was handed in, and what the office decides"},
      {"records", "the store of facts that the bulletin is made from"},
      {"calls", "when and for whom forms are open"},
      {"service", "the service itself"},
  }};
  Json list = Json::list();
  for (const auto& [name, description] : kTags) {
    Json tag = Json::object();
    list.add(std::move(tag.set("name", name).set("description", description)));
  }
  return list;
}

Json problem_reference() {
  Json json = Json::object();
  return std::move(json.set("$ref", "#/components/responses/Problem"));
}

/// Returns whether the answer is a file, or made by a worker from what the request names, with an ETag that a client
/// can ask for.
bool has_conditions(const Route& route) {
  constexpr std::array kTagged{Operation::Kinds, Operation::Describe, Operation::Schema,
                               Operation::Form,  Operation::Render,   Operation::FormFields};
  const bool is_tagged = std::find(kTagged.begin(), kTagged.end(), route.operation) != kTagged.end();
  return route.is_file || (!route.open && route.needs == Needs::Nothing && is_tagged);
}

/// Returns the statuses of problems, by the requirements of the route. Each is written out, since generators make no
/// code for `4XX`. These are the statuses that read_request() and the handlers can answer for such a route. 500 and 504
/// come from workers, which open routes do not ask. Statuses that clients of the description never meet (405, and
/// refusals of HTTP itself such as 431) are left out.
std::vector<std::string_view> refusals_of(const Route& route) {
  const bool has_body = route.body != BodyType::None;
  const bool changes = route.changes();
  const bool is_matched = route.matched || route.may_match;
  std::vector<std::string_view> statuses{"400"};
  if (!route.open) statuses.insert(statuses.end(), {"401", "403"});
  const bool has_kind = std::any_of(route.parameters.begin(), route.parameters.end(),
                                    [](const Parameter& one) { return one.name == "kind"; });
  if (!places_of(route.path).empty() || route.needs != Needs::Nothing || has_kind) statuses.push_back("404");
  if (route.needs != Needs::Nothing) statuses.push_back("409");
  if (changes && route.needs == Needs::Inbox) statuses.push_back("410");
  if (is_matched || route.is_file || (has_conditions(route) && route.method == "POST")) statuses.push_back("412");
  if (has_body) statuses.insert(statuses.end(), {"413", "415"});
  if (has_body || route.once || !route.parameters.empty()) statuses.push_back("422");
  if (is_matched) statuses.push_back("428");
  if (!route.open) statuses.insert(statuses.end(), {"429", "500"});
  statuses.push_back("503");
  if (!route.open) statuses.push_back("504");
  if (changes) statuses.push_back("507");
  return statuses;
}

Json operation_of(const Route& route) {
  Json answers = Json::object();
  answers.set(route.status, answer_of(route));
  if (has_conditions(route) && route.method == "GET") {
    answers.set("304", std::move(Json::object().set("description", "what If-None-Match names is what there is")));
  }
  for (const std::string_view status : refusals_of(route)) answers.set(status, problem_reference());
  Json tag = Json::list();
  tag.add(tag_of(route));
  Json operation = Json::object();
  operation.set("operationId", route.id).set("tags", std::move(tag)).set("summary", route.summary);
  operation.set("parameters", parameters_of(route));
  if (route.body != BodyType::None) operation.set("requestBody", body_of(route));
  operation.set("responses", std::move(answers));
  // An empty list of requirements: no key, even if the rest of the interface requires one.
  if (route.open) operation.set("security", Json::list());
  return operation;
}

/// The licence is that of the program, which has none yet: see README.md.
Json licence() {
  Json json = Json::object();
  return std::move(json.set("name", "none granted yet").set("identifier", "LicenseRef-none-granted"));
}

/// The service that sent the document, whatever its address.
Json servers() {
  Json server = Json::object();
  server.set("url", "/").set("description", "the service from which this description comes");
  Json list = Json::list();
  list.add(std::move(server));
  return list;
}

Json responses() {
  Json problem = Json::object();
  problem.set("description", "a problem (RFC 9457)");
  problem.set("content", content("application/problem+json", reference("Problem")));
  Json json = Json::object();
  return std::move(json.set("Problem", std::move(problem)));
}

}  // namespace

std::string open_api_json() {
  Json info = Json::object();
  info.set("title", "gongwen").set("version", GONGWEN_VERSION);
  info.set("description",
           "Official documents from structured data: rendering, checking, and reading of returned forms.");
  info.set("license", licence());
  Json paths = Json::object();
  const auto routes = all_routes();
  // Rows for programs come first in the table, so the loop ends at the first row for people.
  for (std::size_t i = 0; i < routes.size() && routes[i].area() == Area::Programs;) {
    // Routes of one path are adjacent in the table.
    const std::string_view path = routes[i].path;
    Json item = Json::object();
    for (; i < routes.size() && routes[i].path == path; ++i) {
      // A row without an id exists but is not described.
      if (!routes[i].id.empty()) item.set(base::ascii_lowercase(routes[i].method), operation_of(routes[i]));
    }
    if (item.view().size() > 0) paths.set(path, std::move(item));
  }
  Json key = Json::object();
  key.set("type", "http").set("scheme", "bearer");
  Json schemes = Json::object();
  schemes.set("key", std::move(key));
  Json components = Json::object();
  components.set("schemas", Json::written(kOpenApiSchemas)).set("responses", responses());
  components.set("securitySchemes", std::move(schemes));
  Json required = Json::object();
  // Two alternatives: with a key, or without one, since an operator decides whether keys are required.
  required.set("key", Json::list());
  Json security = Json::list();
  security.add(std::move(required));
  security.add(Json::object());
  Json document = Json::object();
  document.set("openapi", "3.1.0").set("info", std::move(info)).set("servers", servers());
  document.set("security", std::move(security)).set("tags", tags());
  document.set("paths", std::move(paths)).set("components", std::move(components));
  return document.text();
}

}  // namespace gongwen::service
