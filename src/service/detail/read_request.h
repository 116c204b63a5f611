// Turns a request into a task: parameters, body and parts. Everything is taken from the request; names of files cannot
// lead out of it.
#pragma once

#include "base/expected.h"
#include "base/json.h"
#include "service/detail/answers.h"
#include "service/detail/job_folder.h"
#include "service/detail/routes.h"
#include "service/http/message.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace gongwen::service {

/// Largest bodies, in bytes, and numbers of files.
/// Shown by --show-config and in the error 413. Above `returned`, forms have to be sent in several requests.
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

/// How the body of a program's request is read: into memory or a spool file, and how many bytes at most. Pages have
/// limits of their own.
/// Asked by Front::plan() when the request is admitted.
http::BodyPlan body_plan(const Route& route, const http::RequestHead& head, const BodyLimits& limits);

/// The task of a request, or the problem with it. Moves the body out of the request.
/// Parameters first, then the body: a wrong parameter is told before a wrong file.
base::Expected<Task, Problem> read_request(const Route& route, std::string kind, http::Request& request,
                                           const BodyLimits& limits, diagnostics::Language language);

/// The name of the first member of `values` that is no parameter, or whose value the parameter does not take; nullopt
/// if there is no such member. Parameters that choose a page do not count here.
std::optional<std::string> find_wrong_value(std::span<const Parameter> parameters, const base::JsonView& values);

/// The parts of a request to collect forms; the files stay in its spooled body.
/// Offsets into the spool file; nothing is copied until the job's folder is made.
struct ReturnedForms {
  std::vector<JobInput> inputs;  // the forms, in the folder kFormsFolder, and what is beside them
  CollectParts parts;
};
/// Files keep the names that the client gave them; names of forms must differ. `is_register`: the forms are collected
/// into a register.
base::Expected<ReturnedForms, Problem> read_returned(const http::Request& request, bool is_register,
                                                     const BodyLimits& limits, diagnostics::Language language);

}  // namespace gongwen::service
