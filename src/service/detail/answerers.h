// Turns functions of the service into answerers for the table of routes.
#pragma once

#include "service/designer/detail/design_api.h"
#include "service/detail/desk_api.h"
#include "service/detail/form_pages.h"
#include "service/detail/front.h"
#include "service/detail/jobs_api.h"
#include "service/detail/office_pages.h"
#include "service/detail/path_pattern.h"
#include "service/detail/routes.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace gongwen::service {

// The values of a path reach the function of a row as its last parameters, in their order and as the types that it
// takes. Each of these types is used by one row.

// `accept` of `/submissions/{id}/accept`; with another word the address does not exist.
template <>
struct Place<inbox::Action> {
  static std::optional<inbox::Action> read(const std::string& text) { return inbox::find_action(text); }
};

/// One of the words of its route.
/// `roster.pdf` → Roster and `pdf`.
template <>
struct Place<ExportedFile> {
  static std::optional<ExportedFile> read(const std::string& text) {
    using Content = ExportedFile::Content;
    const std::size_t dot = text.find('.');
    if (dot == std::string::npos) return std::nullopt;
    const std::string_view content = std::string_view(text).substr(0, dot);
    return ExportedFile{content == "roster"     ? Content::Roster
                        : content == "register" ? Content::Register
                                                : Content::Data,
                        text.substr(dot + 1)};
  }
};

// There is an overload for each form of function, by the arguments besides the values of the path and by whether it
// returns its answer or sends it. Functions of jobs get the job, see below. The values are converted to the types of
// the function's parameters at run time; their number is checked at compile time. A function of another form does not
// compile.

template <auto kFunction, typename... Places>
consteval ProgramAnswerer answerer(std::string_view path,
                                   void (Front::*)(const ExchangePtr&, const RouteMatch&, Places...)) {
  check_places(path, sizeof...(Places));
  return [](Front& front, const ExchangePtr& exchange, const RouteMatch& match) {
    return with_places<Places...>(match.values,
                                  [&](const auto&... places) { (front.*kFunction)(exchange, match, places...); });
  };
}
template <auto kFunction, typename Part, typename... Places>
// JobsApi is excluded: its functions with a job have an overload of their own.
requires(!std::is_same_v<Part, JobsApi>) consteval ProgramAnswerer
    answerer(std::string_view path, http::Response (Part::*)(const ProgramCall&, Places...)) {
  check_places(path, sizeof...(Places));
  return [](Front& front, const ExchangePtr& exchange, const RouteMatch& match) {
    return with_places<Places...>(match.values, [&](const auto&... places) {
      front.answer_with(exchange, *match.route, [&front, ... places = places](const ProgramCall& call) {
        return (front.part<Part>().*kFunction)(call, places...);
      });
    });
  };
}
template <auto kFunction, typename Part, typename... Places>
requires(!std::is_same_v<Part, JobsApi>) consteval ProgramAnswerer
    answerer(std::string_view path, void (Part::*)(const ProgramCall&, Places...)) {
  check_places(path, sizeof...(Places));
  return [](Front& front, const ExchangePtr& exchange, const RouteMatch& match) {
    return with_places<Places...>(match.values, [&](const auto&... places) {
      front.pass_to(exchange, *match.route, [&front, ... places = places](const ProgramCall& call) {
        (front.part<Part>().*kFunction)(call, places...);
      });
    });
  };
}
/// A function about a job gets the one that the first placeholder names. pass_job_to() checks the key, so a function
/// never sees a job of another key.
template <auto kFunction, typename Result, typename... Places>
consteval ProgramAnswerer answerer(std::string_view path,
                                   Result (JobsApi::*)(const ProgramCall&, const Job&, Places...)) {
  check_places(path, sizeof...(Places) + 1);
  return [](Front& front, const ExchangePtr& exchange, const RouteMatch& match) {
    return with_places<Places...>(match.values, [&](const auto&... places) {
      front.pass_job_to(exchange, match, [&](const ProgramCall& call, const Job& job) {
        JobsApi& jobs = front.part<JobsApi>();
        if constexpr (std::is_void_v<Result>) {
          (jobs.*kFunction)(call, job, places...);
        } else {
          call.send((jobs.*kFunction)(call, job, places...));
        }
      });
    });
  };
}
template <auto kFunction, typename... Places>
consteval FormAnswerer answerer(std::string_view path,
                                void (FormPages::*)(const std::shared_ptr<FormVisit>&, Places...)) {
  check_places(path, sizeof...(Places));
  return [](FormPages& pages, const std::shared_ptr<FormVisit>& visit) {
    return with_places<Places...>(visit->match.values,
                                  [&](const auto&... places) { (pages.*kFunction)(visit, places...); });
  };
}
template <auto kFunction, typename... Places>
consteval OfficeAnswerer answerer(std::string_view path,
                                  void (OfficePages::*)(const std::shared_ptr<OfficeVisit>&, Places...)) {
  check_places(path, sizeof...(Places));
  return [](OfficePages& pages, const std::shared_ptr<OfficeVisit>& visit) {
    return with_places<Places...>(visit->match.values,
                                  [&](const auto&... places) { (pages.*kFunction)(visit, places...); });
  };
}
// OfficePages::handle() reads the submission by `{id}`.
template <auto kFunction, typename... Places>
consteval SubmissionAnswerer answerer(std::string_view path,
                                      void (OfficePages::*)(const std::shared_ptr<OfficeVisit>&,
                                                            const inbox::Submission&, Places...)) {
  check_places(path, sizeof...(Places) + 1);
  return [](OfficePages& pages, const std::shared_ptr<OfficeVisit>& visit, const inbox::Submission& submission) {
    return with_places<Places...>(visit->match.values,
                                  [&](const auto&... places) { (pages.*kFunction)(visit, submission, places...); });
  };
}

}  // namespace gongwen::service
