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

/// Puts an archive together: entries, then the end. Beyond 4 GiB or 65,535 entries it is one of ZIP64.
class ArchiveWriter {
 public:
  /// The bytes of the next entry with its header. Names are UTF-8; `bytes` has less than 4 GiB.
  std::string entry(std::string_view name, std::string_view bytes);
  /// The directory of all entries.
  std::string end();

 private:
  std::uint64_t offset_ = 0;
  std::uint64_t count_ = 0;
  std::string directory_;
};

/// Answers with `head` and the documents of the job in this folder.
void send_job_archive(const std::shared_ptr<http::Exchange>& exchange, http::Response head, const std::string& folder);

}  // namespace gongwen::service
