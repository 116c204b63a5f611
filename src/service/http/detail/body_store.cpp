// Without a common budget, many connections could each fill memory up to their own limit (a slow flood of large
// bodies).
//
// A share without budget (default-constructed) takes anything: it belongs to a request without a plan for a body.
#include "service/http/detail/body_store.h"

#include "resources/file_descriptor.h"

#include <cerrno>
#include <utility>

#include <unistd.h>

namespace gongwen::http {
BodyShare& BodyShare::operator=(BodyShare&& other) noexcept {
  if (this == &other) return *this;
  give_back();
  budget_ = std::move(other.budget_);
  bytes_ = std::exchange(other.bytes_, 0);
  return *this;
}

bool BodyShare::take(std::uint64_t bytes) {
  if (!budget_) return true;
  // Written as a subtraction, since a sum could wrap with a length that a client invented.
  if (bytes > budget_->limit - budget_->used) return false;
  budget_->used += bytes;
  bytes_ += bytes;
  return true;
}

void BodyShare::give_back() {
  if (budget_) budget_->used -= std::exchange(bytes_, 0);
}

BodyStore::BodyStore(const BodyPlan& plan, std::string spool_folder, std::shared_ptr<BodyBudget> budget)
    : kind_(plan.kind), limit_(plan.limit), folder_(std::move(spool_folder)), share_(std::move(budget)) {
  if (plan.sha256) hash_.emplace();
}

std::optional<Rejection> BodyStore::add(std::string_view bytes) {
  if (!has_room(bytes.size())) return Rejection{Refusal::BodyTooLarge, {}};
  const bool in_memory = kind_ == BodyPlan::Kind::Memory;
  if (in_memory && !share_.take(bytes.size())) return Rejection{Refusal::TooManyBodies, {}};
  size_ += bytes.size();
  if (in_memory) {
    memory_ += bytes;
    return std::nullopt;
  }
  // Hashed while it arrives, so that the file need not be read again.
  if (hash_) hash_->add(bytes);
  if (add_to_file(bytes)) return std::nullopt;
  return Rejection{Refusal::SpoolFailed, {}};
}

bool BodyStore::add_to_file(std::string_view bytes) {
  // The file is created with the first bytes, so a request without a body needs none.
  if (!file_) file_ = resources::open_unnamed_file(folder_);
  return file_ && !resources::write_all(file_.number(), bytes);
}

BodyShare BodyStore::finish(Request& request) {
  request.body = std::move(memory_);
  if (file_) request.file = BodyFile{std::move(file_), size_, hash_ ? hash_->hexadecimal() : std::string()};
  return std::move(share_);
}

}  // namespace gongwen::http
