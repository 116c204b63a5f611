// Turns a request into a task: parameters, body and parts. Reads nothing but the request; names of files in it cannot
// refer to other files.
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

/// Largest bodies, in bytes, and numbers of files. Shown by --show-config and in the error 413. Forms of more than
/// `returned` bytes have to be sent in several requests.
struct BodyLimits {
  std::uint64_t data = std::uint64_t{8} << 20;        // one file of JSON, YAML or a workbook
  std::uint64_t parts = std::uint64_t{40} << 20;      // data with the files beside it
  std::uint64_t form = std::uint64_t{64} << 20;       // one returned form
  std::uint64_t records = std::uint64_t{64} << 20;    // records of a batch, spooled to a file
  std::size_t files = 100;                            // number of files beside data
  std::uint64_t command = std::uint64_t{1} << 20;     // one command
  std::uint64_t returned = std::uint64_t{256} << 20;  // returned forms to be collected, spooled to a file
  std::size_t returned_files = 2'000;
};

/// Returns how the body of a program's request is read: into memory or a spool file, and how many
/// bytes at most. Pages have limits of their own. Front::plan() calls it when the request is
/// admitted.
http::BodyPlan body_plan(const Route& route, const http::RequestHead& head, const BodyLimits& limits);

/// Returns the task of a request, or the problem with it. Moves the body out of the request. Parameters are checked
/// before the body, so that a wrong parameter is reported before a wrong file.
base::Expected<Task, Problem> read_request(const Route& route, std::string kind, http::Request& request,
                                           const BodyLimits& limits, diagnostics::Language language);

/// Returns the name of the first member of `values` that is not a parameter, or whose value the parameter does not
/// accept; nullopt if there is no such member. Parameters that choose a page are ignored.
std::optional<std::string> find_wrong_value(std::span<const Parameter> parameters, const base::JsonView& values);

/// The parts of a request to collect forms. They are offsets into the spooled body; nothing is copied until the job's
/// folder is made.
struct ReturnedForms {
  std::vector<JobInput> inputs;  // forms, in the folder kFormsFolder, and the files beside them
  CollectParts parts;
};
/// Reads the parts. Files keep the names that the client gave them; names of forms must differ. `is_register`: the
/// forms are collected into a register.
base::Expected<ReturnedForms, Problem> read_returned(const http::Request& request, bool is_register,
                                                     const BodyLimits& limits, diagnostics::Language language);

}  // namespace gongwen::service
