// BodyStore: stores the body of a request as its plan says: in memory, or in a file without a name.
#pragma once

#include "base/sha256.h"
#include "service/http/detail/rejection.h"
#include "service/http/server.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace gongwen::http {

/// Memory for the bodies of all connections of a server together, in bytes (256 MiB by
/// default). Only memory counts; spool files are limited by the disk and by the limit of each
/// plan.
struct BodyBudget {
  std::uint64_t limit = 0;
  std::uint64_t used = 0;
};

/// A part of the budget, given back when it is destroyed, which may be later than the server.
class BodyShare {
 public:
  BodyShare() = default;
  explicit BodyShare(std::shared_ptr<BodyBudget> budget) : budget_(std::move(budget)) {}
  BodyShare(BodyShare&& other) noexcept : budget_(std::move(other.budget_)), bytes_(std::exchange(other.bytes_, 0)) {}
  BodyShare& operator=(BodyShare&& other) noexcept;
  ~BodyShare() { give_back(); }

  /// Takes from the budget; returns false, and takes nothing, if less is left.
  bool take(std::uint64_t bytes);

 private:
  void give_back();

  std::shared_ptr<BodyBudget> budget_;
  std::uint64_t bytes_ = 0;
};

/// Life: made from the plan when the head has been read, add() for each piece as RequestParser delivers it, finish()
/// when the body is complete. A store that is destroyed earlier gives its memory back and deletes its file.
class BodyStore {
 public:
  BodyStore() = default;
  BodyStore(const BodyPlan& plan, std::string spool_folder, std::shared_ptr<BodyBudget> budget);

  /// Returns whether this many more bytes are within the limit. `size_` never exceeds `limit_`, so the subtraction
  /// cannot wrap.
  bool has_room(std::uint64_t bytes) const { return bytes <= limit_ - size_; }
  std::uint64_t size() const { return size_; }

  /// Adds bytes. Otherwise returns the reason: BodyTooLarge (413) beyond the plan's limit,
  /// TooManyBodies (503) if the common budget is used up, SpoolFailed (507) if the disk
  /// fails.
  std::optional<Rejection> add(std::string_view bytes);
  /// Hands the body over to the request. Returns its share of the budget, which must live as long as the body.
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
