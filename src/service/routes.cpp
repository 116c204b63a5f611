#include "service/detail/routes.h"

#include <array>

namespace gongwen::service {
namespace {

constexpr std::string_view kFormats = "pdf|xlsx|svg|png";
constexpr std::string_view kKindPlace = "{kind}";

constexpr std::array kCheckParameters{
    Parameter{"depth", ParameterType::Word, "the values alone, or also the pages that are made from them",
              "values|full"},
    Parameter{"profile", ParameterType::Word, "a standard that the pages are compared with", "gbt9704|tc260-plain"},
    Parameter{"strict", ParameterType::Flag, "warnings count as errors"},
};

constexpr std::array kRenderParameters{
    Parameter{"format", ParameterType::Word, "what is made", kFormats},
    Parameter{"fillable", ParameterType::Flag, "fields can be filled in"},
    Parameter{"attach_data", ParameterType::Flag, "a PDF has its data attached"},
    Parameter{"strict", ParameterType::Flag, "warnings count as errors"},
    Parameter{"page", ParameterType::Whole, "of pictures: which page"},
    Parameter{"dpi", ParameterType::Whole, "of PNG files: pixels per inch", {}, 10, 600},
};

constexpr std::array kBlankParameters{
    Parameter{"format", ParameterType::Word, "what is made", "pdf|xlsx"},
    Parameter{"fillable", ParameterType::Flag, "fields can be filled in"},
};

constexpr std::array kExtractParameters{
    Parameter{"kind", ParameterType::Word, "the kind of the form, where its stamp is not to say it"},
    Parameter{"check", ParameterType::Flag, "the data is checked, too"},
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
          .answer = ""},
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

/// Whether a path is that of a pattern; `kind` is then what stands for its place.
bool fits(std::string_view pattern, std::string_view path, std::string& kind) {
  const std::size_t place = pattern.find(kKindPlace);
  if (place == std::string_view::npos) return pattern == path;
  const std::string_view before = pattern.substr(0, place);
  const std::string_view after = pattern.substr(place + kKindPlace.size());
  if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after)) return false;
  const std::string_view value = path.substr(before.size(), path.size() - before.size() - after.size());
  if (value.find('/') != std::string_view::npos) return false;
  kind = value;
  return true;
}

}  // namespace

std::span<const Route> all_routes() { return kRoutes; }

RouteMatch match_route(std::string_view method, std::string_view path) {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  RouteMatch match;
  for (const Route& route : kRoutes) {
    std::string kind;
    if (!fits(route.path, path, kind)) continue;
    if (route.method == wanted) return {&route, std::move(kind), {}};
    if (!match.allowed.empty()) match.allowed += ", ";
    match.allowed += route.method == "GET" ? "GET, HEAD" : route.method;
  }
  return match;
}

}  // namespace gongwen::service
