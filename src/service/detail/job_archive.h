// All documents of a job as one ZIP archive, sent while it is put together: one document at a time is in memory. They
// are stored as they are, since they are compressed themselves.
#pragma once

#include "http/server.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace gongwen::service {

/// Answers with `head` and the documents of the job in this folder.
void send_job_archive(const std::shared_ptr<http::Exchange>& exchange, http::Response head, const std::string& folder);

}  // namespace gongwen::service
