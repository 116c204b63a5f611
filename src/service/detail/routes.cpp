#include "service/detail/routes.h"

#include <algorithm>
#include <array>

namespace gongwen::service {

// Examples of the OpenAPI document, by the operations: `request` is a JSON body, `lines` one of JSON Lines, `forms` the
// parts of returned forms, `file` where the service itself has an example of the body, `query` the parameters to send
// it with, `answer` what is answered in the main. tests/service/test_open_api.py sends each of them, and checks all
// answers against the document.

std::string_view api_examples() {
  return R"({
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
}

namespace {

/// A job belongs to the key that has started it: whichever of the two that needed.
constexpr std::string_view kJobScopes = "render|forms";
constexpr std::string_view kFormats = "pdf|xlsx|svg|png|ofd";

constexpr std::array kCheckParameters{
    Parameter{"depth", ParameterType::Word, "the values alone, or also the pages that are made from them",
              "values|full"},
    Parameter{"profile", ParameterType::Word, "a standard that the pages are compared with", "gbt9704|tc260-plain"},
    Parameter{"strict", ParameterType::Flag, "warnings count as errors"},
};

constexpr std::array kRenderParameters{
    Parameter{"format", ParameterType::Word, "what is made", kFormats},
    Parameter{"fillable", ParameterType::Flag, "fields can be filled in"},
    Parameter{"attach_data", ParameterType::Flag, "a PDF or OFD file has its data attached"},
    Parameter{"strict", ParameterType::Flag, "warnings count as errors"},
    Parameter{"page", ParameterType::Whole, "of pictures: which page"},
    Parameter{"dpi", ParameterType::Whole, "of PNG files: pixels per inch", {}, 10, 600},
    Parameter{"ofd_profile", ParameterType::Word,
              "of OFD files: for archives (OFD-A, the default), or with all that OFD can hold", "archive|plain"},
};

constexpr std::array kBatchParameters{
    Parameter{"format", ParameterType::Word, "what is made of each record; otherwise all documents of the kind",
              kFormats},
    Parameter{"fillable", ParameterType::Flag, "fields can be filled in"},
    Parameter{"strict", ParameterType::Flag, "warnings count as errors"},
    Parameter{"dpi", ParameterType::Whole, "of PNG files: pixels per inch", {}, 10, 600},
    Parameter{"ofd_profile", ParameterType::Word,
              "of OFD files: for archives (OFD-A, the default), or with all that OFD can hold", "archive|plain"},
};

constexpr std::array kCollectParameters{
    Parameter{"format", ParameterType::Word, "of the roster and the register; otherwise both", "pdf|xlsx"},
    Parameter{"register", ParameterType::Word,
              "a register that takes the forms; if it is the kind itself, forms of all kinds that it gathers"},
    Parameter{"titles", ParameterType::Word, "the language of the roster, by default zh", "zh|en"},
    Parameter{"by_label", ParameterType::Flag,
              "workbooks that have lost the names of their cells are read by the labels beside them"},
    Parameter{"strict", ParameterType::Flag, "warnings count as errors"},
};

constexpr std::array kBlankParameters{
    Parameter{"format", ParameterType::Word, "what is made", "pdf|xlsx"},
    Parameter{"fillable", ParameterType::Flag, "fields can be filled in"},
};

constexpr std::array kExtractParameters{
    Parameter{"kind", ParameterType::Word, "the kind of the form, where its stamp is not to say it"},
    Parameter{"check", ParameterType::Flag, "the data is checked, too"},
};

constexpr std::array kImportParameters{
    Parameter{"kind", ParameterType::Word, "the kind of plain data, which do not state it"},
};

constexpr std::array kCallParameters{
    Parameter{"kind", ParameterType::Word, "of this kind of document"},
};

constexpr std::array kListParameters{
    Parameter{"kind", ParameterType::Word, "of this kind of document"},
    Parameter{"state", ParameterType::Word, "in this state",
              "submitted|in_review|returned|accepted|rejected|withdrawn"},
    Parameter{"text", ParameterType::Text, "with this in name, organisation or receipt number"},
    Parameter{"from", ParameterType::Word, "handed in on this day or later, such as 2026-01-01"},
    Parameter{"to", ParameterType::Word, "handed in on this day or earlier"},
    Parameter{"before", ParameterType::Whole, "the next page: what the page before said", {}, 1, 1'000'000'000},
};

constexpr std::array kExportParameters{
    Parameter{"kind", ParameterType::Word, "of this kind of document; rosters and registers need it"},
    Parameter{"state", ParameterType::Word, "in this state",
              "submitted|in_review|returned|accepted|rejected|withdrawn"},
    Parameter{"text", ParameterType::Text, "with this in name, organisation or receipt number"},
    Parameter{"from", ParameterType::Word, "handed in on this day or later, such as 2026-01-01"},
    Parameter{"to", ParameterType::Word, "handed in on this day or earlier"},
    Parameter{
        "leave_out", ParameterType::Flag,
        "of a register: it is made without forms that do not fit it, which X-Gongwen-Left-Out counts; otherwise 422"},
};

constexpr std::array kRoutes{
    Route{.method = "GET",
          .path = "/api/v1/kinds",
          .id = "listKinds",
          .summary = "the kinds of document",
          .operation = Operation::Kinds,
          .answer = "Kinds"},
    Route{.method = "GET",
          .path = "/api/v1/kinds/{kind}",
          .id = "describeKind",
          .summary = "the fields of the data of a kind",
          .operation = Operation::Describe},
    Route{.method = "GET",
          .path = "/api/v1/kinds/{kind}/schema",
          .id = "getSchema",
          .summary = "the JSON Schema of the data of a kind",
          .operation = Operation::Schema},
    Route{.method = "GET",
          .path = "/api/v1/kinds/{kind}/form",
          .id = "getForm",
          .summary = "the form of a kind: its steps, groups and fields, in the language of the client",
          .operation = Operation::Form},
    Route{.method = "GET",
          .path = "/api/v1/kinds/{kind}/blank",
          .id = "getBlankForm",
          .summary = "the document without data, to be filled in",
          .operation = Operation::Render,
          .scope = "render",
          .parameters = kBlankParameters,
          .answer = "",
          .blank = true},
    Route{.method = "POST",
          .path = "/api/v1/kinds/{kind}/check",
          .id = "checkData",
          .summary = "checks data; 200 also when it finds errors",
          .operation = Operation::Check,
          .scope = "render",
          .body = BodyType::Data,
          .parameters = kCheckParameters,
          .answer = "Report"},
    Route{.method = "POST",
          .path = "/api/v1/kinds/{kind}/render",
          .id = "renderDocument",
          .summary = "makes a document of data",
          .operation = Operation::Render,
          .scope = "render",
          .body = BodyType::Data,
          .parameters = kRenderParameters,
          .answer = "",
          .once = true},
    Route{.method = "POST",
          .path = "/api/v1/kinds/{kind}/batches",
          .id = "startBatch",
          .summary = "starts a job that makes a document of each record",
          .target = Target::Batch,
          .scope = "render",
          .body = BodyType::Records,
          .parameters = kBatchParameters,
          .answer = "JobStart",
          .status = "202",
          .once = true},
    Route{.method = "POST",
          .path = "/api/v1/kinds/{kind}/collect",
          .id = "collectForms",
          .summary = "starts a job that collects returned forms into a roster or a register, as `gongwen collect` does",
          .target = Target::Batch,
          .operation = Operation::Collect,
          .scope = "forms",
          .body = BodyType::Returned,
          .parameters = kCollectParameters,
          .answer = "JobStart",
          .status = "202",
          .once = true},
    Route{.method = "GET",
          .path = "/api/v1/jobs/{id}",
          .id = "getJob",
          .summary = "how far a job is",
          .target = Target::Job,
          .scope = kJobScopes,
          .answer = "Job"},
    Route{.method = "DELETE",
          .path = "/api/v1/jobs/{id}",
          .id = "stopJob",
          .summary = "stops a job and removes what it has made; one that is over is forgotten",
          .target = Target::Job,
          .scope = kJobScopes,
          .type = "-",
          .status = "204"},
    Route{.method = "GET",
          .path = "/api/v1/jobs/{id}/events",
          .id = "watchJob",
          .summary = "a stream of events: progress, and the end; Last-Event-ID resumes it",
          .target = Target::Job,
          .scope = kJobScopes,
          .type = "text/event-stream"},
    Route{
        .method = "GET",
        .path = "/api/v1/jobs/{id}/manifest",
        .id = "getJobManifest",
        .summary =
            "a line for each record that is finished, as docs/BATCH.md describes it; for each form that was collected",
        .target = Target::Job,
        .scope = kJobScopes,
        .type = "application/x-ndjson"},
    Route{.method = "GET",
          .path = "/api/v1/jobs/{id}/files/{name}",
          .id = "getJobFile",
          .summary = "one document, by the name that the manifest gives it",
          .target = Target::Job,
          .scope = kJobScopes,
          .type = "application/octet-stream"},
    Route{.method = "GET",
          .path = "/api/v1/jobs/{id}/files.zip",
          .id = "getJobFiles",
          .summary = "all documents of a job that is over",
          .target = Target::Job,
          .scope = kJobScopes,
          .type = "application/zip"},
    Route{.method = "POST",
          .path = "/api/v1/extract",
          .id = "extractForm",
          .summary = "reads a returned form back into data",
          .operation = Operation::Extract,
          .scope = "forms",
          .body = BodyType::Form,
          .parameters = kExtractParameters,
          .answer = "Forms"},
    Route{.method = "GET",
          .path = "/api/v1/submissions",
          .id = "listSubmissions",
          .summary = "what was handed in, the latest first, 50 on a page",
          .target = Target::Inbox,
          .scope = "inbox.read",
          .parameters = kListParameters,
          .answer = "Submissions"},
    Route{.method = "GET",
          .path = "/api/v1/submissions/{id}",
          .id = "getSubmission",
          .summary = "one submission with its remarks and its history",
          .target = Target::Inbox,
          .scope = "inbox.read",
          .answer = "Submission"},
    Route{.method = "GET",
          .path = "/api/v1/submissions/{id}/versions/{number}.{format}",
          .id = "getVersionDocument",
          .summary = "the document of a version, with the code of its receipt, or its data as a file",
          .target = Target::Export,
          .scope = "inbox.read",
          .words = "pdf|xlsx|ofd|json",
          .type = "application/pdf|application/vnd.openxmlformats-officedocument.spreadsheetml.sheet|application/ofd|"
                  "application/json"},
    Route{.method = "GET",
          .path = "/api/v1/submissions/{id}/diff/{from}/{to}",
          .id = "compareVersions",
          .summary = "the values that differ between two versions, in the order of the form",
          .target = Target::Export,
          .scope = "inbox.read",
          .answer = "Differences"},
    Route{.method = "GET",
          .path = "/api/v1/exports/{name}",
          .id = "exportSubmissions",
          .summary = "a roster or register of the last versions of submissions, or their data: in lines, or as an "
                     "archive with pictures and attachments; up to 5,000",
          .target = Target::Export,
          .scope = "inbox.read",
          .parameters = kExportParameters,
          .words = "roster.pdf|roster.xlsx|register.pdf|register.xlsx|data.jsonl|data.zip",
          .type = "application/pdf|application/vnd.openxmlformats-officedocument.spreadsheetml.sheet|"
                  "application/x-ndjson|application/zip"},
    Route{.method = "GET",
          .path = "/api/v1/submissions/{id}/versions/{number}",
          .id = "getVersion",
          .summary = "the data of a version, from 1",
          .target = Target::Inbox,
          .scope = "inbox.read"},
    Route{.method = "POST",
          .path = "/api/v1/submissions/{id}/{action}",
          .id = "changeSubmission",
          .summary = "review, return, accept, reject or assign; If-Match has the ETag of the submission",
          .target = Target::Inbox,
          .scope = "inbox.write",
          .body = BodyType::Command,
          .answer = "Submission",
          .words = "review|return|accept|reject|assign",
          .order = "Command",
          .once = true,
          .matched = true},
    Route{.method = "POST",
          .path = "/api/v1/imports",
          .id = "importForms",
          .summary = "enters forms that came in another way, files or archives of several; the same file again "
                     "changes nothing",
          .target = Target::Inbox,
          .operation = Operation::Extract,
          .scope = "inbox.write",
          .body = BodyType::Form,
          .parameters = kImportParameters,
          .answer = "Imports"},
    Route{.method = "GET",
          .path = "/api/v1/calls",
          .id = "listCalls",
          .summary = "when and for whom forms are open, the latest call first",
          .target = Target::Call,
          .scope = "inbox.read",
          .parameters = kCallParameters,
          .answer = "Calls"},
    Route{.method = "POST",
          .path = "/api/v1/calls",
          .id = "openCall",
          .summary =
              "opens a kind for a period, with a limit or for those who are invited, whose codes are in this answer "
              "alone",
          .target = Target::Call,
          .scope = "inbox.write",
          .body = BodyType::Command,
          .answer = "Call",
          .status = "201",
          .order = "CallOrder",
          .once = true},
    Route{.method = "GET",
          .path = "/api/v1/calls/{id}",
          .id = "getCall",
          .summary = "one call, with its invitations",
          .target = Target::Call,
          .scope = "inbox.read",
          .answer = "Call"},
    Route{.method = "PATCH",
          .path = "/api/v1/calls/{id}",
          .id = "changeCall",
          .summary = "changes period, limit or text; If-Match has the ETag of the call",
          .target = Target::Call,
          .scope = "inbox.write",
          .body = BodyType::Command,
          .answer = "Call",
          .order = "CallChange",
          .once = true,
          .matched = true},
    Route{.method = "POST",
          .path = "/api/v1/calls/{id}/close",
          .id = "closeCall",
          .summary = "closes a call before its time",
          .target = Target::Call,
          .scope = "inbox.write",
          .answer = "Call"},
    Route{.method = "POST",
          .path = "/api/v1/calls/{id}/invitations",
          .id = "invite",
          .summary = "makes more invitations to a call that has some",
          .target = Target::Call,
          .scope = "inbox.write",
          .body = BodyType::Command,
          .answer = "Call",
          .order = "InvitationOrder",
          .once = true},
    Route{.method = "POST",
          .path = "/api/v1/scans",
          .id = "addScans",
          .summary =
              "adds scans of signed documents to their submissions, by the codes on the pages; the same file "
              "again changes nothing, but for scans that were matched or deleted by hand, which are listed again",
          .target = Target::Inbox,
          .scope = "inbox.write",
          .body = BodyType::Scans,
          .answer = "Scans"},
    Route{.method = "GET",
          .path = "/api/v1/openapi.json",
          .id = "getOpenApi",
          .summary = "this description",
          .target = Target::OpenApi},
    Route{.method = "GET",
          .path = "/health",
          .id = "getHealth",
          .summary = "whether the service answers",
          .target = Target::Health,
          .answer = "Status",
          .open = true},
    Route{.method = "GET",
          .path = "/ready",
          .id = "getReadiness",
          .summary = "whether a worker is free",
          .target = Target::Ready,
          .answer = "Status",
          .open = true},
};

/// The part up to the next slash, which is taken away with it.
std::string_view take_part(std::string_view& path) {
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string_view part = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return part;
}

/// The name of the place that a pattern starts with, which is taken away with it; empty when it starts with a letter.
std::string_view take_place(std::string_view& pattern) {
  if (!pattern.starts_with('{')) return {};
  const std::string_view name = pattern.substr(1, pattern.find('}') - 1);
  pattern.remove_prefix(name.size() + 2);
  return name;
}

/// One part of a path, such as `{number}.{format}`: a place ends where the text before the next one starts.
bool fits_part(std::string_view pattern, std::string_view given, PathValues& values) {
  while (!pattern.empty()) {
    const std::string_view place = take_place(pattern);
    const std::string_view between = pattern.substr(0, pattern.find('{'));
    pattern.remove_prefix(between.size());
    const std::size_t length = place.empty() ? 0 : between.empty() ? given.size() : given.find(between);
    if (length == std::string_view::npos || (!place.empty() && length == 0)) return false;
    if (!place.empty()) values.emplace_back(place, given.substr(0, length));
    given.remove_prefix(length);
    if (!given.starts_with(between)) return false;
    given.remove_prefix(between.size());
  }
  return given.empty();
}

/// Whether a path is that of a pattern; `values` then has what stands for its places.
bool fits_path(std::string_view pattern, std::string_view path, PathValues& values) {
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = take_part(pattern);
    if (!fits_part(wanted, take_part(path), values)) return false;
  }
  return pattern.empty() && path.empty();
}

/// The last place has only the words of the route.
bool has_known_word(const Route& route, const PathValues& values) {
  if (route.words.empty() || values.empty()) return true;
  return ('|' + std::string(route.words) + '|').find('|' + values.back().second + '|') != std::string::npos;
}

}  // namespace

std::span<const Route> all_routes() { return kRoutes; }

std::string RouteMatch::value(std::string_view name) const {
  const auto found = std::find_if(values.begin(), values.end(), [name](const auto& one) { return one.first == name; });
  return found == values.end() ? std::string() : found->second;
}

std::vector<std::string_view> places_of(std::string_view path) {
  std::vector<std::string_view> places;
  for (std::size_t at = path.find('{'); at != std::string_view::npos; at = path.find('{')) {
    path.remove_prefix(at);
    places.push_back(take_place(path));
  }
  return places;
}

RouteMatch match_route(std::string_view method, std::string_view path) {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  RouteMatch match;
  for (const Route& route : kRoutes) {
    RouteMatch found{&route, {}, {}, {}};
    const bool is_found = !path.ends_with('/') && fits_path(route.path, path, found.values);
    if (!is_found || !has_known_word(route, found.values)) continue;
    found.kind = found.value("kind");
    if (route.method == wanted) return found;
    if (!match.allowed.empty()) match.allowed += ", ";
    match.allowed += route.method == "GET" ? "GET, HEAD" : route.method;
  }
  return match;
}

}  // namespace gongwen::service
