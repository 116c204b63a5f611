// The table of routes and its matching. A request is compared with each row in turn; the rows of one path are adjacent,
// which the OpenAPI document relies on.
#include "service/detail/routes.h"

#include "service/detail/answerers.h"
#include "service/detail/route_parameters.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

using inbox::Role;

/// A job belongs to the key that started it, which needed one of these scopes.
constexpr std::string_view kJobScopes = "render|forms";
/// A key that may change records may also read them.
constexpr std::string_view kRecordScopes = "records.read|records.write";

/// Makes a route for programs: `id` and `summary` are those of the OpenAPI document. `rest` has the differences, by
/// designated initialisers: `{.needs = Needs::Inbox, .scope = "inbox.read"}`.
template <auto kFunction>
consteval Route program(std::string_view method, std::string_view path, std::string_view id, std::string_view summary,
                        Route rest) {
  rest.method = method;
  rest.path = path;
  rest.id = id;
  rest.summary = summary;
  rest.answerer = answerer<kFunction>(path, kFunction);
  return rest;
}

/// A page for applicants. `body` says what may be posted to it.
template <auto kFunction>
consteval Route form_page(std::string_view methods, std::string_view path, Opens opens = Opens::Nothing,
                          BodyType body = BodyType::Fields) {
  return {
      .method = methods, .path = path, .answerer = answerer<kFunction>(path, kFunction), .body = body, .opens = opens};
}

/// Makes a page of the office. `role` is Viewer for pages that mainly show something; their buttons check for a higher
/// role.
template <auto kFunction>
consteval Route office_page(std::string_view methods, std::string_view path, Role role = Role::Viewer,
                            BodyType body = BodyType::Fields) {
  return {
      .method = methods, .path = path, .answerer = answerer<kFunction>(path, kFunction), .body = body, .role = role};
}

// The functions below change one member of a row; they can be nested.
constexpr Route for_everybody(Route route) {
  route.open = true;
  return route;
}

/// Restricts the last placeholder of the path to these words.
constexpr Route with_words(std::string_view words, Route route) {
  route.words = words;
  return route;
}

constexpr Route keeping_answers(Route route) {
  route.keeps_answers = true;
  return route;
}

constexpr Route with_needs(Needs needs, Route route) {
  route.needs = needs;
  return route;
}

bool has_word(std::string_view words, std::string_view wanted) {
  const std::vector<std::string_view> list = words_of(words);
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

/// Returns whether the values are possible: the last one is among the words of the route, and those of pages are ids or
/// numbers that we have made. Others are refused here, before a lookup. Values of pages get into addresses, logs and
/// queries, so only our own ids are admitted.
bool has_known_words(const Route& route, const PathValues& values) {
  if (!route.words.empty() && !values.empty() && !has_word(route.words, values.back().second)) return false;
  return route.area() == Area::Programs ||
         std::all_of(values.begin(), values.end(), [](const auto& value) { return is_id(value.second); });
}

/// Returns whether two paths begin with the same word. Decides whether the 404 for an unknown path is a page or a
/// problem.
bool starts_alike(std::string_view path, std::string_view other) {
  return path.substr(0, path.find('/', 1)) == other.substr(0, other.find('/', 1));
}

}  // namespace

// A function rather than a variable: the classes declare it a friend, since the handlers are private.
std::span<const Route> all_routes() {
  static constexpr std::array kRoutes{
      program<&Front::ask_worker>("GET", "/api/v1/kinds", "listKinds", "the kinds of document",
                                  {.operation = Operation::Kinds, .answer = "Kinds"}),
      program<&DesignApi::begin_form>(
          "POST", "/api/v1/kinds", "beginForm",
          "drafts a new form of a Word form, of a table or of a list of its fields, and says what was found in it",
          {.needs = Needs::Inbox,
           .scope = "forms.write",
           .body = BodyType::Draft,
           .parameters = kNewFormParameters,
           .answer = "NewForm",
           .status = "201"}),
      program<&Front::ask_worker>("GET", "/api/v1/kinds/{kind}", "describeKind", "the fields of the data of a kind",
                                  {.operation = Operation::Describe, .answer = "Fields"}),
      program<&Front::ask_worker>("GET", "/api/v1/kinds/{kind}/schema", "getSchema",
                                  "the JSON Schema of the data of a kind",
                                  {.operation = Operation::Schema, .answer = "JsonSchema"}),
      program<&Front::ask_worker>("GET", "/api/v1/kinds/{kind}/form", "getForm",
                                  "the form of a kind: its steps, groups and fields, in the language of the client",
                                  {.operation = Operation::Form, .answer = "WebForm"}),
      program<&Front::ask_worker>("GET", "/api/v1/kinds/{kind}/blank", "getBlankForm",
                                  "the document without data, to be filled in",
                                  {.operation = Operation::Render,
                                   .scope = "render",
                                   .parameters = kBlankParameters,
                                   .answer = "",
                                   .blank = true}),
      program<&Front::ask_worker>("POST", "/api/v1/kinds/{kind}/check", "checkData",
                                  "checks data; 200 also when it finds errors",
                                  {.operation = Operation::Check,
                                   .scope = "render",
                                   .body = BodyType::Data,
                                   .parameters = kCheckParameters,
                                   .answer = "Report"}),
      program<&Front::ask_worker>("POST", "/api/v1/kinds/{kind}/render", "renderDocument", "makes a document of data",
                                  {.operation = Operation::Render,
                                   .scope = "render",
                                   .body = BodyType::Data,
                                   .parameters = kRenderParameters,
                                   .answer = "",
                                   .once = true}),
      program<&DesignApi::editions>("GET", "/api/v1/kinds/{kind}/editions", "listEditions", "the editions of a form",
                                    {.needs = Needs::Inbox, .scope = "forms.write", .answer = "Editions"}),
      program<&DesignApi::edition_form>("GET", "/api/v1/kinds/{kind}/editions/{number}/form.json", "getEditionForm",
                                        "the form.json of an edition that was published here",
                                        {.needs = Needs::Inbox, .scope = "forms.write", .answer = "FormDescription"}),
      program<&DesignApi::draft>("GET", "/api/v1/kinds/{kind}/draft", "getDraft",
                                 "the form.json of the draft, or of the edition in use if nobody has changed it",
                                 {.needs = Needs::Inbox, .scope = "forms.write", .answer = "FormDescription"}),
      program<&DesignApi::put_draft>("PUT", "/api/v1/kinds/{kind}/draft", "putDraft",
                                     "replaces the draft, and says what keeps it from being published",
                                     {.needs = Needs::Inbox,
                                      .scope = "forms.write",
                                      .body = BodyType::Command,
                                      .answer = "DraftCheck",
                                      .order = "FormDescription",
                                      .matched = true}),
      program<&DesignApi::check_draft>(
          "POST", "/api/v1/kinds/{kind}/draft/check", "checkDraft", "says what keeps the draft from being published",
          {.needs = Needs::Inbox, .scope = "forms.write", .answer = "DraftCheck", .only_reads = true}),
      program<&DesignApi::preview_draft>("POST", "/api/v1/kinds/{kind}/draft/preview", "previewDraft",
                                         "a document by the draft, of made-up data or blank",
                                         {.needs = Needs::Inbox,
                                          .scope = "forms.write",
                                          .parameters = kPreviewParameters,
                                          .type = "application/pdf|"
                                                  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet|"
                                                  "image/svg+xml|image/png",
                                          .only_reads = true}),
      program<&DesignApi::publish_draft>("POST", "/api/v1/kinds/{kind}/draft/publish", "publishDraft",
                                         "publishes the draft as an edition that is used from a day on",
                                         {.needs = Needs::Inbox,
                                          .scope = "forms.write",
                                          .body = BodyType::Command,
                                          .answer = "Edition",
                                          .order = "PublishOrder",
                                          .matched = true}),
      program<&Front::start_job>("POST", "/api/v1/kinds/{kind}/batches", "startBatch",
                                 "starts a job that makes a document of each record",
                                 {.needs = Needs::Jobs,
                                  .scope = "render",
                                  .body = BodyType::Records,
                                  .parameters = kBatchParameters,
                                  .answer = "JobStart",
                                  .status = "202",
                                  .once = true}),
      program<&Front::start_job>(
          "POST", "/api/v1/kinds/{kind}/collect", "collectForms",
          "starts a job that collects returned forms into a roster or a register, as `gongwen collect` does",
          {.needs = Needs::Jobs,
           .operation = Operation::Collect,
           .scope = "forms",
           .body = BodyType::Returned,
           .parameters = kCollectParameters,
           .answer = "JobStart",
           .status = "202",
           .once = true}),
      program<&JobsApi::show>("GET", "/api/v1/jobs/{id}", "getJob", "how far a job is",
                              {.needs = Needs::Jobs, .scope = kJobScopes, .answer = "Job"}),
      program<&JobsApi::remove>("DELETE", "/api/v1/jobs/{id}", "stopJob",
                                "stops a job and removes what it has made; one that is over is forgotten",
                                {.needs = Needs::Jobs, .scope = kJobScopes, .type = "-", .status = "204"}),
      program<&JobsApi::listen>("GET", "/api/v1/jobs/{id}/events", "watchJob",
                                "a stream of events: progress, and the end; Last-Event-ID resumes it",
                                {.needs = Needs::Jobs, .scope = kJobScopes, .type = "text/event-stream"}),
      program<&JobsApi::manifest>(
          "GET", "/api/v1/jobs/{id}/manifest", "getJobManifest",
          "a line for each record that is finished, as docs/BATCH.md describes it; for each form that was "
          "collected",
          {.needs = Needs::Jobs, .scope = kJobScopes, .type = "application/x-ndjson", .is_file = true}),
      program<&JobsApi::document>(
          "GET", "/api/v1/jobs/{id}/files/{name}", "getJobFile", "one document, by the name that the manifest gives it",
          {.needs = Needs::Jobs, .scope = kJobScopes, .type = "application/octet-stream", .is_file = true}),
      program<&JobsApi::archive>("GET", "/api/v1/jobs/{id}/files.zip", "getJobFiles",
                                 "all documents of a job that is over",
                                 {.needs = Needs::Jobs, .scope = kJobScopes, .type = "application/zip"}),
      program<&Front::ask_worker>("POST", "/api/v1/extract", "extractForm", "reads a returned form back into data",
                                  {.operation = Operation::Extract,
                                   .scope = "forms",
                                   .body = BodyType::Form,
                                   .parameters = kExtractParameters,
                                   .answer = "Forms"}),
      program<&Front::ask_worker>(
          "POST", "/api/v1/fill", "fillForm",
          "fills in a PDF form of any origin by the names of its fields, as `gongwen fill` does",
          {.operation = Operation::Fill,
           .scope = "render",
           .body = BodyType::Filling,
           .parameters = kFillParameters,
           .type = "application/pdf"}),
      program<&Front::ask_worker>(
          "POST", "/api/v1/fill/fields", "listFields",
          "the fields of a PDF form of any origin, and the values in them by name",
          {.operation = Operation::FormFields, .scope = "render", .body = BodyType::PdfForm, .answer = "FormFields"}),
      program<&Front::ask_worker>("POST", "/api/v1/convert", "convertOfd",
                                  "shows an OFD file of any program as PDF, as text or as pictures of its pages",
                                  {.operation = Operation::Convert,
                                   .scope = "render",
                                   .body = BodyType::Ofd,
                                   .parameters = kConvertParameters,
                                   .type = "application/pdf|image/png|image/svg+xml|text/plain"}),
      program<&InboxApi::list>(
          "GET", "/api/v1/submissions", "listSubmissions", "what was handed in, the latest first, 50 on a page",
          {.needs = Needs::Inbox, .scope = "inbox.read", .parameters = kListParameters, .answer = "Submissions"}),
      program<&InboxApi::statistics>(
          "GET", "/api/v1/statistics", "getStatistics",
          "what was handed in, returned, accepted, rejected and withdrawn in the months of a year, how many days "
          "decisions took, and the fields that people got wrong",
          {.needs = Needs::Inbox, .scope = "inbox.read", .parameters = kStatisticsParameters, .answer = "Statistics"}),
      program<&InboxApi::one>("GET", "/api/v1/submissions/{id}", "getSubmission",
                              "one submission with its remarks and its history",
                              {.needs = Needs::Inbox, .scope = "inbox.read", .answer = "Submission"}),
      program<&ExportApi::document>(
          "GET", "/api/v1/submissions/{id}/versions/{number}/document.{format}", "getVersionDocument",
          "the document of a version, with the code of its receipt, or its data as a file",
          {.needs = Needs::Inbox,
           .scope = "inbox.read",
           .words = "pdf|xlsx|docx|ofd|json",
           .type = "application/pdf|application/vnd.openxmlformats-officedocument.spreadsheetml.sheet|"
                   "application/vnd.openxmlformats-officedocument.wordprocessingml.document|application/ofd|"
                   "application/json"}),
      program<&ExportApi::differences>("GET", "/api/v1/submissions/{id}/diff/{from}/{to}", "compareVersions",
                                       "the values that differ between two versions, in the order of the form",
                                       {.needs = Needs::Inbox, .scope = "inbox.read", .answer = "Differences"}),
      program<&ExportApi::exported>(
          "GET", "/api/v1/exports/{name}", "exportSubmissions",
          "a roster or register of the last versions of submissions, or their data: in lines, or as an "
          "archive with pictures and attachments; up to 5,000",
          {.needs = Needs::Inbox,
           .scope = "inbox.read",
           .parameters = kExportParameters,
           .words = "roster.pdf|roster.xlsx|register.pdf|register.xlsx|data.jsonl|data.zip",
           .type = "application/pdf|application/vnd.openxmlformats-officedocument.spreadsheetml.sheet|"
                   "application/x-ndjson|application/zip"}),
      // The former address of getVersionDocument, which the next row would also match.
      program<&ExportApi::document>("GET", "/api/v1/submissions/{id}/versions/{number}.{format}", "", "",
                                    {.needs = Needs::Inbox, .scope = "inbox.read", .words = "pdf|xlsx|docx|ofd|json"}),
      program<&InboxApi::version>("GET", "/api/v1/submissions/{id}/versions/{number}", "getVersion",
                                  "the data of a version, from 1",
                                  {.needs = Needs::Inbox, .scope = "inbox.read", .answer = "DocumentData"}),
      program<&DeskApi::change_many>("POST", "/api/v1/submissions:bulk", "changeSubmissions",
                                     "reviews, accepts, assigns or reopens up to 1,000 submissions, or reminds their "
                                     "applicants, and answers with a result for each",
                                     {.needs = Needs::Inbox,
                                      .scope = "inbox.write",
                                      .body = BodyType::Command,
                                      .answer = "BulkResults",
                                      .order = "BulkCommand"}),
      program<&Front::replace_submission>(
          "POST", "/api/v1/submissions/{id}/versions", "replaceSubmission",
          "a corrected file becomes the next version, under the same receipt number; If-Match has the ETag of the "
          "submission",
          {.needs = Needs::Inbox,
           .operation = Operation::Extract,
           .scope = "inbox.write",
           .body = BodyType::Form,
           .parameters = kImportParameters,
           .answer = "Submission",
           .matched = true}),
      program<&DeskApi::relink>(
          "POST", "/api/v1/submissions/{id}/link", "makeLink",
          "a new link by which the applicant opens the form, in this answer alone; it ends the former ones",
          {.needs = Needs::Inbox, .scope = "inbox.write", .answer = "Link"}),
      program<&Front::change_submission>(
          "POST", "/api/v1/submissions/{id}/{action}", "changeSubmission",
          "review, return, accept, reject, assign or reopen; If-Match has the ETag of the submission",
          {.needs = Needs::Inbox,
           .scope = "inbox.write",
           .body = BodyType::Command,
           .answer = "Submission",
           .words = "review|return|accept|reject|assign|reopen",
           .order = "Command",
           .once = true,
           .matched = true}),
      program<&Front::import_forms>(
          "POST", "/api/v1/imports", "importForms",
          "enters forms that came in another way, files or archives of several; the same file again "
          "changes nothing",
          {.needs = Needs::Inbox,
           .operation = Operation::Extract,
           .scope = "inbox.write",
           .body = BodyType::Form,
           .parameters = kImportParameters,
           .answer = "Imports"}),
      program<&RecordsApi::types>("GET", "/api/v1/records", "listRecordTypes", "the types of records of the store",
                                  {.needs = Needs::Records, .scope = kRecordScopes, .answer = "RecordTypes"}),
      program<&Front::import_records>("POST", "/api/v1/records:import", "importRecords",
                                      "enters the records of files, all or none, or says what that would change",
                                      {.needs = Needs::Records,
                                       .scope = "records.write",
                                       .body = BodyType::Facts,
                                       .parameters = kRecordImportParameters,
                                       .answer = "RecordDifferences"}),
      program<&RecordsApi::save>("POST", "/api/v1/records/{type}", "saveRecord",
                                 "enters a record, or changes the one with this id as it was read",
                                 {.needs = Needs::Records,
                                  .scope = "records.write",
                                  .body = BodyType::Command,
                                  .parameters = kDryRunParameters,
                                  .answer = "SavedRecord",
                                  .order = "RecordOrder",
                                  .may_match = true}),
      program<&RecordsApi::form>("GET", "/api/v1/records/{type}/form", "getRecordForm",
                                 "the form of a record with its values, in the language of the client",
                                 {.needs = Needs::Records,
                                  .scope = kRecordScopes,
                                  .parameters = kRecordFormParameters,
                                  .answer = "RecordForm"}),
      program<&CallsApi::list>(
          "GET", "/api/v1/calls", "listCalls", "when and for whom forms are open, the latest call first",
          {.needs = Needs::Inbox, .scope = "inbox.read", .parameters = kCallParameters, .answer = "Calls"}),
      program<&Front::open_call>(
          "POST", "/api/v1/calls", "openCall",
          "opens a kind for a period, with a limit or for those who are invited, whose codes are in this answer "
          "alone",
          {.needs = Needs::Inbox,
           .scope = "inbox.write",
           .body = BodyType::Command,
           .answer = "Call",
           .status = "201",
           .order = "CallOrder",
           .once = true}),
      program<&CallsApi::one>("GET", "/api/v1/calls/{id}", "getCall", "one call, with its invitations",
                              {.needs = Needs::Inbox, .scope = "inbox.read", .answer = "Call"}),
      program<&CallsApi::change>("PATCH", "/api/v1/calls/{id}", "changeCall",
                                 "changes period, limit or text; If-Match has the ETag of the call",
                                 {.needs = Needs::Inbox,
                                  .scope = "inbox.write",
                                  .body = BodyType::Command,
                                  .answer = "Call",
                                  .order = "CallChange",
                                  .once = true,
                                  .matched = true}),
      program<&CallsApi::close>("POST", "/api/v1/calls/{id}/close", "closeCall", "closes a call before its time",
                                {.needs = Needs::Inbox, .scope = "inbox.write", .answer = "Call"}),
      program<&CallsApi::invite>("POST", "/api/v1/calls/{id}/invitations", "invite",
                                 "makes more invitations to a call that has some",
                                 {.needs = Needs::Inbox,
                                  .scope = "inbox.write",
                                  .body = BodyType::Command,
                                  .answer = "Call",
                                  .order = "InvitationOrder",
                                  .once = true}),
      program<&Front::take_scans>(
          "POST", "/api/v1/scans", "addScans",
          "adds scans of signed documents to their submissions, by the codes on the pages; the same file "
          "again changes nothing, but for scans that were matched or deleted by hand, which are listed again",
          {.needs = Needs::Inbox, .scope = "inbox.write", .body = BodyType::Scans, .answer = "Scans"}),
      program<&DeskApi::bounce>(
          "POST", "/api/v1/bounces", "reportBounce",
          "the mail server says that a mail could not be delivered: the office sees it at the submission",
          {.needs = Needs::Inbox,
           .scope = "inbox.write",
           .body = BodyType::Command,
           .type = "-",
           .status = "204",
           .order = "Bounce"}),
      program<&Front::send_open_api>("GET", "/api/v1/openapi.json", "getOpenApi", "this description",
                                     {.answer = "OpenApi", .open = true}),
      // For people who open the address of the service, and for addresses of earlier versions; not described.
      program<&Front::send_index>("GET", "/", "", "", {.open = true}),
      program<&Front::send_page_style>("GET", "/assets/form.css", "", "", {.open = true}),
      program<&Front::send_health>("GET", "/health", "getHealth", "whether the service answers",
                                   {.answer = "Status", .open = true}),
      program<&Front::send_readiness>("GET", "/ready", "getReadiness", "whether a worker is free",
                                      {.answer = "Status", .open = true}),

      // Pages of forms. They work without script and without accounts: a draft is opened by a cookie with its secret,
      // or by the code that its page shows.
      form_page<&FormPages::send_form_script>("GET", "/assets/form.js"),
      form_page<&FormPages::scans>("GET|POST", "/forms/scans", Opens::Nothing, BodyType::PaperScan),
      form_page<&FormPages::forms_by_mail>("GET|POST", "/forms/mail"),
      form_page<&FormPages::forms>("GET|POST", "/forms/{kind}"),
      form_page<&FormPages::call_day>("GET", "/forms/{kind}/calls/{id}.ics"),
      form_page<&FormPages::resume>("GET|POST", "/resume/{id}"),
      form_page<&FormPages::open_link>("GET|POST", "/resume/{id}/{link}"),
      form_page<&FormPages::draft>("GET|POST", "/d/{id}", Opens::Draft, BodyType::Pictures),
      // For the script, which reads statuses and JSON, not pages.
      form_page<&FormPages::autosave>("PUT", "/d/{id}"),
      form_page<&FormPages::preview>("GET", "/d/{id}/preview", Opens::Draft),
      form_page<&FormPages::preview_document>("GET", "/d/{id}/preview.pdf", Opens::Draft),
      form_page<&FormPages::preview_page>("GET", "/d/{id}/preview/{page}.svg", Opens::Draft),
      form_page<&FormPages::send_draft_picture>("GET", "/d/{id}/picture", Opens::Draft),
      form_page<&FormPages::private_link>("GET|POST", "/d/{id}/link", Opens::Draft),
      form_page<&FormPages::attachments>("GET", "/d/{id}/files", Opens::Draft),
      form_page<&FormPages::attachment>("GET|POST", "/d/{id}/files/{file}", Opens::Draft, BodyType::Attachment),
      form_page<&FormPages::receipt>("GET|POST", "/r/{id}", Opens::Receipt),
      form_page<&FormPages::withdraw>("GET|POST", "/r/{id}/withdraw", Opens::Receipt),
      form_page<&FormPages::send_handed_in>("GET", "/r/{id}/document.pdf", Opens::Receipt),
      form_page<&FormPages::send_handed_in_data>("GET", "/r/{id}/data.json", Opens::Receipt),
      form_page<&FormPages::returned_day>("GET", "/r/{id}/deadline.ics", Opens::Receipt),
      form_page<&FormPages::private_link>("GET|POST", "/r/{id}/link", Opens::Receipt),
      form_page<&FormPages::attachments>("GET", "/r/{id}/files", Opens::Receipt),
      form_page<&FormPages::attachment>("GET|POST", "/r/{id}/files/{file}", Opens::Receipt, BodyType::Attachment),

      // Pages of the office, for people with an account. None needs script.
      for_everybody(office_page<&OfficePages::send_office_style>("GET", "/office/style.css")),
      for_everybody(office_page<&OfficePages::send_office_script>("GET", "/office/office.js")),
      for_everybody(office_page<&OfficePages::send_form_style>("GET", "/office/form.css")),
      for_everybody(office_page<&OfficePages::go_to_list>("GET", "/office")),
      for_everybody(with_needs(Needs::Passwords, office_page<&OfficePages::login>("GET|POST", "/office/login"))),
      for_everybody(with_needs(Needs::Passwords, office_page<&OfficePages::oidc>("GET", "/office/oidc"))),
      for_everybody(with_needs(Needs::Passwords, office_page<&OfficePages::oidc_answer>("GET", "/office/oidc/answer"))),
      with_needs(Needs::Passwords, office_page<&OfficePages::oidc_connect>("GET", "/office/oidc/connect")),
      office_page<&OfficePages::logout>("POST", "/office/logout"),
      office_page<&OfficePages::list>("GET", "/office/"),
      with_words("csv|xlsx", office_page<&OfficePages::send_list>("GET", "/office/list.{format}")),
      keeping_answers(office_page<&OfficePages::searches>("GET|POST", "/office/searches")),
      office_page<&OfficePages::statistics>("GET", "/office/statistics"),
      keeping_answers(office_page<&OfficePages::bulk>("POST", "/office/bulk", Role::Reviewer)),
      office_page<&OfficePages::show>("GET", "/office/s/{id}"),
      keeping_answers(office_page<&OfficePages::act>("POST", "/office/s/{id}")),
      office_page<&OfficePages::differences>("GET", "/office/s/{id}/diff/{from}/{to}"),
      office_page<&OfficePages::send_attachment>("GET", "/office/s/{id}/files/{file}"),
      office_page<&OfficePages::show_attachment>("GET", "/office/s/{id}/files/{file}/shown.pdf"),
      with_words("pdf|xlsx|docx|ofd",
                 office_page<&OfficePages::send_document>("GET", "/office/s/{id}/document.{format}")),
      office_page<&OfficePages::send_picture>("GET", "/office/s/{id}/{page}.svg"),
      office_page<&OfficePages::send_values>("GET", "/office/s/{id}/data.json"),
      keeping_answers(
          office_page<&OfficePages::correct>("GET|POST", "/office/s/{id}/correct", Role::Secretary, BodyType::Files)),
      keeping_answers(
          office_page<&OfficePages::replace>("POST", "/office/s/{id}/replace", Role::Secretary, BodyType::Files)),
      office_page<&OfficePages::relink>("POST", "/office/s/{id}/link", Role::Secretary),
      with_words("pdf|xlsx|docx",
                 office_page<&OfficePages::send_form>("GET", "/office/s/{id}/form.{format}", Role::Reviewer)),
      keeping_answers(office_page<&OfficePages::act_on_mail>("POST", "/office/s/{id}/mail", Role::Reviewer)),
      keeping_answers(office_page<&OfficePages::mails>("GET|POST", "/office/mails", Role::Reviewer)),
      keeping_answers(office_page<&OfficePages::send_letter>("POST", "/office/s/{id}/letter", Role::Reviewer)),
      with_needs(Needs::Records, keeping_answers(office_page<&OfficePages::enter_records>(
                                     "GET|POST", "/office/s/{id}/record", Role::Secretary))),
      office_page<&OfficePages::show_kept>("GET", "/office/shown/{id}"),
      keeping_answers(
          office_page<&OfficePages::import>("GET|POST", "/office/import", Role::Secretary, BodyType::Files)),
      keeping_answers(office_page<&OfficePages::scans>("GET|POST", "/office/scans", Role::Secretary, BodyType::Files)),
      office_page<&OfficePages::send_unmatched>("GET", "/office/scans/{scan}", Role::Secretary),
      keeping_answers(office_page<&OfficePages::calls>("GET|POST", "/office/calls", Role::Secretary)),
      keeping_answers(office_page<&OfficePages::make>("GET|POST", "/office/make", Role::Viewer, BodyType::Files)),
      keeping_answers(office_page<&OfficePages::export_page>("GET|POST", "/office/export", Role::Secretary)),
      keeping_answers(office_page<&OfficePages::forms>("GET|POST", "/office/forms", Role::Secretary, BodyType::Files)),
      for_everybody(office_page<&OfficePages::form_script>("GET", "/office/designer.js")),
      office_page<&OfficePages::form_picture>("GET", "/office/forms/{kind}/{page}.svg", Role::Secretary),
      with_words("pdf|xlsx",
                 office_page<&OfficePages::form_file>("GET", "/office/forms/{kind}/form.{format}", Role::Secretary)),
      keeping_answers(office_page<&OfficePages::form_web>("GET|POST", "/office/forms/{kind}/web", Role::Secretary)),
      office_page<&OfficePages::form_preview>("POST", "/office/forms/{kind}/preview", Role::Secretary),
      with_words("words|fields|steps|rules|look|publish|compare|history",
                 keeping_answers(
                     office_page<&OfficePages::form_page>("GET|POST", "/office/forms/{kind}/{page}", Role::Secretary))),
      office_page<&OfficePages::sessions>("GET|POST", "/office/sessions"),
      with_needs(Needs::Passwords, office_page<&OfficePages::second_factor>("GET|POST", "/office/second-factor")),
      office_page<&OfficePages::accounts>("GET|POST", "/office/accounts", Role::Admin),
      office_page<&OfficePages::hooks>("GET|POST", "/office/hooks", Role::Admin),
      keeping_answers(office_page<&OfficePages::audit>("GET|POST", "/office/audit", Role::Admin)),
      with_needs(Needs::Records, office_page<&OfficePages::issues>("GET", "/office/issues")),
      with_needs(Needs::Records, office_page<&OfficePages::facts>("GET", "/office/facts")),
      with_needs(Needs::Records, keeping_answers(office_page<&OfficePages::upload_facts>(
                                     "POST", "/office/facts", Role::Secretary, BodyType::Files))),
      with_needs(Needs::Records,
                 office_page<&OfficePages::send_remarks>("GET", "/office/facts/remarks.xlsx", Role::Secretary)),
      with_needs(Needs::Records, office_page<&OfficePages::show_record>("GET", "/office/facts/record")),
      with_needs(Needs::Records, office_page<&OfficePages::show_record_history>("GET", "/office/facts/record/history")),
      with_needs(Needs::Records, keeping_answers(office_page<&OfficePages::save_record>(
                                     "POST", "/office/facts/record", Role::Secretary, BodyType::Files))),
      with_needs(Needs::Records, office_page<&OfficePages::issue>("GET", "/office/facts/issue")),
      with_needs(Needs::Records,
                 keeping_answers(office_page<&OfficePages::issue>("POST", "/office/facts/issue", Role::Secretary))),
      with_needs(Needs::Records, office_page<&OfficePages::send_issue>("GET", "/office/facts/issue.pdf")),
      with_needs(Needs::Records, office_page<&OfficePages::send_book>("GET", "/office/facts/book.xlsx")),
  };
  return kRoutes;
}

std::vector<std::string_view> words_of(std::string_view words) {
  std::vector<std::string_view> list;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find('|'), words.size());
    list.push_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return list;
}

std::string RouteMatch::value(std::string_view name) const {
  const auto found = std::find_if(values.begin(), values.end(), [name](const auto& one) { return one.first == name; });
  return found == values.end() ? std::string() : found->second;
}

// The first row that matches path and method is used. Rows that match only the path are collected for 405.
RouteMatch match_route(std::string_view method, std::string_view path) {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  RouteMatch match;
  for (const Route& route : all_routes()) {
    if (starts_alike(route.path, path)) match.area = route.area();
    std::optional<PathValues> values = match_path(route.path, path);
    // A value that is impossible for this row may be possible for a later one.
    if (!values || !has_known_words(route, *values)) continue;
    if (has_word(route.method, wanted)) return {&route, *std::move(values), {}, route.area()};
    for (const std::string_view known : words_of(route.method)) {
      // The path exists with another method: the answer is 405 with Allow (RFC 9110, 15.5.6).
      if (match.allowed.find(known) != std::string::npos) continue;
      match.allowed += (match.allowed.empty() ? "" : ", ") + std::string(known == "GET" ? "GET, HEAD" : known);
    }
  }
  return match;
}

}  // namespace gongwen::service
