#include "engine/batch/detail/file_names.h"

#include <utility>

namespace gongwen::engine {
namespace {

constexpr std::size_t kFirstPlaces = 1024;  // a power of two

}  // namespace

bool NumberSet::insert(std::uint64_t number) {
  if (number == 0) number = 1;  // 0 marks free places; two hashes in 2^64 are one too many to matter
  if (size_ * 4 >= places_.size() * 3) grow();
  if (!place(number)) return false;
  ++size_;
  return true;
}

bool NumberSet::contains(std::uint64_t number) const {
  if (number == 0) number = 1;
  const std::size_t mask = places_.size() - 1;
  for (std::size_t at = number & mask; !places_.empty() && places_[at] != 0; at = (at + 1) & mask) {
    if (places_[at] == number) return true;
  }
  return false;
}

bool NumberSet::place(std::uint64_t number) {
  const std::size_t mask = places_.size() - 1;
  std::size_t at = number & mask;
  while (places_[at] != 0) {
    if (places_[at] == number) return false;
    at = (at + 1) & mask;
  }
  places_[at] = number;
  return true;
}

void NumberSet::grow() {
  const std::vector<std::uint64_t> before = std::exchange(places_, {});
  places_.resize(before.empty() ? kFirstPlaces : before.size() * 2);
  for (const std::uint64_t number : before) {
    if (number != 0) place(number);
  }
}

}  // namespace gongwen::engine
