// Routes: all addresses of the service in one table, for programs, applicants and the office. Statuses 404 and 405,
// limits of bodies, rights and the OpenAPI document are derived from it, so they cannot contradict each other.
#pragma once

#include "diagnostics/text.h"
#include "service/detail/path_pattern.h"
#include "service/detail/task.h"
#include "service/http/server.h"
#include "service/inbox/accounts.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gongwen::inbox {
struct Submission;
}

namespace gongwen::service {

/// How the value of a parameter is written. Flag: `1`, `0`, `true`, `false`. Whole:
/// digits. Word: one of the list, or letters, digits, `-`, `_`. Text: at most 200
/// bytes.
enum class ParameterType : std::uint8_t { Flag, Whole, Word, Text };

struct Parameter {
  std::string_view name;
  ParameterType type;
  std::string_view summary;
  /// For words: the allowed ones, separated by `|`; empty: any word of letters, digits, `-` and `_`.
  std::string_view words = {};
  /// For whole numbers: the range, both ends included.
  std::uint64_t min = 1;
  std::uint64_t max = 100'000;
};

/// The contents of a request's body. They decide where the body goes (memory or spool file), how large it may be,
/// and which media types are accepted: body_plan() and read_request() for programs, FormPages and OfficePages for
/// pages.
enum class BodyType : std::uint8_t {
  None,
  // Bodies of programs.
  Data,      // data of a document: JSON, YAML or a workbook, or several parts with the files beside the data
  Form,      // a returned form: a PDF, a workbook or an archive
  Scans,     // scans of signed documents: a PDF, pictures, or archives of these
  PdfForm,   // a PDF form of any origin
  Filling,   // a PDF form with the values for its fields, in parts
  Ofd,       // an OFD file
  Draft,     // the source of a new form: a Word form, a table or a list of its fields
  Command,   // a JSON object with a command
  Records,   // records of many documents: JSON Lines, CSV or a JSON list, spooled to a file
  Facts,     // files with records of the store: workbooks, tables, JSON, YAML
  Returned,  // returned forms: several parts, or an archive, spooled to a file
  // Bodies of pages, as browsers post them. Strangers may send only texts: files are spooled only for people who have
  // opened a draft or have an account.
  Fields,
  Pictures,    // fields of a draft with pictures
  Attachment,  // one file beside a form
  PaperScan,   // the same from a person without a draft
  Files        // files for the office
};

/// A part of the installation that a route needs; without it, the addresses of the route do not exist.
enum class Needs : std::uint8_t {
  Nothing,
  Inbox,     // submissions
  Jobs,      // batches in the background
  Records,   // the store of facts
  Passwords  // local accounts, not those of a proxy
};

/// What FormPages::handle() opens before it calls the function of a page, by the `{id}` of the path and the cookie of
/// the browser.
enum class Opens : std::uint8_t {
  Nothing,
  Draft,   // a draft to be filled in
  Receipt  // the submission that the draft has become
};

/// Whom an address is for, in the order of Answerer.
enum class Area : std::uint8_t { Programs, Forms, Office };

/// Declared only, since their headers include this one.
class Front;
class FormPages;
class OfficePages;
struct FormVisit;
struct OfficeVisit;
struct RouteMatch;

// Functions that answer: each passes the request, with the values of the path, to the function that its row names. They
// return false, without having answered, if a value does not have the type of its parameter: then the address does not
// exist. Those of the last type also get the submission that the `{id}` of the path names.
using ExchangePtr = std::shared_ptr<http::Exchange>;
using ProgramAnswerer = bool (*)(Front&, const ExchangePtr&, const RouteMatch&);
using FormAnswerer = bool (*)(FormPages&, const std::shared_ptr<FormVisit>&);
using OfficeAnswerer = bool (*)(OfficePages&, const std::shared_ptr<OfficeVisit>&);
using SubmissionAnswerer = bool (*)(OfficePages&, const std::shared_ptr<OfficeVisit>&, const inbox::Submission&);
using Answerer = std::variant<ProgramAnswerer, FormAnswerer, OfficeAnswerer, SubmissionAnswerer>;

/// A row of the table. A placeholder of the path, such as `{id}`, stands for text without a slash. Rows are constants
/// of the program, made by program(), form_page() and office_page(). All views refer to literals.
struct Route {
  std::string_view method = {};  // several are separated by `|`
  std::string_view path = {};    // `/api/v1/kinds/{kind}/render`
  // For programs: name and description of the operation in the OpenAPI document; if empty, the document leaves the row
  // out.
  std::string_view id = {};
  std::string_view summary = {};
  Answerer answerer = {};
  Needs needs = Needs::Nothing;
  Operation operation = Operation::Kinds;  // the operation of a worker that answers
  /// The scopes of which a key must have one, separated by `|`; empty: any key may use it.
  std::string_view scope = {};
  BodyType body = BodyType::None;
  std::span<const Parameter> parameters = {};
  /// Schema of the JSON answer in the OpenAPI document; empty: a document in the requested format.
  std::string_view answer = {};
  /// Allowed values of the last placeholder, separated by `|`; empty: any.
  std::string_view words = {};
  /// Media types of an answer that is neither JSON nor a document, separated by `|`; `-`: no body.
  std::string_view type = {};
  /// Status of a successful answer.
  std::string_view status = "200";
  /// Schema of the command in the OpenAPI document.
  std::string_view order = {};
  /// Whether requests with the same `Idempotency-Key` are carried out only once.
  bool once = false;
  /// Whether `If-Match` must have the ETag of what is changed.
  bool matched = false;
  /// Whether `If-Match` is optional, since the body can say the same.
  bool may_match = false;
  /// Whether it only reads from the part of the installation that it needs, whatever its method.
  bool only_reads = false;
  /// Whether the answer is an existing file, with an ETag by which a client can ask for it.
  bool is_file = false;
  /// Whether it makes a blank form.
  bool blank = false;
  /// Whether everyone may use it, without key or account.
  bool open = false;
  /// For pages of the office: whether the answer to a button gets an address, so that a browser can go back to it.
  /// Pages that show secrets once, such as passwords, are not stored.
  bool keeps_answers = false;
  /// For pages of the office: the lowest role that may use it. OfficePages::handle() checks the role,
  /// Front::refuse_key() the scope.
  inbox::Role role = inbox::Role::Viewer;
  Opens opens = Opens::Nothing;

  bool changes() const { return method != "GET" && needs != Needs::Nothing && !only_reads; }
  Area area() const { return static_cast<Area>(std::min<std::size_t>(answerer.index(), 2)); }
};

/// Returns all routes, those of programs first. If two fit a path and a method, the first one is used. The order
/// matters in two ways: rows of one path are adjacent (see open_api.cpp), and `/forms/scans` comes before
/// `/forms/{kind}`.
std::span<const Route> all_routes();

/// `values` are decoded already: a request's path is decoded once, by the HTTP layer.
struct RouteMatch {
  const Route* route = nullptr;  // null if no route has this path and method
  PathValues values = {};
  std::string allowed = {};  // if only the method is wrong: the supported ones, as Allow lists them
  /// The area of the route; for an unknown path, that of the routes whose path begins with the same word.
  Area area = Area::Programs;

  /// Returns the value of a placeholder; empty if the path has none of this name.
  std::string value(std::string_view name) const;
};

/// Splits words at `|`.
std::vector<std::string_view> words_of(std::string_view words);

/// Returns the route for a method and a path. HEAD uses the routes of GET (RFC 9110, 9.3.2). Each request searches the
/// table: about 150 comparisons of short texts.
RouteMatch match_route(std::string_view method, std::string_view path);

}  // namespace gongwen::service
