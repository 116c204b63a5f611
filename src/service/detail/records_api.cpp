#include "service/detail/records_api.h"

#include "base/format.h"
#include "base/json_members.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/service.h"
#include "service/detail/repeated.h"
#include "service/detail/task.h"
#include "service/http/conditional.h"

#include <optional>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using base::Json;

/// The body of POST /api/v1/records/{type}. Either `record` (the whole record) or `values` (typed values by pointer);
/// `revision` may also be in If-Match.
struct RecordOrder {
  std::string id;
  std::string revision;
  std::string reason;
  std::optional<base::JsonText> record;
  std::optional<base::JsonText> values;

  friend void json_members(auto& of, base::MembersOf<RecordOrder> auto& order) {
    of("id", order.id)("revision", order.revision)("reason", order.reason)("record", order.record);
    of("values", order.values);
  }
};

/// Returns the JSON if it is an object; empty otherwise.
std::string object_of(const std::optional<base::JsonText>& given) {
  const auto json = given ? base::parse_json(given->text) : std::nullopt;
  return json && json->view().is_object() ? given->text : std::string();
}

bool is_set(const ProgramCall& call, std::string_view flag) {
  const std::string given = call.asked(flag);
  return given == "1" || given == "true";
}

// An answer without messages has a report, too, so that clients need no special case.
Json report_json(const std::string& report) {
  return Json::written(report.empty() ? R"({"diagnostics":[],"errors":0,"warnings":0})" : std::string_view(report));
}

/// Returns 422 with the messages at their fields, and the whole report.
http::Response refused(const ProgramCall& call, const RecordsChange& change, const std::string& report) {
  Problem problem{http::status::kUnprocessable, "invalid-data",
                  std::string(texts::ServiceInvalidData.in(call.language)), report_json(report).text()};
  Json errors = Json::list();
  for (const FieldError& said : change.errors) {
    Json one = Json::object();
    one.set("pointer", said.pointer).set("label", said.label).set("text", said.text);
    errors.add(std::move(one.set("severity", said.error ? "error" : "warning")));
  }
  problem.errors = errors.text();
  return problem_response(problem, call.language);
}

/// Returns the change that an import makes in a record. `action`: add, change, same,
/// missing.
Json difference_json(const PlannedChange& change) {
  Json fields = Json::list();
  for (const ValueChange& value : change.values) {
    Json one = Json::object();
    one.set("pointer", value.pointer).set("label", value.field).set("before", value.before).set("after", value.after);
    if (!value.place.empty()) one.set("place", value.place);
    fields.add(std::move(one));
  }
  Json json = Json::object();
  json.set("type", change.type).set("id", change.key).set("action", change.action);
  if (!change.place.empty()) json.set("place", change.place);
  return std::move(json.set("fields", std::move(fields)));
}

}  // namespace

void RecordsApi::ask(const ProgramCall& call, RecordsRequest request, std::vector<MemoryFile> files,
                     std::function<void(const TaskAnswer&)> done) {
  // The same task as for pages (RecordsRequest), with `of_program`.
  request.store = store_;
  request.now = static_cast<std::uint64_t>(call.now);
  request.by = program_of(inbox_, call.request(), call.now);
  request.of_program = true;
  Task task;
  task.operation = Operation::Records;
  task.language = call.language;
  task.time = time_;
  task.options.in_words = true;
  task.files = std::move(files);
  task.files.insert(task.files.begin(), MemoryFile{"request", base::to_json(request).text()});
  // Copied for the message, since the request is moved.
  const std::string type = request.type;
  const std::string chosen = request.chosen;
  // The change is made even if the program does not wait for the answer; the history of the record then shows it.
  records_.submit(
      std::move(task), Lane::Interactive, [this, call, type, chosen, done = std::move(done)](PoolAnswer answer) {
        const TaskAnswer& said = answer.answer;
        const bool is_read =
            // BadData comes with an answer, too: errors at fields, a conflict, an unknown name.
            answer.end == TaskEnd::Answered && (said.outcome == Outcome::Done || said.outcome == Outcome::BadData);
        if (!is_read) return refuse_(*call.exchange, call.route, std::move(answer));
        if (said.outcome == Outcome::Done || said.name.empty()) return done(said);
        // The request named something that does not exist.
        Problem problem{http::status::kNotFound, "not-found", std::string(texts::ServiceNoRecord.in(call.language))};
        if (said.name == kUnknownType) problem.title = texts::ServiceNoRecordType.in(call.language, type);
        if (said.name == kUnknownForm) {
          problem.status = http::status::kBadRequest;
          problem.id = "bad-parameter";
          problem.title = texts::ServiceBadParameter.in(call.language, "form", chosen);
        }
        if (!said.known.empty()) {
          problem.detail = texts::ServiceSupported.in(call.language, fmt::format("{}", fmt::join(said.known, ", ")));
        }
        call.send(problem_response(problem, call.language));
      });
}

void RecordsApi::types(const ProgramCall& call) {
  RecordsRequest request{RecordsAction::List};
  // The list without records: only the types are wanted.
  request.count = 0;
  ask(call, std::move(request), {}, [call](const TaskAnswer& answer) {
    const auto list = base::from_json<RecordListing>(answer.body);
    if (!list) return call.send(refused(call, {}, answer.report));
    Json json = Json::object();
    call.send(json_response(json.set("types", base::to_json(list->types)).text()));
  });
}

void RecordsApi::form(const ProgramCall& call, const std::string& type) {
  RecordsRequest request{RecordsAction::Describe};
  request.type = type;
  request.key = call.asked("id");
  request.chosen = call.asked("form");
  // The values of an existing record decide which form it has.
  if (!request.key.empty() && !request.chosen.empty()) {
    return call.send(
        call.problem(http::status::kBadRequest, "no-effect", texts::ServiceNoEffect.in(call.language, "form")));
  }
  ask(call, std::move(request), {}, [call](const TaskAnswer& answer) {
    const auto form = base::parse_json(answer.body);
    if (answer.outcome != Outcome::Done || !form) return call.send(refused(call, {}, answer.report));
    http::Response response = json_response(answer.body);
    const std::string revision = form->view().text_of("revision");
    // The client needs it for the If-Match of the next save.
    if (!revision.empty()) response.headers.push_back({"ETag", '"' + revision + '"'});
    call.send(std::move(response));
  });
}

void RecordsApi::save(const ProgramCall& call, const std::string& type) {
  const auto order = base::from_json<RecordOrder>(call.body);
  const auto bad_member = [&](std::string_view member) {
    call.send(
        call.problem(http::status::kUnprocessable, "bad-command", texts::ServiceBadBulk.in(call.language, member)));
  };
  if (!order || !call.command()) return call.send(call.no_command());
  RecordsRequest request{RecordsAction::Save};
  request.type = type;
  request.key = order->id;
  request.reason = order->reason;
  request.preview = is_set(call, "dry_run");
  request.whole = order->record.has_value();
  const auto matched = http::whole_list(call.request(), "if-match");
  request.matched = matched.value_or(std::string());
  if (!matched) request.seen = order->revision;
  if (base::trim_ascii_space(request.matched) == "*") {
    return call.send(call.problem(http::status::kPreconditionRequired, "no-revision", texts::ServiceAnyRevision));
  }
  const bool is_seen = !request.seen.empty() || !request.matched.empty();
  // A revision without an id: a new record has none.
  if (request.key.empty() && is_seen) return bad_member("id");
  if (!request.key.empty() && !is_seen) {
    return call.send(call.problem(http::status::kPreconditionRequired, "no-revision", texts::ServiceNoRecordRevision));
  }
  // Exactly one of the two must describe the record.
  if (order->record.has_value() == order->values.has_value()) return bad_member("values");
  MemoryFile file{"values", object_of(request.whole ? order->record : order->values)};
  if (file.bytes.empty()) return bad_member(request.whole ? "record" : "values");
  // By header 412 (RFC 9110, 13.1.1), by member 409.
  const unsigned changed_status = !matched ? http::status::kConflict : http::status::kPreconditionFailed;
  const bool is_saved = !request.preview;
  std::vector<MemoryFile> files;
  files.push_back(std::move(file));
  ask(call, std::move(request), std::move(files),
      [this, call, type, is_saved, changed_status](const TaskAnswer& answer) {
        const auto change = base::from_json<RecordsChange>(answer.body).value_or(RecordsChange());
        if (change.conflict) return call.send(call.problem(changed_status, "changed", texts::ServiceRecordChanged));
        if (answer.outcome != Outcome::Done) return call.send(refused(call, change, answer.report));
        const PlannedChange saved = change.records.empty() ? PlannedChange() : change.records.front();
        // A dry run changes nothing, so the audit has no line.
        if (is_saved) note_call(inbox_, call, "facts.enter", "type:" + type);
        Json json = Json::object();
        json.set("type", type).set("id", saved.key).set("action", saved.action).set("saved", is_saved);
        json.set("revision", change.seen).set("report", report_json(answer.report));
        http::Response response = json_response(json.text());
        if (!change.seen.empty()) response.headers.push_back({"ETag", '"' + change.seen + '"'});
        call.send(std::move(response));
      });
}

void RecordsApi::import(const ProgramCall& call, std::vector<MemoryFile> files) {
  RecordsRequest request{RecordsAction::Import};
  request.type = call.asked("type");
  // The parameters were checked by read_request().
  request.reason = call.asked("reason");
  request.preview = is_set(call, "dry_run");
  request.remove_missing = is_set(call, "remove_missing");
  request.drops_orphans = is_set(call, "drop_orphans");
  request.plan = call.asked("plan");
  const bool is_saved = !request.preview;
  ask(call, std::move(request), std::move(files), [this, call, is_saved](const TaskAnswer& answer) {
    const auto change = base::from_json<RecordsChange>(answer.body);
    // `plan` was made from another state of the store.
    if (change && change->conflict) {
      return call.send(call.problem(http::status::kConflict, "changed", texts::ServicePlanChanged));
    }
    if (answer.outcome != Outcome::Done || !change) return call.send(refused(call, {}, answer.report));
    if (is_saved) note_call(inbox_, call, "facts.import", "store");
    Json records = Json::list();
    for (const PlannedChange& one : change->records) records.add(difference_json(one));
    Json json = Json::object();
    json.set("plan", change->plan).set("changed", change->changed).set("records", std::move(records));
    call.send(json_response(json.set("report", report_json(answer.report)).text()));
  });
}

}  // namespace gongwen::service
