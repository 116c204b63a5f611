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
    Route{"GET", "/api/v1/kinds", Target::Engine, Operation::Kinds, "listKinds", "the kinds of document"},
    Route{"GET", "/api/v1/kinds/{kind}", Target::Engine, Operation::Describe, "describeKind",
          "the fields of the data of a kind"},
    Route{"GET", "/api/v1/kinds/{kind}/schema", Target::Engine, Operation::Schema, "getSchema",
          "the JSON Schema of the data of a kind"},
    Route{"GET", "/api/v1/kinds/{kind}/blank", Target::Engine, Operation::Render, "getBlankForm",
          "the document without data, to be filled in", BodyType::None, kBlankParameters, "", "render", true},
    Route{"POST", "/api/v1/kinds/{kind}/check", Target::Engine, Operation::Check, "checkData",
          "checks data; 200 also when it finds errors", BodyType::Data, kCheckParameters, "application/json", "render"},
    Route{"POST", "/api/v1/kinds/{kind}/render", Target::Engine, Operation::Render, "renderDocument",
          "makes a document of data", BodyType::Data, kRenderParameters, "", "render"},
    Route{"POST", "/api/v1/extract", Target::Engine, Operation::Extract, "extractForm",
          "reads a returned form back into data", BodyType::Form, kExtractParameters, "application/json", "forms"},
    Route{"GET", "/api/v1/openapi.json", Target::OpenApi, Operation::Kinds, "getOpenApi", "this description"},
    Route{"GET",
          "/health",
          Target::Health,
          Operation::Kinds,
          "getHealth",
          "whether the service answers",
          BodyType::None,
          {},
          "application/json",
          "",
          false,
          true},
    Route{"GET",
          "/ready",
          Target::Ready,
          Operation::Kinds,
          "getReadiness",
          "whether a worker is free",
          BodyType::None,
          {},
          "application/json",
          "",
          false,
          true},
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
