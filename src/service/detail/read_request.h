// From a request to a task: parameters, the body and its parts. Nothing is fetched, and no name leads out of the
// request.
#pragma once

#include "base/expected.h"
#include "http/message.h"
#include "service/detail/answers.h"
#include "service/detail/job_folder.h"
#include "service/detail/routes.h"

#include <cstdint>
#include <string>

namespace gongwen::service {

/// Bytes of the bodies that are taken.
struct BodyLimits {
  std::uint64_t data = std::uint64_t{8} << 20;        // of JSON, YAML, a workbook
  std::uint64_t parts = std::uint64_t{40} << 20;      // of data and what lies beside it
  std::uint64_t form = std::uint64_t{64} << 20;       // a returned form
  std::uint64_t records = std::uint64_t{64} << 20;    // of a batch, in a file
  std::size_t files = 100;                            // beside data
  std::uint64_t command = std::uint64_t{1} << 20;     // of what is to be done
  std::uint64_t returned = std::uint64_t{256} << 20;  // of returned forms to be collected, in a file
  std::size_t returned_files = 2'000;
};

/// How many bytes the body of this request may have; 0: it must have none.
std::uint64_t max_body(const Route& route, const http::RequestHead& head, const BodyLimits& limits);

/// The task of a request, or what is wrong with it. Takes the body out of the request.
base::Expected<Task, Problem> read_request(const Route& route, std::string kind, http::Request& request,
                                           const BodyLimits& limits, diagnostics::Language language);

/// What a request has that wants forms to be collected; files stay in its body.
struct ReturnedForms {
  std::vector<JobInput> inputs;  // the forms, in the folder kFormsFolder, and what is beside them
  CollectParts parts;
};
/// Names of files are those that the client gave them, and those of forms must be different. `is_register`: they are
/// collected into one.
base::Expected<ReturnedForms, Problem> read_returned(const http::Request& request, bool is_register,
                                                     const BodyLimits& limits, diagnostics::Language language);

}  // namespace gongwen::service
