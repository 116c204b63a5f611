// Routes: the addresses of the service as a table, which requests are looked up in and the OpenAPI document is made of.
#pragma once

#include "diagnostics/text.h"
#include "service/detail/task.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

/// How the value of a parameter is written.
enum class ParameterType : std::uint8_t { Flag, Whole, Word, Text };

struct Parameter {
  std::string_view name;
  ParameterType type;
  std::string_view summary;
  /// Of a word: what it may be, with `|` between; empty: any word of letters, digits, `-` and `_`.
  std::string_view words = {};
  /// Of a whole number.
  std::uint64_t min = 1;
  std::uint64_t max = 100'000;
};

/// What the body of a request is.
enum class BodyType : std::uint8_t {
  None,
  Data,     // of a document: JSON, YAML or a workbook, or several parts with what lies beside the data
  Form,     // a returned form: a PDF, a workbook or an archive
  Scans,    // of signed documents: a PDF, pictures, or archives of these
  Command,  // a JSON object that says what is to be done
  Records,  // of many documents: JSON Lines, CSV or a JSON list, kept in a file
  Returned  // returned forms: several parts, or an archive, kept in a file
};

/// What an address answers.
enum class Target : std::uint8_t {
  Engine,
  Inbox,
  Export,  // what a worker makes of submissions
  Call,    // when forms are open
  Batch,
  Job,
  OpenApi,
  Health,
  Ready
};

struct Route {
  std::string_view method;
  std::string_view path;  // `/api/v1/kinds/{kind}/render`
  std::string_view id;    // of the operation in the OpenAPI document
  std::string_view summary;
  Target target = Target::Engine;
  Operation operation = Operation::Kinds;  // of Target::Engine
  /// What a key must have to use it, one of these with `|` between; empty: any key.
  std::string_view scope = {};
  BodyType body = BodyType::None;
  std::span<const Parameter> parameters = {};
  /// The schema of the JSON that is answered, in the OpenAPI document; empty: a document in the format that was asked
  /// for.
  std::string_view answer = "Any";
  /// What may stand for the last place of the path, with `|` between; empty: anything.
  std::string_view words = {};
  /// What is answered where it is neither JSON nor a document: `application/zip`, several with `|` between; `-`:
  /// nothing.
  std::string_view type = {};
  /// Of an answer that is not an error.
  std::string_view status = "200";
  /// The schema of a command, in the OpenAPI document.
  std::string_view order = {};
  /// An `Idempotency-Key` makes it happen once.
  bool once = false;
  /// `If-Match` has the ETag of what is changed.
  bool matched = false;
  /// It makes the form without data.
  bool blank = false;
  /// Asked for by whoever watches over the service: without a key.
  bool open = false;
};

std::span<const Route> all_routes();

/// `{"openCall":{"request":{…},"answer":{…}},…}`: see routes.cpp.
std::string_view api_examples();

/// What stood for each place in the path, by its name.
using PathValues = std::vector<std::pair<std::string_view, std::string>>;

struct RouteMatch {
  const Route* route = nullptr;  // null when no route has this path and method
  std::string kind;              // what stood for `{kind}`
  PathValues values = {};
  std::string allowed;  // if only the method is wrong: the supported ones

  /// Empty for a name that the path does not have.
  std::string value(std::string_view name) const;
};

/// The names of the places of a path: `id`, `number` of `/submissions/{id}/versions/{number}`.
std::vector<std::string_view> places_of(std::string_view path);

RouteMatch match_route(std::string_view method, std::string_view path);

}  // namespace gongwen::service
