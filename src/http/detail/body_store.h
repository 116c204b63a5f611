// BodyStore: keeps the body of a request where its plan says: in memory or in a file without a name.
#pragma once

#include "base/sha256.h"
#include "http/detail/rejection.h"
#include "http/server.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace gongwen::http {

/// What all connections have for bodies in memory.
struct BodyBudget {
  std::uint64_t limit = 0;
  std::uint64_t used = 0;
};

/// A part of the budget, given back at its end. It may outlive the server.
class BodyShare {
 public:
  BodyShare() = default;
  explicit BodyShare(std::shared_ptr<BodyBudget> budget) : budget_(std::move(budget)) {}
  BodyShare(BodyShare&& other) noexcept : budget_(std::move(other.budget_)), bytes_(std::exchange(other.bytes_, 0)) {}
  BodyShare& operator=(BodyShare&& other) noexcept;
  ~BodyShare() { give_back(); }

  /// False, and nothing taken, when there is not so much left.
  bool take(std::uint64_t bytes);

 private:
  void give_back();

  std::shared_ptr<BodyBudget> budget_;
  std::uint64_t bytes_ = 0;
};

class BodyStore {
 public:
  BodyStore() = default;
  BodyStore(const BodyPlan& plan, std::string spool_folder, std::shared_ptr<BodyBudget> budget);

  /// Whether so many bytes more are within the limit.
  bool has_room(std::uint64_t bytes) const { return bytes <= limit_ - size_; }
  std::uint64_t size() const { return size_; }

  /// Returns: why it could not.
  std::optional<Rejection> add(std::string_view bytes);
  /// Hands over what was kept. Returns: what it takes of the budget, to be kept as long as the body.
  BodyShare finish(Request& request);

 private:
  bool add_to_file(std::string_view bytes);

  BodyPlan::Kind kind_ = BodyPlan::Kind::Memory;
  std::uint64_t limit_ = 0;
  std::uint64_t size_ = 0;
  std::string folder_;
  std::string memory_;
  BodyShare share_;
  resources::FileDescriptor file_;
  std::optional<base::Sha256> hash_;
};

}  // namespace gongwen::http
