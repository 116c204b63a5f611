#include "service/detail/routes.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

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

constexpr std::array kListParameters{
    Parameter{"kind", ParameterType::Word, "of this kind of document"},
    Parameter{"state", ParameterType::Word, "in this state",
              "submitted|in_review|returned|accepted|rejected|withdrawn"},
    Parameter{"text", ParameterType::Text, "with this in name, organisation or receipt number"},
    Parameter{"from", ParameterType::Word, "handed in on this day or later, such as 2026-01-01"},
    Parameter{"to", ParameterType::Word, "handed in on this day or earlier"},
    Parameter{"before", ParameterType::Whole, "the next page: what the page before said", {}, 1, 1'000'000'000},
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
    Route{.method = "GET",
          .path = "/api/v1/jobs/{id}",
          .id = "getJob",
          .summary = "how far a job is",
          .target = Target::Job,
          .scope = "render",
          .answer = "Job"},
    Route{.method = "DELETE",
          .path = "/api/v1/jobs/{id}",
          .id = "stopJob",
          .summary = "stops a job and removes what it has made; one that is over is forgotten",
          .target = Target::Job,
          .scope = "render",
          .type = "-",
          .status = "204"},
    Route{.method = "GET",
          .path = "/api/v1/jobs/{id}/events",
          .id = "watchJob",
          .summary = "a stream of events: progress, and the end; Last-Event-ID resumes it",
          .target = Target::Job,
          .scope = "render",
          .type = "text/event-stream"},
    Route{.method = "GET",
          .path = "/api/v1/jobs/{id}/manifest",
          .id = "getJobManifest",
          .summary = "a line for each record that is finished, as docs/BATCH.md describes it",
          .target = Target::Job,
          .scope = "render",
          .type = "application/x-ndjson"},
    Route{.method = "GET",
          .path = "/api/v1/jobs/{id}/files/{name}",
          .id = "getJobFile",
          .summary = "one document, by the name that the manifest gives it",
          .target = Target::Job,
          .scope = "render",
          .type = "application/octet-stream"},
    Route{.method = "GET",
          .path = "/api/v1/jobs/{id}/files.zip",
          .id = "getJobFiles",
          .summary = "all documents of a job that is over",
          .target = Target::Job,
          .scope = "render",
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
          .actions = "review|return|accept|reject|assign",
          .once = true},
    Route{.method = "POST",
          .path = "/api/v1/imports",
          .id = "importForms",
          .summary = "enters forms that came in another way, a file or an archive of several; the same file again "
                     "changes nothing",
          .target = Target::Inbox,
          .operation = Operation::Extract,
          .scope = "inbox.write",
          .body = BodyType::Form,
          .parameters = kImportParameters,
          .answer = "Imports"},
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

bool is_place(std::string_view part) { return part.starts_with('{') && part.ends_with('}'); }

/// Whether a path is that of a pattern; `values` then has what stands for its places.
bool fits(std::string_view pattern, std::string_view path,
          std::vector<std::pair<std::string_view, std::string>>& values) {
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = take_part(pattern);
    const std::string_view given = take_part(path);
    if (is_place(wanted) && !given.empty()) {
      values.emplace_back(wanted.substr(1, wanted.size() - 2), given);
    } else if (wanted != given) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

}  // namespace

std::span<const Route> all_routes() { return kRoutes; }

std::string RouteMatch::value(std::string_view name) const {
  const auto found = std::find_if(values.begin(), values.end(), [name](const auto& one) { return one.first == name; });
  return found == values.end() ? std::string() : found->second;
}

std::vector<std::string_view> places_of(std::string_view path) {
  std::vector<std::string_view> places;
  while (!path.empty()) {
    const std::string_view part = take_part(path);
    if (is_place(part)) places.push_back(part.substr(1, part.size() - 2));
  }
  return places;
}

RouteMatch match_route(std::string_view method, std::string_view path) {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  RouteMatch match;
  for (const Route& route : kRoutes) {
    RouteMatch found{&route, {}, {}, {}};
    if (path.ends_with('/') || !fits(route.path, path, found.values)) continue;
    found.kind = found.value("kind");
    if (route.method == wanted) return found;
    if (!match.allowed.empty()) match.allowed += ", ";
    match.allowed += route.method == "GET" ? "GET, HEAD" : route.method;
  }
  return match;
}

}  // namespace gongwen::service
