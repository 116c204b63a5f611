// BodyStore: keeps the body of a request where its plan says: in memory or in a file without a name.
#pragma once

#include "base/sha256.h"
#include "http/detail/rejection.h"
#include "http/server.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::http {

class BodyStore {
 public:
  BodyStore() = default;
  BodyStore(const BodyPlan& plan, std::string spool_folder);

  /// Whether so many bytes more are within the limit.
  bool has_room(std::uint64_t bytes) const { return bytes <= limit_ - size_; }
  std::uint64_t size() const { return size_; }

  /// Returns: why it could not.
  std::optional<Rejection> add(std::string_view bytes);
  /// Hands over what was kept.
  void finish(Request& request);

 private:
  bool add_to_file(std::string_view bytes);

  BodyPlan::Kind kind_ = BodyPlan::Kind::Memory;
  std::uint64_t limit_ = 0;
  std::uint64_t size_ = 0;
  std::string folder_;
  std::string memory_;
  resources::FileDescriptor file_;
  std::optional<base::Sha256> hash_;
};

}  // namespace gongwen::http
